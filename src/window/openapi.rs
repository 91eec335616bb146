//! What the API takes and gives, as OpenAPI 3.1.

use serde_json::{Value, json};

/// The description of the API.
///
/// ```
/// let api = huzhu::window::openapi();
/// assert_eq!(api["openapi"], "3.1.0");
/// assert!(api["paths"]["/api/v1/preview"]["post"].is_object());
/// ```
pub fn openapi() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "huzhu",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "What a member's cover pays, on all that a ledger knows. Nothing is posted.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "security": [{ "key": [] }],
        "paths": {
            "/api/v1/cover": post("cover", "Periods and what is left of limits on a day", "OfMember", "Cover"),
            "/api/v1/history": post("history", "Bills so far", "OfMember", "History"),
            "/api/v1/preview": post("preview", "What a bill would be paid", "OfBill", "Trace"),
        },
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn post(id: &str, summary: &str, takes: &str, gives: &str) -> Value {
    let problem = |what: &str| {
        json!({
            "description": what,
            "content": { "application/problem+json": { "schema": of("Problem") } },
        })
    };
    json!({ "post": {
        "operationId": id,
        "summary": summary,
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": of(takes) } },
        },
        "responses": {
            "200": {
                "description": "the answer",
                "content": { "application/json": { "schema": of(gives) } },
            },
            "400": problem("the body is not JSON of this form"),
            "401": problem("the key is missing or another"),
            "404": problem("the ledger knows no such member"),
            "413": problem("the body is too long"),
            "415": problem("the body is not called JSON"),
            "422": problem("fields cannot be used"),
            "503": problem("the ledger gives no answer"),
        },
    } })
}

fn of(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let day = || json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
    let amount = || json!({ "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" });
    let list = |items: Value| json!({ "type": "array", "items": items });
    json!({
        "OfMember": object(&["member_id"], json!({ "member_id": text(), "day": day() })),
        "OfBill": object(&["member_id", "bill"], json!({
            "member_id": text(),
            "bill": { "type": "object", "additionalProperties": { "type": "string" } },
        })),
        "Sentence": object(&["en", "zh"], json!({ "en": text(), "zh": text() })),
        "Problem": open(&["type", "status", "title", "errors"], json!({
            "type": text(), "status": { "type": "integer" }, "title": text(),
            "detail": of("Sentence"),
            "errors": list(open(&["field", "message"], json!({
                "field": text(), "message": of("Sentence"),
                "help": { "oneOf": [of("Sentence"), { "type": "null" }] },
            }))),
        })),
        "Cover": open(&["day", "periods", "limits", "reasons"], json!({
            "scheme": text(), "currency": text(), "day": day(),
            "periods": list(open(&["plan", "start", "end", "standing"], json!({
                "plan": text(), "start": day(), "end": day(), "units": { "type": "integer" },
                "cover_from": { "type": ["string", "null"] },
                "standing": { "enum": ["in_force", "to_come", "over", "not_paid_for"] },
            }))),
            "limits": list(open(&["benefit", "limit", "in", "window", "most", "left"], json!({
                "benefit": text(), "limit": text(), "window": text(),
                "in": { "enum": ["amount", "days", "times", "stays"] },
            }))),
            "reasons": list(of("Sentence")),
        })),
        "History": open(&["bills"], json!({
            "bills": list(open(&["bill_id", "total", "payable"], json!({
                "bill_id": text(), "admission": day(), "discharge": day(), "settled_on": day(),
                "total": amount(), "payable": amount(),
                "posted": { "type": ["string", "null"] },
                "decisions": list(json!({ "type": "object" })),
            }))),
        })),
        "Trace": open(&["format", "payable", "decisions", "benefits", "preview"], json!({
            "format": { "const": crate::explanation::trace::FORMAT },
            "payable": { "type": ["string", "null"] },
            "decisions": list(json!({ "type": "object" })),
            "benefits": { "type": ["array", "null"] },
            "preview": { "type": "object" },
        })),
    })
}

/// An object of these properties and no others.
fn object(required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object", "required": required, "properties": properties,
        "additionalProperties": false,
    })
}

/// An object that may get further properties.
fn open(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

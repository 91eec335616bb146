//! What the API takes and gives, as OpenAPI 3.1.

use serde_json::{Value, json};

use crate::words::{Lang, Sentence, window as words};

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
            "summary": english(&words::api_summary()),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "security": [{ "key": [] }],
        "paths": {
            "/api/v1/cover": post("cover", &words::api_cover(), "OfMember", "Cover"),
            "/api/v1/history": post("history", &words::api_history(), "OfMember", "History"),
            "/api/v1/preview": post("preview", &words::api_preview(), "OfBill", "Trace"),
        },
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn post(id: &str, summary: &Sentence, takes: &str, gives: &str) -> Value {
    let problem = |what: &Sentence| {
        json!({
            "description": english(what),
            "content": { "application/problem+json": { "schema": of("Problem") } },
        })
    };
    json!({ "post": {
        "operationId": id,
        "summary": english(summary),
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": of(takes) } },
        },
        "responses": {
            "200": {
                "description": english(&words::api_answer()),
                "content": { "application/json": { "schema": of(gives) } },
            },
            "400": problem(&words::api_bad_json()),
            "401": problem(&words::api_no_key()),
            "404": problem(&words::api_unknown()),
            "413": problem(&words::api_too_long()),
            "415": problem(&words::api_not_json()),
            "422": problem(&words::api_wrong_fields()),
            "503": problem(&words::api_no_answer()),
        },
    } })
}

fn english(sentence: &Sentence) -> &str {
    sentence.text(Lang::English)
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

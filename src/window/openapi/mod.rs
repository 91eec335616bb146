//! What the API takes and gives, as OpenAPI 3.1: strict in what it takes, and complete in what it gives, so that a
//! client can be generated from it.

mod schemas;

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
    let operations = [
        ("cover", words::api_cover(), "OnDay", "Cover"),
        ("limits", words::api_limits(), "OnDay", "Limits"),
        ("history", words::api_history(), "OfMember", "History"),
        ("preview", words::api_preview(), "OfBill", "Preview"),
        ("explain", words::api_explain(), "OfPastBill", "Explained"),
        ("notice", words::api_notice(), "OfNotice", "Notice"),
    ];
    let path = |(id, summary, takes, gives): &(&str, Sentence, &str, &str)| {
        (format!("/api/v1/{id}"), post(id, summary, takes, gives))
    };
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "huzhu",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": english(&words::api_summary()),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "security": [{ "key": [] }],
        "paths": operations.iter().map(path).collect::<Value>(),
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas::all(),
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
            "403": problem(&words::api_refused()),
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

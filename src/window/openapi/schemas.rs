//! The schemas of the API, each under a name of its own: of one that has none, a generated client makes one up.

use serde_json::{Map, Value, json};

use super::{english, of};
use crate::claim::Column;
use crate::explanation::trace::FORMAT;

/// All schemas, by name.
pub(super) fn all() -> Value {
    let mut all = Map::new();
    for part in [taken(), problems(), of_members(), of_bills(), traces(), parts_of_traces()] {
        let Value::Object(part) = part else { unreachable!("schemas are written as objects") };
        all.extend(part);
    }
    Value::Object(all)
}

fn taken() -> Value {
    json!({
        "OfMember": closed(&["member_id"], json!({ "member_id": text() })),
        "OnDay": closed(&["member_id"], json!({ "member_id": text(), "day": or_null(day()) })),
        "OfPastBill": closed(&["member_id", "bill_id"], json!({ "member_id": text(), "bill_id": text() })),
        "OfNotice": closed(&["member_id", "bill_id"], json!({
            "member_id": text(), "bill_id": text(), "lang": or_none(word(&["zh", "en"])),
        })),
        "OfBill": closed(&["member_id", "bill"], json!({ "member_id": text(), "bill": of("BillToAsk") })),
        "BillToAsk": bill_to_ask(),
    })
}

/// The columns of bills.csv that every scheme has; those that a scheme declares stand beside them.
fn bill_to_ask() -> Value {
    let mut columns = Map::new();
    for name in ["category", "hospital_id", "diagnosis", "stay_id"] {
        columns.insert(name.to_owned(), text()); // A scheme may have categories of its own.
    }
    let words: [(&str, &[&str]); 4] = [
        ("hospital_level", &["1", "2", "3", "none"]),
        ("cause", &["illness", "accident", "maternity", "other"]),
        ("in_network", &["yes", "no"]),
        ("referral", &["yes", "no"]),
    ];
    for (name, words) in words {
        columns.insert(name.to_owned(), word(words));
    }
    for name in ["admission", "discharge", "settled_on", "submitted_on"] {
        columns.insert(name.to_owned(), day());
    }
    for (column, name) in Column::in_files() {
        let mut amount = amount();
        if let Some(title) = column.title() {
            amount["description"] = json!(english(&title));
        }
        columns.insert(name.to_owned(), amount);
    }
    json!({
        "type": "object",
        "required": ["category", "hospital_level", "admission", "discharge"],
        "properties": columns,
        "additionalProperties": { "type": "string" },
    })
}

fn problems() -> Value {
    json!({
        "Sentence": open(json!({ "en": text(), "zh": text() })),
        "Problem": open(json!({
            "type": text(), "status": { "type": "integer" }, "title": text(),
            "detail": of("Sentence"), "errors": list("Fault"),
        })),
        "Fault": open(json!({
            "field": text(), "message": of("Sentence"),
            "help": or_none(of("Sentence")),
        })),
    })
}

fn of_members() -> Value {
    json!({
        "Cover": open(json!({
            "scheme": text(), "currency": text(), "day": day(), "periods": list("Period"),
            "limits": list("LimitLeft"), "reasons": list("Sentence"),
        })),
        "Period": open(json!({
            "plan": text(), "start": day(), "end": day(), "units": { "type": "integer" },
            "cover_from": or_null(day()),
            "standing": word(&["in_force", "to_come", "over", "not_paid_for", "enrolled_too_late"]),
        })),
        "Limits": open(json!({
            "scheme": text(), "currency": text(), "day": day(), "limits": list("LimitLeft"),
        })),
        "LimitLeft": limit(json!({ "benefit": text() })),
    })
}

/// A limit, and what is used of it: text where it is an amount, and a number where days, times or stays are counted.
fn limit(more: Value) -> Value {
    let most = json!({ "type": ["string", "integer"] });
    let mut limit = open(json!({
        "limit": text(), "in": word(&["amount", "days", "times", "stays"]), "window": text(),
        "most": most, "before": most, "after": most, "left": most,
    }));
    with(&mut limit, more);
    limit
}

fn of_bills() -> Value {
    json!({
        "History": open(json!({ "bills": list("PastBill") })),
        "PastBill": open(json!({
            "bill_id": text(), "admission": day(), "discharge": day(), "settled_on": day(),
            "total": amount(), "payable": amount(), "posted": or_null(amount()),
            "decisions": list("PastDecision"),
        })),
        "PastDecision": open(json!({
            "status": status(), "payable": amount(),
            "reasons": { "type": "array", "items": text() },
        })),
        "Notice": open(json!({ "number": text(), "html": text() })),
    })
}

/// What is paid on a bill and why. While amounts are missing a preview does not know it, and has null there.
fn traces() -> Value {
    let mut explained = trace(false);
    with(&mut explained, json!({ "posted": or_null(amount()) }));
    let mut preview = trace(true);
    with(&mut preview, json!({ "rules": list("RuleFile"), "preview": of("Beside") }));
    json!({
        "Explained": explained,
        "Preview": preview,
        "RuleFile": open(json!({ "file": text(), "sha256": text() })),
        "Beside": open(json!({
            "settled_on_assumed": { "type": "boolean" },
            "taken_as_zero": { "type": "array", "items": text() },
            "unknown": { "type": "array", "items": text() },
            "filing_deadlines": list("Deadline"),
            "range": or_none(of("Range")),
            "look_for": list("LookFor"),
            "others": { "type": ["array", "null"], "items": of("OtherBill") },
        })),
        "Deadline": open(json!({ "plan": text(), "last_day": or_null(day()) })),
        "Range": open(json!({ "least": amount(), "most": amount() })),
        "LookFor": open(json!({ "column": text(), "on_the_sheet": of("Sentence") })),
        "OtherBill": open(json!({
            "bill_id": text(), "benefit": text(), "without": amount(), "with": amount(),
            "change": amount(), "no_longer": list("Sentence"), "now": list("Sentence"),
        })),
    })
}

fn trace(may_be_unknown: bool) -> Value {
    let known = |schema: Value| if may_be_unknown { or_null(schema) } else { schema };
    let balance = if may_be_unknown { or_none(of("Balance")) } else { of("Balance") };
    open(json!({
        "format": { "type": "string", "const": FORMAT },
        "engine": text(), "scheme": text(), "currency": text(), "bill_id": text(),
        "edition": or_none(of("EditionInForce")),
        "dates": of("Dates"),
        "amounts": { "type": "object", "additionalProperties": amount() },
        "payable": known(amount()),
        "decisions": list("Decision"),
        "benefits": known(list("Benefit")),
        "balance": balance,
    }))
}

fn parts_of_traces() -> Value {
    json!({
        "EditionInForce": open(json!({ "id": text(), "title": of("Sentence") })),
        "Dates": open(json!({
            "admission": day(), "discharge": day(), "settled_on": day(), "submitted_on": day(),
            "basis": day(),
        })),
        "Decision": open(json!({
            "plan": or_null(text()), "clause": or_null(text()),
            "title": or_none(of("Sentence")),
            "status": or_none(status()),
            "payable": or_null(amount()), "reasons": list("Reason"),
        })),
        "Reason": open(json!({ "code": text(), "sentence": of("Sentence") })),
        "Benefit": open(json!({
            "benefit": text(), "plan": text(), "title": of("Sentence"), "clause": text(),
            "against_bill": text(), "inputs": { "type": "object" }, "steps": list("Step"),
            "outcome": { "type": "array", "items": text() }, "limits": list("LimitUse"),
            "paid": amount(), "charged": amount(),
        })),
        "Step": open(json!({ "step": text(), "in": amount(), "taken": amount(), "out": amount() })),
        "LimitUse": limit(json!({})),
        "Balance": open(json!({
            "billed": amount(), "member_bears": amount(), "payers": list("Payer"),
            "benefits": list("Part"), "beside_the_bill": list("Part"),
        })),
        "Payer": open(json!({ "column": text(), "amount": amount() })),
        "Part": open(json!({ "benefit": text(), "amount": amount() })),
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// A day that the program takes: there are none before 1900.
fn day() -> Value {
    let pattern = "^(19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$";
    json!({ "type": "string", "format": "date", "pattern": pattern })
}

fn amount() -> Value {
    json!({ "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" })
}

fn word(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

fn status() -> Value {
    word(&["paid", "nil", "denied"])
}

fn list(of_schema: &str) -> Value {
    json!({ "type": "array", "items": of(of_schema) })
}

/// A plain value, or null.
fn or_null(mut schema: Value) -> Value {
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

/// What another schema says, or null.
fn or_none(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

/// An object of these properties and no others.
fn closed(required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object", "required": required, "properties": properties,
        "additionalProperties": false,
    })
}

/// An object that has all of these properties, and may get further ones.
fn open(properties: Value) -> Value {
    let names = properties.as_object().into_iter().flat_map(Map::keys);
    json!({ "type": "object", "required": names.collect::<Vec<_>>(), "properties": properties })
}

/// Adds properties to an object, which has them all.
fn with(schema: &mut Value, more: Value) {
    let Value::Object(more) = more else { unreachable!("properties are written as objects") };
    for (name, property) in more {
        if let Some(required) = schema["required"].as_array_mut() {
            required.push(json!(name));
        }
        schema["properties"][name] = property;
    }
}

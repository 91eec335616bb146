//! A preview as a program reads it: the trace of the bill, and what a preview adds to it.

use serde_json::{Value, json};

use super::range::Answer;
use super::render::on_the_sheet;
use super::{OtherChange, Preview};
use crate::claim::Column;
use crate::explanation::trace::{both, trace};
use crate::fingerprint::Fingerprint;
use crate::money::Money;

/// The trace of the bill with `rules` and `preview` beside what every trace has. While amounts are
/// missing, `payable`, `benefits` and `balance` are null: what is known is `preview.range`.
pub fn json(preview: &Preview, rules: &[Fingerprint]) -> Value {
    let mut whole = trace(preview.book, &preview.explanation, &preview.query.id);
    if preview.query.in_scope_is_open()
        && let Some(amounts) = whole["amounts"].as_object_mut()
    {
        amounts.remove("in_scope");
    }
    if preview.answer != Answer::Exact {
        for key in ["payable", "benefits", "balance"] {
            whole[key] = Value::Null;
        }
        undecide(&mut whole["decisions"]);
    }
    whole["rules"] = json!(rules);
    whole["preview"] = beside(preview);
    whole
}

/// Takes back what depends on amounts that are missing, and leaves what does not.
fn undecide(decisions: &mut Value) {
    for decision in decisions.as_array_mut().into_iter().flatten() {
        if decision["status"] == "denied" {
            continue;
        }
        decision["status"] = Value::Null;
        decision["payable"] = Value::Null;
        let of_money = |reason: &Value| {
            let code = reason["code"].as_str().unwrap_or_default();
            code.contains(':') && !code.contains(":excluded_")
        };
        if let Some(reasons) = decision["reasons"].as_array_mut() {
            reasons.retain(|reason| !of_money(reason));
        }
    }
}

fn beside(preview: &Preview) -> Value {
    let book = preview.book;
    let name = |column: &Column| book.vocabulary.column_name(*column).to_owned();
    let deadlines = preview.deadlines.iter().map(|(plan, day)| {
        json!({ "plan": book.vocabulary.plans[*plan as usize], "last_day": day.map(|day| day.to_string()) })
    });
    let (range, look_for) = match &preview.answer {
        Answer::Exact => (Value::Null, &[][..]),
        Answer::Range { least, most, look_for } => (
            json!({ "least": money(preview, *least), "most": money(preview, *most) }),
            &look_for[..],
        ),
        Answer::TotalFirst { look_for } => (Value::Null, &look_for[..]),
    };
    let look_for = look_for.iter().map(|column| {
        json!({ "column": name(column), "on_the_sheet": both(&on_the_sheet(*column, &name(column))) })
    });
    json!({
        "settled_on_assumed": preview.query.settled_assumed,
        "taken_as_zero": preview.zeros.iter().map(name).collect::<Vec<_>>(),
        "unknown": preview.query.unknown.iter().map(name).collect::<Vec<_>>(),
        "filing_deadlines": deadlines.collect::<Vec<_>>(),
        "range": range,
        "look_for": look_for.collect::<Vec<_>>(),
        "others": others(preview),
    })
}

/// What the bill changes on others; null while amounts are missing.
fn others(preview: &Preview) -> Value {
    if preview.answer != Answer::Exact {
        return Value::Null;
    }
    let change = |change: &OtherChange| {
        json!({
            "bill_id": preview.ids[change.bill as usize],
            "benefit": preview.book.benefits[change.benefit as usize],
            "without": money(preview, change.before),
            "with": money(preview, change.after),
            "change": money(preview, change.after - change.before),
            "no_longer": change.no_longer.iter().map(both).collect::<Vec<_>>(),
            "now": change.now.iter().map(both).collect::<Vec<_>>(),
        })
    };
    preview.others.iter().map(change).collect()
}

fn money(preview: &Preview, amount: Money) -> String {
    preview.book.vocabulary.currency.show(amount)
}

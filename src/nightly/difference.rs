//! The difference between two explanations of one bill, in one sentence a part.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::claim::Column;
use crate::scheme::step_name;
use crate::words::{Lang, Sentence, codes, ledger as words, notices};

/// What differs between two traces, part by part; nothing where nothing does.
pub fn difference(before: &Value, after: &Value) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let (old, new) = (text(&before["edition"]["id"]), text(&after["edition"]["id"]));
    if old != new {
        sentences.push(words::edition_differs(old, new));
    }
    sentences.extend(inputs(before, after));
    decisions(before, after, &mut sentences);
    benefits(before, after, &mut sentences);
    let (old, new) = (text(&before["payable"]), text(&after["payable"]));
    if old != new {
        sentences.push(words::payable_differs(old, new));
    }
    sentences
}

/// What differs in what was known of the bill.
pub(super) fn inputs(before: &Value, after: &Value) -> Vec<Sentence> {
    let parts = ["dates", "amounts"].into_iter();
    let all = parts.flat_map(|part| differing(&texts(&before[part]), &texts(&after[part])));
    all.map(|(name, old, new)| words::input_differs(input(&name), old, new)).collect()
}

/// The word for a date or an amount of a bill; in English, and where it has none, its name.
fn input(name: &str) -> Sentence {
    let date = match name {
        "admission" => Some(notices::admission()),
        "discharge" => Some(notices::discharge()),
        "settled_on" => Some(notices::settled_on()),
        "submitted_on" => Some(notices::submitted_on()),
        _ => None,
    };
    let date = date.map(|date| date.text(Lang::Chinese).to_owned());
    let amount = || Column::named(name)?.title().map(|title| title.text(Lang::Chinese).to_owned());
    let chinese = date.or_else(amount).unwrap_or_else(|| format!("`{name}`"));
    Sentence::new(format!("`{name}`"), chinese)
}

/// Status and reasons, plan by plan.
fn decisions(before: &Value, after: &Value, sentences: &mut Vec<Sentence>) {
    let status = |trace: &Value| by(&trace["decisions"], "plan", |one| text(&one["status"]));
    for (plan, old, new) in differing(&status(before), &status(after)) {
        let [old, new] = [old, new].map(|status| codes(&status));
        let plans = list(&after["decisions"]).chain(list(&before["decisions"]));
        sentences.push(words::status_differs(title(plans, "plan", &plan), old, new));
    }
    let reasons = |trace: &Value| {
        let mut all = BTreeMap::new();
        for reason in list(&trace["decisions"]).flat_map(|one| list(&one["reasons"])) {
            all.insert(text(&reason["code"]), sentence(&reason["sentence"]));
        }
        all
    };
    let (old, new) = (reasons(before), reasons(after));
    let gone = old.iter().filter(|(code, _)| !new.contains_key(*code));
    sentences.extend(gone.map(|(code, why)| words::reason_gone(code, why)));
    let come = new.iter().filter(|(code, _)| !old.contains_key(*code));
    sentences.extend(come.map(|(code, why)| words::reason_come(code, why)));
}

/// What each step of each benefit leaves, in their order, and what the benefit pays.
fn benefits(before: &Value, after: &Value, sentences: &mut Vec<Sentence>) {
    let both = || list(&after["benefits"]).chain(list(&before["benefits"]));
    let of = |trace: &Value, id: &str| {
        list(&trace["benefits"]).find(|one| text(&one["benefit"]) == id).cloned()
    };
    for id in once(both().map(|one| text(&one["benefit"]))) {
        let title = title(both(), "benefit", &id);
        let (old, new) = (of(before, &id), of(after, &id));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        steps(&title, &old, &new, sentences);
        let (old, new) = (text(&old["paid"]), text(&new["paid"]));
        if old != new {
            sentences.push(words::benefit_pays(title, shown(&old), shown(&new)));
        }
    }
}

/// What each step of one benefit leaves: in the order in which it is worked out now, and before where it is not.
fn steps(title: &Sentence, before: &Value, after: &Value, sentences: &mut Vec<Sentence>) {
    let left = |benefit: &Value, name: &str| {
        let step = list(&benefit["steps"]).find(|step| text(&step["step"]) == name);
        step.map_or(String::new(), |step| text(&step["out"]))
    };
    let both = list(&after["steps"]).chain(list(&before["steps"]));
    for name in once(both.map(|step| text(&step["step"]))) {
        let (old, new) = (left(before, &name), left(after, &name));
        if old != new {
            sentences.push(words::step_differs(title, &step_name(&name), shown(&old), shown(&new)));
        }
    }
}

/// Each text once, where it comes first.
fn once(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

/// What people call a plan or a benefit; its id where it has no title.
fn title<'v>(mut all: impl Iterator<Item = &'v Value>, key: &str, id: &str) -> Sentence {
    let one = all.find(|one| text(&one[key]) == id).map(|one| sentence(&one["title"]));
    let is_named = |title: &Sentence| *title != Sentence::default();
    one.filter(is_named).unwrap_or_else(|| Sentence::new(format!("`{id}`"), format!("`{id}`")))
}

/// What differs between two tables of texts, by name.
fn differing(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<(String, String, String)> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let of =
        |all: &BTreeMap<String, String>, name: &String| all.get(name).cloned().unwrap_or_default();
    let both = names.into_iter().map(|name| (name.clone(), of(old, name), of(new, name)));
    both.filter(|(_, old, new)| old != new).collect()
}

fn texts(value: &Value) -> BTreeMap<String, String> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(name, value)| (name.clone(), text(value))).collect()
}

fn by(value: &Value, key: &str, of: impl Fn(&Value) -> String) -> BTreeMap<String, String> {
    list(value).map(|one| (text(&one[key]), of(one))).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

/// A sign for what is not there.
fn shown(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn sentence(value: &Value) -> Sentence {
    Sentence::new(text(&value["en"]), text(&value["zh"]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn trace(total: &str, deductible: &str, paid: &str) -> Value {
        json!({
            "edition": { "id": "2024" },
            "dates": {},
            "amounts": { "total": total },
            "decisions": [{ "plan": "medical", "status": "paid", "reasons": [] }],
            "benefits": [{
                "benefit": "aid",
                "steps": [{ "step": "deductible", "out": deductible }],
                "paid": paid,
            }],
            "payable": paid,
        })
    }

    #[test]
    fn each_part_that_differs_is_named_once() {
        let one = trace("900.00", "500.00", "200.00");
        assert_eq!(difference(&one, &one), []);
        let other = trace("1000.00", "300.00", "350.00");
        let sentences: Vec<String> =
            difference(&one, &other).iter().map(|sentences| sentences.to_string()).collect();
        assert_eq!(
            sentences,
            [
                "`total` was 900.00, and is 1000.00",
                "`aid`: after the deductible there was 500.00, and is 300.00",
                "`aid` paid 200.00, and pays 350.00",
                "all together 200.00 was payable, and is 350.00",
            ]
        );
    }
}

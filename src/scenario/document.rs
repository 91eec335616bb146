//! The text of a rule file, taken apart so that one value can be changed and all else stays as it was written.

use toml_edit::{DocumentMut, Item, TableLike, TomlError, Value};

use super::ScenarioError;
use super::rule_path::{self, RulePath, describes};
use crate::scheme::{NAMED_SECTIONS, Source};
use crate::words;

pub(super) fn document(source: &Source) -> Result<DocumentMut, ScenarioError> {
    let parsed: Result<DocumentMut, _> = source.text.parse();
    let why = |why: TomlError| words::toml::not_toml_as(why.message());
    parsed.map_err(|error| ScenarioError::NotToml { file: source.path.clone(), why: why(error) })
}

pub(super) fn edition_of(document: &DocumentMut) -> String {
    let id = document.get("edition").and_then(|head| head.get("id")).and_then(Item::as_str);
    id.unwrap_or_default().to_owned()
}

/// Sections of names that formulas use.
const NAMED: [&str; 4] = ["parameters", "amounts", "totals", "schedules"];

/// Removes names that nothing uses, which no rule file may have; then those that only they used; and the titles of
/// names that are no more.
pub(super) fn remove_unused(document: &mut DocumentMut, may_go: impl Fn(&str) -> bool) {
    loop {
        let unused = unused_names(document, &may_go);
        if unused.is_empty() {
            return remove_titles(document, may_go);
        }
        for (section, name) in unused {
            if let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) {
                table.remove(&name);
            }
        }
    }
}

fn remove_titles(document: &mut DocumentMut, may_go: impl Fn(&str) -> bool) {
    let has = |name: &str| {
        let mut sections =
            NAMED_SECTIONS.iter().filter_map(|section| document.get(section)?.get(name));
        sections.next().is_some()
    };
    let titles = document.get("titles").and_then(Item::as_table_like);
    let names = titles.into_iter().flat_map(TableLike::iter).map(|(name, _)| name);
    let gone = names.filter(|name| !has(name) && may_go(&format!("titles.{name}")));
    let gone: Vec<String> = gone.map(str::to_owned).collect();
    if let Some(titles) = document.get_mut("titles").and_then(Item::as_table_like_mut) {
        gone.iter().for_each(|name| drop(titles.remove(name)));
    }
}

fn unused_names(
    document: &DocumentMut,
    may_go: impl Fn(&str) -> bool,
) -> Vec<(&'static str, String)> {
    let texts: Vec<(String, String)> = rule_path::values(document)
        .into_iter()
        .filter(|(at, _)| !describes(at)) // A clause may mention a `ceiling` that no formula uses.
        .filter_map(|(at, item)| Some((at, item.as_str()?.to_owned())))
        .collect();
    let uses = |text: &str, name: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
    };
    let mut unused = Vec::new();
    for section in NAMED {
        let table = document.get(section).and_then(Item::as_table_like);
        for (name, _) in table.into_iter().flat_map(TableLike::iter) {
            let own = format!("{section}.{name}");
            let of_itself = |at: &str| at == own || at.starts_with(&format!("{own}."));
            let is_used = texts.iter().any(|(at, text)| !of_itself(at) && uses(text, name));
            if !is_used && may_go(&own) {
                unused.push((section, name.to_owned()));
            }
        }
    }
    unused
}

/// A value as a person reads it: a text without its quotes.
pub(super) fn shown(item: &Item) -> String {
    match item.as_str() {
        Some(text) => text.to_owned(),
        None => {
            let mut item = item.clone();
            if let Some(value) = item.as_value_mut() {
                value.decor_mut().clear();
            }
            item.to_string().trim().to_owned()
        }
    }
}

/// A value of the kind of the one that stands there, with the white space and comments around it.
pub(super) fn like(present: &Value, path: &RulePath, text: &str) -> Result<Value, ScenarioError> {
    let is = match present {
        Value::String(was) => (!has_other_unit(was.value(), text)).then(|| Value::from(text)),
        Value::Integer(_) => text.parse::<i64>().ok().map(Value::from),
        Value::Boolean(_) => text.parse::<bool>().ok().map(Value::from),
        other => {
            let value = text.parse::<Value>().ok();
            value.filter(|value| value.type_name() == other.type_name())
        }
    };
    let mut is = is.ok_or_else(|| {
        let (path, given) = (path.clone(), text.to_owned());
        let present_text = shown(&Item::Value(present.clone()));
        match present {
            Value::Array(_) | Value::InlineTable(_) => {
                ScenarioError::OtherForm { path, present: present_text, given }
            }
            _ => ScenarioError::OtherKind { path, present: present_text, given },
        }
    })?;
    *is.decor_mut() = present.decor().clone();
    Ok(is)
}

/// Whether one is a share and the other an amount.
pub(super) fn has_other_unit(was: &str, is: &str) -> bool {
    unit(was).zip(unit(is)).is_some_and(|(was, is)| was != is)
}

/// Whether a number is a share (`true`) or an amount; `None` for what is no number, as a formula.
pub(super) fn unit(text: &str) -> Option<bool> {
    let number = text.strip_suffix('%');
    let plain = |number: &str| number.parse::<rust_decimal::Decimal>().is_ok();
    plain(number.unwrap_or(text)).then_some(number.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `[titles]` has left once names that nothing uses are removed.
    fn titles_left(may_go: impl Fn(&str) -> bool) -> Vec<String> {
        let text = r#"
            [parameters]
            high = "70%"
            low = "60%"
            [amounts]
            own = "total"
            [titles]
            high = { zh = "高段比例", en = "rate, low and high" }
            low = { zh = "低段比例", en = "rate, lowest" }
            own = { zh = "个人自负", en = "own" }
            gone = { zh = "没有", en = "gone" }
            [[benefit]]
            id = "aid"
            rate = "high"
        "#;
        let mut document = text.parse().unwrap();
        remove_unused(&mut document, may_go);
        let titles = document["titles"].as_table().unwrap();
        titles.iter().map(|(name, _)| name.to_owned()).collect()
    }

    /// A title says nothing of what uses a name, and goes with it; one that was wrong before stays, and is reported.
    #[test]
    fn a_name_that_is_removed_takes_its_title_along() {
        assert_eq!(titles_left(|_| true), ["high"]);
        assert_eq!(titles_left(|at| at.ends_with(".own")), ["high", "low", "gone"]);
    }
}

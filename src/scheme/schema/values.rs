//! The schema of values: how amounts, rates, counts, days and words are written.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::money::Money;
use crate::scheme::caps;
use crate::scheme::language::asked::{Kind, LeafKind};
use crate::scheme::review::FLAGS;

/// A name of the file.
const NAME: &str = "[a-z][a-z0-9_]*";
/// A whole number, an amount and a share as they are written alone.
const COUNT: &str = "[0-9]+";
const AMOUNT: &str = "[0-9]+([.][0-9]+)?";
const SHARE: &str = "(100([.]0+)?|[0-9]{1,2}([.][0-9]+)?)%|0?[.][0-9]+|[01][.][0-9]+";
const FACTOR: &str = "[0-9]+([.][0-9]+)?%?";
/// What makes a text a formula: a sign, a bracket or a word behind a blank.
const FORMULA: &str = ".*[ (+-].*";
const LINE_CLASS: &str = "[^\\s,|;\"]([^,|;\"]*[^\\s,|;\"])?";
const FIELD_VALUE: &str = "[^\\s,]([^,]*[^\\s,])?";
const CODE: &str = "[^\\s*|;,、，；+†]+[*]?";
const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
const MONTH_DAY: &str = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

/// Definitions that many keys share.
pub(super) fn definitions() -> Map<String, Value> {
    let text = json!({ "type": "string", "pattern": "\\S" });
    let title = json!({
        "type": "object",
        "properties": { "zh": text, "en": text },
        "required": ["zh", "en"],
        "additionalProperties": false,
    });
    Map::from_iter([("title".to_owned(), title), ("text".to_owned(), text)])
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn pattern(of: &[&str]) -> Value {
    json!({ "type": "string", "pattern": format!("^({})$", of.join("|")) })
}

/// One value written alone, with the least and the most that it may be as a number.
fn number(of: &[&str], least: i64, most: i64) -> Value {
    json!({ "anyOf": [pattern(of), { "type": "number", "minimum": least, "maximum": most }] })
}

/// A text or a number.
pub(super) fn scalar() -> Value {
    json!({ "type": ["string", "number"] })
}

/// The value at a name that may stand beside the keys of a place: of a condition, a pattern or all but one.
pub(super) fn others(place: &str) -> Value {
    if !place.ends_with(".when") {
        return scalar();
    }
    let not = json!({
        "type": "object",
        "properties": { "not": scalar() },
        "required": ["not"],
        "additionalProperties": false,
    });
    json!({ "anyOf": [scalar(), not] })
}

/// The value at a key.
pub(super) fn value(place: &str, key: &str, kinds: &BTreeSet<Kind>) -> Value {
    if let Some(own) = own(place, key) {
        return own;
    }
    let is = |kind: &Kind| kinds.contains(kind);
    let words: Vec<&String> = kinds
        .iter()
        .flat_map(|kind| match kind {
            Kind::Words(words) => words.as_slice(),
            _ => &[],
        })
        .collect();
    let leaf = kinds.iter().find_map(|kind| match kind {
        Kind::Leaf(leaf) => Some((*leaf, false)),
        Kind::Chosen(leaf) => Some((*leaf, true)),
        _ => None,
    });
    match leaf {
        _ if key == "window" => pattern(&[NAME]),
        _ if is(&Kind::Formula) => chosen(formula()),
        Some((leaf, false)) => self::leaf(leaf, false),
        Some((leaf, true)) => chosen(self::leaf(leaf, true)),
        None if is(&Kind::Flag) => json!({ "enum": [true, false, "true", "false"] }),
        None if !words.is_empty() => json!({ "enum": words }),
        None if is(&Kind::Title) => reference("title"),
        None if is(&Kind::Text) => reference("text"),
        None if is(&Kind::Id) => pattern(&["[a-z][a-z0-9_]{0,63}"]),
        None if is(&Kind::Day) => pattern(&[DAY]),
        None if is(&Kind::Texts) => texts(),
        None => scalar(),
    }
}

/// Keys that the reader takes apart by itself.
fn own(place: &str, key: &str) -> Option<Value> {
    let one_or_many =
        |one: Value| json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] });
    Some(match (place, key) {
        ("benefit", "funder") => json!({ "anyOf": [
            pattern(&[NAME]),
            { "type": "object", "minProperties": 2, "additionalProperties": pattern(&[SHARE, "rest"]) },
        ] }),
        ("benefit.threshold", "above") => chosen(formula()),
        ("fields", "default") => scalar(),
        ("list_by_date", "codes") => codes(),
        ("list_titled", "codes") => json!({ "anyOf": [codes(), by_date("list_by_date")] }),
        ("by_date", "is") => json!({ "anyOf": [scalar(), reference("schedules")] }),
        ("plan.filing", "until") => pattern(&[MONTH_DAY]),
        ("plan.participation.tiers", "share") => pattern(&[SHARE]),
        ("scheme.review", "hold") => each_once(1, json!({ "enum": FLAGS })),
        ("scheme", "line_classes") => each_once(1, pattern(&[LINE_CLASS])),
        ("fields", "values") => each_once(1, pattern(&[FIELD_VALUE])),
        ("limit" | "alternatives", "benefits") => each_once(2, pattern(&[NAME])),
        ("schedules", "by") => json!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "minItems": 1, "maxItems": caps::FACTS, "items": pattern(&[NAME]) },
        ] }),
        ("benefit.when" | "unmodelled.when", "diagnosis" | "not_diagnosis") => {
            one_or_many(pattern(&[NAME]))
        }
        ("schedules" | "schedules.rows" | "schedules.steps", "is" | "otherwise") => scalar(),
        ("scheme", "stay_gap")
        | ("scheme.corrections", "objection_days")
        | ("plan.units", "most") => number(&[COUNT], 0, caps::COUNT),
        ("scheme.corrections", "stands_below") | ("fields", "each_day_at_most") => {
            leaf(LeafKind::Amount, false)
        }
        _ => return None,
    })
}

/// A list of words, or a table of what people call each.
pub(super) fn titled(place: &str, key: &str) -> Value {
    let words = value(place, key, &BTreeSet::from([Kind::Texts]));
    let titles = json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": reference("title"),
    });
    json!({ "anyOf": [words, titles] })
}

fn leaf(kind: LeafKind, may_be_formula: bool) -> Value {
    let of = match kind {
        LeafKind::Amount => [AMOUNT, NAME],
        LeafKind::Rate => [SHARE, NAME],
        LeafKind::Factor => [FACTOR, NAME],
        LeafKind::Count => [COUNT, NAME],
    };
    let of: Vec<&str> = of.into_iter().chain(may_be_formula.then_some(FORMULA)).collect();
    match kind {
        LeafKind::Amount => number(&of, 0, Money::MOST.minor()),
        LeafKind::Rate => number(&of, 0, 1),
        LeafKind::Factor => number(&of, 0, caps::FACTOR),
        LeafKind::Count => number(&of, 0, caps::COUNT),
    }
}

/// A formula of amounts: an amount, a name, or anything with a sign, a bracket or a blank in it.
fn formula() -> Value {
    number(&[AMOUNT, "[a-z][a-z0-9_.]*", FORMULA], 0, Money::MOST.minor())
}

/// A list of so many things or more, each of them once.
fn each_once(least: usize, one: Value) -> Value {
    json!({ "type": "array", "minItems": least, "uniqueItems": true, "items": one })
}

fn texts() -> Value {
    json!({ "type": "array", "minItems": 1, "items": { "type": "string" } })
}

fn codes() -> Value {
    json!({ "type": "array", "minItems": 1, "items": pattern(&[CODE]) })
}

/// Values that change by date.
fn by_date(place: &str) -> Value {
    json!({ "type": "array", "minItems": 1, "items": reference(place) })
}

/// A value, or a schedule in its place, or values by date.
fn chosen(value: Value) -> Value {
    json!({ "anyOf": [value, reference("schedules"), by_date("by_date")] })
}

/// A section whose entries are values and not tables.
pub(super) fn section(place: &str) -> Map<String, Value> {
    let entry = match place {
        "lists" => {
            json!({ "anyOf": [codes(), by_date("list_by_date"), reference("list_titled")] })
        }
        "parameters" => json!({ "anyOf": [scalar(), by_date("by_date")] }),
        "titles" => reference("title"),
        _ => scalar(),
    };
    let object = ("type".to_owned(), "object".into());
    Map::from_iter([object, ("additionalProperties".to_owned(), entry)])
}

/// What an entry of a section is.
pub(super) fn named(place: &str) -> Value {
    match place {
        "amounts" => json!({ "anyOf": [formula(), reference(place)] }),
        "schedules" => json!({ "anyOf": [reference(place), by_date("by_date")] }),
        place => reference(place),
    }
}

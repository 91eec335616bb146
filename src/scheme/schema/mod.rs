//! The schema of a rule file (JSON Schema 2020-12), for editors: made from what the reader asks for while it reads
//! rules that use every key. So it has the keys, words and kinds of values that the reader has, and no others.
//!
//! A schema sees how a file is written, and not what it means: that a name is declared, that bands leave no gap, or
//! that a choice is left out which only other keys ask for, `huzhu check` says.

mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::language::asked::{Asked, Kind, Visit, Visits, noted};
use super::{Book, Source};
use crate::words::{Lang, schema};

/// Rules that use every key, and rules that leave out all that they may: a key is required where both have it.
const EVERY_KEY: [(&str, &str); 2] = [
    ("every_key.toml", include_str!("every_key.toml")),
    ("no_more_keys.toml", include_str!("no_more_keys.toml")),
];

/// Keys of a table of which exactly one is written. All but these the reader tells by itself.
const EXACTLY_ONE: [(&str, &[&str]); 7] = [
    ("benefit", &["rate", "bands", "days", "sum"]),
    ("benefit.limit", &["amount", "days", "times", "stays"]),
    ("benefit.threshold", &["at_least", "above"]),
    ("limit", &["amount", "days", "times", "stays"]),
    ("plan.filing", &["days", "until"]),
    ("plan.enrol", &["opens", "since"]),
    ("windows", &["of", "years_of", "apart", "months_back"]),
];

/// The schema, with descriptions in a language.
pub(crate) fn rule_file(lang: Lang) -> Value {
    let tables = Tables::read();
    let (mut document, mut definitions) = (Map::new(), values::definitions());
    document.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    document.insert("title".into(), schema::title().text(lang).into());
    for (place, table) in &tables.places {
        let said = tables.said(place, table, lang);
        match place.as_str() {
            "" => document.extend(said),
            place => drop(definitions.insert(place.to_owned(), said.into())),
        }
    }
    document.insert("$defs".into(), definitions.into());
    document.into()
}

/// What is known of the tables of a rule file, by place.
struct Tables {
    places: BTreeMap<String, Table>,
}

/// A table, or a section of entries that have names of their own.
#[derive(Default)]
struct Table {
    /// The keys, in the order in which they are asked for.
    keys: Vec<(String, Asked)>,
    /// Whether any other name may stand beside them.
    is_open: bool,
    /// Whether it is a section: then the keys are those of its entries.
    is_section: bool,
}

impl Tables {
    /// Reads the rules that use every key.
    fn read() -> Tables {
        let source =
            |(path, text): (&str, &str)| Source { path: path.into(), text: text.to_owned() };
        let visits: Visits = noted(|| {
            for source in EVERY_KEY.map(source) {
                Book::compile(vec![source]).expect("rules that use every key have no mistake");
            }
        });
        let places = visits.into_iter().map(|(place, visits)| {
            let table = Table::of(&place, visits);
            (place, table)
        });
        // A title is one definition wherever it stands.
        let is_title = |place: &str| {
            place.ends_with(".title")
                || place.ends_with(".what")
                || ["titled", "all_but"].contains(&place)
        };
        Tables { places: places.filter(|(place, _)| !is_title(place)).collect() }
    }

    /// The schema of one table.
    fn said(&self, place: &str, table: &Table, lang: Lang) -> Map<String, Value> {
        let Table { keys, is_open, is_section } = table;
        if *is_section && keys.is_empty() {
            return values::section(place);
        }
        let mut properties = Map::new();
        for (key, asked) in keys {
            let mut property = self.property(place, key, asked);
            if let (Value::Object(property), Some(text)) =
                (&mut property, schema::describe(place, key))
            {
                property.insert("description".into(), text.text(lang).into());
            }
            properties.insert(key.clone(), property);
        }
        let required = keys.iter().filter(|(_, asked)| asked.is_required);
        let required: Vec<&str> = required.map(|(key, _)| key.as_str()).collect();
        let others = if *is_open { values::others(place) } else { false.into() };
        let mut said = Map::from_iter([
            ("type".to_owned(), "object".into()),
            ("properties".to_owned(), properties.into()),
            ("required".to_owned(), required.into()),
            ("additionalProperties".to_owned(), others),
        ]);
        if let Some((_, one_of)) = EXACTLY_ONE.iter().find(|(known, _)| *known == place) {
            let one = |key: &&str| json!({ "required": [key] });
            said.insert("oneOf".to_owned(), one_of.iter().map(one).collect::<Vec<_>>().into());
        }
        said
    }

    /// The schema of the value at a key.
    fn property(&self, place: &str, key: &str, asked: &Asked) -> Value {
        let inside = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
        let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        let has_words = asked.kinds.iter().any(|kind| matches!(kind, Kind::Words(_)));
        match self.places.get(&inside) {
            _ if asked.kinds.contains(&Kind::Titled) => values::titled(place, key),
            Some(_) if has_words => {
                let word = values::value(place, key, &asked.kinds);
                json!({ "anyOf": [word, reference(&inside)] })
            }
            Some(Table { is_section: true, keys, .. }) if keys.is_empty() => reference(&inside),
            Some(Table { is_section: true, .. }) => {
                json!({ "type": "object", "additionalProperties": values::named(&inside) })
            }
            Some(_) if asked.kinds.contains(&Kind::Tables) => {
                json!({ "type": "array", "minItems": 1, "items": reference(&inside) })
            }
            Some(_) if asked.kinds.contains(&Kind::Table) => reference(&inside),
            _ => values::value(place, key, &asked.kinds),
        }
    }
}

impl Table {
    /// What some visits of one place say together.
    fn of(place: &str, visits: Vec<Visit>) -> Table {
        let (open, closed): (Vec<Visit>, Vec<Visit>) =
            visits.into_iter().partition(|visit| visit.is_open);
        // Of a whole file its head is read first, and the rest passed over.
        if place.is_empty() {
            return Table { keys: together(closed), ..Table::default() };
        }
        match (open.is_empty(), closed.is_empty()) {
            (true, _) => Table { keys: together(closed), ..Table::default() },
            (false, true) => {
                let keys = together(open);
                Table { is_section: keys.is_empty(), is_open: true, keys }
            }
            (false, false) => Table { keys: together(closed), is_open: false, is_section: true },
        }
    }
}

/// The keys of several visits: required is what each requires.
fn together(visits: Vec<Visit>) -> Vec<(String, Asked)> {
    let number = visits.len();
    let mut keys: Vec<(String, Asked, usize)> = Vec::new();
    for (name, asked) in visits.into_iter().flat_map(|visit| visit.keys) {
        let times = usize::from(asked.is_required);
        match keys.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, known, required)) => {
                known.kinds.extend(asked.kinds);
                *required += times;
            }
            None => keys.push((name, asked, times)),
        }
    }
    let key = |(name, asked, times): (String, Asked, usize)| {
        (name, Asked { is_required: times == number, ..asked })
    };
    keys.into_iter().map(key).collect()
}

#[cfg(test)]
mod tests;

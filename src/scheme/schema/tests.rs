use std::fs;
use std::path::Path;

use serde_json::Value;

use super::super::language::asked::{Kind, noted};
use super::super::language::examples::example;
use super::{EXACTLY_ONE, Tables, rule_file};
use crate::scheme::{Book, Source};
use crate::words::{Lang, schema};

/// Every folder of rules of this repository.
fn books() -> Vec<Vec<Source>> {
    let folders =
        ["rules", "tests/mechanisms"].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    folders.map(|entry| Source::read(&entry.unwrap().path()).unwrap()).collect()
}

/// A key that the reader learns is in the schema once the rules that use every key have it; until then this fails
/// where any book of the repository, or any mistake of the gallery, asks for it.
#[test]
fn the_schema_has_every_key_that_the_reader_asks_for() {
    let known = Tables::read();
    let gallery = toml_below(Path::new("tests/gallery"));
    let visits = noted(|| {
        for book in books() {
            Book::compile(book).unwrap();
        }
        for source in gallery {
            let _ = Book::compile(vec![source]); // What is wrong with it is another test's.
        }
    });
    let mut missing = Vec::new();
    for (place, visits) in visits {
        if place.ends_with(".title") || place.ends_with(".what") || place == "all_but" {
            continue;
        }
        let keys = known.places.get(&place).map(|table| &table.keys[..]).unwrap_or_default();
        for (key, _) in visits.iter().flat_map(|visit| &visit.keys) {
            if !keys.iter().any(|(known, _)| known == key) {
                missing.push(format!("{place}.{key}"));
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert_eq!(missing, NOT_KEYS, "write them in `every_key.toml`");
}

/// What gallery files make the reader ask for that is no key.
const NOT_KEYS: [&str; 0] = [];

fn toml_below(folder: &Path) -> Vec<Source> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let sources = files.map(|path| Source::read_one(&path).unwrap());
    sources.filter(|source| !source.text.starts_with("[[case]]")).collect()
}

#[test]
fn every_key_is_described_in_both_languages() {
    let tables = Tables::read();
    let all = tables
        .places
        .iter()
        .flat_map(|(place, table)| table.keys.iter().map(move |(key, _)| (place, key)));
    let bare: Vec<String> = all
        .filter(|(place, key)| schema::describe(place, key).is_none())
        .map(|(place, key)| format!("{place}.{key}"))
        .collect();
    assert_eq!(bare, [""; 0]);
    assert!(tables.places.values().map(|table| table.keys.len()).sum::<usize>() > 120);
}

/// Who leaves a key out is told what to write: `days = 30`, and not `[days]`, which is how a table is written.
#[test]
fn a_required_key_that_is_no_table_says_how_it_is_written() {
    let tables = Tables::read();
    let keys = tables.places.iter().flat_map(|(place, table)| {
        table.keys.iter().map(move |(key, asked)| (format!("{place}.{key}"), key, asked))
    });
    let is_told_otherwise = |kind: &Kind| {
        // A table is written as one; of words, all are listed; and a title has its two languages.
        matches!(kind, Kind::Table | Kind::Tables | Kind::Words(_) | Kind::Title)
    };
    let bare: Vec<String> = keys
        .filter(|(_, key, asked)| asked.is_required && example(key).is_none())
        .filter(|(.., asked)| !asked.kinds.iter().any(is_told_otherwise))
        .map(|(path, ..)| path)
        .collect();
    assert_eq!(bare, [""; 0]);
}

#[test]
fn a_description_is_of_a_key() {
    let tables = Tables::read();
    for (place, key) in schema::described() {
        let is_at = |place: &str| {
            tables
                .places
                .get(place)
                .is_some_and(|table| table.keys.iter().any(|(known, _)| known == key))
        };
        let is_known = if place == "*" {
            tables.places.keys().any(|place| is_at(place))
        } else {
            is_at(place)
        };
        assert!(is_known, "there is no `{place}.{key}`");
    }
    for (place, keys) in EXACTLY_ONE {
        let table = &tables.places[place];
        for key in keys {
            assert!(
                table.keys.iter().any(|(known, asked)| known == key && !asked.is_required),
                "`{place}.{key}`"
            );
        }
    }
}

#[test]
fn a_title_of_a_name_is_a_title_in_two_languages() {
    let document = rule_file(Lang::English);
    let entry = &document["$defs"]["titles"]["additionalProperties"];
    assert_eq!(entry["$ref"], "#/$defs/title", "{entry}");
}

#[test]
fn references_lead_somewhere_and_words_are_those_of_the_reader() {
    let document = rule_file(Lang::Chinese);
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 40);
    for reference in references {
        let name = reference.strip_prefix("#/$defs/").unwrap();
        assert!(document["$defs"].get(name).is_some(), "{reference}");
    }
    let key = |place: &str, key: &str| document["$defs"][place]["properties"][key].clone();
    assert_eq!(
        key("benefit", "against_bill")["enum"],
        serde_json::json!(["within", "may_exceed", "beside"])
    );
    assert_eq!(key("scheme", "currency")["enum"].as_array().unwrap().len(), 4);
    let required = document["$defs"]["benefit.bands"]["required"].as_array().unwrap();
    assert_eq!(
        required.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
        ["position", "rates"]
    );
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(reference) if key == "$ref" => references.push(reference.to_owned()),
                    _ => collect(value, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

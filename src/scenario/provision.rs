//! What each provision holds back: the terms without it, one at a time, all else as it is.

use toml_edit::{DocumentMut, Item, Table};

use super::Scenario;
use super::rule_path::RulePath;
use crate::scheme::{Book, PROVISIONS};
use crate::words::{self, Sentence};

/// A provision, and the terms without it.
#[derive(Clone, Debug)]
pub struct Without {
    /// Where it stands.
    pub address: RulePath,
    /// What people call it.
    pub title: Sentence,
    /// The terms without it; nothing where rules without it are none.
    pub terms: Option<Scenario>,
}

/// Every provision that holds payments back, of some terms, in the order of the rules.
pub fn provisions(terms: &Scenario) -> Vec<Without> {
    let documents = terms.documents();
    let several = documents.len() > 1;
    let mut all = Vec::new();
    for (edition, document) in &documents {
        for (place, title) in places(document) {
            let place = if several { format!("{edition}:{place}") } else { place };
            let address: RulePath = place.parse().expect("made of ids and keys");
            // A rule may ask for what was taken away, as bands do that begin above the deductible.
            let are_rules = |terms: &Scenario| Book::compile(terms.sources.clone()).is_ok();
            let without = terms.without(&address).ok().filter(are_rules);
            let terms = without.or_else(|| terms.deducting_nothing(&address).filter(are_rules));
            all.push(Without { address, title, terms });
        }
    }
    all
}

/// Where provisions stand in one file, and what people call them.
fn places(document: &DocumentMut) -> Vec<(String, Sentence)> {
    let mut all = Vec::new();
    let benefits = document.get("benefit").and_then(Item::as_array_of_tables);
    for benefit in benefits.into_iter().flatten() {
        let id = benefit.get("id").and_then(Item::as_str).unwrap_or_default();
        let title = title(benefit).unwrap_or_default();
        let mut add = |part: &str, what: Sentence| {
            let what = words::decisions::of_benefit(&title, &what);
            all.push((format!("benefit.{id}.{part}"), what));
        };
        for provision in PROVISIONS.iter().filter_map(|one| one.holds_back.as_ref()) {
            match number(benefit, provision.key) {
                _ if !benefit.contains_key(provision.key) => {}
                None => add(provision.key, (provision.name)(1)),
                Some(number) => (0..number).for_each(|at| {
                    add(&format!("{}[{at}]", provision.key), (provision.name)(at + 1))
                }),
            }
        }
    }
    for provision in PROVISIONS.iter().filter_map(|one| one.holds_back.as_ref()) {
        let Some(shared) = provision.shared else { continue };
        let tables = document.get(provision.key).and_then(Item::as_array_of_tables);
        for (at, table) in tables.into_iter().flatten().enumerate() {
            let title = title(table).unwrap_or_else(|| shared(at + 1));
            all.push((format!("{}[{at}]", provision.key), title));
        }
    }
    all
}

/// What people call a benefit or a shared limit, where it says so.
fn title(table: &Table) -> Option<Sentence> {
    let title = table.get("title")?;
    let text = |lang: &str| title.get(lang).and_then(Item::as_str).unwrap_or_default().to_owned();
    Some(Sentence::new(text("en"), text("zh")))
}

/// How many tables of a name there are, where there may be several.
fn number(table: &Table, key: &str) -> Option<usize> {
    table.get(key).and_then(Item::as_array_of_tables).map(toml_edit::ArrayOfTables::len)
}

//! Several ids of one person: each pair is another id, and the main id under which the person is posted.

use std::collections::BTreeSet;

use crate::ledger::{Fact, Known};

use crate::manual_facts::ManualFact;

/// Ids, with the other ids of the same people.
pub(super) fn with_same(ids: BTreeSet<String>, same: &[(String, String)]) -> BTreeSet<String> {
    let mut ids: Vec<String> = ids.into_iter().collect();
    add_same(same, &mut ids);
    ids.into_iter().collect()
}

/// Adds the other ids of the people to whom these ids belong.
pub(super) fn add_same(same: &[(String, String)], ids: &mut Vec<String>) {
    let is_in = |ids: &[String], id: &String| ids.binary_search(id).is_ok();
    let mains: BTreeSet<&String> =
        same.iter().filter(|(a, b)| is_in(ids, a) || is_in(ids, b)).map(|(_, id)| id).collect();
    let all = same.iter().filter(|(_, id)| mains.contains(id)).flat_map(|(a, b)| [a, b]);
    let all: Vec<String> = all.cloned().collect();
    ids.extend(all);
    ids.sort_unstable();
    ids.dedup();
}

/// The pairs of ids that postings already treat as one person.
pub(super) fn settled(
    known: &Known,
    same: &[(String, String)],
    manual_facts: &[Fact],
) -> Vec<(String, String)> {
    let is_posted = |(other, main): &(String, String)| {
        known.of(main).is_some_and(|latest| latest.content.joins(other))
    };
    let is_news = |(other, main): &(String, String)| {
        let joins = ManualFact::SamePerson { other: other.clone() };
        manual_facts.iter().any(|fact| fact.member_id == *main && fact.what == joins)
    };
    same.iter().filter(|pair| is_posted(pair) && !is_news(pair)).cloned().collect()
}

//! What one night is decided on, and which people it looks at.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::grandfathered::Own;
use super::households::linked::LinkedHouseholds;
use super::merge::Merge;
use super::night::Since;
use crate::intake::Incoming;
use crate::ledger::{Adoption, Fact, Known};
use crate::payment::{OpenPayments, Reviewed};

/// The people who may be decided tonight, by main id as bytes.
pub(super) fn to_decide<'t>(tonight: Tonight<'t>, changed: &[u32]) -> Vec<&'t str> {
    let Tonight { arrived, merge, known, manual_facts, looked_at, adopted, .. } = tonight;
    let changed = arrived.in_order(changed.iter().copied());
    let mut people: Vec<&str> = changed.iter().map(|&number| arrived.id(number)).collect();
    let is_there = |id: &&str| merge.knows(id) || arrived.find(id).is_some();
    people.extend(merge.bereft());
    people.extend(looked_at.iter().map(String::as_str).filter(is_there));
    people.extend(manual_facts.iter().map(|fact| &*fact.member_id).filter(is_there));
    match adopted.map(|adoption| &adoption.members) {
        None => {}
        Some(None) => people.extend(known.members.iter().map(|latest| &*latest.content.member_id)),
        Some(Some(ids)) => people.extend(ids.iter().map(String::as_str).filter(is_there)),
    }
    people.iter_mut().for_each(|id| *id = merge.main_of(id));
    if !people.is_sorted() {
        people.par_sort_unstable();
    }
    people.dedup();
    people
}

/// The same with their relatives, who are decided with them.
pub(super) fn with_relatives<'t>(tonight: Tonight<'t>, mut people: Vec<&'t str>) -> Vec<&'t str> {
    let Tonight { linked_households, merge, arrived, .. } = tonight;
    let relatives = people.iter().flat_map(|main| linked_households.relatives(main));
    let is_there = |id: &&str| merge.knows(id) || arrived.find(id).is_some();
    let relatives: Vec<&str> = relatives.filter(is_there).collect();
    if !relatives.is_empty() {
        people.extend(relatives);
        people.par_sort_unstable();
        people.dedup();
    }
    people
}

/// What tonight is decided on.
#[derive(Clone, Copy)]
pub(super) struct Tonight<'t> {
    pub arrived: &'t Incoming<'t>,
    pub merge: &'t Merge<'t>,
    pub known: &'t Known,
    pub payments: &'t OpenPayments,
    pub same: &'t [(String, String)],
    pub manual_facts: &'t [Fact],
    pub all_manual_facts: &'t [Fact],
    pub looked_at: &'t BTreeSet<String>,
    pub adopted: Option<&'t Adoption>,
    pub own: &'t Own,
    /// Who is decided together.
    pub linked_households: &'t LinkedHouseholds,
    /// Of whom something came, was entered or is looked at, before relatives were added.
    pub touched: &'t BTreeSet<&'t str>,
    /// Everyone who may be decided: those, and their relatives.
    pub people: &'t [&'t str],
    pub reviewed: &'t Reviewed,
    pub since: Since,
}

impl Tonight<'_> {
    /// Whether a person is decided though nothing came.
    pub fn asks(&self, main: &str) -> bool {
        let is_main = |id: &str| self.merge.main_of(id) == main;
        self.looked_at.contains(main)
            || self.linked_households.has_relatives(main)
            || self.joins_a_spelling(main)
            || self.manual_facts.iter().any(|fact| is_main(&fact.member_id))
            || self.adopted.is_some_and(|adopted| {
                adopted.members.as_ref().is_none_or(|members| members.contains(main))
            })
    }

    /// Whether an id is one more of a person's, and no posting of the person knows it: the ledger keeps it in
    /// another spelling.
    fn joins_a_spelling(&self, main: &str) -> bool {
        let mut others = self.merge.ids(main).skip(1).peekable();
        others.peek().is_some() && {
            let posted = self.known.of(main).map(|latest| &latest.content);
            others.any(|other| posted.is_none_or(|content| !content.joins(other)))
        }
    }

    /// Whether a person is decided tonight, since nothing of the person is refused.
    pub fn decides(&self, id: &str) -> bool {
        self.merge.is_decided(self.merge.main_of(id))
    }
}

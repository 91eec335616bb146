//! What is known and what came tonight, put together person by person: the one place where both meet.
//!
//! A person has one id or several; rows of any of them are the person's. Which rows of a bill hold is asked of
//! all that have its number, under whatever member (`same_bill.rs`); what then is a person's own is found
//! person by person, by many threads, and is the same in whatever order rows came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::kept_headers::Headers;
use crate::claim::Vocabulary;
use crate::intake::{BillVerdict, BillVersion, Incoming, IncomingReader, RowErrorKind};
use crate::ledger::{Brought, Known, MemberNumber};

/// Ids of one person: another id, and the main id, under which the person is posted.
pub(crate) type Same = [(String, String)];

/// What is known, what came, and who is one person.
pub(super) struct Merge<'m> {
    pub(super) arrived: Option<&'m Incoming<'m>>,
    pub(super) known: &'m Known,
    pub(super) vocabulary: &'m Vocabulary,
    pub(super) headers: Headers<'m>,
    /// The number of each id in the ledger.
    numbers: HashMap<&'m str, MemberNumber>,
    /// The main id of each other id, and the other ids of each main id.
    mains: HashMap<&'m str, &'m str>,
    others: HashMap<&'m str, Vec<&'m str>>,
    /// People of whom a row says something new without a day, which the scheme refuses; by main id.
    pub(super) undated: BTreeSet<String>,
    /// People whose linked households would be too large with the rows that came, which are refused; by main id.
    pub(super) too_large: BTreeSet<String>,
    pub(super) alike: Alike,
}

/// Rows of bills of which others have the number too.
#[derive(Default)]
pub(super) struct Alike {
    /// What becomes of tonight's.
    pub fell: HashMap<usize, Fell>,
    /// What the rows say that are kept.
    pub versions: HashMap<usize, (String, BillVersion)>,
    /// Rows that took a bill away from a person, by the person's main id.
    pub gone: BTreeMap<String, Vec<usize>>,
}

/// What becomes of a row.
#[derive(Clone, Copy)]
pub(super) enum Fell {
    Judged(BillVerdict),
    Refused(RowErrorKind),
}

impl<'m> Merge<'m> {
    /// What is known and what came, while nothing of it is judged.
    pub fn unjudged(
        arrived: Option<&'m Incoming<'m>>,
        known: &'m Known,
        same: &'m Same,
        vocabulary: &'m Vocabulary,
    ) -> Merge<'m> {
        let numbers =
            known.members.iter().map(|latest| (&*latest.content.member_id, latest.member));
        let mut others: HashMap<&str, Vec<&str>> = HashMap::new();
        for (other, main) in same {
            others.entry(main).or_default().push(other);
        }
        Merge {
            arrived,
            known,
            vocabulary,
            headers: Headers::of(&known.columns, vocabulary),
            numbers: numbers.collect(),
            mains: same.iter().map(|(other, main)| (&**other, &**main)).collect(),
            others,
            undated: BTreeSet::new(),
            too_large: BTreeSet::new(),
            alike: Alike::default(),
        }
    }

    /// The main id of a person.
    pub fn main_of<'s>(&'s self, id: &'s str) -> &'s str {
        self.mains.get(id).copied().unwrap_or(id)
    }

    /// Whether the ledger knows an id.
    pub fn knows(&self, id: &str) -> bool {
        self.numbers.contains_key(id)
    }

    /// All ids of a person, the main one first.
    pub fn ids<'s>(&'s self, main: &'s str) -> impl Iterator<Item = &'s str> + use<'s> {
        let others = self.others.get(main).into_iter().flatten().copied();
        std::iter::once(main).chain(others)
    }

    /// People from whom a bill has gone to another tonight, by main id.
    pub fn bereft(&self) -> impl Iterator<Item = &str> {
        self.alike.gone.keys().map(String::as_str)
    }

    /// What came of an id and its person, as far as that is known.
    pub fn brought<'s>(&'s self, main: &'s str) -> Vec<&'s Brought> {
        if self.numbers.is_empty() {
            return Vec::new();
        }
        let of = |id: &str| self.known.rows.get(self.numbers.get(id)?);
        let mut brought: Vec<&Brought> = self.ids(main).filter_map(of).flatten().collect();
        // Once people are one, rows of any of their ids come with the main one.
        brought.sort_by_key(|brought| brought.run);
        brought
    }

    /// Whether a row of a person is refused, so that nothing of the person moves.
    pub fn is_blocked(&self, main: &str) -> bool {
        let is_refused = |arrived: &Incoming| {
            self.ids(main).filter_map(|id| arrived.find(id)).any(|id| arrived.is_blocked(id))
        };
        self.is_refused(main) || self.arrived.is_some_and(is_refused)
    }

    /// Whether rows of a person are refused for what they say beside what is known.
    pub fn is_refused(&self, main: &str) -> bool {
        self.undated.contains(main) || self.too_large.contains(main)
    }

    /// All people who are known, by main id as bytes.
    pub fn people(&self) -> BTreeSet<&str> {
        self.known.members.iter().map(|latest| self.main_of(&latest.content.member_id)).collect()
    }

    /// Asks memory for the rows of people who are opened next.
    pub fn expect(&self, people: &[&str], cells: &mut IncomingReader) {
        let Some(arrived) = self.arrived else { return };
        cells.prefetch(people.iter().filter_map(|main| arrived.find(main)));
    }
}

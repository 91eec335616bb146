//! Linked households: who is decided together, where rules ask for households, as all rows say that are known or came.
//!
//! Rows that no longer hold count too: a member who is no longer of a household is decided with those who are, on the
//! night that says so.

use std::collections::{BTreeSet, HashMap};

use super::super::error::NightError;
use super::super::load_known::FactsByMember;
use super::super::merge::{Merge, Same};
use super::versions;
use crate::claim::{Relative, Vocabulary};
use crate::intake::{Incoming, is_too_large, linked};
use crate::ledger::{Known, Ledger, MemberNumber};
use crate::manual_facts::{FactError, Facts};
use crate::scheme::Book;

/// Linked households of two or more, by main ids as bytes.
#[derive(Debug, Default)]
pub(in crate::nightly) struct LinkedHouseholds {
    of: HashMap<String, usize>,
    all: Vec<Vec<String>>,
    too_large: BTreeSet<usize>,
}

impl LinkedHouseholds {
    /// The linked households of all people who are known or came; none where the rules do not ask.
    pub fn of(merge: &Merge) -> LinkedHouseholds {
        if !merge.vocabulary.asks_household {
            return LinkedHouseholds::default();
        }
        let mut people = People::default();
        for latest in &merge.known.members {
            let number = people.number(merge.main_of(&latest.content.member_id));
            let brought = merge.known.rows.get(&latest.member).into_iter().flatten();
            let versions = brought.flat_map(|brought| versions(merge, brought));
            people.households.extend(versions.map(|version| (number, version.member.household)));
            people.bills[number as usize] += latest.content.decisions.lines().count();
        }
        if let Some(arrived) = merge.arrived {
            people.add_arrived(merge, arrived);
        }
        people.linked_households()
    }

    /// The relatives of a person.
    pub fn relatives<'f>(&'f self, main: &str) -> impl Iterator<Item = &'f str> {
        let linked_household = self.of.get(main).map(|&at| &self.all[at]);
        let all: Vec<&str> = linked_household.into_iter().flatten().map(String::as_str).collect();
        let main = main.to_owned();
        all.into_iter().filter(move |other| *other != main)
    }

    /// Whether a person has relatives.
    pub fn has_relatives(&self, main: &str) -> bool {
        self.of.contains_key(main)
    }

    /// The same, where none is more than can be decided together.
    ///
    /// # Errors
    ///
    /// Where one is.
    pub fn none_too_large(self) -> Result<LinkedHouseholds, NightError> {
        if self.too_large.is_empty() { Ok(self) } else { Err(NightError::LargeHousehold) }
    }

    /// People whose linked households are more than can be decided together.
    pub fn too_large(&self) -> BTreeSet<String> {
        let all = self.too_large.iter().flat_map(|&at| &self.all[at]);
        all.cloned().collect()
    }
}

/// People, while their linked households are found.
#[derive(Default)]
struct People {
    numbers: HashMap<String, u32>,
    ids: Vec<String>,
    households: Vec<(u32, u64)>,
    bills: Vec<usize>,
}

impl People {
    fn number(&mut self, main: &str) -> u32 {
        if let Some(number) = self.numbers.get(main) {
            return *number;
        }
        let number = self.ids.len() as u32;
        self.numbers.insert(main.to_owned(), number);
        self.ids.push(main.to_owned());
        self.bills.push(0);
        number
    }

    /// Adds what rows of tonight say, but for people whose rows are refused.
    fn add_arrived(&mut self, merge: &Merge, arrived: &Incoming) {
        let mut cells = arrived.cells();
        for id in (0..arrived.len()).filter(|&id| !merge.is_blocked(merge.main_of(arrived.id(id))))
        {
            let number = self.number(merge.main_of(arrived.id(id)));
            let versions = arrived.members(id).into_iter().map(|at| cells.member_version(at));
            let households = versions.map(|version| (number, version.member.household));
            self.households.extend(households);
            self.bills[number as usize] += arrived.bills(id).count();
        }
    }

    fn linked_households(self) -> LinkedHouseholds {
        let People { ids, households, bills, .. } = self;
        let mut linked_households = LinkedHouseholds::default();
        for members in linked(ids.len(), households) {
            let at = linked_households.all.len();
            let sum = members.iter().map(|&member| bills[member as usize]).sum();
            linked_households.too_large.extend(is_too_large(members.len(), sum).then_some(at));
            let mut names: Vec<String> =
                members.iter().map(|&member| ids[member as usize].clone()).collect();
            names.sort_unstable();
            linked_households.of.extend(names.iter().map(|name| (name.clone(), at)));
            linked_households.all.push(names);
        }
        linked_households
    }
}

/// What a ledger knows of some people, whose ids are sorted, and of who has some bills; of their relatives too, where
/// rules ask for households: all members are read to find them.
///
/// # Errors
///
/// When the ledger cannot be read.
pub(in crate::nightly) fn known_with_relatives(
    ledger: &Ledger,
    vocabulary: &Vocabulary,
    same: &Same,
    (ids, bills): (&[&str], &[i64]),
) -> Result<Known, NightError> {
    if !vocabulary.asks_household {
        return Ok(ledger.known(ids, bills)?);
    }
    let mut known = ledger.all_known()?;
    let merge = Merge::new(None, &known, same, vocabulary);
    let linked_households = LinkedHouseholds::of(&merge);
    let mains: BTreeSet<&str> = ids.iter().map(|id| merge.main_of(id)).collect();
    let relatives = mains.iter().flat_map(|main| linked_households.relatives(main));
    let asked: BTreeSet<&str> = relatives.chain(mains.iter().copied()).collect();
    let members = known.members.iter();
    let members = members.filter(|one| asked.contains(merge.main_of(&one.content.member_id)));
    let kept: BTreeSet<MemberNumber> = members.map(|latest| latest.member).collect();
    known.members.retain(|latest| kept.contains(&latest.member));
    known.rows.retain(|member, _| kept.contains(member));
    Ok(known)
}

/// The relatives of a person, as all that is known says. Rows of theirs that the rules cannot read do not count.
///
/// # Errors
///
/// When the rules do not know what a fact of a relative names.
pub(in crate::nightly) fn relatives_known(
    merge: &Merge,
    linked_households: &LinkedHouseholds,
    (book, facts_of): (&Book, &FactsByMember),
    main: &str,
) -> Result<Vec<Relative>, FactError> {
    let relative = |other: &str| {
        let facts = facts_of.get(other).map_or(&[][..], |facts| facts);
        let dossier = merge.open(other, None).dossier?;
        Some(Facts::relative(book, dossier, facts))
    };
    linked_households.relatives(main).filter_map(relative).collect()
}

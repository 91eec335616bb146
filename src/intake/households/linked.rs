//! Linked households: who must be decided together, where something adds up over a household.
//!
//! Two members are linked when they were of one household on any day, not only on the same: what a relative used up in
//! another household may change what the relative is paid in this one. So a linked household is all who are linked by
//! households of any days.

use std::collections::{BTreeMap, HashMap};

use super::super::members::{People, Person};
use crate::claim::{MOST_BILLS, MOST_HOUSEHOLD};

/// The linked households of several members.
#[derive(Debug, Default)]
pub(in crate::intake) struct LinkedHouseholds {
    /// The linked household of each member who has one, by place.
    of: HashMap<u32, usize>,
    all: Vec<LinkedHousehold>,
}

/// Members who must be decided together.
#[derive(Debug, Default)]
struct LinkedHousehold {
    members: Vec<u32>,
    /// Whether they are more than can be, or have more bills.
    is_too_large: bool,
}

impl LinkedHouseholds {
    /// Finds the linked households; `bills` tells how many bills a member may have.
    pub fn of(people: &People, bills: impl Fn(u32) -> usize) -> LinkedHouseholds {
        let households = (0u32..).zip(&people.all).flat_map(|(number, person)| {
            let versions = std::iter::once(&person.member).chain(people.later(number));
            versions.map(move |member| (number, member.household))
        });
        let mut linked_households = LinkedHouseholds::default();
        for members in linked(people.all.len(), households) {
            linked_households
                .of
                .extend(members.iter().map(|&member| (member, linked_households.all.len())));
            let sum = members.iter().map(|&member| bills(member)).sum();
            let is_too_large = is_too_large(members.len(), sum);
            linked_households.all.push(LinkedHousehold { members, is_too_large });
        }
        linked_households
    }

    /// The relatives of a member of whom all is known; of no one else anything counts.
    pub fn relatives<'f>(&'f self, people: &'f People, member: u32) -> impl Iterator<Item = u32> {
        let all = self
            .linked_household(member)
            .into_iter()
            .flat_map(|linked_household| &linked_household.members)
            .copied();
        let is_decided =
            |other: u32| people.all.get(other as usize).is_some_and(Person::is_decided);
        all.filter(move |&other| other != member && is_decided(other))
    }

    /// Whether any linked household is more than can be decided together.
    pub fn is_any_too_large(&self) -> bool {
        self.all.iter().any(|linked_household| linked_household.is_too_large)
    }

    /// Whether the linked household of a member is more than can be decided together.
    pub fn is_too_large(&self, member: u32) -> bool {
        self.linked_household(member).is_some_and(|linked_household| linked_household.is_too_large)
    }

    fn linked_household(&self, member: u32) -> Option<&LinkedHousehold> {
        self.all.get(*self.of.get(&member)?)
    }
}

/// Whether a linked household of so many members, who have so many bills, is more than can be decided together.
pub(crate) fn is_too_large(members: usize, bills: usize) -> bool {
    members > MOST_HOUSEHOLD || bills > MOST_BILLS
}

/// Who of so many people are linked by the households that each was of, on whatever days: all linked households of two
/// or more.
pub(crate) fn linked(
    people: usize,
    households: impl IntoIterator<Item = (u32, u64)>,
) -> Vec<Vec<u32>> {
    let mut links = Links::new(people);
    let mut first: HashMap<u64, u32> = HashMap::new();
    for (person, household) in households.into_iter().filter(|(_, household)| *household != 0) {
        links.join(person, *first.entry(household).or_insert(person));
    }
    let mut linked_households: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for person in 0..people as u32 {
        linked_households.entry(links.head(person)).or_default().push(person);
    }
    linked_households.into_values().filter(|members| members.len() > 1).collect()
}

/// Who is linked with whom, each by another of the same linked household, or by the person alone.
struct Links(Vec<u32>);

impl Links {
    fn new(people: usize) -> Links {
        Links((0..people as u32).collect())
    }

    /// Who stands for all that someone is linked with.
    fn head(&mut self, one: u32) -> u32 {
        let mut at = one;
        while let Some(next) = self.next(at).filter(|next| *next != at) {
            // Each is linked with the one after the next, so that chains stay short.
            let after = self.next(next).unwrap_or(next);
            self.link(at, after);
            at = after;
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.head(one), self.head(other));
        self.link(one.max(other), one.min(other));
    }

    fn next(&self, one: u32) -> Option<u32> {
        self.0.get(one as usize).copied()
    }

    fn link(&mut self, one: u32, other: u32) {
        if let Some(link) = self.0.get_mut(one as usize) {
            *link = other;
        }
    }
}

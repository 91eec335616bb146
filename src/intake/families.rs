//! Families: who must be decided together, where something adds up over a household.
//!
//! Two members are of one family when they were of one household on any day, not only on the same: what a relative
//! used up in another household may change what the relative is paid in this one. So a family is all who are linked by
//! households of any days.

use std::collections::{BTreeMap, HashMap};

use super::members::{People, Person};
use crate::claim::{MOST_BILLS, MOST_HOUSEHOLD};

/// The families of several members.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The family of each member who has one, by place.
    of: HashMap<u32, usize>,
    all: Vec<Family>,
}

/// Members who must be decided together.
#[derive(Debug, Default)]
struct Family {
    members: Vec<u32>,
    /// Whether they are more than can be, or have more bills.
    is_too_large: bool,
}

impl Families {
    /// Finds the families; `bills` tells how many bills a member may have.
    pub fn of(people: &People, bills: impl Fn(u32) -> usize) -> Families {
        let households = (0u32..).zip(&people.all).flat_map(|(number, person)| {
            let versions = std::iter::once(&person.member).chain(people.later(number));
            versions.map(move |member| (number, member.household))
        });
        let mut families = Families::default();
        for members in linked(people.all.len(), households) {
            families.of.extend(members.iter().map(|&member| (member, families.all.len())));
            let sum = members.iter().map(|&member| bills(member)).sum();
            let is_too_large = is_too_large(members.len(), sum);
            families.all.push(Family { members, is_too_large });
        }
        families
    }

    /// The relatives of a member of whom all is known; of no one else anything counts.
    pub fn relatives<'f>(&'f self, people: &'f People, member: u32) -> impl Iterator<Item = u32> {
        let all = self.family(member).into_iter().flat_map(|family| &family.members).copied();
        let is_decided =
            |other: u32| people.all.get(other as usize).is_some_and(Person::is_decided);
        all.filter(move |&other| other != member && is_decided(other))
    }

    /// Whether any family is more than can be decided together.
    pub fn is_any_too_large(&self) -> bool {
        self.all.iter().any(|family| family.is_too_large)
    }

    /// Whether the family of a member is more than can be decided together.
    pub fn is_too_large(&self, member: u32) -> bool {
        self.family(member).is_some_and(|family| family.is_too_large)
    }

    fn family(&self, member: u32) -> Option<&Family> {
        self.all.get(*self.of.get(&member)?)
    }
}

/// Whether a family of so many members, who have so many bills, is more than can be decided together.
pub(crate) fn is_too_large(members: usize, bills: usize) -> bool {
    members > MOST_HOUSEHOLD || bills > MOST_BILLS
}

/// Who of so many people are linked by the households that each was of, on whatever days: all families of two or more.
pub(crate) fn linked(
    people: usize,
    households: impl IntoIterator<Item = (u32, u64)>,
) -> Vec<Vec<u32>> {
    let mut links = Links::new(people);
    let mut first: HashMap<u64, u32> = HashMap::new();
    for (person, household) in households.into_iter().filter(|(_, household)| *household != 0) {
        links.join(person, *first.entry(household).or_insert(person));
    }
    let mut families: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for person in 0..people as u32 {
        families.entry(links.head(person)).or_default().push(person);
    }
    families.into_values().filter(|members| members.len() > 1).collect()
}

/// Who is linked with whom, each by another of the same family, or by the person alone.
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

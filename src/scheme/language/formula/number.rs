//! Numbers that formulas multiply by: a fact that counts, or some of what it counts.

use crate::claim::{Fact, MOST_HOUSEHOLD, MOST_UNITS, NUMBER_MOST};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::window::Slot;

/// A whole number of the bill at hand, never below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub fact: Fact,
    /// Where the number of the stay is kept, if that is the fact.
    pub ordinal: Option<Slot>,
    /// So many of them do not count.
    pub less: i64,
    /// The most that count.
    pub most: i64,
}

impl Number {
    /// How many count on the bill at hand.
    pub fn value(&self, facts: &Facts) -> i64 {
        self.of(facts.number(self.fact, self.ordinal))
    }

    /// How many count of so many.
    pub fn of(&self, number: i64) -> i64 {
        number.saturating_sub(self.less).clamp(0, self.most)
    }

    /// The numbers of the fact from which on one more counts, from the `least` that it can be.
    pub fn cuts(&self, least: i64) -> Vec<i64> {
        let first = self.less.max(least) + 1;
        let last = self.less + self.most;
        std::iter::once(least).chain(first..=last).collect()
    }
}

/// The most that a fact is taken to be: a person's age and years of cover end somewhere, and what an
/// overflow is proved by must have an end.
pub(crate) fn most_of(fact: Fact) -> i64 {
    match fact {
        Fact::Age | Fact::Turns | Fact::YearsEnrolled => 150,
        // So many days are in those years.
        Fact::DaysCovered => 54_787,
        Fact::Units => i64::from(MOST_UNITS),
        Fact::Nights | Fact::BasisDay => 3_000_000,
        Fact::HouseholdMembers => MOST_HOUSEHOLD as i64,
        Fact::Ordinal => 1_000_000,
        Fact::Count(_) | Fact::Bill(_) | Fact::Member(_) => NUMBER_MOST,
        Fact::Enrolment(_) | Fact::Diagnosis(_) => NUMBER_MOST,
    }
}

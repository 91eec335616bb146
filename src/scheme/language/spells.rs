//! Spells (连续住院期): windows that begin anew after so many days out of hospital.
//!
//! A spell is found from all stays of a person at once, in whatever order their bills came: a stay that is filed
//! late may join two spells that were apart without it.

use crate::claim::{Bill, Vocabulary};
use crate::date::Day;

/// When a window that begins anew after some days out of hospital does so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The least difference between the last day of one stay and the first of the next that begins a new spell.
    pub(crate) least: i32,
    /// The kinds of bill that are days in hospital, one bit a category.
    pub(crate) categories: u64,
    /// Whether only stays that some benefit covers keep a spell open.
    pub(crate) covered: bool,
}

impl Spell {
    /// Whether a bill keeps a spell open, which some benefit covers or not.
    pub(crate) fn counts(&self, bill: &Bill, is_covered: bool) -> bool {
        let category = bill.fact(Vocabulary::CATEGORY);
        self.categories >> category & 1 == 1 && (is_covered || !self.covered)
    }
}

/// Days on which a person was in hospital, or that an old system had counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InHospital {
    pub person: u8,
    pub first: Day,
    pub last: Day,
}

impl InHospital {
    /// The days of the stay that a bill is of.
    pub fn of(bill: &Bill) -> InHospital {
        InHospital { person: bill.person(), first: bill.stay.began, last: bill.stay.ended }
    }

    /// One day.
    pub fn on(person: u8, day: Day) -> InHospital {
        InHospital { person, first: day, last: day }
    }
}

/// The spells of some persons, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spells {
    least: i32,
    all: Vec<InHospital>,
}

impl Spells {
    /// Finds them, from days in hospital in whatever order.
    pub fn find(&mut self, least: i32, days: impl Iterator<Item = InHospital>) {
        self.least = least;
        self.all.clear();
        self.all.extend(days);
        self.all.sort_unstable();
        self.all.dedup_by(|next, spell| {
            let goes_on = next.person == spell.person && next.first - spell.last < least;
            if goes_on {
                spell.last = spell.last.max(next.last);
            }
            goes_on
        });
    }

    /// The place of the spell that days in hospital are of: of those that do not count themselves the first that is
    /// near, if one is.
    pub fn place(&self, days: InHospital) -> Option<usize> {
        let is_before = |spell: &InHospital| {
            (spell.person, spell.last + self.least) <= (days.person, days.first)
        };
        let place = self.all.partition_point(is_before);
        let near = self.all.get(place)?;
        (near.person == days.person && near.first - days.last < self.least).then_some(place)
    }

    /// The first and the last day of the spell that days in hospital are of.
    #[cfg(feature = "office")]
    pub fn days(&self, days: InHospital) -> Option<(Day, Day)> {
        let spell = self.all.get(self.place(days)?)?;
        Some((spell.first, spell.last))
    }
}

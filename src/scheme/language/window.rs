//! Windows of accumulation.
//!
//! An accumulator is (what, whose, which window). Windows follow the basis date and order follows
//! settlement, so values of different windows live side by side: a bill of last year, settled
//! late, counts in last year. While rules are read, every accumulator gets a [`Slot`]; slots of one
//! window stand side by side, so that a bill finds its window once.

use super::spells::Spell;
use crate::date::Day;
use crate::scheme::caps;

/// Over what an accumulator runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// One bill: nothing carries over.
    Bill,
    /// Bills of one stay.
    Stay,
    /// A calendar month of the basis date.
    Month,
    /// A calendar year of the basis date.
    Year,
    /// The enrolment period the bill belongs to.
    Cover,
    /// A year of the enrolment period the bill belongs to, counted from its first day.
    CoverYear,
    /// All of the member's bills.
    Lifetime,
    /// The bills of a spell: of stays between which there are not so many days out of hospital.
    Spell(Spell),
    /// So many calendar months, the last of which is that of the basis date.
    MonthsBack(u8),
    /// Bills of all members who are of one household on the basis date.
    Household(Each),
}

/// When a window of a household begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// With each calendar month of the basis date.
    Month,
    /// With each calendar year of the basis date.
    Year,
    /// Never.
    Lifetime,
}

impl Window {
    const ALL: [(&'static str, Window); 6] = [
        ("bill", Window::Bill),
        ("stay", Window::Stay),
        ("month", Window::Month),
        ("year", Window::Year),
        ("cover", Window::Cover),
        ("lifetime", Window::Lifetime),
    ];

    /// The names of the six windows that every edition has.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Window::ALL.iter().map(|(name, _)| *name)
    }

    /// The window of that name, among the six that every edition has.
    pub(super) fn named(name: &str) -> Option<Window> {
        Window::ALL.iter().find(|(known, _)| *known == name).map(|(_, window)| *window)
    }

    /// The word in rule files; of a declared window that of its meaning, whatever an edition calls it.
    pub fn name(self) -> &'static str {
        match self {
            Window::CoverYear => "cover_year",
            Window::Spell(_) => "spell",
            Window::MonthsBack(_) => "months_back",
            Window::Household(Each::Month) => "household_month",
            Window::Household(Each::Year) => "household_year",
            Window::Household(Each::Lifetime) => "household_lifetime",
            _ => Window::ALL.iter().find(|(_, window)| *window == self).expect("all have names").0,
        }
    }

    /// Whether its instances are of the periods of one plan.
    pub(crate) fn is_of_a_plan(self) -> bool {
        matches!(self, Window::Cover | Window::CoverYear)
    }

    /// Whether every instance of `other` lies within one of this window, whatever member and days: what is bounded
    /// in this one is bounded in the other.
    pub(crate) fn holds(self, other: Window) -> bool {
        match (self, other) {
            (Window::Lifetime, Window::Household(_)) => false,
            (Window::Lifetime, _) => true,
            (Window::Household(Each::Lifetime), Window::Household(_)) => true,
            (Window::Cover, Window::CoverYear) => true,
            _ => self == other,
        }
    }
}

/// Which instance of a window a bill is in: part of a table's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Stay,
    Month,
    Year,
    /// By the place of the plan in the book.
    Cover(u8),
    /// The same.
    CoverYear(u8),
    Lifetime,
    Spell(Spell),
    MonthsBack(u8),
    Household(Each),
    /// One bill, over the benefits that share a limit on it.
    Bill,
    /// One stay within an instance of the table of that number.
    StayWithin(u8),
}

/// One accumulator: a place in the memory of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub(super) table: u8,
    pub(super) place: u16,
}

/// The most kinds of windows in a book: a slot says its kind in a byte.
const MOST_KINDS: usize = 1 << u8::BITS;

/// Gives out slots while the editions of a book are read. What has the same name in two editions is
/// one accumulator, so that limits carry over.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    pub(super) tables: Vec<(Key, Vec<Named>)>,
    /// The edition that is being read, by its place in the book.
    edition: usize,
    /// Whether there were more accumulators than there is room for.
    full: bool,
    /// Whether a rule asks how many members a household has.
    counts_household: bool,
}

/// A slot by its name.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub name: String,
    /// The editions that name it, by place in the book.
    pub editions: Vec<usize>,
}

impl Slots {
    /// Goes on to an edition, by its place in the book.
    pub(crate) fn begin_edition(&mut self, number: usize) {
        self.edition = number;
    }

    /// Every slot with its window and its name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Key, Slot, &Named)> {
        self.tables.iter().enumerate().flat_map(|(table, (key, names))| {
            names.iter().enumerate().map(move |(place, named)| {
                (*key, Slot { table: table as u8, place: place as u16 }, named)
            })
        })
    }

    /// The slot called `name` in this window of a plan; nothing for [`Window::Bill`].
    pub(crate) fn slot(&mut self, window: Window, plan: u8, name: &str) -> Option<Slot> {
        let key = match window {
            Window::Bill => return None,
            Window::Stay => Key::Stay,
            Window::Month => Key::Month,
            Window::Year => Key::Year,
            Window::Cover => Key::Cover(plan),
            Window::CoverYear => Key::CoverYear(plan),
            Window::Lifetime => Key::Lifetime,
            Window::Spell(spell) => Key::Spell(spell),
            Window::MonthsBack(months) => Key::MonthsBack(months),
            Window::Household(each) => Key::Household(each),
        };
        Some(self.named(key, name))
    }

    /// The slot called `name` of each bill: for what several benefits share on it.
    pub(crate) fn on_one_bill(&mut self, name: &str) -> Slot {
        self.named(Key::Bill, name)
    }

    /// The slot called `name` of each stay within each instance of another slot's window. Months that are looked back
    /// on overlap: there it is of the stay, which counts in the month of its first bill.
    pub(crate) fn stay_within(&mut self, slot: Slot, name: &str) -> Slot {
        match self.tables.get(usize::from(slot.table)) {
            Some((Key::MonthsBack(months), _)) => {
                self.named(Key::Stay, &format!("{name}/{months}"))
            }
            _ => self.named(Key::StayWithin(slot.table), name),
        }
    }

    fn named(&mut self, key: Key, name: &str) -> Slot {
        let known = self.tables.iter().position(|(known, _)| *known == key);
        if known.is_none() && self.tables.len() >= MOST_KINDS {
            self.full = true;
            return Slot { table: 0, place: 0 };
        }
        let table = known.unwrap_or_else(|| {
            self.tables.push((key, Vec::new()));
            self.tables.len() - 1
        });
        let names = &mut self.tables[table].1;
        let place = names.iter().position(|known| known.name == name).unwrap_or_else(|| {
            names.push(Named { name: name.to_owned(), editions: Vec::new() });
            names.len() - 1
        });
        if names[place].editions.last() != Some(&self.edition) {
            names[place].editions.push(self.edition);
        }
        let table = u8::try_from(table).expect("a book has no more kinds of windows than that");
        self.full |= names.len() > caps::ACCUMULATORS;
        Slot { table, place: place.min(caps::ACCUMULATORS) as u16 }
    }

    /// Over what a slot adds up; of one that tells stays apart, what it does so within.
    pub(crate) fn window(&self, slot: Slot) -> Window {
        let key = self.tables.get(slot.table as usize).map(|(key, _)| *key);
        match key.expect("a slot is of a table") {
            Key::Bill => Window::Bill,
            Key::Stay => Window::Stay,
            Key::Month => Window::Month,
            Key::Year => Window::Year,
            Key::Cover(_) => Window::Cover,
            Key::CoverYear(_) => Window::CoverYear,
            Key::Lifetime => Window::Lifetime,
            Key::Spell(spell) => Window::Spell(spell),
            Key::MonthsBack(months) => Window::MonthsBack(months),
            Key::Household(each) => Window::Household(each),
            Key::StayWithin(table) => self.window(Slot { table, place: 0 }),
        }
    }

    /// Notes that a rule asks how many members a household has.
    pub(super) fn count_household(&mut self) {
        self.counts_household = true;
    }

    /// Whether anything adds up over a household, or counts its members.
    pub(crate) fn asks_household(&self) -> bool {
        self.counts_household || self.tables.iter().any(|(key, _)| matches!(key, Key::Household(_)))
    }

    /// Whether there were more accumulators than there is room for: the book cannot be used.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }
}

/// Which year of the period at a place, of those of a plan, a day is in, among all of them: what is after the period
/// counts on from it.
pub(crate) fn cover_year(place: i64, start: Day, day: Day) -> i64 {
    place << 16 | i64::from(day.age(start)) & 0xffff
}

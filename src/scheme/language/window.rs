//! Windows of accumulation, and the memory that the fold keeps in them.
//!
//! An accumulator is (what, whose, which window). Windows follow the basis date and order follows
//! settlement, so values of different windows live side by side: a bill of last year, settled
//! late, counts in last year. While rules are read, every accumulator gets a [`Slot`]; slots of one
//! window stand side by side, so that a bill finds its window once.

use crate::claim::{Bill, History};
use crate::date::Day;
use crate::money::{Exact, Money, Product};
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
    Household(Each),
    /// One bill, over the benefits that share a limit on it.
    Bill,
    /// One stay within an instance of the table of that number.
    StayWithin(u8),
}

/// One accumulator: a place in the memory of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    table: u8,
    place: u16,
}

/// Gives out slots while the editions of a book are read. What has the same name in two editions is
/// one accumulator, so that limits carry over.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    tables: Vec<(Key, Vec<Named>)>,
    /// The edition that is being read, by its place in the book.
    edition: usize,
    /// Whether there were more accumulators than there is room for.
    full: bool,
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
            Window::Household(each) => Key::Household(each),
        };
        Some(self.named(key, name))
    }

    /// The slot called `name` of each bill: for what several benefits share on it.
    pub(crate) fn on_one_bill(&mut self, name: &str) -> Slot {
        self.named(Key::Bill, name)
    }

    /// The slot called `name` of each stay within each instance of another slot's window.
    pub(crate) fn stay_within(&mut self, slot: Slot, name: &str) -> Slot {
        self.named(Key::StayWithin(slot.table), name)
    }

    fn named(&mut self, key: Key, name: &str) -> Slot {
        let known = self.tables.iter().position(|(known, _)| *known == key);
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
        // A book has at most 16 plans, and so some forty kinds of windows.
        let table = u8::try_from(table).expect("a book has few kinds of windows");
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
            Key::Household(each) => Window::Household(each),
            Key::StayWithin(table) => self.window(Slot { table, place: 0 }),
        }
    }

    /// Whether anything adds up over a household.
    pub(crate) fn asks_household(&self) -> bool {
        self.tables.iter().any(|(key, _)| matches!(key, Key::Household(_)))
    }

    /// Whether there were more accumulators than there is room for: the book cannot be used.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }
}

/// By how many bits what tells windows of different members apart stands above what tells those of one apart.
const WHOSE: u32 = 40;

impl Each {
    /// Which instance the bill is in, among those of one household.
    fn instance(self, bill: &Bill) -> i64 {
        match self {
            Each::Month => i64::from(bill.month),
            Each::Year => i64::from(bill.month.div_euclid(12)),
            Each::Lifetime => 0,
        }
    }
}

/// Which year of the period at a place, of those of a plan, a day is in, among all of them: what is after the period
/// counts on from it.
pub(crate) fn cover_year(place: i64, start: Day, day: Day) -> i64 {
    place << 16 | i64::from(day.age(start)) & 0xffff
}

/// Which instance of a window of its member the bill is in, among those of that member.
#[inline]
fn of_person(key: Key, bill: &Bill, periods: &[u16], history: &History) -> i64 {
    match key {
        Key::Month => i64::from(bill.month),
        Key::Year => i64::from(bill.month.div_euclid(12)),
        Key::Cover(plan) => i64::from(periods[plan as usize]),
        Key::CoverYear(plan) => {
            let place = periods[plan as usize];
            let period = history.periods_of(bill.person(), plan).get(usize::from(place));
            period.map_or(i64::from(place), |period| {
                cover_year(place.into(), period.start, bill.basis)
            })
        }
        Key::Lifetime => 0,
        Key::Stay => i64::from(bill.stay.number),
        Key::Bill | Key::StayWithin(_) | Key::Household(_) => {
            unreachable!("these tell members apart by themselves")
        }
    }
}

/// The accumulators of one member while bills are decided. Kept between members to be used again.
#[derive(Clone, Debug)]
pub struct Memory {
    tables: Vec<Instances>,
    /// The slots of every instance of every window, each instance's side by side.
    values: Vec<i128>,
    /// For each window, where the slots of the current bill's instance begin. There is room for any
    /// number that a slot's table can have, so that it need not be checked for each value.
    at: Box<[u32; 1 << u8::BITS]>,
}

/// The instances of one window.
#[derive(Clone, Debug)]
struct Instances {
    key: Key,
    width: usize,
    /// Each with where its slots begin.
    instances: Vec<(i64, u32)>,
    /// The current bill's.
    current: Option<i64>,
}

impl Memory {
    /// Room for every slot of a book.
    pub fn new(slots: &Slots) -> Memory {
        let table = |(key, names): &(Key, Vec<Named>)| {
            let (key, width) = (*key, names.len());
            Instances { key, width, instances: Vec::new(), current: None }
        };
        let tables: Vec<_> = slots.tables.iter().map(table).collect();
        Memory { tables, values: Vec::new(), at: Box::new([0; 1 << u8::BITS]) }
    }

    /// Forgets everything, for the next member or the next run.
    pub fn clear(&mut self) {
        self.values.clear();
        for table in &mut self.tables {
            table.instances.clear();
            table.current = None;
        }
    }

    /// Goes to the windows of a bill. `periods` tells for each plan which of the enrolment periods of its person the
    /// bill belongs to.
    #[inline]
    pub(crate) fn open(&mut self, bill: &Bill, periods: &[u16], history: &History) {
        for number in 0..self.tables.len() {
            let key = self.instance(self.tables[number].key, bill, periods, history);
            if self.tables[number].current != Some(key) {
                self.go_to(number, key);
            }
        }
    }

    /// What tells the instances of one window of different members, or of different households, apart: it is added to
    /// what tells those of one.
    pub(crate) fn whose(window: Window, history: &History, person: u8, day: Day) -> i64 {
        match window {
            Window::Household(_) => history.household_on(person, day) << WHOSE,
            _ => i64::from(person) << WHOSE,
        }
    }

    /// Adds to a slot of one instance of its window, before any bill is gone to.
    pub(crate) fn seed(&mut self, slot: Slot, instance: i64, amount: i128) {
        self.go_to(slot.table as usize, instance);
        self.add(slot, amount);
    }

    fn go_to(&mut self, number: usize, key: i64) {
        let table = &mut self.tables[number];
        table.current = Some(key);
        let known = table.instances.iter().rev().find(|(known, _)| *known == key);
        self.at[number] = known.map(|(_, at)| *at).unwrap_or_else(|| {
            // A member has at most 10,000 bills, each in one instance of each window.
            let at = u32::try_from(self.values.len()).expect("the memory of a member is bounded");
            table.instances.push((key, at));
            self.values.resize(at as usize + table.width, 0);
            at
        });
    }

    #[inline]
    fn instance(&self, key: Key, bill: &Bill, periods: &[u16], history: &History) -> i64 {
        let own = |instance: i64| (i64::from(bill.person()) << WHOSE) + instance;
        match key {
            // Bills and stays of all members have numbers of their own.
            Key::Stay => of_person(key, bill, periods, history),
            Key::Bill => i64::from(bill.id),
            // The other table was gone to before: where its slots begin tells its instances apart.
            Key::StayWithin(table) => {
                i64::from(bill.stay.number) << 32 | i64::from(self.at[table as usize])
            }
            Key::Household(each) => {
                let household = history.household_on(bill.person(), bill.basis);
                (household << WHOSE) + each.instance(bill)
            }
            _ => own(of_person(key, bill, periods, history)),
        }
    }

    /// What was used up of a slot in the instance of its window over households that a bill is in; nothing of other
    /// windows.
    pub(crate) fn used_by_household(
        &self,
        slot: Slot,
        bill: &Bill,
        history: &History,
    ) -> Option<i64> {
        let Instances { key, instances, .. } = self.tables.get(slot.table as usize)?;
        let Key::Household(_) = key else { return None };
        let instance = self.instance(*key, bill, &[], history);
        let (_, at) = instances.iter().find(|(known, _)| *known == instance)?;
        self.values.get(*at as usize + slot.place as usize).map(|value| *value as i64)
    }

    /// Which instance of a slot's window the current bill is in.
    pub(crate) fn instance_of(&self, slot: Slot) -> i64 {
        self.tables[slot.table as usize].current.expect("a bill has been gone to")
    }

    #[inline]
    fn value(&self, slot: Slot) -> i128 {
        self.values[self.at(slot)]
    }

    #[inline]
    fn add(&mut self, slot: Slot, amount: i128) {
        let at = self.at(slot);
        self.values[at] += amount;
    }

    #[inline]
    fn at(&self, slot: Slot) -> usize {
        self.at[slot.table as usize] as usize + slot.place as usize
    }

    /// An accumulated base, deductible, position or total.
    #[inline]
    pub fn exact(&self, slot: Slot) -> Exact {
        Exact(self.value(slot))
    }

    /// Accumulates a base, deductible, position or total.
    #[inline]
    pub(crate) fn add_exact(&mut self, slot: Slot, amount: Exact) {
        self.add(slot, amount.0);
    }

    /// Accumulated payments.
    #[inline]
    pub fn money(&self, slot: Slot) -> Money {
        Money::from_minor(self.value(slot) as i64) // A sum of 10,000 payments fits: see `claim`.
    }

    /// Accumulates a payment.
    #[inline]
    pub(crate) fn add_money(&mut self, slot: Slot, amount: Money) {
        self.add(slot, i128::from(amount.minor()));
    }

    /// Accumulated days, times or stays.
    #[inline]
    pub fn count(&self, slot: Slot) -> i64 {
        self.value(slot) as i64
    }

    /// Accumulates days, times or stays.
    #[inline]
    pub(crate) fn add_count(&mut self, slot: Slot, count: i64) {
        self.add(slot, i128::from(count));
    }

    /// An accumulated product, on the finest scale.
    pub(crate) fn product(&self, slot: Slot) -> Product {
        Product(self.value(slot))
    }

    /// Accumulates a product, on the finest scale.
    pub(crate) fn add_product(&mut self, slot: Slot, product: Product) {
        self.add(slot, product.0);
    }
}

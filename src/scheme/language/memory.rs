//! The memory of the fold: what every accumulator holds, in every instance of its window.
//!
//! Slots of one window stand side by side, so that a bill finds its window once. Months that are looked back on
//! overlap: what their slots hold is summed up from the months when a bill goes to its own, and kept by month when it
//! leaves.

use super::months::Months;
use super::spells::{InHospital, Spell, Spells};
use super::window::{Each, Key, Named, Slot, Slots, Window, cover_year};
use crate::claim::{Bill, History};
use crate::date::Day;
use crate::money::{Exact, Money, Product};

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
    /// Of months that are looked back on, where the slots of the current bill's window begin, and what each month has.
    window: Option<usize>,
    months: Months,
    /// Of spells, those of the history at hand.
    spells: Spells,
}

impl Memory {
    /// Room for every slot of a book.
    pub fn new(slots: &Slots) -> Memory {
        let table = |(key, names): &(Key, Vec<Named>)| {
            let (key, width) = (*key, names.len());
            let (months, spells) = (Months::default(), Spells::default());
            let (instances, current, window) = (Vec::new(), None, None);
            Instances { key, width, instances, current, window, months, spells }
        };
        let tables: Vec<_> = slots.tables.iter().map(table).collect();
        Memory { tables, values: Vec::new(), at: Box::new([0; 1 << u8::BITS]) }
    }

    /// Forgets everything, for the next member or the next run.
    pub fn clear(&mut self) {
        self.values.clear();
        for table in &mut self.tables {
            table.instances.clear();
            (table.current, table.window) = (None, None);
            table.months.clear();
        }
    }

    /// Goes to the windows of a bill. `periods` tells for each plan which of the enrolment periods of its person the
    /// bill belongs to.
    #[inline(always)] // Most books have one window or two: a call costs as much as going to them.
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
            Window::Spell(_) => 0, // Spells of all persons have places of their own.
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
        if let Key::MonthsBack(months) = table.key {
            return self.look_back(number, key, months);
        }
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

    /// Which instance of a window the bill is in, among those of all persons of the history.
    #[inline(always)] // One of its ways is taken for each window of each bill.
    fn instance(&self, key: Key, bill: &Bill, periods: &[u16], history: &History) -> i64 {
        let own = i64::from(bill.person()) << WHOSE;
        match key {
            Key::Month => own + i64::from(bill.month),
            Key::Year => own + i64::from(bill.month.div_euclid(12)),
            Key::Cover(plan) => own + i64::from(periods[plan as usize]),
            Key::Lifetime => own,
            Key::Stay => i64::from(bill.stay.number), // Stays of all members have numbers of their own.
            _ => self.rarer_instance(key, bill, periods, history),
        }
    }

    /// The same of windows that fewer rules have.
    fn rarer_instance(&self, key: Key, bill: &Bill, periods: &[u16], history: &History) -> i64 {
        let own = i64::from(bill.person()) << WHOSE;
        match key {
            Key::Spell(spell) => self.spell(spell, bill),
            Key::Bill => i64::from(bill.id), // So have bills.
            // The other table was gone to before: where its slots begin tells its instances apart.
            Key::StayWithin(table) => {
                i64::from(bill.stay.number) << 32 | i64::from(self.at[table as usize])
            }
            Key::Household(each) => {
                let household = history.household_on(bill.person(), bill.basis);
                (household << WHOSE) + each.instance(bill)
            }
            Key::MonthsBack(_) => own + i64::from(bill.month),
            Key::CoverYear(plan) => {
                let place = periods[plan as usize];
                let period = history.periods_of(bill.person(), plan).get(usize::from(place));
                let year = period.map(|one| cover_year(place.into(), one.start, bill.basis));
                own + year.unwrap_or(i64::from(place))
            }
            Key::Month | Key::Year | Key::Cover(_) | Key::Lifetime | Key::Stay => {
                unreachable!("the usual windows are told apart without a call")
            }
        }
    }

    /// Sums up the months that end with one that a bill goes to.
    #[cold]
    fn look_back(&mut self, number: usize, month: i64, months: u8) {
        let Some(table) = self.tables.get_mut(number) else { return };
        let at = *table.window.get_or_insert(self.values.len());
        if self.values.len() == at {
            self.values.resize(at + table.width, 0);
        }
        if let Some(window) = self.values.get_mut(at..at + table.width) {
            table.months.go_to(month, months, window);
        }
        table.current = Some(month);
        if let Some(begins) = self.at.get_mut(number) {
            *begins = u32::try_from(at).expect("the memory of a member is bounded");
        }
    }

    /// Whether anything adds up over spells.
    pub(crate) fn asks_spells(&self) -> bool {
        self.tables.iter().any(|table| matches!(table.key, Key::Spell(_)))
    }

    /// Finds the spells of a history; `days` gives the days in hospital that keep them open.
    pub(crate) fn find_spells<D: Iterator<Item = InHospital>>(
        &mut self,
        days: impl Fn(Spell) -> D,
    ) {
        for table in &mut self.tables {
            if let Key::Spell(spell) = table.key {
                table.spells.find(spell.least, days(spell));
            }
        }
    }

    /// The first and the last day of the spell that days in hospital are of, in the history last adjudicated.
    #[cfg(feature = "office")]
    pub(crate) fn spell_days(&self, spell: Spell, days: InHospital) -> Option<(Day, Day)> {
        self.spells(spell)?.days(days)
    }

    fn spells(&self, spell: Spell) -> Option<&Spells> {
        let mut tables = self.tables.iter();
        tables.find(|table| table.key == Key::Spell(spell)).map(|table| &table.spells)
    }

    /// Which spell a bill is of. One that is near none is paid by hand, and stands alone.
    fn spell(&self, spell: Spell, bill: &Bill) -> i64 {
        let place = self.spells(spell).and_then(|spells| spells.place(InHospital::of(bill)));
        place.map_or(-1 - i64::from(bill.id), |place| place as i64)
    }

    /// Which spell a day is of that an old system had counted.
    pub(crate) fn spell_on(&self, spell: Spell, person: u8, day: Day) -> Option<i64> {
        let place = self.spells(spell)?.place(InHospital::on(person, day))?;
        Some(place as i64)
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

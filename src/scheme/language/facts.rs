//! What formulas and schedules may ask while one bill is decided.

use super::cover_from::CoverFrom;
use super::memory::Memory;
use crate::claim::{Bill, Column, Enrolment, Fact, History, Member};
use crate::date::Day;
use crate::money::Money;

/// From when days of cover are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DaysCovered {
    /// From the first day of cover that has gone on since, over renewals.
    AcrossRenewals,
    /// From the first day of cover of the period that the bill belongs to.
    EachPeriod,
}

impl DaysCovered {
    pub const CHOICES: [(&str, DaysCovered); 2] = [
        ("across_renewals", DaysCovered::AcrossRenewals),
        ("each_period", DaysCovered::EachPeriod),
    ];
}

/// The member's cover for one bill under one plan: the enrolment period the bill belongs to, seen
/// among all periods of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// The period the bill belongs to.
    pub period: &'a Enrolment,
    /// All periods of the plan, by (start, end, units).
    pub periods: &'a [Enrolment],
    /// At most so many uncovered days between two periods make a renewal.
    pub renewal_gap: i32,
    /// When the cover of each period begins.
    pub(crate) from: &'a CoverFrom,
    /// From when days of cover are numbered.
    pub(crate) days_covered: DaysCovered,
    /// Categories whose bills go by the day of the diagnosis, one bit each.
    pub(crate) by_diagnosis: u64,
}

impl<'a> Cover<'a> {
    /// The first day of the cover of the period: its start, or where the plan waits for the contribution the day
    /// after that came in, if that is later, or the day of enrolling. After every bill where nothing came in.
    #[inline]
    pub fn begins(&self) -> Day {
        self.from.day(self.period)
    }

    /// The period that this one continues: of those whose cover began strictly earlier the one that ends latest, if
    /// at most `renewal_gap` uncovered days lie between. A period that never had cover continues nothing.
    #[inline]
    pub fn continues(&self) -> Option<Cover<'a>> {
        let begins = self.begins();
        let earlier = self.periods.iter().filter(|other| {
            let from = self.from.day(other);
            from < begins && from <= other.end
        });
        // `max_by_key` would take the last of equal ends; the first is used everywhere else.
        let latest = earlier.rev().max_by_key(|other| other.end)?;
        let uncovered = begins - latest.end - 1;
        (uncovered <= self.renewal_gap).then_some(Cover { period: latest, ..*self })
    }

    /// The first day of the cover that runs on to this period without a gap.
    #[inline]
    pub fn since(&self) -> Day {
        let mut first = *self;
        while let Some(earlier) = first.continues() {
            first = earlier;
        }
        first.begins()
    }
}

/// The range of figures that are still missing on one bill, while a preview asks what might be paid.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The bill, by its number.
    pub bill: u32,
    /// The most each missing amount can be; what the bill itself has is the least.
    pub most: [Money; crate::claim::AMOUNTS],
    /// Whether the most that may be paid is asked for, or the least.
    pub toward_most: bool,
    /// What benefits that are only computed come to at the other end, by their place in the book: the sum that is
    /// paid on the bill does not hold them, so that more of one may mean less of it.
    pub computed: Vec<Option<Money>>,
}

/// Which way an amount in a formula works for the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The more, the more is paid.
    Pays,
    /// The more, the less is paid.
    Bears,
}

impl Effect {
    /// The way an amount works that has this weight in another: less than nothing turns it round.
    pub(super) fn times(self, weight: i64) -> Effect {
        match (self, weight < 0) {
            (Effect::Pays, true) => Effect::Bears,
            (Effect::Bears, true) => Effect::Pays,
            (effect, false) => effect,
        }
    }
}

/// What is known while one benefit is decided on one bill.
pub struct Facts<'a> {
    /// The bill.
    pub bill: &'a Bill,
    /// The member.
    pub member: &'a Member,
    /// The history that the bill is of.
    pub history: &'a History<'a>,
    /// The cover under the benefit's plan.
    pub cover: &'a Cover<'a>,
    /// The accumulators, at the windows of the bill.
    pub memory: &'a Memory,
    /// What is left of the bill so far.
    pub left: Money,
    /// What benefits have paid on the bill so far, by their place in the book.
    pub paid: &'a [Money],
    /// Figures still missing, in a preview.
    pub missing: Option<&'a Missing>,
}

impl Facts<'_> {
    /// The amount in a column. Where it is missing, `high` says which end of its range is wanted.
    #[inline]
    pub(crate) fn amount(&self, column: Column, high: bool) -> Money {
        match self.missing {
            Some(missing) if high => missing.most[column.index()],
            _ => self.bill.amount(column),
        }
    }

    /// Whether the high end of an amount with this effect and sign is wanted.
    #[inline]
    pub(crate) fn high(&self, effect: Effect, positive: bool) -> bool {
        self.missing
            .is_some_and(|missing| missing.toward_most == ((effect == Effect::Pays) == positive))
    }

    /// What a benefit pays on the bill, by its place in the book. While figures are missing, of one that is only
    /// computed the end that works toward what is asked.
    #[inline]
    pub(crate) fn paid(&self, benefit: u8, effect: Effect) -> Money {
        let paid = self.paid[benefit as usize];
        let other_end = |missing: &Missing| missing.computed.get(benefit as usize).copied()?;
        match self.missing.and_then(other_end) {
            None => paid,
            Some(other) if self.high(effect, true) => paid.max(other),
            Some(other) => paid.min(other),
        }
    }

    /// The number of a fact: a count, or the place of a word among its values. `ordinal` is the
    /// number of the stay.
    #[inline]
    pub(crate) fn number(&self, fact: Fact, ordinal: Option<super::window::Slot>) -> i64 {
        match fact {
            Fact::Bill(slot) => i64::from(self.bill.facts[slot as usize]),
            Fact::Member(slot) => i64::from(self.member.facts[slot as usize]),
            Fact::Enrolment(slot) => i64::from(self.cover.period.fact(slot)),
            Fact::Count(column) => self.bill.amount(column).minor(),
            Fact::Units => i64::from(self.cover.period.units),
            Fact::BasisDay => i64::from(self.bill.basis - Day::FIRST),
            Fact::Diagnosis(order) => order.first_among(self.bill.lists),
            Fact::Nights => i64::from(self.bill.stay.nights()),
            Fact::Age => i64::from(self.bill.basis.age(self.member.birth)),
            Fact::Turns => i64::from(self.bill.basis.turns(self.member.birth)),
            Fact::YearsEnrolled => self.years_enrolled(),
            Fact::DaysCovered => self.days_covered(),
            Fact::HouseholdMembers => {
                self.history.household_members(self.bill.person(), self.bill.basis)
            }
            Fact::Ordinal => self.memory.count(ordinal.expect("ordinals are counted")),
        }
    }

    /// Whether the bill goes by the day of the diagnosis, and not by those of its stay.
    #[inline]
    pub(crate) fn is_by_diagnosis(&self) -> bool {
        self.bill.is_of_one(self.cover.by_diagnosis)
    }

    /// The day on which what the bill is for began: the stay, or where it goes by the diagnosis, that.
    #[inline]
    pub(crate) fn began(&self) -> Day {
        if self.is_by_diagnosis() { self.bill.basis } else { self.bill.stay.began }
    }

    /// The number of the year, the first being 1: also where a decision by hand grants what came before cover began.
    fn years_enrolled(&self) -> i64 {
        let since = self.cover.since().min(self.bill.basis);
        i64::from(self.bill.basis.age(since)) + 1
    }

    /// The number of the day, the first being 1: likewise.
    fn days_covered(&self) -> i64 {
        let since = match self.cover.days_covered {
            DaysCovered::AcrossRenewals => self.cover.since(),
            DaysCovered::EachPeriod => self.cover.begins(),
        };
        i64::from(self.bill.basis - since.min(self.bill.basis)) + 1
    }
}

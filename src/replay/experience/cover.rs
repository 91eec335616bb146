//! Cover of members by cohort, and the contributions it earns.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::Month;
use super::super::contributions::{
    Paid, PlanDays, contribution, covered, each_once, for_each_fees,
};
use super::super::group_totals::{AGE_BANDS, age_band};
use super::super::scope::Scope;
use super::cohort::{Cohort, Districts, Who};
use crate::claim::Vocabulary;
use crate::date::Day;
use crate::intake::Intake;
use crate::money::MoneySum;
use crate::scheme::Book;

/// Cover of one cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct CohortCover {
    /// Members who are covered on some day.
    pub members: u64,
    /// Days of people: a day on which a person is covered by several plans is one.
    pub people: Exposure,
    /// Days of plans: of such a day as many as there are plans.
    pub plans: Exposure,
    /// Contributions that the days earn, where every fee is known.
    pub earned: MoneySum,
}

impl CohortCover {
    pub fn add(&mut self, other: &CohortCover) {
        self.members += other.members;
        self.people.add(other.people);
        self.plans.add(other.plans);
        self.earned += other.earned;
    }
}

/// Days, and the parts of months that they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct Exposure {
    pub days: i64,
    /// Each month has [`Exposure::MONTH`], shared among its days.
    pub parts: i64,
}

impl Exposure {
    /// Every length of a month divides it.
    pub const MONTH: i64 = 28 * 29 * 30 * 31;

    fn of(start: Day, end: Day) -> Exposure {
        let parts = Exposure::parts_until(end + 1) - Exposure::parts_until(start);
        Exposure { days: i64::from(end - start + 1), parts }
    }

    /// The parts of all months before a day, from some month on.
    fn parts_until(day: Day) -> i64 {
        let month = Month::of(day);
        let days = i64::from(day - month.first_day());
        i64::from(day.month()) * Exposure::MONTH
            + days * (Exposure::MONTH / i64::from(month.days()))
    }

    fn add(&mut self, other: Exposure) {
        self.days += other.days;
        self.parts += other.parts;
    }
}

/// Cover by cohort.
pub(in crate::replay) type Covers = BTreeMap<Cohort, CohortCover>;

/// Cover of people by the number of their unit, in all years.
pub(in crate::replay) type UnitCovers = BTreeMap<u32, CohortCover>;

/// What every scenario covers.
pub(in crate::replay) struct CoverByScenario {
    /// The baseline first.
    pub covers: Vec<Covers>,
    /// The same by unit.
    pub units: Vec<UnitCovers>,
    pub districts: Districts,
    /// The last day that is counted: what is covered later stands against bills that are not known yet.
    pub through: Day,
}

impl CoverByScenario {
    /// Cover of members in scope, with or without bills.
    pub fn of(
        intake: &Intake,
        books: &[Book],
        members: &[u32],
        scope: &Scope,
        through: Day,
    ) -> CoverByScenario {
        let districts = Districts::of(intake);
        let source = CoverSource { intake, districts: &districts, members, scope, through };
        let (covers, units) = for_each_fees(books, |book| source.under(book)).into_iter().unzip();
        CoverByScenario { covers, units, districts, through }
    }
}

/// What cover is found from.
#[derive(Clone, Copy)]
struct CoverSource<'f> {
    intake: &'f Intake<'f>,
    districts: &'f Districts,
    members: &'f [u32],
    scope: &'f Scope,
    through: Day,
}

/// Members that one task goes through.
const SHARE: usize = 4096;

impl CoverSource<'_> {
    /// Cover under some rules.
    pub fn under(&self, book: &Book) -> (Covers, UnitCovers) {
        let of_share = |members: &[u32]| {
            let mut all = (Covers::new(), UnitCovers::new());
            members.iter().for_each(|member| self.add_member(book, *member, &mut all));
            all
        };
        let join = |mut all: (Covers, UnitCovers), more: (Covers, UnitCovers)| {
            more.0.iter().for_each(|(cohort, cover)| all.0.entry(*cohort).or_default().add(cover));
            more.1.iter().for_each(|(unit, cover)| all.1.entry(*unit).or_default().add(cover));
            all
        };
        self.members.par_chunks(SHARE).map(of_share).reduce(Default::default, join)
    }

    fn add_member(&self, book: &Book, member: u32, (covers, units): &mut (Covers, UnitCovers)) {
        let periods = self.intake.periods(member);
        let mut own = MemberCovers(Vec::new());
        let plans = covered(book, periods);
        for &(plan, start, end) in &plans {
            self.stretches(member, start, end, |year, who, start, end| {
                let days = Exposure::of(start, end);
                for cover in own.both(year, Some(plan), who) {
                    cover.plans.add(days);
                    cover.people.add(days);
                }
                own.both(year, None, who).for_each(|cover| cover.plans.add(days));
            });
        }
        let of_any_plan = plans.into_iter().map(|(_, start, end)| (0, start, end));
        for (_, start, end) in each_once(of_any_plan.collect::<Vec<PlanDays>>()) {
            self.stretches(member, start, end, |year, who, start, end| {
                let days = Exposure::of(start, end);
                own.both(year, None, who).for_each(|cover| cover.people.add(days));
            });
        }
        for period in periods {
            let known = contribution(book, period).zip(Paid::of(book, period));
            let Some((contribution, paid)) = known else { continue };
            self.stretches(member, paid.from, paid.end, |year, who, start, end| {
                let by = |day| paid.earned_by(day, contribution);
                let earned = by(end) - by(start - 1);
                for plan in [None, Some(period.plan)] {
                    own.both(year, plan, who).for_each(|cover| cover.earned += earned);
                }
            });
        }
        let mut of_all_years = CohortCover::default();
        for (cohort, cover) in own.0 {
            if cohort.plan.is_none() && cohort.who.is_none() {
                of_all_years.add(&cover);
            }
            let members = u64::from(cover.plans.days > 0);
            covers.entry(cohort).or_default().add(&CohortCover { members, ..cover });
        }
        of_all_years.members = u64::from(of_all_years.plans.days > 0);
        units.entry(self.intake.unit_of(member)).or_default().add(&of_all_years);
    }

    /// Cuts days into stretches of one calendar year on which the member is in one age band and of one sex.
    fn stretches(
        &self,
        member: u32,
        start: Day,
        end: Day,
        mut each: impl FnMut(i32, Who, Day, Day),
    ) {
        let Scope { from, to, .. } = *self.scope;
        let end = end.min(self.through).min(to.unwrap_or(Day::LAST));
        let mut start = start.max(from.unwrap_or(Day::FIRST));
        let district = self.districts.of_unit(self.intake.unit_of(member));
        while start <= end {
            let (facts, changed) = self.intake.member_on(member, start);
            let age = age_band(start.age(facts.birth));
            let older =
                AGE_BANDS.get(age as usize + 1).map(|next| facts.birth.anniversary(*next as u16));
            let year = start.year();
            let next_year = Day::first_of((year + 1) * 12);
            let next = [older, changed].into_iter().flatten().fold(next_year, Day::min);
            let who = Who { age, sex: facts.facts[Vocabulary::SEX as usize], district };
            each(year, who, start, end.min(next - 1));
            start = next;
        }
    }
}

/// Cover of one member.
struct MemberCovers(Vec<(Cohort, CohortCover)>);

impl MemberCovers {
    /// Of a year and plan with all members, and with those alike.
    fn both(
        &mut self,
        year: i32,
        plan: Option<u8>,
        who: Who,
    ) -> impl Iterator<Item = &mut CohortCover> {
        let cohorts = Cohort::both(year, plan, who);
        for cohort in cohorts {
            if !self.0.iter().any(|(known, _)| *known == cohort) {
                self.0.push((cohort, CohortCover::default()));
            }
        }
        let of_both = self.0.iter_mut().filter(move |(known, _)| cohorts.contains(known));
        of_both.map(|(_, cover)| cover)
    }
}

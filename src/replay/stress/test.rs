//! The year as it was, and under each stress.

use std::collections::{BTreeSet, HashSet};

use super::super::decided::decide;
use super::super::error::ReplayError;
use super::super::experience::{Cohort, CohortCover, CoverByScenario};
use super::super::job::Job;
use super::super::pass::PassInput;
use super::super::scope::Scope;
use super::super::totals::{PassTotals, PointTotals};
use super::lapse::young_third;
use super::ward::ward;
use crate::date::Day;
use crate::intake::Intake;
use crate::money::Rate;
use crate::scenario::{AddedBills, Shock, TrendFactors};

/// What happens in the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replay) enum Stress {
    /// What did.
    AsItWas,
    /// There are more stays by a share, of the same members or of others.
    Stays(AddedBills),
    /// Every bill costs more by a share.
    Costs,
    /// Fifty more people lie in hospital, each with one of the costliest stays.
    Ward,
    /// The third of the members who were born last leaves before the year begins.
    YoungThirdLapses,
}

impl Stress {
    const ALL: [Stress; 6] = [
        Stress::AsItWas,
        Stress::Stays(AddedBills::SameMembers),
        Stress::Stays(AddedBills::OtherMembers),
        Stress::Costs,
        Stress::Ward,
        Stress::YoungThirdLapses,
    ];
}

/// The year that is put to the test, under each stress.
pub(in crate::replay) struct Stressed {
    pub year: i32,
    pub years: Vec<StressedYear>,
}

/// The year under one stress.
pub(in crate::replay) struct StressedYear {
    pub stress: Stress,
    /// How many stays come anew, how many bills cost more, or how many members leave.
    pub changed: u64,
    /// What each scenario pays in the year, the baseline first.
    pub points: Vec<PointTotals>,
    /// What each scenario covers.
    pub cover: Vec<CohortCover>,
}

/// What the year is decided from.
pub(in crate::replay) struct StressTest<'a> {
    pub job: &'a Job<'a>,
    pub input: &'a PassInput<'a>,
    pub intake: &'a Intake<'a>,
    /// The members in scope.
    pub members: &'a [u32],
    pub cover: &'a CoverByScenario,
    pub year: i32,
    /// By how much stays and costs rise.
    pub share: Rate,
}

impl StressTest<'_> {
    /// The year under each stress; `None` where nobody is covered in it and no bill is counted.
    pub fn run(&self) -> Result<Option<Stressed>, ReplayError> {
        let years = Stress::ALL.into_iter().map(|stress| self.year_under(stress));
        let years: Vec<StressedYear> = years.collect::<Result<_, ReplayError>>()?;
        let is_empty = |year: &StressedYear| {
            let bills: u64 = year.points.iter().map(|point| point.scenario.bills).sum();
            bills == 0 && year.cover.iter().all(|cover| cover.members == 0)
        };
        let is_known = !years.first().is_none_or(is_empty);
        Ok(is_known.then_some(Stressed { year: self.year, years }))
    }

    fn year_under(&self, stress: Stress) -> Result<StressedYear, ReplayError> {
        self.job.go_on()?;
        if stress == Stress::YoungThirdLapses {
            return self.without_the_young_third();
        }
        let scope = self.scope();
        let trend = self.shock(stress, &scope).map(|shock| {
            TrendFactors::of_shock(shock, self.year, &self.input.scenarios[0].vocabulary)
        });
        let totals = self.decide(&scope, trend.as_ref())?;
        let effect = totals.trend_effect;
        Ok(StressedYear {
            stress,
            changed: effect.costs.max(effect.bills.unsigned_abs()),
            points: totals.points,
            cover: self.cover_in_year(self.cover),
        })
    }

    fn shock(&self, stress: Stress, scope: &Scope) -> Option<Shock> {
        let share = self.share.of_ten_thousand();
        match stress {
            Stress::AsItWas | Stress::YoungThirdLapses => None,
            Stress::Stays(added) => Some(Shock::Stays(share, added)),
            Stress::Costs => Some(Shock::Costs(share)),
            Stress::Ward => Some(Shock::Again(ward(self.intake, scope, self.job.seed))),
        }
    }

    fn without_the_young_third(&self) -> Result<StressedYear, ReplayError> {
        let book = &self.input.scenarios[0];
        let leaving = young_third(self.intake, book, self.members, self.days());
        let staying: Vec<u32> =
            self.members.iter().copied().filter(|member| !leaving.contains(member)).collect();
        let scope = Scope { members: Some(self.ids_but(&leaving)), ..self.scope() };
        let totals = self.decide(&scope, None)?;
        let books = self.input.scenarios;
        let cover = CoverByScenario::of(self.intake, books, &staying, &scope, self.cover.through);
        Ok(StressedYear {
            stress: Stress::YoungThirdLapses,
            changed: leaving.len() as u64,
            points: totals.points,
            cover: self.cover_in_year(&cover),
        })
    }

    /// The ids of the members in scope who do not leave.
    fn ids_but(&self, leaving: &HashSet<u32>) -> BTreeSet<String> {
        let staying = self.members.iter().filter(|member| !leaving.contains(member));
        staying.map(|member| self.intake.member_id(*member).to_owned()).collect()
    }

    fn days(&self) -> (Day, Day) {
        (Day::first_of(self.year * 12), Day::first_of((self.year + 1) * 12) - 1)
    }

    /// Bills of the year; those of other years are decided too, and not counted.
    fn scope(&self) -> Scope {
        let (from, to) = self.days();
        Scope { from: Some(from), to: Some(to), ..self.job.scope.clone() }
    }

    fn decide(
        &self,
        scope: &Scope,
        trend: Option<&TrendFactors>,
    ) -> Result<PassTotals, ReplayError> {
        let input = PassInput {
            scenarios: &self.input.scenarios[..1],
            points: self.input.scenarios,
            scope,
            trend,
            cost_ranges: &[],
            replicates: 0,
            by_bill: false,
            ..*self.input
        };
        decide(self.job, &input, self.intake)
    }

    fn cover_in_year(&self, cover: &CoverByScenario) -> Vec<CohortCover> {
        let cohort = Cohort { year: self.year, plan: None, who: None };
        let of_scenario = cover.covers.iter().map(|covers| covers.get(&cohort).copied());
        of_scenario.map(Option::unwrap_or_default).collect()
    }
}

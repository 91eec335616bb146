//! What years of origin are estimated to come to.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::super::completion::{
    ChainLadder, Expected, Flaw, StandardErrors, Triangle, enough_in_95, errors_of,
};
use super::super::experience::Cohort;
use super::super::month::{PaymentYears, payment_years};
use super::ReportBuilder;
use crate::date::Day;
use crate::money::MoneySum;
use crate::report::{
    Bilingual, CompletionReport, CompletionRow, Estimate, Range, ScenarioCompletion, StandardError,
    last_over,
};
use crate::words::{Sentence, replay as words};

/// How many standard errors lie between the middle of a normal distribution and the ends of 95 of 100 values.
const ENDS: Decimal = Decimal::from_parts(196, 0, 0, false, 2);

/// What every scenario that pays anything is estimated to come to.
pub(super) struct Completed {
    /// The last year that is over: its end is the day of valuation.
    pub last: i32,
    pub sides: Vec<CompletedScenario>,
}

/// What one scenario is estimated to come to.
pub(super) struct CompletedScenario {
    /// The place of the scenario.
    pub place: usize,
    /// Years of origin.
    origins: Vec<Origin>,
    /// All of them together.
    pub together: Origin,
    /// What is enough in 95 of 100 draws, by the chain ladder.
    pub ladder_95: Option<MoneySum>,
    /// The same by Bornhuetter and Ferguson.
    pub expected_95: Option<MoneySum>,
    notes: Vec<Sentence>,
}

/// One year of origin in numbers, or all of them together.
#[derive(Default)]
pub(super) struct Origin {
    year: Option<i32>,
    /// How many years are known of it.
    ages: usize,
    days: i64,
    paid: MoneySum,
    to_ultimate: Option<Decimal>,
    ladder: Option<MoneySum>,
    pub error: Option<Decimal>,
    expected: Option<MoneySum>,
}

impl Completed {
    pub fn valued_on(&self) -> Day {
        Day::first_of((self.last + 1) * 12) - 1
    }
}

impl Origin {
    /// What is still to come by the chain ladder.
    pub fn ladder_to_come(&self) -> Option<MoneySum> {
        self.ladder.map(|ultimate| ultimate - self.paid)
    }

    /// What is still to come by Bornhuetter and Ferguson.
    pub fn expected_to_come(&self) -> Option<MoneySum> {
        self.expected.map(|ultimate| ultimate - self.paid)
    }
}

impl ReportBuilder<'_> {
    /// Completion at the end of the last finished year; `None` where months would show a few members, where only bills
    /// of some days are counted, and where nothing was paid by then.
    pub(super) fn completed(&self) -> Option<Completed> {
        if self.job.develops_by_few() || self.job.scope.is_of_some_days() {
            return None;
        }
        let last = last_over(self.cover.through);
        let sides = (0..self.names.len()).filter_map(|place| self.completed_scenario(place, last));
        let sides: Vec<CompletedScenario> = sides.collect();
        (!sides.is_empty()).then_some(Completed { last, sides })
    }

    fn completed_scenario(&self, place: usize, last: i32) -> Option<CompletedScenario> {
        let mut paid: BTreeMap<PaymentYears, MoneySum> = BTreeMap::new();
        for ((origin, settled), sums) in &self.totals.flows {
            *paid.entry(payment_years(*origin, *settled)).or_default() += sums[place];
        }
        let days = |year| self.people_days(place, year);
        let triangle = Triangle::of(&paid, last, |year| days(year) > 0)?;
        let ladder = ChainLadder::of(&triangle);
        let expected = Expected::of(&triangle, &ladder, days);
        let origin = |(year, row): (i32, &[Decimal])| Origin {
            year: Some(year),
            ages: row.len(),
            days: days(year),
            paid: row.last().copied().map_or(MoneySum::ZERO, to_minor),
            to_ultimate: ladder.to_ultimate(row.len()),
            ladder: ladder.ultimate(row).map(to_minor),
            error: None,
            expected: (expected.as_ref())
                .and_then(|expected| expected.ultimate(row, days(year), &ladder))
                .map(to_minor),
        };
        let mut origins: Vec<Origin> = triangle.rows().map(origin).collect();
        let mut together = together(&origins);
        let errors = errors_of(&triangle, &ladder);
        let notes = notes(&triangle, errors.is_some());
        if let Some(StandardErrors { years, all }) = errors {
            together.error = Some(all);
            origins.iter_mut().zip(years).for_each(|(one, error)| one.error = Some(error));
        }
        let [ladder_95, expected_95] = self.enough_in_95(place, &triangle);
        Some(CompletedScenario { place, origins, together, ladder_95, expected_95, notes })
    }

    /// What is enough in 95 of 100 draws under a scenario, by the chain ladder and by Bornhuetter and Ferguson.
    fn enough_in_95(&self, place: usize, known: &Triangle) -> [Option<MoneySum>; 2] {
        let draws = self.totals.resampled.by_years(place);
        let draws: Vec<Triangle> = draws.iter().map(|paid| known.with_paid(paid)).collect();
        let by_ladder = |triangle: &Triangle| ChainLadder::of(triangle).to_come(triangle);
        let by_expected = |triangle: &Triangle| {
            let (ladder, days) = (ChainLadder::of(triangle), |year| self.people_days(place, year));
            Expected::of(triangle, &ladder, days)?.to_come(triangle, &ladder, days)
        };
        let ladder = enough_in_95(known, &draws, by_ladder);
        [ladder, enough_in_95(known, &draws, by_expected)].map(|one| one.map(to_minor))
    }

    pub(super) fn completion(&self, completed: &Completed) -> CompletionReport {
        let side = |one: &CompletedScenario| ScenarioCompletion {
            name: self.names[one.place].clone(),
            rows: (one.origins.iter().chain([&one.together]))
                .map(|origin| self.completion_row(origin))
                .collect(),
            notes: one.notes.iter().map(Bilingual::from).collect(),
        };
        CompletionReport {
            valued_on: completed.valued_on().to_string(),
            sides: completed.sides.iter().map(side).collect(),
        }
    }

    fn people_days(&self, place: usize, year: i32) -> i64 {
        let cohort = Cohort { year, plan: None, who: None };
        self.cover.covers[place].get(&cohort).map_or(0, |cover| cover.people.days)
    }

    fn completion_row(&self, origin: &Origin) -> CompletionRow {
        let estimate = |ultimate: MoneySum| Estimate {
            ultimate: self.show(ultimate),
            to_come: self.show(ultimate - origin.paid),
        };
        let error = |(error, ultimate): (Decimal, MoneySum)| {
            let (to_come, ends) = (ultimate - origin.paid, to_minor(error * ENDS));
            let [low, high] = [to_come - ends, to_come + ends].map(|end| self.show(end));
            StandardError { amount: self.show(to_minor(error)), to_come: Range { low, high } }
        };
        let why_none = match origin.to_ultimate {
            _ if origin.ladder.is_some() || origin.year.is_none() => None,
            Some(_) => Some("no_payments"),
            None => Some("no_development"),
        };
        CompletionRow {
            origin: origin.year,
            development_months: origin.year.and_then(|_| i32::try_from(origin.ages * 12).ok()),
            people_days: origin.days,
            paid: self.show(origin.paid),
            to_ultimate: origin.to_ultimate.map(|factor| format!("{:.6}", rounded(factor, 6))),
            chain_ladder: origin.ladder.map(estimate),
            error: origin.error.zip(origin.ladder).map(error),
            bornhuetter_ferguson: origin.expected.map(estimate),
            why_none,
        }
    }
}

/// All years together; without an estimate where one of them has none.
fn together(origins: &[Origin]) -> Origin {
    let sum = |of: fn(&Origin) -> Option<MoneySum>| {
        origins.iter().map(of).try_fold(MoneySum::ZERO, |sum, one| Some(sum + one?))
    };
    Origin {
        days: origins.iter().map(|origin| origin.days).sum(),
        paid: origins.iter().map(|origin| origin.paid).sum(),
        ladder: sum(|origin| origin.ladder),
        expected: sum(|origin| origin.expected),
        ..Origin::default()
    }
}

/// An amount in minor units as a sum of whole ones: the nearest, halves away from zero.
pub(super) fn to_minor(amount: Decimal) -> MoneySum {
    MoneySum::from_minor(rounded(amount, 0).trunc().mantissa())
}

pub(super) fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// What is to be known of the payments that estimates are made from.
fn notes(triangle: &Triangle, has_errors: bool) -> Vec<Sentence> {
    let flaw = |flaw: Flaw| match flaw {
        Flaw::NoPayments(year) => words::year_without_payments(year),
        Flaw::Hole(year) => words::year_begins_with_nothing(year),
        Flaw::Falls(year) => words::year_falls(year),
        Flaw::Closed(year) => words::closed_after(year),
    };
    let mut notes: Vec<Sentence> = triangle.flaws().into_iter().map(flaw).collect();
    notes.extend((!has_errors).then(words::no_standard_error));
    notes
}

//! One value that is solved for: scenarios with many levels of it are decided in passes of their own.

use rust_decimal::Decimal;

use super::search::{SearchResult, search};
use super::{Levels, Solve};
use crate::money::MoneySum;
use crate::replay::contributions::Contributions;
use crate::replay::decided::decide;
use crate::replay::error::{QuestionError, ReplayError};
use crate::replay::job::Job;
use crate::replay::pass::PassInput;
use crate::replay::totals::{PassTotals, PointTotals};
use crate::report::{Bilingual, Figure, Solved, SolvedAt};
use crate::scenario::{Scenario, compile};
use crate::scheme::Book;
use crate::words::{Lang, Sentence, replay as words};

/// What a value is solved for from.
#[derive(Clone, Copy)]
pub(in crate::replay) struct TargetSearch<'a> {
    pub job: &'a Job<'a>,
    pub input: &'a PassInput<'a>,
    pub contributions: &'a Contributions<'a>,
}

impl TargetSearch<'_> {
    /// Finds the level of a value that meets its target.
    pub fn solve(&self, solve: &Solve) -> Result<Solved, ReplayError> {
        let levels = Levels::in_scenario(self.over(), solve)?;
        let has_contributions =
            || self.contributions.under(&self.input.scenarios[self.job.over]).is_some();
        if solve.figure == Figure::LossRatio && !has_contributions() {
            let scenario = self.over().name.clone();
            return Err(QuestionError::NoContributions { scenario }.into());
        }
        let figures = |tried: &[i64]| self.figures(solve, &levels, tried);
        let found = search(&levels, solve.wanted, figures)?;
        let shown = |(level, figure): (i64, Decimal)| SolvedAt {
            level: levels.write(level),
            figure: show(solve.figure, figure),
        };
        Ok(Solved {
            address: solve.path.to_string(),
            figure: solve.figure,
            target: solve.target.clone(),
            below: found.below.map(shown),
            above: found.above.map(shown),
            note: note(&found, &levels).as_ref().map(Bilingual::from),
        })
    }

    fn over(&self) -> &Scenario {
        &self.job.scenarios[self.job.over]
    }

    /// The figure at each of some levels, from one pass; levels that are no rules have none.
    fn figures(
        &self,
        solve: &Solve,
        levels: &Levels,
        tried: &[i64],
    ) -> Result<Vec<Option<Decimal>>, ReplayError> {
        let scenarios: Vec<Option<Scenario>> =
            tried.iter().map(|level| self.at(solve, &levels.write(*level))).collect();
        // All of them, though one would do, for history was read by the words of all.
        let mut all = self.job.scenarios.to_vec();
        all.extend(scenarios.iter().flatten().cloned());
        let books = compile(&all)?;
        let (known, points) = books.split_at(self.job.scenarios.len());
        let input = PassInput {
            scenarios: &known[..1],
            points,
            cost_ranges: &[],
            replicates: 0,
            by_bill: false,
            ..*self.input
        };
        let totals = decide(self.job, &input, self.contributions.intake)?;
        let earned = match solve.figure {
            Figure::LossRatio => self.contributions.earned(points, self.job)?,
            Figure::Total | Figure::Above => vec![None; points.len()],
        };
        let figures = totals.points.iter().zip(earned);
        let mut figures = figures.map(|(point, earned)| self.figure(solve, &totals, point, earned));
        Ok(scenarios.iter().map(|one| one.as_ref().and_then(|_| figures.next())).collect())
    }

    /// The scenario with a level of the value, if that is a rule.
    fn at(&self, solve: &Solve, level: &str) -> Option<Scenario> {
        let scenario = self.over().set(&solve.path, level).ok()?;
        Book::compile(scenario.sources.clone()).is_ok().then_some(scenario)
    }

    fn figure(
        &self,
        solve: &Solve,
        totals: &PassTotals,
        point: &PointTotals,
        earned: Option<MoneySum>,
    ) -> Decimal {
        let payable = point.scenario.payable;
        match solve.figure {
            Figure::Total => payable.decimal(self.input.scenarios[0].vocabulary.currency),
            Figure::Above => ratio(point.years_above.into(), totals.burden.years.into()),
            Figure::LossRatio => loss_ratio(payable, earned.unwrap_or_default()),
        }
    }
}

/// A figure as the report shows it: an amount, or a percentage.
fn show(kind: Figure, figure: Decimal) -> String {
    match kind {
        Figure::Total => figure.to_string(),
        Figure::LossRatio | Figure::Above => {
            let percent = figure.checked_mul(Decimal::ONE_HUNDRED);
            percent.map_or("∞".to_owned(), |one| format!("{}%", one.round_dp(4).normalize()))
        }
    }
}

/// A share, exact to far more digits than are shown; zero of nothing.
fn ratio(part: i128, whole: i128) -> Decimal {
    let number = |count: i128| Decimal::from_i128_with_scale(count, 0);
    number(part).checked_div(number(whole)).unwrap_or_default()
}

/// Payments as a share of contributions; beyond any measure where there are payments and no contributions.
fn loss_ratio(paid: MoneySum, earned: MoneySum) -> Decimal {
    match earned == MoneySum::ZERO && paid > MoneySum::ZERO {
        true => Decimal::MAX,
        false => ratio(paid.minor(), earned.minor()),
    }
}

/// What the reader must know of a level that was found, or of none.
fn note(found: &SearchResult, levels: &Levels) -> Option<Sentence> {
    let last = levels.write(found.last);
    let is_met = found.below.is_some() && found.above.is_some();
    let mut notes = Vec::new();
    notes.extend(match (is_met, found.one_way) {
        (false, true) => Some(words::not_met(last)),
        (false, false) => Some(words::not_found(last)),
        (true, false) => Some(words::not_one_way()),
        (true, true) => None,
    });
    let same = found.same.map(|(from, to)| (levels.write(from), levels.write(to)));
    notes.extend(same.map(|(from, to)| words::same_for_all(from, to)));
    let text = |lang, between: &str| {
        let notes: Vec<&str> = notes.iter().map(|note| note.text(lang)).collect();
        notes.join(between)
    };
    let note = Sentence::new(text(Lang::English, "; "), text(Lang::Chinese, "；"));
    (!notes.is_empty()).then_some(note)
}

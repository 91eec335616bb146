//! Every scenario that a replay decides in its first pass, compiled.

use super::error::{QuestionError, ReplayError};
use super::job::Job;
use super::pass::MOST_SCENARIOS;
use super::scope::Scope;
use super::solve::{Levels, Solve};
use crate::money::Money;
use crate::report::Figure;
use crate::scenario::provision::{Without, provisions};
use crate::scenario::sweep::{self, once_per_kind};
use crate::scenario::{AddedBills, Point, Scenario, Sweep, TrendFactors, compile, grid};
use crate::scheme::Book;

/// Every scenario of the first pass, compiled.
pub(super) struct CompiledScenarios {
    /// The baseline, then the scenarios.
    pub books: Vec<Book>,
    /// The points of the grid, then the scenarios without a provision.
    pub points: Vec<Book>,
    pub grid: Vec<Point>,
    /// The provisions of each scenario, by the place of the scenario.
    pub without: Vec<(usize, Without)>,
    pub trend: Option<TrendFactors>,
}

impl CompiledScenarios {
    pub fn of(job: &Job) -> Result<CompiledScenarios, ReplayError> {
        check(job.scenarios, job.over, job.sweeps, job.solves)?;
        check_targets(job)?;
        // Mistakes of the scenarios are reported before sweeps are tried on them.
        compile(job.scenarios)?;
        let grid = match job.sweeps.is_empty() {
            true => Vec::new(),
            false => grid(&job.scenarios[job.over], job.sweeps)?,
        };
        let without = without_provisions(job);
        let removed = without.iter().filter_map(|(_, one)| one.terms.clone());
        let points = grid.iter().map(|point| point.scenario.clone()).chain(removed);
        let all: Vec<Scenario> = job.scenarios.iter().cloned().chain(points).collect();
        let mut books = compile(&all).map_err(|why| once_per_kind(why, grid.len()))?;
        let points = books.split_off(job.scenarios.len());
        let trend = job.trend.factors(&books[0].vocabulary)?;
        Ok(CompiledScenarios { books, points, grid, without, trend })
    }
}

/// The provisions of each scenario, where they are asked for.
fn without_provisions(job: &Job) -> Vec<(usize, Without)> {
    let mut all = Vec::new();
    for (place, scenario) in job.scenarios.iter().enumerate().filter(|_| job.provisions) {
        all.extend(provisions(scenario).into_iter().map(|one| (place, one)));
    }
    all
}

/// Checks that the days that are counted, the figures that are solved for and the year that is put to a test mean
/// something.
fn check_targets(job: &Job) -> Result<(), QuestionError> {
    check_days(job.scope)?;
    if job.opening != Money::ZERO && !job.scope.is_everything() {
        return Err(QuestionError::OpeningOfPart);
    }
    let asks_for = |figure: Figure| job.solves.iter().any(|solve| solve.figure == figure);
    if job.scope.is_of_some_days() && asks_for(Figure::LossRatio) {
        return Err(QuestionError::LossRatioOfSomeDays);
    }
    let grows = !(job.trend.costs.0.is_empty() && job.trend.bills.0.is_empty());
    if job.stress.is_some() && (grows || job.scope.is_of_some_days()) {
        return Err(QuestionError::StressOfOtherYear);
    }
    // An added member has one stay and a light year: with more of them the share of heavy years falls.
    let adds_members = !job.trend.bills.0.is_empty() && job.trend.added == AddedBills::OtherMembers;
    if adds_members && asks_for(Figure::Above) {
        return Err(QuestionError::BurdenOfAddedMembers);
    }
    Ok(())
}

/// Checks that scenarios have names of their own, and that values can be swept and solved for.
///
/// # Errors
///
/// Every name that two scenarios have, and every path that leads to nothing or has another unit, at once.
pub fn check(
    scenarios: &[Scenario],
    over: usize,
    sweeps: &[Sweep],
    solves: &[Solve],
) -> Result<(), ReplayError> {
    let over = &scenarios[over];
    let mut wrong: Vec<QuestionError> = check_names(scenarios).err().into_iter().collect();
    let swept = sweep::check(over, sweeps).err().into_iter().flatten();
    wrong.extend(swept.map(QuestionError::Scenario));
    wrong.extend(solves.iter().filter_map(|solve| Levels::in_scenario(over, solve).err()));
    if wrong.is_empty() { Ok(()) } else { Err(ReplayError::Question(wrong)) }
}

/// Checks that no two scenarios have one name.
fn check_names(scenarios: &[Scenario]) -> Result<(), QuestionError> {
    if scenarios.len() > MOST_SCENARIOS {
        return Err(QuestionError::TooManyScenarios);
    }
    let is_second = |at: &usize| scenarios[..*at].iter().any(|one| one.name == scenarios[*at].name);
    match (0..scenarios.len()).find(is_second) {
        Some(at) => Err(QuestionError::SameName(scenarios[at].name.clone())),
        None => Ok(()),
    }
}

/// Checks that the first day that is counted is not after the last one.
///
/// # Errors
///
/// When it is.
pub fn check_days(scope: &Scope) -> Result<(), QuestionError> {
    match scope.from.zip(scope.to).filter(|(from, to)| from > to) {
        Some((from, to)) => Err(QuestionError::FromAfterTo { from, to }),
        None => Ok(()),
    }
}

/// The place of a scenario by its name.
///
/// # Errors
///
/// When no scenario has that name.
pub fn place_of(scenarios: &[Scenario], name: &str) -> Result<usize, QuestionError> {
    let place = scenarios.iter().position(|scenario| scenario.name == name);
    place.ok_or_else(|| {
        let known = scenarios.iter().map(|scenario| scenario.name.clone()).collect();
        QuestionError::NoScenario { name: name.to_owned(), known }
    })
}

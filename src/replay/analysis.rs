//! The answer of a replay: one pass, what is solved for and warned of, the report and its tables.

use super::compiled::CompiledScenarios;
use super::contributions::{Contributions, Months};
use super::cost_range::CostRange;
use super::decided::decide;
use super::empty_scope;
use super::error::{QuestionError, ReplayError};
use super::experience::CoverByScenario;
use super::history::History;
use super::job::Job;
use super::notes::Notes;
use super::pass::PassInput;
use super::report_builder::ReportBuilder;
use super::solve::TargetSearch;
use super::stress::{StressTest, Stressed};
use super::totals::{Dimension, PassTotals};
use super::warnings::Doubtful;
use super::{Month, tables};
use crate::date::Day;
use crate::intake::Intake;
use crate::report::{self, Report, Solved, Table, last_over};
use crate::words;

/// A report, and the tables beside it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The report.
    pub report: Report,
    /// The tables, each a file of the program's; those alone that there is something to say in.
    pub tables: Vec<Table>,
}

/// Decides history under every scenario, and puts the report and its tables together.
pub(super) fn answer(
    job: &Job,
    compiled: &CompiledScenarios,
    history: &History,
) -> Result<Answer, ReplayError> {
    let intake = &history.intake;
    let doubtful = Doubtful::of(&compiled.books);
    let cost_ranges = doubtful.cost_ranges();
    let input = pass_input(job, compiled, history, &cost_ranges);
    let totals = decide(job, &input, intake)?;
    check_scope(job, &totals, intake).map_err(ReplayError::Question)?;
    let members: Vec<u32> = job.scope.members(intake, job.seed).collect();
    let contributions = Contributions {
        intake,
        members: &members,
        last: last_counted(job, &totals),
        of_some_days: job.scope.is_of_some_days(),
    };
    let months: Vec<Option<Months>> = contributions.under_each(&compiled.books);
    let target = TargetSearch { job, input: &input, contributions: &contributions };
    let solved: Vec<Solved> =
        job.solves.iter().map(|solve| target.solve(solve)).collect::<Result<_, _>>()?;
    let earned = contributions.earned(&compiled.points[..compiled.grid.len()], job)?;
    let names = job.names();
    let cover =
        CoverByScenario::of(intake, &compiled.books, &members, job.scope, through(job, &totals));
    let stressed = stressed(job, &input, &contributions, &cover)?;
    let builder = ReportBuilder {
        job,
        compiled,
        history,
        totals: &totals,
        names: &names,
        months: &months,
        cover: &cover,
        stressed: stressed.as_ref(),
    };
    let notes = Notes::of(&builder, &doubtful, &members);
    let report = builder.report(solved, notes, &earned);
    let tables = tables_of(&builder, &report);
    Ok(Answer { report, tables })
}

/// The last finished year under stress, where it is asked for.
fn stressed(
    job: &Job,
    input: &PassInput,
    contributions: &Contributions,
    cover: &CoverByScenario,
) -> Result<Option<Stressed>, ReplayError> {
    let Some(share) = job.stress else { return Ok(None) };
    let Contributions { intake, members, .. } = *contributions;
    let year = last_over(cover.through);
    StressTest { job, input, intake, members, cover, year, share }.run()
}

fn pass_input<'a>(
    job: &Job<'a>,
    compiled: &'a CompiledScenarios,
    history: &'a History,
    cost_ranges: &'a [CostRange],
) -> PassInput<'a> {
    PassInput {
        scenarios: &compiled.books,
        points: &compiled.points,
        scope: job.scope,
        above: job.above,
        replicates: job.replicates,
        seed: job.seed,
        by_bill: job.by_bill,
        cost_ranges,
        trend: compiled.trend.as_ref(),
        manual_facts: &history.manual_facts,
    }
}

/// The last month that is counted: that of the day on which history is valued or, without one, the last in which a
/// bill that is paid was settled; bills that a trend adds do not make it later.
fn last_counted(job: &Job, totals: &PassTotals) -> Option<Month> {
    if let Some(day) = job.valued_on {
        return Some(Month::of(day));
    }
    let paid = totals.flows.keys().map(|(_, settled)| *settled).max();
    paid.min(totals.last_settled)
}

/// The last day of which cover is counted: that of the last month or, where nothing is paid, of the last in which a
/// bill was settled.
fn through(job: &Job, totals: &PassTotals) -> Day {
    let last = last_counted(job, totals).or(totals.last_settled);
    last.map_or(Day::FIRST, |month| month.next().first_day() - 1)
}

/// Checks that members are in scope, and that totals are not those of a few.
fn check_scope(job: &Job, totals: &PassTotals, intake: &Intake) -> Result<(), Vec<QuestionError>> {
    let Some(all) = totals.groups.get(&Dimension::All).filter(|_| totals.members > 0) else {
        return Err(match totals.last_settled {
            Some(_) => vec![QuestionError::NoBillsLeft],
            None => {
                let valued = job.valued_on.map(words::replay::counts_what_was_settled);
                let reasons = empty_scope::reasons(job.scope, job.seed, intake);
                reasons.into_iter().chain(valued).map(QuestionError::EmptyScope).collect()
            }
        });
    };
    let least = job.least_members;
    if totals.members < least {
        return Err(vec![QuestionError::FewMembers { least }]);
    }
    if least <= 1 || !job.scope.is_of_known_members() {
        return Ok(());
    }
    let is_few = |members: u64| (1..least).contains(&members);
    for (paid, scenario) in all.scenarios.iter().zip(job.names()) {
        if is_few(paid.members) {
            return Err(vec![QuestionError::FewPaid { scenario, least }]);
        }
        if is_few(paid.changed_members) {
            return Err(vec![QuestionError::FewChanged { scenario, least }]);
        }
    }
    Ok(())
}

/// The tables beside the report.
fn tables_of(builder: &ReportBuilder, report: &Report) -> Vec<Table> {
    let job = builder.job;
    let mut all = vec![
        report::tables::totals(report),
        tables::differences(builder),
        report::tables::terms(report),
        report::tables::burden(report),
        report::tables::experience(report),
        report::tables::trend(report),
        report::tables::credibility(report),
    ];
    if !job.develops_by_few() {
        all.extend([tables::transactions(builder), tables::triangles(builder)]);
    }
    all.extend(report::tables::completion(report));
    all.extend(report::tables::adequacy(report));
    all.extend(report::tables::stress(report));
    all.extend(report::tables::fund(report));
    all.extend(report::tables::provisions(report));
    all.extend(report::tables::sweep(report));
    all.extend(job.by_bill.then(|| tables::bills(builder)));
    all
}

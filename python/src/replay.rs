//! Replays: the bills of tables decided again under other rules.

use huzhu::money::{Money, Rate};
use huzhu::replay::{
    Answer, History, Job, LEAST_DRAWS, Pseudonyms, Question, ReplayError, Scope, check_days,
    place_of,
};
use huzhu::tables::{TableFault, Tables, TablesError, faults};
use pyo3::prelude::*;

use crate::arguments::in_both;
use crate::errors;
use crate::question::{Wrong, day, scenarios as all_scenarios, trend};
use crate::rules::{Rules, keeps_rejects};
use crate::run::run;
use crate::study::Study;

/// Decides all bills of tables under some rules and under others, as `huzhu replay` does those of files: who gains, who
/// loses and what it costs, with the actuary's tables. `scenarios` are a list of rules, or a dictionary of them by what they
/// are called. Arguments are those of the program, which `docs/replay.md` explains: `--from` and `--to` are `first_day` and
/// `last_day`, `--bootstrap` is `draws`, of which 0 gives no intervals. Without `whole_ids` members are numbered. Rows that
/// cannot be used raise InputError, or with `rejects="keep"` leave out the bills of their members, and the study warns of it.
///
/// >>> import huzhu, polars as pl
/// >>> rules = huzhu.Rules.load("rules/city")
/// >>> tables = {name: pl.read_csv(f"data/city_small/{name}.csv", infer_schema=False)
/// ...           for name in ("bills", "members", "enrolments")}
/// >>> lower = rules.set({"parameters.year_deductible": "300"})
/// >>> study = huzhu.replay(rules, {"lower": lower}, **tables, solve=["parameters.ceiling for total = 2470000"])
/// >>> study
/// <huzhu.Study: 3000 bills of 707 members under 2 rules>
/// >>> study.solved[0]["below"]
/// {'figure': '2469997.89', 'level': '20346'}
#[pyfunction]
#[pyo3(signature = (
    baseline, scenarios = None, *, bills, members, enrolments, lines = None, over = None, sweep = Vec::new(),
    solve = Vec::new(), provisions = false, stress = None, valued_on = None, unit = None, only = None, first_day = None,
    last_day = None, sample = None, grow = Vec::new(), grow_bills = Vec::new(), more_bills = None, grow_to = None,
    opening = "0", above = "30000", draws = 1000, seed = 1, least_members = 5, whole_ids = false, question = None, author = None,
    dated = None, rejects = "raise", threads = None
))]
pub fn replay(
    py: Python<'_>,
    baseline: &Rules,
    scenarios: Option<&Bound<'_, PyAny>>,
    bills: &Bound<'_, PyAny>,
    members: &Bound<'_, PyAny>,
    enrolments: &Bound<'_, PyAny>,
    lines: Option<&Bound<'_, PyAny>>,
    over: Option<&str>,
    sweep: Vec<String>,
    solve: Vec<String>,
    provisions: bool,
    stress: Option<&str>,
    valued_on: Option<&Bound<'_, PyAny>>,
    unit: Option<String>,
    only: Option<Vec<String>>,
    first_day: Option<&Bound<'_, PyAny>>,
    last_day: Option<&Bound<'_, PyAny>>,
    sample: Option<&str>,
    grow: Vec<String>,
    grow_bills: Vec<String>,
    more_bills: Option<&str>,
    grow_to: Option<i32>,
    opening: &str,
    above: &str,
    draws: u32,
    seed: u64,
    least_members: u64,
    whole_ids: bool,
    question: Option<&str>,
    author: Option<&str>,
    dated: Option<&Bound<'_, PyAny>>,
    rejects: &str,
    threads: Option<usize>,
) -> PyResult<Study> {
    let keeps = keeps_rejects(rejects)?;
    let scenarios = all_scenarios(baseline, scenarios)?;
    let mut wrong = Wrong::default();
    let scope = Scope {
        members: only.map(|ids| ids.into_iter().collect()),
        unit,
        from: day("first_day", first_day)?,
        to: day("last_day", last_day)?,
        sample: wrong.parsed::<Rate>(sample).map(Rate::of_ten_thousand),
    };
    wrong.unless(check_days(&scope));
    wrong.when(
        (1..LEAST_DRAWS).contains(&draws),
        &format!("draws is at least {LEAST_DRAWS}, or 0 for no intervals"),
        &format!("draws 至少为 {LEAST_DRAWS}；不需要区间时写 0"),
    );
    let trend = trend([&grow, &grow_bills], more_bills, grow_to, &mut wrong);
    let sweeps = wrong.all_parsed(&sweep);
    let solves = wrong.all_parsed(&solve);
    let stress = wrong.parsed::<Rate>(stress);
    let opening = wrong.unless(baseline.in_currency().parse(opening));
    let above = wrong.unless(baseline.in_currency().parse(above));
    let over = over.map_or(Some(0), |name| wrong.unless(place_of(&scenarios, name)));
    let pseudonyms = if whole_ids { Pseudonyms::Whole } else { Pseudonyms::Numbered };
    let (valued_on, dated) = (day("valued_on", valued_on)?, day("dated", dated)?);
    wrong.raise()?;
    let job = Job {
        over: over.unwrap_or_default(),
        sweeps: &sweeps,
        solves: &solves,
        provisions,
        stress,
        valued_on,
        scope: &scope,
        trend: &trend,
        opening: opening.unwrap_or(Money::ZERO),
        above: above.unwrap_or(Money::MOST),
        replicates: draws as usize,
        seed,
        pseudonyms: &pseudonyms,
        least_members,
        question,
        author,
        dated,
        ..Job::new(&scenarios)
    };
    let tables = baseline.tables([bills, members, enrolments], lines)?;
    let mut answer =
        run(py, threads, |progress| answer(&Job { progress, ..job }, &tables, keeps))??;
    let report = &mut answer.report;
    let notes = report.solved.iter_mut().filter_map(|one| one.note.as_mut());
    report.alarms.iter_mut().chain(&mut report.warnings).chain(notes).for_each(in_both);
    Ok(Study { answer, currency: baseline.in_currency() })
}

/// Why there is no study.
enum Unanswered {
    Replay(ReplayError),
    Tables(TablesError),
    Rows(Vec<TableFault>),
}

impl From<ReplayError> for Unanswered {
    fn from(why: ReplayError) -> Unanswered {
        Unanswered::Replay(why)
    }
}

impl From<TablesError> for Unanswered {
    fn from(why: TablesError) -> Unanswered {
        Unanswered::Tables(why)
    }
}

impl From<Unanswered> for PyErr {
    fn from(why: Unanswered) -> PyErr {
        match why {
            Unanswered::Replay(why) => errors::of_replay(why),
            Unanswered::Tables(why) => errors::of_tables(why),
            Unanswered::Rows(faults) => errors::of_faults(&faults),
        }
    }
}

/// Reads the tables under the rules that are asked about, and decides them; all rows, unless those that cannot be used are
/// kept out.
fn answer(job: &Job, tables: &Tables, keeps: bool) -> Result<Answer, Unanswered> {
    let question = Question::of(job)?;
    let book = question.book();
    let intake = tables.read(book, job.progress)?;
    let faults = if keeps { Vec::new() } else { faults(book, &intake, job.progress)? };
    if !faults.is_empty() {
        return Err(Unanswered::Rows(faults));
    }
    Ok(question.answer(History::of(intake))?)
}

//! A replay from its question to its report, and the files that are written.

use std::path::Path;

use serde::Serialize;

use super::analysis::{Answer, answer};
use super::compiled::CompiledScenarios;
use super::error::{QuestionError, ReplayError};
use super::history::ReadHistory;
use super::job::Job;
use crate::fingerprint::Fingerprint;
use crate::output::{Outbox, OutputError, OutputFiles};
use crate::progress::Phase;
use crate::report::{Report, ReportQuestion, Table, page};
use crate::scenario::Change;
use crate::words::{Lang, program};

/// manifest.json: what the report was made from, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Manifest<'r> {
    format: &'static str,
    engine: &'static str,
    question: &'r ReportQuestion,
    terms: Vec<Named<'r>>,
    inputs: &'r [Fingerprint],
    outputs: Vec<Fingerprint>,
}

/// A scenario in a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Named<'r> {
    name: &'r str,
    rules: &'r [Fingerprint],
    changes: &'r [Change],
}

const MANIFEST: &str = "huzhu-replay-manifest/1";

/// Every file that a replay may leave.
pub const FILES: OutputFiles = OutputFiles {
    names: &[&[
        "totals.csv",
        "differences.csv",
        "by_bill.csv",
        "terms.csv",
        "burden.csv",
        "fund.csv",
        "experience.csv",
        "completion.csv",
        "trend.csv",
        "credibility.csv",
        "adequacy.csv",
        "stress.csv",
        "provisions.csv",
        "sweep.csv",
        "transactions.csv",
        "triangles.csv",
        "report.html",
        "report.json",
    ]],
    foreign: "decisions.csv",
};

/// Decides history under every scenario, and returns the report. Nothing is written.
///
/// # Errors
///
/// When rules have mistakes, the question cannot be answered as it was asked, history cannot be read, or the caller's
/// progress stops it.
pub fn report(job: &Job) -> Result<Report, ReplayError> {
    let threads = threads(job)?;
    let compiled = CompiledScenarios::of(job)?;
    threads.install(|| Ok(decide(job, &compiled)?.report))
}

/// Decides history under every scenario, and writes the report with its page and tables to a folder. The page is in
/// one language.
///
/// # Errors
///
/// As of [`report`], or when a file cannot be written; none of the files is there then.
pub fn run(job: &Job, out: &Path, lang: Lang) -> Result<Report, ReplayError> {
    let threads = threads(job)?;
    let compiled = CompiledScenarios::of(job)?;
    let outbox = Outbox::open(out, FILES, &job.history.protected())?;
    threads.install(|| {
        let Answer { report, tables } = decide(job, &compiled)?;
        let outputs = write_all(&report, tables, lang, &outbox)?;
        job.progress.begin(Phase::Publish, 0);
        job.go_on()?;
        outbox.publish(&outputs)?;
        Ok(report)
    })
}

fn threads(job: &Job) -> Result<rayon::ThreadPool, ReplayError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads.unwrap_or(0)).build();
    threads.map_err(|why| ReplayError::Threads(program::no_threads(why)))
}

fn decide(job: &Job, compiled: &CompiledScenarios) -> Result<Answer, ReplayError> {
    let vocabulary = &compiled.books[0].vocabulary;
    let scope = job.scope.clone().in_one_spelling(vocabulary.member_ids);
    let job = &Job { scope: &scope, ..*job };
    let history = ReadHistory::read(job, &compiled.books[0])?;
    // What other rules pay on a relative's bills would have to be known with the facts and the trend of each.
    let grows = [&job.trend.costs, &job.trend.bills].iter().any(|rates| !rates.0.is_empty());
    let changes = grows || job.stress.is_some();
    if vocabulary.asks_household && (changes || history.has_manual_facts()) {
        return Err(QuestionError::Households.into());
    }
    answer(job, compiled, &history)
}

/// Writes the report, its page and its tables; returns the fingerprints of what was written.
fn write_all(
    report: &Report,
    tables: Vec<Table>,
    lang: Lang,
    outbox: &Outbox,
) -> Result<Vec<Fingerprint>, OutputError> {
    let page = ("report.html", page(report, lang).into_bytes());
    let mut outputs = outbox.write(tables.into_iter().chain([page]).collect())?;
    outputs.push(outbox.write_json("report.json", report)?);
    let scenarios = std::iter::once(&report.baseline).chain(&report.scenarios);
    let terms =
        scenarios.map(|one| Named { name: &one.name, rules: &one.rules, changes: &one.changes });
    let manifest = Manifest {
        format: MANIFEST,
        engine: report.engine,
        question: &report.question,
        terms: terms.collect(),
        inputs: &report.inputs,
        outputs: outputs.clone(),
    };
    outbox.write_json("manifest.json", &manifest)?;
    Ok(outputs)
}

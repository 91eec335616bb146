//! A replay from its question to its report, and the files that are written.

use std::path::Path;

use serde::Serialize;

use super::analysis::Answer;
use super::error::ReplayError;
use super::job::Job;
use super::question::Question;
use super::source::HistorySource;
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
pub fn report(job: &Job, history: HistorySource) -> Result<Report, ReplayError> {
    let threads = threads(job)?;
    let question = Question::of(job)?;
    threads.install(|| Ok(question.answer(history.read(job, question.book())?)?.report))
}

/// Decides history under every scenario, and writes the report with its page and tables to a folder. The page is in
/// one language.
///
/// # Errors
///
/// As of [`report`], or when a file cannot be written; none of the files is there then.
pub fn run(
    job: &Job,
    history: HistorySource,
    out: &Path,
    lang: Lang,
) -> Result<Report, ReplayError> {
    let threads = threads(job)?;
    let question = Question::of(job)?;
    let outbox = Outbox::open(out, FILES, &history.protected())?;
    threads.install(|| {
        let Answer { report, tables } = question.answer(history.read(job, question.book())?)?;
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

/// Writes the report, its page and its tables; returns the fingerprints of what was written.
fn write_all(
    report: &Report,
    tables: Vec<Table>,
    lang: Lang,
    outbox: &Outbox,
) -> Result<Vec<Fingerprint>, OutputError> {
    let page = ("report.html", page(report, lang).into_bytes());
    let files = tables.into_iter().map(Table::into_file).chain([page]);
    let mut outputs = outbox.write(files.collect())?;
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

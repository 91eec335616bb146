//! One run over all bills of an office: members in parallel, results in order.
//!
//! What a member is paid depends on the member alone, so members are decided on any number of
//! threads; they are written in the order of their ids. The outputs are the same for any number of
//! threads and any order of the input rows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::adjudication::{
    Adjudicator, Decision, Explanation, Reason, Status, decisions, explain, trace,
};
use crate::exchange::{
    BenefitTotal, BillCounts, Decisions, Dossier, Fingerprint, Inputs, Intake, Manifest, Outbox,
    Output, Payment, Payments, Summary, read, write_rejects,
};
use crate::exchange::{by_settlement, decimal, in_order_of_rows};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};

/// All that a run needs.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a [Fingerprint],
    /// What to read.
    pub inputs: &'a Inputs,
    /// Where to write.
    pub out: &'a Path,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// Whether to write explanations.jsonl.
    pub explains: bool,
    /// The language of the sentences in rejects.csv.
    pub lang: Lang,
}

/// What a run did. Its files are in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// As in summary.json.
    pub summary: Summary,
    /// As in manifest.json.
    pub manifest: Manifest,
}

/// Everything decided on the bills of one member, in the order of decisions.csv.
#[derive(Clone, Debug)]
pub struct Settled<'i> {
    /// The member.
    pub dossier: &'i Dossier,
    /// One a bill and plan held.
    pub decisions: Vec<Decision>,
    /// One line a bill, where explanations are wanted.
    pub traces: Vec<String>,
}

/// Members decided before their results are written: enough to keep all threads busy.
const MEMBERS_AT_ONCE: usize = 4096;

/// Reads, decides, writes.
///
/// # Errors
///
/// When a file cannot be used or written; nothing of the run is visible then.
pub fn run(job: &Job) -> Result<Report, Vec<Sentence>> {
    let one = |why: Sentence| vec![why];
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads.unwrap_or(0)).build();
    let threads = threads.map_err(|why| one(words::program::no_threads(why)))?;
    let outbox = Outbox::open(job.out).map_err(one)?;
    let Inputs { members, enrolments, bills } = job.inputs;
    outbox.keeps(&[members, enrolments, bills]).map_err(one)?;
    let intake = read(job.inputs, &job.book.vocabulary)?;
    let report = threads.install(|| write_all(job, &intake, &outbox)).map_err(one)?;
    outbox.publish().map_err(one)?;
    Ok(report)
}

/// Decides every dossier that has bills, and hands the results over by member id.
///
/// # Errors
///
/// Whatever `take` fails with.
pub fn decide<'i, E>(
    book: &Book,
    intake: &'i Intake,
    explains: bool,
    mut take: impl FnMut(Settled<'i>) -> Result<(), E>,
) -> Result<(), E> {
    let with_bills: Vec<&Dossier> =
        intake.dossiers.iter().filter(|dossier| !dossier.bills.is_empty()).collect();
    for members in with_bills.chunks(MEMBERS_AT_ONCE) {
        let settled: Vec<Settled> = members
            .par_iter()
            .map_init(
                || Adjudicator::new(book),
                |adjudicator, dossier| settle(adjudicator, dossier, intake, explains),
            )
            .collect();
        settled.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

fn settle<'i>(
    adjudicator: &mut Adjudicator,
    dossier: &'i Dossier,
    intake: &Intake,
    explains: bool,
) -> Settled<'i> {
    let (book, ids) = (adjudicator.book(), &intake.bill_ids);
    let history = dossier.history();
    let (mut decided, mut traces) = (Vec::new(), Vec::new());
    if explains {
        let mut explanations = explain(adjudicator, &history);
        explanations.sort_by(|a, b| by_settlement(&a.bill, &b.bill, ids));
        for explanation in explanations {
            traces.push(line(book, &explanation, dossier, ids));
            decided.extend(explanation.decisions);
        }
    } else {
        decided = decisions(adjudicator, &history);
    }
    in_order_of_rows(book, dossier, ids, &mut decided);
    Settled { dossier, decisions: decided, traces }
}

/// A line of explanations.jsonl: the trace of the bill, and whose it is.
fn line(book: &Book, explanation: &Explanation, dossier: &Dossier, ids: &[Arc<str>]) -> String {
    let mut line = trace(book, explanation, &ids[explanation.bill.id as usize]);
    line["member_id"] = (*dossier.id).into();
    line.to_string()
}

fn write_all(job: &Job, intake: &Intake, outbox: &Outbox) -> Result<Report, Sentence> {
    let mut outputs = Vec::new();
    let tally = write_decided(job, intake, outbox, &mut outputs)?;
    let rejects =
        finished("rejects.csv", outbox, |out| write_rejects(out, &intake.rejects, job.lang))?;
    outputs.push(rejects);
    let summary = tally.summary(job.book, intake);
    outputs.push(finished("summary.json", outbox, |out| write_json(out, &summary))?);
    let manifest = Manifest {
        format: Manifest::FORMAT,
        engine: env!("CARGO_PKG_VERSION"),
        scheme: job.book.id.clone(),
        rules: job.rules.to_vec(),
        inputs: intake.counts.to_vec(),
        bills: summary.bills.clone(),
        outputs,
    };
    finished("manifest.json", outbox, |out| write_json(out, &manifest))?;
    Ok(Report { summary, manifest })
}

/// decisions.csv, payments.csv and explanations.jsonl, side by side.
fn write_decided(
    job: &Job,
    intake: &Intake,
    outbox: &Outbox,
    outputs: &mut Vec<Fingerprint>,
) -> Result<Tally, Sentence> {
    let (book, ids) = (job.book, &intake.bill_ids);
    let create = |name| outbox.create(name);
    let rows = create("decisions.csv")?;
    let mut rows = Decisions::new(book, rows).map_err(|why| failed("decisions.csv", why))?;
    let payments = create("payments.csv")?;
    let mut payments = Payments::new(book, payments).map_err(|why| failed("payments.csv", why))?;
    let mut lines = job.explains.then(|| create("explanations.jsonl")).transpose()?;
    let mut tally = Tally::new(book);
    decide(book, intake, job.explains, |settled| {
        let Settled { dossier, decisions, traces } = settled;
        for decision in &decisions {
            let row = rows.write(dossier, ids, decision);
            row.map_err(|why| failed("decisions.csv", why))?;
        }
        if let Some(out) = &mut lines {
            let written = traces.iter().try_for_each(|line| writeln!(out, "{line}"));
            written.map_err(|why| failed("explanations.jsonl", why))?;
        }
        let payment = Payment::of(book, dossier, ids, &decisions);
        if let Some(payment) = &payment {
            payments.write(payment).map_err(|why| failed("payments.csv", why))?;
        }
        tally.add(book, &decisions, payment.as_ref());
        Ok(())
    })?;
    outputs.push(rows.finish().map_err(|why| failed("decisions.csv", why))?.close()?);
    outputs.push(payments.finish().map_err(|why| failed("payments.csv", why))?.close()?);
    outputs.extend(lines.map(Output::close).transpose()?);
    Ok(tally)
}

fn failed(name: &str, why: io::Error) -> Sentence {
    words::program::out_not_writable(name, why)
}

/// Writes one output from its beginning to its end.
fn finished(
    name: &'static str,
    outbox: &Outbox,
    write: impl FnOnce(Output) -> io::Result<Output>,
) -> Result<Fingerprint, Sentence> {
    write(outbox.create(name)?).map_err(|why| failed(name, why))?.close()
}

fn write_json(mut out: Output, value: &impl Serialize) -> io::Result<Output> {
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    Ok(out)
}

/// Sums and counts over all members. Sums are wider than one amount: a city may be paid more.
struct Tally {
    bills: BillCounts,
    denied_by_reason: BTreeMap<String, u64>,
    /// By benefit of the book, in minor units.
    benefits: Vec<i128>,
    payments: u64,
    due_now: i128,
}

impl Tally {
    fn new(book: &Book) -> Tally {
        Tally {
            bills: BillCounts::default(),
            denied_by_reason: BTreeMap::new(),
            benefits: vec![0; book.benefits.len()],
            payments: 0,
            due_now: 0,
        }
    }

    /// Adds one member.
    fn add(&mut self, book: &Book, decisions: &[Decision], payment: Option<&Payment>) {
        for of_one_bill in decisions.chunk_by(|a, b| a.bill == b.bill) {
            self.add_bill(book, of_one_bill);
        }
        for (benefit, paid) in decisions.iter().flat_map(|decision| &decision.benefits) {
            self.benefits[*benefit as usize] += i128::from(paid.minor());
        }
        self.payments += u64::from(payment.is_some());
        self.due_now += payment.map_or(0, |payment| payment.amount);
    }

    fn add_bill(&mut self, book: &Book, decisions: &[Decision]) {
        self.bills.decided += 1;
        match decisions.iter().map(|decision| decision.status).max() {
            Some(Status::Paid) => self.bills.paid += 1,
            Some(Status::Nil) => self.bills.nil += 1,
            Some(Status::Denied) | None => {
                self.bills.denied += 1;
                let reasons = decisions.iter().flat_map(|decision| &decision.reasons);
                let whys = reasons.filter(|reason| !matches!(reason, Reason::Flag(_)));
                // Under several plans one reason counts once.
                let codes: BTreeSet<String> = whys.flat_map(|reason| reason.codes(book)).collect();
                for code in codes {
                    *self.denied_by_reason.entry(code).or_default() += 1;
                }
            }
        }
    }

    /// # Panics
    ///
    /// If the payments do not come to what the benefits pay, or a bill is not decided: both would be
    /// bugs, and no payment may leave them.
    fn summary(self, book: &Book, intake: &Intake) -> Summary {
        let [members, enrolments, bills] = &intake.counts;
        let payable: i128 = self.benefits.iter().sum();
        assert_eq!(payable, self.due_now, "payments come to what the benefits pay");
        assert_eq!(bills.used, self.bills.decided, "every usable bill is decided");
        let all =
            |count: fn(&crate::exchange::InputCounts) -> u64| intake.counts.iter().map(count).sum();
        let mut rejected_by_code = BTreeMap::new();
        for reject in &intake.rejects {
            *rejected_by_code.entry(reject.code).or_default() += 1;
        }
        let show = |minor| decimal(book.vocabulary.currency, minor);
        let benefit = |(number, &paid): (usize, &i128)| {
            let title = book.benefit_title(number);
            BenefitTotal {
                id: book.benefits[number].clone(),
                title: title.text(Lang::English).to_owned(),
                title_zh: title.text(Lang::Chinese).to_owned(),
                payable: show(paid),
            }
        };
        Summary {
            format: Summary::FORMAT,
            scheme: book.id.clone(),
            currency: book.vocabulary.currency.code(),
            members: members.used,
            enrolments: enrolments.used,
            bills: self.bills,
            denied_by_reason: self.denied_by_reason,
            rejected_by_code,
            rejected_rows: all(|counts| counts.rejected),
            duplicates: all(|counts| counts.duplicates),
            superseded: all(|counts| counts.superseded),
            void: all(|counts| counts.void),
            payable: show(payable),
            benefits: self.benefits.iter().enumerate().map(benefit).collect(),
            payments: self.payments,
            due_now: show(self.due_now),
        }
    }
}

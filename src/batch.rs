//! One run over all bills of an office: members in parallel, results in order.
//!
//! What a member is paid depends on the member alone, so members are decided on any number of
//! threads; they are written in the order of their ids. The outputs are the same for any number of
//! threads and any order of the input rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::thread;

use crate::adjudication::{Adjudicator, Decision, Reason, Status, decisions};
use crate::explanation::notice::{self, Beside, Notice, Wanted};
use crate::explanation::{Explanation, explain, trace};
use crate::fingerprint::Fingerprint;
use crate::intake::{
    InputCounts, Inputs, Intake, IntakeError, KnownMembers, MEMBERS_PREFETCHED, MemberRecord,
    MemberRecords, RowError, read,
};
use crate::output::reports::{self, Collected, Gathered};
use crate::output::{
    BenefitTotal, BillCounts, Breakdown, FaultCounts, Manifest, Outbox, Output, OutputError,
    OutputFiles, Payment, ProtectedFiles, REJECT_FILES, RowReport, Summary, by_settlement, decimal,
    decisions_header, flags_header, in_order_of_rows, write_decision, write_flags,
};
use crate::pipeline::{Ended, MEMBERS_A_SHARE, Pipeline, Results, join};
use crate::progress::{Phase, Progress};
use crate::scheme::Book;
use crate::words::{self, Lang, Sentence};

/// All that a run needs.
#[derive(Clone, Copy)]
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
    /// The bills of which notices.html holds a notice; with none it is not written.
    pub notices: Wanted<'a>,
    /// What is asked of the reports.
    pub reports: reports::Options,
    /// The language of the sentences in rejects.csv, and of notices.
    pub lang: Lang,
    /// Who looks on.
    pub watch: &'a dyn Progress,
}

/// Decisions and what goes with them: in a folder of a night, too.
pub(crate) const DECISION_FILES: &[&str] = &[
    "decisions.csv",
    "flags.csv",
    "payments.csv",
    "explanations.jsonl",
    "notices.html",
    "summary.json",
];
/// Every file that a batch may leave.
pub const FILES: OutputFiles =
    OutputFiles { names: &[DECISION_FILES, REJECT_FILES, reports::FILES], foreign: "report.json" };

/// What a run did. Its files are in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// As in summary.json.
    pub summary: Summary,
    /// As in manifest.json.
    pub manifest: Manifest,
    /// The notices that were written.
    pub notices: u64,
    /// Ids of bills that a notice was asked for and on which nothing is decided, in order.
    pub without_notice: Vec<String>,
}

/// Members of one share while every bill has a notice: one is as long as all else of a member
/// together.
const NOTICED_A_SHARE: usize = 64;
/// Decisions of a member are hardly more: what there is room for from the start need not be moved.
const BYTES_A_MEMBER: usize = 512;

/// Reads, decides, writes.
///
/// # Errors
///
/// When a file cannot be used or written, or whoever looks on stops the run; nothing of it is
/// visible then.
pub fn run(job: &Job) -> Result<Report, BatchError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(job.threads.unwrap_or(0)).build();
    let threads = threads.map_err(BatchError::Threads)?;
    let protected = ProtectedFiles::default().and(job.inputs.paths());
    let outbox = Outbox::open(job.out, FILES, &protected)?;
    threads.install(|| {
        let intake = read(job.inputs, &job.book.vocabulary, job.watch)?;
        let intake = match job.reports.on {
            Some(day) => intake.placed_on(day),
            None => intake,
        };
        let report = write_all(job, &intake, &outbox)?;
        job.watch.begin(Phase::Publish, 0);
        if job.watch.stops() {
            return Err(BatchError::Stopped);
        }
        // To give back the memory of a city takes as long as to move its outputs.
        let (published, ()) =
            rayon::join(|| outbox.publish(&report.manifest.outputs), || drop(intake));
        published?;
        Ok(report)
    })
}

/// Why a batch was not run to its end. Nothing of it is visible then.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The system starts no more threads.
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The [`Progress`] asked the run to stop.
    Stopped,
    /// The input files cannot be used as a whole.
    Intake(#[source] IntakeError),
    /// The outputs cannot be written.
    Output(#[from] OutputError),
}

impl BatchError {
    /// What to tell a person, one thing after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            BatchError::Threads(why) => vec![words::program::no_threads(why)],
            BatchError::Stopped => vec![words::program::stopped()],
            BatchError::Intake(why) => why.sentences(),
            BatchError::Output(why) => vec![why.sentence()],
        }
    }

    /// The same line by line.
    pub fn sentence(&self) -> Sentence {
        let all = self.sentences();
        let lines = |lang| all.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join("\n");
        Sentence::new(lines(Lang::English), lines(Lang::Chinese))
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<IntakeError> for BatchError {
    fn from(why: IntakeError) -> BatchError {
        match why {
            IntakeError::Stopped => BatchError::Stopped,
            files => BatchError::Intake(files),
        }
    }
}

impl From<Ended<OutputError>> for BatchError {
    fn from(why: Ended<OutputError>) -> BatchError {
        match why {
            Ended::Stopped => BatchError::Stopped,
            Ended::Failed(why) => BatchError::Output(why),
        }
    }
}

/// What is decided of some members, written but not yet in files.
struct Share {
    decisions: Vec<u8>,
    flags: Vec<u8>,
    payments: Vec<u8>,
    explanations: Vec<u8>,
    notices: Vec<u8>,
    tally: Tally,
    gathered: Gathered,
    refused: Vec<RowError>,
}

/// What a thread keeps from share to share.
struct Worker<'w> {
    adjudicator: Adjudicator<'w>,
    records: MemberRecords<'w>,
}

impl Worker<'_> {
    /// Decides some members, in their order.
    fn decide(&mut self, job: &Job, intake: &Intake, members: &[u32]) -> Share {
        let Worker { adjudicator, records } = self;
        let mut share = Share::new(job.book, members.len());
        for members in members.chunks(MEMBERS_PREFETCHED) {
            records.prefetch(members);
            for &member in members {
                let mut record = records.load(member);
                share.refused.append(&mut record.refused);
                let unit = intake.unit(record.unit);
                share.add(job, adjudicator, member, (&record, unit));
                records.recycle(record);
            }
        }
        job.watch.done(share.tally.bills.decided);
        share
    }
}

impl Share {
    fn new(book: &Book, members: usize) -> Share {
        Share {
            decisions: Vec::with_capacity(members * BYTES_A_MEMBER),
            flags: Vec::new(),
            payments: Vec::new(),
            explanations: Vec::new(),
            notices: Vec::new(),
            tally: Tally::new(book),
            gathered: Gathered::default(),
            refused: Vec::new(),
        }
    }

    fn add(
        &mut self,
        job: &Job,
        adjudicator: &mut Adjudicator,
        member: u32,
        (record, unit): (&MemberRecord, &str),
    ) {
        let (book, history) = (job.book, record.history());
        let mut decided = Vec::new();
        if job.explains || is_noticed(job, record) {
            let mut explanations = explain(adjudicator, &history);
            explanations.sort_by(|a, b| by_settlement(&a.bill, &b.bill, record));
            for explanation in explanations {
                if job.explains {
                    let line = line(book, &explanation, record);
                    writeln!(self.explanations, "{line}").expect("memory can be written to");
                }
                self.notice(job, adjudicator, (record, unit), &explanation);
                decided.extend(explanation.decisions);
            }
        } else {
            decided = decisions(adjudicator, &history);
        }
        in_order_of_rows(book, record, &mut decided);
        for decision in &decided {
            write_decision(book, record, decision, &mut self.decisions);
        }
        self.flag(record, &decided);
        let payment = Payment::of(book, record, &decided);
        if let Some(payment) = &payment {
            payment.write(book.vocabulary.currency, &mut self.payments);
        }
        self.tally.add(book, &decided, payment.as_ref());
        self.gathered.add(&job.reports, member, record, &decided);
    }

    /// Tells of the flags of each bill.
    fn flag(&mut self, record: &MemberRecord, decided: &[Decision]) {
        let flag = |reason: &Reason| match reason {
            Reason::Flag(flag) => Some(flag.code()),
            _ => None,
        };
        for of_one in decided.chunk_by(|a, b| a.bill == b.bill) {
            let codes = of_one.iter().flat_map(|decision| &decision.reasons).filter_map(flag);
            let bill_id = record.bill_id(&record.bills[of_one[0].bill]);
            for code in write_flags(record.id, bill_id, codes, &mut self.flags) {
                *self.tally.flags.entry(code).or_default() += 1;
            }
        }
    }

    /// Adds the notice of a bill, if one is asked for.
    fn notice(
        &mut self,
        job: &Job,
        adjudicator: &Adjudicator,
        (record, unit): (&MemberRecord, &str),
        explanation: &Explanation,
    ) {
        let bill_id = record.bill_id(&explanation.bill);
        if !job.notices.has(bill_id) {
            return;
        }
        let deadlines = &adjudicator.deadlines(&record.history(), explanation.place);
        let beside = Beside { unit, ..Beside::default() };
        let notice = Notice { bill_id, member_id: record.id, explanation, deadlines, beside };
        let written = notice::write(&mut self.notices, job.book, &notice, job.lang);
        written.expect("memory can be written to");
        self.tally.notices += 1;
        if let Wanted::Only(_) = job.notices {
            self.tally.noticed.insert(bill_id.to_owned());
        }
    }
}

/// Whether a notice is asked for of any bill of a member.
fn is_noticed(job: &Job, record: &MemberRecord) -> bool {
    let asked = job.notices != Wanted::None;
    asked && record.bills.iter().any(|bill| job.notices.has(record.bill_id(bill)))
}

/// A line of explanations.jsonl: the trace of the bill, and whose it is.
fn line(book: &Book, explanation: &Explanation, record: &MemberRecord) -> String {
    let mut line = trace(book, explanation, record.bill_id(&explanation.bill));
    line["member_id"] = record.id.into();
    line.to_string()
}

/// The files that are written while members are decided.
struct Files {
    decisions: Output,
    flags: Output,
    payments: Output,
    explanations: Option<Output>,
    notices: Option<Output>,
}

impl Files {
    fn create(job: &Job, outbox: &Outbox) -> Result<Files, OutputError> {
        let mut files = Files {
            decisions: outbox.create("decisions.csv")?,
            flags: outbox.create("flags.csv")?,
            payments: outbox.create("payments.csv")?,
            explanations: match job.explains {
                true => Some(outbox.create("explanations.jsonl")?),
                false => None,
            },
            notices: match job.notices {
                Wanted::None => None,
                _ => Some(outbox.create("notices.html")?),
            },
        };
        let (mut decisions, mut flags, mut payments) = (Vec::new(), Vec::new(), Vec::new());
        decisions_header(job.book, &mut decisions);
        flags_header(&mut flags);
        files.flags.put(&flags)?;
        Payment::header(&mut payments);
        files.decisions.put(&decisions)?;
        files.payments.put(&payments)?;
        if let Some(out) = &mut files.notices {
            notice::begin(out, job.lang).map_err(|why| out.failed(why))?;
        }
        Ok(files)
    }

    fn put(&mut self, share: &Share) -> Result<(), OutputError> {
        self.decisions.put(&share.decisions)?;
        self.flags.put(&share.flags)?;
        self.payments.put(&share.payments)?;
        self.notices.iter_mut().try_for_each(|out| out.put(&share.notices))?;
        self.explanations.iter_mut().try_for_each(|out| out.put(&share.explanations))
    }

    /// Ends the files; `notices` is how many there are.
    fn close(mut self, lang: Lang, notices: u64) -> Result<Vec<Fingerprint>, OutputError> {
        if let Some(out) = &mut self.notices {
            notice::end(out, notices, lang).map_err(|why| out.failed(why))?;
        }
        let whole = [self.decisions, self.flags, self.payments].map(Some);
        let all = whole.into_iter().chain([self.explanations, self.notices]);
        all.flatten().map(Output::close).collect()
    }
}

fn write_all(job: &Job, intake: &Intake, outbox: &Outbox) -> Result<Report, BatchError> {
    let (files, tally, collected, refused) = decide_all(job, intake, outbox)?;
    let closed = intake.close(tally.bills.decided, refused);
    // Each waits for the disk.
    let (written, rejected, reported) = thread::scope(|scope| {
        let written = scope.spawn(|| files.close(job.lang, tally.notices));
        let rejected = scope.spawn(|| {
            let whom = &KnownMembers { is_known: &|id| intake.names(id), main_of: &str::to_owned };
            let (sheets, closed) = (intake.sheets(), &closed);
            RowReport { sheets, closed, whom, lang: job.lang }.write(outbox)
        });
        let reported = reports::write(job.book, intake, &collected, &job.reports, outbox);
        (join(written), join(rejected), reported)
    });
    let mut outputs = written?;
    let (faults, mut rejects) = rejected?;
    let (breakdown, mut reports) = reported?;
    outputs.append(&mut rejects);
    outputs.append(&mut reports);
    let (notices, without_notice) = (tally.notices, tally.without_notice(job.notices));
    let summary = tally.summary(job.book, &closed.counts, faults, breakdown);
    outputs.push(outbox.write_json("summary.json", &summary)?);
    let manifest = Manifest {
        format: Manifest::FORMAT,
        engine: env!("CARGO_PKG_VERSION"),
        scheme: job.book.id.clone(),
        rules: job.rules.to_vec(),
        inputs: closed.counts.to_vec(),
        bills: summary.bills.clone(),
        outputs,
    };
    outbox.write_json("manifest.json", &manifest)?;
    Ok(Report { summary, manifest, notices, without_notice })
}

/// Members of one share.
fn members_a_share(notices: Wanted) -> usize {
    match notices {
        Wanted::All => NOTICED_A_SHARE,
        Wanted::None | Wanted::Only(_) => MEMBERS_A_SHARE,
    }
}

/// Decides all members, and writes each share as soon as all before it are written.
fn decide_all(
    job: &Job,
    intake: &Intake,
    outbox: &Outbox,
) -> Result<(Files, Tally, Collected, Vec<RowError>), BatchError> {
    let mut files = Files::create(job, outbox)?;
    job.watch.begin(Phase::Decide, intake.bills() as u64);
    let write_decided = |shares: Results<Share>| {
        let (mut tally, mut refused) = (Tally::new(job.book), Vec::new());
        let mut collected = Collected::new(intake);
        for mut share in shares {
            files.put(&share)?;
            refused.append(&mut share.refused);
            tally.merge(share.tally);
            collected.take(share.gathered);
        }
        Ok((files, tally, collected, refused))
    };
    let pipeline = Pipeline {
        share: members_a_share(job.notices),
        progress: job.watch,
        worker: || Worker { adjudicator: Adjudicator::new(job.book), records: intake.records() },
        work: |worker: &mut Worker, members: &[u32]| worker.decide(job, intake, members),
    };
    let decided = pipeline.run(intake.with_bills(), write_decided);
    Ok(decided?)
}

/// Sums and counts over all members. Sums are wider than one amount: a city may be paid more.
struct Tally {
    bills: BillCounts,
    denied_by_reason: BTreeMap<String, u64>,
    /// Bills that carry a flag, by its code.
    flags: BTreeMap<&'static str, u64>,
    /// By benefit of the book, in minor units.
    benefits: Vec<i128>,
    payments: u64,
    due_now: i128,
    /// Notices written, and of what bills where only some are asked for.
    notices: u64,
    noticed: BTreeSet<String>,
}

impl Tally {
    fn new(book: &Book) -> Tally {
        Tally {
            bills: BillCounts::default(),
            denied_by_reason: BTreeMap::new(),
            flags: BTreeMap::new(),
            benefits: vec![0; book.benefits.len()],
            payments: 0,
            due_now: 0,
            notices: 0,
            noticed: BTreeSet::new(),
        }
    }

    /// Ids of bills that a notice is asked for and that have none.
    fn without_notice(&self, asked: Wanted) -> Vec<String> {
        match asked {
            Wanted::None | Wanted::All => Vec::new(),
            Wanted::Only(ids) => ids.difference(&self.noticed).cloned().collect(),
        }
    }

    /// Adds one member.
    fn add(&mut self, book: &Book, decisions: &[Decision], payment: Option<&Payment<'_>>) {
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

    /// Adds what was counted of other members.
    fn merge(&mut self, other: Tally) {
        let BillCounts { decided, paid, nil, denied } = other.bills;
        self.bills.decided += decided;
        self.bills.paid += paid;
        self.bills.nil += nil;
        self.bills.denied += denied;
        for (code, count) in other.denied_by_reason {
            *self.denied_by_reason.entry(code).or_default() += count;
        }
        for (code, count) in other.flags {
            *self.flags.entry(code).or_default() += count;
        }
        self.benefits.iter_mut().zip(other.benefits).for_each(|(sum, more)| *sum += more);
        self.payments += other.payments;
        self.due_now += other.due_now;
        self.notices += other.notices;
        self.noticed.extend(other.noticed);
    }

    /// # Panics
    ///
    /// If the payments do not come to what the benefits pay: that would be a bug, and no payment may
    /// leave it.
    fn summary(
        self,
        book: &Book,
        counts: &[InputCounts; 3],
        faults: FaultCounts,
        breakdown: Breakdown,
    ) -> Summary {
        let [members, enrolments, _] = counts;
        let payable: i128 = self.benefits.iter().sum();
        assert_eq!(payable, self.due_now, "payments come to what the benefits pay");
        let districts: i128 = breakdown.by_district.iter().map(|district| district.minor).sum();
        assert_eq!(payable, districts, "and so do the districts of the reports");
        let all = |count: fn(&InputCounts) -> u64| counts.iter().map(count).sum();
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
            flags: self.flags,
            rejected_by_code: faults.rejected,
            member_flags: faults.member_flags,
            rejected_rows: all(|counts| counts.rejected),
            duplicates: all(|counts| counts.duplicates),
            superseded: all(|counts| counts.superseded),
            void: all(|counts| counts.void),
            payable: show(payable),
            benefits: self.benefits.iter().enumerate().map(benefit).collect(),
            payments: self.payments,
            due_now: show(self.due_now),
            breakdown,
        }
    }
}

//! One run over all bills of an office, from files to files.

use std::thread;

use super::error::BatchError;
use super::job::Job;
use super::share::{Share, Worker};
use super::tally::Tally;
use crate::adjudication::Adjudicator;
use crate::explanation::notice::{self, Wanted};
use crate::fingerprint::Fingerprint;
use crate::intake::{Intake, KnownMembers, RowError, read};
use crate::output::reports::{self, Collected};
use crate::output::{
    Manifest, Outbox, Output, OutputError, OutputFiles, Payment, ProtectedFiles, REJECT_FILES,
    RowReport, Summary, decisions_header, flags_header,
};
use crate::pipeline::{MEMBERS_A_SHARE, Pipeline, Results, join};
use crate::progress::Phase;
use crate::words::Lang;

/// Decisions and the files that go with them, also in the folder of a night.
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
    /// Ids of bills of which a notice was wanted and on which nothing is decided, in order.
    pub without_notice: Vec<String>,
}

/// Members of one share while every bill has a notice, which is as long as all other outputs of a member
/// together.
const NOTICED_A_SHARE: usize = 64;
/// Reads the files of an office, adjudicates every member with bills, and writes the outputs.
///
/// ```
/// use huzhu::batch::{self, Job};
/// use huzhu::explanation::notice::Wanted;
/// use huzhu::intake::Inputs;
/// use huzhu::output::reports;
/// use huzhu::scheme::Book;
/// use huzhu::words::Lang;
///
/// let book = Book::load("rules/city".as_ref()).unwrap();
/// let out = tempfile::tempdir()?;
/// let report = batch::run(&Job {
///     book: &book,
///     rules: &[],
///     inputs: &Inputs::in_folder("data/city_small".as_ref()),
///     out: out.path(),
///     threads: None,
///     explains: false,
///     notices: Wanted::None,
///     reports: reports::Options::default(),
///     lang: Lang::English,
///     watch: &(),
/// })?;
/// assert_eq!(report.summary.bills.decided, 3_000);
/// assert!(out.path().join("payments.csv").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When a file cannot be used or written, or the progress stops the run; nothing of it is visible then.
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
        rehearsal: false,
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

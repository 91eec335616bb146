//! The order of a night, from the ledger's lock to its files.

use std::path::Path;

use super::error::NightError;
use super::known_tonight::{self, KnownTonight};
use super::merge::Merge;
use super::outputs::{FILES, Report};
use super::post::post;
use super::rules::Rules;
use super::tonight::{Tonight, to_decide};
use crate::adjudication::MEANING;
use crate::date::Day;
use crate::intake::{Incoming, Inputs};
use crate::ledger::{Access, Ledger, LedgerError, Name, has_come};
use crate::output::{Outbox, ProtectedFiles};
use crate::payment::{self, OpenPayments, Reviewed};
use crate::progress::{Phase, Progress};
use crate::scheme::Book;
use crate::words::Lang;

/// All that a night needs.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The rules.
    pub book: &'a Book,
    /// The files the rules were read from.
    pub rules: &'a Rules,
    /// What came tonight.
    pub inputs: &'a Inputs,
    /// The ledger, which [`Ledger::create`] has made.
    pub ledger: &'a Path,
    /// Where to write.
    pub out: &'a Path,
    /// The day the night counts for.
    pub posted_on: Day,
    /// The last day that has come, and that a night can count for; nothing where that is not asked.
    pub today: Option<Day>,
    /// Who prepares it.
    pub by: &'a Name,
    /// The account of the operating system that it is prepared from; empty where that is not known.
    pub login: &'a str,
    /// The name of rules that change what was decided, where that is wanted.
    pub adopt: Option<&'a str>,
    /// A file of the members who alone adopt them; nothing for all.
    pub adopt_only: Option<&'a Path>,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<usize>,
    /// The language of sentences in files.
    pub lang: Lang,
    /// Who looks on.
    pub watch: &'a dyn Progress,
}

/// Reads the input, adjudicates every member for whom something changed, posts the differences and writes the
/// outputs.
///
/// # Errors
///
/// When a file or the ledger cannot be used, the rules would change what was decided and that is not
/// asked for, or the operator stops the run: nothing of it is posted then, and no output appears.
pub fn run(night: &Night) -> Result<Report, NightError> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(night.threads.unwrap_or(0)).build();
    let threads = threads.map_err(NightError::Threads)?;
    if let Some(today) = night.today {
        has_come(night.posted_on, today).map_err(LedgerError::from)?;
    }
    let read = ProtectedFiles::default().and(night.inputs.paths()).and(night.adopt_only);
    read.spares_beside(night.ledger)?;
    let kept = read.and_ledger(night.ledger);
    let outbox = Outbox::open(night.out, FILES, &kept)?;
    let (mut ledger, since) = open(night)?;
    let vocabulary = &night.book.vocabulary;
    let arrived = threads
        .install(|| Incoming::read(night.inputs, vocabulary, Some(night.posted_on), night.watch))?;
    let known_tonight = known_tonight::load(night, &ledger, &threads, since, &arrived)?;
    let KnownTonight {
        known,
        changed,
        same,
        manual_facts,
        all_manual_facts,
        looked_at,
        adopted,
        own,
    } = known_tonight;
    let reviewed = match night.book.review.hold.is_empty() {
        true => Reviewed::default(),
        false => payment::reviewed(&ledger, &night.book.id)?,
    };
    let payments = OpenPayments::of(&ledger, &known.members)?;
    let merge = threads.install(|| Merge::new(Some(&arrived), &known, &same, vocabulary));
    let tonight = Tonight {
        arrived: &arrived,
        merge: &merge,
        known: &known,
        payments: &payments,
        same: &same,
        manual_facts: &manual_facts,
        all_manual_facts: &all_manual_facts,
        looked_at: &looked_at,
        adopted: adopted.as_ref(),
        own: &own,
        reviewed: &reviewed,
        since,
    };
    let people = threads.install(|| to_decide(tonight, &changed));
    let report = post(night, &mut ledger, &threads, tonight, &people, &outbox)?;
    night.watch.begin(Phase::Publish, 0);
    let published = outbox.publish(&report.outputs);
    published.map_err(|why| NightError::PostedNotPublished { run: report.summary.run, why })?;
    Ok(report)
}

/// The ledger, held alone, and what differs from its last night.
fn open(night: &Night) -> Result<(Ledger, Since), NightError> {
    let ledger = Ledger::open(night.ledger, Access::Write)?;
    ledger.reads_ids(night.book.vocabulary.member_ids)?;
    ledger.brought_up().iter().for_each(|notice| night.watch.tells(notice));
    ledger.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
    let since = check(night, &ledger)?;
    Ok((ledger, since))
}

/// What is other than on the last night.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Since {
    pub rules: bool,
    /// What the engine means by rules and facts.
    pub engine: bool,
}

impl Since {
    /// Whether only the engine is.
    pub fn is_engine(self) -> bool {
        self.engine && !self.rules
    }

    /// The name by which an operator adopts it.
    pub fn name(self, night: &Night) -> String {
        match self.is_engine() {
            true => format!("engine-{MEANING}"),
            false => night.rules.name().to_owned(),
        }
    }
}

/// What can be said before anything is read; what is other than on the last night.
fn check(night: &Night, ledger: &Ledger) -> Result<Since, NightError> {
    let Some(last) = ledger.last_run()? else { return Ok(Since::default()) };
    ledger.is_open(night.posted_on)?;
    ledger.may_follow(night.posted_on, night.today)?;
    let known = ledger.rules(last.rules)?;
    let rules = known.is_none_or(|(hash, _)| hash != night.rules.hash);
    let since = Since { rules, engine: last.meaning != MEANING };
    match since.is_engine() && night.adopt_only.is_some() {
        true => Err(NightError::EngineForAll),
        false => Ok(since),
    }
}

//! The order of a night, from the ledger's lock to its files.

use std::collections::BTreeSet;

use super::error::NightError;
use super::households::linked::LinkedHouseholds;
use super::known_tonight::{self, KnownTonight};
use super::merge::Merge;
use super::night::{Night, Since};
use super::outputs::{FILES, Report};
use super::post::post;
use super::tonight::{Tonight, to_decide, with_relatives};
use crate::adjudication::MEANING;
use crate::intake::Incoming;
use crate::ledger::{Access, Ledger, LedgerError, has_come};
use crate::output::{Outbox, ProtectedFiles};
use crate::payment::{self, OpenPayments, Reviewed};
use crate::progress::Phase;

/// Reads the input, adjudicates every member for whom something changed, posts the differences and writes the
/// outputs. A rehearsal does all of it, and is rolled back where a night is committed.
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
    night.watch.counted("rows", &arrived.all_rows());
    night.watch.begin(Phase::Known, 0);
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
    let reviewed = reviewed(night, &ledger)?;
    let payments = OpenPayments::of(&ledger, &known.members, &night.book.corrections)?;
    let merge = threads.install(|| Merge::new(Some(&arrived), &known, &same, vocabulary));
    let linked_households = threads.install(|| LinkedHouseholds::of(&merge)).none_too_large()?;
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
        linked_households: &linked_households,
        reviewed: &reviewed,
        touched: &BTreeSet::new(),
        people: &[],
        since,
    };
    let report = decide(night, &mut ledger, &threads, (tonight, &changed), &outbox)?;
    publish(night, outbox, &report)?;
    Ok(report)
}

/// What was looked at of what the rules hold.
fn reviewed(night: &Night, ledger: &Ledger) -> Result<Reviewed, NightError> {
    match night.book.review.hold.is_empty() {
        true => Ok(Reviewed::default()),
        false => Ok(payment::reviewed(ledger, &night.book.id)?),
    }
}

/// Decides people of whom something came, and their relatives, and posts what changed; by number, of whom rows differ
/// from what the ledger saw.
fn decide(
    night: &Night,
    ledger: &mut Ledger,
    threads: &rayon::ThreadPool,
    (tonight, changed): (Tonight, &[u32]),
    outbox: &Outbox,
) -> Result<Report, NightError> {
    let people = threads.install(|| to_decide(tonight, changed));
    let touched: BTreeSet<&str> = people.iter().copied().collect();
    let people = with_relatives(tonight, people);
    let tonight = Tonight { touched: &touched, people: &people, ..tonight };
    post(night, ledger, threads, tonight, outbox)
}

/// Puts the outputs in their place.
fn publish(night: &Night, outbox: Outbox, report: &Report) -> Result<(), NightError> {
    night.watch.begin(Phase::Publish, 0);
    outbox.publish(&report.outputs).map_err(|why| match night.rehearse {
        true => NightError::Output(why),
        false => NightError::PostedNotPublished { run: report.summary.run, why },
    })
}

/// The ledger, held alone, and what differs from its last night.
fn open(night: &Night) -> Result<(Ledger, Since), NightError> {
    let access = if night.rehearse { Access::Rehearse } else { Access::Write };
    let ledger = Ledger::open(night.ledger, access)?;
    ledger.reads_ids(night.book.vocabulary.member_ids)?;
    ledger.brought_up().iter().for_each(|notice| night.watch.tells(notice));
    ledger.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
    if let Some(asked) = night.run
        && asked != ledger.next_run()?
    {
        return Err(NightError::AnotherRun { asked });
    }
    let since = check(night, &ledger)?;
    Ok((ledger, since))
}

/// What can be checked before anything is read; what is other than on the last night.
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

//! People are decided in parallel, share by share; what changed is posted and written in their order.

use std::collections::HashMap;

use super::adopt::{all_can_adopt, keep_adoption};
use super::at_hand::AtHand;
use super::error::NightError;
use super::load_known;
use super::new_rows::NewRows;
use super::night::Night;
use super::outputs::{self, Files, Report};
use super::share::Share;
use super::tonight::Tonight;
use crate::adjudication::Adjudicator;
use crate::claim::RecordKind;
use crate::intake::{MEMBERS_PREFETCHED, RowOutcomes};
use crate::ledger::{Content, Latest, Ledger, Name, NewPosting, NewRun, Signed, bill_hash};
use crate::output::Outbox;
use crate::payment;
use crate::pipeline::{MEMBERS_A_SHARE, Pipeline, Results};
use crate::progress::Phase;

pub(super) fn post(
    night: &Night,
    ledger: &mut Ledger,
    threads: &rayon::ThreadPool,
    tonight: Tonight,
    outbox: &Outbox,
) -> Result<Report, NightError> {
    let Tonight { arrived, known, people, .. } = tonight;
    all_can_adopt(tonight)?;
    let mut files = Files::create(night.book, outbox)?;
    night.watch.begin(Phase::Decide, arrived.all_bills() as u64);
    let mut run = ledger.begin(&load_known::columns_of(arrived))?;
    run.belongs_to(&night.book.id, night.book.vocabulary.currency)?;
    keep_adoption(night, &run, tonight)?;
    let before: HashMap<&str, &Latest> =
        known.members.iter().map(|latest| (latest.content.member_id.as_str(), latest)).collect();
    let pipeline = Pipeline {
        share: MEMBERS_A_SHARE,
        progress: night.watch,
        worker: || (),
        work: |(): &mut (), people: &[&str]| decide(night, tonight, &before, people),
    };
    let write = |shares: Results<Share>| write_shares(&mut run, &mut files, shares, tonight, night);
    let written = pipeline.run_beside(threads, people, write);
    let mut written = written.map_err(NightError::from)?;
    written.became.merge(unchanged(tonight));
    outputs::finish(night, run, files, tonight, written)
}

/// A hold that the rules ask for: the scheme is who holds, and the flag is why.
fn review(night: &Night, flag: &str) -> Signed {
    let (by, login) = (Name::kept(&night.book.id), night.login.to_owned());
    Signed { by, on: night.posted_on, reason: flag.to_owned(), login, second: None }
}

/// Posts and writes shares in their order.
fn write_shares(
    run: &mut NewRun,
    files: &mut Files,
    shares: Results<Share>,
    tonight: Tonight,
    night: &Night,
) -> Result<Share, NightError> {
    let book = night.book;
    let mut all = Share::default();
    for share in shares {
        if let Some(why) = share.failed {
            return Err(why);
        }
        files.decisions.put(&share.decisions)?;
        files.flags.put(&share.flags)?;
        files.openings.put(&share.openings)?;
        share
            .holds
            .iter()
            .try_for_each(|(bill, flag)| payment::hold_bill(run, bill, &review(night, flag)))?;
        let currency = book.vocabulary.currency;
        all.posted += (share.postings.len() + share.waiting.len()) as u64;
        for (posting, changes) in &share.postings {
            run.post(posting)?;
            let member = &posting.content.member_id;
            if let Some(payment) = &posting.payment {
                files.pay(currency, &payment.id, member, payment.amount)?;
            }
            files.change(currency, run.no, member, changes)?;
        }
        share
            .waiting
            .into_iter()
            .try_for_each(|(id, new_rows)| wait(run, files, tonight, id, new_rows))?;
        share.seen.iter().try_for_each(|(id, seen)| run.saw(id, *seen))?;
        files.withdraw(currency, &share.withdrawals)?;
        all.tally.merge(share.tally);
        all.became.merge(share.became);
        all.unknown_voids.extend(share.unknown_voids);
        all.stale += share.stale;
    }
    match all.stale {
        0 => Ok(all),
        stale => Err(NightError::UnreadRows { rows: stale }),
    }
}

/// Looks at some people, in their order.
fn decide(
    night: &Night,
    tonight: Tonight,
    before: &HashMap<&str, &Latest>,
    people: &[&str],
) -> Share {
    let mut share = Share::default();
    let mut adjudicator = Adjudicator::new(night.book);
    let mut cells = tonight.arrived.cells();
    for (at, &main) in people.iter().enumerate() {
        if at.is_multiple_of(MEMBERS_PREFETCHED) {
            let next = &people[at..people.len().min(at + MEMBERS_PREFETCHED)];
            tonight.merge.expect(next, &mut cells);
        }
        let opened = tonight.merge.open(main, Some(&mut cells));
        share.became.merge(opened.became);
        share.unknown_voids.extend(opened.unknown_voids);
        share.stale += opened.stale;
        let at_hand = AtHand { night, tonight, before };
        let (dossier, came) = match opened.dossier {
            _ if opened.new_rows.is_empty() && !tonight.asks(main) => {
                share.seen.extend(opened.new_rows.seen_of(main));
                continue;
            }
            None if opened.waits => {
                if !opened.new_rows.is_empty() {
                    share.waiting.push((main.to_owned(), opened.new_rows));
                }
                continue;
            }
            // What came of relatives moves a member of whom a row is refused, too.
            None if tonight.linked_households.has_relatives(main) => {
                (tonight.merge.open_known(main).dossier, NewRows::default())
            }
            dossier => (dossier, opened.new_rows),
        };
        if let Some(mut dossier) = dossier {
            let with = (&mut adjudicator, &mut cells);
            let decided = at_hand.decide_among_relatives(came, with, &mut dossier, &mut share);
            share.failed = decided.err();
        }
        if share.failed.is_some() {
            break;
        }
    }
    night.watch.done(share.tally.bills.decided);
    share
}

/// Keeps rows of a person who is not known yet: they are looked at again when anything comes.
fn wait(
    run: &mut NewRun,
    files: &mut Files,
    tonight: Tonight,
    id: String,
    new_rows: NewRows,
) -> Result<(), NightError> {
    let members = &tonight.known.members;
    let at = members.binary_search_by(|latest| latest.content.member_id.as_str().cmp(&id));
    let known = at.ok().map(|at| &members[at]);
    let content = known.map_or_else(Content::default, |known| known.content.clone());
    files.pend(&id, new_rows.new_periods, &new_rows.bills_that_hold)?;
    let NewRows { person, periods, bills, bill_ids, .. } = &new_rows;
    let rows = [person, periods, bills].map(String::clone);
    let [person, periods, bills] = rows;
    let content = Content { member_id: id.clone(), person, periods, bills, ..content };
    let place = known.map(|known| (known.member, known.posting));
    let mut posting = NewPosting::new(place, content, &[]);
    posting.bills = bill_ids.iter().map(|id| bill_hash(id)).collect();
    posting.seen = new_rows.seen;
    new_rows.others_seen.iter().try_for_each(|(id, seen)| run.saw(id, *seen))?;
    Ok(run.post(&posting)?)
}

/// What became of rows of people who are not decided tonight: the rows repeat what was known.
fn unchanged(tonight: Tonight) -> RowOutcomes {
    let Tonight { arrived, merge, people, .. } = tonight;
    let mut looked_at = vec![false; arrived.len() as usize];
    for id in people.iter().flat_map(|main| merge.ids(main)) {
        if let Some(number) = arrived.find(id) {
            looked_at[number as usize] = true;
        }
    }
    let mut became = RowOutcomes::default();
    for number in (0..arrived.len()).filter(|&number| !looked_at[number as usize]) {
        let (rows, periods) = (arrived.members(number).len(), arrived.periods(number).len());
        became.of(RecordKind::Members).duplicates += rows as u64;
        became.of(RecordKind::Enrolments).duplicates += periods as u64;
    }
    became
}

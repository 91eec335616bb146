//! What a member was paid, and what was known on an earlier day.

use std::collections::{BTreeMap, BTreeSet};

use super::error::AccountingError;
use crate::date::Day;
use crate::ledger::posting::{Decided, Entry};
use crate::ledger::{
    ClaimState, ClaimStatus, Ledger, MemberNumber, PaymentId, PostingId, RunId, bill_hash,
};
use crate::money::Money;

/// All of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The member.
    pub member_id: String,
    /// What each benefit pays.
    pub benefits: Vec<Benefits>,
    /// What is decided on each bill, in the order of rows.
    pub decided: Vec<Decided>,
    /// Bills that are not decided, or not any more, and what became of each.
    pub undecided: Vec<(String, ClaimStatus)>,
    /// Its postings, the oldest first.
    pub steps: Vec<Step>,
    /// What was prepared for the bank, and what became of it.
    pub payments: Vec<Payment>,
}

/// What a benefit of an edition pays on all bills of a member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Benefits {
    /// The plan.
    pub plan: String,
    /// The benefit.
    pub benefit: String,
    /// The edition.
    pub edition: String,
    /// What it comes to.
    pub amount: Money,
}

/// A posting of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub posting: PostingId,
    /// The run.
    pub run: RunId,
    /// The day that the run counts for.
    pub posted_on: Day,
    /// What all benefits pay since.
    pub entitled: Money,
    /// What was prepared for the bank until then.
    pub paid: Money,
    /// What was written off until then.
    pub written_off: Money,
    /// What was paid back until then.
    pub repaid: Money,
    /// How money moved.
    pub entries: Vec<Entry>,
}

impl Step {
    /// What is to be offset against the next payment.
    pub fn owed(&self) -> Money {
        (self.paid - self.written_off - self.entitled).or_zero()
    }
}

/// A payment and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its id, which the bank knows it by.
    pub id: String,
    /// The run that prepared it.
    pub run: RunId,
    /// What it comes to.
    pub amount: Money,
    /// What of it is in hand.
    pub in_hand: Money,
    /// What became of it; the first stands first.
    pub fate: Vec<Transfer>,
}

/// Something that became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// `released`, `returned`, `withdrawn`, `parted`: a payment of its own since, or `taken_back` with its run.
    pub kind: String,
    /// The day.
    pub on: Day,
    /// How much of it.
    pub amount: Money,
    /// The reason, where there is one.
    pub reason: String,
}

/// What was known of all members on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Then {
    /// The last run that counts for a day up to then.
    pub run: RunId,
    /// Members with a posting.
    pub members: u64,
    /// What all benefits pay.
    pub entitled: Money,
    /// What was prepared for the bank, less what was paid back.
    pub paid: Money,
    /// What was written off.
    pub written_off: Money,
    /// What was paid back.
    pub repaid: Money,
    /// What is to be offset.
    pub owed: Money,
}

/// What was known of one member on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownThen {
    /// The posting.
    pub step: Step,
    /// What was decided.
    pub decided: Vec<Decided>,
}

const STEP: &str = "SELECT p.no, p.run, r.posted_on, p.entitled, p.paid, p.stood, p.before, p.decisions, p.repaid \
                    FROM posting p JOIN run r ON r.no = p.run WHERE p.no = ?1";

/// A posting, the number of the one before, and its decisions.
type Stored = (Step, Option<PostingId>, String);

/// All of one member.
///
/// # Errors
///
/// When no member has this id, or the ledger cannot be read.
pub fn balance(ledger: &Ledger, member_id: &str) -> Result<Balance, AccountingError> {
    ledger.view(|ledger| balance_now(ledger, member_id))
}

fn balance_now(ledger: &Ledger, member_id: &str) -> Result<Balance, AccountingError> {
    let (member, newest) = ledger.member(member_id)?;
    let (mut steps, mut decisions, mut next) = (Vec::new(), None, Some(newest));
    // The newest leads back to the first; a damaged chain may lead round.
    while let Some((step, before, decided)) = step(ledger, next)? {
        next = before.filter(|before| *before < step.posting);
        decisions.get_or_insert(decided);
        steps.push(step);
    }
    steps.reverse();
    let decided = ledger.decided(&decisions.unwrap_or_default(), newest)?;
    let payments = payments(ledger, member_id, member)?;
    let undecided = undecided(ledger, member, &decided)?;
    Ok(Balance {
        member_id: member_id.to_owned(),
        benefits: benefits(&decided),
        decided,
        undecided,
        steps,
        payments,
    })
}

/// What became of bills that came under an id and are not among what is decided, by id.
fn undecided(
    ledger: &Ledger,
    member: MemberNumber,
    decided: &[Decided],
) -> Result<Vec<(String, ClaimStatus)>, AccountingError> {
    let mut brought = BTreeSet::new();
    for (run, latest) in ledger.postings_of(member)? {
        brought.extend(ledger.bills_brought(run, &latest)?);
    }
    let known: BTreeSet<&str> = decided.iter().map(|one| one.bill_id.as_str()).collect();
    let mut all = Vec::new();
    for (hospital, number) in brought {
        // Where hospitals number their own bills, an id has both.
        let ids = [format!("{hospital}/{number}"), number];
        if ids.iter().any(|id| known.contains(&**id)) {
            continue;
        }
        for id in ids {
            let fate = ledger.claim_status(bill_hash(&id), &id, None)?;
            let fate = fate.filter(|fate| fate.state != ClaimState::Decided);
            all.extend(fate.map(|fate| (id, fate)));
        }
    }
    Ok(all)
}

fn step(ledger: &Ledger, posting: Option<PostingId>) -> Result<Option<Stored>, AccountingError> {
    let stored = ledger.rows(STEP, [posting], |row| {
        let step = Step {
            posting: row.get(0)?,
            run: row.get(1)?,
            posted_on: row.get(2)?,
            entitled: row.get(3)?,
            paid: row.get(4)?,
            written_off: row.get(5)?,
            repaid: row.get(8)?,
            entries: Vec::new(),
        };
        Ok((step, row.get(6)?, row.get(7)?))
    })?;
    let Some((mut step, before, decisions)) = stored.into_iter().next() else {
        return Ok(None);
    };
    step.entries = ledger.entries(step.posting)?;
    Ok(Some((step, before, decisions)))
}

/// What was prepared for a person, under the main id and under ids that nights joined to it.
fn payments(
    ledger: &Ledger,
    member_id: &str,
    member: MemberNumber,
) -> Result<Vec<Payment>, AccountingError> {
    let mut payments = Vec::new();
    for id in ids_of(ledger, member_id)? {
        let number = if id == member_id { member } else { ledger.member(&id)?.0 };
        payments.extend(in_force(ledger, number)?);
        payments.extend(taken_back(ledger, number)?);
    }
    payments.sort_by_key(|payment| payment.run);
    Ok(payments)
}

/// The id, and those that nights joined to it: nothing is known under these any more.
fn ids_of(ledger: &Ledger, member_id: &str) -> Result<Vec<String>, AccountingError> {
    let same = ledger.same_people()?.into_iter();
    let others = same.filter(|(_, main)| main == member_id).map(|(other, _)| other);
    let others: BTreeSet<String> = others.collect();
    let asked: Vec<&str> = others.iter().map(String::as_str).collect();
    let known = ledger.known(&asked, &[])?.members.into_iter().map(|latest| latest.content);
    let joined = known.filter(|content| content.is_empty()).map(|content| content.member_id);
    let joined = joined.filter(|id| others.contains(id));
    Ok(std::iter::once(member_id.to_owned()).chain(joined).collect())
}

/// What runs that count prepared for an id.
fn in_force(ledger: &Ledger, member: MemberNumber) -> Result<Vec<Payment>, AccountingError> {
    let sql =
        "SELECT no, id, run, amount, in_hand FROM payment_in_force WHERE member = ?1 ORDER BY no";
    let fate = "SELECT kind, happened_on, amount, reason FROM transfer_in_force WHERE payment = ?1 \
                ORDER BY no";
    let transfer = |row: &rusqlite::Row| {
        let (kind, on) = (row.get(0)?, row.get(1)?);
        Ok(Transfer { kind, on, amount: row.get(2)?, reason: row.get(3)? })
    };
    let rows: Vec<(PaymentId, Payment)> = ledger.rows(sql, [member], |row| {
        let (id, run, amount, in_hand) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((row.get(0)?, Payment { id, run, amount, in_hand, fate: Vec::new() }))
    })?;
    let mut payments = Vec::new();
    for (no, payment) in rows {
        payments.push(Payment { fate: ledger.rows(fate, [no], transfer)?, ..payment });
    }
    Ok(payments)
}

/// What runs prepared that were taken back.
fn taken_back(ledger: &Ledger, member: MemberNumber) -> Result<Vec<Payment>, AccountingError> {
    let sql = "SELECT p.id, p.run, p.amount, p.in_hand, t.happened_on, t.reason FROM payment p \
               JOIN taken_back t ON t.run = p.run WHERE p.member = ?1 ORDER BY p.no";
    let payment = |row: &rusqlite::Row| {
        let amount = row.get(2)?;
        let (kind, on) = ("taken_back".to_owned(), row.get(4)?);
        let fate = vec![Transfer { kind, on, amount, reason: row.get(5)? }];
        Ok(Payment { id: row.get(0)?, run: row.get(1)?, amount, in_hand: row.get(3)?, fate })
    };
    Ok(ledger.rows(sql, [member], payment)?)
}

/// What was known of all members on a day: the newest posting of each member up to then.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn as_of(ledger: &Ledger, day: Day) -> Result<Then, AccountingError> {
    let sql = "SELECT coalesce(max(run), 0), count(*), coalesce(sum(entitled), 0), \
               coalesce(sum(paid), 0), coalesce(sum(stood), 0), \
               coalesce(sum(max(paid - stood - entitled, 0)), 0), coalesce(sum(repaid), 0) \
               FROM (SELECT max(p.no), p.run, p.entitled, p.paid, p.stood, p.repaid \
               FROM posting_in_force p JOIN run r ON r.no = p.run WHERE r.posted_on <= ?1 \
               GROUP BY p.member)";
    let rows = ledger.rows(sql, [day], |row| {
        Ok(Then {
            run: row.get(0)?,
            members: row.get::<_, i64>(1)?.unsigned_abs(),
            entitled: row.get(2)?,
            paid: row.get(3)?,
            written_off: row.get(4)?,
            owed: row.get(5)?,
            repaid: row.get(6)?,
        })
    })?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// What had left the fund at the end of each year, from that in which anything first did to that of the newest act:
/// what the bank was given, less what came back from it and what members paid back.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn paid_out_by_year(ledger: &Ledger) -> Result<BTreeMap<i32, Money>, AccountingError> {
    ledger.view(|ledger| {
        let sql = "SELECT min(happened_on), max(max(happened_on), (SELECT max(posted_on) FROM run)) FROM transfer \
                   HAVING count(*) > 0";
        let ends =
            ledger.rows(sql, [], |row| Ok((row.get::<_, Day>(0)?, row.get::<_, Day>(1)?)))?;
        let years = ends.into_iter().flat_map(|(first, last)| first.year()..=last.year());
        years.map(|year| Ok((year, paid_out(ledger, last_of(year))?))).collect()
    })
}

fn paid_out(ledger: &Ledger, day: Day) -> Result<Money, AccountingError> {
    let sql = "SELECT coalesce(sum(CASE kind WHEN 'released' THEN amount WHEN 'returned' THEN -amount ELSE 0 END), 0) \
               FROM transfer WHERE happened_on <= ?1";
    let at_bank: Money = ledger.rows(sql, [day], |row| row.get(0))?.into_iter().sum();
    Ok(at_bank - as_of(ledger, day)?.repaid)
}

/// The last day of a year.
fn last_of(year: i32) -> Day {
    Day::first_of((year + 1) * 12) - 1
}

/// What was known of a member on a day, and what was decided on it; nothing where there was no
/// posting yet.
///
/// # Errors
///
/// When no member has this id, or the ledger cannot be read.
pub fn member_as_of(
    ledger: &Ledger,
    member_id: &str,
    day: Day,
) -> Result<Option<KnownThen>, AccountingError> {
    let (_, newest) = ledger.member(member_id)?;
    let mut next = Some(newest);
    while let Some((step, before, decisions)) = step(ledger, next)? {
        if step.posted_on <= day {
            let decided = ledger.decided(&decisions, step.posting)?;
            return Ok(Some(KnownThen { step, decided }));
        }
        next = before.filter(|before| *before < step.posting);
    }
    Ok(None)
}

/// What each benefit of each edition pays.
fn benefits(decided: &[Decided]) -> Vec<Benefits> {
    let mut sums: BTreeMap<[&str; 3], Money> = BTreeMap::new();
    for one in decided {
        for (benefit, amount) in &one.benefits {
            *sums.entry([&one.plan, benefit, &one.edition]).or_default() += *amount;
        }
    }
    let row = |([plan, benefit, edition], amount): ([&str; 3], Money)| Benefits {
        plan: plan.to_owned(),
        benefit: benefit.to_owned(),
        edition: edition.to_owned(),
        amount,
    };
    sums.into_iter().map(row).collect()
}

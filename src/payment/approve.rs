//! Approvals: the first name is the first check (初审), the second the second check (复核), the last that a
//! payment needs the approval (审批).

use std::collections::{BTreeMap, HashSet};

use super::approval::names_needed;
use super::cash::{Looked, look};
use super::distinct::Doers;
use super::duties_in_force::duties_in_force;
use super::duty::{Duties, Duty};
use super::error::PaymentError;
use super::ready::taken_by;
use super::take_back::is_in_force;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, PaymentId, RunId, Signed};
use crate::money::Money;
use crate::words::{self, Sentence, duties as say};

/// What an approval is to a payment: the how manieth name of how many that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage {
    /// Which name it is.
    pub name: usize,
    /// How many the payment needs.
    pub needed: usize,
}

impl Stage {
    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            Stage { needed: 0, .. } => say::stage_not_needed(),
            Stage { name, needed } if name >= needed => say::stage_approval(),
            Stage { name: 1, .. } => say::stage_first(),
            Stage { name: 2, .. } => say::stage_second(),
            Stage { name, .. } => say::stage_further(name),
        }
    }
}

/// What was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Payments.
    pub payments: u64,
    /// What they come to.
    pub total: Money,
    /// How many payments the approval is what to.
    pub stages: BTreeMap<Stage, u64>,
}

/// Approves payments in hand of a run: all that the author has not approved yet, or those of these ids.
///
/// # Errors
///
/// When the ledger has no such run, a payment is not of it, is not in hand, or was approved by the author before;
/// when the author did a duty that is kept apart; or the ledger cannot be written: nothing is approved then.
pub fn approve(
    ledger: &mut Ledger,
    run: RunId,
    payments: &[String],
    signed: &Signed,
) -> Result<Approved, PaymentError> {
    ledger.is_open(signed.on)?;
    ledger.act(signed, |ledger| {
        let duties = duties_in_force(ledger)?.map(|known| known.duties).unwrap_or_default();
        let looked = look(ledger, &HashSet::new())?;
        let chosen = chosen(ledger, &looked, run, payments)?;
        let doers = Doers::of(ledger, &duties)?;
        let to_approve = may_approve(&doers, &duties, (run, payments), chosen, signed)?;
        for one in &to_approve {
            keep_approval(ledger, one, signed)?;
        }
        let total: Money = to_approve.iter().map(|one| one.payment.amount).sum();
        let after = Deed::payments(&ledger.show(total)?, to_approve.len());
        let deed = match payments {
            [payment] => Deed::new(ActKind::Approve, About::Payment, payment),
            _ => Deed::new(ActKind::Approve, About::Run, run),
        };
        let numbers: HashSet<_> = to_approve.iter().map(|one| one.payment.no).collect();
        let payments = to_approve.len() as u64;
        let stages = stages(ledger, &duties, run, looked, &numbers)?;
        Ok((Approved { payments, total, stages }, Some(deed.changing("", after))))
    })
}

/// Payments in hand of a run: those of these ids, or all.
fn chosen<'l>(
    ledger: &Ledger,
    looked: &'l [Looked],
    run: RunId,
    ids: &[String],
) -> Result<Vec<&'l Looked>, PaymentError> {
    let newest = ledger.next_run()?.before();
    if ledger.rows("SELECT 1 FROM run WHERE no = ?1", [run], |_| Ok(()))?.is_empty() {
        return Err(words::ledger::no_such_run(run, ledger.path().display(), newest).into());
    }
    is_in_force(ledger, run)?;
    let mut chosen: Vec<&Looked> = looked.iter().filter(|one| one.payment.run == run).collect();
    for id in ids {
        if chosen.iter().any(|one| one.payment.id == *id) {
            continue;
        }
        let sql = "SELECT run FROM payment WHERE id = ?1";
        let of: Vec<RunId> = ledger.rows(sql, [id], |row| row.get(0))?;
        let payment = id.clone();
        return Err(match of.first() {
            None => PaymentError::UnknownPayment { payment },
            Some(of) if *of != run => PaymentError::OfAnotherRun { payment, run, of: *of },
            Some(_) => PaymentError::NotInHand { payment },
        });
    }
    if !ids.is_empty() {
        chosen.retain(|one| ids.contains(&one.payment.id));
    }
    match chosen.is_empty() {
        true => Err(PaymentError::NothingToApprove { run }),
        false => Ok(chosen),
    }
}

/// Those that the author has not approved yet, where all of these may be approved by the author.
fn may_approve<'l>(
    doers: &Doers,
    duties: &Duties,
    (run, ids): (RunId, &[String]),
    mut chosen: Vec<&'l Looked>,
    signed: &Signed,
) -> Result<Vec<&'l Looked>, PaymentError> {
    let by = &signed.by;
    let keeps = |one: &&Looked| doers.keeps_from(duties, Duty::Approve, by, &one.touched());
    let done: Vec<_> = chosen.iter().filter_map(keeps).collect();
    if !done.is_empty() {
        return Err(PaymentError::NotDistinct { doing: Duty::Approve, done });
    }
    let is_known = |one: &&Looked| doers.has_approved(by, &one.touched(), one.payment.amount);
    if !ids.is_empty()
        && let Some(one) = chosen.iter().find(|one| is_known(one))
    {
        let payment = one.payment.id.clone();
        return Err(PaymentError::ApprovedBefore { payment, by: by.to_string() });
    }
    chosen.retain(|one| !is_known(one));
    match chosen.is_empty() {
        true => Err(PaymentError::AllApproved { run, by: by.to_string() }),
        false => Ok(chosen),
    }
}

fn keep_approval(ledger: &Ledger, one: &Looked, signed: &Signed) -> Result<(), LedgerError> {
    let sql = "INSERT INTO approval(payment, amount, payee, happened_on, author, login) \
               VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    let Signed { by, on, login, .. } = signed;
    let payees = one.touched().payees;
    ledger.run(sql, (one.payment.no, one.payment.amount, payees, on, by, login))
}

/// What the newest approval is to each of these payments, if the run were released now.
fn stages(
    ledger: &Ledger,
    duties: &Duties,
    run: RunId,
    looked: Vec<Looked>,
    numbers: &HashSet<PaymentId>,
) -> Result<BTreeMap<Stage, u64>, PaymentError> {
    let doers = Doers::of(ledger, duties)?;
    let asked = taken_by(ledger, run, looked)?;
    let needed = names_needed(ledger, &asked, duties)?;
    let mut stages = BTreeMap::new();
    for (one, needed) in asked.iter().zip(needed) {
        if numbers.contains(&one.payment.no) {
            let name = doers.names(duties, &one.touched(), one.payment.amount);
            *stages.entry(Stage { name, needed }).or_default() += 1;
        }
    }
    Ok(stages)
}

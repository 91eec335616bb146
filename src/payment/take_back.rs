//! A night of which nothing has left is taken back: the next one decides as if it had never been.
//!
//! Its rows stay, and count no more. What it prepared is in hand no longer; what it withdrew is in hand again, as a
//! payment of its own where the rest has left since.

use super::error::PaymentError;
use super::part::{Part, part_off};
use super::stands::StandsBecause;
use crate::date::Day;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Month, PaymentId, RunId, Signed};
use crate::money::Money;
use crate::words;

/// A run that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// The run.
    pub run: RunId,
    /// The day that it counted for.
    pub posted_on: Day,
    /// Payments that it had prepared.
    pub payments: u64,
    /// What they came to.
    pub total: Money,
}

/// Takes back the newest run that counts.
///
/// # Errors
///
/// When there is no such run, it was taken back before, a later one counts, its month is closed, something of it was
/// released, or it was no night; there is no reason, or the day is of a closed month; or the ledger cannot be written.
pub fn take_back(
    ledger: &mut Ledger,
    run: RunId,
    signed: Signed,
) -> Result<TakenBack, PaymentError> {
    let signed = signed.with_reason()?;
    ledger.is_open(signed.on)?;
    ledger.act(&signed, |ledger| {
        let taken_back = may_take_back(ledger, run)?;
        out_of_hand(ledger, run)?;
        reinstate(ledger, run, &signed)?;
        ledger.leave_out(run, &signed)?;
        let payments = |total, count| Ok(Deed::payments(&ledger.show(total)?, count));
        let before: Result<_, LedgerError> =
            payments(taken_back.total, taken_back.payments as usize);
        let deed = Deed::new(ActKind::TakeBack, About::Run, run);
        let deed = deed.changing(before?, payments(Money::ZERO, 0)?);
        Ok((taken_back, Some(deed)))
    })
}

/// Makes sure that a run was not taken back.
pub(super) fn is_in_force(ledger: &Ledger, run: RunId) -> Result<(), PaymentError> {
    match ledger.taken_back(run)? {
        None => Ok(()),
        Some((on, by)) => Err(PaymentError::TakenBack { run, on, by }),
    }
}

/// Makes sure that a run can be taken back; what it had prepared.
fn may_take_back(ledger: &Ledger, run: RunId) -> Result<TakenBack, PaymentError> {
    let newest: RunId = ledger.one("SELECT coalesce(max(no), 0) FROM run_in_force")?;
    let sql = "SELECT posted_on FROM run WHERE no = ?1";
    let days: Vec<Day> = ledger.rows(sql, [run], |row| row.get(0))?;
    let Some(posted_on) = days.into_iter().next() else {
        return Err(words::ledger::no_such_run(run, ledger.path().display(), newest).into());
    };
    is_in_force(ledger, run)?;
    if let Some(why) = stands_because(ledger, (run, newest), posted_on)? {
        return Err(PaymentError::Stands { run, why });
    }
    let sql = "SELECT count(*), coalesce(sum(amount), 0) FROM payment \
               WHERE run = ?1 AND part_of IS NULL";
    let sums: Vec<(i64, Money)> = ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (payments, total) = sums.into_iter().next().unwrap_or_default();
    Ok(TakenBack { run, posted_on, payments: payments as u64, total })
}

/// Why a run that counts cannot be taken back; nothing where it can.
fn stands_because(
    ledger: &Ledger,
    (run, newest): (RunId, RunId),
    posted_on: Day,
) -> Result<Option<StandsBecause>, LedgerError> {
    if run < newest {
        return Ok(Some(StandsBecause::LaterRun { newest }));
    }
    if ledger.runs_by_hand()?.contains(&run) {
        return Ok(Some(StandsBecause::NoNight));
    }
    let month = Month::of(posted_on);
    if ledger.open_month()?.is_some_and(|open| month < open) {
        return Ok(Some(StandsBecause::Closed { month }));
    }
    let released = ledger.first_release(run)?;
    Ok(released.map(|(on, by)| StandsBecause::Released { on, by }))
}

/// Nothing that a run prepared is in hand any more.
fn out_of_hand(ledger: &Ledger, run: RunId) -> Result<(), LedgerError> {
    ledger.run("UPDATE payment SET in_hand = 0 WHERE run = ?1", [run])
}

/// What a run withdrew is in hand again.
fn reinstate(ledger: &Ledger, run: RunId, act: &Signed) -> Result<(), LedgerError> {
    let sql = "UPDATE payment SET in_hand = in_hand + t.amount FROM (SELECT payment, sum(amount) amount \
               FROM transfer WHERE kind = 'withdrawn' AND run = ?1 GROUP BY payment) t \
               WHERE t.payment = payment.no";
    ledger.run(sql, [run])?;
    // The bank has the rest under the id: an id stands for one amount.
    let sql = "SELECT p.no, p.id, p.in_hand FROM payment p WHERE p.no IN (SELECT payment FROM transfer \
               WHERE kind = 'withdrawn' AND run = ?1) AND (SELECT kind FROM transfer WHERE payment = p.no \
               AND kind IN ('released', 'returned') ORDER BY no DESC LIMIT 1) = 'released'";
    let left: Vec<(PaymentId, String, Money)> =
        ledger.rows(sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (no, id, amount) in left {
        part_off(ledger, (no, &id), Part::rest(amount), act)?;
    }
    Ok(())
}

//! A repayment or a waiver that was booked by mistake is reversed (冲正): by one more posting, so that the person owes
//! what was owed, from the day on which it was found. Two people answer for it, and give the reason.

use super::error::PaymentError;
use super::owed::{Debtors, Owed};
use super::restored::is_caught_up;
use super::settle::{is_on_time, reversed_runs, row};
use crate::intake::mask;
use crate::ledger::known::Columns;
use crate::ledger::post::LooksAt;
use crate::ledger::posting::{Entry, Moved, REVERSED};
use crate::ledger::runs::BOOKED;
use crate::ledger::{
    About, ActKind, Content, Deed, Ledger, LedgerError, NewPosting, RunId, Signed,
};
use crate::money::Money;

/// What was reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversed {
    /// The main id of the person.
    pub member_id: String,
    /// What it was: repaid, or waived.
    pub kind: ActKind,
    /// How much.
    pub amount: Money,
    /// What the person owed.
    pub before: Money,
    /// What the person owes.
    pub after: Money,
    /// The run that books it.
    pub run: RunId,
}

/// What a run booked outside a night.
struct Booked {
    member_id: String,
    kind: ActKind,
    amount: Money,
}

/// Reverses what a run booked as repaid or waived, all of it; a second person agrees.
///
/// # Errors
///
/// When there is no reason or no second person; the run booked no repayment and no waiver, or it was reversed; not all
/// of it stands any more, or the next night may change what is owed; the day is before the newest run or of a closed
/// month; nights since a restore have not been run; or the ledger cannot be written: nothing is booked then.
pub fn reverse(ledger: &mut Ledger, of: RunId, signed: &Signed) -> Result<Reversed, PaymentError> {
    let signed = signed.clone().with_reason()?;
    let last = ledger.last_run()?;
    let last = last.ok_or_else(|| LedgerError::nothing_posted(ledger.path()))?;
    if signed.second.is_none() {
        return Err(PaymentError::SettledAlone);
    }
    is_on_time(ledger, &signed)?;
    is_caught_up(ledger)?;
    let booked = booked(ledger, of)?;
    let Booked { kind, amount, .. } = booked;
    let owed = Debtors::of(ledger)?.owed(&booked.member_id)?;
    may_reverse(ledger, of, &booked, &owed)?;
    let (before, after) = (owed.posted, owed.posted + amount);
    let member_id = owed.latest.content.member_id.clone();
    let change = [ledger.show(before)?, ledger.show(after)?];
    let mut run = ledger.begin(&Columns::default())?;
    run.columns = owed.latest.columns;
    run.post(&posting(owed, of, &booked, &signed))?;
    let deed = Deed::new(ActKind::Reverse, About::Member, &member_id);
    let [was, is] = change;
    run.deed = Some(deed.changing(was, is));
    (run.kind, run.reason, run.second) =
        (ActKind::Reverse, signed.reason.clone(), signed.second.clone());
    run.next_looks_at = LooksAt::MovedSinceBefore;
    let no = run.no;
    run.commit(&row(&last, no, ActKind::Reverse, &signed))?;
    Ok(Reversed { member_id, kind, amount, before, after, run: no })
}

/// What a run booked as repaid or waived.
fn booked(ledger: &Ledger, run: RunId) -> Result<Booked, PaymentError> {
    let sql = format!(
        "SELECT m.id, e.kind, e.amount, e.reason FROM run r JOIN posting_in_force p ON p.run = r.no \
         JOIN member m ON m.no = p.member JOIN entry e ON e.posting = p.no \
         WHERE r.no = ?1 AND r.summary LIKE '%\"{BOOKED}\"%' AND e.kind IN ('repaid', 'stood')"
    );
    let rows: Vec<(String, String, Money, String)> =
        ledger.rows(&sql, [run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let nothing = PaymentError::NothingToReverse { run };
    let (member_id, kind, amount, reason) = rows.into_iter().next().ok_or(nothing)?;
    if reason.starts_with(REVERSED) {
        return Err(PaymentError::NothingToReverse { run });
    }
    if let Some(by) = reversed_runs(ledger)?.remove(&run) {
        return Err(PaymentError::ReversedBefore { run, by });
    }
    let kind = match Moved::of(&kind) {
        Some(Moved::Repaid) => ActKind::Repaid,
        _ => ActKind::Waived,
    };
    Ok(Booked { member_id, kind, amount: amount.max(-amount) })
}

/// Whether all of it still stands: what was repaid and waived of a person never falls below zero.
fn may_reverse(
    ledger: &Ledger,
    run: RunId,
    booked: &Booked,
    owed: &Owed,
) -> Result<(), PaymentError> {
    let content = &owed.latest.content;
    if owed.waits || content.owed() < Money::ZERO {
        return Err(PaymentError::OwedAfterNight { member: mask(&content.member_id) });
    }
    let stands = match booked.kind {
        ActKind::Repaid => content.repaid,
        _ => content.written_off,
    };
    if booked.amount > stands {
        let (amount, stands) = (ledger.show(booked.amount)?, ledger.show(stands)?);
        return Err(PaymentError::ReversedBelowZero { run, amount, stands });
    }
    Ok(())
}

fn posting(owed: Owed, of: RunId, booked: &Booked, signed: &Signed) -> NewPosting {
    let before = Some((owed.latest.member, owed.latest.posting));
    let mut content: Content = owed.latest.content.without_rows();
    let amount = booked.amount;
    let entry = |kind, amount| Entry {
        kind,
        bill_id: String::new(),
        plan: String::new(),
        benefit: String::new(),
        edition: String::new(),
        amount,
        event_on: signed.on,
        reason: format!("{REVERSED}{of}"),
    };
    let entries = match booked.kind {
        ActKind::Repaid => {
            content.paid += amount;
            content.repaid = content.repaid - amount;
            vec![entry(Moved::Repaid, amount)]
        }
        _ => {
            content.written_off = content.written_off - amount;
            vec![entry(Moved::WriteOff, -amount), entry(Moved::Recoverable, amount)]
        }
    };
    NewPosting::new(before, content, &entries)
}

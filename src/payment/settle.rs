//! What a person owes is settled outside a night: the member paid it back, or the office waives it. It is booked at
//! once, in a run of its own, and never above what is owed; two people answer for it.
//!
//! What was paid back is not prepared any more, so that it becomes due again where a bill is restored later; what is
//! waived is written off, so that the member has it, and is not paid it twice.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use super::error::PaymentError;
use super::owed::{Debtors, Owed};
use super::restored::{is_caught_up, sent_before_restore};
use crate::intake::mask;
use crate::ledger::known::Columns;
use crate::ledger::post::LooksAt;
use crate::ledger::posting::{Entry, Moved, RECEIPT, REVERSED};
use crate::ledger::runs::{BOOKED, RunRow};
use crate::ledger::{
    About, ActKind, Content, Deed, Ledger, LedgerError, Name, NewPosting, RunId, Signed,
};
use crate::money::Money;

/// How something that is owed is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The member paid it back; with the number of the receipt, where there is one.
    Repaid(Option<Name>),
    /// The office lets it be.
    Waived,
}

impl Settlement {
    /// The act that it is.
    pub fn kind(&self) -> ActKind {
        match self {
            Settlement::Repaid(_) => ActKind::Repaid,
            Settlement::Waived => ActKind::Waived,
        }
    }

    /// Why money moved, as a code.
    fn reason(&self) -> String {
        match self {
            Settlement::Repaid(Some(receipt)) => format!("{RECEIPT}{receipt}"),
            Settlement::Repaid(None) => "repaid".to_owned(),
            Settlement::Waived => "waived".to_owned(),
        }
    }

    fn moved(&self, amount: Money) -> (Moved, Money) {
        match self {
            Settlement::Repaid(_) => (Moved::Repaid, -amount),
            Settlement::Waived => (Moved::WriteOff, amount),
        }
    }
}

/// What was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The main id of the person.
    pub member_id: String,
    /// What the person owed.
    pub before: Money,
    /// What the person owes.
    pub after: Money,
    /// The run that books it.
    pub run: RunId,
}

/// Settles an amount of what a person owes, under whatever id of the person; a second person agrees.
///
/// # Errors
///
/// When there is no reason or no second person; the person is not known, owes less, or what is owed is known only after
/// the next night; the receipt is booked already; the day is before the newest run or of a closed month; nights
/// since a restore have not been run; or the ledger cannot be written: nothing is booked then.
pub fn settle(
    ledger: &mut Ledger,
    member_id: &str,
    (how, amount): (&Settlement, Money),
    signed: &Signed,
) -> Result<Settled, PaymentError> {
    let signed = signed.clone().with_reason()?;
    let last = ledger.last_run()?;
    let last = last.ok_or_else(|| LedgerError::nothing_posted(ledger.path()))?;
    if signed.second.is_none() {
        return Err(PaymentError::SettledAlone);
    }
    is_on_time(ledger, &signed)?;
    is_caught_up(ledger)?;
    let owed = Debtors::of(ledger)?.owed(member_id)?;
    may_settle(ledger, how, amount, &owed)?;
    let (before, after) = (owed.amount, owed.amount - amount);
    let member_id = owed.latest.content.member_id.clone();
    let change = [ledger.show(before)?, ledger.show(after)?];
    let mut run = ledger.begin(&Columns::default())?;
    run.columns = owed.latest.columns;
    run.post(&posting(owed, how, amount, &signed))?;
    let deed = Deed::new(how.kind(), About::Member, &member_id);
    let [was, is] = change;
    run.deed = Some(deed.changing(was, is));
    (run.kind, run.reason, run.second) = (how.kind(), signed.reason.clone(), signed.second.clone());
    run.next_looks_at = LooksAt::MovedSinceBefore;
    let no = run.no;
    run.commit(&row(&last, no, how.kind(), &signed))?;
    Ok(Settled { member_id, before, after, run: no })
}

/// The run that books it: under the rules of the last one.
pub(super) fn row(last: &RunRow, no: RunId, kind: ActKind, signed: &Signed) -> RunRow {
    RunRow {
        no,
        posted_on: signed.on,
        rules: last.rules,
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        meaning: last.meaning.clone(),
        prepared_by: signed.by.to_string(),
        login: signed.login.clone(),
        manifest: json!({}).to_string(), // The reason is in the act alone, where it can go with the person.
        summary: json!({ "format": BOOKED, "act": kind.code() }).to_string(),
    }
}

fn posting(owed: Owed, how: &Settlement, amount: Money, signed: &Signed) -> NewPosting {
    let before = Some((owed.latest.member, owed.latest.posting));
    let mut content: Content = owed.latest.content.without_rows();
    match how {
        Settlement::Repaid(_) => {
            content.paid = content.paid - amount;
            content.repaid += amount;
        }
        Settlement::Waived => content.written_off += amount,
    }
    let (kind, amount) = how.moved(amount);
    let entry = Entry {
        kind,
        bill_id: String::new(),
        plan: String::new(),
        benefit: String::new(),
        edition: String::new(),
        amount,
        event_on: signed.on,
        reason: how.reason(),
    };
    NewPosting::new(before, content, &[entry])
}

/// Whether something can be booked for a day: of an open month, and not before what is booked already.
pub(super) fn is_on_time(ledger: &Ledger, signed: &Signed) -> Result<(), PaymentError> {
    ledger.is_open(signed.on)?;
    let newest = ledger.newest_day()?;
    if signed.on < newest {
        return Err(PaymentError::SettledTooEarly { day: signed.on, newest });
    }
    Ok(())
}

/// Whether so much of what a person owes can be settled so.
fn may_settle(
    ledger: &Ledger,
    how: &Settlement,
    amount: Money,
    owed: &Owed,
) -> Result<(), PaymentError> {
    let member = mask(&owed.latest.content.member_id);
    if amount <= Money::ZERO {
        return Err(PaymentError::NothingSettled);
    }
    if owed.waits {
        return Err(PaymentError::OwedAfterNight { member });
    }
    if owed.amount == Money::ZERO {
        return Err(PaymentError::NothingOwed { member });
    }
    if amount > owed.amount {
        let (amount, owed) = (ledger.show(amount)?, ledger.show(owed.amount)?);
        return Err(PaymentError::AboveOwed { member, owed, amount });
    }
    match how {
        Settlement::Repaid(Some(receipt)) => is_new(ledger, receipt),
        Settlement::Repaid(None) => Ok(()),
        Settlement::Waived => {
            let sent = sent_before_restore(ledger)?;
            let is_sent = sent.get(&owed.latest.member).is_some_and(|sent| *sent > Money::ZERO);
            if is_sent { Err(PaymentError::WaivedAfterRestore { member }) } else { Ok(()) }
        }
    }
}

/// Whether no repayment was booked on a receipt of this number, however it is written.
fn is_new(ledger: &Ledger, receipt: &Name) -> Result<(), PaymentError> {
    let sql = format!(
        "SELECT e.reason, r.no, r.posted_on FROM posting_in_force p JOIN run r ON r.no = p.run \
         JOIN entry e ON e.posting = p.no WHERE r.summary LIKE '%\"{BOOKED}\"%' AND e.kind = 'repaid'"
    );
    let known: Vec<(String, RunId, _)> =
        ledger.rows(&sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let reversed: HashSet<RunId> = reversed_runs(ledger)?.into_keys().collect();
    for (reason, run, day) in known.into_iter().filter(|(_, run, _)| !reversed.contains(run)) {
        let other = reason.strip_prefix(RECEIPT).map(Name::kept);
        if other.is_some_and(|other| other.is_same_person(receipt)) {
            let receipt = receipt.to_string();
            return Err(PaymentError::ReceiptTwice { receipt, run, day });
        }
    }
    Ok(())
}

/// Runs whose repayment or waiver was reversed, each with the run that reversed it.
pub(super) fn reversed_runs(ledger: &Ledger) -> Result<BTreeMap<RunId, RunId>, LedgerError> {
    let sql = format!(
        "SELECT e.reason, p.run FROM run r JOIN posting_in_force p ON p.run = r.no \
         JOIN entry e ON e.posting = p.no WHERE r.summary LIKE '%\"{BOOKED}\"%' \
         AND e.reason LIKE '{REVERSED}%'"
    );
    let rows: Vec<(String, RunId)> = ledger.rows(&sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let run = |reason: &str| reason.strip_prefix(REVERSED)?.parse::<i64>().ok().map(RunId::from);
    Ok(rows.into_iter().filter_map(|(reason, by)| Some((run(&reason)?, by))).collect())
}

//! Who did what to payments in hand, so that one person does not do two duties for the same money where the
//! duties in force keep them apart.

use std::collections::HashMap;

use super::duty::{Duties, Duty, DutyDone};
use super::error::PaymentError;
use super::payee::Payee;
use crate::ledger::{Ledger, LedgerError, Name, PayeeId, PaymentId, RunId, bill_hash};
use crate::money::Money;

/// A payment, as far as it matters who did what to it.
#[derive(Clone, Debug)]
pub(super) struct Touched<'p> {
    pub(super) no: PaymentId,
    pub(super) id: &'p str,
    pub(super) run: RunId,
    /// The first row of the payees that it goes to, which stands for all of them.
    pub(super) payees: Option<PayeeId>,
}

/// An approval of a payment.
struct Approval {
    by: Name,
    amount: Money,
    /// The first row of the payees to whom it went then.
    payees: Option<PayeeId>,
}

impl Approval {
    /// Whether so much of a payment to its payees was approved: another account is another payment.
    fn is_of(&self, payment: &Touched, amount: Money) -> bool {
        self.amount >= amount && self.payees == payment.payees
    }
}

/// Who did what to the payments in hand.
pub(super) struct Doers {
    prepared: HashMap<RunId, Name>,
    payees: HashMap<PayeeId, Vec<Name>>,
    overrides: HashMap<PaymentId, Vec<Name>>,
    approvals: HashMap<PaymentId, Vec<Approval>>,
}

impl Doers {
    /// Reads them; overrides and payees only where the duties ask for them.
    pub(super) fn of(ledger: &Ledger, duties: &Duties) -> Result<Doers, PaymentError> {
        let sql = "SELECT no, prepared_by FROM run";
        let prepared = ledger.rows(sql, (), |row| Ok((row.get(0)?, name(row, 1)?)))?;
        let payees = match duties.has(Duty::Payees) {
            true => entered(ledger)?,
            false => HashMap::new(),
        };
        let overrides = match duties.has(Duty::Override) {
            true => overrides(ledger)?,
            false => HashMap::new(),
        };
        let prepared = prepared.into_iter().collect();
        Ok(Doers { prepared, payees, overrides, approvals: approvals(ledger)? })
    }

    /// A duty that keeps a person from doing this one to a payment: what they did before.
    pub(super) fn keeps_from(
        &self,
        duties: &Duties,
        doing: Duty,
        by: &Name,
        payment: &Touched,
    ) -> Option<DutyDone> {
        // What a person prepared they never approve, whether or not approvals are kept apart from all else.
        let is_apart =
            |duty: Duty| duties.has(doing) || (doing, duty) == (Duty::Approve, Duty::Prepare);
        let apart = duties.distinct.iter().filter(|duty| **duty != doing && is_apart(**duty));
        apart.copied().find_map(|duty| {
            let by = self.did(duty, payment).find(|name| name.is_same_person(by))?.clone();
            Some(DutyDone { payment: payment.id.to_owned(), duty, by })
        })
    }

    /// All people who did a duty to a payment that has not left.
    fn did<'d>(&'d self, duty: Duty, payment: &Touched) -> Box<dyn Iterator<Item = &'d Name> + 'd> {
        match duty {
            Duty::Prepare => Box::new(self.prepared.get(&payment.run).into_iter()),
            Duty::Payees => {
                let entered = payment.payees.and_then(|first| self.payees.get(&first));
                Box::new(entered.into_iter().flatten())
            }
            Duty::Override => Box::new(self.overrides.get(&payment.no).into_iter().flatten()),
            Duty::Approve => {
                let own = self.approvals.get(&payment.no).into_iter().flatten();
                Box::new(own.map(|approval| &approval.by))
            }
            Duty::Release => Box::new(std::iter::empty()),
        }
    }

    /// Whether a person approved so much of a payment.
    pub(super) fn has_approved(&self, by: &Name, payment: &Touched, amount: Money) -> bool {
        let own = self.approvals.get(&payment.no).into_iter().flatten();
        own.filter(|one| one.is_of(payment, amount)).any(|one| one.by.is_same_person(by))
    }

    /// How many people approved so much of a payment, of those who may.
    pub(super) fn names(&self, duties: &Duties, payment: &Touched, amount: Money) -> usize {
        let own = self.approvals.get(&payment.no).into_iter().flatten();
        let counts = |one: &&Approval| {
            one.is_of(payment, amount)
                && self.keeps_from(duties, Duty::Approve, &one.by, payment).is_none()
        };
        let mut names: Vec<&Name> = Vec::new();
        for one in own.filter(counts) {
            if !names.iter().any(|name| name.is_same_person(&one.by)) {
                names.push(&one.by);
            }
        }
        names.len()
    }
}

fn name(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Name> {
    Ok(Name::kept(&row.get::<_, String>(at)?))
}

/// Who entered the payees of each member that stand for all who were entered together, or one of their accounts before:
/// who enters an account once more does not make it theirs alone.
fn entered(ledger: &Ledger) -> Result<HashMap<PayeeId, Vec<Name>>, LedgerError> {
    let sql = format!(
        "SELECT y.member_id, y.first, y.author, {} FROM payee y ORDER BY y.member_id, y.no",
        Payee::COLUMNS
    );
    let rows: Vec<(String, PayeeId, Name, Payee)> = ledger.rows(&sql, (), |row| {
        Ok((row.get(0)?, row.get(1)?, name(row, 2)?, Payee::read(row, 3)?))
    })?;
    let mut entered: HashMap<PayeeId, Vec<Name>> = HashMap::new();
    for of_member in rows.chunk_by(|one, other| one.0 == other.0) {
        let mut authors: HashMap<String, Vec<&Name>> = HashMap::new();
        for (_, first, by, payee) in of_member {
            let of_account = authors.entry(payee.account_as_one()).or_default();
            of_account.push(by);
            entered.entry(*first).or_default().extend(of_account.iter().map(|by| (*by).clone()));
        }
    }
    Ok(entered)
}

/// Approvals of payments in hand. That of a payment is also one of the parts of it that go to one of its payees each.
fn approvals(ledger: &Ledger) -> Result<HashMap<PaymentId, Vec<Approval>>, LedgerError> {
    let sql = "SELECT p.no, a.author, a.amount, a.payee FROM payment p \
               JOIN approval a ON a.payment = p.no WHERE p.in_hand <> 0 UNION ALL \
               SELECT p.no, a.author, a.amount, a.payee FROM payment p \
               JOIN approval a ON a.payment = p.part_of WHERE p.in_hand <> 0 AND p.payee IS NOT NULL";
    let mut approvals: HashMap<PaymentId, Vec<Approval>> = HashMap::new();
    let read = |row: &rusqlite::Row| {
        let approval = Approval { by: name(row, 1)?, amount: row.get(2)?, payees: row.get(3)? };
        Ok((row.get::<_, PaymentId>(0)?, approval))
    };
    for (payment, approval) in ledger.rows(sql, (), read)? {
        approvals.entry(payment).or_default().push(approval);
    }
    Ok(approvals)
}

/// Payments in hand of a member that came with a posting in which a bill moved.
const OF_BILL: &str =
    "WITH RECURSIVE own(no, run, before) AS (
         SELECT q.no, q.run, q.before FROM member m JOIN posting q ON q.no = m.posting WHERE m.no = ?1
         UNION ALL SELECT q.no, q.run, q.before FROM own JOIN posting q ON q.no = own.before)
     SELECT DISTINCT p.no FROM payment p JOIN own ON own.run = p.run JOIN entry e ON e.posting = own.no
     WHERE p.member = ?1 AND p.in_hand <> 0 AND e.bill_id = ?2";

/// Who decided a bill manually, or disallowed or allowed an amount of it, that a payment in hand pays, or that moved
/// when it was prepared.
fn overrides(ledger: &Ledger) -> Result<HashMap<PaymentId, Vec<Name>>, PaymentError> {
    let sql = "SELECT body ->> 'bill_id', author FROM fact \
               WHERE kind IN ('override', 'disallow', 'allow')";
    let facts: Vec<(String, Name)> =
        ledger.rows(sql, (), |row| Ok((row.get(0)?, name(row, 1)?)))?;
    let mut overrides: HashMap<PaymentId, Vec<Name>> = HashMap::new();
    for (bill, by) in facts {
        for member in ledger.holders(bill_hash(&bill))? {
            let payments: Vec<PaymentId> =
                ledger.rows(OF_BILL, (member, &bill), |row| row.get(0))?;
            for payment in payments {
                overrides.entry(payment).or_default().push(by.clone());
            }
        }
    }
    Ok(overrides)
}

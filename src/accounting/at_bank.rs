//! Whose money is in each payment: what of it is in hand, and what the bank has.
//!
//! A payment is of those who had something to pay when it was prepared. What leaves, what comes back and what is parted
//! from it is of all of them in their proportion; what is withdrawn is first of those who pay the member less.

use std::collections::{HashMap, VecDeque};

use rusqlite::Row;

use super::error::AccountingError;
use super::parts::Parts;
use crate::date::Day;
use crate::ledger::{Ledger, MemberNumber, PaymentId, RunId};
use crate::money::Money;

/// What of a payment is in hand, and what the bank has.
#[derive(Default)]
struct Payment {
    hand: Parts,
    gone: Parts,
}

/// Something that became of a payment.
pub(super) struct Transfer {
    payment: PaymentId,
    pub kind: String,
    amount: Money,
    pub on: Day,
    /// The run that withdrew it.
    run: Option<RunId>,
}

impl Transfer {
    fn of(row: &Row) -> rusqlite::Result<Transfer> {
        Ok(Transfer {
            payment: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            on: row.get(3)?,
            run: row.get(4)?,
        })
    }
}

/// All payments, and what became of them so far.
pub(super) struct AtBank {
    of_run: HashMap<(RunId, MemberNumber), PaymentId>,
    /// Payments that are parts of others, in the order in which they were parted off.
    parted: HashMap<PaymentId, VecDeque<PaymentId>>,
    payments: HashMap<PaymentId, Payment>,
    ahead: VecDeque<Transfer>,
    behind: Vec<(Transfer, Parts)>,
}

impl AtBank {
    pub fn read(ledger: &Ledger) -> Result<AtBank, AccountingError> {
        let sql = "SELECT no, run, member, part_of FROM payment_in_force ORDER BY no";
        let read = |row: &Row| {
            let (no, run, part_of): (PaymentId, RunId, Option<PaymentId>) =
                (row.get(0)?, row.get(1)?, row.get(3)?);
            Ok((no, (run, row.get(2)?), part_of))
        };
        let (mut of_run, mut parted) = (HashMap::new(), HashMap::<_, VecDeque<PaymentId>>::new());
        for (no, of, part_of) in ledger.rows(sql, (), read)? {
            match part_of {
                Some(whole) => parted.entry(whole).or_default().push_back(no),
                None => drop(of_run.insert(of, no)),
            }
        }
        let sql =
            "SELECT payment, kind, amount, happened_on, run FROM transfer_in_force ORDER BY no";
        let ahead = ledger.rows(sql, (), Transfer::of)?.into();
        let (payments, behind) = (HashMap::new(), Vec::new());
        Ok(AtBank { of_run, parted, payments, ahead, behind })
    }

    /// A payment was prepared for a member by a run.
    pub fn prepare(&mut self, run: RunId, member: MemberNumber, parts: &Parts) {
        if let Some(no) = self.of_run.remove(&(run, member)) {
            self.payments.entry(no).or_default().hand += parts;
        }
    }

    /// Whose money a posting of a run withdraws, where the member has so much too much of each funder: the run books
    /// what is withdrawn in the order of its postings.
    pub fn withdraw(&mut self, run: RunId, amount: Money, over: &Parts) -> Parts {
        let (mut over, mut all) = (over.clone(), Parts::default());
        while all.sum() < amount
            && let Some(next) = self.ahead.pop_front()
        {
            let is_own = next.kind == "withdrawn" && next.run == Some(run);
            let parts = self.book(next, &over);
            if is_own {
                over -= &parts;
                all += &parts;
            }
        }
        all.come_to(amount)
    }

    /// All that became of payments, in the order of transfers, each with whose money it was.
    pub fn finish(mut self) -> Vec<(Transfer, Parts)> {
        while let Some(next) = self.ahead.pop_front() {
            self.book(next, &Parts::default());
        }
        self.behind
    }

    fn book(&mut self, transfer: Transfer, over: &Parts) -> Parts {
        let payment = self.payments.entry(transfer.payment).or_default();
        let nothing = Parts::default();
        let (amount, hand) = (transfer.amount, &payment.hand);
        let parts = match transfer.kind.as_str() {
            "released" | "parted" => Parts::out_of(amount, &nothing, hand),
            "withdrawn" => Parts::out_of(amount, &hand.common(over), hand),
            "returned" => Parts::out_of(amount, &nothing, &payment.gone),
            _ => nothing,
        };
        match transfer.kind.as_str() {
            "returned" => {
                payment.gone -= &parts;
                payment.hand += &parts;
            }
            "released" => payment.gone += &parts,
            _ => {}
        }
        if transfer.kind != "returned" {
            payment.hand -= &parts;
        }
        if transfer.kind == "parted"
            && let Some(part) = self.parted.get_mut(&transfer.payment).and_then(VecDeque::pop_front)
        {
            self.payments.entry(part).or_default().hand += &parts;
        }
        self.behind.push((transfer, parts.clone()));
        parts
    }
}

//! How many names payments need, and which of them wait for more: looked at when money leaves.

use std::collections::HashMap;

use super::cash::Looked;
use super::cash_state::CashState;
use super::distinct::{Doers, Touched};
use super::duties_in_force::duties_in_force;
use super::duty::Duties;
use super::error::PaymentError;
use super::payee::Payees;
use crate::ledger::{Ledger, LedgerError, PaymentId};
use crate::money::Money;

impl Looked {
    /// The payment, as far as it matters who did what to it.
    pub(super) fn touched(&self) -> Touched<'_> {
        let payees = self.to.as_ref().map(Payees::no);
        Touched { no: self.payment.no, id: &self.payment.id, run: self.payment.run, payees }
    }
}

/// Keeps payments back that need more names than approved them, where duties are in force.
pub(super) fn withhold(ledger: &Ledger, looked: &mut [Looked]) -> Result<(), PaymentError> {
    match duties_in_force(ledger)? {
        Some(known) => withhold_under(ledger, looked, &known.duties),
        None => Ok(()),
    }
}

/// The same under these duties. What may leave is taken to leave together.
pub(super) fn withhold_under(
    ledger: &Ledger,
    looked: &mut [Looked],
    duties: &Duties,
) -> Result<(), PaymentError> {
    if duties.approvals.is_empty() || looked.is_empty() {
        return Ok(());
    }
    let doers = Doers::of(ledger, duties)?;
    let needed = names_needed(ledger, looked, duties)?;
    for (one, needed) in looked.iter_mut().zip(needed) {
        let names = || doers.names(duties, &one.touched(), one.leaves());
        if needed > 0 && names() < needed {
            let free = one.parts.iter_mut().filter(|part| part.state == CashState::Prepared);
            free.for_each(|part| part.state = CashState::Unapproved);
        }
    }
    Ok(())
}

/// How many names each payment needs. What leaves to one person is one amount, and a payment is taken
/// whole, with what of it is held and with parts of it that were made payments of their own: to split money gets
/// none of it below a step.
pub(super) fn names_needed(
    ledger: &Ledger,
    looked: &[Looked],
    duties: &Duties,
) -> Result<Vec<usize>, LedgerError> {
    let families = Families::of(ledger)?;
    let mut leaving: HashMap<usize, HashMap<PaymentId, Money>> = HashMap::new();
    for one in looked.iter().filter(|one| one.leaves() > Money::ZERO) {
        let (family, whole) = families.whole(one);
        let of_person = leaving.entry(one.person).or_default().entry(family).or_default();
        *of_person = whole.max(*of_person);
    }
    let needed = |one: &Looked| {
        let (family, whole) = families.whole(one);
        let others = leaving.get(&one.person).into_iter().flatten();
        let others = others.filter(|(other, _)| **other != family).map(|(_, whole)| *whole);
        duties.names_for(whole + others.sum())
    };
    Ok(looked.iter().map(needed).collect())
}

/// Payments that were parted: of each part the first payment of all, and of that what all parts come to that
/// are in hand or with the bank.
struct Families {
    first: HashMap<PaymentId, PaymentId>,
    whole: HashMap<PaymentId, Money>,
}

/// A payment that is a part or was parted: of which it is a part, and what of it is in hand or with the bank.
type Part = (PaymentId, Option<PaymentId>, Money);

impl Families {
    fn of(ledger: &Ledger) -> Result<Families, LedgerError> {
        let sql = "SELECT p.no, p.part_of, p.in_hand + coalesce((SELECT sum(iif(kind = 'released', \
                   amount, -amount)) FROM transfer WHERE payment = p.no \
                   AND kind IN ('released', 'returned')), 0) FROM payment p WHERE p.part_of IS NOT NULL \
                   OR p.no IN (SELECT part_of FROM payment WHERE part_of IS NOT NULL) ORDER BY p.no";
        let parts: Vec<Part> =
            ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut families = Families { first: HashMap::new(), whole: HashMap::new() };
        // A part comes after what it is a part of.
        for (no, part_of, amount) in parts {
            let first = part_of.map_or(no, |of| families.first.get(&of).copied().unwrap_or(of));
            families.first.insert(no, first);
            *families.whole.entry(first).or_default() += amount;
        }
        Ok(families)
    }

    /// The first payment of a family, and what the family comes to without what is not due of this one.
    fn whole(&self, one: &Looked) -> (PaymentId, Money) {
        let first = self.first.get(&one.payment.no).copied().unwrap_or(one.payment.no);
        let all = self.whole.get(&first).copied().unwrap_or(one.payment.amount);
        let not_due = one.parts.iter().filter(|part| part.state == CashState::NotDue);
        (first, all - not_due.map(|part| part.amount).sum())
    }
}

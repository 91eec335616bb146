//! A payment is withdrawn: what of it is in hand and no longer due does not leave. How much that is, a night decides in
//! `nightly/cash.rs`.

use crate::ledger::{Ledger, LedgerError, NewRun, PaymentId, RunRow};
use crate::money::Money;

/// Books what the postings of a run withdraw from payments in hand, on the day of the run.
///
/// # Errors
///
/// When it cannot be written.
pub fn withdraw(run: &mut NewRun, row: &RunRow) -> Result<(), LedgerError> {
    let RunRow { posted_on, prepared_by, login, .. } = row;
    let sql = "INSERT INTO transfer(payment, kind, amount, run, happened_on, author, reason, \
               login) VALUES(?1, 'withdrawn', ?2, ?3, ?4, ?5, '', ?6)";
    for (payment, amount) in std::mem::take(&mut run.withdrawn) {
        take_from_hand(run.ledger, payment, amount)?;
        run.add(sql, (payment, amount, run.no, posted_on, prepared_by, login))?;
    }
    Ok(())
}

/// Takes an amount of a payment out of hand.
pub(crate) fn take_from_hand(
    ledger: &Ledger,
    payment: PaymentId,
    amount: Money,
) -> Result<(), LedgerError> {
    let sql = "UPDATE payment SET in_hand = in_hand - ?2 WHERE no = ?1";
    ledger.run(sql, (payment, amount))
}

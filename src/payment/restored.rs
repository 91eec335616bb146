//! What a restore leaves in a ledger: what was sent before it, and nights that have to be run again.

use std::collections::HashMap;

use super::error::PaymentError;
use crate::ledger::{Ledger, LedgerError, MemberNumber};
use crate::money::Money;

/// What payments prepared from now on have in their ids besides: as long as nothing was restored or taken back
/// nothing; then the files of the bank that were booked by the restore, and how many runs were taken back, so that no
/// id is made again that one of these gave to another payment.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn salt_of_ids(ledger: &Ledger) -> Result<String, LedgerError> {
    let mut salt = String::new();
    if let Some(last) = ledger.restored_runs()?.pop() {
        let sql = "SELECT summary FROM run WHERE no = ?1";
        salt = ledger.rows(sql, [last], |row| row.get(0))?.remove(0);
    }
    // Their number alone: a night that is killed and run again may have another.
    let taken_back: i64 = ledger.one("SELECT count(*) FROM taken_back")?;
    if taken_back > 0 {
        salt += &format!(" taken back {taken_back}");
    }
    Ok(salt)
}

/// What was sent to each member before a restore and booked then, by the member's number.
pub(crate) fn sent_before_restore(
    ledger: &Ledger,
) -> Result<HashMap<MemberNumber, Money>, LedgerError> {
    let mut sent = HashMap::new();
    for run in ledger.restored_runs()? {
        let sql =
            "SELECT member, sum(amount) FROM payment WHERE run = ?1 AND part_of IS NULL GROUP BY 1";
        for (member, amount) in ledger
            .rows(sql, [run], |row| Ok((row.get::<_, MemberNumber>(0)?, row.get::<_, Money>(1)?)))?
        {
            *sent.entry(member).or_default() += amount;
        }
    }
    Ok(sent)
}

/// Makes sure that a night was run since the last restore: what it prepared may not be due any more.
pub(crate) fn is_caught_up(ledger: &Ledger) -> Result<(), PaymentError> {
    let newest = ledger.one("SELECT coalesce(max(no), 0) FROM run_in_force")?;
    match ledger.restored_runs()?.last() {
        Some(last) if *last == newest => Err(PaymentError::NightsFirst { run: newest }),
        _ => Ok(()),
    }
}

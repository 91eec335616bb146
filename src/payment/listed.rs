//! Payments in hand as they are listed: each part in the state that keeps it, or lets it leave.

use std::collections::HashSet;

use super::approval::withhold;
use super::cash::{OF_HAND, look_among};
use super::cash_state::CashPart;
use super::error::PaymentError;
use crate::ledger::{Ledger, MemberNumber};

/// Every part of every payment in hand, in the order of payments.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn payments_in_hand(ledger: &Ledger) -> Result<Vec<CashPart>, PaymentError> {
    ledger.view(|ledger| listed(ledger, OF_HAND))
}

/// Every part of every payment in hand of one person, under whatever id, in the order of payments.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn in_hand_of_person(ledger: &Ledger, member_id: &str) -> Result<Vec<CashPart>, PaymentError> {
    ledger.view(|ledger| {
        let sql = "SELECT no FROM member WHERE id = ?1";
        let numbers: Vec<MemberNumber> = ledger.rows(sql, [member_id], |row| row.get(0))?;
        let numbers = ledger.with_same(&numbers)?;
        let numbers = numbers.iter().map(MemberNumber::to_string).collect::<Vec<_>>().join(", ");
        let of_hand = format!(
            "(SELECT DISTINCT member FROM payment WHERE in_hand <> 0 AND member IN ({numbers}))"
        );
        listed(ledger, &of_hand)
    })
}

fn listed(ledger: &Ledger, of_hand: &str) -> Result<Vec<CashPart>, PaymentError> {
    let mut looked = look_among(ledger, of_hand, &HashSet::new())?;
    withhold(ledger, &mut looked)?;
    Ok(looked.into_iter().flat_map(|one| one.parts).collect())
}

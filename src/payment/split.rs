//! A payment leaves as one payment a payee: each has an id of its own, an amount and an account, so that each comes
//! back, is confirmed and is sent again by itself.

use super::part::{Part, part_off};
use super::payee::Row;
use super::ready::{Leaving, Ready};
use crate::ledger::{Ledger, LedgerError, PaymentId, Signed};
use crate::money::Money;

/// What leaves of a payment, payee by payee, and whether something of it stays or had another id before. The first
/// payee's part keeps the id, unless the bank had that with another amount: an id stands for one amount.
pub(super) fn leaves_as(
    ledger: &Ledger,
    ready: &Ready,
    act: &Signed,
) -> Result<(Vec<Leaving>, bool), LedgerError> {
    let parts = ready.to.split(ready.amount);
    let first = parts.first().map_or(Money::ZERO, |(_, amount)| *amount);
    let keeps_id =
        !ready.returned || last_amount(ledger, ready.no)?.is_none_or(|sent| sent == first);
    let is_parted = match (keeps_id, parts.len()) {
        (true, _) => ready.stays > Money::ZERO,
        (false, 1) => true,
        (false, _) => ready.stays > Money::ZERO,
    };
    if keeps_id && ready.stays > Money::ZERO {
        part_off(ledger, (ready.no, &ready.id), Part::rest(ready.stays), act)?;
    }
    let is_one = parts.len() == 1 && ready.to.rows().len() == 1;
    let mut leaving = Vec::new();
    for (at, (row, amount)) in parts.into_iter().enumerate() {
        let (no, id) = if at == 0 && keeps_id {
            (ready.no, ready.id.clone())
        } else {
            let payee = (!is_one).then_some(row.no);
            part_off(ledger, (ready.no, &ready.id), Part { amount, payee }, act)?
        };
        leaving.push(left(ready, (no, id), row, amount));
    }
    Ok((leaving, is_parted))
}

fn left(ready: &Ready, (no, id): (PaymentId, String), row: &Row, amount: Money) -> Leaving {
    let (run, member_id) = (ready.run, ready.member_id.clone());
    Leaving { no, id, run, member_id, amount, payee_no: row.no, payee: row.payee.clone() }
}

/// What a payment last left with; nothing where it never did.
fn last_amount(ledger: &Ledger, payment: PaymentId) -> Result<Option<Money>, LedgerError> {
    let sql = "SELECT amount FROM transfer WHERE payment = ?1 AND kind = 'released' \
               ORDER BY no DESC LIMIT 1";
    Ok(ledger.rows(sql, [payment], |row| row.get(0))?.into_iter().next())
}

//! A part of a payment becomes a payment of its own: an id stands for one amount.

use super::prepare::payment_id;
use super::restored::salt_of_ids;
use super::withdraw::take_from_hand;
use crate::ledger::{Ledger, LedgerError, PayeeId, PaymentId, Signed};
use crate::money::Money;

/// A part of a payment.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(super) amount: Money,
    /// The one of several payees whose part it is.
    pub(super) payee: Option<PayeeId>,
}

impl Part {
    /// The part that is of no single payee.
    pub(crate) fn rest(amount: Money) -> Part {
        Part { amount, payee: None }
    }
}

/// Makes a part of a payment a payment of its own; its number and id.
pub(crate) fn part_off(
    ledger: &Ledger,
    (no, id): (PaymentId, &str),
    Part { amount, payee }: Part,
    act: &Signed,
) -> Result<(PaymentId, String), LedgerError> {
    let sql = "SELECT count(*) FROM transfer WHERE payment = ?1 AND kind = 'parted'";
    let earlier: Vec<i64> = ledger.rows(sql, [no], |row| row.get(0))?;
    let salt = salt_of_ids(ledger)?;
    let id = payment_id(&[id, &earlier[0].to_string(), &amount.minor().to_string(), &salt]);
    let sql = "INSERT INTO payment(run, member, amount, id, before, part_of, in_hand, payee) \
               SELECT run, member, ?2, ?3, before, no, ?2, ?4 FROM payment WHERE no = ?1";
    ledger.run(sql, (no, amount, &id, payee))?;
    let part = PaymentId::from(ledger.db.last_insert_rowid());
    take_from_hand(ledger, no, amount)?;
    let sql = "INSERT INTO transfer(payment, kind, amount, happened_on, author, reason, login) \
               VALUES(?1, 'parted', ?2, ?3, ?4, '', ?5)";
    ledger.run(sql, (no, amount, act.on, &act.by, &act.login))?;
    Ok((part, id))
}

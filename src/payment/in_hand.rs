//! Payments in hand: prepared, and neither with the bank nor withdrawn.

use std::collections::{HashMap, HashSet};

use crate::ledger::known::Latest;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PaymentId, RunId};
use crate::money::Money;

/// A payment of which something has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Its number.
    pub no: PaymentId,
    /// Its id, which the bank knows it by.
    pub id: String,
    /// The run that prepared it.
    pub run: RunId,
    /// The number of its member.
    pub member: MemberNumber,
    /// What of it is in hand.
    pub amount: Money,
    /// Whether the bank sent it back.
    pub returned: bool,
}

/// How an amount is taken from payments in hand: from what the bank sent back first, since it waits, then
/// from the newest; from what is held only where nothing else is left.
///
/// ```
/// use huzhu::ledger::{PaymentId, RunId};
/// use huzhu::money::Money;
/// use huzhu::payment::{InHand, take};
///
/// let fen = Money::from_minor;
/// let payment = |number, minor, returned| {
///     let (no, run) = (PaymentId::from(number), RunId::from(number));
///     let id = format!("P{number}");
///     InHand { no, id, run, member: 1.into(), amount: fen(minor), returned }
/// };
/// let payments = [payment(1, 500, true), payment(2, 400, false), payment(3, 300, false)];
/// let none_held = [Money::ZERO; 3];
/// let taken = take(&payments, &none_held, fen(850));
/// let of = |number, minor| (PaymentId::from(number), fen(minor));
/// assert_eq!(taken, [of(1, 500), of(2, 50), of(3, 300)]);
/// ```
pub fn take(payments: &[InHand], held: &[Money], amount: Money) -> Vec<(PaymentId, Money)> {
    take_in_order(payments, (held, amount), |one| (!one.returned, std::cmp::Reverse(one.no)))
}

/// The same where what is taken is kept for a debt that may not be offset yet: from the newest, and last from what the
/// bank sent back, since that waits for its payee.
pub(crate) fn take_to_keep(
    payments: &[InHand],
    held: &[Money],
    amount: Money,
) -> Vec<(PaymentId, Money)> {
    take_in_order(payments, (held, amount), |one| (one.returned, std::cmp::Reverse(one.no)))
}

fn take_in_order<K: Ord>(
    payments: &[InHand],
    (held, mut amount): (&[Money], Money),
    key: impl Fn(&InHand) -> K,
) -> Vec<(PaymentId, Money)> {
    let mut order: Vec<usize> = (0..payments.len()).collect();
    order.sort_by_key(|&at| key(&payments[at]));
    let mut taken = vec![Money::ZERO; payments.len()];
    for of_held in [false, true] {
        for &at in &order {
            let most =
                payments[at].amount - taken[at] - if of_held { Money::ZERO } else { held[at] };
            let part = amount.min(most).or_zero();
            taken[at] += part;
            amount = amount - part;
        }
    }
    let each = payments.iter().zip(taken).filter(|(_, taken)| *taken > Money::ZERO);
    each.map(|(payment, taken)| (payment.no, taken)).collect()
}

const IN_HAND: &str = "SELECT no, id, run, member, in_hand, coalesce((SELECT kind FROM transfer \
                       WHERE payment = payment.no AND kind IN ('released', 'returned') \
                       ORDER BY no DESC LIMIT 1), '') = 'returned' FROM payment WHERE in_hand <> 0";

fn in_hand(row: &rusqlite::Row) -> rusqlite::Result<InHand> {
    Ok(InHand {
        no: row.get(0)?,
        id: row.get(1)?,
        run: row.get(2)?,
        member: row.get(3)?,
        amount: row.get(4)?,
        returned: row.get(5)?,
    })
}

/// Where more than one in so many members is asked for, all payments in hand are read.
const FEW: usize = 20_000;

/// Payments in hand of some members, by number, the oldest first.
pub(crate) fn in_hand_of(
    ledger: &Ledger,
    members: &[Latest],
) -> Result<HashMap<MemberNumber, Vec<InHand>>, LedgerError> {
    let mut found: HashMap<MemberNumber, Vec<InHand>> = HashMap::new();
    if members.len() > FEW {
        let wanted: HashSet<MemberNumber> = members.iter().map(|latest| latest.member).collect();
        for one in all_in_hand(ledger)? {
            if wanted.contains(&one.member) {
                found.entry(one.member).or_default().push(one);
            }
        }
    } else {
        for latest in members {
            let own = in_hand_of_member(ledger, latest.member)?;
            if !own.is_empty() {
                found.insert(latest.member, own);
            }
        }
    }
    Ok(found)
}

/// All payments in hand, in the order of their numbers.
pub(crate) fn all_in_hand(ledger: &Ledger) -> Result<Vec<InHand>, LedgerError> {
    let mut all = ledger.rows(IN_HAND, (), in_hand)?;
    all.sort_unstable_by_key(|one| one.no);
    Ok(all)
}

/// Payments in hand of one member, by number.
pub(crate) fn in_hand_of_member(
    ledger: &Ledger,
    member: MemberNumber,
) -> Result<Vec<InHand>, LedgerError> {
    ledger.rows(&format!("{IN_HAND} AND member = ?1 ORDER BY no"), [member], in_hand)
}

//! Payments in hand: prepared, and neither with the bank nor withdrawn.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::ledger::Ledger;
use crate::ledger::known::Latest;
use crate::ledger::legible::amount;
use crate::words::Sentence;

/// A payment of which something has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Its number.
    pub no: i64,
    /// Its id, which the bank knows it by.
    pub id: String,
    /// The run that prepared it.
    pub run: i64,
    /// The number of its member.
    pub member: i64,
    /// What of it is in hand, in minor units.
    pub amount: i64,
    /// Whether the bank sent it back.
    pub returned: bool,
}

/// How an amount is taken from payments in hand: from what the bank sent back first, since it waits, then
/// from the newest; from what is held only where nothing else is left.
pub fn take(payments: &[InHand], held: &[i64], mut amount: i64) -> Vec<(i64, i64)> {
    let mut order: Vec<usize> = (0..payments.len()).collect();
    order.sort_by_key(|&at| (!payments[at].returned, std::cmp::Reverse(payments[at].no)));
    let mut taken = vec![0; payments.len()];
    for of_held in [false, true] {
        for &at in &order {
            let most = payments[at].amount - taken[at] - if of_held { 0 } else { held[at] };
            let part = amount.min(most).max(0);
            taken[at] += part;
            amount -= part;
        }
    }
    let each = payments.iter().zip(taken).filter(|(_, taken)| *taken > 0);
    each.map(|(payment, taken)| (payment.no, taken)).collect()
}

/// An id made of what a payment is: it is the same whenever the same payment is prepared, and names no
/// other, in whatever order nights ran and whatever was restored. It begins with a letter, so that no
/// spreadsheet takes it for a number.
pub(crate) fn payment_id(of: &[&str]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const LENGTH: usize = 16;
    let mut hash = Sha256::new();
    for text in of {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let hash = hash.finalize();
    let bits = hash.iter().take(10).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let digit = |at: usize| char::from(DIGITS[(bits >> (5 * (LENGTH - 1 - at))) as usize % 32]);
    std::iter::once('P').chain((0..LENGTH).map(digit)).collect()
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
        amount: amount(row, 4)?,
        returned: row.get(5)?,
    })
}

/// Where more than one in so many members is asked for, all payments in hand are read.
const FEW: usize = 20_000;

impl Ledger {
    /// Payments in hand of some members, by number, the oldest first.
    pub(crate) fn in_hand_of(
        &self,
        members: &[Latest],
    ) -> Result<HashMap<i64, Vec<InHand>>, Sentence> {
        let mut found: HashMap<i64, Vec<InHand>> = HashMap::new();
        if members.len() > FEW {
            let wanted: HashSet<i64> = members.iter().map(|latest| latest.member).collect();
            for one in self.all_in_hand()? {
                if wanted.contains(&one.member) {
                    found.entry(one.member).or_default().push(one);
                }
            }
        } else {
            for latest in members {
                let own = self.in_hand_of_member(latest.member)?;
                if !own.is_empty() {
                    found.insert(latest.member, own);
                }
            }
        }
        Ok(found)
    }

    /// All payments in hand, in the order of their numbers.
    pub(crate) fn all_in_hand(&self) -> Result<Vec<InHand>, Sentence> {
        let mut all = self.rows(IN_HAND, (), in_hand)?;
        all.sort_unstable_by_key(|one| one.no);
        Ok(all)
    }

    /// Payments in hand of one member, by number.
    pub(crate) fn in_hand_of_member(&self, member: i64) -> Result<Vec<InHand>, Sentence> {
        self.rows(&format!("{IN_HAND} AND member = ?1 ORDER BY no"), [member], in_hand)
    }

    /// Takes an amount of a payment out of hand.
    pub(crate) fn take_from_hand(&self, payment: i64, amount: i64) -> Result<(), Sentence> {
        let sql = "UPDATE payment SET in_hand = in_hand - ?2 WHERE no = ?1";
        self.run(sql, (payment, amount))
    }
}

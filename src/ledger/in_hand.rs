//! Payments in hand: prepared, and neither with the bank nor withdrawn.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::legible::amount;
use super::read::Latest;
use super::{Hold, Ledger};
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
    /// What its posting made due of each bill, in minor units: looked up only for whom something is held.
    pub of_bills: BTreeMap<String, i64>,
    /// Whether all of it is held, or the bills of which it is.
    pub held: Held,
}

/// What of a payment is not to leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Held {
    /// Nothing.
    #[default]
    Nothing,
    /// What is of these bills.
    Bills(HashSet<String>),
    /// All of it.
    All,
}

impl InHand {
    /// Whether what is of a bill is held.
    fn holds(&self, bill: &str) -> bool {
        match &self.held {
            Held::Nothing => false,
            Held::Bills(bills) => bills.contains(bill),
            Held::All => true,
        }
    }
}

/// What of a member's payments in hand is held, payment by payment, once each bill pays what `now` says in
/// place of what `before` says: what a bill does not pay any more cannot be held.
pub fn held(
    payments: &[InHand],
    before: impl Fn(&str) -> i64,
    now: impl Fn(&str) -> i64,
) -> Vec<i64> {
    let mut in_hand: BTreeMap<&str, i64> = BTreeMap::new();
    for (bill, due) in payments.iter().flat_map(|payment| &payment.of_bills) {
        *in_hand.entry(bill).or_default() += (*due).max(0);
    }
    // What a bill still pays, less what of it has left.
    let left = |(bill, in_hand): (&&str, &i64)| {
        let gone = (before(bill) - in_hand).max(0);
        ((*bill).to_owned(), (now(bill) - gone).clamp(0, *in_hand))
    };
    let mut left: HashMap<String, i64> = in_hand.iter().map(left).collect();
    let of_payment = |payment: &InHand| {
        if payment.held == Held::All && payment.of_bills.is_empty() {
            return payment.amount;
        }
        let mut held = 0;
        for (bill, due) in payment.of_bills.iter().filter(|(bill, _)| payment.holds(bill)) {
            let rest = left.get_mut(bill).expect("every bill of a payment is counted");
            let part = (*due).clamp(0, *rest);
            *rest -= part;
            held += part;
        }
        held.min(payment.amount)
    };
    payments.iter().map(of_payment).collect()
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
pub(super) fn payment_id(of: &[&str]) -> String {
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
        of_bills: BTreeMap::new(),
        held: Held::Nothing,
    })
}

/// Where more than one in so many members is asked for, all payments in hand are read.
const FEW: usize = 20_000;

impl Ledger {
    /// Payments in hand of some members, by number, the oldest first.
    pub(super) fn in_hand_of(
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
            let sql = format!("{IN_HAND} AND member = ?1 ORDER BY no");
            for latest in members {
                let own = self.rows(&sql, [latest.member], in_hand)?;
                if !own.is_empty() {
                    found.insert(latest.member, own);
                }
            }
        }
        self.add_holds(&mut found)?;
        Ok(found)
    }

    /// All payments in hand, without what is held of them, in the order of their numbers.
    pub(super) fn all_in_hand(&self) -> Result<Vec<InHand>, Sentence> {
        let mut all = self.rows(IN_HAND, (), in_hand)?;
        all.sort_unstable_by_key(|one| one.no);
        Ok(all)
    }

    /// Adds what is held of payments, by member.
    pub(super) fn add_holds(
        &self,
        payments: &mut HashMap<i64, Vec<InHand>>,
    ) -> Result<(), Sentence> {
        let holds = self.holds()?;
        if holds.is_empty() {
            return Ok(());
        }
        let same = self.same_people()?;
        for member in self.members_of_holds(holds.iter().map(|(what, id, _)| (what, id)), &same)? {
            let Some(own) = payments.get_mut(&member) else { continue };
            let sql = "SELECT id FROM member WHERE no = ?1";
            let id: String = self.rows(sql, [member], |row| row.get(0))?.remove(0);
            let main = same.iter().find(|(other, _)| *other == id).map(|(_, main)| main.clone());
            let is_held = [Some(id), main].into_iter().flatten().any(|id| holds.has_member(&id));
            for payment in own {
                payment.of_bills = self.due_of_bills(member, payment.run)?;
                payment.held = match is_held || holds.has(Hold::Payment, &payment.id) {
                    true => Held::All,
                    false => Held::Bills(holds.of(Hold::Bill)),
                };
            }
        }
        Ok(())
    }

    /// What the posting of a run made due of each bill of a member.
    fn due_of_bills(&self, member: i64, run: i64) -> Result<BTreeMap<String, i64>, Sentence> {
        let sql = "WITH RECURSIVE chain(no) AS (SELECT posting FROM member WHERE no = ?1 UNION ALL \
                   SELECT p.before FROM posting p JOIN chain c ON p.no = c.no \
                   WHERE p.before IS NOT NULL) SELECT e.bill_id, sum(e.amount) FROM chain c \
                   JOIN posting p ON p.no = c.no JOIN entry e ON e.posting = p.no \
                   WHERE p.run = ?2 AND e.kind IN ('due', 'reversal') GROUP BY 1";
        let rows = self.rows(sql, (member, run), |row| Ok((row.get(0)?, amount(row, 1)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Takes an amount of a payment out of hand.
    pub(super) fn take_from_hand(&self, payment: i64, amount: i64) -> Result<(), Sentence> {
        let sql = "UPDATE payment SET in_hand = in_hand - ?2 WHERE no = ?1";
        self.run(sql, (payment, amount))
    }
}

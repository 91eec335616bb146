//! What of a person's payments in hand is held: found by bill, since payments are of members and holds are
//! often of bills.
//!
//! What a bill still pays, less what of it has left, is in hand, whatever payment it lies in; what it does
//! not pay any more cannot be held. What a run made due of a bill has left as far as nothing of that run is
//! in hand, and as far as no other bill has taken its place: where that could be read in two ways, what is
//! held is taken to be in hand.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::error::PaymentError;
use super::hold::{holds, people_of_holds};
use super::in_hand::{InHand, in_hand_of_member};
use super::{Hold, Holds, InForce};
use crate::ledger::posting::Decided;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PaymentId, PostingId, RunId};
use crate::money::Money;

/// More than any bill pays.
const UNLIMITED: Money = Money::from_minor(i64::MAX);

/// What is held of one person's payments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Whether all of the person is held.
    all: bool,
    /// Payments that are held, by number.
    payments: HashSet<PaymentId>,
    /// Bills that are held, and those that held payments are of.
    bills: BTreeMap<String, HeldBill>,
    /// What the newest decisions pay on these.
    pays: BTreeMap<String, Money>,
    /// What of each run's payments has left.
    left: BTreeMap<RunId, Money>,
}

/// A bill of which something is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct HeldBill {
    /// Whether the bill itself is held, and not only a payment of it.
    itself: bool,
    /// What each run made due of it.
    due: BTreeMap<RunId, Money>,
    /// What later runs reversed of it.
    reversed: Money,
}

impl Holding {
    /// What of each payment is held, once each bill pays what `pays` says.
    pub fn held(&self, payments: &[InHand], pays: impl Fn(&str) -> Money) -> Vec<Money> {
        let mut of_run: HashMap<RunId, Money> = HashMap::new();
        for payment in payments {
            *of_run.entry(payment.run).or_default() += payment.amount;
        }
        let is_held = |payment: &InHand| self.all || self.payments.contains(&payment.no);
        let runs: BTreeSet<RunId> =
            payments.iter().filter(|one| is_held(one)).map(|one| one.run).collect();
        let is_whole = |held: &HeldBill| held.itself || self.all;
        let of_bill = |(bill, held): (&String, &HeldBill)| {
            let gone = self.gone(held, &of_run);
            let most = match is_whole(held) {
                true => UNLIMITED,
                false => runs.iter().filter_map(|run| held.due.get(run)).copied().sum(),
            };
            (pays(bill) - gone).clamp(Money::ZERO, most.or_zero())
        };
        let (whole, of_payments): (Vec<_>, Vec<_>) =
            self.bills.iter().partition(|(_, held)| is_whole(held));
        // Of a run that left to several payees one payment may be held, and no more than that is.
        let most = payments.iter().filter(|one| is_held(one)).map(|one| one.amount).sum();
        let of_payments: Money = of_payments.into_iter().map(of_bill).sum();
        let mut rest = whole.into_iter().map(of_bill).sum::<Money>() + of_payments.min(most);
        let is_of_bill =
            |one: &InHand| self.bills.values().any(|held| held.due.contains_key(&one.run));
        let mut order: Vec<usize> = (0..payments.len()).collect();
        order.sort_by_key(|&at| {
            let one = &payments[at];
            (!is_held(one), !is_of_bill(one), Reverse(one.no))
        });
        // First in the payment that each was prepared with, so that what leaves of that is of other bills.
        let mut of_its_run: HashMap<RunId, Money> = HashMap::new();
        for (run, due) in self.bills.values().flat_map(|bill| &bill.due) {
            *of_its_run.entry(*run).or_default() += *due;
        }
        let mut held = vec![Money::ZERO; payments.len()];
        for &at in &order {
            let due = of_its_run.entry(payments[at].run).or_default();
            held[at] = rest.min(payments[at].amount).min(*due);
            (rest, *due) = (rest - held[at], *due - held[at]);
        }
        for at in order {
            let more = rest.min(payments[at].amount - held[at]);
            (rest, held[at]) = (rest - more, held[at] + more);
        }
        held
    }

    /// What of a bill has left, where so much of each run is in hand.
    fn gone(&self, held: &HeldBill, in_hand: &HashMap<RunId, Money>) -> Money {
        let (mut gone, mut unprepared) = (Money::ZERO, Money::ZERO);
        for (run, due) in &held.due {
            let left = self.left.get(run).copied().unwrap_or_default().or_zero();
            let out = (*due - in_hand.get(run).copied().unwrap_or_default()).or_zero();
            gone += out.min(left);
            // Withdrawn, or offset against what had left.
            unprepared += (out - left).or_zero();
        }
        // What was reversed and not withdrawn is other bills' in the same payments.
        (gone - (held.reversed - unprepared).or_zero()).or_zero()
    }

    /// What of each payment is held now, as the newest decisions are.
    pub(crate) fn held_now(&self, payments: &[InHand]) -> Vec<Money> {
        self.held(payments, |bill| self.pays.get(bill).copied().unwrap_or_default())
    }

    /// What of each payment does not leave now: of one that is held, all.
    pub fn kept(&self, payments: &[InHand]) -> Vec<Money> {
        let held = self.held_now(payments);
        let keep = |(payment, held): (&InHand, Money)| match self.payments.contains(&payment.no) {
            true => payment.amount,
            false if self.all => payment.amount,
            false => held,
        };
        payments.iter().zip(held).map(keep).collect()
    }

    /// Bills of which something is held.
    pub(crate) fn bills(&self) -> impl Iterator<Item = &str> {
        self.bills.iter().filter(|(_, held)| held.itself).map(|(bill, _)| bill.as_str())
    }
}

/// What is held of each person, by every number that an id of theirs has.
pub(crate) fn holdings(ledger: &Ledger) -> Result<HashMap<MemberNumber, Holding>, PaymentError> {
    let (holds, mut found) = (holds(ledger)?, HashMap::new());
    if holds.is_empty() {
        return Ok(found);
    }
    let same = ledger.same_people()?;
    let held = holds.iter().map(|(what, id, _)| (what, id));
    for numbers in people_of_holds(ledger, held, &same)? {
        let holding = holding(ledger, &numbers, &holds)?;
        found.extend(numbers.into_iter().map(|number| (number, holding.clone())));
    }
    Ok(found)
}

/// What of payments in hand one hold keeps back.
pub(super) fn held_by(
    ledger: &Ledger,
    what: Hold,
    id: &str,
    hold: &InForce,
) -> Result<Money, PaymentError> {
    let alone = Holds::of_one(what, id, hold);
    let mut held = Money::ZERO;
    for numbers in people_of_holds(ledger, [(what, id)], &ledger.same_people()?)? {
        let mut payments = Vec::new();
        for &number in &numbers {
            payments.extend(in_hand_of_member(ledger, number)?);
        }
        held += holding(ledger, &numbers, &alone)?.kept(&payments).into_iter().sum::<Money>();
    }
    Ok(held)
}

/// What is held of a person with these numbers.
fn holding(
    ledger: &Ledger,
    numbers: &[MemberNumber],
    holds: &Holds,
) -> Result<Holding, PaymentError> {
    let mut holding = Holding::default();
    let (mut runs, mut pays) = (BTreeSet::new(), BTreeMap::<String, Money>::new());
    let mut due: BTreeMap<String, BTreeMap<RunId, Money>> = BTreeMap::new();
    for &number in numbers {
        holding.all |= holds.has(Hold::Member, &ledger.member_id(number)?);
        for payment in in_hand_of_member(ledger, number)? {
            if holds.has(Hold::Payment, &payment.id) {
                holding.payments.insert(payment.no);
                runs.insert(payment.run);
            }
        }
        for (run, bill, moved) in due_of_bills(ledger, number)? {
            *due.entry(bill).or_default().entry(run).or_default() += moved;
        }
        for (run, left) in left_of_runs(ledger, number)? {
            *holding.left.entry(run).or_default() += left;
        }
        for decided in decided_now(ledger, number)? {
            *pays.entry(decided.bill_id.clone()).or_default() += decided.payable();
        }
    }
    for (bill, mut due) in due {
        // What went from one id of the person to another came to nothing.
        let reversed = due.values().filter(|due| **due < Money::ZERO).map(|due| -*due).sum();
        due.retain(|_, due| *due > Money::ZERO);
        let itself = holds.has(Hold::Bill, &bill);
        if itself || holding.all || due.keys().any(|run| runs.contains(run)) {
            holding.pays.insert(bill.clone(), pays.get(&bill).copied().unwrap_or_default());
            holding.bills.insert(bill, HeldBill { itself, due, reversed });
        }
    }
    Ok(holding)
}

/// What each run made due of each bill of a member, or less due.
fn due_of_bills(
    ledger: &Ledger,
    member: MemberNumber,
) -> Result<Vec<(RunId, String, Money)>, LedgerError> {
    let sql = "WITH RECURSIVE chain(no) AS (SELECT posting FROM member WHERE no = ?1 UNION \
               SELECT p.before FROM posting p JOIN chain c ON p.no = c.no \
               WHERE p.before IS NOT NULL) SELECT p.run, e.bill_id, sum(e.amount) FROM chain c \
               JOIN posting p ON p.no = c.no JOIN entry e ON e.posting = p.no \
               WHERE e.kind IN ('due', 'reversal') GROUP BY 1, 2";
    ledger.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// What of each run's payments to a member the bank has.
fn left_of_runs(ledger: &Ledger, member: MemberNumber) -> Result<Vec<(RunId, Money)>, LedgerError> {
    let sql = "WITH RECURSIVE chain(no) AS (SELECT posting FROM member WHERE no = ?1 UNION \
               SELECT p.before FROM posting p JOIN chain c ON p.no = c.no \
               WHERE p.before IS NOT NULL) SELECT y.run, sum(CASE t.kind WHEN 'released' \
               THEN t.amount WHEN 'returned' THEN -t.amount ELSE 0 END) FROM chain c \
               JOIN posting p ON p.no = c.no JOIN payment y ON y.run = p.run AND y.member = ?1 \
               JOIN transfer t ON t.payment = y.no GROUP BY 1";
    ledger.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What the newest posting of a member decided.
fn decided_now(ledger: &Ledger, member: MemberNumber) -> Result<Vec<Decided>, PaymentError> {
    let sql = "SELECT p.no, p.decisions FROM member m JOIN posting p ON p.no = m.posting \
               WHERE m.no = ?1";
    let found: Vec<(PostingId, String)> =
        ledger.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let decided = found.into_iter().map(|(no, text)| ledger.decided(&text, no));
    Ok(decided.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(no: i64, run: i64, amount: i64) -> InHand {
        let (run, amount) = (RunId::from(run), fen(amount));
        InHand {
            no: no.into(),
            id: format!("P{no}"),
            run,
            member: 1.into(),
            amount,
            returned: false,
        }
    }

    fn fen(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    fn bill(itself: bool, due: &[(i64, i64)]) -> HeldBill {
        HeldBill {
            itself,
            due: due.iter().map(|(run, due)| (RunId::from(*run), fen(*due))).collect(),
            reversed: Money::ZERO,
        }
    }

    fn left(run: i64, amount: i64) -> BTreeMap<RunId, Money> {
        [(RunId::from(run), fen(amount))].into()
    }

    fn holding(bills: &[(&str, HeldBill)]) -> Holding {
        let bills = bills.iter().map(|(id, bill)| ((*id).to_owned(), bill.clone())).collect();
        Holding { bills, ..Holding::default() }
    }

    #[test]
    fn what_a_bill_pays_and_has_not_left_is_held_wherever_it_lies() {
        // 4,030 prepared by run 1 for A (3,030) and B (1,000); B is held.
        let of_b = holding(&[("B", bill(true, &[(1, 1_000)]))]);
        assert_eq!(of_b.held(&[payment(1, 1, 4_030)], |_| fen(1_000)), [fen(1_000)]);
        // A is void, and the night takes 3,280: what is left is B's.
        assert_eq!(of_b.held(&[payment(1, 1, 750)], |_| fen(750)), [fen(750)]);
        // B is void: nothing is held.
        assert_eq!(of_b.held(&[payment(1, 1, 3_030)], |_| fen(0)), [fen(0)]);
        // All of run 1 has left, and what is in hand is of another bill.
        let gone = Holding { left: left(1, 4_030), ..of_b };
        assert_eq!(gone.held(&[payment(2, 2, 3_280)], |_| fen(1_000)), [fen(0)]);
    }

    #[test]
    fn a_bill_that_took_the_place_of_another_is_held_in_the_payment_of_that() {
        // A paid 4,000, which is in hand; an earlier bill takes the whole limit, so that nothing is prepared.
        let earlier = holding(&[("0", bill(true, &[(2, 4_000)]))]);
        assert_eq!(earlier.held(&[payment(1, 1, 4_000)], |_| fen(4_000)), [fen(4_000)]);
    }

    #[test]
    fn what_left_for_another_bill_in_the_place_of_the_held_one_has_not_left_for_it() {
        // Run 1 prepared 4,080 for A, which is held; an earlier bill takes 2,750 of the limit, and that leaves.
        let reversed = HeldBill { reversed: fen(2_750), ..bill(true, &[(1, 4_080)]) };
        let mut of_a = holding(&[("A", reversed)]);
        assert_eq!(of_a.held(&[payment(1, 1, 4_080)], |_| fen(1_330)), [fen(1_330)]);
        of_a.left = left(1, 2_750);
        assert_eq!(of_a.held(&[payment(2, 1, 1_330)], |_| fen(1_330)), [fen(1_330)]);
        // All of run 1 had left before: A has its 1,330, and 280 of another bill is not held.
        of_a.left = left(1, 4_080);
        assert_eq!(of_a.held(&[payment(3, 3, 280)], |_| fen(1_330)), [fen(0)]);
        // The earlier bill is void, and A pays 4,080 again, which is offset: it has all left.
        of_a.bills.get_mut("A").unwrap().due.insert(RunId::from(4), fen(2_750));
        assert_eq!(of_a.held(&[payment(3, 3, 280)], |_| fen(4_080)), [fen(0)]);
    }

    #[test]
    fn what_is_held_lies_in_the_payments_it_was_prepared_with() {
        // Run 1 prepared 6,050 for A, which is held; run 2 prepared 410 more for A, and 150 for B.
        let mut of_a = holding(&[("A", bill(true, &[(1, 6_050), (2, 410)]))]);
        assert_eq!(
            of_a.held(&[payment(1, 1, 6_050), payment(2, 2, 560)], |_| fen(6_460)),
            [fen(6_050), fen(410)]
        );
        of_a.left = left(2, 150);
        assert_eq!(
            of_a.held(&[payment(1, 1, 6_050), payment(3, 2, 410)], |_| fen(6_460)),
            [fen(6_050), fen(410)]
        );
    }

    #[test]
    fn of_a_held_payment_that_is_held_which_its_bills_still_pay() {
        let mut held = holding(&[("A", bill(false, &[(1, 3_030)]))]);
        held.payments.insert(PaymentId::from(1));
        let payments = [payment(1, 1, 3_030), payment(2, 2, 750)];
        assert_eq!(held.held(&payments, |_| fen(3_030)), [fen(3_030), fen(0)]);
        // A is void: 3,030 may be withdrawn, and the other payment is not held.
        assert_eq!(held.held(&payments, |_| fen(0)), [fen(0), fen(0)]);
        // Until the night has withdrawn it, nothing of it leaves.
        assert_eq!(held.kept(&payments), [fen(3_030), fen(0)]);
    }

    /// Of 100.00 in thirds, all of which came back, one is held.
    #[test]
    fn of_several_payees_the_part_of_one_is_held_alone() {
        let mut held = holding(&[("A", bill(false, &[(1, 10_000)]))]);
        held.payments.insert(PaymentId::from(2));
        let parts = [payment(1, 1, 3_333), payment(2, 1, 3_333), payment(3, 1, 3_334)];
        assert_eq!(held.held(&parts, |_| fen(10_000)), [fen(0), fen(3_333), fen(0)]);
    }
}

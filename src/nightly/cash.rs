//! Entitlement and cash: two balances of one member.
//!
//! What was prepared and not withdrawn is what the member is entitled to, what was written off, and what
//! is still to be offset: `paid = entitled + written_off + owed`. Of it the bank has a part, and the rest is in
//! hand. A night moves entitlement to where the facts put it; cash follows: more is prepared at once;
//! less is withdrawn from what is in hand, and only what the bank has is offset against what becomes due
//! later, or written off. No member is asked to pay anything back.

use crate::ledger::{Content, Moved};
use crate::money::Money;
use crate::scheme::{Corrections, OrderOfBills};

/// How cash follows entitlement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Paid from the start, after this.
    pub paid: Money,
    /// Written off from the start, after this.
    pub written_off: Money,
    /// What moves, each with a stable code of why.
    pub entries: Vec<(Moved, Money, &'static str)>,
}

impl Moves {
    /// What is prepared for the bank.
    pub fn payment(&self) -> Option<Money> {
        let paid = self.entries.iter().find(|(kind, ..)| *kind == Moved::Paid);
        paid.map(|(_, amount, _)| *amount)
    }

    /// What is withdrawn from payments in hand.
    pub fn withdrawn(&self) -> Money {
        let withdrawn = self.entries.iter().filter(|(kind, ..)| *kind == Moved::Withdrawn);
        -withdrawn.map(|(_, amount, _)| *amount).sum::<Money>()
    }
}

/// What brought a member's entitlement to where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// How much more bills are paid that were decided on an earlier night.
    pub restored: Money,
    /// Whether nothing came but bills that were not known before.
    pub reordering_only: bool,
    /// Whether something was sent before a restore: what is owed may be what that was for, of which the
    /// nights since have not brought the bills yet, and is not written off.
    pub sent_before: bool,
    /// What of the member's debts may not be offset yet.
    pub not_yet_offset: Money,
}

/// A member's payments in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InHand {
    /// What of them has not left.
    pub all: Money,
    /// What of that is not held: held money pays no debt.
    pub free: Money,
}

impl InHand {
    /// Payments, with what of each is held.
    pub fn of(payments: &[crate::payment::InHand], held: &[Money]) -> InHand {
        let all: Money = payments.iter().map(|payment| payment.amount).sum();
        InHand { all, free: all - held.iter().copied().sum() }
    }
}

/// Follows the entitlement of a member to `entitled`.
pub fn follow(
    before: &Content,
    in_hand: InHand,
    entitled: Money,
    circumstances: Circumstances,
    terms: &Corrections,
) -> Moves {
    let owed_before = before.owed().or_zero();
    let mut moves =
        Moves { paid: before.paid, written_off: before.written_off, entries: Vec::new() };
    let gone = (before.paid - in_hand.all).or_zero();
    // What the bank sent back cannot be written off: the member does not have it.
    let sent_back = moves.written_off - moves.written_off.min(gone);
    moves.write_off(-sent_back, "returned");
    // What may not be offset yet takes nothing from what new bills bring: as much of that is kept in hand. What earlier
    // bills are paid again was not owed, and no member owes more than the bank has.
    let kept = circumstances.not_yet_offset.min(owed_before) - circumstances.restored;
    let kept = kept.min(gone - moves.written_off).or_zero();
    let mut gap = entitled - (moves.paid - moves.written_off) + kept;
    // What was written off when a bill was paid less is not paid again when that is taken back: the
    // member has it. What new bills bring is paid in full.
    let again = gap.min(circumstances.restored).min(moves.written_off).or_zero();
    moves.write_off(-again, "restored");
    gap = gap - again;
    // What is in hand and not due does not leave. More than the bank has cannot be owed, whatever is held.
    let beyond_gone = kept - gap - (gone - moves.written_off);
    let withdrawn = (-gap).min(in_hand.free).max(beyond_gone).or_zero();
    moves.withdraw(withdrawn);
    gap += withdrawn;
    let owed = kept + (-gap).or_zero();
    if owed < owed_before {
        moves.entries.push((Moved::Offset, owed_before - owed, "set_off"));
    }
    if gap > Money::ZERO {
        moves.paid += gap;
        moves.entries.push((Moved::Paid, gap, "due"));
    }
    moves.settle(owed_before, owed, circumstances, terms);
    moves
}

impl Moves {
    /// Writes an amount off; below zero, no longer.
    fn write_off(&mut self, amount: Money, why: &'static str) {
        if amount != Money::ZERO {
            self.written_off += amount;
            self.entries.push((Moved::WriteOff, amount, why));
        }
    }

    /// Takes an amount back from payments in hand.
    fn withdraw(&mut self, amount: Money) {
        if amount > Money::ZERO {
            self.paid = self.paid - amount;
            self.entries.push((Moved::Withdrawn, -amount, "not_due"));
        }
    }

    /// Writes off what is owed, where the terms say so; else what is owed more is offset later.
    fn settle(
        &mut self,
        owed_before: Money,
        owed: Money,
        circumstances: Circumstances,
        terms: &Corrections,
    ) {
        let more = owed - owed_before;
        let may_be_written_off = !(circumstances.sent_before && owed_before > Money::ZERO);
        let order_stands = terms.order_of_bills == OrderOfBills::Stands;
        if may_be_written_off && more > Money::ZERO && circumstances.reordering_only && order_stands
        {
            self.write_off(more, "order_of_bills");
        } else if may_be_written_off && owed > Money::ZERO && owed <= terms.stands_below {
            // Also what was to be offset before: with less than that no member is troubled.
            self.write_off(owed, "below_amount");
        } else if more > Money::ZERO {
            self.entries.push((Moved::Recoverable, more, "set_off_next"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Revisions;
    use crate::scheme::SetOff;

    const STRICT: &Corrections = &terms(0, OrderOfBills::Recovers);
    const LENIENT: &Corrections = &terms(100, OrderOfBills::Stands);

    /// Nothing but that only the order of bills matters, or not.
    const fn circumstances(reordering_only: bool) -> Circumstances {
        Circumstances {
            restored: Money::ZERO,
            reordering_only,
            sent_before: false,
            not_yet_offset: Money::ZERO,
        }
    }

    const fn terms(below: i64, order_of_bills: OrderOfBills) -> Corrections {
        let stands_below = Money::from_minor(below);
        Corrections {
            stands_below,
            order_of_bills,
            revisions: Revisions::Replace,
            objection_days: 15,
            set_off: SetOff::AtOnce,
        }
    }

    fn member(entitled: i64, paid: i64, written_off: i64) -> Content {
        let [entitled, paid, written_off] = [entitled, paid, written_off].map(Money::from_minor);
        Content { entitled, paid, written_off, ..Content::default() }
    }

    /// What moves, in minor units.
    struct Minor {
        paid: i64,
        written_off: i64,
        entries: Vec<(Moved, i64, &'static str)>,
        moves: Moves,
    }

    impl Minor {
        fn payment(&self) -> Option<i64> {
            self.moves.payment().map(Money::minor)
        }

        fn withdrawn(&self) -> i64 {
            self.moves.withdrawn().minor()
        }
    }

    fn follow(
        before: &Content,
        in_hand: InHand,
        entitled: i64,
        circumstances: Circumstances,
        terms: &Corrections,
    ) -> Minor {
        let moves =
            super::follow(before, in_hand, Money::from_minor(entitled), circumstances, terms);
        let entries = moves.entries.iter().map(|(kind, amount, why)| (*kind, amount.minor(), *why));
        let entries = entries.collect();
        Minor { paid: moves.paid.minor(), written_off: moves.written_off.minor(), entries, moves }
    }

    /// All that was prepared is with the bank.
    const GONE: InHand = InHand { all: Money::ZERO, free: Money::ZERO };

    const fn in_hand(all: i64, held: i64) -> InHand {
        InHand { all: Money::from_minor(all), free: Money::from_minor(all - held) }
    }

    #[test]
    fn more_is_paid_at_once() {
        let moves = follow(&member(0, 0, 0), GONE, 500, circumstances(false), STRICT);
        assert_eq!((moves.payment(), moves.paid), (Some(500), 500));
        assert_eq!(
            follow(&member(500, 500, 0), GONE, 500, circumstances(false), STRICT).entries,
            []
        );
    }

    #[test]
    fn less_is_set_off_against_what_comes() {
        let less = follow(&member(500, 500, 0), GONE, 200, circumstances(false), STRICT);
        assert_eq!(less.entries, [(Moved::Recoverable, 300, "set_off_next")]);
        assert_eq!((less.payment(), less.paid), (None, 500));
        // 400 more is due: 300 of it was paid already.
        let more = follow(&member(200, 500, 0), GONE, 600, circumstances(false), STRICT);
        assert_eq!(more.entries, [(Moved::Offset, 300, "set_off"), (Moved::Paid, 100, "due")]);
        let some = follow(&member(200, 500, 0), GONE, 350, circumstances(false), STRICT);
        assert_eq!(some.entries, [(Moved::Offset, 150, "set_off")]);
    }

    #[test]
    fn what_may_not_be_offset_yet_keeps_what_becomes_due_in_hand() {
        let not_yet = |minor| Circumstances {
            not_yet_offset: Money::from_minor(minor),
            ..circumstances(false)
        };
        // 500 has left and 200 is due: 300 is owed. 400 more becomes due, and is prepared, and 300 of it may not leave.
        let more = follow(&member(200, 500, 0), GONE, 600, not_yet(300), STRICT);
        assert_eq!(more.entries, [(Moved::Paid, 400, "due")]);
        // A night later nothing moves; also where the part that may leave has left.
        let later = member(600, 900, 0);
        assert_eq!(follow(&later, in_hand(400, 0), 600, not_yet(300), STRICT).entries, []);
        assert_eq!(follow(&later, in_hand(300, 0), 600, not_yet(300), STRICT).entries, []);
        // The days to object are over: what was kept is withdrawn for what is owed.
        let over = follow(&later, in_hand(300, 0), 600, not_yet(0), STRICT);
        let withdrawn = (Moved::Withdrawn, -300, "not_due");
        assert_eq!(over.entries, [withdrawn, (Moved::Offset, 300, "set_off")]);
        // Of 300 owed, 100 may not be offset yet.
        let some = follow(&member(200, 500, 0), GONE, 600, not_yet(100), STRICT);
        assert_eq!(some.entries, [(Moved::Offset, 200, "set_off"), (Moved::Paid, 200, "due")]);
        // The bill by which it was owed is paid again: the objection was right, and no member owes anything.
        let upheld = Circumstances { restored: Money::from_minor(300), ..not_yet(300) };
        let right = follow(&later, in_hand(300, 0), 900, upheld, STRICT);
        assert_eq!(right.entries, [(Moved::Offset, 300, "set_off")]);
        // The bank sends 400 of the 500 back: no more than 100 is owed, whatever was written.
        let back = follow(&member(200, 500, 0), in_hand(400, 0), 200, not_yet(300), STRICT);
        let withdrawn = (Moved::Withdrawn, -200, "not_due");
        assert_eq!(back.entries, [withdrawn, (Moved::Offset, 200, "set_off")]);
    }

    #[test]
    fn what_has_not_left_is_withdrawn_and_is_not_owed() {
        let void = follow(&member(500, 500, 0), in_hand(500, 0), 0, circumstances(false), LENIENT);
        assert_eq!(void.entries, [(Moved::Withdrawn, -500, "not_due")]);
        assert_eq!((void.paid, void.written_off, void.withdrawn()), (0, 0, 500));
        // 300 of it has left: 200 is withdrawn, and only the rest is to be offset.
        let part = follow(&member(500, 500, 0), in_hand(200, 0), 0, circumstances(false), STRICT);
        let withdrawn = (Moved::Withdrawn, -200, "not_due");
        assert_eq!(part.entries, [withdrawn, (Moved::Recoverable, 300, "set_off_next")]);
        // Little stands only of what has left.
        let little =
            follow(&member(500, 500, 0), in_hand(30, 0), 450, circumstances(false), LENIENT);
        let withdrawn = (Moved::Withdrawn, -30, "not_due");
        assert_eq!(little.entries, [withdrawn, (Moved::WriteOff, 20, "below_amount")]);
    }

    #[test]
    fn what_the_bank_sends_back_pays_what_is_owed() {
        // 500 was released, all of it is owed, and the bank sends it back.
        let back = follow(&member(0, 500, 0), in_hand(500, 0), 0, circumstances(false), STRICT);
        let withdrawn = (Moved::Withdrawn, -500, "not_due");
        assert_eq!(back.entries, [withdrawn, (Moved::Offset, 500, "set_off")]);
        // What was written off of it cannot stand: 450 is due, and in hand.
        let written_off =
            follow(&member(450, 500, 50), in_hand(500, 0), 450, circumstances(false), LENIENT);
        let withdrawn = (Moved::Withdrawn, -50, "not_due");
        assert_eq!(written_off.entries, [(Moved::WriteOff, -50, "returned"), withdrawn]);
        assert_eq!((written_off.paid, written_off.written_off), (450, 0));
    }

    #[test]
    fn what_is_held_pays_no_debt() {
        // 300 is in hand and held; 100 that has left is not due any more.
        let held =
            follow(&member(400, 400, 0), in_hand(300, 300), 300, circumstances(false), STRICT);
        assert_eq!(held.entries, [(Moved::Recoverable, 100, "set_off_next")]);
        // No member owes more than has left.
        let void = follow(&member(400, 400, 0), in_hand(300, 300), 0, circumstances(false), STRICT);
        let withdrawn = (Moved::Withdrawn, -300, "not_due");
        assert_eq!(void.entries, [withdrawn, (Moved::Recoverable, 100, "set_off_next")]);
    }

    #[test]
    fn little_stands_and_so_does_what_the_order_of_bills_took() {
        let little = follow(&member(500, 500, 0), GONE, 450, circumstances(false), LENIENT);
        assert_eq!(little.entries, [(Moved::WriteOff, 50, "below_amount")]);
        let order = follow(&member(5_000, 5_000, 0), GONE, 200, circumstances(true), LENIENT);
        assert_eq!(order.entries, [(Moved::WriteOff, 4_800, "order_of_bills")]);
        assert_eq!((order.paid, order.written_off), (5_000, 4_800));
        // What was written off is not taken from what becomes due.
        let new = follow(&member(200, 5_000, 4_800), GONE, 300, circumstances(false), LENIENT);
        assert_eq!(new.payment(), Some(100));
    }

    #[test]
    fn what_stood_is_not_paid_again_when_the_bill_is_restored() {
        let written_off = member(4_600, 5_000, 400);
        // The bill that took 400 from another is void: the other is paid 400 more, which the member has.
        let restored =
            Circumstances { restored: Money::from_minor(400), ..Circumstances::default() };
        let back = follow(&written_off, GONE, 5_000, restored, LENIENT);
        assert_eq!(back.entries, [(Moved::WriteOff, -400, "restored")]);
        assert_eq!((back.paid, back.written_off), (5_000, 0));
        // With a new bill of 70 in the same night, 70 is paid.
        assert_eq!(follow(&written_off, GONE, 5_070, restored, LENIENT).payment(), Some(70));
        // More than was written off is due.
        let more = Circumstances { restored: Money::from_minor(900), ..Circumstances::default() };
        let moves = follow(&written_off, GONE, 5_500, more, LENIENT);
        assert_eq!((moves.payment(), moves.written_off), (Some(500), 0));
    }

    proptest::proptest! {
        /// What the bank has and what is in hand are entitlement, and what stands, and what is to be set
        /// off, after every night, whatever was released, returned or held before it; and no member owes, or
        /// is let keep, more than the bank has.
        #[test]
        fn cash_is_accounted_for(nights in proptest::collection::vec(
            (0..2_000i64, 0..900i64, proptest::bool::ANY, 0..=10i64, 0..=10i64, 0..=10i64, 0..=10i64), 1..20)) {
            let (mut before, mut gone) = (Content::default(), 0i64);
            for (entitled, restored, reordering_only, released, returned, held, not_yet) in nights {
                gone += (before.paid.minor() - gone) * released / 10;
                gone -= gone * returned / 10;
                let all = before.paid.minor() - gone;
                let in_hand = in_hand(all, all * held / 10);
                let owed_before = before.owed().or_zero().minor();
                let restored = Money::from_minor(restored);
                let not_yet_offset = Money::from_minor(owed_before * not_yet / 10);
                let now_as = Circumstances { restored, reordering_only, sent_before: false, not_yet_offset };
                let moves = follow(&before, in_hand, entitled, now_as, LENIENT);
                let sum = |kind| moves.entries.iter().filter(|entry| entry.0 == kind).map(|e| e.1).sum::<i64>();
                let after = member(entitled, moves.paid, moves.written_off);
                let owed = owed_before + sum(Moved::Recoverable) - sum(Moved::Offset);
                let moved = sum(Moved::Paid) + sum(Moved::Withdrawn);
                proptest::prop_assert_eq!(after.paid.minor(), before.paid.minor() + moved);
                proptest::prop_assert_eq!(after.written_off.minor(), before.written_off.minor() + sum(Moved::WriteOff));
                // What is owed now is what is left of it after a night that brings nothing.
                let quiet = Circumstances { not_yet_offset, ..circumstances(false) };
                let nothing = follow(&before, in_hand, before.entitled.minor(), quiet, STRICT);
                let left = nothing.paid - nothing.written_off - before.entitled.minor();
                let sums = [before.owed(), before.paid, before.written_off];
                let cash = [in_hand.all, in_hand.free];
                let now = crate::payment::owed::owed_now(sums, cash, not_yet_offset);
                proptest::prop_assert_eq!(now.minor(), left.max(0));
                proptest::prop_assert!(moves.withdrawn() <= all, "only what is in hand is withdrawn");
                proptest::prop_assert!(after.owed() >= Money::ZERO && after.written_off >= Money::ZERO);
                proptest::prop_assert!((after.owed() + after.written_off).minor() <= gone.max(0), "of what is gone");
                let below = moves.entries.iter().any(|entry| entry.2 == "below_amount");
                let owed = if below { 0 } else { owed };
                proptest::prop_assert_eq!(after.owed().minor(), owed);
                before = after;
            }
        }
    }
}

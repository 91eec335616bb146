//! Entitlement and cash: two balances of one member.
//!
//! What is paid is what the member is entitled to, and what was let stand, and what is still to be set
//! off: `paid = entitled + stood + owed`. A night moves entitlement to wherever the facts put it; cash
//! follows: more is paid at once, less is set off against what becomes due later. Nobody is asked to
//! pay anything back.

use crate::ledger::{Content, Moved};
use crate::scheme::{Corrections, OrderOfBills};

/// How cash follows entitlement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Paid and stood from the start, after this.
    pub paid: i64,
    /// The same.
    pub stood: i64,
    /// What moves, each with a stable code of why.
    pub entries: Vec<(Moved, i64, &'static str)>,
}

impl Moves {
    /// What is prepared for the bank.
    pub fn payment(&self) -> Option<i64> {
        let paid = self.entries.iter().find(|(kind, ..)| *kind == Moved::Paid);
        paid.map(|(_, amount, _)| *amount)
    }
}

/// Follows the entitlement of a member to `entitled`; `only_order` tells whether nothing came but
/// bills that were not known before.
pub fn follow(before: &Content, entitled: i64, only_order: bool, terms: &Corrections) -> Moves {
    let owed_before = before.owed().max(0);
    let mut moves = Moves { paid: before.paid, stood: before.stood, entries: Vec::new() };
    let gap = entitled - (before.paid - before.stood);
    let owed = (-gap).max(0);
    if owed < owed_before {
        moves.entries.push((Moved::SetOff, owed_before - owed, "set_off"));
    }
    if gap > 0 {
        moves.paid += gap;
        moves.entries.push((Moved::Paid, gap, "due"));
    }
    let more = owed - owed_before;
    if more > 0 && only_order && terms.order_of_bills == OrderOfBills::Stands {
        moves.stand(more, "order_of_bills");
    } else if owed > 0 && owed <= terms.stands_below.minor() {
        // Also what was to be set off before: with less than that nobody is troubled.
        moves.stand(owed, "below_amount");
    } else if more > 0 {
        moves.entries.push((Moved::Recovery, more, "set_off_next"));
    }
    moves
}

impl Moves {
    fn stand(&mut self, amount: i64, why: &'static str) {
        self.stood += amount;
        self.entries.push((Moved::Stood, amount, why));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Revisions;
    use crate::money::Money;

    const STRICT: &Corrections = &terms(0, OrderOfBills::Recovers);
    const LENIENT: &Corrections = &terms(100, OrderOfBills::Stands);

    const fn terms(below: i64, order_of_bills: OrderOfBills) -> Corrections {
        let stands_below = Money::from_minor(below);
        Corrections { stands_below, order_of_bills, revisions: Revisions::Replace }
    }

    fn member(entitled: i64, paid: i64, stood: i64) -> Content {
        Content { entitled, paid, stood, ..Content::default() }
    }

    #[test]
    fn more_is_paid_at_once() {
        let moves = follow(&member(0, 0, 0), 500, false, STRICT);
        assert_eq!((moves.payment(), moves.paid), (Some(500), 500));
        assert_eq!(follow(&member(500, 500, 0), 500, false, STRICT).entries, []);
    }

    #[test]
    fn less_is_set_off_against_what_comes() {
        let less = follow(&member(500, 500, 0), 200, false, STRICT);
        assert_eq!(less.entries, [(Moved::Recovery, 300, "set_off_next")]);
        assert_eq!((less.payment(), less.paid), (None, 500));
        // 400 more is due: 300 of it was paid already.
        let more = follow(&member(200, 500, 0), 600, false, STRICT);
        assert_eq!(more.entries, [(Moved::SetOff, 300, "set_off"), (Moved::Paid, 100, "due")]);
        let some = follow(&member(200, 500, 0), 350, false, STRICT);
        assert_eq!(some.entries, [(Moved::SetOff, 150, "set_off")]);
    }

    #[test]
    fn little_stands_and_so_does_what_the_order_of_bills_took() {
        let little = follow(&member(500, 500, 0), 450, false, LENIENT);
        assert_eq!(little.entries, [(Moved::Stood, 50, "below_amount")]);
        let order = follow(&member(5_000, 5_000, 0), 200, true, LENIENT);
        assert_eq!(order.entries, [(Moved::Stood, 4_800, "order_of_bills")]);
        assert_eq!((order.paid, order.stood), (5_000, 4_800));
        // What stood is not taken from what becomes due.
        assert_eq!(follow(&member(200, 5_000, 4_800), 300, false, LENIENT).payment(), Some(100));
    }

    proptest::proptest! {
        /// Cash is entitlement, and what stands, and what is to be set off, on every night.
        #[test]
        fn cash_is_accounted_for(nights in proptest::collection::vec((0..2_000i64, proptest::bool::ANY), 1..20)) {
            let mut before = Content::default();
            for (entitled, only_order) in nights {
                let owed_before = before.owed().max(0);
                let moves = follow(&before, entitled, only_order, LENIENT);
                let sum = |kind| moves.entries.iter().filter(|entry| entry.0 == kind).map(|e| e.1).sum::<i64>();
                let after = Content { entitled, paid: moves.paid, stood: moves.stood, ..Content::default() };
                let owed = owed_before + sum(Moved::Recovery) - sum(Moved::SetOff);
                proptest::prop_assert_eq!(after.paid, before.paid + sum(Moved::Paid));
                proptest::prop_assert_eq!(after.stood, before.stood + sum(Moved::Stood));
                proptest::prop_assert!(after.owed() >= 0 && moves.entries.iter().all(|entry| entry.1 > 0));
                let below = moves.entries.iter().any(|entry| entry.2 == "below_amount");
                let owed = if below { 0 } else { owed };
                proptest::prop_assert_eq!(after.owed(), owed);
                before = after;
            }
        }
    }
}

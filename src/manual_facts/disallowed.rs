//! What is disallowed of bills: each fact that disallows an amount, but for those that another took back.

use std::collections::HashMap;

use super::manual_fact::ManualFact;
use crate::claim::Column;
use crate::money::Money;

/// What is disallowed of a bill, of which column and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Disallowed<'f> {
    /// The bill.
    pub bill_id: &'f str,
    /// What it is disallowed of.
    pub column: Column,
    /// How much.
    pub amount: Money,
}

impl<'f> Disallowed<'f> {
    /// What a fact disallows.
    pub(crate) fn of(fact: &'f ManualFact) -> Option<Disallowed<'f>> {
        match fact {
            ManualFact::Disallow { bill_id, column, amount } => {
                Some(Disallowed { bill_id, column: *column, amount: *amount })
            }
            _ => None,
        }
    }

    /// What a fact allows again.
    pub(crate) fn allowed(fact: &'f ManualFact) -> Option<Disallowed<'f>> {
        match fact {
            ManualFact::Allow { bill_id, column, amount } => {
                Some(Disallowed { bill_id, column: *column, amount: *amount })
            }
            _ => None,
        }
    }
}

/// What facts leave disallowed, in their order. Each that allows an amount again takes back the last one before it of
/// the same bill, column and amount; where there is none, the next one: facts of two ids of one person come together
/// in another order.
pub fn disallowed(facts: &[ManualFact]) -> Vec<Disallowed<'_>> {
    let mut left: Vec<Disallowed> = Vec::new();
    let mut early: HashMap<Disallowed, u64> = HashMap::new();
    for fact in facts {
        if let Some(one) = Disallowed::of(fact) {
            match early.get_mut(&one).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => left.push(one),
            }
        }
        if let Some(one) = Disallowed::allowed(fact) {
            match left.iter().rposition(|known| *known == one) {
                Some(at) => drop(left.remove(at)),
                None => *early.entry(one).or_default() += 1,
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(is_allowed: bool, bill: &str, minor: i64) -> ManualFact {
        let (bill_id, column, amount) =
            (bill.to_owned(), Column::InScope, Money::from_minor(minor));
        match is_allowed {
            true => ManualFact::Allow { bill_id, column, amount },
            false => ManualFact::Disallow { bill_id, column, amount },
        }
    }

    #[test]
    fn what_is_allowed_again_takes_back_one_of_the_same_wherever_it_stands() {
        let facts = [
            fact(true, "B", 5),
            fact(false, "A", 7),
            fact(false, "B", 5),
            fact(false, "B", 5),
            fact(false, "B", 6),
            fact(true, "A", 6),
        ];
        let left = |facts: &[ManualFact]| -> Vec<(String, i64)> {
            let shown = |one: Disallowed| (one.bill_id.to_owned(), one.amount.minor());
            disallowed(facts).into_iter().map(shown).collect()
        };
        let expected = [("A", 7), ("B", 5), ("B", 6)].map(|(bill, minor)| (bill.to_owned(), minor));
        assert_eq!(left(&facts), expected);
        // What is disallowed once more after it was allowed holds, and is the later one.
        let again =
            [fact(false, "A", 7), fact(true, "A", 7), fact(false, "A", 8), fact(false, "A", 7)];
        let expected_again = [("A", 8), ("A", 7)].map(|(bill, minor)| (bill.to_owned(), minor));
        assert_eq!(left(&again), expected_again);
        let mut turned = facts.to_vec();
        turned.rotate_left(1);
        assert_eq!(left(&turned), expected);
    }
}

//! The amounts that are posted.

use super::Money;

/// No member and no ledger comes near to so many minor units, and thousands of such sums can be added.
const MOST: i64 = 1_000_000_000_000_000;

/// An amount that may be added to others; nothing for one that no member can be paid.
pub(crate) fn amount_of(minor: i64) -> Option<Money> {
    (-MOST..=MOST).contains(&minor).then_some(Money::from_minor(minor))
}

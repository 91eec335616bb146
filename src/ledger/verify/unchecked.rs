//! Amounts as a ledger has them, of which none is known to be one.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use crate::money::Money;

/// What stands where an amount should: sums of it wrap, where a sum of [`Money`] that no member can have would
/// stop the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unchecked(i64);

impl Unchecked {
    pub(super) const ZERO: Unchecked = Unchecked(0);

    /// The same number, to be shown.
    pub(super) fn money(self) -> Money {
        Money::from_minor(self.0)
    }

    /// The number of minor units.
    pub(super) fn minor(self) -> i64 {
        self.0
    }

    /// Without its sign.
    pub(super) fn abs(self) -> Unchecked {
        Unchecked(self.0.wrapping_abs())
    }
}

impl From<Money> for Unchecked {
    fn from(amount: Money) -> Unchecked {
        Unchecked(amount.minor())
    }
}

impl FromSql for Unchecked {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Unchecked> {
        value.as_i64().map(Unchecked)
    }
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Add for Unchecked {
    type Output = Unchecked;

    fn add(self, other: Unchecked) -> Unchecked {
        Unchecked(self.0.wrapping_add(other.0))
    }
}

impl Sub for Unchecked {
    type Output = Unchecked;

    fn sub(self, other: Unchecked) -> Unchecked {
        Unchecked(self.0.wrapping_sub(other.0))
    }
}

impl Neg for Unchecked {
    type Output = Unchecked;

    fn neg(self) -> Unchecked {
        Unchecked(self.0.wrapping_neg())
    }
}

impl AddAssign for Unchecked {
    fn add_assign(&mut self, other: Unchecked) {
        *self = *self + other;
    }
}

impl Sum for Unchecked {
    fn sum<I: Iterator<Item = Unchecked>>(amounts: I) -> Unchecked {
        amounts.fold(Unchecked::ZERO, Add::add)
    }
}

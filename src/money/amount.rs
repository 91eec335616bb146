//! Amounts: whole minor units, their ten-thousandths, and products that are not rounded yet.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// An amount in whole minor units (fen, yen, fils); its [`Currency`](super::Currency) says which. May be
/// negative.
///
/// `+` and `-` panic on overflow, also in release: it is a bug, since amounts are bounded at the
/// door and rules are refused that could grow them too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub(super) i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount on one bill: 100 billion yuan. Larger ones are refused as data.
    pub const MOST: Money = Money(10_000_000_000_000);

    /// `minor` whole minor units: 100 is one yuan, or a hundred yen.
    #[inline]
    pub const fn from_minor(minor: i64) -> Money {
        Money(minor)
    }

    /// The whole number of minor units.
    #[inline]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// This amount, or nothing where it is negative.
    #[inline]
    pub fn or_zero(self) -> Money {
        self.max(Money::ZERO)
    }

    /// The part of this amount that `part` is of `whole`, which is above zero: to the nearest minor unit, half up
    /// (away from zero for negative amounts).
    pub(crate) fn part(self, part: i64, whole: i64) -> Money {
        let (exact, whole) = (i128::from(self.0) * i128::from(part), i128::from(whole));
        let rounded = (2 * exact.abs() + whole) / (2 * whole) * exact.signum();
        Money(i64::try_from(rounded).expect("a part is no more than the whole"))
    }

    /// The same amount, to be multiplied.
    #[inline]
    pub fn exact(self) -> Exact {
        Exact(i128::from(self.0) * Exact::ONE)
    }
}

/// An amount in ten-thousandths of a minor unit: what formulas give and accumulators keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub(crate) i128);

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);
    /// Decimals below the minor unit.
    pub const DIGITS: u32 = 4;
    /// One minor unit.
    pub(crate) const ONE: i128 = 10i128.pow(Exact::DIGITS);

    /// This amount, or nothing where it is negative.
    #[inline]
    pub fn or_zero(self) -> Exact {
        self.max(Exact::ZERO)
    }

    /// The money at or below this amount: for limits and remainders, which are never exceeded.
    #[inline]
    pub fn floor(self) -> Money {
        // A machine word divides many times faster.
        if let Ok(small) = i64::try_from(self.0) {
            return Money(small.div_euclid(Exact::ONE as i64));
        }
        Money(i64::try_from(self.0.div_euclid(Exact::ONE)).expect("a limit is within bounds"))
    }
}

/// An amount before rounding, on the [`Scale`](super::Scale) of its benefit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Product(pub(crate) i128);

impl Product {
    /// Nothing.
    pub const ZERO: Product = Product(0);
}

macro_rules! sums {
    ($($name:ident)*) => {$(
        impl Add for $name {
            type Output = $name;
            #[inline]
            fn add(self, other: $name) -> $name {
                $name(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = $name;
            #[inline]
            fn sub(self, other: $name) -> $name {
                $name(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                *self = *self + other;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(amounts: I) -> $name {
                amounts.fold($name::default(), Add::add)
            }
        }
    )*};
}

sums!(Money Exact Product);

/// The exact share, where `whole` are units of the last decimal of a rate.
impl Mul<i64> for Exact {
    type Output = Product;

    #[inline]
    fn mul(self, whole: i64) -> Product {
        Product(times(self.0, whole))
    }
}

/// A finer product, where `whole` are units of the last decimal of a factor.
impl Mul<i64> for Product {
    type Output = Product;

    #[inline]
    fn mul(self, whole: i64) -> Product {
        Product(times(self.0, whole))
    }
}

/// `amount * whole`. Most amounts fit a machine word, whose product cannot overflow and need not be
/// checked.
#[inline]
pub(crate) fn times(amount: i128, whole: i64) -> i128 {
    match i64::try_from(amount) {
        Ok(small) => i128::from(small) * i128::from(whole),
        Err(_) => amount * i128::from(whole),
    }
}

//! Sums of amounts.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;

use super::{Currency, Money};

/// A sum of amounts, wider than one amount: a city may be paid more than a member can be.
///
/// ```
/// use huzhu::money::Currency;
/// use huzhu::money::MoneySum;
///
/// let paid = ["1800.00", "0.50"].map(|text| Currency::CNY.parse(text).unwrap());
/// let all: MoneySum = paid.into_iter().sum();
/// assert_eq!(all.show(Currency::CNY), "1800.50");
/// assert!(all > MoneySum::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MoneySum(i128);

impl MoneySum {
    /// Nothing.
    pub const ZERO: MoneySum = MoneySum(0);

    /// A sum of so many minor units.
    pub const fn from_minor(minor: i128) -> MoneySum {
        MoneySum(minor)
    }

    /// A sum of so many whole units of a currency.
    pub fn of_whole(units: i64, currency: Currency) -> MoneySum {
        MoneySum(i128::from(units) * 10i128.pow(currency.decimals()))
    }

    /// The sum in minor units.
    #[inline]
    pub fn minor(self) -> i128 {
        self.0
    }

    /// The sum as a decimal, without a currency sign.
    pub fn show(self, currency: Currency) -> String {
        decimal(currency, self.0)
    }

    /// The sum as an exact number of whole units of a currency.
    pub fn decimal(self, currency: Currency) -> Decimal {
        Decimal::from_i128_with_scale(self.0, currency.decimals())
    }

    /// The sum as one amount, where it is not too large for one.
    pub fn as_money(self) -> Option<Money> {
        i64::try_from(self.0).ok().map(Money::from_minor)
    }
}

impl From<Money> for MoneySum {
    #[inline]
    fn from(amount: Money) -> MoneySum {
        MoneySum(amount.minor().into())
    }
}

impl<T: Into<MoneySum>> AddAssign<T> for MoneySum {
    #[inline]
    fn add_assign(&mut self, more: T) {
        self.0 += more.into().0;
    }
}

impl Add for MoneySum {
    type Output = MoneySum;

    #[inline]
    fn add(self, more: MoneySum) -> MoneySum {
        MoneySum(self.0 + more.0)
    }
}

impl Neg for MoneySum {
    type Output = MoneySum;

    #[inline]
    fn neg(self) -> MoneySum {
        MoneySum(-self.0)
    }
}

impl Sub for MoneySum {
    type Output = MoneySum;

    #[inline]
    fn sub(self, less: MoneySum) -> MoneySum {
        MoneySum(self.0 - less.0)
    }
}

impl<T: Into<MoneySum>> Sum<T> for MoneySum {
    #[inline]
    fn sum<I: Iterator<Item = T>>(all: I) -> MoneySum {
        let mut sum = MoneySum::ZERO;
        all.for_each(|one| sum += one);
        sum
    }
}

/// Writes a sum of minor units as a decimal; sums over a city may be larger than one amount can be.
pub(crate) fn decimal(currency: Currency, minor: i128) -> String {
    Decimal::from_i128_with_scale(minor, currency.decimals()).to_string()
}

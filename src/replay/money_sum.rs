//! Sums of many amounts: a city may be paid more than one [`Money`] can hold.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;

use crate::money::{Currency, Money};

/// A sum of amounts in minor units, which may be below zero.
///
/// ```
/// use huzhu::money::Money;
/// use huzhu::replay::MoneySum;
///
/// let paid: MoneySum = [Money::from_minor(250), Money::from_minor(-100)].into_iter().sum();
/// assert_eq!(paid.minor(), 150);
/// assert_eq!(paid.show("CNY".parse().unwrap()), "1.50");
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

    /// The minor units.
    #[inline]
    pub const fn minor(self) -> i128 {
        self.0
    }

    /// The sum as it is printed in a currency.
    pub fn show(self, currency: Currency) -> String {
        crate::output::decimal(currency, self.0)
    }

    /// The sum as an exact number of whole units of a currency.
    pub fn decimal(self, currency: Currency) -> Decimal {
        Decimal::from_i128_with_scale(self.0, currency.decimals())
    }

    /// So many whole units of a currency.
    pub fn of_whole(units: i64, currency: Currency) -> MoneySum {
        MoneySum(i128::from(units) * 10i128.pow(currency.decimals()))
    }
}

impl From<Money> for MoneySum {
    #[inline]
    fn from(amount: Money) -> MoneySum {
        MoneySum(i128::from(amount.minor()))
    }
}

impl Add for MoneySum {
    type Output = MoneySum;
    #[inline]
    fn add(self, other: MoneySum) -> MoneySum {
        MoneySum(self.0 + other.0)
    }
}

impl Sub for MoneySum {
    type Output = MoneySum;
    #[inline]
    fn sub(self, other: MoneySum) -> MoneySum {
        MoneySum(self.0 - other.0)
    }
}

impl Neg for MoneySum {
    type Output = MoneySum;
    fn neg(self) -> MoneySum {
        MoneySum(-self.0)
    }
}

impl AddAssign for MoneySum {
    #[inline]
    fn add_assign(&mut self, other: MoneySum) {
        self.0 += other.0;
    }
}

impl AddAssign<Money> for MoneySum {
    #[inline]
    fn add_assign(&mut self, amount: Money) {
        self.0 += i128::from(amount.minor());
    }
}

impl Sum for MoneySum {
    fn sum<I: Iterator<Item = MoneySum>>(sums: I) -> MoneySum {
        sums.fold(MoneySum::ZERO, Add::add)
    }
}

impl Sum<Money> for MoneySum {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> MoneySum {
        amounts.map(MoneySum::from).sum()
    }
}

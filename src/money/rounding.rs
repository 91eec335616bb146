//! The one place where a product becomes money.

use rust_decimal::Decimal;

use super::amount::{Exact, Money, Product};

/// How fine a product is: an [`Exact`] times rates and factors with so many decimals in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    digits: u32,
    /// One minor unit: at most ten to the sixteenth.
    one: i64,
}

impl Scale {
    /// The most decimals that rates and factors of one benefit may have together.
    pub const MOST: u32 = 12;

    /// The scale of an [`Exact`] times numbers with `decimals` decimals in all, at most
    /// [`Scale::MOST`].
    pub fn new(decimals: u32) -> Scale {
        assert!(decimals <= Scale::MOST, "the decimals of a benefit are checked when it is read");
        let digits = Exact::DIGITS + decimals;
        Scale { digits, one: 10i64.pow(digits) }
    }

    /// Decimals of a minor unit.
    pub fn digits(self) -> u32 {
        self.digits
    }

    /// `amount` on this scale.
    #[inline]
    pub fn of(self, amount: Money) -> Product {
        Product(i128::from(amount.0) * i128::from(self.one))
    }

    /// `amount` on this scale.
    #[inline]
    pub fn of_exact(self, amount: Exact) -> Product {
        Product(amount.0 * (i128::from(self.one) / Exact::ONE))
    }

    /// `product`, written on this scale, as a decimal number of minor units.
    pub fn decimal(self, product: Product) -> Decimal {
        Decimal::from_i128_with_scale(product.0, self.digits).normalize()
    }
}

/// To which multiple, and which way, a product becomes money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The multiple, in minor units, above zero.
    pub unit: i64,
    /// Which way.
    pub mode: Mode,
}

/// Which way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To the nearest; a half away from zero.
    HalfUp,
    /// To the nearest; a half to the even multiple.
    HalfEven,
    /// To the nearest; a half towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Rounding {
    /// To the minor unit, half up.
    pub const USUAL: Rounding = Rounding { unit: 1, mode: Mode::HalfUp };

    /// The money that `product` rounds to.
    ///
    /// ```
    /// use huzhu::money::{Money, Rounding, Scale};
    ///
    /// let scale = Scale::new(1); // rates with one decimal
    /// let half = "50%".parse::<huzhu::money::Rate>()?;
    /// let product = Money::from_minor(523_297).exact() * half.whole(1);
    /// assert_eq!(Rounding::USUAL.round(product, scale), Money::from_minor(261_649)); // 2616.485
    /// # Ok::<(), huzhu::money::MoneyError>(())
    /// ```
    #[inline]
    pub fn round(self, product: Product, scale: Scale) -> Money {
        // Most products fit a machine word, whose division is many times faster.
        if let Ok(product) = i64::try_from(product.0)
            && self == Rounding::USUAL
        {
            let one = scale.one.unsigned_abs();
            let (whole, rest) = (product.unsigned_abs() / one, product.unsigned_abs() % one);
            let nearest = (whole + u64::from(rest >= one - rest)) as i64; // At most the product.
            return Money(if product < 0 { -nearest } else { nearest });
        }
        let divisor = i128::from(scale.one) * i128::from(self.unit);
        let multiple = self.nearest(product.0 / divisor, product.0 % divisor, divisor);
        Money(i64::try_from(multiple).expect("a benefit is within bounds") * self.unit)
    }

    /// The minor units that `over` rounds to where `one` of it is one minor unit.
    pub(crate) fn nearest_to(self, over: i128, one: i128) -> i128 {
        let (unit, step) = (i128::from(self.unit), one * i128::from(self.unit));
        self.nearest(over / step, over % step, step) * unit
    }

    /// The multiple nearest to `whole` and `rest` parts of `one`, where the rest has the sign of
    /// the whole.
    fn nearest(self, whole: i128, rest: i128, one: i128) -> i128 {
        let away = match self.mode {
            Mode::HalfUp => 2 * rest.abs() >= one,
            Mode::HalfEven => 2 * rest.abs() > one || (2 * rest.abs() == one && whole % 2 != 0),
            Mode::HalfDown => 2 * rest.abs() > one,
            Mode::Up => rest != 0,
            Mode::Down => false,
        };
        if away { whole + rest.signum() } else { whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(minor_tenths: i64, mode: Mode, unit: i64) -> i64 {
        let product = Product(i128::from(minor_tenths) * Exact::ONE);
        Rounding { unit, mode }.round(product, Scale::new(1)).minor()
    }

    #[test]
    fn a_half_goes_where_the_rule_says() {
        for (mode, expected) in [
            (Mode::HalfUp, [3, -3, 2, 4]),
            (Mode::HalfEven, [2, -2, 2, 4]),
            (Mode::HalfDown, [2, -2, 2, 3]),
            (Mode::Up, [3, -3, 3, 4]),
            (Mode::Down, [2, -2, 2, 3]),
        ] {
            assert_eq!(
                [25, -25, 24, 35].map(|tenths| rounded(tenths, mode, 1)),
                expected,
                "{mode:?}"
            );
        }
    }

    #[test]
    fn a_payment_may_be_rounded_to_tens() {
        assert_eq!(rounded(12_3450, Mode::Down, 1000), 12_000);
        assert_eq!(rounded(12_5000, Mode::HalfUp, 1000), 13_000);
        assert_eq!(rounded(12_5000, Mode::HalfEven, 1000), 12_000);
        assert_eq!(rounded(13_5000, Mode::HalfDown, 1000), 13_000);
        assert_eq!(rounded(13_5001, Mode::HalfDown, 1000), 14_000);
    }
}

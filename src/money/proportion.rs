//! Rates and factors: exact decimals that multiply an amount.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::error::MoneyError;

/// A proportion between 0 and 1: `62.5%` and `0.625` are the same rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

/// A number from 0 to 100 that multiplies a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(Decimal);

macro_rules! exact_number {
    ($name:ident, $most:expr) => {
        impl $name {
            /// Decimals of the number, trailing zeros left out.
            pub fn decimals(self) -> u32 {
                self.0.normalize().scale()
            }

            /// The number as whole units of its `decimals`th decimal, of which it has no more.
            pub fn whole(self, decimals: u32) -> i64 {
                whole(self.0, decimals)
            }

            /// The number itself.
            pub fn decimal(self) -> Decimal {
                self.0
            }

            /// Exactly this number, where it is one.
            pub(crate) fn exactly(number: Decimal) -> Option<$name> {
                let is_within = (Decimal::ZERO..=$most).contains(&number);
                let is_fine = number.normalize().scale() <= Rate::DECIMALS;
                (is_within && is_fine).then_some($name(number.normalize()))
            }
        }
    };
}

exact_number!(Rate, Decimal::ONE);
exact_number!(Factor, Decimal::ONE_HUNDRED);

impl Rate {
    /// All of it.
    pub const ONE: Rate = Rate(Decimal::ONE);
    /// The most decimals that a rate or a factor has.
    pub(crate) const DECIMALS: u32 = 6;

    /// So many of ten thousand, the nearest whole number.
    ///
    /// ```
    /// use huzhu::money::Rate;
    ///
    /// assert_eq!("12.5%".parse::<Rate>()?.of_ten_thousand(), 1_250);
    /// # Ok::<(), huzhu::money::MoneyError>(())
    /// ```
    pub fn of_ten_thousand(self) -> u32 {
        use rust_decimal::prelude::ToPrimitive;
        let all = (self.0 * Decimal::from(10_000)).round();
        all.to_u32().expect("a rate is no more than all")
    }

    /// What is left when this share is taken.
    pub fn rest(self) -> Rate {
        Rate(Decimal::ONE - self.0)
    }
}

impl Factor {
    /// Leaves a benefit as it is.
    pub const ONE: Factor = Factor(Decimal::ONE);
}

/// Reads `70%`, `62.5%` or `0.7`. A whole number without `%` is refused: `1` may mean 1% or 100%.
impl FromStr for Rate {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Rate, MoneyError> {
        let number = proportion(text, text.contains('.')).filter(|number| *number <= Decimal::ONE);
        let number = number.ok_or_else(|| MoneyError::NotARate { text: text.to_owned() })?;
        fine(number, text).map(Rate)
    }
}

/// Reads `95%`, `0.95` or `1.2`. A bare `1` is one.
impl FromStr for Factor {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Factor, MoneyError> {
        let number = proportion(text, true).filter(|number| *number <= Decimal::ONE_HUNDRED);
        let number = number.ok_or_else(|| MoneyError::NotAFactor { text: text.to_owned() })?;
        fine(number, text).map(Factor)
    }
}

/// A plain decimal, or one before `%`.
fn proportion(text: &str, bare: bool) -> Option<Decimal> {
    match text.strip_suffix('%') {
        Some(percent) => Some(plain(percent.trim_end())? / Decimal::ONE_HUNDRED),
        None if bare => plain(text),
        None => None,
    }
}

/// A number that has no more decimals than rates and factors are counted with.
fn fine(number: Decimal, text: &str) -> Result<Decimal, MoneyError> {
    let number = number.normalize();
    if number.scale() <= Rate::DECIMALS {
        return Ok(number);
    }
    // As many as can be written: two fewer before `%`.
    let most = if text.ends_with('%') { Rate::DECIMALS - 2 } else { Rate::DECIMALS };
    Err(MoneyError::TooFine { text: text.to_owned(), most })
}

/// A number as whole units of its `decimals`th decimal, of which it has no more.
fn whole(number: Decimal, decimals: u32) -> i64 {
    let mut units = number;
    units.rescale(decimals);
    assert_eq!(units, number, "the decimals of a benefit cover its rates");
    i64::try_from(units.mantissa()).expect("rates and factors are small")
}

/// Digits with perhaps a point and digits after it; no sign, no exponent, no comma.
pub(crate) fn plain(text: &str) -> Option<Decimal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = digits(whole) && digits(part) && text.len() <= 24;
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_one_is_not_a_rate() {
        assert!("1".parse::<Rate>().is_err());
        for one in ["100%", "1.0", "1.000"] {
            assert_eq!(one.parse::<Rate>(), Ok(Rate::ONE));
        }
        assert!("100.01%".parse::<Rate>().is_err());
        assert!("-5%".parse::<Rate>().is_err());
        assert!("1e-1".parse::<Rate>().is_err());
    }
}

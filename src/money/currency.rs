//! How amounts are written in a currency, and read.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::amount::{Exact, Money, Product};
use super::error::MoneyError;
use super::rounding::Scale;
/// How whole minor units are written: an ISO 4217 code and its 0 to 3 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    decimals: u32,
}

impl Currency {
    /// Yuan, in fen.
    pub const CNY: Currency = Currency { code: "CNY", decimals: 2 };
    /// Whole yen.
    pub const JPY: Currency = Currency { code: "JPY", decimals: 0 };
    /// Dinars, in fils.
    pub const KWD: Currency = Currency { code: "KWD", decimals: 3 };
    /// Dollars, in cents.
    pub const USD: Currency = Currency { code: "USD", decimals: 2 };
    pub(crate) const ALL: [Currency; 4] =
        [Currency::CNY, Currency::JPY, Currency::KWD, Currency::USD];

    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Decimals of an amount.
    pub fn decimals(self) -> u32 {
        self.decimals
    }

    /// Reads plain decimals; digits left out after the point are zeros.
    ///
    /// ```
    /// use huzhu::money::{Currency, Money};
    ///
    /// assert_eq!(Currency::CNY.parse("-3980.5")?, Money::from_minor(-398050));
    /// assert_eq!(Currency::JPY.parse("3980")?, Money::from_minor(3980));
    /// assert_eq!(Currency::CNY.parse("3980.5000")?, Money::from_minor(398050));
    /// assert!(Currency::JPY.parse("3980.5").is_err());
    /// # Ok::<(), huzhu::money::MoneyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// For more decimals than the currency has, other characters, or more than [`Money::MOST`].
    pub fn parse(self, text: &str) -> Result<Money, MoneyError> {
        let amount = self.minor(text).filter(|amount| amount.0.abs() <= Money::MOST.0);
        amount.ok_or_else(|| self.why_not(text))
    }

    /// Why a text is no amount.
    fn why_not(self, text: &str) -> MoneyError {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let text = self.without_zeros(text);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let plain = digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(part);
        let fits = part.len() <= self.decimals as usize || !text.contains('.');
        let (text, like) = (text.to_owned(), self.show(Money(500_000)));
        match plain {
            false => MoneyError::NotAnAmount { text, like },
            true if fits => MoneyError::AmountTooLarge { text, most: self.show(Money::MOST) },
            true => MoneyError::AmountTooFine { text, decimals: self.decimals, like },
        }
    }

    /// A text without zeros at its end that are more decimals than the currency has: they say nothing.
    fn without_zeros(self, text: &str) -> &str {
        let Some(point) = text.find('.') else { return text };
        let least = (point + 1 + self.decimals as usize).min(text.len());
        let (whole, more) = text.split_at_checked(least).unwrap_or((text, ""));
        match more.trim_end_matches('0') {
            "" if more.is_empty() => text,
            "" => whole.strip_suffix('.').unwrap_or(whole),
            _ => text,
        }
    }

    /// What [`Currency::parse`] reads, whatever its size.
    #[inline]
    fn minor(self, text: &str) -> Option<Money> {
        self.usual(text.as_bytes()).or_else(|| self.any(text))
    }

    /// Reads what nearly every cell has: all decimals, no sign, too short to be more than the most.
    #[inline]
    pub(crate) fn usual(self, text: &[u8]) -> Option<Money> {
        if text == b"0.00" && self.decimals == 2 {
            return Some(Money::ZERO); // As half of the payers of a bill.
        }
        let point = text.len().checked_sub(self.decimals as usize + 1)?;
        if self.decimals == 0 || point == 0 || text.len() > 14 || text[point] != b'.' {
            return None;
        }
        let (mut minor, mut odd) = (0u64, false);
        let mut read = |digits: &[u8]| {
            for byte in digits {
                let digit = byte.wrapping_sub(b'0');
                odd |= digit > 9;
                minor = minor.wrapping_mul(10).wrapping_add(u64::from(digit));
            }
        };
        read(&text[..point]);
        read(&text[point + 1..]);
        (!odd).then_some(Money(minor as i64))
    }

    fn any(self, text: &str) -> Option<Money> {
        let text = self.without_zeros(text);
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (mut minor, mut part) = (0i64, None);
        for (at, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    minor = minor.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    part = part.map(|digits| digits + 1);
                }
                b'.' if at > 0 && part.is_none() => part = Some(0),
                _ => return None,
            }
        }
        if digits.is_empty() || part == Some(0) {
            return None;
        }
        let missing = self.decimals.checked_sub(part.unwrap_or(0))?;
        let minor = minor.checked_mul(10i64.pow(missing))?;
        Some(Money(if negative { -minor } else { minor }))
    }

    /// Writes an amount with all its decimals, as in `-3980.50`. [`Currency::parse`] reads it back.
    pub fn show(self, amount: Money) -> String {
        let digits = self.decimals as usize + 1;
        let mut text = format!("{:0digits$}", amount.0.unsigned_abs());
        if self.decimals > 0 {
            text.insert(text.len() - self.decimals as usize, '.');
        }
        if amount < Money::ZERO { format!("-{text}") } else { text }
    }

    /// Writes an amount before rounding: all decimals of the currency, and more where it has more.
    pub fn show_product(self, product: Product, scale: Scale) -> String {
        self.show_decimal(scale.decimal(product))
    }

    /// Writes a number of minor units as an amount.
    fn show_decimal(self, minor: Decimal) -> String {
        let mut amount = minor * Decimal::new(1, self.decimals);
        amount = amount.normalize();
        let decimals = amount.scale().max(self.decimals);
        amount.rescale(decimals);
        amount.to_string()
    }

    /// Writes a formula's value as an amount.
    pub fn show_exact(self, amount: Exact) -> String {
        self.show_decimal(Decimal::from_i128_with_scale(amount.0, Exact::DIGITS))
    }
}

/// Reads an ISO 4217 code.
impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Currency, MoneyError> {
        let found = Currency::ALL.into_iter().find(|currency| currency.code == text);
        found.ok_or_else(|| {
            let known = Currency::ALL.map(|currency| format!("`{}`", currency.code)).join(", ");
            MoneyError::NotACurrency { text: text.to_owned(), known }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_the_short_way_is_within_bounds() {
        for currency in Currency::ALL {
            for text in [
                "99999999999.99",
                "9999999999.999",
                "0.00",
                "0.000",
                "12.5",
                "3980.",
                ".50",
                "100000000000.01",
                "10000000000.000",
                "-1.00",
                "1.0a",
                "999999999999.9",
            ] {
                let Some(amount) = currency.usual(text.as_bytes()) else { continue };
                assert_eq!(currency.parse(text), Ok(amount), "{text}");
            }
        }
        assert!(
            Currency::CNY.usual(b"12.50").is_some() && Currency::KWD.usual(b"12.500").is_some()
        );
    }
}

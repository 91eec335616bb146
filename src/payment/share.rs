//! What of a payment goes to one of several payees: an exact fraction of it.

use std::fmt;
use std::str::FromStr;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use crate::ledger::sql::not_legible;
use crate::money::Money;
use crate::words;

/// A fraction above zero and up to the whole, in its lowest terms.
///
/// ```
/// use huzhu::money::Money;
/// use huzhu::payment::Share;
///
/// let share = |text: &str| text.parse::<Share>().unwrap();
/// assert_eq!(share("33.5%").to_string(), "67/200");
/// assert_eq!(share("2/6").of(Money::from_minor(10_000)), Money::from_minor(3_333));
/// let all = ["1/2", "1/3", "1/6"].map(share);
/// assert_eq!(Share::sum(all), Some(Share::WHOLE));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    parts: u128,
    of: u128,
}

/// Why a text is no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAShare {
    /// It is neither a percentage with at most two decimals nor a fraction of whole numbers up to 10,000.
    NotRead,
    /// It is nothing.
    Zero,
    /// It is more than the whole.
    AboveWhole,
}

/// The largest number that a fraction is written with; also what a percentage with two decimals is out of.
const LARGEST: u128 = 10_000;

impl Share {
    /// All of a payment.
    pub const WHOLE: Share = Share { parts: 1, of: 1 };

    /// So much of an amount, which is not negative, down to the minor unit.
    pub fn of(self, amount: Money) -> Money {
        let minor = u128::try_from(amount.minor()).unwrap_or(0);
        let share = minor * self.parts / self.of;
        Money::from_minor(i64::try_from(share).expect("a share is no more than the whole"))
    }

    /// What shares come to, which may be more than the whole; nothing where the fractions are too fine to be added
    /// exactly, or there are none.
    pub fn sum(shares: impl IntoIterator<Item = Share>) -> Option<Share> {
        let mut shares = shares.into_iter();
        let first = shares.next()?;
        shares.try_fold(first, |sum, share| {
            let common = (sum.of / divisor(sum.of, share.of)).checked_mul(share.of)?;
            let parts = sum.parts.checked_mul(common / sum.of)?;
            let more = share.parts.checked_mul(common / share.of)?;
            Some(lowest(parts.checked_add(more)?, common))
        })
    }
}

/// A fraction in its lowest terms, of a number above zero.
fn lowest(parts: u128, of: u128) -> Share {
    let by = divisor(parts, of);
    Share { parts: parts / by, of: of / by }
}

/// The greatest number that divides both, of which the second is above zero.
fn divisor(one: u128, other: u128) -> u128 {
    if one == 0 { other } else { divisor(other % one, one) }
}

/// A whole number as people write it in a fraction.
fn number(text: &str) -> Option<u128> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten().filter(|number| *number <= LARGEST)
}

/// Hundredths of a percent.
fn percentage(text: &str) -> Option<u128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let hundredths = number(decimals)?;
    match decimals.len() {
        1 => Some(number(whole)? * 100 + hundredths * 10),
        2 => Some(number(whole)? * 100 + hundredths),
        _ => None,
    }
}

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Share, NotAShare> {
        let read = || match (text.strip_suffix('%'), text.split_once('/')) {
            (Some(percent), _) => Some((percentage(percent.trim_end())?, LARGEST)),
            (None, Some((parts, of))) => Some((number(parts.trim())?, number(of.trim())?)),
            (None, None) => number(text).filter(|whole| *whole == 1).map(|whole| (whole, 1)),
        };
        match read().ok_or(NotAShare::NotRead)? {
            (_, 0) => Err(NotAShare::NotRead),
            (0, _) => Err(NotAShare::Zero),
            (parts, of) if parts > of => Err(NotAShare::AboveWhole),
            (parts, of) => Ok(lowest(parts, of)),
        }
    }
}

/// As it is kept: `1/3`, or `1` for the whole.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            1 => write!(f, "{}", self.parts),
            of => write!(f, "{}/{of}", self.parts),
        }
    }
}

impl ToSql for Share {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Share {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Share> {
        let text = value.as_str()?;
        text.parse().map_err(|_| not_legible(words::payees::not_a_share(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_percentages_and_fractions_and_nothing_else() {
        for (text, kept) in
            [("1/3", "1/3"), ("2/6", "1/3"), ("50%", "1/2"), ("33.33 %", "3333/10000")]
        {
            assert_eq!(text.parse::<Share>().unwrap().to_string(), kept, "{text}");
        }
        for text in ["1", "100%", "7/7", "100.00%"] {
            assert_eq!(text.parse::<Share>(), Ok(Share::WHOLE), "{text}");
        }
        for text in
            ["", "0.5", "%", "1/", "/3", "1/3/3", "-1/3", "33.333%", "1/10001", "2", "1/0", "one"]
        {
            assert_eq!(text.parse::<Share>(), Err(NotAShare::NotRead), "{text}");
        }
        assert_eq!("0%".parse::<Share>(), Err(NotAShare::Zero));
        assert_eq!("0/3".parse::<Share>(), Err(NotAShare::Zero));
        assert_eq!("4/3".parse::<Share>(), Err(NotAShare::AboveWhole));
    }

    #[test]
    fn sums_are_exact_or_not_given() {
        let sum = |texts: &[&str]| Share::sum(texts.iter().map(|text| text.parse().unwrap()));
        assert_eq!(sum(&["1/3", "1/3", "1/3"]), Some(Share::WHOLE));
        assert_ne!(sum(&["33.33%", "33.33%", "33.33%"]), Some(Share::WHOLE));
        assert_eq!(sum(&["33.33%", "33.33%", "33.34%"]), Some(Share::WHOLE));
        assert_eq!(sum(&["1/2", "2/3"]).unwrap().to_string(), "7/6");
        assert_eq!(sum(&[]), None);
        // Primes below 10,000: no common denominator fits.
        let primes = [9973, 9967, 9949, 9941, 9931, 9929, 9923, 9907, 9901, 9887];
        let shares = primes.map(|prime| format!("1/{prime}").parse().unwrap());
        assert_eq!(Share::sum(shares), None);
    }
}

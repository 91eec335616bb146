//! Amounts as JSON numbers that keep their digits.

use serde::Serialize;
use serde_json::value::RawValue;

/// A decimal as it is written: `82.10` stays `82.10`.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Decimal(Box<RawValue>);

impl Decimal {
    /// The decimal of a text; nothing of what is none.
    pub fn of(text: &str) -> Option<Decimal> {
        let number = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_decimal =
            digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'));
        let raw = || RawValue::from_string(text.to_owned()).ok();
        if is_decimal { raw().map(Decimal) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_digits() {
        for text in ["0", "0.00", "82.10", "-164.34", "12345678901234567890.123456789", "0.5"] {
            let decimal = Decimal::of(text).unwrap();
            assert_eq!(serde_json::to_string(&decimal).unwrap(), text);
        }
        for text in ["", "-", "1e3", "1_0", ".5", "5.", "01", "1,000", "NaN", "１"] {
            assert!(Decimal::of(text).is_none(), "{text}");
        }
    }
}

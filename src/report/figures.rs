//! Figures as people read them: thousands separated, signs shown, large amounts in larger units.
//!
//! Amounts come as decimals in text and are added and rounded as decimals. One becomes a binary fraction only to find
//! its place on a chart.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::words::{Lang, Sentence, report};

/// How figures are written: the language, and the currency of every amount.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub lang: Lang,
    pub currency: &'static str,
}

/// A unit that amounts are shown in: what it is called, and how many of the currency it is.
pub(crate) struct Unit {
    pub name: String,
    pub worth: u32,
}

/// A true minus: as wide as a plus.
const MINUS: char = '−';

impl Figures {
    pub fn say(self, sentence: &Sentence) -> String {
        sentence.text(self.lang).to_owned()
    }

    /// An amount to the last minor unit.
    pub fn money(self, amount: &str) -> String {
        grouped(amount)
    }

    /// The same, with a sign also where it is above zero.
    pub fn signed(self, amount: &str) -> String {
        signed(amount)
    }

    /// An amount and its currency; a large one in a larger unit, with the exact one beside it.
    pub fn with_exact(self, amount: &str) -> String {
        let exact = format!("{} {}", grouped(amount), self.unit());
        match self.rough(amount) {
            Some(rough) => self.say(&report::with_exact(rough, exact)),
            None => exact,
        }
    }

    /// An amount in a larger unit, with two decimals; `None` for one too small for that.
    pub fn rough(self, amount: &str) -> Option<String> {
        let unit = self.unit_for(decimal(amount));
        (unit.worth > 1_000).then(|| format!("{} {}", self.in_unit(amount, unit.worth), unit.name))
    }

    /// The same or, of a small amount, the exact one: short enough to stand beside a bar.
    pub fn brief(self, amount: &str) -> String {
        self.rough(amount).unwrap_or_else(|| self.money(amount))
    }

    /// The same, with a sign also where it is above zero.
    pub fn signed_brief(self, amount: &str) -> String {
        let plus = if signed(amount).starts_with('+') { "+" } else { "" };
        format!("{plus}{}", self.brief(amount))
    }

    /// An amount in a unit of so many of the currency, with two decimals; exact in the currency itself.
    pub fn in_unit(self, amount: &str, worth: u32) -> String {
        match worth {
            1 => grouped(amount),
            worth => grouped(&rounded(decimal(amount) / Decimal::from(worth))),
        }
    }

    /// The currency as people call it.
    pub fn unit(self) -> String {
        match self.currency {
            "CNY" => self.say(&report::yuan()),
            code => code.to_owned(),
        }
    }

    /// A unit in which amounts up to this one are short.
    pub fn unit_for(self, most: Decimal) -> Unit {
        let (most, unit) = (most.abs(), self.unit());
        let at_least = |amount: u32| most >= Decimal::from(amount);
        let (name, worth) = match self.lang {
            Lang::Chinese if at_least(10_000) => (report::ten_thousand(unit), 10_000),
            Lang::English if at_least(1_000_000) => (report::million(unit), 1_000_000),
            Lang::English if at_least(10_000) => (report::thousand(unit), 1_000),
            _ => return Unit { name: unit, worth: 1 },
        };
        Unit { name: self.say(&name), worth }
    }

    /// A share, with its sign of percent once.
    pub fn share(self, share: &str) -> String {
        format!("{}%", grouped(share.trim_end_matches('%')))
    }

    /// A share with a sign, of what is more or less.
    pub fn signed_share(self, share: &str) -> String {
        format!("{}%", signed(share.trim_end_matches('%')))
    }

    /// A difference as a share of a base; `None` where that is zero.
    pub fn share_of(self, difference: Decimal, base: Decimal) -> Option<String> {
        let share = difference.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base)?;
        Some(self.signed_share(&rounded(share)))
    }
}

/// An amount to the hundredth, halves away from zero.
pub(crate) fn rounded(value: Decimal) -> String {
    let value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    format!("{value:.2}")
}

/// An amount of a report.
pub(crate) fn decimal(amount: &str) -> Decimal {
    amount.parse().expect("amounts of a report are decimals")
}

/// What one amount is more than another, with as many decimals.
pub(crate) fn less(amount: &str, base: &str) -> String {
    (decimal(amount) - decimal(base)).to_string()
}

/// The sum of amounts, with as many decimals.
pub(crate) fn sum<'a>(amounts: impl Iterator<Item = &'a str>) -> String {
    amounts.map(decimal).sum::<Decimal>().to_string()
}

/// Where on a chart an amount lies; never shown as a figure.
pub(crate) fn place(amount: &str) -> f64 {
    amount.parse().expect("amounts of a report are decimals")
}

pub(crate) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// How many more there are, or fewer.
pub(crate) fn count_more(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "+" };
    format!("{sign}{}", count(number.unsigned_abs()))
}

/// A whole amount, as the edge of a band or bin.
pub(crate) fn edge(amount: i64) -> String {
    grouped(&amount.to_string())
}

pub(crate) fn signed(figure: &str) -> String {
    let is_zero = figure.chars().all(|c| matches!(c, '0' | '.' | '-'));
    match figure.starts_with('-') {
        false if !is_zero => format!("+{}", grouped(figure)),
        _ => grouped(figure),
    }
}

/// A decimal with commas between thousands. Other texts stay as they are.
pub(crate) fn grouped(figure: &str) -> String {
    let (sign, digits) = match figure.strip_prefix('-') {
        Some(digits) => (Some(MINUS), digits),
        None => (None, figure),
    };
    let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let is_decimal = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if !is_decimal {
        return figure.to_owned();
    }
    let mut shown = String::from_iter(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown + part
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: Figures = Figures { lang: Lang::Chinese, currency: "CNY" };
    const ENGLISH: Figures = Figures { lang: Lang::English, currency: "CNY" };

    #[test]
    fn thousands_are_separated_and_signs_are_shown() {
        assert_eq!(grouped("1234567.80"), "1,234,567.80");
        assert_eq!(grouped("-123.45"), "−123.45");
        assert_eq!(grouped("60%"), "60%");
        assert_eq!(signed("1000"), "+1,000");
        assert_eq!(signed("0.00"), "0.00");
        assert_eq!(signed("-0.5"), "−0.5");
    }

    #[test]
    fn a_large_amount_stands_in_a_larger_unit_beside_the_exact_one() {
        let amount = "19549999.99";
        assert_eq!(CHINESE.with_exact(amount), "1,955.00 万元（19,549,999.99 元）");
        assert_eq!(ENGLISH.with_exact(amount), "19.55 million yuan (19,549,999.99 yuan)");
        assert_eq!(CHINESE.with_exact("9999.99"), "9,999.99 元");
        assert_eq!(
            Figures { currency: "JPY", ..CHINESE }.with_exact("50000"),
            "5.00 万JPY（50,000 JPY）"
        );
    }

    #[test]
    fn a_share_is_rounded_once_and_of_nothing_is_none() {
        let share = |difference, base| ENGLISH.share_of(decimal(difference), decimal(base));
        assert_eq!(share("1", "3").as_deref(), Some("+33.33%"));
        assert_eq!(share("-2.00", "3.00").as_deref(), Some("−66.67%"));
        assert_eq!(share("1", "0"), None);
    }
}

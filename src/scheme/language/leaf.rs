//! Values that stand alone: an amount, a rate, a factor or a count.

use std::str::FromStr;

use crate::claim::Vocabulary;
use crate::money::{Currency, Factor, Money, Rate};
use crate::words::{self, Sentence};

/// A value that a schedule may hold, or a parameter may name.
pub(crate) trait Leaf: Copy {
    /// Whether an amount may choose it: counts are of stays and members, not of costs.
    const MAY_BE_BY_AMOUNT: bool = true;

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, Sentence>;
}

impl Leaf for Money {
    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Money, Sentence> {
        amount_in(vocabulary.currency, text)
    }
}

/// An amount in a currency, not below zero.
pub(crate) fn amount_in(currency: Currency, text: &str) -> Result<Money, Sentence> {
    match currency.parse(text) {
        Ok(amount) if amount < Money::ZERO => Err(words::rules::negative(text)),
        amount => amount,
    }
}

impl Leaf for Rate {
    fn parse(text: &str, _: &Vocabulary) -> Result<Rate, Sentence> {
        if text == "1" { Err(words::rules::one_is_unclear()) } else { Rate::from_str(text) }
    }
}

impl Leaf for Factor {
    fn parse(text: &str, _: &Vocabulary) -> Result<Factor, Sentence> {
        Factor::from_str(text)
    }
}

/// A whole number of days, years, units or times.
impl Leaf for i64 {
    const MAY_BE_BY_AMOUNT: bool = false;

    fn parse(text: &str, _: &Vocabulary) -> Result<i64, Sentence> {
        const MOST: i64 = 100_000;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let count = plain.then(|| text.parse().ok()).flatten().filter(|&count| count <= MOST);
        count.ok_or_else(|| words::rules::not_a_count(text, MOST))
    }
}

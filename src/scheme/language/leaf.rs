//! Values that stand alone: an amount, a rate, a factor or a count.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::asked::LeafKind;
use crate::claim::Vocabulary;
use crate::money::{Currency, Factor, Money, Rate};
use crate::scheme::caps;
use crate::words::{self, Sentence};

/// A value that a schedule may hold, or a parameter may name.
pub(crate) trait Leaf: Copy {
    /// Whether an amount may choose it: counts are of stays and members, not of costs.
    const MAY_BE_BY_AMOUNT: bool = true;

    /// How it is written.
    const KIND: LeafKind;

    /// Whether a formula of rates may give it.
    const MAY_BE_FORMULA: bool = false;

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, Sentence>;

    /// The number that a rate or factor is.
    fn proportion(self) -> Option<Decimal> {
        None
    }

    /// The rate or factor that a number is, where it is one.
    fn of_proportion(_: Decimal) -> Option<Self> {
        None
    }
}

impl Leaf for Money {
    const KIND: LeafKind = LeafKind::Amount;

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Money, Sentence> {
        amount_in(vocabulary.currency, text)
    }
}

/// An amount in a currency, not below zero.
pub(crate) fn amount_in(currency: Currency, text: &str) -> Result<Money, Sentence> {
    match currency.parse(text) {
        Ok(amount) if amount < Money::ZERO => Err(words::rules::negative(text)),
        amount => Ok(amount?),
    }
}

impl Leaf for Rate {
    const KIND: LeafKind = LeafKind::Rate;
    const MAY_BE_FORMULA: bool = true;

    fn parse(text: &str, _: &Vocabulary) -> Result<Rate, Sentence> {
        if text == "1" { Err(words::rules::one_is_unclear()) } else { Ok(Rate::from_str(text)?) }
    }

    fn proportion(self) -> Option<Decimal> {
        Some(self.decimal())
    }

    fn of_proportion(number: Decimal) -> Option<Rate> {
        Rate::exactly(number)
    }
}

impl Leaf for Factor {
    const KIND: LeafKind = LeafKind::Factor;
    const MAY_BE_FORMULA: bool = true;

    fn parse(text: &str, _: &Vocabulary) -> Result<Factor, Sentence> {
        Ok(Factor::from_str(text)?)
    }

    fn proportion(self) -> Option<Decimal> {
        Some(self.decimal())
    }

    fn of_proportion(number: Decimal) -> Option<Factor> {
        Factor::exactly(number)
    }
}

/// A number of digits alone.
pub(crate) fn whole_number(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A whole number of days, years, units or times.
impl Leaf for i64 {
    const KIND: LeafKind = LeafKind::Count;
    const MAY_BE_BY_AMOUNT: bool = false;

    fn parse(text: &str, _: &Vocabulary) -> Result<i64, Sentence> {
        let count = whole_number(text).filter(|&count| count <= caps::COUNT);
        count.ok_or_else(|| words::rules::not_a_count(text, caps::COUNT))
    }
}

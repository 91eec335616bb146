//! Why a text is no amount, rate, factor or currency.

use std::fmt;

use crate::words::{Sentence, rules as words};

/// Why a text is no amount, rate, factor or currency. Written, it is the English sentence; with `{:#}`, the
/// Chinese one.
///
/// ```
/// use huzhu::money::{Currency, MoneyError, Rate};
///
/// let why = Currency::JPY.parse("3980.5").unwrap_err();
/// assert!(matches!(why, MoneyError::AmountTooFine { decimals: 0, .. }));
/// // `1` may mean 1% or 100%.
/// assert!(matches!("1".parse::<Rate>(), Err(MoneyError::NotARate { .. })));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// It is no rate between 0 and 1.
    NotARate {
        /// The text.
        text: String,
    },
    /// It is no factor between 0 and 100.
    NotAFactor {
        /// The text.
        text: String,
    },
    /// A rate or factor has more decimals than are counted with.
    TooFine {
        /// The text.
        text: String,
        /// The most decimals, as it is written.
        most: u32,
    },
    /// It is no plain decimal.
    NotAnAmount {
        /// The text.
        text: String,
        /// An amount as the currency writes it.
        like: String,
    },
    /// The amount has more decimals than the currency.
    AmountTooFine {
        /// The text.
        text: String,
        /// The decimals of the currency.
        decimals: u32,
        /// An amount as the currency writes it.
        like: String,
    },
    /// The amount is above the largest.
    AmountTooLarge {
        /// The text.
        text: String,
        /// The largest amount.
        most: String,
    },
    /// It is no code of a currency that is known.
    NotACurrency {
        /// The text.
        text: String,
        /// The codes that are known, quoted.
        known: String,
    },
}

impl MoneyError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            MoneyError::NotARate { text } => words::not_a_rate(text),
            MoneyError::NotAFactor { text } => words::not_a_factor(text),
            MoneyError::TooFine { text, most } => words::too_fine(text, most),
            MoneyError::NotAnAmount { text, like } => words::not_an_amount(text, like),
            MoneyError::AmountTooFine { text, decimals, like } => {
                words::amount_too_fine(text, decimals, like)
            }
            MoneyError::AmountTooLarge { text, most } => words::too_large(text, most),
            MoneyError::NotACurrency { text, known } => words::not_a_currency(text, known),
        }
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<MoneyError> for Sentence {
    fn from(why: MoneyError) -> Sentence {
        why.sentence()
    }
}

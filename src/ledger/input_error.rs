//! Why the ledger does not take what a person wrote, at a command or in a file.

use std::fmt;

use crate::date::Day;
use crate::money::MoneyError;
use crate::words::{self, Sentence};

/// Why the ledger does not take what a person wrote, at a command or in a file. Written, it is the English sentence;
/// with `{:#}`, the Chinese one.
///
/// ```
/// use huzhu::ledger::{InputError, Month, Name};
///
/// assert_eq!(Name::new(" "), Err(InputError::NoAuthor));
/// assert!(matches!("2024-13".parse::<Month>(), Err(InputError::NotAMonth { .. })));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// It is no calendar month.
    NotAMonth {
        /// The text.
        text: String,
    },
    /// It is no day.
    NotADay {
        /// The text.
        text: String,
    },
    /// It is a day after today: what counts for it would keep everything else waiting until then.
    AfterToday {
        /// The day.
        day: Day,
        /// The last day that has come.
        today: Day,
    },
    /// It names no person: nothing of it is a letter or a digit.
    NoAuthor,
    /// It has a line break or another control character.
    ControlCharacter {
        /// The first of them.
        character: char,
    },
    /// It is no amount.
    Money(#[from] MoneyError),
    /// It is an amount below zero.
    NegativeAmount {
        /// The text.
        text: String,
    },
    /// It is no whole number of days or times.
    NotACount {
        /// The text.
        text: String,
    },
    /// Amounts are in two currencies.
    OtherCurrency {
        /// The code of the currency of this amount.
        found: &'static str,
        /// The code of the currency that the others are in.
        expected: &'static str,
    },
}

impl InputError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            InputError::NotAMonth { text } => words::ledger::not_a_month(text),
            InputError::NotADay { text } => words::rules::not_a_date(text),
            InputError::AfterToday { day, today } => words::acts::after_today(day, today),
            InputError::NoAuthor => words::ledger::author_missing(),
            InputError::ControlCharacter { character } => {
                words::acts::control_character(format!("U+{:04X}", u32::from(*character)))
            }
            InputError::Money(why) => why.sentence(),
            InputError::NegativeAmount { text } => words::rules::negative(text),
            InputError::NotACount { text } => words::acts::said_no_count(text),
            InputError::OtherCurrency { found, expected } => {
                words::acts::said_in_another(found, expected)
            }
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<InputError> for Sentence {
    fn from(why: InputError) -> Sentence {
        why.sentence()
    }
}

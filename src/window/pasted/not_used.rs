//! Why a field of a settlement fills in no box.

use crate::words::{Sentence, pasted as words};

/// Why a field of a settlement fills in no box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUsed {
    /// No box is like it.
    NoBox,
    /// It says who the person is.
    Personal,
    /// It is a sum that others are checked against.
    Checked,
    /// It is a rate and no amount.
    Rate,
    /// What a family's account paid, which may be in another field too.
    FamilyAccount,
    /// Another field has filled in the box.
    FilledIn,
    /// The box is for a day, and this is none.
    NoDay(String),
    /// The box has no such word.
    NoWord(String),
}

impl NotUsed {
    /// The reason as a person reads it.
    pub fn sentence(&self) -> Sentence {
        match self {
            NotUsed::NoBox => words::no_meaning(),
            NotUsed::Personal => words::of_the_person(),
            NotUsed::Checked => words::is_checked(),
            NotUsed::Rate => words::is_a_rate(),
            NotUsed::FamilyAccount => words::inside_or_beside(),
            NotUsed::FilledIn => words::said_already(),
            NotUsed::NoDay(text) => words::day_unknown(text),
            NotUsed::NoWord(text) => words::word_unknown(text),
        }
    }
}

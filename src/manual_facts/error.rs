//! Why a manual fact means nothing under some rules.

use std::fmt;

use crate::words::{Sentence, ledger as words};

/// Why a manual fact means nothing under some rules: they have to keep what it names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// There is no such benefit.
    NoBenefit {
        /// The benefit that is named.
        benefit: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// There is no such accumulator.
    NoAccumulator {
        /// The accumulator that is named.
        accumulator: String,
        /// Those that there are.
        known: Vec<String>,
    },
}

impl FactError {
    /// The error as a person reads it, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            FactError::NoBenefit { benefit, known } => {
                words::no_benefit(benefit, known.join("`, `"))
            }
            FactError::NoAccumulator { accumulator, known } => {
                words::no_accumulator(accumulator, known.join("`, `"))
            }
        }
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

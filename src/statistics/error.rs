//! Why there is no report.

use std::fmt;

use crate::accounting::AccountingError;
use crate::date::Day;
use crate::ledger::LedgerError;
use crate::nightly::NightError;
use crate::words::{Lang, Sentence, statistics as words};

/// Why there is no report. Written, it is the English sentence; with `{:#}`, the Chinese one; several stand line by
/// line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// The ledger cannot be used.
    Ledger(#[from] LedgerError),
    /// What the ledger knows cannot be read.
    Night(#[from] NightError),
    /// Something cannot be done with the books.
    Accounting(#[from] AccountingError),
    /// The rules have no such edition.
    UnknownEdition {
        /// The id that is asked for.
        edition: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// The last day of a period is before its first.
    Backward {
        /// The first day.
        first: Day,
        /// The last.
        last: Day,
    },
    /// Nothing was posted by the end of the period.
    NothingPosted {
        /// The last day of the period.
        last: Day,
        /// The day that the first run counts for.
        begins: Day,
    },
    /// The tables do not come to what the books moved.
    DoesNotAddUp {
        /// What the postings of the period moved, as a decimal.
        books: String,
        /// What the tables come to.
        tables: String,
    },
}

impl StatisticsError {
    /// Every sentence, one after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            StatisticsError::Night(why) => why.sentences(),
            StatisticsError::Ledger(why) => vec![why.sentence()],
            StatisticsError::Accounting(why) => vec![why.sentence()],
            StatisticsError::UnknownEdition { edition, known } => {
                vec![words::edition_unknown(edition, known.join(", "))]
            }
            StatisticsError::Backward { first, last } => vec![words::backward(first, last)],
            StatisticsError::NothingPosted { last, begins } => {
                vec![words::nothing_posted(last, begins)]
            }
            StatisticsError::DoesNotAddUp { books, tables } => {
                vec![words::does_not_add_up(books, tables)]
            }
        }
    }
}

impl fmt::Display for StatisticsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lang = if f.alternate() { Lang::Chinese } else { Lang::English };
        for (at, sentence) in self.sentences().iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            f.write_str(sentence.text(lang))?;
        }
        Ok(())
    }
}

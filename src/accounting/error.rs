//! Why something cannot be done with the books.

use std::fmt;

use crate::ledger::{LedgerError, Month};
use crate::words::{self, Sentence};

/// Why something cannot be done with the books. Written, it is the English sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountingError {
    /// The ledger cannot be used.
    Ledger(#[from] LedgerError),
    /// The month is closed already.
    MonthIsClosed {
        /// The month.
        month: Month,
    },
    /// The month is not closed, and cannot be opened.
    MonthIsOpen {
        /// The month.
        month: Month,
    },
    /// Nothing was posted for the month yet.
    MonthHasNoRun {
        /// The month.
        month: Month,
        /// The newest that has a run.
        newest: Month,
    },
    /// An earlier month is to be closed first.
    MonthNotNext {
        /// The month.
        month: Month,
        /// The earlier one.
        open: Month,
    },
    /// A later month is to be opened first.
    MonthNotLatest {
        /// The month.
        month: Month,
        /// The later one.
        last: Month,
    },
    /// What is asked for is refused, for this reason.
    Refused(Sentence),
}

impl AccountingError {
    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        use words::ledger as say;
        match self {
            AccountingError::Ledger(why) => why.sentence(),
            AccountingError::MonthIsClosed { month } => say::month_is_closed(month),
            AccountingError::MonthIsOpen { month } => say::month_is_open(month),
            AccountingError::MonthHasNoRun { month, newest } => {
                say::month_has_no_run(month, newest)
            }
            AccountingError::MonthNotNext { month, open } => say::month_not_next(month, open),
            AccountingError::MonthNotLatest { month, last } => say::month_not_latest(month, last),
            AccountingError::Refused(why) => why.clone(),
        }
    }
}

impl fmt::Display for AccountingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<Sentence> for AccountingError {
    fn from(why: Sentence) -> AccountingError {
        AccountingError::Refused(why)
    }
}

impl From<AccountingError> for Sentence {
    fn from(why: AccountingError) -> Sentence {
        why.sentence()
    }
}

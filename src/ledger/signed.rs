//! Whoever does something to a ledger by hand, when, and why.

use super::{Ledger, Month};
use crate::date::Day;
use crate::words::{self, Sentence};

/// An act by hand that has an author and a day, and a reason where one is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who does it.
    pub by: String,
    /// The day it counts for.
    pub on: Day,
    /// Why; empty where nobody has to say.
    pub reason: String,
}

impl Signed {
    /// An act that needs an author.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn new(by: Option<&str>, on: Day, reason: Option<&str>) -> Result<Signed, Sentence> {
        let text = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
        match text(by) {
            by if by.is_empty() => Err(words::ledger::author_missing()),
            by => Ok(Signed { by, on, reason: text(reason) }),
        }
    }

    /// The same where a reason is needed too.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn with_reason(self) -> Result<Signed, Sentence> {
        if self.reason.is_empty() { Err(words::ledger::reason_missing()) } else { Ok(self) }
    }
}

impl Ledger {
    /// The day that an act counts for where nobody says: that of the newest run or act, or the first
    /// that is not closed. A clock is never asked: it may have been set back.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or nothing was ever posted.
    pub fn usual_day(&self) -> Result<Day, Sentence> {
        let sql = "SELECT max(day) FROM (SELECT max(posted_on) day FROM run \
                   UNION ALL SELECT max(happened_on) FROM transfer \
                   UNION ALL SELECT max(happened_on) FROM release)";
        let newest: Option<String> = self.one(sql)?;
        let newest = newest.as_deref().and_then(Day::parse);
        let newest = newest.ok_or_else(|| words::ledger::nothing_posted(self.path().display()))?;
        Ok(self.open_month()?.map_or(newest, |open| newest.max(open.first())))
    }

    /// Makes sure that a day is not of a closed month.
    pub(super) fn is_open(&self, day: Day) -> Result<(), Sentence> {
        match self.open_month()? {
            Some(open) if Month::of(day) < open => Err(open.closed_before(day)),
            _ => Ok(()),
        }
    }
}

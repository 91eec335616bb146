//! Months of posting: closed in order, and opened again from the latest back.
//!
//! A closed month takes no more postings; a fact about a stay in it is posted in the month that is
//! open, and counts for the stay all the same.

use std::fmt;
use std::str::FromStr;

use super::{Ledger, Signed};
use crate::date::Day;
use crate::words::{self, Sentence};

/// A calendar month, written `2024-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Month {
        Month(day.month())
    }

    /// Its first day.
    pub fn first(self) -> Day {
        Day::parse(&format!("{self}-01")).expect("a month is one of a day, or beside such a one")
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.next().first() - 1
    }

    /// The month after.
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }

    /// How many months lie between an earlier one and this.
    pub fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl FromStr for Month {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Month, Sentence> {
        let day = Day::parse(&format!("{text}-01"));
        day.map(Month::of).ok_or_else(|| words::ledger::not_a_month(text))
    }
}

impl Ledger {
    /// The months that are closed, first to last: none lies open between them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn closed_months(&self) -> Result<Vec<Month>, Sentence> {
        let log = self.rows("SELECT month, kind FROM month ORDER BY no", (), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut closed = Vec::new();
        for (month, kind) in log {
            match kind.as_str() {
                "lock" => closed.push(month.parse()?),
                _ => drop(closed.pop()),
            }
        }
        Ok(closed)
    }

    /// Whether nothing can be posted for a day any more: its month, or a later one, is closed.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn is_locked(&self, day: Day) -> Result<bool, Sentence> {
        Ok(self.closed_months()?.last().is_some_and(|last| Month::of(day) <= *last))
    }

    /// The first month that is not closed; nothing where none is, and any month can be posted for.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn open_month(&self) -> Result<Option<Month>, Sentence> {
        Ok(self.closed_months()?.last().map(|last| last.next()))
    }

    /// Closes a month: the one after the last that was closed, or the first that was posted for.
    ///
    /// # Errors
    ///
    /// When another is to be closed first, nothing was posted for it yet, or there is no reason.
    pub fn lock(&mut self, month: Month, act: Signed) -> Result<(), Sentence> {
        let act = act.with_reason()?;
        let days: (Option<String>, Option<String>) =
            (self.one("SELECT min(posted_on) FROM run")?, self.last_day()?);
        let month_of = |day: Option<String>| day.as_deref().and_then(Day::parse).map(Month::of);
        let nothing = || words::ledger::nothing_posted(self.path().display());
        let first = month_of(days.0).ok_or_else(nothing)?;
        let newest = month_of(days.1).ok_or_else(nothing)?;
        let open = self.open_month()?.unwrap_or(first);
        match month {
            month if month < open => Err(words::ledger::month_is_closed(month)),
            month if month > newest => Err(words::ledger::month_has_no_run(month, newest)),
            month if month > open => Err(words::ledger::month_not_next(month, open)),
            month => self.log_month(month, "lock", &act),
        }
    }

    /// Opens a month again: the last that was closed.
    ///
    /// # Errors
    ///
    /// When it is not that one, or there is no reason.
    pub fn unlock(&mut self, month: Month, act: Signed) -> Result<(), Sentence> {
        let act = act.with_reason()?;
        match self.closed_months()?.last() {
            Some(last) if *last == month => self.log_month(month, "unlock", &act),
            Some(last) if *last > month => Err(words::ledger::month_not_latest(month, last)),
            _ => Err(words::ledger::month_is_open(month)),
        }
    }

    fn log_month(&self, month: Month, kind: &str, act: &Signed) -> Result<(), Sentence> {
        let sql = "INSERT INTO month(month, kind, happened_on, author, reason, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
        let Signed { by, on, reason, login, .. } = act;
        self.whole(|ledger| {
            ledger.run(sql, (month.to_string(), kind, on.to_string(), by, reason, login))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_written_as_they_are_read() {
        for text in ["2023-12", "2024-01", "2024-02"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), text);
        }
        let february: Month = "2024-02".parse().unwrap();
        assert_eq!(february.last().to_string(), "2024-02-29");
        assert_eq!(february.since("2023-12".parse().unwrap()), 2);
        assert!("2024-13".parse::<Month>().is_err());
        assert!("2024-1".parse::<Month>().is_err());
    }
}

//! Months of posting: closed in order, and opened again from the latest back.
//!
//! A closed month takes no more postings; a fact about a stay in it is posted in the month that is
//! open, and counts for the stay all the same.

use super::{Ledger, LedgerError, Month};
use crate::date::Day;

impl Ledger {
    /// The months that are closed, first to last: none lies open between them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn closed_months(&self) -> Result<Vec<Month>, LedgerError> {
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
    pub fn is_locked(&self, day: Day) -> Result<bool, LedgerError> {
        Ok(self.closed_months()?.last().is_some_and(|last| Month::of(day) <= *last))
    }

    /// The first month that is not closed; nothing where none is, and any month can be posted for.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn open_month(&self) -> Result<Option<Month>, LedgerError> {
        Ok(self.closed_months()?.last().map(|last| last.next()))
    }
}

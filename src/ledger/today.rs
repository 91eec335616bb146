//! The day that an act counts for, held to the clock: never a day after today. A ledger that an older
//! program took such a day into goes on with today.

use super::LedgerError;
use super::input_error::InputError;
use super::number::RunId;
use super::{Ledger, Month};
use crate::date::Day;
use crate::words::{self, Sentence};

/// A day that an act counts for, which has come.
///
/// # Errors
///
/// When it is after today: what counts for it would keep all else waiting until then.
pub fn has_come(day: Day, today: Day) -> Result<Day, InputError> {
    if day > today { Err(InputError::AfterToday { day, today }) } else { Ok(day) }
}

impl Ledger {
    /// The [`usual_day`](Ledger::usual_day), or today where that is before it; and the notice
    /// where the ledger holds a day that has not come: an older program took any, or the clock was set back.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or nothing was ever posted.
    pub fn usual_day_by(&self, today: Day) -> Result<(Day, Option<Sentence>), LedgerError> {
        let newest = self.newest_day()?;
        if newest > today {
            return Ok((today, Some(words::acts::goes_on_with_today(newest, today))));
        }
        // Of a month that has not come, its first day may be none of the calendar.
        let is_ahead = self.open_month()?.is_some_and(|open| open > Month::of(today));
        Ok((if is_ahead { today } else { self.usual_day()? }, None))
    }

    /// The last day on which a payment left or came back.
    fn last_transfer(&self) -> Result<Option<Day>, LedgerError> {
        // Earlier ones were not after the night that they came before.
        let sql = "SELECT happened_on FROM transfer WHERE kind IN ('released', 'returned') \
                   AND no > (SELECT coalesce(transfers, 0) FROM run_in_force ORDER BY no DESC LIMIT 1) \
                   ORDER BY happened_on DESC LIMIT 1";
        let days: Vec<String> = self.rows(sql, (), |row| row.get(0))?;
        Ok(days.first().and_then(|day| Day::parse(day)))
    }

    /// Makes sure that a night for a day can follow the newest run that counts.
    ///
    /// # Errors
    ///
    /// When that run counts for a later day; with the remedy where that has not come today.
    pub(crate) fn may_follow(&self, day: Day, today: Option<Day>) -> Result<(), LedgerError> {
        let sql = "SELECT no, posted_on FROM run_in_force ORDER BY no DESC LIMIT 1";
        let newest: Vec<(RunId, String)> =
            self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((run, text)) = newest.into_iter().next() else { return Ok(()) };
        let damaged = || LedgerError::damaged(self.path(), &text);
        let posted_on = Day::parse(&text).ok_or_else(damaged)?;
        let remedy = match self.first_release(run)? {
            None => words::acts::take_back_ahead,
            Some(_) => words::acts::run_ahead,
        };
        if let Some(last) = self.last_transfer()?.filter(|last| *last > day && posted_on <= day) {
            return Err(words::payments::night_before_transfer(day, last).into());
        }
        match today {
            _ if posted_on <= day => Ok(()),
            Some(today) if posted_on > today => {
                Err(remedy(run, posted_on, today, self.path().display()).into())
            }
            _ => Err(words::ledger::clock_back(day, posted_on).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_once_it_has_come() {
        let day = |text| Day::parse(text).unwrap();
        let today = day("2024-02-29");
        for (asked, comes) in [("2024-02-28", true), ("2024-02-29", true), ("2024-03-01", false)] {
            assert_eq!(has_come(day(asked), today).is_ok(), comes, "{asked}");
        }
        assert_eq!(has_come(Day::LAST, Day::LAST), Ok(Day::LAST));
        assert!(has_come(Day::LAST, today).unwrap_err().to_string().contains("9999-12-31"));
    }
}

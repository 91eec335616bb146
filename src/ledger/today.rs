//! The day that an act counts for, held to the clock: never a day after today. A ledger that an older
//! program took such a day into goes on with today.

use super::{Ledger, Month};
use crate::date::Day;
use crate::words::{self, Sentence};

/// A day that an act counts for, which has come.
///
/// # Errors
///
/// When it is after today: what counts for it would keep all else waiting until then.
pub fn has_come(day: Day, today: Day) -> Result<Day, Sentence> {
    if day > today { Err(words::acts::after_today(day, today)) } else { Ok(day) }
}

impl Ledger {
    /// The [`usual_day`](Ledger::usual_day), or today where that is before it; and what is to be said
    /// where the ledger holds a day that has not come.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or nothing was ever posted.
    pub fn usual_day_by(&self, today: Day) -> Result<(Day, Option<Sentence>), Sentence> {
        let newest = self.newest_day()?;
        if newest > today {
            return Ok((today, Some(words::acts::goes_on_with_today(newest, today))));
        }
        // Of a month that has not come, its first day may be none of the calendar.
        let is_ahead = self.open_month()?.is_some_and(|open| open > Month::of(today));
        Ok((if is_ahead { today } else { self.usual_day()? }, None))
    }

    /// Why a night for a day cannot follow the newest run, which counts for a later one; with the remedy
    /// where that has not come today.
    pub(crate) fn runs_ahead(&self, day: Day, today: Option<Day>) -> Result<(), Sentence> {
        let Some(last) = self.last_run()? else { return Ok(()) };
        let posted_on = Day::parse(&last.posted_on);
        let posted_on = posted_on
            .ok_or_else(|| words::ledger::damaged(self.path().display(), &last.posted_on))?;
        let empty = || -> Result<bool, Sentence> {
            let sql = "SELECT count(*) FROM posting WHERE run = ?1";
            Ok(self.rows(sql, [last.no], |row| row.get::<_, i64>(0))?.first() == Some(&0))
        };
        match today {
            _ if posted_on <= day => Ok(()),
            Some(today) if posted_on > today && empty()? => {
                Err(words::acts::take_back_empty(last.no, posted_on, self.path().display()))
            }
            Some(today) if posted_on > today => {
                Err(words::acts::run_ahead(last.no, posted_on, self.path().display()))
            }
            _ => Err(words::ledger::clock_back(day, posted_on)),
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

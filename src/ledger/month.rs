//! Calendar months, as `2024-03`.

use std::fmt;
use std::str::FromStr;

use super::input_error::InputError;
use crate::date::Day;
use crate::words::{self, Sentence};

/// A calendar month, written `2024-03`.
///
/// ```
/// use huzhu::ledger::Month;
///
/// let february: Month = "2024-02".parse().unwrap();
/// assert_eq!(february.last().to_string(), "2024-02-29");
/// assert_eq!(february.since("2023-12".parse().unwrap()), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Month {
        Month(day.month())
    }

    /// Its first day; behind the last month of the calendar, the last day that there is.
    pub fn first(self) -> Day {
        Day::first_of(self.0)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        match self.next() {
            next if next.is_beyond() => Day::LAST,
            next => next.first() - 1,
        }
    }

    /// The month after. Behind the last one of the calendar stands one without days.
    pub fn next(self) -> Month {
        Month(self.0.saturating_add(1))
    }

    /// So many months before.
    pub(crate) fn earlier(self, months: u8) -> Month {
        Month(self.0.saturating_sub(i32::from(months)))
    }

    /// How many months lie between an earlier one and this.
    pub fn since(self, earlier: Month) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whether it lies behind the last day that there is.
    fn is_beyond(self) -> bool {
        self.0 > Day::LAST.month()
    }

    /// Where this is the first month that is not closed: why nothing is posted for an earlier day.
    pub fn closed_before(self, day: Day) -> Sentence {
        let closed = Month::of(day);
        match self.is_beyond() {
            true => words::ledger::month_closed_for_good(day, closed),
            false => words::ledger::month_closed(day, closed, self.first()),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl FromStr for Month {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Month, InputError> {
        let day = Day::parse(&format!("{text}-01"));
        day.map(Month::of).ok_or_else(|| InputError::NotAMonth { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_calendar_lies_in_its_month_and_months_follow_each_other() {
        let first = Day::parse("1900-01-01").unwrap();
        let mut day = Day::FIRST;
        let mut last = None;
        while day <= Day::LAST {
            let month = Month::of(day);
            assert!(month.first() <= day && day <= month.last(), "{day}");
            if last != Some(month) {
                assert!(last.is_none_or(|last: Month| last.next() == month), "{day}");
                assert_eq!((month.next().since(month), month.since(month.next())), (1, -1));
                assert!(day == Day::FIRST || month.first() == day, "{day}");
                if month.first() >= first {
                    assert_eq!(month.to_string().parse(), Ok(month));
                }
                last = Some(month);
            }
            day = day + 1;
        }
        let end = Month::of(Day::LAST);
        assert_eq!(
            (end.last(), end.next().first(), end.next().last()),
            (Day::LAST, Day::LAST, Day::LAST)
        );
        assert!(Month(i32::MAX).next() >= end && Month(i32::MIN).since(end) < 0);
        let shown = end.next().closed_before(Day::LAST).to_string();
        assert!(shown.contains("the last month of the calendar"), "{shown}");
    }

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

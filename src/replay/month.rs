//! Calendar months, as bills and contributions are counted by them.

use std::fmt;

use crate::date::Day;

/// A calendar month, counted from January of year 0.
///
/// ```
/// use huzhu::date::Day;
/// use huzhu::replay::Month;
///
/// let month = Month::of(Day::parse("2024-02-29").unwrap());
/// assert_eq!(month.to_string(), "2024-02");
/// assert_eq!((month.year(), month.days()), (2024, 29));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// Like `2024-03`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0.rem_euclid(12) + 1)
    }
}

impl Month {
    /// The month of a day.
    #[inline]
    pub fn of(day: Day) -> Month {
        Month(day.month())
    }

    /// The month of a count as [`Day::month`] counts.
    #[inline]
    pub fn from_count(months: i32) -> Month {
        Month(months)
    }

    /// The calendar year.
    #[inline]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }

    /// The months from this one to another, both included.
    pub fn up_to(self, last: Month) -> impl Iterator<Item = Month> {
        (self.0..=last.0).map(Month)
    }

    /// How many months this one is after another.
    pub fn since(self, first: Month) -> usize {
        usize::try_from(self.0 - first.0)
            .expect("a month is asked for that is not before the first")
    }

    /// The first day; of a month beyond the calendar, the last day there is.
    pub fn first_day(self) -> Day {
        Day::first_of(self.0)
    }

    /// How many days it has.
    pub fn days(self) -> i32 {
        self.next().first_day() - self.first_day()
    }
}

/// The year of the basis date of a payment, and the year in which it is settled.
pub type PaymentYears = (i32, i32);

/// The years of a payment, as in triangles.csv: what is settled before its origin is paid in the year of origin.
pub(super) fn payment_years(origin: Month, settled: Month) -> PaymentYears {
    (origin.year(), settled.year().max(origin.year()))
}

//! What a report is of: a month, a year, an edition, or some days; and the period that it is compared with.

use std::fmt;

use super::error::StatisticsError;
use crate::date::Day;
use crate::ledger::Month;
use crate::scheme::{Book, Edition};

/// Which period is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// A calendar month.
    Month(Month),
    /// A calendar year.
    Year(i32),
    /// All that was posted of one edition, by its id.
    Edition(String),
    /// From one day to another.
    Days(Day, Day),
}

/// A period, with its days.
///
/// ```
/// use huzhu::ledger::Month;
/// use huzhu::scheme::Book;
/// use huzhu::statistics::{Period, Span};
///
/// let book = Book::load("rules/weihai".as_ref()).unwrap();
/// let march = Period::of(Span::Month("2024-03".parse().unwrap()), &book)?;
/// assert_eq!((march.first().to_string(), march.last().to_string()), ("2024-03-01".into(), "2024-03-31".into()));
/// assert_eq!(march.compared(&book).unwrap().to_string(), "2023-03");
/// # Ok::<(), huzhu::statistics::StatisticsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    span: Span,
    first: Day,
    last: Day,
}

impl Period {
    /// The period of a span, under the rules of a ledger.
    ///
    /// # Errors
    ///
    /// When the rules have no such edition, or the last day is before the first.
    pub fn of(span: Span, book: &Book) -> Result<Period, StatisticsError> {
        let (first, last) = match &span {
            Span::Month(month) => (month.first(), month.last()),
            Span::Year(year) => (month_of(*year, 1).first(), month_of(*year, 12).last()),
            Span::Days(first, last) if last < first => {
                return Err(StatisticsError::Backward { first: *first, last: *last });
            }
            Span::Days(first, last) => (*first, *last),
            Span::Edition(id) => {
                let edition = book.editions.iter().find(|edition| edition.id == *id);
                let edition = edition.ok_or_else(|| unknown(id, book))?;
                (edition.from, edition.to)
            }
        };
        Ok(Period { span, first, last })
    }

    /// The first day on which cover counts.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last day on which cover counts.
    pub fn last(&self) -> Day {
        self.last
    }

    /// The edition, where the report is of one.
    pub(super) fn edition(&self) -> Option<&str> {
        match &self.span {
            Span::Edition(id) => Some(id),
            _ => None,
        }
    }

    /// The days for which postings count: of an edition all.
    pub(super) fn posted(&self) -> (Day, Day) {
        match self.span {
            Span::Edition(_) => (Day::FIRST, Day::LAST),
            _ => (self.first, self.last),
        }
    }

    /// The period that it is compared with: the same days a year earlier, or the edition before.
    pub fn compared(&self, book: &Book) -> Option<Period> {
        let span = match &self.span {
            Span::Month(month) => Span::Month(Month::of(a_year_before(month.first()))),
            Span::Year(year) => Span::Year(year - 1),
            Span::Days(first, last) => Span::Days(a_year_before(*first), a_year_before(*last)),
            Span::Edition(_) => {
                let earlier = |edition: &&Edition| edition.from < self.first;
                let before = book.editions.iter().filter(earlier).max_by_key(|one| one.from)?;
                Span::Edition(before.id.clone())
            }
        };
        Period::of(span, book).ok()
    }
}

/// The period as a person names it: `2024-03`, `2024`, an edition's id, `2024-01-01..2024-03-31`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.span {
            Span::Month(month) => month.fmt(f),
            Span::Year(year) => write!(f, "{year:04}"),
            Span::Edition(id) => id.fmt(f),
            Span::Days(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

fn unknown(edition: &str, book: &Book) -> StatisticsError {
    let known = book.editions.iter().map(|edition| edition.id.clone()).collect();
    StatisticsError::UnknownEdition { edition: edition.to_owned(), known }
}

/// A month of a year, from 1.
fn month_of(year: i32, month: i32) -> Month {
    Month::of(Day::first_of(year * 12 + month - 1))
}

/// The same day a year earlier; the last day of a month stays the last.
fn a_year_before(day: Day) -> Day {
    let month = Month::of(day);
    let before = Month::of(Day::first_of(day.month() - 12));
    match day == month.last() {
        true => before.last(),
        false => before.first() + (day - month.first()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_february_is_compared_with_the_last_day_of_february() {
        let day = |text| Day::parse(text).unwrap();
        for (one, other) in [
            ("2024-02-29", "2023-02-28"),
            ("2025-02-28", "2024-02-29"),
            ("2024-02-28", "2023-02-28"),
            ("2024-03-31", "2023-03-31"),
            ("2024-01-01", "2023-01-01"),
        ] {
            assert_eq!(a_year_before(day(one)), day(other), "{one}");
        }
    }
}

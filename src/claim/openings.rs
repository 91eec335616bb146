//! Opening balances: what an old system had counted before its last day.
//!
//! They are part of the [`History`](super::History), so that a decision stays a function of all
//! that is known: a second reading, a replay or a preview takes them into account alike.

use super::{ClaimError, MOST_FACTS};
use crate::date::Day;
use crate::money::Money;

/// An opening balance (期初余额): what an accumulator of the book had reached in one window before
/// the first bill of the history.
///
/// Bills that are counted in it must not be in the history: they would be counted twice.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::Opening;
/// use huzhu::date::Day;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/resident_critical_above")).unwrap();
/// let day = Day::parse("2024-01-01").unwrap();
/// // The whole deductible of 15,000.00 was taken in 2024 before the books were moved.
/// let accumulator = book.accumulator("critical.deductible", day).unwrap() as u16;
/// let opening = Opening::new(accumulator, day, 1_500_000).unwrap();
/// assert_eq!(book.accumulators()[opening.accumulator() as usize].name(), "critical.deductible");
/// assert!(Opening::new(accumulator, day, -1).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which accumulator, by its place in
    /// [`Book::accumulators`](crate::scheme::Book::accumulators).
    pub(crate) accumulator: u16,
    /// Any day of the window it is meant for.
    pub(crate) day: Day,
    /// What was reached: minor units, days, times or stays; from 0 to [`Money::MOST`].
    pub(crate) value: i64,
}

impl Opening {
    /// What `accumulator` had reached in the window that holds `day`.
    ///
    /// # Errors
    ///
    /// When the value is below zero or above [`Money::MOST`].
    pub fn new(accumulator: u16, day: Day, value: i64) -> Result<Opening, ClaimError> {
        let opening = Opening { accumulator, day, value };
        if is_in_bounds(value) { Ok(opening) } else { Err(ClaimError::OutOfBounds) }
    }

    /// Which accumulator, by its place in
    /// [`Book::accumulators`](crate::scheme::Book::accumulators).
    pub fn accumulator(&self) -> u16 {
        self.accumulator
    }

    /// Any day of the window it is meant for.
    pub fn day(&self) -> Day {
        self.day
    }

    /// What was reached: minor units, days, times or stays.
    pub fn value(&self) -> i64 {
        self.value
    }
}

/// Whether a value may be an opening, or paid by hand.
pub(super) fn is_in_bounds(value: i64) -> bool {
    (0..=Money::MOST.minor()).contains(&value)
}

/// # Panics
///
/// Where there are too many, or a value is out of bounds: readers refuse both.
pub(super) fn check(values: impl ExactSizeIterator<Item = i64>) {
    assert!(values.len() <= MOST_FACTS, "members with too many facts are refused at the door");
    assert!(values.into_iter().all(is_in_bounds), "values out of bounds are refused by readers");
}

//! Facts of a member that no bill tells: what an old system had counted before its last day, and
//! what was decided by hand on appeal.
//!
//! Both are part of the [`History`](super::History), so that a decision stays a function of all
//! that is known: a second reading, a replay or a preview takes them into account alike.

use crate::date::Day;
use crate::money::Money;

/// The most openings, and the most overrides, that one member may have; more are refused as data.
pub const MOST_FACTS: usize = 1_000;

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
/// let opening = Opening { accumulator, day, value: 1_500_000 };
/// assert_eq!(book.accumulators()[opening.accumulator as usize].name, "critical.deductible");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which accumulator, by its place in
    /// [`Book::accumulators`](crate::scheme::Book::accumulators).
    pub accumulator: u16,
    /// Any day of the window it is meant for.
    pub day: Day,
    /// What was reached: minor units, days, times or stays; from 0 to [`Money::MOST`].
    pub value: i64,
}

/// A manual override (人工核定): what is paid on one bill under one benefit, in place of what the
/// rules compute. Of several on one bill and benefit the last holds.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::adjudication::{Total, adjudicate};
/// use huzhu::claim::row_reader::Layout;
/// use huzhu::claim::{Bill, Enrolment, History, Override, Owner};
/// use huzhu::date::Day;
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let member = Layout::find(["birth_date", "sex", "hardship"], Owner::Member, &book.vocabulary)
///     .member(&["1980-05-01", "F", "no"][..])
///     .unwrap();
/// let header = ["category", "hospital_level", "admission", "discharge", "settled_on", "total"];
/// let bill = Layout::find(header, Owner::Bill, &book.vocabulary)
///     .bill(&["inpatient", "2", "2022-03-01", "2022-03-09", "2022-03-09", "5232.97"][..], 0, Bill::alone(0))
///     .unwrap();
/// let day = |text| Day::parse(text).unwrap();
/// let (start, end) = (day("2022-01-01"), day("2022-12-31"));
/// let period = Enrolment { plan: 0, start, end, units: 1, enrolled_on: start };
///
/// let appeal = [Override { bill: 0, benefit: 0, amount: Money::from_minor(300_000) }];
/// let (mut periods, mut bills) = ([period], [bill]);
/// let history = History::new(&book.vocabulary, &member, &mut periods, &mut bills, |_| b"1").with_overrides(&appeal);
/// let mut total = Total::default();
/// adjudicate(&book, &history, &mut total);
/// assert_eq!(total.0, Money::from_minor(300_000)); // In place of 2616.49.
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// The bill, by its [`id`](super::Bill::id).
    pub bill: u32,
    /// The benefit, by its place in the book.
    pub benefit: u8,
    /// What is paid; from nothing to [`Money::MOST`].
    pub amount: Money,
}

/// # Panics
///
/// Where there are too many, or a value is out of bounds: both are refused at the door.
pub(super) fn check(values: impl ExactSizeIterator<Item = i64>) {
    assert!(values.len() <= MOST_FACTS, "members with too many facts are refused at the door");
    let fits = |value: i64| (0..=Money::MOST.minor()).contains(&value);
    assert!(values.into_iter().all(fits), "values out of bounds are refused at the door");
}

//! Ages of what is owed or waits: the same groups for both.

use crate::date::Day;
use crate::ledger::Month;

/// Age groups, in months: this month, a quarter, half a year, a year, longer.
pub(crate) const AGES: [(i32, Option<i32>); 5] =
    [(0, Some(0)), (1, Some(3)), (4, Some(6)), (7, Some(12)), (13, None)];

/// Which of the ages a day has at the end of a month.
pub(crate) fn age(month: Month, day: Day) -> usize {
    let age = month.since(Month::of(day));
    AGES.iter().rposition(|(from, _)| *from <= age).unwrap_or(0)
}

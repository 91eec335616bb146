//! The day on which the program runs.

use crate::date::Day;

/// Today, in the time zone of the office.
pub(super) fn today() -> Day {
    Day::from(jiff::ZonedDateTime::now().date())
}

//! The day on which the program runs, and the moment.

use crate::date::Day;

/// Today, in the time zone of the office.
pub(super) fn today() -> Day {
    Day::from(jiff::ZonedDateTime::now().date())
}

/// The moment, in the time zone of the office: `2026-03-02T09:14:05+08:00`.
pub(super) fn now() -> String {
    jiff::ZonedDateTime::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The moment, in seconds since 1970.
pub(super) fn moment() -> i64 {
    jiff::Timestamp::now().as_second()
}

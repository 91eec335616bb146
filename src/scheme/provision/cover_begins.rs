//! When cover begins: with the period, on the day after its contribution came in (到账次日零时起), or on the day of
//! enrolling (自参保登记之日起).
//!
//! ```toml
//! cover_begins = "day_after_receipt"
//! cover_begins = "day_of_enrolment"
//! ```

use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::cover_from::Later;
use crate::scheme::language::facts::Facts;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("cover_begins", Some(words::provisions::cover_begins))], ..PLAIN };

/// When the cover of a period begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoverBegins {
    /// On the first day of the period.
    PeriodStart,
    /// On that day, or on another where that is later.
    Later(Later),
}

impl CoverBegins {
    pub(crate) const CHOICES: [(&str, CoverBegins); 3] = [
        ("period_start", CoverBegins::PeriodStart),
        ("day_after_receipt", CoverBegins::Later(Later::DayAfterReceipt)),
        ("day_of_enrolment", CoverBegins::Later(Later::DayOfEnrolment)),
    ];

    /// The codes of the denials of bills from before cover.
    pub(crate) fn codes(self) -> &'static [&'static str] {
        match self {
            CoverBegins::PeriodStart => &[],
            CoverBegins::Later(Later::DayAfterReceipt) => &["not_paid_for", "before_receipt"],
            CoverBegins::Later(Later::DayOfEnrolment) => &["before_enrolment"],
        }
    }
}

/// Whether the cover of the period that a bill lies in has begun.
#[inline]
pub(crate) fn has_begun(facts: &Facts) -> bool {
    facts.cover.from.is_start() || facts.cover.begins() <= day_that_counts(facts)
}

/// Of a stay in its run-off the day counts on which it began: no cover begins behind the end of a period.
fn day_that_counts(facts: &Facts) -> Day {
    let (bill, period) = (facts.bill, facts.cover.period);
    if bill.basis <= period.end { bill.basis } else { bill.stay.began }
}

/// Why the period that a bill lies in does not cover it yet.
pub(crate) fn denies(facts: &Facts) -> Option<Denial> {
    if has_begun(facts) {
        return None;
    }
    let (period, day) = (facts.cover.period, day_that_counts(facts));
    let end = period.end;
    Some(match (facts.cover.from.waits(period), period.paid_on()) {
        (Some(Later::DayOfEnrolment), _) => {
            Denial::BeforeEnrolment { day, enrolled_on: period.enrolled_on, end }
        }
        (_, Some(paid_on)) => Denial::BeforeReceipt { day, paid_on, end },
        (_, None) => Denial::NotPaidFor { start: period.start, end },
    })
}

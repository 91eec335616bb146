//! When cover begins: with the period, or on the day after its contribution came in (到账次日零时起).
//!
//! ```toml
//! cover_begins = "day_after_receipt"
//! ```

use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("cover_begins", Some(words::provisions::cover_begins))], ..PLAIN };

/// When the cover of a period begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoverBegins {
    /// On the first day of the period.
    PeriodStart,
    /// On that day, or on the day after the contribution came in where that is later.
    DayAfterReceipt,
}

impl CoverBegins {
    pub(crate) const CHOICES: [(&str, CoverBegins); 2] = [
        ("period_start", CoverBegins::PeriodStart),
        ("day_after_receipt", CoverBegins::DayAfterReceipt),
    ];
}

/// Why the period that a bill lies in does not cover it yet. Of a stay in its run-off the day counts on which it
/// began: no cover begins behind the end of a period.
#[inline]
pub(crate) fn denies(facts: &Facts) -> Option<Denial> {
    if facts.cover.from.is_start() {
        return None;
    }
    let (bill, period) = (facts.bill, facts.cover.period);
    let day = if bill.basis <= period.end { bill.basis } else { bill.stay.began };
    let waits = facts.cover.begins() > day;
    waits.then(|| match period.paid_on() {
        Some(paid_on) => Denial::BeforeReceipt { day, paid_on, end: period.end },
        None => Denial::NotPaidFor { start: period.start, end: period.end },
    })
}

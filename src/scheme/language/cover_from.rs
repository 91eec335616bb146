//! The first day of cover of a period, where it may begin later than the period.

use crate::claim::Enrolment;
use crate::date::Day;

/// The first day of cover of each period of a plan: one answer for all editions of a book, since a period may reach
/// from one into another. The edition in force on the first day of the period says what begins its cover, so that
/// periods from before the rule need no receipt.
#[derive(Clone, Debug, Default)]
pub(crate) struct CoverFrom {
    /// The days of the editions under which cover waits for the contribution.
    by_receipt: Vec<(Day, Day)>,
}

impl CoverFrom {
    /// Of a plan whose periods wait for the contribution where they start on these days.
    pub fn by_receipt(days: Vec<(Day, Day)>) -> CoverFrom {
        CoverFrom { by_receipt: days }
    }

    /// Whether no period waits for a contribution: then cover begins with the period.
    #[inline]
    pub fn is_start(&self) -> bool {
        self.by_receipt.is_empty()
    }

    /// Whether the cover of a period waits for its contribution.
    pub fn waits(&self, period: &Enrolment) -> bool {
        self.by_receipt.iter().any(|&(from, to)| from <= period.start && period.start <= to)
    }

    /// The first day of cover; a day after every bill where it waits for a contribution that did not come in.
    #[inline]
    pub fn day(&self, period: &Enrolment) -> Day {
        if self.is_start() { period.start } else { self.after_receipt(period) }
    }

    fn after_receipt(&self, period: &Enrolment) -> Day {
        match self.waits(period) {
            true => period.start.max(period.paid_on + 1),
            false => period.start,
        }
    }
}

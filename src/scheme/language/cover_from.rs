//! The first day of cover of a period, where it may begin later than the period.

use crate::claim::Enrolment;
use crate::date::Day;

/// When the cover of a period begins, where that is not simply with the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later {
    /// On the day after the contribution came in, if that is later.
    DayAfterReceipt,
    /// On the day of enrolling, if that is later.
    DayOfEnrolment,
}

/// The first day of cover of each period of a plan: one answer for all editions of a book, since a period may reach
/// from one into another. The edition in force on the first day of the period says what begins its cover, so that
/// periods from before the rule need no receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CoverFrom {
    /// The days of the editions under which cover may begin later than its period.
    later: Vec<(Day, Day, Later)>,
}

impl CoverFrom {
    /// Of a plan whose periods begin their cover later where they start on these days.
    pub fn later(later: Vec<(Day, Day, Later)>) -> CoverFrom {
        CoverFrom { later }
    }

    /// Whether the cover of every period begins with it.
    #[inline]
    pub fn is_start(&self) -> bool {
        self.later.is_empty()
    }

    /// What the cover of a period waits for; nothing where it begins with the period.
    pub fn waits(&self, period: &Enrolment) -> Option<Later> {
        let mut later = self.later.iter();
        let own = later.find(|(from, to, _)| *from <= period.start && period.start <= *to);
        own.map(|(.., later)| *later)
    }

    /// The first day of cover; a day after every bill where it waits for a contribution that did not come in.
    #[inline]
    pub fn day(&self, period: &Enrolment) -> Day {
        if self.is_start() { period.start } else { self.later_day(period) }
    }

    fn later_day(&self, period: &Enrolment) -> Day {
        match self.waits(period) {
            Some(Later::DayAfterReceipt) => period.start.max(period.paid_on + 1),
            Some(Later::DayOfEnrolment) => period.start.max(period.enrolled_on),
            None => period.start,
        }
    }
}

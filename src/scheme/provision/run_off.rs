//! Run-off: a stay that is open when its enrolment period ends stays covered for some days.
//!
//! ```toml
//! run_off = { days = 30, beyond = "denied" }
//! ```

use super::filing::number;
use crate::claim::Bill;
use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader};
use crate::scheme::language::scope::Scope;

pub(crate) const PROVISION: Provision = Provision { keys: &[("run_off", None)], ..PLAIN };

#[derive(Clone, Copy, Debug)]
pub(crate) struct RunOff {
    pub days: i32,
    pub beyond: Beyond,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// A stay that goes on longer is not covered.
    Denied,
    /// Its costs are covered, its later days do not count.
    DaysNotCounted,
}

impl RunOff {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<RunOff> {
        let days = reader.in_days("run_off").and_then(|()| number(reader, "days"));
        let beyond = [("denied", Beyond::Denied), ("days_not_counted", Beyond::DaysNotCounted)];
        let beyond = reader.choice("beyond", &beyond);
        Ok(RunOff { days: days?, beyond: beyond? })
    }

    /// Whether a bill with this basis date still belongs to the period, which ended on `end`.
    pub(crate) fn still_open(&self, basis: Day, end: Day) -> bool {
        self.beyond == Beyond::DaysNotCounted || basis <= end + self.days
    }

    /// The last day that counts, where days are counted.
    pub(crate) fn last_day(&self, end: Day) -> Option<Day> {
        (self.beyond == Beyond::DaysNotCounted).then_some(end + self.days)
    }

    /// Whether a stay that goes on longer is denied.
    pub(crate) fn is_denied_beyond(&self) -> bool {
        self.beyond == Beyond::Denied
    }

    #[inline]
    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let until = facts.cover.period.end + self.days;
        let discharge = facts.bill.stay.ended;
        let over = self.beyond == Beyond::Denied && discharge > until && !facts.is_by_diagnosis();
        over.then_some(Denial::RunOffOver { until, discharge, basis: facts.bill.basis })
    }

    /// Why a bill of a stay that was open when its period ended on `end` belongs to no period any more.
    pub(crate) fn over(&self, bill: &Bill, end: Day) -> Denial {
        Denial::RunOffOver { until: end + self.days, discharge: bill.stay.ended, basis: bill.basis }
    }
}

//! Daily money: an amount for each day of a stay that counts.
//!
//! ```toml
//! [benefit.days]
//! count = "nights"
//! pays = "40"
//! from_day = 4
//! shared_days = "once"
//! ```

use crate::claim::Bill;
use crate::date::Day;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::formula::Formula;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("days", Some(words::provisions::daily))],
    within: &[("pays", words::provisions::pays_a_day), ("from_day", words::provisions::from_day)],
    steps: &[("days", words::provisions::after_days)],
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct Days {
    pub count: Count,
    /// What one day pays.
    pub pays: Formula,
    /// The first day of the stay that is paid, from 1.
    pub from_day: i32,
    /// Whether a calendar day on two bills is paid once.
    pub once: bool,
}

/// Which days of a stay are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Count {
    /// All but the day of leaving.
    Nights,
    /// The same, but a stay that ends on the day it began has one day.
    NightsAtLeastOne,
    /// All, the day of leaving included.
    BothEnds,
}

/// Days already paid to a member, as stretches of calendar days that do not meet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar(Vec<(Day, Day)>);

/// Days of one bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// Days of the stay, as the scheme counts them.
    pub stayed: i32,
    /// Those that may be paid: late enough in the stay, not paid before, within the run-off.
    pub payable: i32,
    /// Those that the limits leave.
    pub granted: i32,
}

impl Days {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Days> {
        let count = [
            ("nights", Count::Nights),
            ("nights_at_least_1", Count::NightsAtLeastOne),
            ("both_ends", Count::BothEnds),
        ];
        let count = reader.choice("count", &count);
        let pays = reader.required_like("pays", "\"40\"");
        let pays = pays.and_then(|node| reader.scope.formula(node, "pays"));
        let from_day = Days::read_from_day(reader);
        let once = reader.choice("shared_days", &[("once", true), ("each_bill", false)]);
        Ok(Days { count: count?, pays: pays?, from_day: from_day?, once: once? })
    }

    fn read_from_day(reader: &mut Reader<Scope>) -> Read<i32> {
        let place = reader.value_span("from_day");
        let day = reader.optional_value::<i64>("from_day")?;
        if day == Some(0) {
            reader.error(place, words::rules::zero("from_day"));
        }
        Ok(day.unwrap_or(1) as i32)
    }

    /// The first day of the stay that is paid, from 1.
    pub(crate) fn first_day(&self) -> i32 {
        self.from_day
    }

    /// The days of a bill that are paid, where limits leave `room`. `last` is the last that may count, `paid`
    /// those paid before.
    #[inline]
    pub(crate) fn grants(
        &self,
        facts: &Facts,
        last: Option<Day>,
        room: i64,
        paid: &mut Calendar,
    ) -> Granted {
        let (first, end) = self.stretch(facts.bill);
        let from = first.max(facts.bill.stay.began + (self.from_day - 1));
        let until = last.map_or(end, |last| end.min(last + 1));
        let room = i32::try_from(room).unwrap_or(i32::MAX);
        let (payable, granted) = if self.once {
            paid.grant(from, until, room)
        } else {
            let payable = (until - from).max(0);
            (payable, payable.min(room))
        };
        Granted { stayed: end - first, payable, granted }
    }

    /// The counted days of a bill, closed-open: with those between it and the bills of its stay before it, which
    /// are on no bill.
    #[inline]
    fn stretch(&self, bill: &Bill) -> (Day, Day) {
        let Bill { admission, discharge, .. } = *bill;
        let left_off = bill.stay.left_off;
        match self.count {
            Count::Nights => (admission.min(left_off), discharge),
            Count::NightsAtLeastOne => (admission.min(left_off), discharge.max(admission + 1)),
            Count::BothEnds => (admission.min(left_off + 1), discharge + 1),
        }
    }
}

impl Calendar {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Grants the first `room` days of `from..until` that are not granted yet. Returns how many were
    /// not, and how many of them are granted now.
    fn grant(&mut self, from: Day, until: Day, room: i32) -> (i32, i32) {
        let (mut payable, mut granted, mut at) = (0, 0, from);
        let mut new = Vec::new();
        let mut free = |start: Day, end: Day| {
            let days = (end - start).max(0);
            let taken = days.min(room - granted);
            if taken > 0 {
                new.push((start, start + taken));
            }
            payable += days;
            granted += taken.max(0);
        };
        for &(start, end) in &self.0 {
            free(at, start.min(until));
            at = at.max(end);
        }
        free(at, until);
        if !new.is_empty() {
            self.0.extend(new);
            self.0.sort_unstable();
        }
        (payable, granted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_granted_once() {
        let day = |n: i32| Day::parse("2024-03-01").unwrap() + n;
        let mut calendar = Calendar::default();
        assert_eq!(calendar.grant(day(5), day(10), 100), (5, 5));
        assert_eq!(calendar.grant(day(0), day(20), 7), (15, 7)); // 0 to 4, then 10 and 11
        assert_eq!(calendar.grant(day(0), day(20), 100), (8, 8));
        assert_eq!(calendar.grant(day(0), day(20), 100), (0, 0));
        assert_eq!(calendar.grant(day(20), day(19), 100), (0, 0));
    }
}

//! Service: how long a member must have been in service on the day that counts.
//!
//! ```toml
//! service = { since = "hired_on", months = 3, on = "period_start" }
//! ```

use super::age::On;
use super::filing::number;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::dates::NamedDate;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[
        ("service", Some(words::provisions::service)),
        ("since", Some(words::provisions::since)),
        ("months", Some(words::provisions::in_months)),
    ],
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub since: NamedDate,
    pub months: i32,
    pub on: On,
}

impl Service {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Service> {
        let since = NamedDate::read(reader, "since");
        let months = number(reader, "months");
        let on = reader.choice("on", &On::CHOICES);
        Ok(Service { since: since?, months: months?, on: on? })
    }

    /// Whether it asks on which day the member enrolled.
    pub(crate) fn asks_enrolled_on(&self) -> bool {
        self.on == On::Enrolment
    }

    /// Months are complete on the same day of a later month, or on its last day where it has no such day.
    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let (since, day) = (self.since.day(facts), self.on.day(facts));
        let complete = since.months_later(self.months);
        (complete > day).then(|| Denial::ServiceTooShort {
            name: self.since.name.clone(),
            since,
            months: self.months,
            complete,
            day,
        })
    }
}

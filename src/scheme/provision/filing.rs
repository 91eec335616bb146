//! The filing limit: the last day on which a bill may be filed.
//!
//! ```toml
//! filing = { days = 180, after = "discharge" }
//! filing = { until = "03-31", years_after = 1 }
//! ```

use crate::claim::{Bill, Enrolment};
use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::dates::MonthDay;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("filing", Some(words::provisions::filing))], ..PLAIN };

#[derive(Clone, Copy, Debug)]
pub(crate) enum Filing {
    /// So many days after an event; the last of them is in time.
    Days { days: i32, after: After },
    /// A day of the year, so many years after the one in which the period ends.
    Until { day: MonthDay, years: i32 },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum After {
    Discharge,
    Settlement,
    PeriodEnd,
}

impl Filing {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Filing> {
        if let Err(reported) = reader.in_days("filing") {
            for key in ["until", "after", "years_after"] {
                reader.optional(key);
            }
            return Err(reported);
        }
        if reader.has("days") == reader.has("until") {
            let place = reader.second_of(&["days", "until"]);
            for key in ["days", "until", "after", "years_after"] {
                reader.optional(key);
            }
            return Err(reader.error(place, words::rules::one_of_two("days", "until")));
        }
        if let Some(until) = reader.optional("until") {
            let years = number(reader, "years_after");
            let day = MonthDay::read(&until, "until", reader.scope)?;
            return Ok(Filing::Until { day, years: years? });
        }
        let days = number(reader, "days");
        let after = [
            ("discharge", After::Discharge),
            ("settlement", After::Settlement),
            ("period_end", After::PeriodEnd),
        ];
        let after = reader.choice("after", &after);
        Ok(Filing::Days { days: days?, after: after? })
    }

    /// The last day on which the bill may be filed.
    #[inline]
    pub(crate) fn deadline(&self, bill: &Bill, period: &Enrolment) -> Day {
        match *self {
            Filing::Days { days, after: After::Discharge } => bill.discharge + days,
            Filing::Days { days, after: After::Settlement } => bill.settled_on + days,
            Filing::Days { days, after: After::PeriodEnd } => period.end + days,
            Filing::Until { day, years } => day.in_year_of(period.end, years),
        }
    }

    #[inline]
    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let deadline = self.deadline(facts.bill, facts.cover.period);
        let late = facts.bill.submitted_on - deadline;
        (late > 0).then_some(Denial::FiledLate { deadline, late })
    }
}

/// Takes the required whole number at `key`.
pub(crate) fn number(reader: &mut Reader<Scope>, key: &'static str) -> Read<i32> {
    Ok(reader.value::<i64>(key)? as i32)
}

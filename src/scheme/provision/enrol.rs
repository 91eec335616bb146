//! Enrolment windows: the days on which one may enrol for a period, and what a late one waits.
//!
//! ```toml
//! enrol = [
//!   { opens = "10-20", closes = "12-20", years_before = 1 },
//!   { opens = "05-01", closes = "05-31", years_before = 0, waiting = { days = 60, on_renewal = "waived" } },
//!   { since = "hired_on", days = 30 },
//! ]
//! ```

use super::filing::number;
use super::waiting::Waiting;
use crate::date::Day;
use crate::scheme::denial::Denial;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::dates::{MonthDay, NamedDate};
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[
        ("enrol", Some(words::provisions::enrol)),
        ("opens", Some(words::provisions::opens)),
        ("closes", Some(words::provisions::closes)),
        ("years_before", Some(words::provisions::years_before)),
    ],
    list: Some(("enrol", |number| words::provisions::enrolment_window(number))),
    ..PLAIN
};

/// A window is no more years before its period.
const MOST_YEARS: i64 = 5;

/// One way to enrol: on which days, and what those who enrol so wait.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) days: Days,
    /// In the place of the waiting period of the plan.
    pub(crate) waiting: Option<Waiting>,
}

#[derive(Clone, Debug)]
pub(crate) enum Days {
    /// From a day of the year to another, so many years before the one in which the period starts. A window that
    /// closes earlier in the year than it opens has opened the year before.
    Window { opens: MonthDay, closes: MonthDay, years_before: i32 },
    /// From a date of the member or the period on, for so long.
    Since { date: NamedDate, within: Within },
}

/// How long one may enrol; the last day is inside.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Within {
    Days(i32),
    Months(i32),
}

impl Way {
    pub(crate) fn read(reader: &mut Reader<Scope>, renewals: bool, plan: &str) -> Read<Way> {
        let waiting = reader.table("waiting", |reader| Waiting::read(reader, renewals, plan));
        if reader.has("opens") == reader.has("since") {
            let place = reader.second_of(&["opens", "since"]);
            for key in ["opens", "closes", "years_before", "since", "days", "months"] {
                reader.optional(key);
            }
            return Err(reader.error(place, words::rules::one_of_two("opens", "since")));
        }
        let days = if reader.has("opens") { read_window(reader) } else { read_since(reader) };
        Ok(Way { days: days?, waiting: waiting? })
    }

    /// The first day and the last on which one may enrol for the period of a bill.
    pub(crate) fn span(&self, facts: &Facts) -> (Day, Day) {
        match &self.days {
            Days::Window { opens, closes, years_before } => {
                let start = facts.cover.period.start;
                let before = i32::from(opens > closes);
                let opens = opens.in_year_of(start, -years_before - before);
                (opens, closes.in_year_of(start, -years_before))
            }
            Days::Since { date, within } => {
                let since = date.day(facts);
                let last = match within {
                    Within::Days(days) => since + *days,
                    Within::Months(months) => since.months_later(*months),
                };
                (since, last)
            }
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        let (opens, closes) = self.span(facts);
        (opens..=closes).contains(&facts.cover.period.enrolled_on)
    }
}

fn read_window(reader: &mut Reader<Scope>) -> Read<Days> {
    let mut day = |key| MonthDay::read(&reader.required(key)?, key, reader.scope);
    let (opens, closes) = (day("opens"), day("closes"));
    let place = reader.value_span("years_before");
    let years = reader.value::<i64>("years_before")?;
    if years > MOST_YEARS {
        return Err(reader.error(place, words::rules::not_a_count(years, MOST_YEARS)));
    }
    Ok(Days::Window { opens: opens?, closes: closes?, years_before: years as i32 })
}

fn read_since(reader: &mut Reader<Scope>) -> Read<Days> {
    let date = NamedDate::read(reader, "since");
    if reader.has("days") == reader.has("months") {
        let place = reader.second_of(&["days", "months"]);
        for key in ["days", "months"] {
            reader.optional(key);
        }
        return Err(reader.error(place, words::rules::one_of_two("days", "months")));
    }
    let within = match reader.has("days") {
        true => number(reader, "days").map(Within::Days),
        false => number(reader, "months").map(Within::Months),
    };
    Ok(Days::Since { date: date?, within: within? })
}

/// A day on which one may enrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnrolsOn {
    AnyDay,
    Day(Day),
    /// A date of the member, whatever it is.
    DateOfMember,
}

/// The ways to enrol, by the first day of the period: the edition in force on that day says which they are, since a
/// period may reach into an edition whose windows are others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ways(pub(crate) Vec<WaysOfEdition>);

/// The ways to enrol for periods that start on these days.
#[derive(Clone, Debug)]
pub(crate) struct WaysOfEdition {
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) ways: Vec<Way>,
}

impl Ways {
    /// Those for a period that starts on a day; none where one may enrol on any day.
    fn for_start(&self, start: Day) -> &[Way] {
        let found = self.0.iter().find(|edition| (edition.from..=edition.to).contains(&start));
        found.map_or(&[], |edition| &edition.ways)
    }

    fn for_period(&self, facts: &Facts) -> &[Way] {
        self.for_start(facts.cover.period.start)
    }

    /// On which day one may enrol for a period that starts on a day.
    pub(crate) fn a_day(&self, start: Day) -> EnrolsOn {
        let ways = self.for_start(start);
        let day = |way: &Way| match &way.days {
            Days::Window { closes, years_before, .. } => {
                Some(EnrolsOn::Day(closes.in_year_of(start, -years_before)))
            }
            Days::Since { .. } => None,
        };
        let other = if ways.is_empty() { EnrolsOn::AnyDay } else { EnrolsOn::DateOfMember };
        ways.iter().find_map(day).unwrap_or(other)
    }

    pub(crate) fn denies(&self, facts: &Facts) -> Option<Denial> {
        let ways = self.for_period(facts);
        let denies = !ways.is_empty() && !ways.iter().any(|way| way.holds(facts));
        denies.then(|| Denial::EnrolledOutside {
            enrolled_on: facts.cover.period.enrolled_on,
            days: ways.iter().map(|way| way.span(facts)).collect(),
        })
    }

    /// What a member who enrolled as for the period of a bill waits, where that is not what the plan says.
    pub(crate) fn waiting(&self, facts: &Facts) -> Option<&Waiting> {
        self.for_period(facts).iter().find(|way| way.holds(facts))?.waiting.as_ref()
    }
}

//! The filing limit: the last day on which a bill may be filed.
//!
//! ```toml
//! filing = { days = 180, after = "discharge" }
//! filing = { until = "03-31", years_after = 1 }
//! ```

use crate::claim::{Bill, Enrolment};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::scheme::denial::Denial;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Table;
use crate::words;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Filing {
    /// So many days after an event; the last of them is in time.
    Days { days: i32, after: After },
    /// A day of the year, so many years after the one in which the period ends.
    Until { month: i8, day: i8, years: i32 },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum After {
    Discharge,
    Settlement,
    PeriodEnd,
}

impl Filing {
    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Filing> {
        if table.has("days") == table.has("until") {
            let place = table.second_of(&["days", "until"]);
            for key in ["days", "until", "after", "years_after"] {
                table.optional(key);
            }
            found.error(place, words::rules::one_of_two("days", "until"));
            return None;
        }
        if table.has("until") {
            return Filing::read_until(table, scope, found);
        }
        let days = number(table, "days", scope, found);
        let after = [
            ("discharge", After::Discharge),
            ("settlement", After::Settlement),
            ("period_end", After::PeriodEnd),
        ];
        let after = table.choice("after", &after, found);
        Some(Filing::Days { days: days?, after: after? })
    }

    fn read_until(table: &mut Table, scope: &mut Scope, found: &mut Diagnostics) -> Option<Filing> {
        let node = table.optional("until")?;
        let years = number(table, "years_after", scope, found);
        let text = node.scalar("until", found)?;
        // 2024 has every day of the year.
        if Day::parse(&format!("2024-{text}")).is_none() {
            found.error(node.span.clone(), words::rules::not_a_month_day(text));
            return None;
        }
        let (month, day) = (text[..2].parse().ok()?, text[3..].parse().ok()?);
        Some(Filing::Until { month, day, years: years? })
    }

    /// The last day on which the bill may be filed.
    #[inline]
    pub(crate) fn deadline(&self, bill: &Bill, period: &Enrolment) -> Day {
        match *self {
            Filing::Days { days, after: After::Discharge } => bill.discharge + days,
            Filing::Days { days, after: After::Settlement } => bill.settled_on + days,
            Filing::Days { days, after: After::PeriodEnd } => period.end + days,
            Filing::Until { month, day, years } => period.end.in_year(years, month, day),
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
pub(crate) fn number(
    table: &mut Table,
    key: &'static str,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<i32> {
    let node = table.required(key, found)?;
    let text = node.scalar(key, found)?;
    Some(scope.leaf::<i64>(text, node.span.clone(), found)? as i32)
}

//! Values that change by date: each holds from a day on, until the next does.
//!
//! ```toml
//! [parameters]
//! year_deductible = [{ from = "2024-01-01", is = "600" }, { from = "2025-01-01", is = "700" }]
//! ```
//!
//! The basis date of the bill decides. Such a list stands wherever a schedule may, and may name schedules. It compiles
//! to a schedule by the basis date, whose first value holds from the first day of the edition.

use super::by_facts::Axis;
use crate::claim::Fact;
use crate::date::Day;
use crate::scheme::caps;
use crate::scheme::language::asked;
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span};
use crate::words;

/// Reads a list of values, each from a day on: the days as an axis, and the values.
pub(crate) fn read<T>(
    node: Node,
    key: &str,
    scope: &mut Scope,
    cell: &mut dyn FnMut(&mut Scope, Node) -> Read<T>,
) -> Read<(Axis, Vec<T>)> {
    let span = node.span.clone();
    let items = node.one_or_many();
    if items.len() > caps::STEPS {
        return Err(scope.error(span, words::rules::too_many("from", caps::STEPS)));
    }
    let mut days: Vec<(Span, Day)> = Vec::new();
    let values = all(items.into_iter().map(|item| {
        let read = |reader: &mut Reader<Scope>| {
            let place = reader.value_span("from");
            let from = reader.day("from");
            let value = reader.required("is").and_then(|node| cell(reader.scope, node));
            days.push((place, from?));
            value
        };
        asked::at("by_date", || scope.part(item, key, read))
    }));
    let values = values?;
    check_days(&days, scope)?;
    let cuts = days.iter().map(|(_, day)| i64::from(*day - Day::FIRST)).collect();
    Ok((Axis { fact: Fact::BasisDay, ordinal: None, cuts }, values))
}

/// Reports days out of order, and values that never hold in the edition.
fn check_days(days: &[(Span, Day)], scope: &mut Scope) -> Read<()> {
    let mut right = Ok(());
    for pair in days.windows(2) {
        if let [(_, one), (place, next)] = pair
            && next <= one
        {
            right = Err(scope.error(place.clone(), words::rules::dates_in_order()));
        }
    }
    right?;
    let Some((first, last)) = scope.days else { return Ok(()) };
    // Dates begin in 1900. A replay lets an edition serve all of them: the first value then holds before its own day.
    let is_bounded = first.year() > 1900;
    if let Some((place, from)) = days.first().filter(|(_, from)| is_bounded && *from > first) {
        let help = words::rules::write_it(format!("from = \"{first}\""));
        right = Err(scope.advise(place.clone(), words::rules::date_gap(from), help));
    }
    for (at, (place, from)) in days.iter().enumerate() {
        let next = days.get(at + 1).map(|(_, next)| *next);
        if *from > last || next.is_some_and(|next| next <= first) {
            right = Err(scope.error(place.clone(), words::rules::date_idle(first, last)));
        }
    }
    right
}

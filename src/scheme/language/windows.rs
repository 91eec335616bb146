//! Declared windows: those that an edition names for itself, beside the six that every edition has.
//!
//! ```toml
//! [windows.household_year]
//! of = "household"          # whose bills add up: those of all members of one household (家庭累计)
//! each = "year"             # when it begins anew: month, year or lifetime
//!
//! [windows.cover_year]
//! years_of = "cover"        # years of the enrolment period, counted from its first day (参保年度)
//! ```
//!
//! A household is who has one `household_id` on the basis date of a bill; who has none is a household alone.

use super::reader::{Read, Reader, Reports};
use super::table::{Span, is_id};
use super::window::{Each, Window};
use crate::scheme::caps;
use crate::words;

/// A declared window, and where its name is written.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredWindow {
    pub name: String,
    pub span: Span,
    /// What it is, where it is no mistake.
    pub window: Read<Window>,
}

/// Takes the section `windows`.
pub(crate) fn read<S: Reports>(reader: &mut Reader<S>) -> Vec<DeclaredWindow> {
    let place = reader.span_of("windows");
    let entries = reader.table("windows", |reader| Ok(reader.rest())).ok().flatten();
    let entries = entries.unwrap_or_default();
    if entries.len() > caps::WINDOWS {
        reader.error(place, words::rules::too_many("windows", caps::WINDOWS));
        return Vec::new();
    }
    let mut windows = Vec::new();
    for (name, (span, node)) in entries {
        if !is_id(&name) {
            reader.error(span.clone(), words::rules::not_an_id(&name));
        } else if Window::names().any(|known| known == name) {
            reader.error(span.clone(), words::rules::reserved_name(&name));
        }
        let window = reader.part_of(node, "windows", of);
        windows.push(DeclaredWindow { name, span, window });
    }
    windows
}

fn of<S: Reports>(reader: &mut Reader<S>) -> Read<Window> {
    let place = reader.second_of(&["of", "years_of"]);
    match (reader.has("of"), reader.has("years_of")) {
        (true, true) => {
            let _ = (of_household(reader), years(reader));
            Err(reader.error(place, words::rules::one_of_two("of", "years_of")))
        }
        (_, true) => years(reader),
        _ => of_household(reader),
    }
}

/// Takes `years_of`.
fn years<S: Reports>(reader: &mut Reader<S>) -> Read<Window> {
    reader.choice("years_of", &[("cover", Window::CoverYear)])
}

/// Takes `of` and `each`.
fn of_household<S: Reports>(reader: &mut Reader<S>) -> Read<Window> {
    let of = reader.choice("of", &[("household", ())]);
    let each = [("month", Each::Month), ("year", Each::Year), ("lifetime", Each::Lifetime)];
    let place = reader.value_span("each");
    let own = reader.table.peek("each").and_then(|node| node.text());
    if let Some(own) = own.filter(|text| ["stay", "cover", "bill"].contains(text)) {
        let why = words::rules::window_of_one_member(own);
        reader.optional("each");
        return Err(reader.error(place, why));
    }
    let each = reader.choice("each", &each);
    of?;
    each.map(Window::Household)
}

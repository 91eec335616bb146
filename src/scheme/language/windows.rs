//! Declared windows: those that an edition names for itself, beside the six that every edition has.
//!
//! ```toml
//! [windows.household_year]
//! of = "household"          # whose bills add up: those of all members of one household (家庭累计)
//! each = "year"             # when it begins anew: month, year or lifetime
//!
//! [windows.cover_year]
//! years_of = "cover"        # years of the enrolment period, counted from its first day (参保年度)
//!
//! [windows.spell]
//! apart = 60                # begins anew after so many days out of hospital (间隔满若干日重新起算)
//! apart_from = "discharge"  # the first of those days: discharge, or day_after_discharge
//! categories = ["inpatient"]  # kinds of bill that are days in hospital
//! counts = "every_stay"     # stays that keep it open: every_stay, or covered_stays
//!
//! [windows.last_year]
//! months_back = 12          # so many calendar months, the last of which is that of the bill (连续若干个月)
//! ```
//!
//! A household is who has one `household_id` on the basis date of a bill; who has none is a household alone.

use super::categories;
use super::reader::{Read, Reader, Reports, all};
use super::spells::Spell;
use super::table::{Span, is_id};
use super::window::{Each, Window};
use crate::claim::{Basis, Vocabulary};
use crate::scheme::caps;
use crate::words;

/// What each kind of window is declared by.
const KINDS: [&str; 4] = ["of", "years_of", "apart", "months_back"];

/// A declared window, and where its name is written.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredWindow {
    pub name: String,
    pub span: Span,
    /// What it is, where it is no mistake.
    pub window: Read<Window>,
}

/// Takes the section `windows`.
pub(crate) fn read<S: Reports>(
    reader: &mut Reader<S>,
    vocabulary: &Vocabulary,
) -> Vec<DeclaredWindow> {
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
        let window = reader.part_of(node, "windows", |reader| of(reader, vocabulary));
        windows.push(DeclaredWindow { name, span, window });
    }
    windows
}

fn of<S: Reports>(reader: &mut Reader<S>, vocabulary: &Vocabulary) -> Read<Window> {
    let mut written = KINDS.into_iter().filter(|kind| reader.has(kind));
    let (first, second) = (written.next(), written.next());
    let place = reader.second_of(&KINDS);
    let window = match first {
        Some("years_of") => years(reader),
        Some("apart") => spell(reader, vocabulary),
        Some("months_back") => months_back(reader, vocabulary),
        _ => of_household(reader),
    };
    match second {
        None => window,
        Some(_) => {
            reader.rest(); // What belongs to the other kind is no mistake of its own.
            Err(reader.error(place, words::rules::one_kind_of_window()))
        }
    }
}

/// Takes `apart` and what says how it is counted.
fn spell<S: Reports>(reader: &mut Reader<S>, vocabulary: &Vocabulary) -> Read<Window> {
    let apart = number(reader, "apart", 1, caps::APART);
    // From the discharge on, the day of the discharge is the first of the days out of hospital.
    let from = reader.choice("apart_from", &[("discharge", 0), ("day_after_discharge", 1)]);
    let categories = categories_of(reader, &vocabulary.categories);
    let covered = reader.choice("counts", &[("every_stay", false), ("covered_stays", true)]);
    let (least, categories, covered) = (apart? + from?, categories?, covered?);
    Ok(Window::Spell(Spell { least, categories, covered }))
}

/// Takes `categories`, one bit each.
fn categories_of<S: Reports>(reader: &mut Reader<S>, known: &[String]) -> Read<u64> {
    let texts = reader.texts("categories")?.into_iter();
    let places = all(texts.map(|(text, span)| categories::place(&text, span, known, reader)))?;
    Ok(places.into_iter().fold(0, |bits, place| bits | 1u64 << place))
}

/// Takes `months_back`. A bill looks back from its month: those of earlier months are decided before it.
fn months_back<S: Reports>(reader: &mut Reader<S>, vocabulary: &Vocabulary) -> Read<Window> {
    let place = reader.span_of("months_back");
    let months = number(reader, "months_back", 2, caps::MONTHS_BACK.into())?;
    if vocabulary.bases.iter().all(|basis| *basis == vocabulary.order) {
        return Ok(Window::MonthsBack(months as u8));
    }
    let first = vocabulary.bases.first().copied();
    let only = first.filter(|first| vocabulary.bases.iter().all(|basis| basis == first));
    let word = match only {
        Some(Basis::Admission) => Some("admission"),
        Some(Basis::Discharge) => Some("discharge"),
        Some(Basis::Settlement) => Some("settlement"),
        Some(Basis::Diagnosis) | None => None,
    };
    let why = match word {
        Some(basis) => words::rules::months_back_in_order(basis),
        None => words::rules::months_back_of_one_date(),
    };
    Err(reader.error(place, why))
}

/// Takes a whole number between two others.
fn number<S: Reports>(
    reader: &mut Reader<S>,
    key: &'static str,
    least: i32,
    most: i32,
) -> Read<i32> {
    let node = reader.required_like(key, &most.to_string())?;
    let text = reader.scalar(&node, key)?;
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| {
        reader.error(node.span.clone(), words::rules::not_between(text, least, most))
    })
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

//! What if (假如): the same bill otherwise, beside the answer, with what the difference comes from.

use std::num::ParseIntError;

use serde_json::Value;

use super::sheet::{self, BoxFault, Filled, boxes};
use crate::adjudication::Status;
use crate::claim::{MOST_UNITS, half_width};
use crate::date::Day;
use crate::explanation::trace::trace;
use crate::nightly::difference;
use crate::preview::{self, Answer, Past, Preview};
use crate::scheme::Book;
use crate::words::{Sentence, what_if as words};

/// What the names of boxes that may be otherwise begin with; the column follows.
pub(super) const IF: &str = "if_";
pub(super) const PLAN: &str = "other_plan";
pub(super) const UNITS: &str = "other_units";
pub(super) const DRAFT: &str = "use_draft";
/// The button that compares; what stands in the boxes waits for it.
pub(super) const COMPARE: &str = "compare";

/// What is otherwise in a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Boxes of the sheet that hold something else.
    pub boxes: Filled,
    /// So many units are held on the day of the bill.
    pub units: Option<u32>,
    /// Another plan is held on that day in the place of the one that is, by its id.
    pub plan: Option<String>,
    /// Whether the rules are those of the draft.
    pub is_draft: bool,
}

impl WhatIf {
    /// What a form says of it, taken out of what it says of the sheet.
    pub(super) fn apart(filled: Filled) -> (Filled, Filled) {
        let is_otherwise =
            |name: &str| name.starts_with(IF) || [PLAN, UNITS, DRAFT, COMPARE].contains(&name);
        filled.into_iter().partition(|(name, _)| !is_otherwise(name))
    }

    /// The same, read; nothing where it is not asked for.
    ///
    /// # Errors
    ///
    /// When the units are no number.
    pub(super) fn read(otherwise: &Filled) -> Result<Option<WhatIf>, Vec<BoxFault>> {
        if !otherwise.contains_key(COMPARE) {
            return Ok(None);
        }
        let text = |name: &str| otherwise.get(name).map_or("", |text| text.trim());
        let units: String = text(UNITS).chars().map(half_width).collect();
        let units = Some(units).filter(|text| !text.is_empty()).map(|text| text.parse());
        let wrong = || {
            let message = words::units_are_a_number();
            vec![BoxFault { column: UNITS.to_owned(), message, help: None }]
        };
        let units: Option<u32> = units.transpose().map_err(|_: ParseIntError| wrong())?;
        if units.is_some_and(|units| !(1..=MOST_UNITS).contains(&units)) {
            return Err(wrong());
        }
        let boxes = otherwise.iter().filter_map(|(name, text)| {
            let text = Some(text.trim()).filter(|text| !text.is_empty())?;
            Some((name.strip_prefix(IF)?.to_owned(), text.to_owned()))
        });
        let boxes = boxes.collect();
        let plan = Some(text(PLAN).to_owned()).filter(|plan| !plan.is_empty());
        Ok(Some(WhatIf { boxes, units, plan, is_draft: otherwise.contains_key(DRAFT) }))
    }
}

/// The same bill otherwise.
#[derive(Clone, Debug)]
pub struct Compared<'b> {
    /// The other answer.
    pub preview: Preview<'b>,
    /// What of the question is otherwise.
    pub otherwise: Vec<Sentence>,
    /// What differs between the answers, part by part; or why nothing does.
    pub differences: Vec<Sentence>,
}

/// The answer to the same bill otherwise, beside the one that was given. Of a draft of rules, `book` and `past` are
/// those that are read by it.
///
/// # Errors
///
/// Every mistake of the boxes that hold something else.
pub fn compare<'b>(
    (book, past): (&'b Book, &Past),
    filled: &Filled,
    preview: &Preview,
    what_if: &WhatIf,
) -> Result<Compared<'b>, Vec<BoxFault>> {
    let day = preview.explanation.bill.basis;
    let past = held_otherwise(book, past.clone(), day, what_if);
    let mut other = filled.clone();
    other.extend(moved_along(filled, preview, what_if));
    other.extend(what_if.boxes.clone());
    let (past, query) = sheet::read(book, &other, &past)?;
    let other = preview::preview(book, &past, &query);
    let otherwise = otherwise(filled, preview.book, what_if);
    let differences = differences(preview, &other, &otherwise);
    Ok(Compared { preview: other, otherwise, differences })
}

/// The other days of the sheet, where the stay begins on another day and nothing is said of them.
fn moved_along(filled: &Filled, preview: &Preview, what_if: &WhatIf) -> Filled {
    let bill = &preview.query.bill;
    let admission = what_if.boxes.get("admission").and_then(|text| sheet::day_of(text));
    let Some(admission) = admission.and_then(|text| Day::parse(&text)) else {
        return Filled::new();
    };
    let days = admission - bill.admission;
    let others = [
        ("discharge", bill.discharge),
        ("settled_on", bill.settled_on),
        ("submitted_on", bill.submitted_on),
    ];
    let is_filled = |name: &str| filled.get(name).is_some_and(|text| !text.trim().is_empty());
    let others = others.into_iter().filter(|(name, _)| is_filled(name));
    others.map(|(name, day)| (name.to_owned(), (day + days).to_string())).collect()
}

fn held_otherwise(book: &Book, past: Past, day: Day, what_if: &WhatIf) -> Past {
    let past = match other_plan(book, what_if) {
        Some(plan) => past.with_plan(day, plan),
        None => past,
    };
    match what_if.units {
        Some(units) => {
            let held: Vec<u8> = past.plans_on(day).collect();
            held.into_iter().fold(past, |past, plan| past.with_units(plan, day, units))
        }
        None => past,
    }
}

/// The plan that is held in the place of another.
fn other_plan(book: &Book, what_if: &WhatIf) -> Option<u8> {
    let id = what_if.plan.as_ref()?;
    book.vocabulary.plans.iter().zip(0..).find(|(known, _)| *known == id).map(|(_, plan)| plan)
}

/// What of the question is otherwise, by the names on the sheet.
fn otherwise(filled: &Filled, book: &Book, what_if: &WhatIf) -> Vec<Sentence> {
    let known = boxes(book);
    let text = |filled: &Filled, column: &str| filled.get(column).cloned().unwrap_or_default();
    let boxes =
        what_if.boxes.iter().filter(|(column, other)| text(filled, column).trim() != other.trim());
    let boxes = boxes.map(|(column, other)| {
        let one = known.iter().find(|one| one.column == *column);
        let shown = |text: &str| one.map_or_else(|| plain(text), |one| one.shown(text));
        let title = one.map_or_else(|| plain(column), |one| one.title.clone());
        words::differs(title, shown(&text(filled, column)), shown(other))
    });
    let plan = other_plan(book, what_if).map(|plan| words::plan_is(book.plan_title(plan)));
    let units = what_if.units.map(words::units_are);
    let draft = what_if.is_draft.then(words::rules_are_the_draft);
    boxes.chain(plan).chain(units).chain(draft).collect()
}

fn plain(text: &str) -> Sentence {
    Sentence::new(text.to_owned(), text.to_owned())
}

/// What differs between two answers; where nothing does, why.
fn differences(one: &Preview, other: &Preview, otherwise: &[Sentence]) -> Vec<Sentence> {
    if [one, other].iter().any(|preview| preview.answer != Answer::Exact) {
        return vec![words::fill_in_first()];
    }
    let is_same = one.explanation.payable() == other.explanation.payable();
    let mut all: Vec<Sentence> =
        is_same.then(|| no_difference(one, other, otherwise)).into_iter().collect();
    let (before, after) = (reasons(one), reasons(other));
    let gone = before.iter().filter(|why| !after.contains(why));
    all.extend(gone.map(words::no_longer));
    let come = after.iter().filter(|why| !before.contains(why));
    all.extend(come.map(words::now));
    // Where one of them is denied, that is the cause, and there are no steps to compare.
    if !is_denied(one) && !is_denied(other) {
        all.extend(difference(&workings(one), &workings(other)));
    }
    all
}

/// The trace of an answer without what was filled in, which is told by the boxes, and the decisions, which are told by
/// their reasons.
fn workings(preview: &Preview) -> Value {
    let mut trace = trace(preview.book, &preview.explanation, &preview.query.id);
    for part in ["dates", "amounts", "decisions"] {
        trace[part] = Value::Null;
    }
    trace
}

fn reasons(preview: &Preview) -> Vec<Sentence> {
    let all = preview.explanation.decisions.iter().flat_map(|one| &one.reasons);
    all.flat_map(|reason| reason.sentences(preview.book)).collect()
}

fn is_denied(preview: &Preview) -> bool {
    preview.explanation.decisions.iter().all(|one| one.status == Status::Denied)
}

/// Why two answers come to the same.
fn no_difference(one: &Preview, other: &Preview, otherwise: &[Sentence]) -> Sentence {
    match otherwise {
        [] => words::nothing_is_otherwise(),
        _ if is_denied(one) && is_denied(other) => words::both_denied(),
        _ => words::comes_to_the_same(Sentence::list(otherwise)),
    }
}

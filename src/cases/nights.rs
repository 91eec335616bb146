//! Nights of a case: bills come on days, are corrected on later ones, and each night posts what is due more or less
//! than before.
//!
//! ```toml
//! [[case]]
//! id = "corrected"
//! bill = [
//!   { id = "1", night = "2024-03-15", total = "5000" },
//!   { id = "1", night = "2024-05-20", revision = "2", total = "4000" },
//! ]
//!
//! [[case.night]]
//! on = "2024-03-15"
//! pays = "2700.00"
//!
//! [[case.night]]
//! on = "2024-05-20"
//! claws_back = "600.00"
//! ```

use std::collections::BTreeMap;

use super::case::{Case, CaseNight, Person, explain};
use super::difference::Difference;
use super::manual;
use super::quantity::amount;
use super::rows::{BillRow, known};
use crate::claim::Bill;
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::scheme::{Book, Read, Reader, Reports, Span};
use crate::words;

/// Takes `night`.
pub(super) fn read(book: &Book, reader: &mut Reader<Diagnostics>) -> Read<Vec<CaseNight>> {
    let mut last = None;
    let nights = reader.tables("night", |reader| {
        let place = reader.value_span("on");
        let on = reader.day("on");
        let mut optional = |key: &'static str| {
            let node = reader.optional(key)?;
            Some(amount(book, &node, key, reader))
        };
        let (pays, claws_back) = (optional("pays"), optional("claws_back"));
        let on = on?;
        if last.replace(on).is_some_and(|last| on <= last) {
            reader.error(place, words::rules::nights_by_day());
        }
        Ok(CaseNight { on, pays: pays.transpose()?, claws_back: claws_back.transpose()? })
    });
    nights.into_iter().collect()
}

/// The night on which a row comes, by place: the cell `night` names it where the case has nights, and only there.
pub(super) fn of_row(
    cell: Option<(Span, String)>,
    nights: &[CaseNight],
    reader: &mut Reader<Diagnostics>,
) -> Read<usize> {
    match cell {
        None if nights.is_empty() => Ok(0),
        None => Err(reader.error(reader.span(), words::rules::missing("night"))),
        Some((place, text)) => {
            let day = Day::parse(text.trim());
            let found = nights.iter().position(|night| Some(night.on) == day);
            found.ok_or_else(|| reader.error(place, words::rules::case_unknown_night(text)))
        }
    }
}

/// The bills that are known on each night.
pub(super) fn by_night(book: &Book, rows: &[BillRow], nights: &[CaseNight]) -> Vec<Vec<Bill>> {
    let on = |night: usize| {
        let come: Vec<&BillRow> = rows.iter().filter(|row| row.night <= night).collect();
        known(book, &come)
    };
    (0..nights.len()).map(on).collect()
}

/// What is due of each benefit of each bill: by the person, the bill's id and the benefit's place in the book.
type Due = BTreeMap<(usize, String, u8), Money>;

/// Everything that is not as expected of the nights of a case.
pub(super) fn differences(book: &Book, case: &Case) -> Vec<Difference> {
    let show = |amount| book.vocabulary.currency.show(amount);
    let (mut before, mut found) = (Due::new(), Vec::new());
    for (at, night) in case.nights.iter().enumerate() {
        let now = due_on(book, case, at);
        let moves = moves(&before, &now);
        let sum =
            |way: fn(Money) -> Money| moves.iter().copied().map(|moved| way(moved).or_zero()).sum();
        let (pays, claws_back): (Money, Money) =
            (sum(|moved| moved), sum(|moved| Money::ZERO - moved));
        for (what, expected, decided) in
            [("pays", night.pays, pays), ("claws_back", night.claws_back, claws_back)]
        {
            let expected = expected.filter(|expected| *expected != decided);
            found.extend(expected.map(|expected| Difference {
                bill: None,
                what: format!("night.{}.{what}", night.on),
                expected: show(expected),
                decided: show(decided),
            }));
        }
        before = now;
    }
    found
}

/// By how much each benefit of each bill is due more than before.
fn moves(before: &Due, now: &Due) -> Vec<Money> {
    let amount = |due: &Due, key| due.get(key).copied().unwrap_or(Money::ZERO);
    let gone = before.keys().filter(|key| !now.contains_key(key));
    now.keys().chain(gone).map(|key| amount(now, key) - amount(before, key)).collect()
}

/// What is due of the case as it is known on a night, by place.
fn due_on(book: &Book, case: &Case, night: usize) -> Due {
    let mut known = case.clone();
    known.person = on(&case.person, night);
    known.relatives = case.relatives.iter().map(|one| on(one, night)).collect();
    let mut due = Due::new();
    for ((place, person), explanations) in known.people().enumerate().zip(explain(book, &known)) {
        for one in &explanations {
            for working in &one.workings {
                let key = (place, person.bill_id(one).clone(), working.number);
                due.insert(key, working.paid);
            }
        }
    }
    due
}

/// A person as known on a night.
fn on(person: &Person, night: usize) -> Person {
    let mut known = person.clone();
    known.bills = person.nights.get(night).cloned().unwrap_or_default();
    manual::keep_those_that_hold(
        &mut known.overrides,
        |one| &mut one.bill,
        &known.bills,
        &known.ids,
    );
    let disallowances = &mut known.disallowances;
    manual::keep_those_that_hold(disallowances, |one| &mut one.bill, &known.bills, &known.ids);
    known
}

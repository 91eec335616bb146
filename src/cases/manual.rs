//! What a case has besides bills: openings of an old system, and manual decisions.
//!
//! ```toml
//! [[case.opening]]
//! accumulator = "medical.deductible"
//! day = "2024-01-01"
//! value = "500"
//!
//! [[case.override]]
//! bill = "2"
//! benefit = "medical"
//! amount = "1200"
//! ```

use super::read::{amount, count};
use crate::claim::{Enrolment, MOST_FACTS, Opening, Override};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::scheme::{Book, Node, Quantity, Span, Table, suggest};
use crate::words;

/// Takes `override`: manual decisions on bills of the case, by their ids.
pub(super) fn overrides(
    book: &Book,
    table: &mut Table,
    ids: &[String],
    found: &mut Diagnostics,
) -> Option<Vec<Override>> {
    table.at_most("override", MOST_FACTS, found);
    let read = table.tables("override", found, |table, found| {
        let place = table.span.clone();
        read_override(book, table, ids, found).map(|given| (given, place))
    });
    check_overrides(book, ids, read.iter().flatten(), found);
    read.into_iter().map(|read| read.map(|(given, _)| given)).collect()
}

fn read_override(
    book: &Book,
    table: &mut Table,
    ids: &[String],
    found: &mut Diagnostics,
) -> Option<Override> {
    let bill = table.required_like("bill", "\"1\"", found);
    let bill = bill.and_then(|node| {
        let id = node.scalar("bill", found)?;
        let place = ids.iter().position(|known| known == id);
        if place.is_none() {
            let help = suggest(id, ids.iter().map(String::as_str));
            found.error(node.span.clone(), words::rules::case_unknown_bill(id)).help = help;
        }
        place
    });
    let benefit = table.required("benefit", found);
    let benefit = benefit.and_then(|node| {
        let id = node.scalar("benefit", found)?;
        let place = book.benefits.iter().position(|known| known == id);
        if place.is_none() {
            let help = suggest(id, book.benefits.iter().map(String::as_str));
            found.error(node.span.clone(), words::rules::unknown_benefit(id)).help = help;
        }
        place
    });
    let amount = table.required("amount", found);
    let amount = amount.and_then(|node| not_negative(book, &node, "amount", found));
    Some(Override { bill: bill? as u32, benefit: benefit? as u8, amount: amount? })
}

fn check_overrides<'r>(
    book: &Book,
    ids: &[String],
    read: impl Iterator<Item = &'r (Override, Span)>,
    found: &mut Diagnostics,
) {
    let mut seen: Vec<(u32, u8)> = Vec::new();
    for (given, place) in read {
        if seen.contains(&(given.bill, given.benefit)) {
            let (bill, benefit) =
                (&ids[given.bill as usize], &book.benefits[given.benefit as usize]);
            found.error(place.clone(), words::rules::override_twice(bill, benefit));
        }
        seen.push((given.bill, given.benefit));
    }
}

/// Takes `opening`. Where the member's periods are not known, openings are not checked against them.
pub(super) fn openings(
    book: &Book,
    table: &mut Table,
    enrolments: Option<&[Enrolment]>,
    found: &mut Diagnostics,
) -> Option<Vec<Opening>> {
    table.at_most("opening", MOST_FACTS, found);
    let read = table.tables("opening", found, |table, found| {
        let place = table.span.clone();
        read_opening(book, table, found).map(|opening| (opening, place))
    });
    if let Some(enrolments) = enrolments {
        check_openings(book, enrolments, read.iter().flatten(), found);
    }
    read.into_iter().map(|read| read.map(|(opening, _)| opening)).collect()
}

fn read_opening(book: &Book, table: &mut Table, found: &mut Diagnostics) -> Option<Opening> {
    let day = table.day("day", found);
    let accumulator = table.required_like("accumulator", "\"BENEFIT.deductible\"", found);
    // Whether a name is known does not depend on the day; the day picks one of several accumulators of that name.
    let on = day.unwrap_or(Day::FIRST);
    let accumulator = accumulator.and_then(|node| {
        let name = node.scalar("accumulator", found)?;
        let unknown = |help| {
            let message = words::rules::unknown_accumulator(name);
            found.error(node.span.clone(), message).help = help;
        };
        book.accumulator(name, on).map_err(unknown).ok()
    });
    let quantity = accumulator.map(|place| book.accumulators()[place].quantity);
    let value = table.required("value", found);
    let value = value.and_then(|node| match quantity? {
        Quantity::Amount => not_negative(book, &node, "value", found).map(Money::minor),
        Quantity::Days | Quantity::Times | Quantity::Stays => count(&node, "value", found),
    });
    Some(Opening { accumulator: accumulator? as u16, day: day?, value: value? })
}

fn check_openings<'r>(
    book: &Book,
    enrolments: &[Enrolment],
    read: impl Iterator<Item = &'r (Opening, Span)>,
    found: &mut Diagnostics,
) {
    let mut enrolments = enrolments.to_vec();
    enrolments.sort_unstable();
    let mut seen: Vec<(u16, i64)> = Vec::new();
    for (opening, place) in read {
        let accumulator = &book.accumulators()[opening.accumulator as usize];
        let (name, day) = (&accumulator.name, opening.day);
        let Some(window) = accumulator.window_of(day, &enrolments) else {
            found.error(place.clone(), words::rules::opening_without_period(name, day));
            continue;
        };
        if seen.contains(&(opening.accumulator, window)) {
            found.error(place.clone(), words::rules::opening_twice(name, day));
        }
        seen.push((opening.accumulator, window));
    }
}

fn not_negative(book: &Book, node: &Node, key: &str, found: &mut Diagnostics) -> Option<Money> {
    let amount = amount(book, node, key, found)?;
    if amount < Money::ZERO {
        let text = node.text().unwrap_or_default();
        found.error(node.span.clone(), words::rules::negative(text));
        return None;
    }
    Some(amount)
}

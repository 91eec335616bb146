//! What a case has besides bills: openings of an old system, manual decisions, and disallowed amounts.
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
//!
//! [[case.disallow]]
//! bill = "2"
//! column = "in_scope"
//! amount = "320"
//! ```

use super::quantity::{amount, count};
use crate::claim::{Bill, Column, Disallowance, Enrolment, MOST_FACTS, Opening, Override};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::scheme::{Book, Node, Quantity, Read, Reader, Reports, Span, quoted_list, suggest};
use crate::words;

/// Takes `override`: manual decisions on bills of the case, by their ids.
pub(super) fn overrides(
    book: &Book,
    reader: &mut Reader<Diagnostics>,
    ids: &[String],
) -> Read<Vec<Override>> {
    let fits = reader.at_most("override", MOST_FACTS);
    let read = reader.tables("override", |reader| {
        read_override(book, reader, ids).map(|given| (given, reader.span()))
    });
    check_overrides(book, ids, read.iter().flatten(), reader);
    fits?;
    read.into_iter().map(|read| read.map(|(given, _)| given)).collect()
}

fn read_override(book: &Book, reader: &mut Reader<Diagnostics>, ids: &[String]) -> Read<Override> {
    let bill = read_bill(reader, ids);
    let benefit = reader.required("benefit");
    let benefit = benefit.and_then(|node| {
        let id = reader.scalar(&node, "benefit")?;
        book.benefits.iter().position(|known| known == id).ok_or_else(|| {
            let help = suggest(id, book.benefits.iter().map(String::as_str));
            reader.advise(node.span.clone(), words::rules::unknown_benefit(id), help)
        })
    });
    let amount = reader.required("amount");
    let amount = amount.and_then(|node| not_negative(book, &node, "amount", reader));
    Ok(Override { bill: bill? as u32, benefit: benefit? as u8, amount: amount? })
}

/// Takes `bill`: a bill of the case, by its place.
fn read_bill(reader: &mut Reader<Diagnostics>, ids: &[String]) -> Read<usize> {
    let node = reader.required_like("bill", "\"1\"")?;
    let id = reader.scalar(&node, "bill")?;
    ids.iter().position(|known| known == id).ok_or_else(|| {
        let help = suggest(id, ids.iter().map(String::as_str));
        reader.advise(node.span.clone(), words::rules::case_unknown_bill(id), help)
    })
}

/// Takes `disallow`: amounts of bills of the case that are disallowed, by their ids.
pub(super) fn disallowances(
    book: &Book,
    reader: &mut Reader<Diagnostics>,
    ids: &[String],
) -> Read<Vec<Disallowance>> {
    let fits = reader.at_most("disallow", MOST_FACTS);
    let read = reader.tables("disallow", |reader| read_disallowance(book, reader, ids));
    fits?;
    read.into_iter().collect()
}

fn read_disallowance(
    book: &Book,
    reader: &mut Reader<Diagnostics>,
    ids: &[String],
) -> Read<Disallowance> {
    let bill = read_bill(reader, ids);
    let column = reader.required_like("column", "\"in_scope\"");
    let column = column.and_then(|node| {
        let name = reader.scalar(&node, "column")?;
        Disallowance::column_named(name).ok_or_else(|| {
            let known = || Disallowance::COLUMNS.into_iter().filter_map(Column::name);
            let message = words::rules::not_one_of(name, quoted_list(known()));
            reader.advise(node.span.clone(), message, suggest(name, known()))
        })
    });
    let amount = reader.required("amount");
    let amount = amount.and_then(|node| match not_negative(book, &node, "amount", reader)? {
        Money::ZERO => Err(reader.error(node.span.clone(), words::rules::disallows_nothing())),
        amount => Ok(amount),
    });
    let (bill, column, amount) = (bill? as u32, column?, amount?);
    Ok(Disallowance { bill, column, amount, moved: Money::ZERO })
}

fn check_overrides<'r>(
    book: &Book,
    ids: &[String],
    read: impl Iterator<Item = &'r (Override, Span)>,
    reader: &mut Reader<Diagnostics>,
) {
    let mut seen: Vec<(u32, u8)> = Vec::new();
    for (given, place) in read {
        if seen.contains(&(given.bill, given.benefit)) {
            let (bill, benefit) =
                (&ids[given.bill as usize], &book.benefits[given.benefit as usize]);
            reader.error(place.clone(), words::rules::override_twice(bill, benefit));
        }
        seen.push((given.bill, given.benefit));
    }
}

/// Takes `opening`. Where the member's periods are not known, openings are not checked against them.
pub(super) fn openings(
    book: &Book,
    reader: &mut Reader<Diagnostics>,
    enrolments: Option<&[Enrolment]>,
) -> Read<Vec<Opening>> {
    let fits = reader.at_most("opening", MOST_FACTS);
    let read = reader.tables("opening", |reader| {
        read_opening(book, reader).map(|opening| (opening, reader.span()))
    });
    if let Some(enrolments) = enrolments {
        check_openings(book, enrolments, read.iter().flatten(), reader);
    }
    fits?;
    read.into_iter().map(|read| read.map(|(opening, _)| opening)).collect()
}

fn read_opening(book: &Book, reader: &mut Reader<Diagnostics>) -> Read<Opening> {
    let day = reader.day("day");
    let accumulator = reader.required_like("accumulator", "\"BENEFIT.deductible\"");
    // Whether a name is known does not depend on the day; the day picks one of several accumulators of that name.
    let on = day.as_ref().map_or(Day::FIRST, |day| *day);
    let accumulator = accumulator.and_then(|node| {
        let name = reader.scalar(&node, "accumulator")?;
        book.accumulator(name, on).map_err(|help| {
            reader.advise(node.span.clone(), words::rules::unknown_accumulator(name), help)
        })
    });
    let value = reader.required("value");
    let accumulator = accumulator?;
    let value = value.and_then(|node| match book.accumulators()[accumulator].quantity {
        Quantity::Amount => not_negative(book, &node, "value", reader).map(Money::minor),
        Quantity::Days | Quantity::Times | Quantity::Stays => count(&node, "value", reader),
    });
    Ok(Opening { accumulator: accumulator as u16, day: day?, value: value? })
}

fn check_openings<'r>(
    book: &Book,
    enrolments: &[Enrolment],
    read: impl Iterator<Item = &'r (Opening, Span)>,
    reader: &mut Reader<Diagnostics>,
) {
    let mut enrolments = enrolments.to_vec();
    enrolments.sort_unstable();
    let mut seen: Vec<(u16, i64)> = Vec::new();
    for (opening, place) in read {
        let accumulator = &book.accumulators()[opening.accumulator as usize];
        let (name, day) = (&accumulator.name, opening.day);
        let Some(window) = accumulator.window_of(day, &enrolments) else {
            reader.error(place.clone(), words::rules::opening_without_period(name, day));
            continue;
        };
        if seen.contains(&(opening.accumulator, window)) {
            reader.error(place.clone(), words::rules::opening_twice(name, day));
        }
        seen.push((opening.accumulator, window));
    }
}

fn not_negative(
    book: &Book,
    node: &Node,
    key: &str,
    reader: &mut Reader<Diagnostics>,
) -> Read<Money> {
    let amount = amount(book, node, key, reader)?;
    if amount < Money::ZERO {
        let text = node.text().unwrap_or_default();
        return Err(reader.error(node.span.clone(), words::rules::negative(text)));
    }
    Ok(amount)
}

/// Moves what is manual of a bill to the row of the bill that holds; drops it where no row does.
pub(super) fn keep_those_that_hold<T>(
    manual: &mut Vec<T>,
    bill_of: fn(&mut T) -> &mut u32,
    bills: &[Bill],
    ids: &[String],
) {
    let id = |number: u32| &ids[number as usize];
    manual.retain_mut(|given| {
        let of = bill_of(given);
        let holds = bills.iter().find(|bill| id(bill.id) == id(*of));
        holds.map(|bill| *of = bill.id).is_some()
    });
}

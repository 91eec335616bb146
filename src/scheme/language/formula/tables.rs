//! Reads values and formulas that facts or an amount choose: a table in place, or the name of a schedule.

use super::rates;
use super::sum::Sum;
use super::tree::{ByAmount, Chosen};
use crate::money::Money;
use crate::scheme::caps;
use crate::scheme::language::asked::{self, Kind};
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::schedule::by_facts::Schedule;
use crate::scheme::language::schedule::grid::{Cell, Grid, add_axis};
use crate::scheme::language::schedule::read::{read_by_facts, read_steps};
use crate::scheme::language::schedule::{CellReader, by_date};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value, is_by_date};
use crate::words;

/// The place of a schedule, wherever it stands.
const SCHEDULE: &str = "schedules";

/// Reads a value that facts or an amount may choose.
pub(crate) fn read_chosen<T: Leaf>(node: Node, key: &str, scope: &mut Scope) -> Read<Chosen<T>> {
    asked::is(key, || Kind::Chosen(T::KIND));
    if let Value::Table(_) = &node.value {
        return asked::at(SCHEDULE, || scope.part(node, key, read_values));
    }
    if is_by_date(&node) {
        return read_by_date(node, key, scope);
    }
    let span = node.span.clone();
    read_named(scope.scalar(&node, key)?, span, scope)
}

/// Reads the text of a value: the name of a schedule, a formula of rates, or the value itself.
fn read_named<T: Leaf>(text: &str, span: Span, scope: &mut Scope) -> Read<Chosen<T>> {
    match scope.schedule(text) {
        // A schedule may be the name of another, or name some in what chooses.
        Some(schedule) => {
            scope.named_at(text, schedule, span, |scope, name, node| read_chosen(node, name, scope))
        }
        None if T::MAY_BE_FORMULA && rates::is_formula(text) => rates::read(text, span, scope),
        None => scope.leaf(text, span).map(Chosen::Always),
    }
}

fn read_values<T: Leaf>(reader: &mut Reader<Scope>) -> Read<Chosen<T>> {
    let place = reader.span_of("steps");
    let is_by_amount = reader.has("steps");
    let chosen = read_table(reader, &mut |scope, node, key| scope.value(node, key))?;
    if is_by_amount && !T::MAY_BE_BY_AMOUNT {
        return Err(reader.error(place, words::rules::count_by_amount()));
    }
    Ok(chosen)
}

/// Reads a value that changes by date: of each day on, one that is always the same or that facts choose. It becomes a
/// schedule by the basis date and all of these facts.
fn read_by_date<T: Leaf>(node: Node, key: &str, scope: &mut Scope) -> Read<Chosen<T>> {
    let span = node.span.clone();
    let (dates, values) =
        by_date::read(node, key, scope, &mut |scope, node| read_chosen::<T>(node, "is", scope))?;
    let mut axes = vec![dates.clone()];
    for value in &values {
        match value {
            Chosen::Always(_) => {}
            Chosen::By(schedule) => {
                schedule.axes().iter().for_each(|axis| add_axis(&mut axes, axis));
            }
            Chosen::ByAmount(_) => {
                return Err(scope.error(span, words::rules::date_by_amount()));
            }
        }
    }
    let grid = Grid { axes };
    if grid.size() > caps::CELLS {
        return Err(scope.error(span, words::rules::too_many_cells(caps::CELLS)));
    }
    let value = |cell: usize| {
        let cell = Cell { axes: &grid.axes, corner: &grid.corner(cell) };
        let place = dates.cell(cell.number(dates.fact, dates.ordinal));
        match values.get(place)? {
            Chosen::Always(value) => Some(*value),
            Chosen::By(schedule) => Some(*schedule.at(|fact, ordinal| cell.number(fact, ordinal))),
            Chosen::ByAmount(_) => None,
        }
    };
    let all: Option<Vec<T>> = (0..grid.size()).map(value).collect();
    let all = all.expect("every day has a value, and none is chosen by an amount");
    Ok(Chosen::By(Box::new(Schedule::new(grid.axes, all))))
}

/// Reads formulas that facts, an amount or the date choose, in a table or a list.
pub(super) fn read_any_formulas(node: Node, key: &str, scope: &mut Scope) -> Read<Sum> {
    if !is_by_date(&node) {
        return asked::at(SCHEDULE, || scope.part(node, key, read_formulas));
    }
    let mut among = Vec::new();
    let (dates, places) = by_date::read(node, key, scope, &mut |scope, node| {
        among.push(match node.text() {
            Some(_) => read_formula(&node, "is", scope)?,
            None => read_any_formulas(node, "is", scope)?,
        });
        Ok(among.len() as u32 - 1)
    })?;
    let place = Chosen::By(Box::new(Schedule::new(vec![dates], places)));
    Ok(Sum::chosen(place, among))
}

/// Reads a schedule whose values are formulas, or amounts.
fn read_formulas(reader: &mut Reader<Scope>) -> Read<Sum> {
    let mut among = Vec::new();
    let place = read_table(reader, &mut |scope, node, key| {
        among.push(read_formula(node, key, scope)?);
        Ok(among.len() as u32 - 1)
    });
    Ok(Sum::chosen(place?, among))
}

/// Reads one value of a schedule of formulas.
fn read_formula(node: &Node, key: &str, scope: &mut Scope) -> Read<Sum> {
    let text = scope.scalar(node, key)?;
    let span = node.span.clone();
    if scope.parameter(text).is_some() {
        // A parameter that is no amount is reported as one that stands for an amount.
        return scope.leaf::<Money>(text, span).map(Sum::amount);
    }
    let sum = scope.sum_of(text, span.clone())?;
    if sum.is_negative() {
        return Err(scope.error(span, words::rules::negative(text)));
    }
    Ok(sum)
}

/// Reads a table by facts, or, where it has `steps`, by an amount.
fn read_table<T: Copy>(reader: &mut Reader<Scope>, cell: CellReader<T>) -> Read<Chosen<T>> {
    if !reader.has("steps") {
        return Ok(Chosen::By(Box::new(read_by_facts(reader, cell)?)));
    }
    let of = reader.formula("by");
    let steps = read_steps(reader, cell)?;
    Ok(Chosen::ByAmount(Box::new(ByAmount::new(of?, steps))))
}

impl Scope<'_> {
    /// A value, or what the name of a parameter or of a schedule stands for.
    pub(super) fn chosen<T: Leaf>(&mut self, text: &str, span: Span) -> Read<Chosen<T>> {
        read_named(text, span, self)
    }
}

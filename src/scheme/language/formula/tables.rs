//! Reads values and formulas that facts or an amount choose: a table in place, or the name of a schedule.

use super::rates;
use super::sum::Sum;
use super::tree::{ByAmount, Chosen};
use crate::money::Money;
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::schedule::CellReader;
use crate::scheme::language::schedule::read::{read_by_facts, read_steps};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value};
use crate::words;

/// Reads a value that facts or an amount may choose.
pub(crate) fn read_chosen<T: Leaf>(node: Node, key: &str, scope: &mut Scope) -> Read<Chosen<T>> {
    if let Value::Table(_) = &node.value {
        return scope.part(node, key, read_values);
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

/// Reads a schedule whose values are formulas, or amounts.
pub(super) fn read_formulas(reader: &mut Reader<Scope>) -> Read<Sum> {
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

//! Reads schedules: `by`, then `is` or `rows`, and `otherwise`.

use std::ops::RangeInclusive;

use super::by_amount;
use super::grid::Grid;
use super::{Chosen, Schedule, named_fact, read_pattern};
use crate::claim::Fact;
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value, suggest};
use crate::scheme::language::window::{Slot, Window};
use crate::words;

/// The most facts a schedule may depend on, and the most cells they may make.
const MOST_FACTS: usize = 4;
const MOST_CELLS: usize = 4096;

/// Ranges of a fact that one pattern stands for.
pub(super) type Ranges = Vec<RangeInclusive<i64>>;

/// One row of a schedule while it is read: for each fact its ranges, and the value.
pub(super) struct Line<T> {
    pub span: Span,
    pub ranges: Vec<Ranges>,
    pub value: T,
}

/// The value of all cells that no row is for.
pub(super) struct Otherwise<T> {
    pub value: Read<Option<T>>,
    /// Where it is written, if it is.
    span: Option<Span>,
}

impl<T: Leaf> Otherwise<T> {
    fn read(reader: &mut Reader<Scope>) -> Otherwise<T> {
        let node = reader.optional("otherwise");
        let span = node.as_ref().map(|node| node.span.clone());
        let value = node.map(|node| reader.scope.value(&node, "otherwise")).transpose();
        Otherwise { value, span }
    }

    /// Reports cells without a value, and a value that is for no cell.
    pub fn check(&self, gaps: &[String], is_idle: bool, span: Span, scope: &mut Scope) -> Read<()> {
        self.value?;
        match &self.span {
            None if !gaps.is_empty() => {
                let more = if gaps.len() > 3 { ", ..." } else { "" };
                let what = gaps[..gaps.len().min(3)].join("; ") + more;
                let help = words::rules::schedule_gap_help();
                Err(scope.advise(span, words::rules::schedule_gap(what), help))
            }
            Some(span) if is_idle => {
                let help = words::rules::remove_key("otherwise");
                let message = words::rules::schedule_idle_otherwise();
                Err(scope.advise(span.clone(), message, help))
            }
            _ => Ok(()),
        }
    }
}

/// Reads a value that may be chosen by facts.
pub(crate) fn read<T: Leaf>(node: Node, key: &str, scope: &mut Scope) -> Read<Chosen<T>> {
    if let Value::Table(_) = &node.value {
        return scope.part(node, key, read_table);
    }
    let text = scope.scalar(&node, key)?;
    if let Some(schedule) = scope.schedule(text) {
        return read(schedule, text, scope);
    }
    scope.leaf(text, node.span.clone()).map(Chosen::Always)
}

/// Reads a table by facts, or, where it has `steps`, by an amount.
pub(crate) fn read_table<T: Leaf>(reader: &mut Reader<Scope>) -> Read<Chosen<T>> {
    if !reader.has("steps") {
        return Ok(Chosen::By(Box::new(read_by_facts(reader)?)));
    }
    let place = reader.span_of("steps");
    let schedule = by_amount::read(reader)?;
    if !T::MAY_BE_BY_AMOUNT {
        return Err(reader.error(place, words::rules::count_by_amount()));
    }
    Ok(Chosen::ByAmount(Box::new(schedule)))
}

/// Reads a table with `by` and `is` or `rows`.
fn read_by_facts<T: Leaf>(reader: &mut Reader<Scope>) -> Read<Schedule<T>> {
    let span = reader.span();
    let facts = read_facts(reader);
    let otherwise = Otherwise::read(reader);
    let (is, rows) = (reader.optional("is"), reader.optional("rows"));
    let ordinal = read_ordinal(reader, facts.as_deref().ok());
    let facts = facts?;
    let lines = match (is, rows) {
        (Some(is), None) if facts.len() == 1 => read_is(is, facts[0], reader.scope)?,
        (None, Some(rows)) => read_rows(rows, &facts, reader.scope)?,
        _ => return Err(reader.error(span, words::rules::is_or_rows())),
    };
    let grid = Grid::new(facts, &lines, reader.scope);
    if lines.len() > MOST_CELLS || grid.size() > MOST_CELLS {
        return Err(reader.error(span, words::rules::too_many_cells(MOST_CELLS)));
    }
    let values = grid.fill(&lines, &otherwise, span, reader.scope)?;
    Ok(Schedule { axes: grid.axes, values, ordinal: ordinal? })
}

fn read_facts(reader: &mut Reader<Scope>) -> Read<Vec<Fact>> {
    let by = reader.required("by")?;
    let span = by.span.clone();
    let names = by.one_or_many();
    if names.is_empty() {
        return Err(reader.error(span, words::rules::empty_list("by")));
    }
    if names.len() > MOST_FACTS {
        return Err(reader.error(span, words::rules::too_many("by", MOST_FACTS)));
    }
    let facts: Vec<Read<Fact>> = names.iter().map(|node| fact(node, reader.scope)).collect();
    for (at, node) in names.iter().enumerate() {
        if names[..at].iter().any(|other| other.text() == node.text()) && facts[at].is_ok() {
            let name = node.text().unwrap_or_default();
            return Err(reader.error(node.span.clone(), words::rules::name_twice(name)));
        }
    }
    facts.into_iter().collect()
}

fn fact(node: &Node, scope: &mut Scope) -> Read<Fact> {
    let text = scope.scalar(node, "by")?;
    named_fact(text, node.span.clone(), scope)
}

/// Which stays are counted, and in which window, where the facts are known and the number of the stay is
/// among them.
fn read_ordinal(reader: &mut Reader<Scope>, facts: Option<&[Fact]>) -> Read<Option<Slot>> {
    match facts {
        Some(facts) if facts.contains(&Fact::Ordinal) => {
            let counts = [("covered_stays", true), ("all_stays", false)];
            let covered = reader.choice("counts", &counts);
            let window = Window::read_several(reader);
            Ok(Some(reader.scope.ordinal(covered?, window?)))
        }
        Some(_) => {
            for key in ["counts", "window"] {
                reader.forbid(key, words::rules::ordinal_alone());
            }
            Ok(None)
        }
        None => {
            // Whether they belong here is not known.
            reader.optional("counts");
            reader.optional("window");
            Ok(None)
        }
    }
}

fn read_is<T: Leaf>(node: Node, fact: Fact, scope: &mut Scope) -> Read<Vec<Line<T>>> {
    scope.part(node, "is", |reader| {
        let rest = reader.rest().into_iter();
        all(rest.map(|(pattern, (key, node))| {
            let ranges = read_pattern(&pattern, key.clone(), fact, reader.scope);
            let value = reader.scope.value(&node, "is");
            Ok(Line { span: key, ranges: vec![ranges?], value: value? })
        }))
    })
}

fn read_rows<T: Leaf>(node: Node, facts: &[Fact], scope: &mut Scope) -> Read<Vec<Line<T>>> {
    let Value::List(rows) = node.value else {
        return Err(scope.error(node.span, words::rules::not_tables("rows")));
    };
    all(rows.into_iter().map(|row| scope.part(row, "rows", |reader| read_row(reader, facts))))
}

fn read_row<T: Leaf>(reader: &mut Reader<Scope>, facts: &[Fact]) -> Read<Line<T>> {
    let span = reader.span();
    let vocabulary = reader.scope.vocabulary;
    let value = reader.value("is");
    let written = reader.rest();
    let names = facts.iter().map(|fact| vocabulary.fact_name(*fact));
    for (name, (key, _)) in &written {
        if !names.clone().any(|known| known == name) {
            let help = suggest(name, names.clone().chain(["is"]));
            reader.advise(key.clone(), words::rules::unknown_key(name), help);
        }
    }
    let ranges = all(facts.iter().map(|&fact| match written.get(vocabulary.fact_name(fact)) {
        None => Ok(vec![i64::MIN..=i64::MAX]),
        Some((_, node)) => {
            let text = reader.scalar(node, "rows")?;
            read_pattern(text, node.span.clone(), fact, reader.scope)
        }
    }));
    Ok(Line { span, ranges: ranges?, value: value? })
}

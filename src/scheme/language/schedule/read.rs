//! Reads schedules: by facts `by`, then `is` or `rows`, and `otherwise`; by an amount `edge` and `steps`.

use super::CellReader;
use super::by_amount::Steps;
use super::by_diagnosis;
use super::by_facts::{Axis, Schedule};
use super::grid::Grid;
use super::line::{Line, Otherwise};
use super::pattern::{named_fact, read_pattern};
use crate::claim::{Fact, ListOrder, Vocabulary};
use crate::money::Money;
use crate::scheme::caps;
use crate::scheme::language::asked::{self, Kind};
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value, suggest};
use crate::scheme::language::window::{Slot, Window};
use crate::words;

/// Reads a table with `by` and `is` or `rows`.
pub(crate) fn read_by_facts<T: Copy>(
    reader: &mut Reader<Scope>,
    cell: CellReader<T>,
) -> Read<Schedule<T>> {
    let span = reader.span();
    let lists = by_diagnosis::read(reader);
    let facts = read_facts(reader, lists);
    let otherwise = Otherwise::read(reader, cell);
    let (is, rows) = (reader.optional("is"), reader.optional("rows"));
    let ordinal = read_ordinal(reader, facts.as_deref().ok());
    let facts = facts?;
    let lines = match (is, rows) {
        (Some(is), None) if facts.len() == 1 => read_is(is, facts[0], reader.scope, cell)?,
        (None, Some(rows)) => read_rows(rows, &facts, reader.scope, cell)?,
        _ => return Err(reader.error(span, words::rules::is_or_rows())),
    };
    let grid = Grid::new(facts, &lines, reader.scope);
    if lines.len() > caps::CELLS || grid.size() > caps::CELLS {
        return Err(reader.error(span, words::rules::too_many_cells(caps::CELLS)));
    }
    let values = grid.fill(&lines, &otherwise, span, reader.scope)?;
    let ordinal = ordinal?;
    let with_ordinal = |axis: Axis| Axis { ordinal, ..axis };
    Ok(Schedule::new(grid.axes.into_iter().map(with_ordinal).collect(), values))
}

fn read_facts(reader: &mut Reader<Scope>, lists: Option<Read<ListOrder>>) -> Read<Vec<Fact>> {
    let by = reader.required("by")?;
    let span = by.span.clone();
    let names = by.one_or_many();
    if names.is_empty() {
        return Err(reader.error(span, words::rules::empty_list("by")));
    }
    if names.len() > caps::FACTS {
        return Err(reader.error(span, words::rules::too_many("by", caps::FACTS)));
    }
    let facts: Vec<Read<Fact>> = names.iter().map(|node| fact(node, lists, reader.scope)).collect();
    for (at, node) in names.iter().enumerate() {
        if names[..at].iter().any(|other| other.text() == node.text()) && facts[at].is_ok() {
            let name = node.text().unwrap_or_default();
            return Err(reader.error(node.span.clone(), words::rules::name_twice(name)));
        }
    }
    facts.into_iter().collect()
}

fn fact(node: &Node, lists: Option<Read<ListOrder>>, scope: &mut Scope) -> Read<Fact> {
    let text = scope.scalar(node, "by")?;
    if let (Vocabulary::DIAGNOSIS, Some(lists)) = (text, lists) {
        return lists.map(Fact::Diagnosis);
    }
    named_fact(text, node.span.clone(), scope)
}

/// Which stays are counted, and in which window, where the facts are known and the number of the stay is
/// among them.
pub(crate) fn read_ordinal(
    reader: &mut Reader<Scope>,
    facts: Option<&[Fact]>,
) -> Read<Option<Slot>> {
    match facts {
        Some(facts) if facts.contains(&Fact::Ordinal) => {
            let counts =
                [("covered_stays", Some(true)), ("all_stays", Some(false)), ("paid_months", None)];
            let covered = reader.choice("counts", &counts);
            let place = reader.value_span("window");
            let window = reader.window_of_several();
            let window =
                reader.of_one_member(place.clone(), window, words::rules::window_of_ordinal());
            match (covered?, window?) {
                (Some(covered), window) => Ok(Some(reader.scope.ordinal(covered, window))),
                (None, Window::MonthsBack(months)) => Ok(Some(reader.scope.paid_month(months))),
                (None, _) => Err(reader.error(place, words::rules::paid_months_back())),
            }
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

fn read_is<T>(
    node: Node,
    fact: Fact,
    scope: &mut Scope,
    cell: CellReader<T>,
) -> Read<Vec<Line<T>>> {
    scope.part(node, "is", |reader| {
        let rest = reader.rest().into_iter();
        all(rest.map(|(pattern, (key, node))| {
            let ranges = read_pattern(&pattern, key.clone(), fact, reader.scope);
            let value = cell(reader.scope, &node, "is");
            Ok(Line { span: key, ranges: vec![ranges?], value: value? })
        }))
    })
}

fn read_rows<T>(
    node: Node,
    facts: &[Fact],
    scope: &mut Scope,
    cell: CellReader<T>,
) -> Read<Vec<Line<T>>> {
    asked::is("rows", || Kind::Tables);
    let Value::List(rows) = node.value else {
        return Err(scope.error(node.span, words::rules::not_tables("rows")));
    };
    all(rows.into_iter().map(|row| scope.part(row, "rows", |reader| read_row(reader, facts, cell))))
}

fn read_row<T>(reader: &mut Reader<Scope>, facts: &[Fact], cell: CellReader<T>) -> Read<Line<T>> {
    let span = reader.span();
    let vocabulary = reader.scope.vocabulary;
    let value = reader.required("is").and_then(|node| cell(reader.scope, &node, "is"));
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

/// Takes `edge` and `steps`.
pub(crate) fn read_steps<T: Copy>(
    reader: &mut Reader<Scope>,
    cell: CellReader<T>,
) -> Read<Steps<T>> {
    let edge = reader.choice("edge", &[("belongs_above", false), ("belongs_below", true)]);
    let mut places: Vec<(Span, Option<Money>)> = Vec::new();
    let steps = reader.required_tables("steps", caps::STEPS, |reader| {
        let place = if reader.has("to") { reader.value_span("to") } else { reader.span() };
        let to = reader.optional_value::<Money>("to");
        let value = reader.required("is").and_then(|node| cell(reader.scope, &node, "is"));
        places.push((place, to.ok().flatten()));
        Ok((to?, value?))
    });
    let steps = steps?;
    check_order(&places, reader.scope)?;
    let edges = steps.iter().filter_map(|(to, _)| *to).map(Money::exact).collect();
    let values = steps.iter().map(|(_, value)| *value).collect();
    Ok(Steps { edge_is_below: edge?, edges, values })
}

/// Reports steps that can never be reached, and a last one that ends.
fn check_order(steps: &[(Span, Option<Money>)], scope: &mut Scope) -> Read<()> {
    let mut ordered = Ok(());
    let mut lower: Option<Money> = None;
    for (at, (place, to)) in steps.iter().enumerate() {
        let is_last = at + 1 == steps.len();
        let message = match to {
            Some(_) if is_last => words::rules::last_step_open(),
            None if !is_last => words::rules::step_without_end(),
            Some(to) if lower.is_some_and(|lower| *to <= lower) => words::rules::step_order(),
            _ => {
                lower = to.or(lower);
                continue;
            }
        };
        ordered = Err(scope.error(place.clone(), message));
    }
    ordered
}

//! Schedules: a value chosen by a fact, or by several.
//!
//! ```toml
//! factor = { by = "hospital_level", is = { "1" = "1.00", "2" = "0.95", "3" = "0.90", none = "1.00" } }
//! ```
//!
//! Every value of the fact must be met by exactly one key: a gap and an overlap are both mistakes
//! of the rule file, found when it is read. A schedule compiles to a dense table, indexed by where
//! each fact falls between the cuts that the patterns make.

use std::ops::RangeInclusive;

use super::facts::Facts;
use super::scope::{Leaf, Scope};
use super::table::{Node, Span, Table, Value, list, nearest, suggest};
use super::window::{Slot, Window};
use crate::claim::{Fact, FactValues, NUMBER_MOST};
use crate::diagnostic::Diagnostics;
use crate::words;

/// A value that is always the same, or chosen by facts.
#[derive(Clone, Debug)]
pub enum Chosen<T> {
    /// Always this.
    Always(T),
    /// As the facts say.
    By(Box<Schedule<T>>),
}

/// A value chosen by facts.
#[derive(Clone, Debug)]
pub struct Schedule<T> {
    axes: Vec<Axis>,
    /// One a combination of cells, the last axis running fastest.
    values: Vec<T>,
    /// Where the number of the stay is kept, if the schedule asks for it.
    ordinal: Option<Slot>,
}

/// The cells of one fact: each begins at its cut.
#[derive(Clone, Debug)]
struct Axis {
    fact: Fact,
    cuts: Vec<i64>,
}

impl<T: Copy> Chosen<T> {
    /// The value for the bill at hand.
    #[inline]
    pub fn value(&self, facts: &Facts) -> T {
        match self {
            Chosen::Always(value) => *value,
            Chosen::By(schedule) => schedule.value(facts),
        }
    }

    /// Every value it can have.
    pub fn values(&self) -> &[T] {
        match self {
            Chosen::Always(value) => std::slice::from_ref(value),
            Chosen::By(schedule) => &schedule.values,
        }
    }

    /// The same choice between other values.
    pub fn map<U>(&self, to: impl Fn(T) -> U) -> Chosen<U> {
        match self {
            Chosen::Always(value) => Chosen::Always(to(*value)),
            Chosen::By(schedule) => Chosen::By(Box::new(Schedule {
                axes: schedule.axes.clone(),
                values: schedule.values.iter().map(|&value| to(value)).collect(),
                ordinal: schedule.ordinal,
            })),
        }
    }
}

impl<T: Copy> Schedule<T> {
    /// The value for the bill at hand.
    #[inline]
    pub fn value(&self, facts: &Facts) -> T {
        let cell = self.axes.iter().fold(0, |cell, axis| {
            cell * axis.cuts.len() + axis.cell(facts.number(axis.fact, self.ordinal))
        });
        self.values[cell]
    }
}

impl<T: Copy + Ord> Schedule<T> {
    /// The largest value it can have.
    pub fn largest(&self) -> Option<T> {
        self.values.iter().copied().max()
    }
}

impl Axis {
    #[inline]
    fn cell(&self, number: i64) -> usize {
        // Words and small numbers are their own cell.
        match usize::try_from(number) {
            Ok(at) if self.cuts.get(at) == Some(&number) => at,
            _ => self.cuts.partition_point(|&cut| cut <= number).saturating_sub(1),
        }
    }
}

/// The most facts a schedule may depend on, and the most cells they may make.
const MOST_FACTS: usize = 4;
const MOST_CELLS: usize = 4096;

/// Ranges of a fact that one pattern stands for.
type Ranges = Vec<RangeInclusive<i64>>;

/// One row of a schedule while it is read: for each fact its ranges, and the value.
struct Line<T> {
    span: Span,
    ranges: Vec<Ranges>,
    value: T,
}

/// Reads a value that may be chosen by facts.
pub(crate) fn read<T: Leaf>(
    node: Node,
    key: &str,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Chosen<T>> {
    match &node.value {
        Value::Table(_) => {
            let schedule = node.table(key, found, |table, found| read_table(table, scope, found));
            schedule.map(|schedule| Chosen::By(Box::new(schedule)))
        }
        _ => {
            let text = node.scalar(key, found)?;
            if let Some(schedule) = scope.schedule(text) {
                return read(schedule, text, scope, found);
            }
            scope.leaf(text, node.span.clone(), found).map(Chosen::Always)
        }
    }
}

/// Reads a table with `by` and `is` or `rows`.
pub(crate) fn read_table<T: Leaf>(
    table: &mut Table,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Schedule<T>> {
    let span = table.span.clone();
    let facts = read_facts(table, scope, found);
    let otherwise = table.optional("otherwise");
    let otherwise_span = otherwise.as_ref().map(|node| node.span.clone());
    let otherwise = otherwise.and_then(|node| {
        let text = node.scalar("otherwise", found)?.to_owned();
        scope.leaf::<T>(&text, node.span, found)
    });
    let is = table.optional("is");
    let rows = table.optional("rows");
    let by_ordinal = facts.as_ref().is_some_and(|facts| facts.contains(&Fact::Ordinal));
    let ordinal = if by_ordinal {
        read_ordinal(table, scope, found)
    } else if facts.is_none() {
        table.optional("counts");
        table.optional("window"); // Whether they belong here cannot be said.
        None
    } else {
        for key in ["counts", "window"] {
            table.forbid(key, words::rules::ordinal_alone(), found);
        }
        None
    };
    let facts = facts?;
    let lines = match (is, rows) {
        (Some(is), None) if facts.len() == 1 => read_is(is, facts[0], scope, found)?,
        (None, Some(rows)) => read_rows(rows, &facts, scope, found)?,
        _ => {
            found.error(span, words::rules::is_or_rows());
            return None;
        }
    };
    let grid = Grid::new(facts, &lines, scope);
    if lines.len() > MOST_CELLS || grid.size() > MOST_CELLS {
        found.error(span, words::rules::too_many_cells(MOST_CELLS));
        return None;
    }
    let values = grid.fill(&lines, otherwise, otherwise_span, span, scope, found)?;
    if by_ordinal && ordinal.is_none() {
        return None;
    }
    Some(Schedule { axes: grid.axes, values, ordinal })
}

fn read_facts(table: &mut Table, scope: &Scope, found: &mut Diagnostics) -> Option<Vec<Fact>> {
    let by = table.required("by", found)?;
    let span = by.span.clone();
    let names = by.one_or_many();
    if names.is_empty() {
        found.error(span, words::rules::empty_list("by"));
        return None;
    }
    if names.len() > MOST_FACTS {
        found.error(span, words::rules::too_many("by", MOST_FACTS));
        return None;
    }
    let facts: Vec<_> = names.iter().map(|node| fact(node, scope, found)).collect();
    for (at, node) in names.iter().enumerate() {
        if names[..at].iter().any(|other| other.text() == node.text()) && facts[at].is_some() {
            let name = node.text().unwrap_or_default();
            found.error(node.span.clone(), words::rules::name_twice(name));
            return None;
        }
    }
    facts.into_iter().collect()
}

fn fact(node: &Node, scope: &Scope, found: &mut Diagnostics) -> Option<Fact> {
    let text = node.scalar("by", found)?;
    named_fact(text, node.span.clone(), scope, found)
}

/// The fact of a name, or a complaint that lists the names.
pub(crate) fn named_fact(
    text: &str,
    span: Span,
    scope: &Scope,
    found: &mut Diagnostics,
) -> Option<Fact> {
    let fact = scope.vocabulary.fact(text);
    if fact.is_none() {
        let names = scope.vocabulary.fact_names();
        let help = match nearest(text, names.iter().copied()) {
            Some(near) => words::rules::did_you_mean(near),
            None => words::rules::names_here(list(names.into_iter())),
        };
        found.advise(span, words::rules::unknown_fact(text), help);
        return None;
    }
    scope.allow_fact(fact?, span, found)
}

/// Which stays are counted, and in which window.
fn read_ordinal(table: &mut Table, scope: &mut Scope, found: &mut Diagnostics) -> Option<Slot> {
    let counts = [("covered_stays", true), ("all_stays", false)];
    let covered = table.choice("counts", &counts, found);
    let window = Window::read_several(table, found);
    scope.ordinal(covered?, window?)
}

fn read_is<T: Leaf>(
    node: Node,
    fact: Fact,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Vec<Line<T>>> {
    node.table("is", found, |table, found| {
        let lines = table.rest().into_iter().map(|(pattern, (key, node))| {
            let ranges = read_pattern(&pattern, key.clone(), fact, scope, found);
            let value = node.scalar("is", found).map(str::to_owned);
            let value = value.and_then(|text| scope.leaf(&text, node.span.clone(), found));
            Some(Line { span: key, ranges: vec![ranges?], value: value? })
        });
        let lines: Vec<_> = lines.collect();
        lines.into_iter().collect()
    })
}

fn read_rows<T: Leaf>(
    node: Node,
    facts: &[Fact],
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Vec<Line<T>>> {
    let Value::List(rows) = node.value else {
        found.error(node.span, words::rules::not_tables("rows"));
        return None;
    };
    let mut read = |row: Node| {
        row.table("rows", found, |table, found| {
            let span = table.span.clone();
            let value = table.required("is", found).and_then(|node| {
                let text = node.scalar("is", found)?.to_owned();
                scope.leaf(&text, node.span, found)
            });
            let written = table.rest();
            let known = |name: &str| facts.iter().any(|f| scope.vocabulary.fact_name(*f) == name);
            for (name, (key, _)) in written.iter().filter(|(name, _)| !known(name)) {
                let names = facts.iter().map(|fact| scope.vocabulary.fact_name(*fact));
                let help = suggest(name, names.chain(["is"]));
                found.error(key.clone(), words::rules::unknown_key(name)).help = help;
            }
            let ranges =
                facts.iter().map(|&fact| match written.get(scope.vocabulary.fact_name(fact)) {
                    None => Some(vec![i64::MIN..=i64::MAX]),
                    Some((_, node)) => {
                        let text = node.scalar("rows", found)?;
                        read_pattern(text, node.span.clone(), fact, scope, found)
                    }
                });
            let ranges: Vec<_> = ranges.collect();
            let ranges: Option<Vec<Ranges>> = ranges.into_iter().collect();
            Some(Line { span, ranges: ranges?, value: value? })
        })
    };
    let lines: Vec<_> = rows.into_iter().map(&mut read).collect();
    lines.into_iter().collect()
}

/// Reads `2`, `1,3`, `2-5` or `3+`, or words.
pub(crate) fn read_pattern(
    text: &str,
    span: Span,
    fact: Fact,
    scope: &Scope,
    found: &mut Diagnostics,
) -> Option<Ranges> {
    let parts = text.split(',').map(str::trim);
    let ranges: Vec<_> = parts.map(|part| one_pattern(part, &span, fact, scope, found)).collect();
    let ranges: Option<Ranges> = ranges.into_iter().collect();
    let mut ranges = ranges?;
    ranges.sort_unstable_by_key(|range| *range.start());
    ranges.dedup();
    Some(ranges)
}

fn one_pattern(
    text: &str,
    span: &Span,
    fact: Fact,
    scope: &Scope,
    found: &mut Diagnostics,
) -> Option<RangeInclusive<i64>> {
    let name = scope.vocabulary.fact_name(fact);
    let (range, known) = match scope.vocabulary.values(fact) {
        FactValues::Words(words) => {
            let at = words.iter().position(|word| word == text).map(|at| at as i64);
            (at.map(|at| at..=at), list(words.iter().map(String::as_str)))
        }
        FactValues::From(least) => {
            let known = format!("`{least}` `{}-{}` `{}+`", least + 1, least + 4, least + 5);
            (numbers(text).filter(|range| *range.start() >= least), known)
        }
    };
    match range {
        Some(range) if range.is_empty() => {
            found.error(span.clone(), words::rules::range_backwards(text));
            None
        }
        Some(range) => Some(range),
        None => {
            let message = words::rules::not_a_pattern(text, name);
            found.advise(span.clone(), message, words::rules::values_of(name, known));
            None
        }
    }
}

fn numbers(text: &str) -> Option<RangeInclusive<i64>> {
    let number = |text: &str| {
        let plain = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten().filter(|&n: &i64| n <= NUMBER_MOST)
    };
    if let Some(from) = text.strip_suffix('+') {
        return Some(number(from)?..=i64::MAX);
    }
    match text.split_once('-') {
        Some((from, to)) => Some(number(from)?..=number(to)?),
        None => number(text).map(|n| n..=n),
    }
}

/// The cells that the patterns of a schedule cut its facts into.
struct Grid {
    axes: Vec<Axis>,
}

impl Grid {
    fn new<T>(facts: Vec<Fact>, lines: &[Line<T>], scope: &Scope) -> Grid {
        let axis = |(at, fact): (usize, Fact)| {
            let cuts = match scope.vocabulary.values(fact) {
                FactValues::Words(words) => (0..words.len() as i64).collect(),
                FactValues::From(least) => {
                    let ranges = lines.iter().flat_map(|line| &line.ranges[at]);
                    let ends = ranges.flat_map(|r| [*r.start(), r.end().saturating_add(1)]);
                    let inside = ends.filter(|&cut| cut > least && cut < i64::MAX);
                    let mut cuts: Vec<i64> = std::iter::once(least).chain(inside).collect();
                    cuts.sort_unstable();
                    cuts.dedup();
                    cuts
                }
            };
            Axis { fact, cuts }
        };
        Grid { axes: facts.into_iter().enumerate().map(axis).collect() }
    }

    fn size(&self) -> usize {
        self.axes.iter().map(|axis| axis.cuts.len()).product()
    }

    /// Where each axis stands in a cell.
    fn corner(&self, mut cell: usize) -> Vec<usize> {
        let mut at: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let here = cell % axis.cuts.len();
                cell /= axis.cuts.len();
                here
            })
            .collect();
        at.reverse();
        at
    }

    /// The value of every cell, or complaints about cells with none or two.
    fn fill<T: Leaf>(
        &self,
        lines: &[Line<T>],
        otherwise: Option<T>,
        otherwise_span: Option<Span>,
        span: Span,
        scope: &Scope,
        found: &mut Diagnostics,
    ) -> Option<Vec<T>> {
        let (mut values, mut spare, mut gaps) = (Vec::new(), false, Vec::new());
        let before = found.len();
        for cell in 0..self.size() {
            let corner = self.corner(cell);
            let meets = |line: &&Line<T>| {
                line.ranges.iter().zip(&self.axes).zip(&corner).all(|((ranges, axis), &at)| {
                    ranges.iter().any(|range| range.contains(&axis.cuts[at]))
                })
            };
            let mut met = lines.iter().filter(meets);
            match (met.next(), met.next()) {
                (Some(_), Some(second)) => {
                    let what = self.describe(&corner, scope);
                    found.error(second.span.clone(), words::rules::schedule_overlap(what));
                }
                (Some(line), None) => values.push(line.value),
                (None, _) => match otherwise {
                    Some(value) => {
                        spare = true;
                        values.push(value);
                    }
                    None => gaps.push(self.describe(&corner, scope)),
                },
            }
        }
        if !gaps.is_empty() && otherwise_span.is_none() {
            let more = if gaps.len() > 3 { ", ..." } else { "" };
            let what = gaps[..gaps.len().min(3)].join("; ") + more;
            let help = words::rules::schedule_gap_help();
            found.advise(span, words::rules::schedule_gap(what), help);
        }
        if let Some(span) = otherwise_span
            && !spare
            && otherwise.is_some()
            && found.len() == before
        {
            let help = words::rules::remove_key("otherwise");
            found.advise(span, words::rules::schedule_idle_otherwise(), help);
        }
        (found.len() == before && values.len() == self.size()).then_some(values)
    }

    /// A cell in the words of the rule file.
    fn describe(&self, corner: &[usize], scope: &Scope) -> String {
        let part = |(axis, &at): (&Axis, &usize)| {
            let name = scope.vocabulary.fact_name(axis.fact);
            let value = match scope.vocabulary.values(axis.fact) {
                FactValues::Words(words) => words[axis.cuts[at] as usize].clone(),
                FactValues::From(_) => match axis.cuts.get(at + 1) {
                    Some(next) if *next == axis.cuts[at] + 1 => axis.cuts[at].to_string(),
                    Some(next) => format!("{}-{}", axis.cuts[at], next - 1),
                    None => format!("{}+", axis.cuts[at]),
                },
            };
            format!("`{name}` = `{value}`")
        };
        self.axes.iter().zip(corner).map(part).collect::<Vec<_>>().join(", ")
    }
}

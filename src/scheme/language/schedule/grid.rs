//! The cells of a schedule: each must be met by exactly one row.

use super::by_facts::Axis;
use super::line::{Line, Otherwise};
use crate::claim::{Fact, FactValues};
use crate::date::Day;
use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Span;
use crate::scheme::language::window::Slot;
use crate::words;

/// Adds the cuts of an axis to those of the same fact, or as an axis of its own.
pub(crate) fn add_axis(axes: &mut Vec<Axis>, axis: &Axis) {
    let is_own = |own: &&mut Axis| (own.fact, own.ordinal) == (axis.fact, axis.ordinal);
    match axes.iter_mut().find(is_own) {
        Some(own) => {
            own.cuts.extend(&axis.cuts);
            own.cuts.sort_unstable();
            own.cuts.dedup();
        }
        None => axes.push(axis.clone()),
    }
}

/// One combination of the cells of all facts.
pub(crate) struct Cell<'g> {
    pub axes: &'g [Axis],
    /// The place of the cell on each axis.
    pub corner: &'g [usize],
}

impl Cell<'_> {
    /// The least number that a fact is in the cell.
    pub fn number(&self, fact: Fact, ordinal: Option<Slot>) -> i64 {
        let mut axes = self.axes.iter().zip(self.corner);
        let own = axes.find(|(axis, _)| (axis.fact, axis.ordinal) == (fact, ordinal));
        let cut = own.and_then(|(axis, place)| axis.cuts.get(*place));
        *cut.expect("a term's own facts have axes")
    }
}

/// The cells that the patterns of a schedule cut its facts into.
pub(crate) struct Grid {
    pub axes: Vec<Axis>,
}

impl Grid {
    pub(super) fn new<T>(facts: Vec<Fact>, lines: &[Line<T>], scope: &Scope) -> Grid {
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
            Axis { fact, ordinal: None, cuts }
        };
        Grid { axes: facts.into_iter().enumerate().map(axis).collect() }
    }

    pub fn size(&self) -> usize {
        self.axes.iter().map(|axis| axis.cuts.len()).product()
    }

    /// Where each axis stands in a cell.
    pub fn corner(&self, mut cell: usize) -> Vec<usize> {
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

    /// The value of every cell, or reports of cells with none or two.
    pub(super) fn fill<T: Copy>(
        &self,
        lines: &[Line<T>],
        otherwise: &Otherwise<T>,
        span: Span,
        scope: &mut Scope,
    ) -> Read<Vec<T>> {
        let (mut values, mut is_idle, mut gaps) = (Vec::new(), true, Vec::new());
        let mut overlap = Ok(());
        for cell in 0..self.size() {
            let corner = self.corner(cell);
            let mut met = lines.iter().filter(|line| self.meets(line, &corner));
            match (met.next(), met.next()) {
                (Some(_), Some(second)) => {
                    let what = self.describe(&corner, scope);
                    let message = words::rules::schedule_overlap(what);
                    overlap = Err(scope.error(second.span.clone(), message));
                }
                (Some(line), None) => values.push(line.value),
                (None, _) => match otherwise.value {
                    Ok(Some(value)) => {
                        is_idle = false;
                        values.push(value);
                    }
                    _ => gaps.push(self.describe(&corner, scope)),
                },
            }
        }
        let covered = otherwise.check(&gaps, is_idle && overlap.is_ok(), span, scope);
        overlap.and(covered).map(|()| values)
    }

    /// Whether a row is for a cell.
    fn meets<T>(&self, line: &Line<T>, corner: &[usize]) -> bool {
        line.ranges
            .iter()
            .zip(&self.axes)
            .zip(corner)
            .all(|((ranges, axis), &at)| ranges.iter().any(|range| range.contains(&axis.cuts[at])))
    }

    /// A cell in the words of the rule file.
    pub fn describe(&self, corner: &[usize], scope: &Scope) -> String {
        let part = |(axis, &at): (&Axis, &usize)| {
            let name = scope.vocabulary.fact_name(axis.fact);
            let value = match scope.vocabulary.values(axis.fact) {
                FactValues::Words(words) => words[axis.cuts[at] as usize].clone(),
                FactValues::From(_) if axis.fact == Fact::BasisDay => {
                    let days = axis.cuts.get(at).and_then(|cut| i32::try_from(*cut).ok());
                    (Day::FIRST + days.unwrap_or_default()).to_string()
                }
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

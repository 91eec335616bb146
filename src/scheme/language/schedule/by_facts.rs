//! Schedules by facts: a dense table, indexed by where each fact falls between the cuts that the patterns make.

use crate::claim::Fact;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::window::Slot;

/// A value chosen by facts.
#[derive(Clone, Debug)]
pub struct Schedule<T> {
    pub(crate) axes: Vec<Axis>,
    /// One a combination of cells, the last axis running fastest.
    pub(crate) values: Vec<T>,
}

/// The cells of one fact: each begins at its cut.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub fact: Fact,
    /// Where the number of the stay is kept, if that is the fact.
    pub ordinal: Option<Slot>,
    pub cuts: Vec<i64>,
}

impl<T: Copy> Schedule<T> {
    /// `values` are those of all combinations of cells, the last axis running fastest.
    pub(crate) fn new(axes: Vec<Axis>, values: Vec<T>) -> Schedule<T> {
        Schedule { axes, values }
    }

    /// The facts that choose.
    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The value for the bill at hand.
    #[inline]
    pub fn value(&self, facts: &Facts) -> &T {
        self.at(|fact, ordinal| facts.number(fact, ordinal))
    }

    /// The value where each fact is a number that `number` gives.
    #[inline]
    pub(crate) fn at(&self, number: impl Fn(Fact, Option<Slot>) -> i64) -> &T {
        let cell = self.axes.iter().fold(0, |cell, axis| {
            cell * axis.cuts.len() + axis.cell(number(axis.fact, axis.ordinal))
        });
        &self.values[cell]
    }

    /// Every value it can have.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The same choice between other values.
    pub fn map<U>(&self, to: impl Fn(T) -> U) -> Schedule<U> {
        Schedule {
            axes: self.axes.clone(),
            values: self.values.iter().map(|&value| to(value)).collect(),
        }
    }
}

impl Axis {
    /// The cell that a number falls in.
    #[inline]
    pub(crate) fn cell(&self, number: i64) -> usize {
        // Words and small numbers are their own cell.
        match usize::try_from(number) {
            Ok(at) if self.cuts.get(at) == Some(&number) => at,
            _ => self.cuts.partition_point(|&cut| cut <= number).saturating_sub(1),
        }
    }
}

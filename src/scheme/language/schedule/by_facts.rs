//! Schedules by facts: a dense table, indexed by where each fact falls between the cuts that the patterns make.

use crate::claim::Fact;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::window::Slot;

/// A value chosen by facts.
#[derive(Clone, Debug)]
pub struct Schedule<T> {
    pub(super) axes: Vec<Axis>,
    /// One a combination of cells, the last axis running fastest.
    pub(super) values: Vec<T>,
    /// Where the number of the stay is kept, if the schedule asks for it.
    pub(super) ordinal: Option<Slot>,
}

/// The cells of one fact: each begins at its cut.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub fact: Fact,
    pub cuts: Vec<i64>,
}

impl<T: Copy> Schedule<T> {
    /// The value for the bill at hand.
    #[inline]
    pub fn value(&self, facts: &Facts) -> &T {
        let cell = self.axes.iter().fold(0, |cell, axis| {
            cell * axis.cuts.len() + axis.cell(facts.number(axis.fact, self.ordinal))
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
            ordinal: self.ordinal,
        }
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

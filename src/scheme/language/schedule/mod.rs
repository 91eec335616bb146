//! Schedules: a value chosen by a fact, or by several.
//!
//! ```toml
//! factor = { by = "hospital_level", is = { "1" = "1.00", "2" = "0.95", "3" = "0.90", none = "1.00" } }
//! ```
//!
//! Every value of the fact must be met by exactly one key: a gap and an overlap are both mistakes
//! of the rule file, found when it is read. A schedule compiles to a dense table, indexed by where
//! each fact falls between the cuts that the patterns make.

mod by_amount;
mod grid;
mod pattern;
mod read;

pub use by_amount::ByAmount;
pub(crate) use pattern::{named_fact, read_pattern};
pub(crate) use read::{read, read_table};

use super::facts::{Effect, Facts};
use super::formula::Formula;
use super::window::Slot;
use crate::claim::Fact;

/// A value that is always the same, or chosen by facts.
#[derive(Clone, Debug)]
pub enum Chosen<T> {
    /// Always this.
    Always(T),
    /// As the facts say.
    By(Box<Schedule<T>>),
    /// As an amount says.
    ByAmount(Box<ByAmount<T>>),
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

impl<T: Copy + Ord> Chosen<T> {
    /// The value for the bill at hand; the more, the more is paid.
    #[inline(always)]
    pub fn value(&self, facts: &Facts) -> T {
        match self {
            Chosen::Always(value) => *value,
            Chosen::By(schedule) => schedule.value(facts),
            Chosen::ByAmount(schedule) => schedule.value(facts, Effect::Pays),
        }
    }
}

impl<T: Copy> Chosen<T> {
    /// The amount that chooses, where an amount does.
    pub(crate) fn formula(&self) -> Option<&Formula> {
        match self {
            Chosen::ByAmount(schedule) => Some(schedule.formula()),
            Chosen::Always(_) | Chosen::By(_) => None,
        }
    }

    /// Every value it can have.
    pub fn values(&self) -> &[T] {
        match self {
            Chosen::Always(value) => std::slice::from_ref(value),
            Chosen::By(schedule) => &schedule.values,
            Chosen::ByAmount(schedule) => schedule.values(),
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
            Chosen::ByAmount(schedule) => Chosen::ByAmount(Box::new(schedule.map(to))),
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

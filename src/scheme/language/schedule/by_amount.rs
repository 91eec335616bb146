//! Schedules by an amount: steps of which the whole amount is in one.
//!
//! ```toml
//! [schedules.care]
//! by = "total - funds_paid"
//! edge = "belongs_above"
//! steps = [{ to = "20000", is = "0" }, { to = "30000", is = "3000" }, { is = "4000" }]
//! ```
//!
//! Bands pay slice by slice; here the step that the amount is in decides for all of it, so that more cost may pay
//! less. While figures are missing, every step that the amount may be in is looked at.

use crate::money::Exact;

/// The steps of one schedule, each with its value.
#[derive(Clone, Debug)]
pub struct Steps<T> {
    /// Whether an amount at an edge is in the step below it.
    pub(crate) edge_is_below: bool,
    /// Ascending; between and around them lie the steps.
    pub(crate) edges: Box<[Exact]>,
    /// One more than there are edges.
    pub(crate) values: Box<[T]>,
}

impl<T: Copy> Steps<T> {
    /// The value of the step that an amount is in.
    pub fn value(&self, amount: Exact) -> &T {
        &self.values[self.step(amount)]
    }

    /// The step that an amount is in.
    fn step(&self, amount: Exact) -> usize {
        let is_passed =
            |edge: &Exact| if self.edge_is_below { *edge < amount } else { *edge <= amount };
        self.edges.partition_point(is_passed)
    }

    /// The values of every step from that of one amount to that of another, whichever is the greater.
    pub fn between(&self, ends: [Exact; 2]) -> &[T] {
        let ends = ends.map(|end| self.step(end));
        &self.values[ends[0].min(ends[1])..=ends[0].max(ends[1])]
    }

    /// Every value it can have.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The same choice between other values.
    pub fn map<U>(&self, to: impl Fn(T) -> U) -> Steps<U> {
        Steps {
            edge_is_below: self.edge_is_below,
            edges: self.edges.clone(),
            values: self.values.iter().map(|&value| to(value)).collect(),
        }
    }
}

//! What is decided on each benefit of each bill, while it is collected.

use super::eligibility::Eligibility;
use super::observer::{AdjustmentReason, Observer};
use crate::claim::Bill;
use crate::money::Money;
use crate::scheme::Benefit;

/// One benefit of one bill, as decided.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes {
    pub place: usize,
    pub number: u8,
    pub plan: u8,
    pub paid: Money,
    pub outcome: AdjustmentReason,
}

/// Collects what is decided, bill by bill.
#[derive(Clone, Debug, Default)]
pub(super) struct Collector {
    pub all: Vec<Outcomes>,
    /// Where each bill's begin.
    pub starts: Vec<usize>,
}

impl Observer for Collector {
    const EXPLAINS: bool = false;

    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.starts.push(self.all.len());
    }

    fn benefit(
        &mut self,
        place: usize,
        benefit: &Benefit,
        paid: Money,
        _: Money,
        outcome: AdjustmentReason,
    ) {
        let (number, plan) = (benefit.number, benefit.plan);
        self.all.push(Outcomes { place, number, plan, paid, outcome });
    }
}

//! What is known while bills are decided: accumulators, and what benefits have paid on the bill at hand.

use crate::claim::{Bill, History};
use crate::money::Money;
use crate::scheme::{Cover, Facts, Memory, Missing};

/// What rules may ask besides the bill at hand.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub memory: Memory,
    /// What benefits of the book have paid on the bill at hand, where a rule asks for it.
    pub paid: Vec<Money>,
    /// Figures still missing, in a preview.
    pub missing: Option<Missing>,
}

impl State {
    /// The facts of a bill, of which so much is left.
    #[inline]
    pub fn facts<'a>(
        &'a self,
        bill: &'a Bill,
        history: &'a History<'a>,
        cover: &'a Cover<'a>,
        left: Money,
    ) -> Facts<'a> {
        Facts {
            bill,
            member: history.person_on(bill.person(), bill.basis),
            history,
            cover,
            memory: &self.memory,
            left,
            paid: &self.paid,
            missing: self.missing_on(bill),
        }
    }

    /// The figures still missing on a bill.
    #[inline]
    pub fn missing_on(&self, bill: &Bill) -> Option<&Missing> {
        self.missing.as_ref().filter(|missing| missing.bill == bill.id)
    }
}

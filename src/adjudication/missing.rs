//! While figures are missing, in a preview: which end of what they may be is asked for.

use super::observer::Silent;
use super::{Adjudicator, Context, State};
use crate::claim::{Bill, Column, History};
use crate::money::Money;

impl Adjudicator<'_> {
    /// Notes what a benefit that is only computed comes to at the other end of what is missing; nothing is used up.
    #[cold]
    pub(super) fn note_other_end(&mut self, context: Context, history: &History) {
        let Context { benefit, cover, bill, left, .. } = context;
        let toward = |state: &mut State, most: bool| {
            if let Some(missing) = &mut state.missing {
                missing.toward_most = most;
            }
        };
        let toward_most = self.state.missing.as_ref().is_some_and(|missing| missing.toward_most);
        toward(&mut self.state, !toward_most);
        let facts = self.state.facts(bill, history, cover, left);
        let mut calendar = self.calendars.get(benefit.number as usize).cloned().unwrap_or_default();
        let by_rules = context.adjudicator(context.last_day());
        let decided = by_rules.decide(&facts, &mut calendar, &mut Silent);
        toward(&mut self.state, toward_most);
        let computed = self.state.missing.as_mut().map(|missing| &mut missing.computed);
        if let Some(other) = computed.and_then(|all| all.get_mut(benefit.number as usize)) {
            *other = Some(decided.paid);
        }
    }

    /// What primary cover left of a bill; with figures missing, the end of the range that is asked.
    #[inline]
    pub(super) fn left(&self, bill: &Bill) -> Money {
        let Some(missing) = self.state.missing_on(bill) else { return bill.left() };
        let most = |column: Column| missing.most[column.index()];
        let (total, funds, hospital) = if missing.toward_most {
            (
                most(Column::Total),
                bill.amount(Column::FundsPaid),
                bill.amount(Column::HospitalBorne),
            )
        } else {
            (bill.amount(Column::Total), most(Column::FundsPaid), most(Column::HospitalBorne))
        };
        (total - funds - hospital).or_zero()
    }
}

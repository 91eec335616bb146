//! One member of a pass: the histories that are decided, and what they are paid.

use std::collections::BTreeMap;

use super::super::Month;
use super::super::bootstrap::PaidInYears;
use super::super::month::PaymentYears;
use super::super::totals::{PassTotals, PayeeCounts};
use super::input::PassInput;
use crate::intake::LoadedMember;
use crate::manual_facts::ManualFact;
use crate::money::Money;

/// A member whose bills are decided, with the histories that a trend adds of members like this one. They are counted
/// as this member, and nowhere else.
pub(super) struct MemberHistories<'i> {
    pub member: u32,
    pub own: LoadedMember<'i>,
    pub added: Vec<LoadedMember<'i>>,
}

impl<'i> MemberHistories<'i> {
    /// Every history, each decided for itself; manual facts hold of the member's own alone.
    pub fn all<'q>(
        &self,
        input: &PassInput<'q>,
    ) -> impl Iterator<Item = (&LoadedMember<'i>, &'q [ManualFact])> {
        let own = std::iter::once((&self.own, input.facts_on(&self.own)));
        own.chain(self.added.iter().map(|record| (record, &[][..])))
    }
}

/// What a member is paid under each scenario, in all, in which years and in which months of settlement.
pub(super) struct MemberPayments {
    pub pays: Vec<Money>,
    /// By the years of origin and of settlement.
    pub years: Vec<PaidInYears>,
    pub months: BTreeMap<Month, Vec<PayeeCounts>>,
}

impl MemberPayments {
    pub fn new(scenarios: usize) -> MemberPayments {
        MemberPayments {
            pays: vec![Money::ZERO; scenarios],
            years: Vec::new(),
            months: BTreeMap::new(),
        }
    }

    /// Adds what each scenario pays on one bill of these years.
    pub fn add(&mut self, years: PaymentYears, paid: &[Money]) {
        let known = self.years.iter_mut().find(|(known, _)| *known == years);
        match known {
            Some((_, sums)) => add(sums, paid),
            None => self.years.push((years, paid.to_vec())),
        }
        add(&mut self.pays, paid);
    }

    /// Counts the member among those who are paid in a month, and among those who are first paid in it.
    pub fn count_in(&mut self, totals: &mut PassTotals) {
        for scenario in 0..self.pays.len() {
            let mut months = self.months.values_mut().map(|month| &mut month[scenario]);
            months.find(|month| month.members > 0).into_iter().for_each(|month| month.first = 1);
        }
        self.months.iter().for_each(|(month, paid)| totals.add_payees(*month, paid));
    }
}

fn add(sums: &mut [Money], more: &[Money]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += *more);
}

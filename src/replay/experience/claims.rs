//! Claims of one cohort.

use super::super::group_totals::GroupTotals;
use crate::money::{Money, MoneySum};

/// Claims of one cohort: of a plan the bills that the plan pays under any scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct CohortClaims {
    /// Bills, members and payments.
    pub group: GroupTotals,
    /// What the bills that each scenario pays were billed.
    pub billed: Vec<MoneySum>,
}

impl CohortClaims {
    /// Those of one member, of whom no bill is counted yet.
    pub fn of_member(scenarios: usize) -> CohortClaims {
        let group = GroupTotals::of_member(scenarios);
        CohortClaims { group, billed: vec![MoneySum::ZERO; scenarios] }
    }

    /// Adds what one scenario pays on a bill of so much.
    pub fn add_bill(&mut self, scenario: usize, billed: Money, paid: Money) {
        let sums = self.group.scenarios.get_mut(scenario).zip(self.billed.get_mut(scenario));
        let (totals, sum) = sums.expect("made for all scenarios");
        totals.add(paid);
        if paid > Money::ZERO {
            *sum += billed;
        }
    }

    /// Adds claims of other members.
    pub fn add(&mut self, other: &CohortClaims) {
        self.group.add(&other.group);
        self.billed.resize(other.billed.len(), MoneySum::ZERO);
        self.billed.iter_mut().zip(&other.billed).for_each(|(sum, more)| *sum += *more);
    }
}

//! Totals of the bills of one group, under every scenario.

use crate::money::{Money, MoneySum};

/// The first year of each age band.
pub const AGE_BANDS: [i32; 6] = [0, 30, 40, 50, 60, 70];

/// The band of an age, by its place in [`AGE_BANDS`].
pub(super) fn age_band(age: i32) -> u8 {
    AGE_BANDS.iter().rposition(|from| *from <= age).unwrap_or(0) as u8
}

/// Totals of the bills of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupTotals {
    /// Bills; of a benefit, those on which any scenario pays it.
    pub bills: u64,
    /// Members with such bills.
    pub members: u64,
    /// What each scenario pays on them, the baseline first.
    pub scenarios: Vec<ScenarioTotals>,
}

/// What one scenario pays on the bills of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScenarioTotals {
    /// Bills with a benefit.
    pub bills: u64,
    /// Members with a benefit.
    pub members: u64,
    /// Members who get more or less than under the baseline.
    pub changed_members: u64,
    /// What is paid in all.
    pub payable: MoneySum,
}

impl ScenarioTotals {
    #[inline]
    pub(super) fn add(&mut self, paid: Money) {
        self.bills += u64::from(paid > Money::ZERO);
        self.payable += paid;
    }

    pub(super) fn join(&mut self, other: &ScenarioTotals) {
        self.bills += other.bills;
        self.members += other.members;
        self.changed_members += other.changed_members;
        self.payable += other.payable;
    }
}

impl GroupTotals {
    /// The bills of one member, of which there are none yet.
    pub(super) fn of_member(scenarios: usize) -> GroupTotals {
        let scenarios = vec![ScenarioTotals::default(); scenarios];
        GroupTotals { members: 1, scenarios, bills: 0 }
    }

    /// Counts the one member, all of whose bills are added, among those who are paid, and who are paid otherwise.
    pub(super) fn count_member(&mut self) {
        let baseline = self.scenarios.first().map(|baseline| baseline.payable);
        for scenario in &mut self.scenarios {
            scenario.members = u64::from(scenario.payable > MoneySum::ZERO);
            scenario.changed_members = u64::from(Some(scenario.payable) != baseline);
        }
    }

    /// Adds a group of other members.
    pub fn add(&mut self, other: &GroupTotals) {
        self.bills += other.bills;
        self.members += other.members;
        self.scenarios.resize(other.scenarios.len(), ScenarioTotals::default());
        let pairs = self.scenarios.iter_mut().zip(&other.scenarios);
        pairs.for_each(|(sum, more)| sum.join(more));
    }
}

//! What one pass over all members finds: totals of every scenario, group by group and month by month.

use std::collections::BTreeMap;

use super::Month;
use super::bootstrap::Resampled;
use super::burden::Burden;
use super::error::MemberError;
use super::experience::{Cohort, CohortClaims};
use super::group_totals::{GroupTotals, ScenarioTotals};
use super::pass::PassInput;
use crate::money::{Money, MoneySum};
use crate::scenario::TrendEffect;

/// What bills are grouped by: a dimension and a value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// All bills together.
    All,
    /// The calendar year of the basis date, the day by which a bill belongs to an edition.
    Year(i32),
    /// A benefit, by its place in [`PassTotals::benefits`].
    Benefit(u16),
    /// The hospital level, by its number.
    Level(u8),
    /// The category, by its number.
    Category(u8),
    /// The age on the basis date, by its place in [`AGE_BANDS`](crate::replay::AGE_BANDS).
    Age(u8),
    /// A fact of the member: the slot, and the value.
    Fact(u8, u8),
    /// The unit, by its number.
    Unit(u32),
}

/// What is kept of one point of a sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PointTotals {
    /// What is paid in all.
    pub scenario: ScenarioTotals,
    /// Years in which a member is left with more than the stated amount.
    pub years_above: u64,
}

/// What a member is paid whom some scenario pays otherwise than the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// The member, by number.
    pub member: u32,
    /// What each scenario pays, the baseline first.
    pub pays: Vec<Money>,
}

impl MemberChange {
    /// How much more one scenario pays than the baseline.
    pub fn difference(&self, scenario: usize) -> MoneySum {
        MoneySum::from(self.pays[scenario]) - MoneySum::from(self.pays[0])
    }
}

/// Bills of the categories and days of a [`CostRange`](super::CostRange), by what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnfiledCounts {
    /// All of them.
    pub bills: u64,
    /// Those that cost less than the range.
    pub below: u64,
    /// Those within the range.
    pub between: u64,
}

/// Members whom one scenario pays in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayeeCounts {
    /// All of them.
    pub members: u64,
    /// Those whom it pays in no earlier month.
    pub first: u64,
}

/// Everything that one pass finds.
#[derive(Debug, Default)]
pub struct PassTotals {
    /// Members with bills that are counted.
    pub members: u64,
    /// Bills as they were read, before the trend.
    pub bills_read: u64,
    /// Bills that were decided.
    pub bills_decided: u64,
    /// The last month in which a counted bill was settled, before the trend.
    pub last_settled: Option<Month>,
    /// What the trend did to counted bills.
    pub trend_effect: TrendEffect,
    /// Totals by group.
    pub groups: BTreeMap<Dimension, GroupTotals>,
    /// What each scenario pays, by the month of the basis date and the month of settlement.
    pub flows: BTreeMap<(Month, Month), Vec<MoneySum>>,
    /// Members whom scenarios pay differently, in the order of their ids.
    pub changes: Vec<MemberChange>,
    /// What members are left with.
    pub burden: Burden,
    /// Totals of members drawn again.
    pub resampled: Resampled,
    /// Totals of each point of the sweeps.
    pub points: Vec<PointTotals>,
    /// The sums of the squares of what each scenario pays on a bill, in minor units.
    pub squares: Vec<i128>,
    /// Whom each scenario pays, by month of settlement.
    pub payees: BTreeMap<Month, Vec<PayeeCounts>>,
    /// For each cost range that was asked for, the bills by their in-scope cost.
    pub unfiled: Vec<UnfiledCounts>,
    /// Rows of bills that were rejected.
    pub rejected_rows: u64,
    /// Manual facts on benefits and limits that scenarios do not have.
    pub inapplicable_facts: u64,
    /// Rows of by_bill.csv, where they were asked for.
    pub bill_rows: Vec<u8>,
    /// Why members cannot be decided, one for each of them.
    pub faults: Vec<MemberError>,
    /// Ids of the benefits of all scenarios.
    pub benefits: Vec<String>,
    /// Claims by cohort.
    pub(super) claims: BTreeMap<Cohort, CohortClaims>,
}

impl UnfiledCounts {
    fn join(&mut self, other: &UnfiledCounts) {
        self.bills += other.bills;
        self.below += other.below;
        self.between += other.between;
    }
}

impl PassTotals {
    pub(super) fn new(input: &PassInput) -> PassTotals {
        let scenarios = input.scenarios.len();
        PassTotals {
            burden: Burden::new(scenarios),
            resampled: Resampled::new(input.replicates),
            points: vec![PointTotals::default(); input.points.len()],
            squares: vec![0; scenarios],
            unfiled: vec![UnfiledCounts::default(); input.cost_ranges.len()],
            ..PassTotals::default()
        }
    }

    /// Whether no member was looked at yet.
    fn is_empty(&self) -> bool {
        self.burden.after.is_empty()
    }

    /// These totals and those of the members that come next.
    pub(super) fn and(mut self, mut more: PassTotals) -> PassTotals {
        if self.is_empty() {
            return more;
        }
        if more.is_empty() {
            return self;
        }
        self.members += more.members;
        self.bills_read += more.bills_read;
        self.bills_decided += more.bills_decided;
        self.last_settled = self.last_settled.max(more.last_settled);
        self.trend_effect.join(more.trend_effect);
        for (dimension, group) in std::mem::take(&mut more.groups) {
            self.groups.entry(dimension).or_default().add(&group);
        }
        for (cohort, claims) in std::mem::take(&mut more.claims) {
            self.claims.entry(cohort).or_default().add(&claims);
        }
        self.join_months(&more);
        self.changes.append(&mut more.changes);
        self.burden.join(&more.burden);
        self.resampled.join(std::mem::take(&mut more.resampled));
        for (sums, more) in self.points.iter_mut().zip(&more.points) {
            sums.scenario.join(&more.scenario);
            sums.years_above += more.years_above;
        }
        self.squares.iter_mut().zip(&more.squares).for_each(|(sum, more)| *sum += more);
        self.unfiled.iter_mut().zip(&more.unfiled).for_each(|(sum, more)| sum.join(more));
        self.rejected_rows += more.rejected_rows;
        self.inapplicable_facts += more.inapplicable_facts;
        self.bill_rows.append(&mut more.bill_rows);
        self.faults.append(&mut more.faults);
        self
    }

    fn join_months(&mut self, more: &PassTotals) {
        for (months, paid) in &more.flows {
            let sums = self.flows.entry(*months);
            let sums = sums.or_insert_with(|| vec![MoneySum::ZERO; paid.len()]);
            sums.iter_mut().zip(paid).for_each(|(sum, more)| *sum += *more);
        }
        more.payees.iter().for_each(|(month, paid)| self.add_payees(*month, paid));
    }

    /// Adds members who are paid in a month.
    pub(super) fn add_payees(&mut self, month: Month, paid: &[PayeeCounts]) {
        let sums = self.payees.entry(month);
        let sums = sums.or_insert_with(|| vec![PayeeCounts::default(); paid.len()]);
        for (sum, more) in sums.iter_mut().zip(paid) {
            sum.members += more.members;
            sum.first += more.first;
        }
    }

    /// How many bills are counted.
    pub fn bills(&self) -> u64 {
        self.groups.get(&Dimension::All).map_or(0, |all| all.bills)
    }

    /// Totals over all bills of one scenario, by its place: the baseline is the first.
    pub fn of_scenario(&self, place: usize) -> ScenarioTotals {
        let all = self.groups.get(&Dimension::All);
        all.and_then(|all| all.scenarios.get(place)).copied().unwrap_or_default()
    }

    /// What each of so many scenarios pays in all.
    pub fn payable(&self, scenarios: usize) -> Vec<MoneySum> {
        (0..scenarios).map(|place| self.of_scenario(place).payable).collect()
    }
}

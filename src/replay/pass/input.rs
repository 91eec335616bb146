//! What a pass is asked: the rules it decides under, and whose bills it counts.

use std::collections::BTreeMap;

use super::super::burden::BurdenEdges;
use super::super::cost_range::CostRange;
use super::super::scope::Scope;
use crate::claim::Bill;
use crate::intake::LoadedMember;
use crate::manual_facts::ManualFact;
use crate::money::{Money, MoneySum};
use crate::scenario::{Selection, TrendFactors};
use crate::scheme::Book;

/// The most scenarios that are compared in full, the baseline among them.
pub const MOST_SCENARIOS: usize = 32;

/// Manual facts, by the id of the member.
pub type ManualFacts = BTreeMap<String, Vec<ManualFact>>;

static NO_FACTS: ManualFacts = ManualFacts::new();

/// What a pass decides, and of whom.
#[derive(Clone, Copy)]
pub struct PassInput<'q> {
    /// The baseline, then the scenarios: compared in full.
    pub scenarios: &'q [Book],
    /// Points of sweeps, of which only [`PointTotals`](crate::replay::PointTotals) are kept.
    pub points: &'q [Book],
    /// Whose bills are counted, and which of them.
    pub scope: &'q Scope,
    /// A member who is left with more in a year is counted.
    pub above: Money,
    /// How often members are drawn again for intervals; zero for no intervals.
    pub replicates: usize,
    /// The seed of draws and samples.
    pub seed: u64,
    /// Whether a row of by_bill.csv is kept for every bill.
    pub by_bill: bool,
    /// In-scope costs whose bills are counted: history may not hold all of these.
    pub cost_ranges: &'q [CostRange],
    /// By how much bills grow, where they do.
    pub trend: Option<&'q TrendFactors>,
    /// Manual facts on members, by id.
    pub manual_facts: &'q ManualFacts,
}

impl<'q> PassInput<'q> {
    /// Scenarios compared over all members, the baseline first: without points, intervals, trend or manual facts.
    pub fn new(scenarios: &'q [Book]) -> PassInput<'q> {
        PassInput {
            scenarios,
            points: &[],
            scope: &Scope::EVERYTHING,
            above: Money::MOST,
            replicates: 0,
            seed: 1,
            by_bill: false,
            cost_ranges: &[],
            trend: None,
            manual_facts: &NO_FACTS,
        }
    }

    /// Manual facts on one member.
    pub(super) fn facts_on(&self, record: &LoadedMember) -> &'q [ManualFact] {
        if self.manual_facts.is_empty() {
            return &[];
        }
        self.manual_facts.get(record.id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn burden_edges(&self) -> BurdenEdges {
        let unit = MoneySum::of_whole(1, self.scenarios[0].vocabulary.currency).minor();
        BurdenEdges { above: self.above, unit }
    }
}

impl Selection for PassInput<'_> {
    fn books(&self) -> &[Book] {
        self.scenarios
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn counts(&self, bill: &Bill) -> bool {
        self.scope.counts(bill)
    }
}

//! What a replay is asked.

use rust_decimal::Decimal;

use super::error::ReplayError;
use super::pseudonym::Pseudonyms;
use super::scope::Scope;
use super::solve::Solve;
use crate::date::Day;
use crate::money::{Money, Rate};
use crate::progress::Progress;
use crate::scenario::{AddedBills, Scenario, Sweep, Trend, TrendRates};

/// Everything that is asked of a history. [`Job::new`] compares scenarios and nothing more; set what else is wanted.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The baseline, then the scenarios.
    pub scenarios: &'a [Scenario],
    /// The place of the scenario over which values are swept and solved for.
    pub over: usize,
    /// Values that are tried at many levels.
    pub sweeps: &'a [Sweep],
    /// Values that are to meet a target.
    pub solves: &'a [Solve],
    /// Whether the report shows what each provision holds back.
    pub provisions: bool,
    /// By how much stays and costs rise where the last finished year is put to a stress test; `None` without one.
    pub stress: Option<Rate>,
    /// The day by whose end things were known: of files, bills that were settled by then; of a ledger, what was posted
    /// by then. `None` for all that is known now.
    pub valued_on: Option<Day>,
    /// Threads; `None` for as many as the machine has.
    pub threads: Option<usize>,
    /// Whose bills are counted, and which.
    pub scope: &'a Scope,
    /// How costs and the number of bills are taken to grow.
    pub trend: &'a Trend,
    /// What the fund held before its first contribution; below zero where it owed.
    pub opening: Money,
    /// A member who is left with more in a year is counted.
    pub above: Money,
    /// Draws of members for intervals; zero for none.
    pub replicates: usize,
    /// The seed of draws and samples.
    pub seed: u64,
    /// How members are named in files.
    pub pseudonyms: &'a Pseudonyms,
    /// Whether by_bill.csv is written: what each scenario pays on each bill.
    pub by_bill: bool,
    /// Cells of fewer members are merged.
    pub least_members: u64,
    /// The question, in the words of who asks.
    pub question: Option<&'a str>,
    /// Who presents the report.
    pub author: Option<&'a str>,
    /// The day that the report is of: a report takes no other from the clock.
    pub dated: Option<Day>,
    /// Hears how far the replay is, and may stop it.
    pub progress: &'a dyn Progress,
}

static AS_THEY_WERE: Trend = Trend {
    costs: TrendRates(Vec::new()),
    bills: TrendRates(Vec::new()),
    added: AddedBills::SameMembers,
    to: 0,
};

impl<'a> Job<'a> {
    /// Compares scenarios, the baseline first, over all bills of a history: without sweeps, trend or intervals, with
    /// numbered members, and with cells of fewer than five members merged.
    pub fn new(scenarios: &'a [Scenario]) -> Job<'a> {
        Job {
            scenarios,
            over: 0,
            sweeps: &[],
            solves: &[],
            provisions: false,
            stress: None,
            valued_on: None,
            threads: None,
            scope: &Scope::EVERYTHING,
            trend: &AS_THEY_WERE,
            opening: Money::ZERO,
            above: Money::MOST,
            replicates: 0,
            seed: 1,
            pseudonyms: &Pseudonyms::Numbered,
            by_bill: false,
            least_members: 5,
            question: None,
            author: None,
            dated: None,
            progress: &(),
        }
    }

    /// The names of the scenarios, the baseline first.
    pub(super) fn names(&self) -> Vec<String> {
        self.scenarios.iter().map(|scenario| scenario.name.clone()).collect()
    }

    /// By how much stays and costs rise in the stress test, as a percentage.
    pub(super) fn stress_share(&self) -> Option<String> {
        let percent = |share: Rate| (share.decimal() * Decimal::ONE_HUNDRED).normalize();
        self.stress.map(|share| format!("{}%", percent(share)))
    }

    /// Whether tables by month would show a few members: months of listed members or of one unit hold one member
    /// each sooner or later, and merging them would spoil how payments develop.
    pub(super) fn develops_by_few(&self) -> bool {
        self.least_members > 1 && self.scope.is_of_known_members()
    }

    /// Goes on, unless the caller's progress stops it.
    pub(super) fn go_on(&self) -> Result<(), ReplayError> {
        if self.progress.stops() { Err(ReplayError::Stopped) } else { Ok(()) }
    }
}

//! The report of a replay: a view that knows no pass over members.
//!
//! [`Report`] is report.json, as a program reads it; the page, the tables and the summary are made from it alone.
//! Amounts are decimals in text, shares are percentages in text with two decimals; neither is ever a binary fraction.
//! Every table adds up to its total.
//!
//! ```
//! # use huzhu::intake::Inputs;
//! # use huzhu::replay::{HistorySource, Job};
//! # use huzhu::scenario::Scenario;
//! use huzhu::report::{page, summary};
//! use huzhu::words::Lang;
//!
//! # let scenarios = [Scenario::read("rules/city").unwrap()];
//! # let inputs = Inputs::in_folder("data/city_small".as_ref());
//! # let job = Job::new(&scenarios);
//! let report = huzhu::replay::report(&job, HistorySource::Files(&inputs)).unwrap();
//! let total = &report.baseline.total;
//! assert!(summary(&report).iter().any(|line| line.to_string().contains(total)));
//! assert!(page(&report, Lang::Chinese).starts_with("<!DOCTYPE html>"));
//! ```

mod adequacy;
#[cfg(feature = "arrow")]
mod arrow;
mod bilingual;
mod charts;
mod completion;
mod credibility;
mod experience;
pub(crate) mod figures;
mod fund;
mod measured;
mod page;
mod summary;
mod range;
mod renamed;
mod stress;
mod table;
pub(crate) mod tables;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

pub use adequacy::{AdequacyReport, Reserve, ReserveError, ScenarioAdequacy};
pub use bilingual::Bilingual;
pub use completion::{
    CompletionReport, CompletionRow, Estimate, ScenarioCompletion, StandardError,
};
pub use credibility::{ScenarioCredibility, UnitExperience};
pub use experience::{ExperienceKey, ExperienceReport, ExperienceRow};
pub(crate) use experience::{is_over, last_over};
pub use fund::{FundMonth, FundReport, ScenarioFund};
pub use measured::{MeasuredGrowth, MeasuredTrend};
pub use page::page;
pub use range::Range;
pub use stress::{StressReport, StressRow};
pub use summary::summary;
pub use table::{CellKind, Table};

use crate::date::Day;
use crate::fingerprint::Fingerprint;
pub(crate) use crate::scenario::Change;

/// Everything that a replay found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The format and its version.
    pub format: &'static str,
    /// The version of the engine.
    pub engine: &'static str,
    /// The scheme.
    pub scheme: String,
    /// What people call it, in English and Chinese.
    pub title: Bilingual,
    /// Of every amount.
    pub currency: &'static str,
    /// What was asked.
    pub question: ReportQuestion,
    /// The input files; nothing of a ledger.
    pub inputs: Vec<Fingerprint>,
    /// Members in scope with decided bills, and the bills counted.
    pub members: u64,
    /// Bills counted.
    pub bills: u64,
    /// The rules that scenarios are compared with.
    pub baseline: ScenarioReport,
    /// The other rules.
    pub scenarios: Vec<ScenarioReport>,
    /// Values of rules in which scenarios differ from the baseline.
    pub terms: Vec<RuleValueRow>,
    /// What plans, benefits and other names are called, by their places in the rules: `plan.medical`, `benefit.daily`.
    /// What rules call differently has all of its titles: `aid / medical cover`.
    pub parts: BTreeMap<String, Bilingual>,
    /// By period, benefit, hospital level and so on: each breakdown adds up to the total.
    pub groups: Vec<Breakdown>,
    /// What members are left with in a year.
    pub burden: BurdenReport,
    /// Contributions and payments; `None` where no fee is known.
    pub fund: Option<FundReport>,
    /// Cover and claims by year, plan and who members are.
    pub experience: ExperienceReport,
    /// By how much claims and their cost grew from year to year, with rules and mix held.
    pub measured: Vec<MeasuredTrend>,
    /// What units cost, and how far that can be believed, under each scenario that pays anything.
    pub credibility: Vec<ScenarioCredibility>,
    /// What years of origin are estimated to come to, where that can be shown.
    pub completion: Option<CompletionReport>,
    /// What the fund holds beside what is still to be paid, where fees are known too.
    pub adequacy: Option<AdequacyReport>,
    /// The last finished year under stress, where it was asked for.
    pub stress: Option<StressReport>,
    /// What each provision holds back; empty where it was not asked for.
    pub provisions: Vec<ProvisionEffect>,
    /// The levels of sweeps, where there are any.
    pub sweep: Option<SweepReport>,
    /// What was solved for.
    pub solved: Vec<Solved>,
    /// What the reader must know before any figure: that most of history is missing, or that a scenario has no
    /// members.
    pub alarms: Vec<Bilingual>,
    /// What the reader must know beside the figures.
    pub warnings: Vec<Bilingual>,
}

impl Report {
    /// The format and its version.
    pub const FORMAT: &'static str = "huzhu-replay/1";

    /// What each scenario pays, the baseline first.
    pub fn by_scenario(&self) -> impl Iterator<Item = &ScenarioReport> {
        std::iter::once(&self.baseline).chain(&self.scenarios)
    }

    /// Contributions and payments under one scenario, where they are known.
    pub fn fund_of(&self, side: &ScenarioReport) -> Option<&ScenarioFund> {
        self.fund.as_ref()?.sides.iter().find(|fund| fund.name == side.name)
    }
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportQuestion {
    /// In the words of the person who asks; `None` where there are none.
    pub question: Option<String>,
    /// Who presents the report; `None` where nobody is named.
    pub author: Option<String>,
    /// The day of the report; `None` where none is named.
    #[serde(serialize_with = "as_text")]
    pub dated: Option<Day>,
    /// The first basis date counted; `None` for all.
    #[serde(serialize_with = "as_text")]
    pub from: Option<Day>,
    /// The last basis date counted; `None` for all.
    #[serde(serialize_with = "as_text")]
    pub to: Option<Day>,
    /// The day by whose end things were known; `None` for all that is known now.
    #[serde(serialize_with = "as_text")]
    pub valued_on: Option<Day>,
    /// The unit at or below which members are.
    pub unit: Option<String>,
    /// How many members were named, where only some were.
    pub named: Option<usize>,
    /// The share of members drawn, as a percentage.
    pub sample: Option<String>,
    /// The seed of draws.
    pub seed: u64,
    /// Draws for intervals; zero for none.
    pub replicates: usize,
    /// What the fund held before its first contribution.
    pub opening: String,
    /// What a member is left with in a year, above which the member is counted.
    pub above: String,
    /// Cells of fewer members are merged.
    pub least_members: u64,
    /// The trend; `None` where bills are as they were.
    pub growth: Option<TrendReport>,
    /// The scenario that is swept and solved over.
    pub over: String,
    /// Values tried at many levels, and values that are to meet a target, as they were asked for.
    pub sweeps: Vec<String>,
    /// The latter.
    pub solves: Vec<String>,
    /// Whether the report shows what each provision holds back.
    pub provisions: bool,
    /// By how much stays and costs of the year under stress rise, like `20%`; `None` without a test.
    pub stress: Option<String>,
    /// Whether by_bill.csv is written.
    pub by_bill: bool,
    /// How members are named: `numbered`, `keyed` or `whole`.
    pub ids: &'static str,
}

/// A day like `2024-03-01`, or null.
fn as_text<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}

/// A trend, as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrendReport {
    /// To which year.
    pub to: i32,
    /// Rates of what bills cost.
    pub costs: Vec<String>,
    /// Rates of how many there are.
    pub bills: Vec<String>,
    /// Whose the added bills are; `None` where there are as many as there were.
    pub more: Option<&'static str>,
}

/// One scenario, and what it pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioReport {
    /// The name.
    pub name: String,
    /// The rule files.
    pub rules: Vec<Fingerprint>,
    /// What is changed in them.
    pub changes: Vec<Change>,
    /// What is paid in all.
    pub total: String,
    /// Within which the total lies for 95 of 100 draws of members.
    pub interval: Option<Range>,
    /// Bills with any benefit.
    pub bills_with_benefit: u64,
    /// Members with any benefit.
    pub members_with_benefit: u64,
    /// How it differs from the baseline; `None` for the baseline itself.
    pub difference: Option<Difference>,
}

/// Who gains, who loses, and what it costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The scenario's total less the baseline's.
    pub total: String,
    /// The same as a share of the baseline's; `None` where that pays nothing.
    pub share: Option<String>,
    /// Within which it lies for 95 of 100 draws of members.
    pub interval: Option<Range>,
    /// Members who get more, and how much in all.
    pub gainers: u64,
    /// What they gain.
    pub gains: String,
    /// Members who get less.
    pub losers: u64,
    /// What they lose, as an amount above zero.
    pub losses: String,
    /// Members with decided bills who get the same.
    pub unmoved: u64,
    /// The members who get more or less, by how much: percentiles 1, 5, 10, 25, 50, 75, 90, 95, 99
    /// but for those that only a few are at or beyond.
    pub percentiles: Vec<Percentile>,
    /// How many members get so much more or less, from the largest loss to the largest gain.
    pub bins: Vec<Bin>,
}

impl Difference {
    /// Whether those who gain, or those who lose, are some and fewer than so many: what these get could be
    /// found from what is shown of the others.
    pub(crate) fn has_few(&self, least: u64) -> bool {
        [self.gainers, self.losers].iter().any(|members| (1..least).contains(members))
    }

    /// Whether all who gain or lose are some and fewer than so many.
    pub(crate) fn is_of_few(&self, least: u64) -> bool {
        (1..least).contains(&(self.gainers + self.losers))
    }
}

/// The difference that so many of a hundred moved members are at or below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Percentile {
    /// Of a hundred.
    pub of_hundred: u32,
    /// The difference.
    pub difference: String,
}

/// Members whose difference is from one amount to below another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bin {
    /// At least; `None` for no end.
    pub from: Option<i64>,
    /// And below; `None` for no end.
    pub to: Option<i64>,
    /// Members.
    pub members: u64,
}

/// A value of the rules, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleValueRow {
    /// Where it stands.
    pub address: String,
    /// What it is in the baseline, then in each scenario; `None` where it stands nowhere.
    pub values: Vec<Option<String>>,
}

/// Totals of bills, grouped by one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// What by: `year`, `benefit`, `hospital_level`, `category`, `age`, `sex`, `hardship`, `district`,
    /// `town`, or a scheme's own column.
    pub by: String,
    /// What people call it.
    pub title: Bilingual,
    /// The groups, in order.
    pub rows: Vec<GroupRow>,
}

/// One group of bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// The value, as in files.
    pub value: String,
    /// What people call it.
    pub title: Bilingual,
    /// Bills and members.
    pub bills: u64,
    /// Members with such bills.
    pub members: u64,
    /// What each scenario pays, the baseline first.
    pub sides: Vec<GroupPaid>,
}

/// What one scenario pays on bills of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupPaid {
    /// The sum.
    pub payable: String,
    /// Bills with any benefit.
    pub bills: u64,
    /// Members with any benefit.
    pub members: u64,
}

/// What members are left with in a year after all payers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BurdenReport {
    /// Years of members with bills.
    pub years: u64,
    /// Without the scheme, then after each scenario.
    pub sides: Vec<ScenarioBurden>,
}

/// What members are left with under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioBurden {
    /// The scenario; `None` without the scheme.
    pub name: Option<String>,
    /// What is left in all.
    pub own: String,
    /// As a share of what primary cover left.
    pub share: Option<String>,
    /// Years in which more than the stated sum is left.
    pub above: u64,
    /// What is left in these years beyond that sum.
    pub excess: String,
    /// Years by what is left: bands in whole units of the currency.
    pub bands: Vec<Band>,
}

/// Years in which what is left is from one amount to below another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// At least.
    pub from: i64,
    /// And below; `None` for no end.
    pub to: Option<i64>,
    /// Years of members.
    pub years: u64,
}

/// What a provision holds back: what more would be paid without it, all else as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvisionEffect {
    /// The scenario it is of.
    pub terms: String,
    /// Where it stands.
    pub address: String,
    /// What people call it.
    pub title: Bilingual,
    /// What is paid without it, less what is paid with it; `None` where the rules without it are no rules.
    pub effect: Option<String>,
}

/// What the levels of sweeps pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SweepReport {
    /// The scenario that is swept over.
    pub terms: String,
    /// The values swept.
    pub addresses: Vec<String>,
    /// The points, the last value going round fastest.
    pub points: Vec<SweepPoint>,
}

/// One point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SweepPoint {
    /// A level of each value.
    pub levels: Vec<String>,
    /// What is paid in all.
    pub total: String,
    /// Less what the baseline pays.
    pub difference: String,
    /// Bills with any benefit.
    pub bills_with_benefit: u64,
    /// Members with any benefit.
    pub members_with_benefit: u64,
    /// Years in which a member is left with more than the stated sum.
    pub above: u64,
    /// Payments as a share of earned contributions; `None` where no fee is named.
    pub loss_ratio: Option<String>,
}

/// What is to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// What is paid in all.
    Total,
    /// Payments as a share of earned contributions.
    LossRatio,
    /// The share of years of members with bills in which more than the stated amount is left.
    Above,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Figure; 3] = [Figure::Total, Figure::LossRatio, Figure::Above];

    /// The word on the command line and in files.
    pub fn code(self) -> &'static str {
        match self {
            Figure::Total => "total",
            Figure::LossRatio => "loss_ratio",
            Figure::Above => "above",
        }
    }
}

/// The value that meets a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Solved {
    /// The value solved for.
    pub address: String,
    /// What is to be met.
    pub figure: Figure,
    /// The target.
    pub target: String,
    /// The nearest level at which the figure is at or below the target, and the figure there.
    pub below: Option<SolvedAt>,
    /// The nearest at which it is at or above, and the figure there.
    pub above: Option<SolvedAt>,
    /// What the reader must know: that no level meets it, or that the figure does not go one way.
    pub note: Option<Bilingual>,
}

/// A level, and the figure there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SolvedAt {
    /// As in rules.
    pub level: String,
    /// The figure.
    pub figure: String,
}

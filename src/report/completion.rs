//! Completion in a report: what years of origin are estimated to come to.

use serde::Serialize;

use super::bilingual::Bilingual;
use super::range::Range;

/// What is paid of years of origin until the last finished year ends, and what they are estimated to come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompletionReport {
    /// The last day of the last finished year; what was settled later is left out.
    pub valued_on: String,
    /// One for each scenario that pays anything by then, the baseline first.
    pub sides: Vec<ScenarioCompletion>,
}

/// Completion under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioCompletion {
    /// The scenario.
    pub name: String,
    /// Years of origin in their order, and all of them together.
    pub rows: Vec<CompletionRow>,
    /// What the reader must know of the payments that the estimates are made from.
    pub notes: Vec<Bilingual>,
}

/// One year of origin, or all together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompletionRow {
    /// The year of the basis date; `None` for all together.
    pub origin: Option<i32>,
    /// Months from the beginning of the year of origin to the day of valuation; `None` for all together.
    pub development_months: Option<i32>,
    /// Days of people, as in experience.csv.
    pub people_days: i64,
    /// What is paid so far.
    pub paid: String,
    /// By how much it is multiplied by the chain ladder, with six decimals.
    pub to_ultimate: Option<String>,
    /// The estimate of the chain ladder.
    pub chain_ladder: Option<Estimate>,
    /// Mack's standard error of it, and within which 95 of 100 values of a normal distribution lie.
    pub error: Option<StandardError>,
    /// The estimate of Bornhuetter and Ferguson.
    pub bornhuetter_ferguson: Option<Estimate>,
    /// Why there is no estimate of the chain ladder: `no_payments` or `no_development`.
    pub why_none: Option<&'static str>,
}

/// What is estimated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What is paid in the end.
    pub ultimate: String,
    /// What is still to be paid.
    pub to_come: String,
}

/// How sure an estimate is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StandardError {
    /// The standard error.
    pub amount: String,
    /// What is still to be paid, less and plus 1.96 of it.
    pub to_come: Range,
}

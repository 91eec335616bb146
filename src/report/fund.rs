//! Contributions and payments in a report.

use serde::Serialize;

/// Contributions and payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundReport {
    /// One for each scenario that names a fee, the baseline first.
    pub sides: Vec<ScenarioFund>,
}

/// Contributions and payments under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioFund {
    /// The scenario.
    pub name: String,
    /// Contributions in all.
    pub contributions: String,
    /// Payments as a share of earned contributions.
    pub loss_ratio: Option<String>,
    /// Month by month.
    pub months: Vec<FundMonth>,
}

/// One month of a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundMonth {
    /// Like `2024-03`; of several months that are merged, the last.
    pub month: String,
    /// How many months are merged: those in which only a few members are paid are not shown alone.
    pub months: usize,
    /// Members' months of cover, with two decimals.
    pub exposure: String,
    /// Contributions of periods that were enrolled in the month.
    pub received: String,
    /// The part of contributions that its days earn.
    pub earned: String,
    /// Payments on bills settled in it.
    pub paid: String,
    /// The opening of the fund and what is received, less what is paid, from the first month on.
    pub balance: String,
}

//! Adequacy in a report: what a fund holds beside what is still to be paid.

use serde::Serialize;

/// What funds hold at the end of the last finished year, beside what is still to be paid on it and the years before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdequacyReport {
    /// The last day of the last finished year, as that of completion.
    pub valued_on: String,
    /// Each scenario whose fees are known and that pays anything by then, the baseline first.
    pub sides: Vec<ScenarioAdequacy>,
}

/// Adequacy under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioAdequacy {
    /// The scenario.
    pub name: String,
    /// What the fund held before its first contribution.
    pub opening: String,
    /// Contributions received by then.
    pub received: String,
    /// The part of contributions that the days by then earn.
    pub earned: String,
    /// Payments on bills settled by then.
    pub paid: String,
    /// The opening and what is received, less what is paid: the balance of fund.csv.
    pub balance: String,
    /// Received less earned: for cover that still runs. Below zero where more cover was given than is paid for.
    pub unearned: String,
    /// What of `paid` had not left the fund by then, decided by then or later; below zero where more had left it. Of a
    /// ledger alone, and of the baseline.
    pub unpaid: Option<String>,
    /// The balance and what is unpaid: the opening and what is received, less what had left the fund.
    pub in_hand: Option<String>,
    /// What is still to be paid, by each method that finds it.
    pub reserves: Vec<Reserve>,
}

/// What is still to be paid by one method, and what is left then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reserve {
    /// `chain_ladder` or `bornhuetter_ferguson`.
    pub method: &'static str,
    /// What is still to be paid.
    pub to_come: String,
    /// The balance, less what is still to be paid.
    pub left: String,
    /// The same less what is unearned, which cover that still runs may need.
    pub free: String,
    /// How sure that is; of the chain ladder alone.
    pub error: Option<ReserveError>,
    /// What is enough in 95 of 100 draws of members; `None` without draws, and where one of them cannot be completed.
    pub draws_95: Option<String>,
    /// What is left when that is paid.
    pub left_draws_95: Option<String>,
}

/// How sure a reserve is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReserveError {
    /// Mack's standard error.
    pub amount: String,
    /// The same as a share of what is still to be paid.
    pub share: Option<String>,
    /// What is enough in 95 of 100 cases, by a log-normal distribution of that error; `None` where nothing is to come.
    pub holds_95: Option<String>,
    /// What is left when that is paid.
    pub left_95: Option<String>,
}

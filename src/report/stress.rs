//! Stress in a report: the fund's year if more happened in it than did.

use serde::Serialize;

/// The last finished year as it was, and under each stress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StressReport {
    /// The calendar year of origin.
    pub year: i32,
    /// By how much stays and costs rise, like `20%`.
    pub share: String,
    /// Under every scenario, the baseline first.
    pub rows: Vec<StressRow>,
    /// How many stresses are not shown: what they change is of a few members.
    pub hidden: usize,
}

/// The year under one stress and scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StressRow {
    /// The scenario.
    pub terms: String,
    /// `as_it_was`, `stays_of_same_members`, `stays_of_other_members`, `costs`, `ward` or `young_third_lapses`.
    pub stress: &'static str,
    /// How many stays come anew, bills cost more, or members leave.
    pub changed: u64,
    /// Members covered on some day of the year.
    pub members: u64,
    /// Bills that are paid.
    pub claims: u64,
    /// What is paid on bills of the year that are settled so far.
    pub paid: String,
    /// What is paid more than in the year as it was.
    pub more: String,
    /// Contributions that the days of the year earn; `None` where not every fee is known.
    pub earned: Option<String>,
    /// What is paid as a share of what is earned.
    pub loss_ratio: Option<String>,
    /// What is earned less what is paid.
    pub result: Option<String>,
}

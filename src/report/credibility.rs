//! Credibility in a report: what small units cost, and how far that can be believed.

use serde::Serialize;

use super::bilingual::Bilingual;

/// Units under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioCredibility {
    /// The scenario.
    pub name: String,
    /// Claims of a unit that are believed in full.
    pub full: String,
    /// What is paid in a month of a person, of all units.
    pub cost: Option<String>,
    /// Units within their towns; together they are the total.
    pub rows: Vec<UnitExperience>,
}

/// What one unit costs, or small ones together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitExperience {
    /// The dotted path; `(merged)` at its end of small ones.
    pub unit: String,
    /// What people call it.
    pub title: Bilingual,
    /// Days of people as months, with two decimals.
    pub people_months: String,
    /// Bills that are paid.
    pub claims: u64,
    /// What is paid on them.
    pub paid: String,
    /// Contributions that the days earn; `None` where not every fee is known.
    pub earned: Option<String>,
    /// What is paid as a share of what is earned.
    pub loss_ratio: Option<String>,
    /// What is paid in a month of a person; `None` without cover.
    pub cost: Option<String>,
    /// How far that is believed, from `0.000` to `1.000`.
    pub credibility: String,
    /// What a month of a person is taken to cost: its own as far as it is believed, and for the rest that of all.
    pub credible_cost: Option<String>,
}

//! Measured trend in a report: by how much claims and their cost grew from year to year, with rules and mix held.

use serde::Serialize;

/// The trend under one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeasuredTrend {
    /// The scenario.
    pub name: String,
    /// Finished years of which the one before is finished too, and the mean of all of them.
    pub rows: Vec<MeasuredGrowth>,
    /// Why there is none: `grown`, since bills are not as they were; `several_editions`, since rules are
    /// not held then; or `no_two_years`.
    pub why_none: Option<&'static str>,
}

/// Growth from one year to the next, as percentages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeasuredGrowth {
    /// The later year; `None` of the mean a year.
    pub year: Option<i32>,
    /// Of claims of a person.
    pub frequency: String,
    /// Of what is paid on a claim.
    pub severity: String,
    /// Of what is paid for a person's cover: the two before together.
    pub cost: String,
    /// The same with the mix of ages, sexes and districts that each year had.
    pub cost_as_it_was: String,
    /// The share of the days of cover of people alike who are covered in both years; `None` of the mean.
    pub alike: Option<String>,
}

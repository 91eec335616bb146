//! Experience in a report: cover and claims side by side.

use serde::Serialize;

use super::bilingual::Bilingual;
use crate::date::Day;

/// Cover and claims by year, plan, age, sex and district.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExperienceReport {
    /// The last day that is counted, like `2024-12-31`: a later year, or one that it lies in, is not finished.
    pub through: String,
    /// Under every scenario, the baseline first: years in all, then plans in all, then members alike.
    pub rows: Vec<ExperienceRow>,
}

/// What is counted together; a value is empty for all together, and `(merged)` for those of too few.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ExperienceKey {
    /// The calendar year: of a bill that of its basis date.
    pub year: String,
    /// The id of the plan. Of all plans together each bill and each person's day is counted once.
    pub plan: String,
    /// Like `30-39`: the age on the day of cover, or the basis date.
    pub age: String,
    /// As in files.
    pub sex: String,
    /// The dotted path.
    pub district: String,
}

impl ExperienceKey {
    /// Whether it is of all members together, whatever their age, sex and district.
    pub fn is_of_all_members(&self) -> bool {
        [&self.age, &self.sex, &self.district].iter().all(|value| value.is_empty())
    }
}

/// Cover and claims of one scenario in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExperienceRow {
    /// The scenario.
    pub terms: String,
    /// What is counted.
    #[serde(flatten)]
    pub key: ExperienceKey,
    /// What people call the plan.
    pub plan_title: Bilingual,
    /// Whether the year was over on the last day that is counted.
    pub is_finished: bool,
    /// Days of people: a day on which a person is covered by several plans is one.
    pub people_days: i64,
    /// Days of plans: of such a day as many as there are plans.
    pub plan_days: i64,
    /// Days of people as months, with two decimals.
    pub people_months: String,
    /// Days of plans as months.
    pub plan_months: String,
    /// Bills that are paid.
    pub claims: u64,
    /// Members who are paid.
    pub claimants: u64,
    /// What these bills were billed.
    pub billed: String,
    /// What is paid on them.
    pub paid: String,
    /// Contributions that the days earn; `None` where not every fee is known.
    pub earned: Option<String>,
    /// Claims in a year of a thousand people.
    pub frequency: Option<String>,
    /// What is paid on a claim.
    pub severity: Option<String>,
    /// What is paid in a month of a person.
    pub cost: Option<String>,
    /// What is paid as a share of what is earned.
    pub loss_ratio: Option<String>,
}

/// Whether a year was over on a day.
pub(crate) fn is_over(year: i32, through: Day) -> bool {
    Day::first_of((year + 1) * 12) <= through + 1
}

/// The last year that was over on a day.
pub(crate) fn last_over(through: Day) -> i32 {
    if is_over(through.year(), through) { through.year() } else { through.year() - 1 }
}

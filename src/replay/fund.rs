//! What comes in: contributions, and the cover they earn, month by month.
//!
//! A period's contribution is the fee of its plan, by the edition in force on its first day, for each
//! unit. It is received in the month of enrolling and earned day by day, to the fen: what a month earns
//! is what is earned by its last day less what was before.

use std::collections::BTreeMap;

use crate::date::Day;
use crate::exchange::Intake;
use crate::scheme::Book;

/// What one month brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Days of cover of all members together.
    pub days: i64,
    /// Contributions received, in minor units.
    pub received: i128,
    /// Contributions earned.
    pub earned: i128,
}

/// Months by their count from year 0.
pub type Months = BTreeMap<i32, Month>;

/// What members' periods bring until the last month in which anything was settled and paid: what later
/// months earn stands against bills that nobody knows yet;
/// nothing where the rules do not name the fee of every period.
pub fn contributions(
    book: &Book,
    intake: &Intake,
    members: &[u32],
    last_settled: Option<i32>,
) -> Option<Months> {
    let plans = || book.editions.iter().flat_map(|edition| &edition.plans);
    plans().find_map(|plan| plan.fee)?;
    let calendar = Calendar::until(last_settled?);
    let mut months = Months::new();
    for period in members.iter().flat_map(|&member| intake.periods(member)) {
        let edition = book.edition_at(period.start).map(|at| &book.editions[at]);
        let plan = edition.and_then(|one| one.plans.iter().find(|p| p.number == period.plan));
        // Where one edition names a fee and another does not, no sum of them would mean anything.
        let fee = match plan {
            Some(plan) => i128::from(plan.fee?.minor()),
            None => 0,
        };
        let contribution = fee * i128::from(period.units);
        if period.enrolled_on.month() <= calendar.last {
            months.entry(period.enrolled_on.month()).or_default().received += contribution;
        }
        let all = i128::from(period.end - period.start + 1);
        let mut before = 0;
        for month in period.start.month()..=period.end.month().min(calendar.last) {
            let (first, end) = calendar.ends(month);
            let days = period.end.min(end) - period.start.max(first) + 1;
            let by_now = contribution * i128::from(period.end.min(end) - period.start + 1) / all;
            let sums = months.entry(month).or_default();
            sums.days += i64::from(days);
            sums.earned += by_now - before;
            before = by_now;
        }
    }
    Some(months)
}

/// The first days of months.
struct Calendar {
    first: i32,
    last: i32,
    /// Of each month from `first` on, and of the one behind `last`.
    days: Vec<Day>,
}

impl Calendar {
    /// From the first year that can be read.
    fn until(last: i32) -> Calendar {
        const FIRST: i32 = 1900 * 12;
        let days = (FIRST..=last + 1).map(first_of).collect();
        Calendar { first: FIRST, last, days }
    }

    /// The first and the last day of a month.
    fn ends(&self, month: i32) -> (Day, Day) {
        let at = (month - self.first) as usize;
        (self.days[at], self.days[at + 1] - 1)
    }
}

/// The first day of a month; of one that no date is in, the last day there is.
fn first_of(month: i32) -> Day {
    Day::parse(&format!("{}-01", shown(month))).unwrap_or(Day::LAST)
}

/// Days of a month.
pub fn days_of(month: i32) -> i32 {
    first_of(month + 1) - first_of(month)
}

/// A month like `2024-03`.
pub fn shown(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

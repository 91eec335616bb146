//! What comes in: contributions, and the cover they earn, month by month.
//!
//! A period's contribution is the fee of its plan, by the edition in force on its first day, for each
//! unit. It is received in the month of enrolling and earned day by day, to the fen: what a month earns
//! is what is earned by its last day less what was before. Each row of enrolments is a payment: who is enrolled
//! twice in one plan for the same days has paid twice, and is covered once.

use std::collections::BTreeMap;

use crate::claim::Enrolment;
use crate::date::Day;
use crate::exchange::Intake;
use crate::money::Money;
use crate::scheme::{Book, Edition};

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
    for &member in members {
        let periods = intake.periods(member);
        for period in periods {
            let contribution = fee(book, period)? * i128::from(period.units);
            calendar.pay(period, contribution, &mut months);
        }
        covered(periods).into_iter().for_each(|days| calendar.cover(days, &mut months));
    }
    Some(months)
}

/// The fee of a period's plan, for one unit: none where the plan is not of these rules; nothing where it is,
/// and names no fee. Where one edition names a fee and another does not, no sum of them would mean anything.
fn fee(book: &Book, period: &Enrolment) -> Option<i128> {
    let edition = book.edition_at(period.start).map(|at| &book.editions[at]);
    match edition.and_then(|one| one.plans.iter().find(|plan| plan.number == period.plan)) {
        Some(plan) => Some(i128::from(plan.fee?.minor())),
        None => Some(0),
    }
}

/// The days of a member's cover, plan by plan, each once: who has paid twice for a day is covered once.
fn covered(periods: &[Enrolment]) -> Vec<(Day, Day)> {
    let mut all: Vec<(u8, Day, Day)> =
        periods.iter().map(|period| (period.plan, period.start, period.end)).collect();
    all.sort_unstable();
    let mut joined: Vec<(u8, Day, Day)> = Vec::with_capacity(all.len());
    for (plan, start, end) in all {
        match joined.last_mut().filter(|(known, _, last)| *known == plan && start <= *last) {
            Some((_, _, last)) => *last = end.max(*last),
            None => joined.push((plan, start, end)),
        }
    }
    joined.into_iter().map(|(_, start, end)| (start, end)).collect()
}

/// Fees of some rules: by the days of editions and the number of the plan. Rules of the same fees bring the same.
pub type Fees = Vec<(Day, Day, u8, Option<Money>)>;

/// The fees that rules name.
pub fn fees(book: &Book) -> Fees {
    let of = |edition: &Edition| {
        let (from, to) = (edition.from, edition.to);
        edition.plans.iter().map(|p| (from, to, p.number, p.fee)).collect::<Fees>()
    };
    book.editions.iter().flat_map(of).collect()
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

    /// A contribution, received in the month of enrolling and earned day by day.
    fn pay(&self, period: &Enrolment, contribution: i128, months: &mut Months) {
        if period.enrolled_on.month() <= self.last {
            months.entry(period.enrolled_on.month()).or_default().received += contribution;
        }
        let all = i128::from(period.end - period.start + 1);
        let mut before = 0;
        for month in period.start.month()..=period.end.month().min(self.last) {
            let (_, end) = self.ends(month);
            let by_now = contribution * i128::from(period.end.min(end) - period.start + 1) / all;
            months.entry(month).or_default().earned += by_now - before;
            before = by_now;
        }
    }

    /// Days of cover.
    fn cover(&self, (start, last): (Day, Day), months: &mut Months) {
        for month in start.month()..=last.month().min(self.last) {
            let (first, end) = self.ends(month);
            let days = last.min(end) - start.max(first) + 1;
            months.entry(month).or_default().days += i64::from(days);
        }
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

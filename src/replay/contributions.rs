//! Contributions: what comes in, and the cover it earns, month by month.
//!
//! A period's contribution is the fee of its plan, by the edition in force on its first day, for each unit. It is
//! received in the month of enrolling and earned day by day, to the fen: what a month earns is what is earned by its
//! last day less what was earned before. Each row of enrolments is a payment: a member who is enrolled twice in one
//! plan for the same days has paid twice, and is covered once.
//!
//! Where cover waits for the contribution, what came in is known: it is received in the month in which it came in, and
//! earned over the days that it covers, since on the days before no bill could be paid. Of a period for which nothing
//! came in nothing is received, earned or covered. What came in when its period was over covers no day, and is earned
//! at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Month;
use super::error::ReplayError;
use super::job::Job;
use crate::claim::Enrolment;
use crate::date::Day;
use crate::intake::Intake;
use crate::money::{Money, MoneySum};
use crate::scheme::{Book, CoverFrom, Edition, Plan};

/// What one month brings in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MonthOfFund {
    /// Days of cover of all members together.
    pub days: i64,
    /// Contributions received.
    pub received: MoneySum,
    /// Contributions earned.
    pub earned: MoneySum,
}

/// What each month brings in.
pub(super) type Months = BTreeMap<Month, MonthOfFund>;

/// What contributions are found from.
#[derive(Clone, Copy)]
pub(super) struct Contributions<'f> {
    pub intake: &'f Intake<'f>,
    /// The members in scope.
    pub members: &'f [u32],
    /// The last month in which anything was settled and paid: what later months earn stands against bills that are
    /// not known yet.
    pub last: Option<Month>,
    /// Whether only bills of some days are counted.
    pub of_some_days: bool,
}

impl Contributions<'_> {
    /// What members' periods bring in under some rules. `None` where the rules do not name the fee of every period,
    /// and where only bills of some days are counted: contributions are those of all days.
    pub fn under(&self, book: &Book) -> Option<Months> {
        if self.of_some_days {
            return None;
        }
        let plans = || book.editions.iter().flat_map(|edition| &edition.plans);
        plans().find_map(|plan| plan.fee)?;
        let calendar = Calendar::until(self.last?);
        let mut months = Months::new();
        for &member in self.members {
            let periods = self.intake.periods(member);
            for period in periods {
                let contribution = contribution(book, period)?;
                if let Some(paid) = Paid::of(book, period) {
                    calendar.pay(&paid, contribution, &mut months);
                }
            }
            for (_, start, end) in covered(book, periods) {
                calendar.cover((start, end), &mut months);
            }
        }
        Some(months)
    }

    /// What members' periods bring in under each of some rules.
    pub fn under_each(&self, books: &[Book]) -> Vec<Option<Months>> {
        for_each_fees(books, |book| self.under(book))
    }

    /// What each of some rules earns.
    pub fn earned(&self, books: &[Book], job: &Job) -> Result<Vec<Option<MoneySum>>, ReplayError> {
        let earned = |months: Months| months.values().map(|month| month.earned).sum();
        let found = for_each_fees(books, |book| {
            job.go_on().ok()?;
            Some(self.under(book).map(earned))
        });
        job.go_on()?;
        Ok(found.into_iter().map(Option::flatten).collect())
    }
}

/// What is found under each of some rules. Hundreds may cover the same for the same fees: it is found once for these.
pub(super) fn for_each_fees<T: Clone + Send>(
    books: &[Book],
    find: impl Fn(&Book) -> T + Sync,
) -> Vec<T> {
    let all: Vec<Fees> = books.iter().map(fees).collect();
    let first = |fees: &Fees| all.iter().position(|other| other == fees).expect("one of them");
    let firsts: Vec<usize> = all.iter().map(first).collect();
    let found = books.par_iter().zip(&firsts).enumerate();
    let found: Vec<Option<T>> =
        found.map(|(at, (book, first))| (*first == at).then(|| find(book))).collect();
    let found = firsts.into_iter().map(|first| found.get(first).cloned().flatten());
    found.map(|one| one.expect("the first of those alike was looked at")).collect()
}

/// What is paid for a period: zero where its plan is not of these rules; `None` where it is, and names no fee. Where
/// one edition names a fee and another does not, no sum of them would mean anything.
pub(super) fn contribution(book: &Book, period: &Enrolment) -> Option<MoneySum> {
    let edition = book.edition_at(period.start).map(|at| &book.editions[at]);
    match edition.and_then(|one| one.plans.iter().find(|plan| plan.number == period.plan)) {
        Some(plan) => {
            let fee = MoneySum::from(plan.fee?);
            Some(MoneySum::from_minor(fee.minor() * i128::from(period.units)))
        }
        None => Some(MoneySum::ZERO),
    }
}

/// The days of a member's cover, plan by plan, each once: who has paid twice for a day is covered once.
pub(super) fn covered(book: &Book, periods: &[Enrolment]) -> Vec<PlanDays> {
    let days = |period: &Enrolment| (period.plan, book.cover_from(period), period.end);
    let all = periods.iter().map(days).filter(|(_, from, end)| from <= end);
    each_once(all.collect())
}

/// Days of cover of a plan, by its number: the first and the last.
pub(super) type PlanDays = (u8, Day, Day);

/// The days of each number, each once.
pub(super) fn each_once(mut all: Vec<PlanDays>) -> Vec<PlanDays> {
    all.sort_unstable();
    let mut joined: Vec<PlanDays> = Vec::with_capacity(all.len());
    for (plan, start, end) in all {
        match joined.last_mut().filter(|(known, _, last)| *known == plan && start <= *last) {
            Some((_, _, last)) => *last = end.max(*last),
            None => joined.push((plan, start, end)),
        }
    }
    joined
}

/// When the contribution for a period came in, and the days over which it is earned.
pub(super) struct Paid {
    received_on: Day,
    pub from: Day,
    pub end: Day,
}

impl Paid {
    /// Nothing where cover waits for a contribution that did not come in.
    pub fn of(book: &Book, period: &Enrolment) -> Option<Paid> {
        let (from, end) = (book.cover_from(period), period.end);
        if !book.waits_for_receipt(period) {
            return Some(Paid { received_on: period.enrolled_on, from, end });
        }
        let received_on = period.paid_on()?;
        if from > end {
            return Some(Paid { received_on, from: received_on, end: received_on });
        }
        Some(Paid { received_on, from, end })
    }

    /// What is earned of a contribution by the end of a day.
    pub fn earned_by(&self, day: Day, contribution: MoneySum) -> MoneySum {
        let all = i128::from(self.end - self.from + 1);
        let days = i128::from(day.min(self.end) - self.from + 1).max(0);
        MoneySum::from_minor(contribution.minor() * days / all)
    }
}

/// Fees of some rules: by the days of editions and the number of the plan, and what cover waits for. Rules of the same
/// fees bring in the same, and cover the same days.
type Fees = Vec<(Day, Day, u8, Option<Money>, CoverFrom)>;

fn fees(book: &Book) -> Fees {
    let of = |edition: &Edition| {
        let (from, to) = (edition.from, edition.to);
        let fee = |plan: &Plan| (from, to, plan.number, plan.fee, plan.cover_from.clone());
        edition.plans.iter().map(fee).collect::<Fees>()
    };
    book.editions.iter().flat_map(of).collect()
}

/// The first days of months, looked up once: members are many, and months are few.
struct Calendar {
    first: Month,
    last: Month,
    /// Of each month from `first` on, and of the one behind `last`.
    days: Vec<Day>,
}

impl Calendar {
    /// From the first year that can be read.
    fn until(last: Month) -> Calendar {
        let first = Month::from_count(1900 * 12);
        let days = first.up_to(last.next()).map(Month::first_day).collect();
        Calendar { first, last, days }
    }

    /// A contribution, received in its month and earned day by day.
    fn pay(&self, paid: &Paid, contribution: MoneySum, months: &mut Months) {
        let received = Month::of(paid.received_on);
        if received <= self.last {
            months.entry(received).or_default().received += contribution;
        }
        let mut before = MoneySum::ZERO;
        for month in Month::of(paid.from).up_to(Month::of(paid.end).min(self.last)) {
            let (_, end) = self.ends(month);
            let by_now = paid.earned_by(end, contribution);
            months.entry(month).or_default().earned += by_now - before;
            before = by_now;
        }
    }

    /// Days of cover.
    fn cover(&self, (start, last): (Day, Day), months: &mut Months) {
        for month in Month::of(start).up_to(Month::of(last).min(self.last)) {
            let (first, end) = self.ends(month);
            let days = last.min(end) - start.max(first) + 1;
            months.entry(month).or_default().days += i64::from(days);
        }
    }

    /// The first and the last day of a month.
    fn ends(&self, month: Month) -> (Day, Day) {
        let at = month.since(self.first);
        (self.days[at], self.days[at + 1] - 1)
    }
}

//! Days on which a scenario has no edition in force, and scenarios that pay nothing.

use super::super::cost_range::CostRange;
use super::super::totals::{PassTotals, UnfiledCounts};
use super::enrolled::EnrolledPlans;
use crate::date::Day;
use crate::money::{Money, MoneySum};
use crate::report::figures::count;
use crate::scheme::Book;
use crate::words::{Sentence, replay as words};

/// Days on which a scenario has no edition in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnservedDays {
    scenario: usize,
    /// All bills of these days.
    pub costs: CostRange,
}

/// No bill is of an earlier day.
const EARLIEST: &str = "1900-01-01";

/// All such days of all scenarios: before, between and after their editions.
pub(super) fn unserved(books: &[Book]) -> Vec<UnservedDays> {
    let mut all = Vec::new();
    for (scenario, book) in books.iter().enumerate() {
        let begins = book.editions.iter().map(|one| one.to + 1);
        let begins: Vec<Day> = begins.chain(Day::parse(EARLIEST)).collect();
        let is_served = |day: Day| day > Day::LAST || book.edition_at(day).is_some();
        for from in begins.into_iter().filter(|&day| !is_served(day)) {
            let next = book.editions.iter().map(|one| one.from).filter(|day| *day > from).min();
            let to = next.map_or(Day::LAST, |next| next - 1);
            let (low, high) = (Money::ZERO, Money::ZERO);
            let costs = CostRange { low, high, categories: u64::MAX, from, to };
            all.push(UnservedDays { scenario, costs });
        }
    }
    all
}

/// What is reported of scenarios that pay nothing on many bills, or on all.
#[derive(Clone, Debug, Default)]
pub(super) struct NonPaying {
    pub alarms: Vec<Sentence>,
    pub warnings: Vec<Sentence>,
}

impl NonPaying {
    /// `counts` are of the bills of unserved days, on which nothing is paid. With most bills among them, or nothing
    /// paid at all where other scenarios pay, totals are no answer.
    pub fn of(
        names: &[String],
        enrolled: &EnrolledPlans,
        unserved: &[(&UnservedDays, &UnfiledCounts)],
        totals: &PassTotals,
    ) -> NonPaying {
        let mut found = NonPaying::default();
        let all = totals.bills();
        let payable = totals.payable(names.len());
        let is_paid = payable.iter().any(|paid| *paid > MoneySum::ZERO);
        for (scenario, name) in names.iter().enumerate() {
            let of_scenario = unserved.iter().filter(|(one, _)| one.scenario == scenario);
            let bills: u64 = of_scenario.map(|(_, counts)| counts.bills).sum();
            let unserved_bills = || words::no_edition_then(name, count(bills), count(all));
            let pays_nothing = payable[scenario] == MoneySum::ZERO && is_paid;
            match bills {
                _ if 2 * bills > all => found.alarms.push(unserved_bills()),
                // That no member is enrolled has an alarm of its own.
                _ if pays_nothing && enrolled.is_any_in(scenario) => {
                    found.alarms.push(words::pays_nothing(name));
                }
                0 => {}
                _ => found.warnings.push(unserved_bills()),
            }
        }
        found
    }
}

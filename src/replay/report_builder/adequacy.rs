//! Whether what a fund holds is enough for what it has promised.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::Month;
use super::super::completion::holds_in_95;
use super::super::contributions::Months;
use super::ReportBuilder;
use super::completion::{Completed, CompletedScenario, to_minor};
use crate::date::Day;
use crate::money::{Money, MoneySum, signed_percent};
use crate::report::{AdequacyReport, Reserve, ReserveError, ScenarioAdequacy};

/// What a fund holds on the day of valuation.
struct Held {
    opening: MoneySum,
    received: MoneySum,
    earned: MoneySum,
    paid: MoneySum,
    /// What had left the fund, where a ledger says it.
    paid_out: Option<MoneySum>,
}

impl Held {
    /// What is left when everything that is still to come is paid.
    fn left_after(&self, to_come: MoneySum) -> MoneySum {
        self.balance() - to_come
    }

    /// What is earned and not paid, and what is unearned.
    fn balance(&self) -> MoneySum {
        self.opening + self.received - self.paid
    }

    fn unearned(&self) -> MoneySum {
        self.received - self.earned
    }
}

/// What had left the fund at the end of a year: nothing before anything did, and as much as ever since.
fn paid_out(by_year: &BTreeMap<i32, Money>, year: i32) -> MoneySum {
    by_year.range(..=year).next_back().map_or(MoneySum::ZERO, |(_, sum)| MoneySum::from(*sum))
}

impl ReportBuilder<'_> {
    /// Adequacy of each scenario whose fees and completion are known; `None` where there is none.
    pub(super) fn adequacy(&self, completed: &Completed) -> Option<AdequacyReport> {
        let side = |one: &CompletedScenario| {
            let months = self.months[one.place].as_ref()?;
            Some(self.adequacy_of(one, &self.held(one.place, months, completed.valued_on())))
        };
        let sides: Vec<ScenarioAdequacy> = completed.sides.iter().filter_map(side).collect();
        let valued_on = completed.valued_on().to_string();
        (!sides.is_empty()).then_some(AdequacyReport { valued_on, sides })
    }

    fn held(&self, place: usize, months: &Months, valued_on: Day) -> Held {
        let last = Month::of(valued_on);
        let flows = self.totals.flows.iter();
        let paid = flows.filter(|((_, settled), _)| *settled <= last).map(|(_, sums)| sums[place]);
        let by_then = || months.range(..=last).map(|(_, month)| month);
        Held {
            opening: self.opening(),
            received: by_then().map(|month| month.received).sum(),
            earned: by_then().map(|month| month.earned).sum(),
            paid: paid.sum(),
            // What other rules decide never left the fund, and a ledger is that of all members.
            paid_out: (self.history.paid_out.as_ref())
                .filter(|_| place == 0 && self.job.scope.is_everything())
                .map(|by_year| paid_out(by_year, valued_on.year())),
        }
    }

    fn adequacy_of(&self, completed: &CompletedScenario, held: &Held) -> ScenarioAdequacy {
        let all = &completed.together;
        let ladder = all.ladder_to_come().map(|to_come| Reserve {
            error: all.error.map(|error| self.reserve_error(held, to_come, error)),
            ..self.reserve("chain_ladder", held, to_come, completed.ladder_95)
        });
        let expected = all.expected_to_come().map(|to_come| {
            self.reserve("bornhuetter_ferguson", held, to_come, completed.expected_95)
        });
        ScenarioAdequacy {
            name: self.names[completed.place].clone(),
            opening: self.show(held.opening),
            received: self.show(held.received),
            earned: self.show(held.earned),
            paid: self.show(held.paid),
            balance: self.show(held.balance()),
            unearned: self.show(held.unearned()),
            unpaid: held.paid_out.map(|paid_out| self.show(held.paid - paid_out)),
            in_hand: held
                .paid_out
                .map(|paid_out| self.show(held.opening + held.received - paid_out)),
            reserves: ladder.into_iter().chain(expected).collect(),
        }
    }

    fn reserve(
        &self,
        method: &'static str,
        held: &Held,
        to_come: MoneySum,
        in_draws: Option<MoneySum>,
    ) -> Reserve {
        let left = held.left_after(to_come);
        Reserve {
            method,
            to_come: self.show(to_come),
            left: self.show(left),
            free: self.show(left - held.unearned()),
            error: None,
            draws_95: in_draws.map(|enough| self.show(enough)),
            left_draws_95: in_draws.map(|enough| self.show(held.left_after(enough))),
        }
    }

    fn reserve_error(&self, held: &Held, to_come: MoneySum, error: Decimal) -> ReserveError {
        let mean = Decimal::from_i128_with_scale(to_come.minor(), 0);
        let enough = holds_in_95(mean, error).map(to_minor);
        let error = to_minor(error);
        ReserveError {
            amount: self.show(error),
            share: signed_percent(error, to_come),
            holds_95: enough.map(|enough| self.show(enough)),
            left_95: enough.map(|enough| self.show(held.left_after(enough))),
        }
    }
}

//! The trend that history shows, year by year.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::experience::{Cells, Cohort, Hidden};
use super::super::trend::{Growth, YearGrowth, a_year, growths};
use super::ReportBuilder;
use super::completion::rounded;
use crate::report::{MeasuredGrowth, MeasuredTrend, is_over};
use crate::scenario::Trend;

impl ReportBuilder<'_> {
    /// The trend of each scenario over the finished years that are shown.
    pub(super) fn measured(&self, cells: &Cells, hidden: &Hidden) -> Vec<MeasuredTrend> {
        let is_year = |cohort: &&Cohort| cohort.plan.is_none() && cohort.who.is_none();
        let is_known =
            |cohort: &&Cohort| is_over(cohort.year, self.cover.through) && !hidden.has(cohort);
        let years = cells.keys().filter(is_year).filter(is_known).map(|cohort| cohort.year);
        let years: BTreeSet<i32> = years.collect();
        (0..self.names.len()).map(|place| self.measured_of(place, cells, &years)).collect()
    }

    fn measured_of(&self, place: usize, cells: &Cells, years: &BTreeSet<i32>) -> MeasuredTrend {
        let all = growths(cells, place, years);
        let is_held = self.compiled.books[place].editions.len() == 1;
        let Trend { costs, bills, .. } = self.job.trend;
        let is_grown = [costs, bills].iter().any(|rates| !rates.0.is_empty());
        let why_none = match (is_grown, is_held, all.is_empty()) {
            (true, _, _) => Some("grown"),
            (false, false, _) => Some("several_editions"),
            (false, true, true) => Some("no_two_years"),
            (false, true, false) => None,
        };
        let of_year = |one: &YearGrowth| MeasuredGrowth {
            alike: Some(format!("{:.2}%", rounded(one.alike * Decimal::ONE_HUNDRED, 2))),
            ..measured(Some(one.year), one.growth)
        };
        let mean = a_year(&all).filter(|_| all.len() > 1).map(|growth| measured(None, growth));
        let rows = all.iter().map(of_year).chain(mean);
        let rows = rows.filter(|_| why_none.is_none()).collect();
        MeasuredTrend { name: self.names[place].clone(), rows, why_none }
    }
}

fn measured(year: Option<i32>, growth: Growth) -> MeasuredGrowth {
    let percent = |times: Decimal| {
        format!("{:.2}%", rounded((times - Decimal::ONE) * Decimal::ONE_HUNDRED, 2))
    };
    MeasuredGrowth {
        year,
        frequency: percent(growth.frequency),
        severity: percent(growth.severity),
        cost: percent(growth.cost),
        cost_as_it_was: percent(growth.cost_as_it_was),
        alike: None,
    }
}

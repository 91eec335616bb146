//! Bornhuetter and Ferguson: what is still to come of a year is what its cover is expected to cost, by as much as is
//! usually still to come at its age. What a day of cover costs is found from all years together, as Stanard and
//! Bühlmann do (Cape Cod): what is paid of them over the days of cover that have been used up.

use rust_decimal::Decimal;

use super::chain_ladder::ChainLadder;
use super::triangle::Triangle;

/// What a day of cover is expected to cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct Expected {
    /// In minor units.
    pub cost_of_day: Decimal,
}

impl Expected {
    /// From what is paid and the days of cover of each year; `None` where no days are known to be used up.
    pub fn of(
        triangle: &Triangle,
        ladder: &ChainLadder,
        days: impl Fn(i32) -> i64,
    ) -> Option<Expected> {
        let (mut paid, mut used) = (Decimal::ZERO, Decimal::ZERO);
        for (year, row) in triangle.rows().filter(|(year, _)| days(*year) > 0) {
            let Some(to_ultimate) = ladder.to_ultimate(row.len()) else { continue };
            paid += row.last()?;
            used += Decimal::from(days(year)) / to_ultimate;
        }
        (used > Decimal::ZERO && paid > Decimal::ZERO)
            .then(|| Expected { cost_of_day: paid / used })
    }

    /// What a year comes to; `None` where it has no cover, or its development is not known.
    pub fn ultimate(&self, row: &[Decimal], days: i64, ladder: &ChainLadder) -> Option<Decimal> {
        let to_come = Decimal::ONE - Decimal::ONE / ladder.to_ultimate(row.len())?;
        let expected = Decimal::from(days) * self.cost_of_day;
        (days > 0).then_some(*row.last()? + to_come * expected)
    }
    /// What is still to come of all years together, by age beyond the first; `None` where one has no estimate.
    pub fn to_come(
        &self,
        triangle: &Triangle,
        ladder: &ChainLadder,
        days: impl Fn(i32) -> i64,
    ) -> Option<Vec<Decimal>> {
        let share = |ages| Decimal::ONE.checked_div(ladder.to_ultimate(ages)?);
        let shares: Vec<Decimal> = (1..=triangle.ages()).map(share).collect::<Option<_>>()?;
        let steps = || shares.iter().zip(shares.iter().skip(1)).map(|(at, next)| next - at);
        let mut to_come = vec![Decimal::ZERO; steps().count()];
        for (year, row) in triangle.rows() {
            let cost = Decimal::from(Some(days(year)).filter(|days| *days > 0)?) * self.cost_of_day;
            let rest = to_come.iter_mut().zip(steps()).skip(row.len() - 1);
            rest.for_each(|(to_come, step)| *to_come += step * cost);
        }
        Some(to_come)
    }
}

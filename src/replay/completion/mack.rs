//! Standard errors of the chain ladder by Mack (1993), the last variance by the rule of his paper: the least of what
//! the two before it make likely.

use rust_decimal::Decimal;

use super::super::roots::near_root;
use super::chain_ladder::ChainLadder;
use super::triangle::Triangle;

/// Standard errors of ultimates, and so of what is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct StandardErrors {
    /// By year of origin, in the order of the triangle.
    pub years: Vec<Decimal>,
    /// Of all years together, which share the factors.
    pub all: Decimal,
}

/// With fewer ages the last variance cannot be found.
const LEAST_AGES: usize = 4;

/// What each age adds to the squared error: in relation to what is paid of a year, and to what is paid of all.
struct AgeError {
    /// The variance over the square of the factor.
    variance: Decimal,
    /// What was paid of all years from which the factor is found.
    paid: Decimal,
}

/// The standard errors; `None` of fewer than four years, and where nothing is paid of some year at some age.
pub(in crate::replay) fn errors_of(
    triangle: &Triangle,
    ladder: &ChainLadder,
) -> Option<StandardErrors> {
    if triangle.ages() < LEAST_AGES || !triangle.is_positive() {
        return None;
    }
    let ages = age_errors(triangle, ladder)?;
    let ultimates: Vec<Decimal> =
        triangle.rows().map(|(_, row)| ladder.ultimate(row)).collect::<Option<_>>()?;
    let of_year = |row: &[Decimal]| of_year(row, &ages, ladder);
    let squares: Vec<Decimal> =
        triangle.rows().map(|(_, row)| of_year(row)).collect::<Option<_>>()?;
    let years =
        ultimates.iter().zip(&squares).map(|(ultimate, square)| *ultimate * near_root(*square));
    Some(StandardErrors {
        years: years.collect(),
        all: of_all(triangle, &ultimates, &squares, &ages)?,
    })
}

fn age_errors(triangle: &Triangle, ladder: &ChainLadder) -> Option<Vec<AgeError>> {
    let steps = triangle.ages() - 1;
    let variances = variances(triangle, ladder)?;
    let of_age = |(age, variance): (usize, Decimal)| {
        let factor = ladder.factor(age)?;
        let paid = triangle.steps(age).map(|(before, _)| before).sum();
        Some(AgeError { variance: variance / factor / factor, paid })
    };
    (0..steps).zip(variances).map(of_age).collect()
}

/// The variances from age to age, each from the years that have both; the last, of which there is one year alone, by
/// Mack's rule.
fn variances(triangle: &Triangle, ladder: &ChainLadder) -> Option<Vec<Decimal>> {
    let last = triangle.ages() - 2;
    let of_age = |age: usize| {
        let factor = ladder.factor(age)?;
        let squares = triangle.steps(age).map(|(before, after)| {
            let off = after / before - factor;
            before * off * off
        });
        let years = triangle.steps(age).count();
        squares.sum::<Decimal>().checked_div(Decimal::from(years.checked_sub(1)?))
    };
    let mut all: Vec<Decimal> = (0..last).map(of_age).collect::<Option<_>>()?;
    let [.., before, nearest] = all[..] else { return None };
    let falling = if before.is_zero() { Decimal::ZERO } else { nearest / before * nearest };
    all.push(falling.min(before).min(nearest));
    Some(all)
}

/// The squared error of a year over the square of its ultimate.
fn of_year(row: &[Decimal], ages: &[AgeError], ladder: &ChainLadder) -> Option<Decimal> {
    let mut paid = *row.last()?;
    let mut square = Decimal::ZERO;
    for (age, error) in ages.iter().enumerate().skip(row.len() - 1) {
        square += error.variance / paid + error.variance / error.paid;
        paid *= ladder.factor(age)?;
    }
    Some(square)
}

/// The error of all years together: those of the years, and twice what each two share, since both were multiplied by
/// the same factors.
fn of_all(
    triangle: &Triangle,
    ultimates: &[Decimal],
    squares: &[Decimal],
    ages: &[AgeError],
) -> Option<Decimal> {
    let all: Decimal = ultimates.iter().sum();
    let mut later = all;
    let mut square = Decimal::ZERO;
    for ((ultimate, own), (_, row)) in ultimates.iter().zip(squares).zip(triangle.rows()) {
        later -= *ultimate;
        let shared = ages.iter().skip(row.len() - 1).map(|age| age.variance / age.paid);
        let weight = *ultimate / all;
        square += weight * weight * *own;
        square += Decimal::TWO * weight * (later / all) * shared.sum::<Decimal>();
    }
    Some(all * near_root(square))
}

//! The chain ladder: what is paid of all years together at one age, over what was paid of the same years a year before.

use rust_decimal::Decimal;

use super::triangle::Triangle;

/// Factors from age to age, and to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct ChainLadder {
    /// By age; `None` where nothing was paid before.
    factors: Vec<Option<Decimal>>,
}

impl ChainLadder {
    pub fn of(triangle: &Triangle) -> ChainLadder {
        let factor = |age: usize| {
            let (before, after) =
                triangle.steps(age).fold((Decimal::ZERO, Decimal::ZERO), |sums, step| {
                    (sums.0 + step.0, sums.1 + step.1)
                });
            (before > Decimal::ZERO && after > Decimal::ZERO).then(|| after / before)
        };
        ChainLadder { factors: (1..triangle.ages()).map(|age| factor(age - 1)).collect() }
    }

    /// From an age to the next.
    pub fn factor(&self, age: usize) -> Option<Decimal> {
        self.factors.get(age).copied().flatten()
    }

    /// By how much what is paid at the last of so many ages is multiplied until the oldest that is known. `None` where
    /// no development is known: of a single year, or where a factor on the way is not known.
    pub fn to_ultimate(&self, ages: usize) -> Option<Decimal> {
        if self.factors.is_empty() {
            return None;
        }
        let rest = self.factors.get(ages.checked_sub(1)?..)?;
        rest.iter().try_fold(Decimal::ONE, |all, factor| all.checked_mul((*factor)?))
    }

    /// What a year of origin comes to; `None` where nothing of it is paid yet, or its development is not known.
    pub fn ultimate(&self, row: &[Decimal]) -> Option<Decimal> {
        let paid = row.last().filter(|paid| **paid > Decimal::ZERO)?;
        paid.checked_mul(self.to_ultimate(row.len())?)
    }
    /// What is still to come of all years together, by age beyond the first; `None` where one cannot be estimated.
    pub fn to_come(&self, triangle: &Triangle) -> Option<Vec<Decimal>> {
        let mut to_come = vec![Decimal::ZERO; self.factors.len()];
        for (_, row) in triangle.rows() {
            let mut paid = *row.last().filter(|paid| **paid > Decimal::ZERO)?;
            self.to_ultimate(row.len())?;
            let rest = self.factors.iter().zip(&mut to_come).skip(row.len() - 1);
            for (factor, to_come) in rest {
                let more = paid.checked_mul((*factor)? - Decimal::ONE)?;
                *to_come += more;
                paid += more;
            }
        }
        Some(to_come)
    }
}

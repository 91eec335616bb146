//! Payments by year of origin and age, and what is wrong with them.

use std::collections::BTreeMap;

use super::super::month::PaymentYears;
use crate::money::MoneySum;

use rust_decimal::Decimal;

/// What is paid by the end of each year of age, year of origin by year of origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replay) struct Triangle {
    /// The first year of origin; none between it and the last is left out.
    first: i32,
    /// In minor units: of the first year as many ages as there are years, of each later one one less.
    rows: Vec<Vec<Decimal>>,
}

/// What a reader of the estimates must know of the triangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::replay) enum Flaw {
    /// Of a year between others, or after them, nothing is paid.
    NoPayments(i32),
    /// In its first year nothing of a year of origin is paid, and later something.
    Hole(i32),
    /// What is paid of a year falls: more is taken back than paid.
    Falls(i32),
    /// After this year nobody is covered and nothing is paid: later years are no part of the triangle.
    Closed(i32),
}

impl Triangle {
    /// What is paid by year of origin and year of payment, until the end of a year. Years before the first payment are
    /// left out, and of a scheme that is closed those after the last in which anybody is covered or anything is paid;
    /// `None` where nothing is paid.
    pub fn of(
        paid: &BTreeMap<PaymentYears, MoneySum>,
        last: i32,
        is_covered: impl Fn(i32) -> bool,
    ) -> Option<Triangle> {
        let known = paid.iter().filter(|((origin, by), _)| *origin <= last && *by <= last);
        let known: Vec<_> = known.filter(|(_, paid)| **paid != MoneySum::ZERO).collect();
        let first = known.iter().map(|((origin, _), _)| *origin).min()?;
        let paid_last = known.iter().map(|((origin, _), _)| *origin).max()?;
        let covered_last = (paid_last..=last).rfind(|year| is_covered(*year));
        let youngest = covered_last.unwrap_or(paid_last);
        let row = |origin| row(paid, origin, last);
        Some(Triangle { first, rows: (first..=youngest).map(row).collect() })
    }

    /// The same years of origin and ages, with other payments.
    pub fn with_paid(&self, paid: &BTreeMap<PaymentYears, MoneySum>) -> Triangle {
        let years = self.rows();
        let row =
            |(origin, ages): (i32, &[Decimal])| row(paid, origin, origin + ages.len() as i32 - 1);
        Triangle { first: self.first, rows: years.map(row).collect() }
    }

    /// One whose rows are known.
    #[cfg(test)]
    pub fn with(first: i32, rows: Vec<Vec<Decimal>>) -> Triangle {
        Triangle { first, rows }
    }

    /// Each year of origin with what is paid by the end of each year of its age.
    pub fn rows(&self) -> impl Iterator<Item = (i32, &[Decimal])> {
        (self.first..).zip(self.rows.iter().map(Vec::as_slice))
    }

    /// What is paid of a year at an age, and a year later, of all years of origin of which both are known.
    pub fn steps(&self, age: usize) -> impl Iterator<Item = (Decimal, Decimal)> {
        self.rows.iter().filter_map(move |row| Some((*row.get(age)?, *row.get(age + 1)?)))
    }

    /// How many ages there are: as many as years of origin, and more of a scheme that is closed.
    pub fn ages(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// What came at each age beyond the first, of all years of origin together.
    pub fn came_by_age(&self) -> Vec<Decimal> {
        let came = |age: usize| self.steps(age - 1).map(|(before, after)| after - before).sum();
        (1..self.ages()).map(came).collect()
    }

    /// Whether something is paid of every year of origin at every age.
    pub fn is_positive(&self) -> bool {
        self.rows.iter().flatten().all(|paid| *paid > Decimal::ZERO)
    }

    /// What is wrong with it, in the order of years.
    pub fn flaws(&self) -> Vec<Flaw> {
        let flaw = |(year, row): (i32, &[Decimal])| {
            if row.iter().all(Decimal::is_zero) {
                return Some(Flaw::NoPayments(year));
            }
            if row.windows(2).any(|pair| pair[1] < pair[0]) {
                return Some(Flaw::Falls(year));
            }
            row.first().is_some_and(Decimal::is_zero).then_some(Flaw::Hole(year))
        };
        let youngest = self.rows().last().filter(|(_, row)| row.len() > 1);
        let closed = youngest.map(|(year, _)| Flaw::Closed(year));
        self.rows().filter_map(flaw).chain(closed).collect()
    }
}

/// What is paid of a year of origin by the end of each year until the last. Nothing is paid before its origin.
fn row(paid: &BTreeMap<PaymentYears, MoneySum>, origin: i32, last: i32) -> Vec<Decimal> {
    let mut sum = MoneySum::ZERO;
    let mut by = |year| {
        sum += paid.get(&(origin, year)).copied().unwrap_or_default();
        Decimal::from_i128_with_scale(sum.minor(), 0)
    };
    (origin..=last).map(&mut by).collect()
}

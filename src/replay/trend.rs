//! The trend that history shows: by how much claims, and what they cost, grew from year to year among people alike.
//!
//! Rules are held, since every year is decided under the same ones. The mix is held too: each age, sex and district
//! that is covered in both years weighs in both as much as in the two together (Marshall and Edgeworth), so that a year
//! is not dearer because its members are older.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::experience::{Cells, ExperienceCell, Who};
use super::roots::nth_root;

/// By how much something is multiplied from one year to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Growth {
    /// Claims of a person.
    pub frequency: Decimal,
    /// What is paid on a claim.
    pub severity: Decimal,
    /// What is paid of a person's cover.
    pub cost: Decimal,
    /// The same with the mix of each year.
    pub cost_as_it_was: Decimal,
}

/// Growth from one year to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearGrowth {
    /// The later of the two.
    pub year: i32,
    pub growth: Growth,
    /// The share of the days of both years of people alike that are covered in both.
    pub alike: Decimal,
}

/// Cover and claims of people alike in a year.
#[derive(Clone, Copy, Default)]
struct Experience {
    days: Decimal,
    claims: Decimal,
    paid: Decimal,
}

impl Experience {
    fn of(cell: &ExperienceCell, scenario: usize) -> Option<Experience> {
        let (totals, cover) =
            (cell.claims.group.scenarios.get(scenario)?, cell.cover.get(scenario)?);
        Some(Experience {
            days: Decimal::from(cover.people.days),
            claims: Decimal::from(totals.bills),
            paid: Decimal::from_i128_with_scale(totals.payable.minor(), 0),
        })
    }

    fn add(&mut self, other: Experience) {
        self.days += other.days;
        self.claims += other.claims;
        self.paid += other.paid;
    }

    /// As it would be of so many days.
    fn of_days(self, days: Decimal) -> Option<Experience> {
        let times = |count: Decimal| count.checked_mul(days)?.checked_div(self.days);
        Some(Experience { days, claims: times(self.claims)?, paid: times(self.paid)? })
    }
}

/// Growth between each two of some years that follow each other, as far as anything is paid in both.
pub(super) fn growths(cells: &Cells, scenario: usize, years: &BTreeSet<i32>) -> Vec<YearGrowth> {
    let pairs = years.iter().filter(|year| years.contains(&(*year - 1)));
    pairs.filter_map(|year| between(cells, scenario, *year)).collect()
}

/// Growth up to a year from the one before.
fn between(cells: &Cells, scenario: usize, year: i32) -> Option<YearGrowth> {
    let (before, after) = (alike(cells, scenario, year - 1), alike(cells, scenario, year));
    let (mut held, mut was) = ([Experience::default(); 2], [Experience::default(); 2]);
    for of_year in before.values() {
        was[0].add(*of_year);
    }
    for (who, of_year) in &after {
        was[1].add(*of_year);
        let Some(earlier) = before.get(who) else { continue };
        let days = earlier.days + of_year.days;
        held[0].add(earlier.of_days(days)?);
        held[1].add(of_year.of_days(days)?);
    }
    let growth = |of: fn(&Experience) -> Decimal| of(&held[1]).checked_div(of(&held[0]));
    let (frequency, cost) = (growth(|one| one.claims)?, growth(|one| one.paid)?);
    let per_day = |one: &Experience| one.paid.checked_div(one.days);
    let growth = Growth {
        frequency,
        severity: cost.checked_div(frequency)?,
        cost,
        cost_as_it_was: per_day(&was[1])?.checked_div(per_day(&was[0])?)?,
    };
    let alike = held[0].days.checked_div(was[0].days + was[1].days)?;
    Some(YearGrowth { year, growth, alike })
}

/// Cover and claims of a year by who people are, where they are covered.
fn alike(cells: &Cells, scenario: usize, year: i32) -> BTreeMap<Who, Experience> {
    let of_year = cells.iter().filter(|(cohort, _)| cohort.year == year && cohort.plan.is_none());
    let known =
        of_year.filter_map(|(cohort, cell)| Some((cohort.who?, Experience::of(cell, scenario)?)));
    known.filter(|(_, one)| !one.days.is_zero()).collect()
}

/// Growth a year that over all years comes to the same; `None` of years that do not follow each other.
pub(super) fn a_year(all: &[YearGrowth]) -> Option<Growth> {
    let follow = all.windows(2).all(|pair| pair[1].year == pair[0].year + 1);
    let times = u32::try_from(all.len()).ok().filter(|times| *times > 0 && follow)?;
    let mean = |of: fn(&Growth) -> Decimal| {
        let power =
            all.iter().try_fold(Decimal::ONE, |all, one| all.checked_mul(of(&one.growth)))?;
        nth_root(power, times)
    };
    Some(Growth {
        frequency: mean(|one| one.frequency)?,
        severity: mean(|one| one.severity)?,
        cost: mean(|one| one.cost)?,
        cost_as_it_was: mean(|one| one.cost_as_it_was)?,
    })
}

//! What members are left with in a year after all payers.

use crate::money::{Money, MoneySum};

/// Where the bands of what a member is left with begin, in whole units of the currency.
pub const BURDEN_BANDS: [i64; 8] = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 50_000];

/// What members are left with in a year after all payers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Years of members with bills.
    pub years: u64,
    /// What primary cover left of all their bills.
    pub before_scheme: MoneySum,
    /// What is left after each scenario.
    pub after: Vec<MoneySum>,
    /// How many years lie in each of [`BURDEN_BANDS`]: before the scheme, then after each scenario.
    pub bands: Vec<[u64; BURDEN_BANDS.len()]>,
    /// Years in which a member is left with more than the stated amount: before the scheme, then after each scenario.
    pub years_above: Vec<u64>,
    /// What is left in these years beyond that amount: before the scheme, then after each scenario.
    pub excess: Vec<MoneySum>,
}

/// What one member is left with in one calendar year.
pub(super) struct MemberYear {
    pub year: i32,
    pub before_scheme: MoneySum,
    pub after: Vec<MoneySum>,
}

impl MemberYear {
    pub fn new(year: i32, scenarios: usize) -> MemberYear {
        MemberYear { year, before_scheme: MoneySum::ZERO, after: vec![MoneySum::ZERO; scenarios] }
    }
}

/// The amounts that separate years.
#[derive(Clone, Copy)]
pub(super) struct BurdenEdges {
    /// A member who is left with more in a year is counted.
    pub above: Money,
    /// Minor units of one unit of the currency.
    pub unit: i128,
}

impl Burden {
    pub(super) fn new(scenarios: usize) -> Burden {
        Burden {
            bands: vec![[0; BURDEN_BANDS.len()]; scenarios + 1],
            after: vec![MoneySum::ZERO; scenarios],
            years_above: vec![0; scenarios + 1],
            excess: vec![MoneySum::ZERO; scenarios + 1],
            ..Burden::default()
        }
    }

    pub(super) fn add(&mut self, year: &MemberYear, edges: BurdenEdges) {
        self.years += 1;
        self.before_scheme += year.before_scheme;
        self.after.iter_mut().zip(&year.after).for_each(|(sum, left)| *sum += *left);
        let above = MoneySum::from(edges.above);
        let all = std::iter::once(&year.before_scheme).chain(&year.after);
        for (at, left) in all.enumerate() {
            let begins = |from: &i64| i128::from(*from) * edges.unit <= left.minor();
            let band = BURDEN_BANDS.iter().rposition(begins);
            self.bands[at][band.unwrap_or(0)] += 1;
            self.years_above[at] += u64::from(*left > above);
            self.excess[at] += (*left - above).max(MoneySum::ZERO);
        }
    }

    pub(super) fn join(&mut self, other: &Burden) {
        self.years += other.years;
        self.before_scheme += other.before_scheme;
        self.after.iter_mut().zip(&other.after).for_each(|(sum, more)| *sum += *more);
        let above = self.years_above.iter_mut().zip(&other.years_above);
        above.for_each(|(sum, more)| *sum += more);
        self.excess.iter_mut().zip(&other.excess).for_each(|(sum, more)| *sum += *more);
        for (bands, more) in self.bands.iter_mut().zip(&other.bands) {
            bands.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
}

//! Bootstrap intervals: members are drawn again many times, and the totals of the draws compared.
//!
//! A member is in a draw as often as a Poisson variable of mean one says, so that how many members claim varies too,
//! as it does from year to year; one pass over members makes all draws. How often a member is in which draw depends on
//! the seed, the member's id and the number of the draw alone: not on threads, on the order of rows, or on what other
//! members there are. Scenarios share the draws, so that the interval of a difference is as narrow as it can be.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::month::PaymentYears;
use crate::money::{Money, MoneySum};
use crate::random::{STEP, mix};
use crate::scenario::draw::stream;

/// With fewer draws none lies beyond the ends of an interval.
pub const LEAST_DRAWS: u32 = 80;

/// What a member is paid in all of one pair of years, under each scenario.
pub type PaidInYears = (PaymentYears, Vec<Money>);

/// Totals of every draw under every scenario, by the years of payments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resampled {
    /// Of each pair of years by scenario and then by draw, in minor units: each is a sum of many products of the
    /// innermost loop.
    totals: BTreeMap<PaymentYears, Vec<i64>>,
    replicates: usize,
    /// What none of them is above.
    most: i64,
}

/// The mean of all draws, and the ends within which 95 of 100 lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Two and a half of a hundred draws are below.
    pub low: MoneySum,
    /// The mean of all draws.
    pub mean: MoneySum,
    /// Two and a half of a hundred are above.
    pub high: MoneySum,
}

/// The chance that a Poisson variable of mean one is at most its place, in parts of 2^32.
const AT_MOST: [u32; 12] = [
    1_580_030_169,
    3_160_060_337,
    3_950_075_422,
    4_213_413_783,
    4_279_248_374,
    4_292_415_292,
    4_294_609_778,
    4_294_923_276,
    4_294_962_463,
    4_294_966_817,
    4_294_967_253,
    4_294_967_292,
];

/// More often no member is in a draw.
const MOST_TIMES: i64 = AT_MOST.len() as i64;

/// The value of a Poisson variable by its chance.
const fn poisson(chance: u32) -> u8 {
    let mut times = 0;
    while times < AT_MOST.len() && AT_MOST[times] <= chance {
        times += 1;
    }
    times as u8
}

/// The same by the first eight bits of a chance alone; [`SEVERAL`] where the others decide.
static BY_FIRST_BITS: [u8; 256] = {
    let mut all = [SEVERAL; 256];
    let mut bits = 0;
    while bits < all.len() {
        let first = (bits as u32) << 24;
        let (least, most) = (poisson(first), poisson(first | 0x00ff_ffff));
        if least == most {
            all[bits] = least;
        }
        bits += 1;
    }
    all
};

const SEVERAL: u8 = u8::MAX;

#[inline]
fn times_of(chance: u32) -> u8 {
    match BY_FIRST_BITS[(chance >> 24) as usize] {
        SEVERAL => poisson(chance),
        times => times,
    }
}

impl Resampled {
    /// So many draws, of nothing yet.
    pub fn new(replicates: usize) -> Resampled {
        Resampled { replicates, ..Resampled::default() }
    }

    /// Adds a member, and what each scenario pays the member.
    pub fn add(&mut self, seed: u64, id: &str, pays: &[PaidInYears]) {
        let is_paid = |(_, paid): &&PaidInYears| paid.iter().any(|paid| *paid != Money::ZERO);
        if self.replicates == 0 || !pays.iter().any(|paid| is_paid(&paid)) {
            return;
        }
        let times = times_drawn(stream(seed, id), self.replicates);
        for (years, paid) in pays.iter().filter(is_paid) {
            let totals = self.totals.entry(*years);
            let totals = totals.or_insert_with(|| vec![0; times.len() * paid.len()]);
            for (totals, paid) in totals.chunks_mut(times.len()).zip(paid) {
                let paid = paid.minor();
                add_within(&mut self.most, MOST_TIMES * paid);
                let draws = totals.iter_mut().zip(&times);
                // No sum is above `most`, which is checked once a member.
                draws.for_each(|(total, times)| {
                    *total = total.wrapping_add(i64::from(*times).wrapping_mul(paid));
                });
            }
        }
    }

    /// Adds the draws of other members.
    pub fn join(&mut self, other: Resampled) {
        add_within(&mut self.most, other.most);
        for (years, more) in other.totals {
            match self.totals.entry(years) {
                Entry::Vacant(none) => drop(none.insert(more)),
                Entry::Occupied(mut all) => {
                    let sums = all.get_mut().iter_mut().zip(more);
                    sums.for_each(|(total, more)| *total = total.wrapping_add(more));
                }
            }
        }
    }

    /// The interval of what a scenario pays; `None` without draws.
    pub fn total(&self, scenario: usize) -> Option<Interval> {
        interval(self.in_all(scenario))
    }

    /// The interval of how much more one scenario pays than another.
    pub fn difference(&self, scenario: usize, from: usize) -> Option<Interval> {
        let both = self.in_all(scenario).into_iter().zip(self.in_all(from));
        interval(both.map(|(more, less)| more - less).collect())
    }

    /// What a scenario pays in every draw, in all years together.
    fn in_all(&self, scenario: usize) -> Vec<i64> {
        let mut all = vec![0; self.replicates];
        for (_, draws) in self.of_scenario(scenario) {
            all.iter_mut().zip(draws).for_each(|(sum, paid)| *sum += paid);
        }
        all
    }

    /// What a scenario pays in every draw, by the years of payments.
    pub(super) fn by_years(&self, scenario: usize) -> Vec<BTreeMap<PaymentYears, MoneySum>> {
        let mut all = vec![BTreeMap::new(); self.replicates];
        for (years, draws) in self.of_scenario(scenario) {
            for (draw, paid) in all.iter_mut().zip(draws) {
                draw.insert(years, MoneySum::from_minor(i128::from(*paid)));
            }
        }
        all
    }

    /// What a scenario pays in each pair of years, draw by draw.
    fn of_scenario(&self, scenario: usize) -> impl Iterator<Item = (PaymentYears, &[i64])> {
        let of_one = scenario * self.replicates..(scenario + 1) * self.replicates;
        self.totals.iter().filter_map(move |(years, all)| Some((*years, all.get(of_one.clone())?)))
    }
}

/// Adds to what no sum is above.
fn add_within(most: &mut i64, more: i64) {
    *most = most.checked_add(more).expect("what a fund pays in a draw fits into 64 bits");
}

/// How often a member is in each draw.
fn times_drawn(mut state: u64, replicates: usize) -> Vec<u8> {
    let mut times = Vec::with_capacity(replicates + 1);
    while times.len() < replicates {
        state = state.wrapping_add(STEP);
        let drawn = mix(state);
        times.extend([drawn >> 32, drawn].map(|chance| times_of(chance as u32)));
    }
    times.truncate(replicates);
    times
}

fn interval(mut totals: Vec<i64>) -> Option<Interval> {
    if totals.is_empty() {
        return None;
    }
    totals.sort_unstable();
    let count = totals.len();
    // The k-th of n, where k is a fortieth of n + 1: as many lie beyond either end.
    let beyond = ((count + 1) / 40).max(1);
    let sum: i128 = totals.iter().map(|total| i128::from(*total)).sum();
    let (low, high) = (totals[beyond - 1].into(), totals[count - beyond].into());
    let [low, mean, high] = [low, sum.div_euclid(count as i128), high].map(MoneySum::from_minor);
    Some(Interval { low, mean, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(minor: &[i64]) -> PaidInYears {
        ((2024, 2025), minor.iter().copied().map(Money::from_minor).collect())
    }

    #[test]
    fn a_draw_holds_each_member_once_on_average() {
        let mut draws = Resampled::new(1_000);
        for member in 0..2_000 {
            draws.add(7, &format!("A{member}"), &[paid(&[100, 150])]);
        }
        let (total, more) = (draws.total(0).unwrap(), draws.difference(1, 0).unwrap());
        assert!((199_000..201_000).contains(&total.mean.minor()), "{total:?}");
        // The spread of a Poisson sum of 2,000 members: 1.96 x 100 x sqrt(2000) = 8,765.
        for (end, expected) in [(total.low, 200_000 - 8_765), (total.high, 200_000 + 8_765)] {
            assert!((end.minor() - expected).abs() < 1_500, "{total:?}");
        }
        assert_eq!(more.mean.minor(), total.mean.minor() / 2, "the same draws");
    }

    #[test]
    fn chances_are_those_of_poisson() {
        let (mut term, mut sum) = ((-1f64).exp(), 0.0);
        for (count, most) in AT_MOST.iter().enumerate() {
            sum += term;
            term /= (count + 1) as f64;
            assert!((f64::from(*most) - sum * 4_294_967_296.0).abs() < 2.0, "{count}");
        }
    }

    #[test]
    fn the_first_bits_of_a_chance_say_what_all_of_it_says() {
        let edges = AT_MOST.into_iter().flat_map(|most| [most - 1, most, most.saturating_add(1)]);
        let others = (0..5_000u64).map(|number| mix(number) as u32);
        for chance in edges.chain(others).chain([0, u32::MAX]) {
            assert_eq!(times_of(chance), poisson(chance), "{chance}");
        }
    }

    #[test]
    fn draws_depend_on_the_id_and_not_on_the_order() {
        let members = ["A", "B", "C"].map(|id| (id, [paid(&[id.as_bytes()[0].into()])]));
        let mut one = Resampled::new(100);
        members.iter().for_each(|(id, pays)| one.add(1, id, pays));
        let (mut other, mut rest) = (Resampled::new(100), Resampled::new(100));
        rest.add(1, members[0].0, &members[0].1);
        members[1..].iter().rev().for_each(|(id, pays)| other.add(1, id, pays));
        other.join(rest);
        assert_eq!(one, other);
        let mut another = Resampled::new(100);
        members.iter().for_each(|(id, pays)| another.add(2, id, pays));
        assert_ne!(one, another, "another seed");
    }
}

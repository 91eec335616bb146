//! Bootstrap intervals: members are drawn again many times, and the totals of the draws compared.
//!
//! A member is in a draw as often as a Poisson variable of mean one says, so that how many members claim varies too,
//! as it does from year to year; one pass over members makes all draws. How often a member is in which draw depends on
//! the seed, the member's id and the number of the draw alone: not on threads, on the order of rows, or on what other
//! members there are. Scenarios share the draws, so that the interval of a difference is as narrow as it can be.

use crate::money::{Money, MoneySum};
use crate::random::{STEP, mix};
use crate::scenario::draw::stream;

/// With fewer draws none lies beyond the ends of an interval.
pub const LEAST_DRAWS: u32 = 80;

/// Totals of every draw under every scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resampled {
    /// By draw and then by scenario, in minor units: each is a sum of many products of the innermost loop.
    totals: Vec<i64>,
    scenarios: usize,
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

#[inline]
fn poisson(chance: u32) -> i64 {
    AT_MOST.iter().position(|most| chance < *most).unwrap_or(AT_MOST.len()) as i64
}

impl Resampled {
    /// So many draws, of nothing yet.
    pub fn new(replicates: usize, scenarios: usize) -> Resampled {
        Resampled { totals: vec![0; replicates * scenarios], scenarios }
    }

    /// Adds a member, and what each scenario pays the member.
    pub fn add(&mut self, seed: u64, id: &str, pays: &[Money]) {
        if self.totals.is_empty() || pays.iter().all(|paid| *paid == Money::ZERO) {
            return;
        }
        let mut state = stream(seed, id);
        for pair in self.totals.chunks_mut(2 * self.scenarios) {
            state = state.wrapping_add(STEP);
            let drawn = mix(state);
            for (totals, chance) in pair.chunks_mut(self.scenarios).zip([drawn >> 32, drawn]) {
                let times = poisson(chance as u32);
                if times > 0 {
                    let pairs = totals.iter_mut().zip(pays);
                    pairs.for_each(|(total, paid)| *total += times * paid.minor());
                }
            }
        }
    }

    /// Adds the draws of other members.
    pub fn join(&mut self, other: &Resampled) {
        self.totals.iter_mut().zip(&other.totals).for_each(|(total, more)| *total += more);
    }

    /// The interval of what a scenario pays; `None` without draws.
    pub fn total(&self, scenario: usize) -> Option<Interval> {
        interval(self.draws().map(|totals| totals[scenario]).collect())
    }

    /// The interval of how much more one scenario pays than another.
    pub fn difference(&self, scenario: usize, from: usize) -> Option<Interval> {
        interval(self.draws().map(|totals| totals[scenario] - totals[from]).collect())
    }

    fn draws(&self) -> impl Iterator<Item = &[i64]> {
        self.totals.chunks(self.scenarios.max(1))
    }
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

    #[test]
    fn a_draw_holds_each_member_once_on_average() {
        let mut draws = Resampled::new(1_000, 2);
        for member in 0..2_000 {
            draws.add(7, &format!("A{member}"), &[100, 150].map(Money::from_minor));
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
    fn draws_depend_on_the_id_and_not_on_the_order() {
        let members = ["A", "B", "C"].map(|id| (id, [Money::from_minor(id.as_bytes()[0].into())]));
        let mut one = Resampled::new(100, 1);
        members.iter().for_each(|(id, pays)| one.add(1, id, pays));
        let (mut other, mut rest) = (Resampled::new(100, 1), Resampled::new(100, 1));
        rest.add(1, members[0].0, &members[0].1);
        members[1..].iter().rev().for_each(|(id, pays)| other.add(1, id, pays));
        other.join(&rest);
        assert_eq!(one, other);
        let mut another = Resampled::new(100, 1);
        members.iter().for_each(|(id, pays)| another.add(2, id, pays));
        assert_ne!(one, another, "another seed");
    }
}

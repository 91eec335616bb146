//! Numbers that look random and are the same on every machine: whole numbers, and no others.

use crate::random::{STEP, mix};

/// What a stream is for, so that no two topics share one.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    Units,
    UnitYears,
    Ids,
    People,
    Cover,
    Holdings,
    Frailty,
    Bills,
    MemberDirt,
    EnrolmentDirt,
    BillDirt,
    MemberRows,
    EnrolmentRows,
}

/// A stream of numbers (splitmix64): one for each thing that is made, so that the order in which
/// things are made changes nothing.
pub(super) struct Dice(u64);

impl Dice {
    /// The stream of the `number`th thing of a topic.
    pub fn of(seed: u64, topic: Topic, number: u64) -> Dice {
        let topic = mix(mix(seed.wrapping_add(STEP)).wrapping_add(topic as u64 + 1));
        Dice(mix(topic.wrapping_add(number.wrapping_mul(STEP))))
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// From zero to below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.roll()) * u128::from(end)) >> 64) as u64
    }

    /// From `least` to `most`, both inside.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1) as u64) as i64
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// A place on a [`Curve`].
    pub fn place(&mut self) -> u32 {
        (self.roll() >> 32) as u32
    }
}

/// How something is distributed: values by the share of cases below them, in parts of 10,000, with
/// straight lines between. The first share is 0, the last 10,000.
pub(super) struct Curve(pub &'static [(u32, i64)]);

impl Curve {
    /// The value at a place; every place is as likely as any other.
    pub fn at(&self, place: u32) -> i64 {
        let share = u64::from(place) * 10_000;
        let edge = |point: &(u32, i64)| u64::from(point.0) << 32;
        let above = self.0.iter().position(|point| share < edge(point)).expect("it ends at 10,000");
        let [low, high] = [&self.0[above - 1], &self.0[above]];
        let (part, whole) = (share - edge(low), edge(high) - edge(low));
        low.1 + (i128::from(high.1 - low.1) * i128::from(part) / i128::from(whole)) as i64
    }
}

/// An order of the numbers below `count` that looks random, without keeping it: a Feistel network,
/// walked until it ends below `count`.
pub(super) struct Shuffle {
    count: u64,
    /// Bits of each half of a number.
    half: u32,
    keys: [u64; 4],
}

impl Shuffle {
    pub fn new(seed: u64, topic: Topic, count: u64) -> Shuffle {
        let bits = u64::BITS - count.leading_zeros();
        let mut dice = Dice::of(seed, topic, 0);
        Shuffle { count, half: bits.div_ceil(2), keys: [0; 4].map(|_: u64| dice.roll()) }
    }

    /// The number at a place: each number is at one place.
    pub fn at(&self, place: u64) -> u64 {
        assert!(place < self.count, "a place is one of those that are shuffled");
        let mut number = place;
        loop {
            number = self.stir(number);
            if number < self.count {
                return number;
            }
        }
    }

    fn stir(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut high, mut low) = (number >> self.half, number & mask);
        for key in self.keys {
            (high, low) = (low, high ^ (mix(low ^ key) & mask));
        }
        high << self.half | low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_has_every_number_once() {
        for count in [1, 2, 3, 16, 1000, 4097] {
            let shuffle = Shuffle::new(7, Topic::Ids, count);
            let mut all: Vec<u64> = (0..count).map(|place| shuffle.at(place)).collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn a_curve_meets_its_points() {
        let curve = Curve(&[(0, 0), (5_000, 10), (10_000, 1_010)]);
        assert_eq!([0, 1 << 31, 3 << 30].map(|place| curve.at(place)), [0, 10, 510]);
        assert_eq!(curve.at(u32::MAX), 1_009);
    }
}

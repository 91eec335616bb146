//! The least and the most that a formula can come to, within the bounds of the door: by this `scheme/bound.rs` proves
//! that nothing overflows.
//!
//! `min(1000, year_own)` is no more than 1,000 however much is summed over the year, and
//! `max(0, 100 - 10% of year_own)` no more than 100, since no amount of a bill is below zero.

use super::tree::{Choice, Formula, How, Quotient, Source};
use crate::claim::{MOST_BILLS, MOST_FACTS};
use crate::money::{Exact, Money};
use crate::scheme::language::window::Slot;

/// The least and the most that a value can be, in ten-thousandths of a minor unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Range {
    least: i128,
    most: i128,
}

impl Range {
    /// From nothing to an amount in minor units.
    fn up_to(most: Money) -> Range {
        Range { least: 0, most: i128::from(most.minor()) }
    }

    fn plus(self, other: Range) -> Range {
        let least = self.least.saturating_add(other.least);
        Range { least, most: self.most.saturating_add(other.most) }
    }

    /// Everything times a number; one below zero turns the ends round.
    fn times(self, number: i64) -> Range {
        let end = |end: i128| end.saturating_mul(i128::from(number));
        let (one, other) = (end(self.least), end(self.most));
        Range { least: one.min(other), most: one.max(other) }
    }
}

impl Formula {
    /// The most that it can come to, and at least zero.
    pub(crate) fn most(&self) -> i128 {
        self.range().most.max(0)
    }

    /// The least and the most of its sum over all bills of a member, with what openings say of it.
    pub(super) fn range_of_sum(&self) -> [Exact; 2] {
        let openings = Money::MOST.exact().0 * MOST_FACTS as i128;
        let Range { least, most } = self.range();
        let sum = |end: i128| end.saturating_mul(MOST_BILLS as i128);
        [Exact(sum(least.min(0))), Exact(sum(most.max(0)).saturating_add(openings))]
    }

    /// Whether sums of it over all bills, times rates and factors, can be counted. Only what is multiplied again and
    /// again grows so far.
    pub(super) fn is_countable(&self) -> bool {
        const MOST: i128 = 10i128.pow(30);
        let Range { least, most } = self.range();
        least >= -MOST && most <= MOST
    }

    fn range(&self) -> Range {
        let columns =
            self.columns.iter().map(|(weight, _)| Range::up_to(Money::MOST).times(*weight));
        let others = self.others.iter().map(|(weight, source)| source.range(*weight));
        let choices = self.choices.iter().map(Choice::range);
        let constant = Range { least: self.constant, most: self.constant };
        columns.chain(others).chain(choices).fold(constant, Range::plus)
    }

    /// Where the totals that stand in it are kept.
    pub(crate) fn totals(&self) -> Vec<Slot> {
        let own = self.others.iter().filter_map(|(_, source)| match source {
            Source::Total { slot, .. } => Some(*slot),
            _ => None,
        });
        let among = self.choices.iter().flat_map(|choice| &*choice.among);
        own.chain(among.flat_map(Formula::totals)).collect()
    }
}

impl Source {
    fn range(&self, weight: i64) -> Range {
        match self {
            Source::Schedule(schedule) => {
                let values = || schedule.values().iter().map(|value| i128::from(value.minor()));
                let (least, most) = (values().min(), values().max());
                Range { least: least.unwrap_or(0), most: most.unwrap_or(0) }.times(weight)
            }
            Source::Quotient(quotient) => quotient.range().times(weight),
            Source::Left => Range::up_to(Money::MOST).times(weight),
            Source::Paid { most, .. } => Range::up_to(*most).times(weight),
            // Both are in ten-thousandths; the ends are rounded outward.
            Source::Total { least, most, .. } => {
                let Range { least, most } = Range { least: least.0, most: most.0 }.times(weight);
                let up = -(-most).div_euclid(Exact::ONE);
                Range { least: least.div_euclid(Exact::ONE), most: up }
            }
        }
    }
}

impl Choice {
    fn range(&self) -> Range {
        let among = self.among.iter().map(Formula::range);
        let least = among.clone().map(|range| range.least);
        let most = among.map(|range| range.most);
        let (least, most) = match &self.how {
            How::Greatest => (least.max(), most.max()),
            How::Least => (least.min(), most.min()),
            How::Chosen(_) | How::Times(_) => (least.min(), most.max()),
        };
        let one = Range { least: least.unwrap_or(0), most: most.unwrap_or(0) };
        match &self.how {
            How::Times(number) => {
                let Range { least, most } = one.times(number.most);
                Range { least: least.min(0), most: most.max(0) } // It may be none.
            }
            How::Greatest | How::Least | How::Chosen(_) => one,
        }
    }
}

impl Quotient {
    /// In minor units, which a rounding may exceed by one of its units.
    fn range(&self) -> Range {
        let least_rate = self.by.values().iter().min().map_or(1, |least| i128::from(*least));
        let of = self.of.range();
        let end = |end: i128| end.saturating_mul(self.one) / (Exact::ONE * least_rate);
        let unit = i128::from(self.rounding.unit);
        let (least, most) = (end(of.least.min(0)), end(of.most.max(0)));
        Range { least: least.saturating_sub(unit), most: most.saturating_add(unit) }
    }
}

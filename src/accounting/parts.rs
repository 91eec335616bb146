//! Amounts by funder.

use std::ops::{AddAssign, Neg, SubAssign};

use crate::money::Money;

/// A funder, by its place among those of a ledger. The first is the scheme itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FunderNo(pub usize);

/// The scheme itself, which bears what no other funder does.
pub(super) const SCHEME: FunderNo = FunderNo(0);

/// Parts of an amount, each of a funder; none is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts(Vec<(FunderNo, Money)>);

impl Parts {
    /// All of it is of one funder.
    pub fn one(funder: FunderNo, amount: Money) -> Parts {
        let mut parts = Parts::default();
        parts.add(funder, amount);
        parts
    }

    pub fn add(&mut self, funder: FunderNo, amount: Money) {
        let at = self.0.partition_point(|(known, _)| *known < funder);
        match self.0.get_mut(at).filter(|(known, _)| *known == funder) {
            Some((_, known)) => *known += amount,
            None => self.0.insert(at, (funder, amount)),
        }
        self.0.retain(|(_, amount)| *amount != Money::ZERO);
    }

    pub fn iter(&self) -> impl Iterator<Item = (FunderNo, Money)> {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn sum(&self) -> Money {
        self.0.iter().map(|(_, amount)| *amount).sum()
    }

    /// Those above zero.
    pub fn above_zero(&self) -> Parts {
        Parts(self.0.iter().copied().filter(|(_, amount)| *amount > Money::ZERO).collect())
    }

    /// What both have of each funder.
    pub fn common(&self, other: &Parts) -> Parts {
        let of =
            |funder| other.iter().find(|(known, _)| *known == funder).map(|(_, amount)| amount);
        let least = |(funder, amount): (FunderNo, Money)| Some((funder, amount.min(of(funder)?)));
        Parts(self.above_zero().iter().filter_map(least).collect()).above_zero()
    }

    /// An amount in the proportion of these, which are above zero and come to no less: each of what those before it
    /// leave, rounded half up, so that no part is more than the one that it is measured by.
    pub fn spread(&self, amount: Money) -> Parts {
        let (mut left, mut of) = (amount, self.sum());
        let mut parts = Parts::default();
        for (funder, share) in self.iter() {
            let part = left.part(share.minor(), of.minor());
            (left, of) = (left - part, of - share);
            parts.add(funder, part);
        }
        parts
    }

    /// An amount out of what two have: first of the one, then of what the other has beyond that. What neither has is
    /// the scheme's, so that parts always come to the amount.
    pub fn out_of(amount: Money, first: &Parts, then: &Parts) -> Parts {
        let first = first.above_zero();
        let mut parts = first.spread(amount.min(first.sum()));
        let mut more = then.clone();
        more -= &parts;
        let more = more.above_zero();
        parts += &more.spread((amount - parts.sum()).min(more.sum()));
        parts.come_to(amount)
    }

    /// The same with what is missing to an amount, which is the scheme's.
    pub fn come_to(mut self, amount: Money) -> Parts {
        self.add(SCHEME, amount - self.sum());
        self
    }
}

impl AddAssign<&Parts> for Parts {
    fn add_assign(&mut self, other: &Parts) {
        other.iter().for_each(|(funder, amount)| self.add(funder, amount));
    }
}

impl SubAssign<&Parts> for Parts {
    fn sub_assign(&mut self, other: &Parts) {
        other.iter().for_each(|(funder, amount)| self.add(funder, -amount));
    }
}

impl Neg for Parts {
    type Output = Parts;

    fn neg(self) -> Parts {
        Parts(self.0.into_iter().map(|(funder, amount)| (funder, -amount)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(minor: &[i64]) -> Parts {
        let mut parts = Parts::default();
        for (at, minor) in minor.iter().enumerate() {
            parts.add(FunderNo(at), Money::from_minor(*minor));
        }
        parts
    }

    fn out_of(minor: i64, first: &[i64], then: &[i64]) -> Parts {
        Parts::out_of(Money::from_minor(minor), &parts(first), &parts(then))
    }

    #[test]
    fn what_is_taken_comes_first_from_where_it_is_asked_for() {
        assert_eq!(out_of(50, &[0, 80], &[100, 100]), parts(&[0, 50]));
        assert_eq!(out_of(100, &[0, 80], &[100, 100]), parts(&[17, 83]));
        assert_eq!(out_of(3, &[], &[1, 1, 1, 1]), parts(&[1, 1, 1, 0]));
        // What none of them has is the scheme's.
        assert_eq!(out_of(70, &[0, 20], &[]), parts(&[50, 20]));
    }

    proptest::proptest! {
        #[test]
        fn what_is_spread_comes_to_the_amount_and_no_part_is_too_large(
            of in proptest::collection::vec(0..1_000i64, 1..6), tenths in 0..=10i64,
        ) {
            let of = parts(&of);
            let amount = Money::from_minor(of.sum().minor() * tenths / 10);
            let mut left = of.clone();
            let spread = of.spread(amount);
            left -= &spread;
            proptest::prop_assert_eq!(spread.sum(), amount);
            proptest::prop_assert!(spread == spread.above_zero() && left == left.above_zero());
        }
    }
}

//! Who bore what became due of a benefit of a bill, layer by layer.
//!
//! What becomes due is borne by those whom the rules name that decided it: it is a layer above what was due before, or
//! makes the layer larger that they bear already. What is reversed is taken from the newest layer down: from those who
//! bore it, whatever the rules say now. A layer is split as a whole, and so all that is due is always split to the fen
//! as if it had been due at once.

use std::collections::HashMap;

use super::funders::{Funders, SplitNo};
use super::line::Line;
use super::parts::{Parts, SCHEME};
use crate::ledger::{MemberNumber, RunId, bill_hash};
use crate::money::Money;

/// What is due of a benefit of a bill, by who bears it; the newest stands last.
type Layers = Vec<(SplitNo, Money)>;

/// A benefit of a bill: the hash of the bill's id, and the number of its plan and benefit.
type Benefit = (i64, usize);

/// Who bore what is due of every benefit of every bill.
pub(super) struct Borne {
    pub funders: Funders,
    /// By member too: what two bills share by chance of a hash is not of one member.
    layers: HashMap<(MemberNumber, Benefit), Layers>,
    /// What another id of a person had, from the posting that took it away to the one that brings it, in one run.
    joining: (RunId, HashMap<Benefit, Layers>),
    plans: HashMap<[String; 2], usize>,
}

impl Borne {
    pub fn new(funders: Funders) -> Borne {
        let (layers, plans) = (HashMap::new(), HashMap::new());
        Borne { funders, layers, joining: (RunId::default(), HashMap::new()), plans }
    }

    /// Who bears what an entry of a benefit moves.
    pub fn moved(&mut self, line: &Line) -> Parts {
        if self.funders.is_only_scheme() {
            return Parts::one(SCHEME, line.amount);
        }
        let benefit = self.benefit(line);
        let key = (line.member.no, benefit);
        let mut layers = self.layers.remove(&key).unwrap_or_default();
        let before = self.parts(&layers);
        let mut amount = line.amount;
        if self.joining.0 != line.run {
            self.joining = (line.run, HashMap::new());
        }
        if line.is_joining() {
            self.joining.1.insert(benefit, layers.clone());
        } else if let Some(came) = self.joining.1.remove(&benefit) {
            amount = amount - came.iter().map(|(_, amount)| *amount).sum();
            layers.extend(came);
        }
        let split = self.funders.of(line.rules, &line.edition, &line.benefit);
        move_by(&mut layers, amount, split);
        let mut parts = self.parts(&layers);
        parts -= &before;
        if !layers.is_empty() {
            self.layers.insert(key, layers);
        }
        parts
    }

    fn benefit(&mut self, line: &Line) -> Benefit {
        let next = self.plans.len();
        let plan = self.plans.entry([line.plan.clone(), line.benefit.clone()]).or_insert(next);
        (bill_hash(&line.bill_id), *plan)
    }

    fn parts(&self, layers: &Layers) -> Parts {
        let mut parts = Parts::default();
        for (split, amount) in layers {
            parts += &self.funders.parts(*split, *amount);
        }
        parts
    }
}

/// Adds what becomes due to the newest layer, or on top of it; takes what is reversed from the newest down.
fn move_by(layers: &mut Layers, mut amount: Money, split: SplitNo) {
    while let Some((_, top)) = layers.last_mut().filter(|(_, top)| *top > Money::ZERO)
        && amount < Money::ZERO
    {
        let back = (-amount).min(*top);
        (*top, amount) = (*top - back, amount + back);
        layers.retain(|(_, amount)| *amount != Money::ZERO);
    }
    match layers.last_mut().filter(|(newest, _)| *newest == split) {
        Some((_, top)) => *top += amount,
        None => layers.push((split, amount)),
    }
    layers.retain(|(_, amount)| *amount != Money::ZERO);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::{FunderSplit, Share};

    /// The scheme itself; one funder; and two splits, of which one is between three.
    fn borne() -> (Borne, [SplitNo; 4]) {
        let mut funders = Funders::only("scheme".to_owned());
        let declared = ["province", "city", "county"].map(str::to_owned);
        let mut keep = |shares: &[(&str, &str)]| {
            let share = |(id, text): &(&str, &str)| {
                let rate = text.parse().map_or(Share::Rest, Share::Of);
                ((*id).to_owned(), rate)
            };
            let split = FunderSplit::of(shares.iter().map(share).collect(), &declared);
            funders.keep(split.unwrap())
        };
        let splits = [
            keep(&[("city", "rest")]),
            keep(&[("province", "60%"), ("city", "rest")]),
            keep(&[("province", "33.3%"), ("city", "33.3%"), ("county", "rest")]),
        ];
        let [one, two, three] = splits;
        (Borne::new(funders), [SplitNo::default(), one, two, three])
    }

    proptest::proptest! {
        #[test]
        fn no_entry_takes_from_one_funder_what_it_gives_to_another_and_all_taken_back_is_nothing(
            moves in proptest::collection::vec((0..4usize, -20_000..20_000i64), 1..12),
        ) {
            let (borne, splits) = borne();
            let (mut layers, mut due) = (Layers::new(), Money::ZERO);
            for (split, minor) in moves {
                // No benefit pays less than nothing.
                let amount = Money::from_minor(minor).max(-due);
                let before = borne.parts(&layers);
                move_by(&mut layers, amount, splits[split]);
                let mut moved = borne.parts(&layers);
                moved -= &before;
                due += amount;
                proptest::prop_assert_eq!(moved.sum(), amount);
                let up = if amount < Money::ZERO { -moved } else { moved };
                proptest::prop_assert_eq!(up.above_zero(), up);
            }
            move_by(&mut layers, -due, splits[0]);
            proptest::prop_assert!(layers.is_empty());
        }

        #[test]
        fn a_correction_that_is_taken_back_leaves_all_as_they_were(
            first in 0..20_000i64, more in 0..20_000i64, by in (0..4usize, 0..4usize, 0..4usize),
        ) {
            let (borne, splits) = borne();
            let mut layers = Layers::new();
            move_by(&mut layers, Money::from_minor(first), splits[by.0]);
            let before = borne.parts(&layers);
            move_by(&mut layers, Money::from_minor(more), splits[by.1]);
            move_by(&mut layers, Money::from_minor(-more), splits[by.2]);
            proptest::prop_assert_eq!(borne.parts(&layers), before);
        }
    }
}

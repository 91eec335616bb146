//! The deductible (起付线): what the member bears before anything is paid, used up across its window.
//!
//! ```toml
//! [benefit.deductible]
//! amount = "500"
//! window = "year"
//! ```

use crate::money::Exact;
use crate::scheme::entry::{HoldsBack, PLAIN, Provision, exact};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::reader::{Read, Reader};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::window::Slot;
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("deductible", Some(words::provisions::deductible))],
    keeps: &[exact("deductible", "deductible")],
    steps: &[("deductible", words::provisions::after_deductible)],
    holds_back: Some(HoldsBack {
        key: "deductible",
        name: |_| words::provisions::deductible(),
        shared: None,
    }),
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct Deductible {
    pub amount: Formula,
    /// What was taken so far in the window; nothing where each bill stands alone.
    pub slot: Option<Slot>,
}

impl Deductible {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Deductible> {
        let amount = reader.formula("amount");
        let window = reader.window();
        let slot = reader.scope.slot(window?, "deductible");
        Ok(Deductible { amount: amount?, slot })
    }

    /// The whole of it.
    pub(crate) fn formula(&self) -> &Formula {
        &self.amount
    }

    /// How much of `cost` the member still bears, with the whole deductible and what was taken
    /// before.
    #[inline]
    pub(crate) fn takes(&self, cost: Exact, facts: &Facts) -> (Exact, Exact, Exact) {
        let amount = self.amount.value(facts, Effect::Bears).or_zero();
        let before = self.slot.map_or(Exact::ZERO, |slot| facts.memory.exact(slot));
        (cost.min((amount - before).or_zero()), amount, before)
    }
}

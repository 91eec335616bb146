//! The deductible (起付线): what the member bears before anything is paid, used up across its window.
//!
//! ```toml
//! [benefit.deductible]
//! amount = "500"
//! window = "year"
//! ```

use crate::diagnostic::Diagnostics;
use crate::money::Exact;
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Table;
use crate::scheme::language::window::{Slot, Window};

#[derive(Clone, Debug)]
pub(crate) struct Deductible {
    amount: Formula,
    /// What was taken so far in the window; nothing where each bill stands alone.
    pub slot: Option<Slot>,
}

impl Deductible {
    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Deductible> {
        let amount = table.required("amount", found);
        let amount = amount.and_then(|node| scope.formula(node, "amount", found));
        let window = Window::read(table, found);
        let context = scope.context.as_ref()?;
        let name = format!("{}/deductible", context.benefit);
        let slot = scope.slots.slot(window?, context.plan, &name);
        Some(Deductible { amount: amount?, slot })
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

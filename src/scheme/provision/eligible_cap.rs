//! A limit on the counted base: what is above it is not looked at.
//!
//! ```toml
//! [benefit.counted]
//! most = "250000"
//! window = "cover"
//! ```

use crate::diagnostic::Diagnostics;
use crate::money::Exact;
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Table;
use crate::scheme::language::window::{Slot, Window};

#[derive(Clone, Debug)]
pub(crate) struct Counted {
    most: Formula,
    window: Window,
    /// What was counted so far in the window; nothing where each bill stands alone.
    pub slot: Option<Slot>,
}

impl Counted {
    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Counted> {
        let most = table.required("most", found);
        let most = most.and_then(|node| scope.formula(node, "most", found));
        let window = Window::read(table, found);
        let context = scope.context.as_ref()?;
        let name = format!("{}/counted", context.benefit);
        let slot = scope.slots.slot(window?, context.plan, &name);
        Some(Counted { most: most?, window: window?, slot })
    }

    /// The most that is counted over a window of the bands, where it does not depend on the bill;
    /// nothing for bands that stand alone for each bill.
    pub(crate) fn most_in(&self, window: Option<Window>) -> Option<Exact> {
        let within =
            window.is_none_or(|window| self.window == window || self.window == Window::Lifetime);
        self.most.fixed().filter(|_| within)
    }

    /// The most that is counted.
    pub(crate) fn formula(&self) -> &Formula {
        &self.most
    }

    /// How much of `base` is still counted, with the most and what was counted before.
    #[inline]
    pub(crate) fn counts(&self, base: Exact, facts: &Facts) -> (Exact, Exact, Exact) {
        let most = self.most.value(facts, Effect::Pays).or_zero();
        let before = self.slot.map_or(Exact::ZERO, |slot| facts.memory.exact(slot));
        (base.min((most - before).or_zero()), most, before)
    }
}

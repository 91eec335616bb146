//! The eligible-expense cap (`counted` in rule files): the part of the base above it is not eligible.
//!
//! ```toml
//! [benefit.counted]
//! most = "250000"
//! window = "cover"
//! ```

use crate::money::Exact;
use crate::scheme::entry::{PLAIN, Provision, exact};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::reader::{Read, Reader};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::window::{Slot, Window};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("counted", Some(words::provisions::counted))],
    keeps: &[exact("counted", "counted")],
    steps: &[("counted", words::provisions::after_counted)],
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct EligibleCap {
    pub most: Formula,
    pub window: Window,
    /// What was eligible so far in the window; nothing where each bill stands alone.
    pub slot: Option<Slot>,
}

impl EligibleCap {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<EligibleCap> {
        let most = reader.formula("most");
        let window = reader.window();
        let slot = reader.scope.slot(window?, "counted");
        Ok(EligibleCap { most: most?, window: window?, slot })
    }

    /// The most that is eligible over a window of the bands, where it does not depend on the bill;
    /// nothing for bands that stand alone for each bill.
    pub(crate) fn most_in(&self, window: Option<Window>) -> Option<Exact> {
        let within = window.is_none_or(|window| self.window.holds(window));
        self.most.fixed().filter(|_| within)
    }

    /// The most that is eligible.
    pub(crate) fn formula(&self) -> &Formula {
        &self.most
    }

    /// How much of `base` is eligible, with the most and what was eligible before.
    #[inline]
    pub(crate) fn admits(&self, base: Exact, facts: &Facts) -> (Exact, Exact, Exact) {
        let most = self.most.value(facts, Effect::Pays).or_zero();
        let before = self.slot.map_or(Exact::ZERO, |slot| facts.memory.exact(slot));
        (base.min((most - before).or_zero()), most, before)
    }
}

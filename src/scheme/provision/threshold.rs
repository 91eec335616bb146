//! The threshold (起报标准): costs must reach it before anything is paid. It opens the door, and is
//! not itself subtracted.
//!
//! ```toml
//! [benefit.threshold]
//! of = "in_scope - level_deductible"
//! at_least = "6000"
//! window = "cover"
//! opens = "every_bill"
//! unpaid_bills = "count"
//! ```

use crate::money::Exact;
use crate::scheme::entry::{HoldsBack, PLAIN, Provision, exact};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::{Scope, Stage};
use crate::scheme::language::table::Span;
use crate::scheme::language::window::{Slot, Window};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("threshold", Some(words::provisions::threshold))],
    keeps: &[exact("threshold", "threshold")],
    steps: &[("threshold", words::provisions::after_threshold)],
    holds_back: Some(HoldsBack {
        key: "threshold",
        name: |_| words::provisions::threshold(),
        shared: None,
    }),
    ..PLAIN
};

#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    pub of: Formula,
    pub edge: Formula,
    pub inclusive: bool,
    pub opens: Opens,
    /// Whether a bill it leaves unpaid uses up what carries over; nothing where nothing does.
    pub unpaid_bills: Option<bool>,
}

/// Over which bills the threshold is reached, and which bills it then opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opens {
    /// Each bill stands alone.
    Alone,
    /// The sum of the whole window, kept in this slot by the first pass, opens all its bills.
    Every(Slot),
    /// The running sum in this slot opens the bill that reaches it, and later ones.
    Onwards(Slot),
}

/// How a bill stood at the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What was measured, over the window.
    pub measured: Exact,
    /// What had to be reached.
    pub edge: Exact,
    /// Whether reaching it exactly is enough.
    pub inclusive: bool,
    /// Whether it was reached.
    pub met: bool,
}

impl Gate {
    /// The same with `more` measured.
    #[must_use]
    #[inline]
    pub(crate) fn with(self, more: Exact) -> Gate {
        let measured = self.measured + more;
        let met = if self.inclusive { measured >= self.edge } else { measured > self.edge };
        Gate { measured, met, ..self }
    }
}

impl Threshold {
    /// What must be reached, where it is the same for every bill.
    pub(crate) fn fixed(&self) -> Option<Exact> {
        self.edge.fixed()
    }

    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Threshold> {
        let window = reader.window();
        // On one bill all is known; where the window is wrong, nothing more is said of what it may ask.
        let (measured, held_to) = match window {
            Ok(Window::Bill) | Err(_) => (Stage::Deciding, Stage::Deciding),
            Ok(_) => (Stage::Before, Stage::Edge),
        };
        let of = reader.required("of");
        let of = of.and_then(|node| reader.scope.at(measured, |scope| scope.formula(node, "of")));
        let place = reader.second_of(&["at_least", "above"]);
        let (at_least, above) = (reader.optional("at_least"), reader.optional("above"));
        let inclusive = at_least.is_some();
        let edge = match (at_least, above) {
            (Some(edge), None) | (None, Some(edge)) => {
                reader.scope.at(held_to, |scope| scope.formula(edge, "at_least"))
            }
            _ => Err(reader.error(place, words::rules::one_of_two("at_least", "above"))),
        };
        let opens = Threshold::read_opens(reader, window);
        let unpaid = [("count", true), ("do_not_count", false)];
        let unpaid_bills = if reader.has("unpaid_bills") {
            reader.choice("unpaid_bills", &unpaid).map(Some)
        } else {
            Ok(None)
        };
        Ok(Threshold {
            of: of?,
            edge: edge?,
            inclusive,
            opens: opens?,
            unpaid_bills: unpaid_bills?,
        })
    }

    fn read_opens(reader: &mut Reader<Scope>, window: Read<Window>) -> Read<Opens> {
        let slot = window.map(|window| reader.scope.slot(window, "threshold"));
        let slot = match slot {
            Ok(Some(slot)) => slot,
            Ok(None) => {
                reader.forbid("opens", words::rules::opening_needs_window());
                return Ok(Opens::Alone);
            }
            Err(reported) => {
                reader.optional("opens"); // Whether it belongs here is not known.
                return Err(reported);
            }
        };
        let opens = [
            ("every_bill", Opens::Every(slot)),
            ("from_the_bill_that_reaches_it", Opens::Onwards(slot)),
        ];
        reader.choice("opens", &opens)
    }

    /// Reports where the choice `unpaid_bills` was not made though it matters, or made though it does not.
    pub(crate) fn check_unpaid_bills(
        &self,
        carries_over: bool,
        place: Span,
        scope: &mut impl Reports,
    ) {
        if carries_over && self.unpaid_bills.is_none() {
            let options = "`count` `do_not_count`";
            scope.error(place, words::rules::missing_choice("unpaid_bills", options));
        } else if !carries_over && self.unpaid_bills.is_some() {
            let message = words::rules::unpaid_bills_idle();
            scope.advise(place, message, words::rules::remove_key("unpaid_bills"));
        }
    }

    /// What is measured, and what must be reached.
    pub(crate) fn formulas(&self) -> [&Formula; 2] {
        [&self.of, &self.edge]
    }

    /// Whether a bill it leaves unpaid uses up what carries over.
    #[inline]
    pub(crate) fn counts_unpaid(&self) -> bool {
        self.unpaid_bills == Some(true)
    }

    /// How the bill at hand stands.
    #[inline]
    pub(crate) fn gate(&self, facts: &Facts) -> Gate {
        let measured = match self.opens {
            Opens::Alone => self.of.value(facts, Effect::Pays),
            Opens::Every(slot) | Opens::Onwards(slot) => facts.memory.exact(slot),
        };
        let edge = self.edge.value(facts, Effect::Bears);
        let met = if self.inclusive { measured >= edge } else { measured > edge };
        Gate { measured, edge, inclusive: self.inclusive, met }
    }
}

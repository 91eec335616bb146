//! The threshold (准入门槛): costs must reach it before anything is paid. It opens the door, and is
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

use crate::diagnostic::Diagnostics;
use crate::money::Exact;
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::formula::Formula;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Table;
use crate::scheme::language::window::{Slot, Window};
use crate::words;

#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    pub of: Formula,
    edge: Formula,
    inclusive: bool,
    pub opens: Opens,
    /// Whether a bill it leaves unpaid uses up what carries over; nothing where nothing does.
    unpaid_bills: Option<bool>,
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

    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Threshold> {
        let of = table.required("of", found);
        let of = of.and_then(|node| scope.before(|scope| scope.formula(node, "of", found)));
        let place = table.second_of(&["at_least", "above"]);
        let (at_least, above) = (table.optional("at_least"), table.optional("above"));
        let inclusive = at_least.is_some();
        let edge = match (at_least, above) {
            (Some(edge), None) | (None, Some(edge)) => {
                scope.before(|scope| scope.formula(edge, "at_least", found))
            }
            _ => {
                let message = words::rules::one_of_two("at_least", "above");
                found.error(place, message);
                None
            }
        };
        let window = Window::read(table, found);
        let opens = Threshold::read_opens(table, window, scope, found);
        let unpaid = [("count", true), ("do_not_count", false)];
        let unpaid_bills = table.has("unpaid_bills");
        let unpaid_bills = unpaid_bills.then(|| table.choice("unpaid_bills", &unpaid, found));
        Some(Threshold {
            of: of?,
            edge: edge?,
            inclusive,
            opens: opens?,
            unpaid_bills: unpaid_bills.flatten(),
        })
    }

    fn read_opens(
        table: &mut Table,
        window: Option<Window>,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Opens> {
        let context = scope.context.as_ref()?;
        let name = format!("{}/threshold", context.benefit);
        let slot = window.and_then(|window| scope.slots.slot(window, context.plan, &name));
        let Some(slot) = slot else {
            table.forbid("opens", words::rules::opening_needs_window(), found);
            return window.map(|_| Opens::Alone);
        };
        let opens = [
            ("every_bill", Opens::Every(slot)),
            ("from_the_bill_that_reaches_it", Opens::Onwards(slot)),
        ];
        table.choice("opens", &opens, found)
    }

    /// Says whether the choice `unpaid_bills` was made where it matters, and not elsewhere.
    pub(crate) fn check_unpaid_bills(
        &self,
        carries_over: bool,
        place: std::ops::Range<usize>,
        found: &mut Diagnostics,
    ) {
        if carries_over && self.unpaid_bills.is_none() {
            let options = "`count` `do_not_count`";
            found.error(place, words::rules::missing_choice("unpaid_bills", options));
        } else if !carries_over && self.unpaid_bills.is_some() {
            let message = words::rules::unpaid_bills_idle();
            found.advise(place, message, words::rules::remove_key("unpaid_bills"));
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

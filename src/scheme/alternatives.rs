//! Alternatives: of several benefits only one is paid in a window.
//!
//! ```toml
//! [[alternatives]]
//! clause = "art. 6"
//! benefits = ["critical", "daily"]
//! window = "cover"
//! take = "larger"
//! ```
//!
//! Which one is decided by running the fold once for each: see [`crate::adjudication`].

use super::limit::read_benefits;
use super::scope::Scope;
use super::table::Table;
use super::window::{Slot, Window};
use crate::diagnostic::Diagnostics;
use crate::words;

/// Benefits of which only one is paid in a window.
#[derive(Clone, Debug)]
pub struct Alternatives {
    /// The clause of the printed terms.
    pub clause: String,
    /// The benefits, by place in the edition, in the order listed.
    pub benefits: Vec<u8>,
    pub(crate) take: Take,
    /// Tells the windows apart; nothing is accumulated in it. Nothing for the window of one bill.
    pub(crate) slot: Option<Slot>,
}

/// Which of the alternatives is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The one that pays most over the window; of equal ones the first listed.
    Larger,
    /// The first listed that pays anything over the window.
    FirstListed,
}

impl Alternatives {
    pub(super) fn read(
        table: &mut Table,
        number: usize,
        benefits: &[(String, u8)],
        plans: &[Option<u8>],
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Alternatives> {
        let clause = table.text("clause", found);
        let chosen = read_benefits(table, benefits, found);
        let place = table.value_span("window");
        let window = Window::read(table, found);
        let take = [("larger", Take::Larger), ("first_listed", Take::FirstListed)];
        let take = table.choice("take", &take, found);
        let (chosen, window) = (chosen?, window?);
        for (benefit, span) in &chosen {
            if scope.in_alternatives.contains(benefit) {
                let id = &benefits[*benefit as usize].0;
                found.error(span.clone(), words::rules::in_two_alternatives(id));
            }
            scope.in_alternatives.push(*benefit);
        }
        let mut of = chosen.iter().map(|(benefit, _)| plans[*benefit as usize]);
        let plan = of.next()??;
        let one_plan = of.all(|other| other.is_none_or(|other| other == plan));
        if window == Window::Cover && !one_plan {
            found.error(place, words::rules::cover_of_two_plans());
        }
        let slot = scope.slots.slot(window, plan, &format!("/alternatives/{number}"));
        let benefits = chosen.into_iter().map(|(benefit, _)| benefit).collect();
        Some(Alternatives { clause: clause?, benefits, take: take?, slot })
    }
}

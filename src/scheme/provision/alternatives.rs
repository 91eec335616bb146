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

use crate::scheme::entry::{Kept, PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::window::{Slot, Window};
use crate::scheme::listed::{Candidate, categories_of, read_benefits};
use crate::words;

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("alternatives", None)],
    keeps: &[Kept { what: "alternatives", opening: None }],
    ..PLAIN
};

/// Benefits of which only one is paid in a window.
#[derive(Clone, Debug)]
pub struct Alternatives {
    /// The clause of the printed terms.
    pub(crate) clause: String,
    /// The benefits, by place in the edition, in the order listed.
    pub(crate) benefits: Vec<u8>,
    pub(crate) take: Take,
    /// Tells the windows apart; nothing is accumulated in it. Nothing for the window of one bill.
    pub(crate) slot: Option<Slot>,
}

impl Alternatives {
    /// The clause of the printed terms.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// The benefits, by place in the edition, in the order listed.
    pub fn benefits(&self) -> &[u8] {
        &self.benefits
    }
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
    /// `benefits` are those of the edition.
    pub(crate) fn read(reader: &mut Reader<Scope>, benefits: &[Candidate]) -> Read<Alternatives> {
        let clause = reader.text("clause");
        let chosen = read_benefits(reader, benefits);
        let place = reader.value_span("window");
        let window = reader.window();
        let chosen_of_one = words::rules::window_of_alternatives();
        let window = reader.of_one_member(place.clone(), window, chosen_of_one);
        let window = match window {
            Ok(Window::MonthsBack(_)) => {
                Err(reader.error(place.clone(), words::rules::alternatives_back()))
            }
            window => window,
        };
        let take = [("larger", Take::Larger), ("first_listed", Take::FirstListed)];
        let take = reader.choice("take", &take);
        reader.check_spells(chosen.as_ref().map_or(0, |chosen| categories_of(chosen)));
        let (chosen, window) = (chosen?, window?);
        for one in &chosen {
            if reader.scope.in_alternatives.contains(&one.at) {
                let message = words::rules::in_two_alternatives(&one.benefit.id);
                reader.error(one.span.clone(), message);
            }
            reader.scope.in_alternatives.push(one.at);
        }
        let mut plans = chosen.iter().filter_map(|one| one.benefit.plan);
        let plan = plans.next();
        if window.is_of_a_plan() && !plans.all(|other| Some(other) == plan) {
            reader.error(place, words::rules::cover_of_two_plans());
        }
        // Editions that list the same benefits for the same window choose together.
        let ids: Vec<&str> = chosen.iter().map(|one| one.benefit.id.as_str()).collect();
        let name = format!("/alternatives/{}", ids.join(" "));
        // Where no plan is known, its mistake was reported, and there will be no book.
        let slot = reader.scope.slots.slot(window, plan.unwrap_or(0), &name);
        let benefits = chosen.into_iter().map(|one| one.at).collect();
        Ok(Alternatives { clause: clause?, benefits, take: take?, slot })
    }
}

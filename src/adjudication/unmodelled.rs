//! Which clauses that are not modelled may matter for a bill. Deciding does not ask for them; explanations do.

use super::Adjudicator;
use super::eligibility::before_deciding;
use crate::claim::History;
use crate::scheme::{Plan, Unmodelled};

impl Adjudicator<'_> {
    /// The clauses that are not modelled and may matter for a bill of the history last adjudicated, by its place
    /// there: their places in [`Edition::unmodelled`] of the bill's edition. They are of a plan to a period of which
    /// the bill belongs, and of its category and facts.
    ///
    /// [`Edition::unmodelled`]: crate::scheme::Edition::unmodelled
    pub fn unmodelled(&self, history: &History, place: usize) -> Vec<usize> {
        let (bill, eligibility) = (&history.bills()[place], &self.eligibilities[place]);
        let Some(edition) = eligibility.edition(self.book) else { return Vec::new() };
        let matters_under = |clause: &Unmodelled, plan: &Plan| {
            eligibility.cover_under(plan, history, bill).is_some_and(|cover| {
                clause.may_matter(plan, &before_deciding(history, bill, &cover, &self.state.memory))
            })
        };
        let may_matter = |at: &usize| {
            let mut plans = edition.plans.iter();
            plans.any(|plan| matters_under(&edition.unmodelled[*at], plan))
        };
        (0..edition.unmodelled.len()).filter(may_matter).collect()
    }
}

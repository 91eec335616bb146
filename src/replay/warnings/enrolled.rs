//! Plans in which no member in scope is enrolled: nothing that they pay can be found.

use std::collections::BTreeSet;

use crate::intake::Intake;
use crate::scheme::Book;
use crate::words::{Sentence, replay as words};

/// The plans in which members in scope are enrolled, beside those of each scenario.
pub(super) struct EnrolledPlans<'b> {
    books: &'b [Book],
    plans: [bool; 1 << 8],
}

impl<'b> EnrolledPlans<'b> {
    /// The plans of these members.
    pub fn of(books: &'b [Book], intake: &Intake, members: &[u32]) -> EnrolledPlans<'b> {
        let mut plans = [false; 1 << 8];
        let periods = members.iter().flat_map(|&member| intake.periods(member));
        periods.for_each(|period| plans[period.plan as usize] = true);
        EnrolledPlans { books, plans }
    }

    /// Whether any member is enrolled in any plan of a scenario.
    fn is_any(&self, book: &Book) -> bool {
        let mut plans = book.editions.iter().flat_map(|edition| &edition.plans);
        plans.any(|plan| self.plans[plan.number as usize])
    }

    /// The same of a scenario by its place.
    pub fn is_any_in(&self, scenario: usize) -> bool {
        self.is_any(&self.books[scenario])
    }

    /// Scenarios of which no member is in any plan.
    pub fn alarms(&self, names: &[String]) -> Vec<Sentence> {
        let without_members = names.iter().zip(self.books).filter(|(_, book)| !self.is_any(book));
        without_members.map(|(name, _)| words::terms_of_nobody(name)).collect()
    }

    /// Plans of the other scenarios in which no member is.
    pub fn warnings(&self, names: &[String]) -> Vec<Sentence> {
        let mut all = Vec::new();
        for (name, book) in names.iter().zip(self.books).filter(|(_, book)| self.is_any(book)) {
            let mut named = BTreeSet::new();
            for plan in book.editions.iter().rev().flat_map(|edition| &edition.plans) {
                if !self.plans[plan.number as usize] && named.insert(plan.number) {
                    let warning = |plan: &str| words::nobody_enrolled(name, plan);
                    all.push(plan.title.in_both(warning));
                }
            }
        }
        all
    }
}

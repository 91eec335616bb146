//! Plans in which no member in scope is enrolled, and periods that are not paid for: what they would pay is not found.

use std::collections::BTreeSet;

use crate::intake::Intake;
use crate::report::figures;
use crate::scheme::Book;
use crate::words::{Sentence, replay as words};

/// The plans in which members in scope are enrolled, beside those of each scenario.
pub(super) struct EnrolledPlans<'b> {
    books: &'b [Book],
    plans: [bool; 1 << 8],
    /// Of each scenario, how many periods wait for their contribution, and for how many of them none came in.
    receipts: Vec<Receipts>,
}

#[derive(Default)]
struct Receipts {
    waited_for: u64,
    missing: u64,
}

impl<'b> EnrolledPlans<'b> {
    /// The plans of these members.
    pub fn of(books: &'b [Book], intake: &Intake, members: &[u32]) -> EnrolledPlans<'b> {
        let mut plans = [false; 1 << 8];
        let periods = members.iter().flat_map(|&member| intake.periods(member));
        periods.for_each(|period| plans[period.plan as usize] = true);
        let receipts = books.iter().map(|book| receipts(book, intake, members)).collect();
        EnrolledPlans { books, plans, receipts }
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
        let receipts = names.iter().zip(&self.receipts).filter(|(_, one)| one.missing > 0);
        all.extend(receipts.map(|(name, Receipts { missing, waited_for })| {
            words::not_paid_for(name, figures::count(*missing), figures::count(*waited_for))
        }));
        all
    }
}

fn receipts(book: &Book, intake: &Intake, members: &[u32]) -> Receipts {
    let mut found = Receipts::default();
    if book.asks_receipts() == 0 {
        return found;
    }
    let periods = members.iter().flat_map(|&member| intake.periods(member));
    for period in periods.filter(|period| book.waits_for_receipt(period)) {
        found.waited_for += 1;
        found.missing += u64::from(period.paid_on().is_none());
    }
    found
}

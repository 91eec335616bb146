//! Bills that a benefit is for: what its conditions and those of its plan ask of a bill, turned into what a bill says.

use super::benefit::Benefit;
use super::edition::Edition;
use super::provision::conditions::{Lists, Test};
use crate::claim::{Fact, FactValues, Vocabulary};
use crate::date::Day;

/// What a bill says to be one that a benefit is for, beyond its dates and amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BillFor {
    /// Columns of bills.csv, each with what stands there.
    pub cells: Vec<(String, String)>,
    /// The least nights of the stay.
    pub nights: i32,
}

impl Edition {
    /// A bill of a day that a benefit is for, in each category that will do; of every other fact the first value that
    /// will do. None where no bill can be what the benefit and its plan ask.
    pub(crate) fn bills_for(
        &self,
        benefit: &Benefit,
        vocabulary: &Vocabulary,
        day: Day,
    ) -> Vec<BillFor> {
        let of_plan = self.plan_of(benefit).tests();
        let tests: Vec<&Test> = benefit.conditions.tests.iter().chain(of_plan).collect();
        let asked = Asked { tests, lists: benefit.conditions.lists, vocabulary, day };
        let Some(rest) = asked.in_any_category() else { return Vec::new() };
        let lets_in = |at: usize| {
            benefit.conditions.holds_for_category(at)
                && asked.holds(Fact::Bill(Vocabulary::CATEGORY), at as i64)
        };
        let categories = vocabulary.categories.iter().enumerate().filter(|(at, _)| lets_in(*at));
        let of_category = |(_, category): (usize, &String)| {
            let mut bill = rest.clone();
            bill.cells.push(("category".to_owned(), category.clone()));
            bill
        };
        categories.map(of_category).collect()
    }
}

/// All that is asked of a bill of a day.
struct Asked<'a> {
    tests: Vec<&'a Test>,
    lists: Lists,
    vocabulary: &'a Vocabulary,
    day: Day,
}

impl Asked<'_> {
    fn in_any_category(&self) -> Option<BillFor> {
        let mut bill = BillFor { cells: Vec::new(), nights: 0 };
        let diagnosis = self.diagnosis()?;
        if !diagnosis.is_empty() {
            bill.cells.push((Vocabulary::DIAGNOSIS.to_owned(), diagnosis));
        }
        for fact in self.tests.iter().map(|test| test.fact) {
            let name = self.vocabulary.fact_name(fact);
            match fact {
                Fact::Bill(Vocabulary::CATEGORY) => {}
                Fact::Nights => bill.nights = self.value(fact)?.parse().ok()?,
                Fact::Bill(_) | Fact::Count(_) if !bill.has(name) => {
                    bill.cells.push((name.to_owned(), self.value(fact)?));
                }
                _ => {}
            }
        }
        Some(bill)
    }

    /// Whether a fact may be so, for all that ask for it.
    fn holds(&self, fact: Fact, number: i64) -> bool {
        self.tests.iter().filter(|test| test.fact == fact).all(|test| test.allows(number))
    }

    /// The first value of a fact that will do.
    fn value(&self, fact: Fact) -> Option<String> {
        match self.vocabulary.values(fact) {
            FactValues::Words(words) => {
                let mut words = words.into_iter().enumerate();
                words.find(|(at, _)| self.holds(fact, *at as i64)).map(|(_, word)| word)
            }
            FactValues::From(least) => {
                let ranges = self.tests.iter().filter(|test| test.fact == fact);
                let starts = ranges.flat_map(|test| &test.allowed).map(|range| *range.start());
                let numbers = std::iter::once(least).chain(starts.filter(|start| *start > least));
                numbers.filter(|number| self.holds(fact, *number)).min().map(|one| one.to_string())
            }
        }
    }

    /// A diagnosis that will do; empty where a bill without one does.
    fn diagnosis(&self) -> Option<String> {
        let Vocabulary { lists, list_versions, .. } = self.vocabulary;
        let all = lists.iter().map(|(_, codes)| codes);
        let codes = all.chain(list_versions.iter().map(|version| &version.codes)).flatten();
        let codes = codes.map(|code| code.trim_end_matches('*'));
        std::iter::once("").chain(codes).find(|code| self.takes(code)).map(str::to_owned)
    }

    fn takes(&self, code: &str) -> bool {
        let lists = match code {
            "" => 0,
            code => self.vocabulary.lists_on(self.vocabulary.lists_with(code).0, self.day),
        };
        let first = |test: &&Test| match test.fact {
            Fact::Diagnosis(order) => test.allows(order.first_among(lists)),
            _ => true,
        };
        self.lists.take(lists) && self.tests.iter().all(first)
    }
}

impl BillFor {
    fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|(name, _)| name == column)
    }
}

//! Conditions: for which bills a benefit is eligible at all.
//!
//! ```toml
//! categories = ["inpatient"]
//! when = { hospital_level = "2,3", diagnosis = "cancers" }
//! ```

use std::ops::RangeInclusive;

use crate::claim::{Bill, Fact, Vocabulary};
use crate::diagnostic::Diagnostics;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::schedule::{named_fact, read_pattern};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Table, Value, list, nearest};
use crate::words;

/// What must hold of a bill.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    /// One bit a category.
    categories: u64,
    tests: Vec<Test>,
    /// One bit a list, of which a diagnosis must be in one; all bits where any will do.
    lists: Option<u64>,
}

#[derive(Clone, Debug)]
struct Test {
    fact: Fact,
    allowed: Vec<RangeInclusive<i64>>,
}

/// What of a bill a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excluded {
    /// The kind of bill.
    Category,
    /// The diagnosis.
    Diagnosis,
    /// The fact of that number among the conditions of the benefit.
    Fact(u8),
}

impl Conditions {
    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Conditions> {
        let categories = read_categories(table, scope, found);
        let when = table
            .optional("when")
            .map(|node| node.table("when", found, |table, found| read_when(table, scope, found)));
        let (tests, lists) = match when {
            None => (Vec::new(), None),
            Some(when) => when?,
        };
        Some(Conditions { categories: categories?, tests, lists })
    }

    /// Whether all hold.
    #[inline]
    pub(crate) fn hold(&self, facts: &Facts) -> bool {
        self.category_holds(facts.bill)
            && self.lists.is_none_or(|lists| lists & facts.bill.lists != 0)
            && self.tests.iter().all(|test| test.holds(facts))
    }

    #[inline]
    fn category_holds(&self, bill: &Bill) -> bool {
        self.categories >> bill.facts[Vocabulary::CATEGORY as usize] & 1 == 1
    }

    /// Whether more is asked than the category.
    pub(crate) fn asks_more(&self) -> bool {
        self.lists.is_some() || !self.tests.is_empty()
    }

    /// Whether a diagnosis is asked for.
    pub(crate) fn ask_diagnosis(&self) -> bool {
        self.lists.is_some()
    }

    /// Whether bills of that category, by place, are let in.
    #[inline]
    pub(crate) fn holds_for_category(&self, category: usize) -> bool {
        self.categories >> category & 1 == 1
    }

    /// Those that do not hold.
    pub(crate) fn missed(&self, facts: &Facts) -> impl Iterator<Item = Excluded> {
        let category = (!self.category_holds(facts.bill)).then_some(Excluded::Category);
        let other_list = self.lists.is_some_and(|lists| lists & facts.bill.lists == 0);
        let tests = self.tests.iter().enumerate().filter(|(_, test)| !test.holds(facts));
        category
            .into_iter()
            .chain(other_list.then_some(Excluded::Diagnosis))
            .chain(tests.map(|(at, _)| Excluded::Fact(at as u8)))
    }

    /// The name of what a condition looks at.
    pub(crate) fn name<'v>(&self, excluded: Excluded, vocabulary: &'v Vocabulary) -> &'v str {
        match excluded {
            Excluded::Category => "category",
            Excluded::Diagnosis => "diagnosis",
            Excluded::Fact(at) => vocabulary.fact_name(self.tests[at as usize].fact),
        }
    }
}

impl Test {
    #[inline]
    fn holds(&self, facts: &Facts) -> bool {
        let number = facts.number(self.fact, None);
        self.allowed.iter().any(|range| range.contains(&number))
    }
}

fn read_categories(table: &mut Table, scope: &Scope, found: &mut Diagnostics) -> Option<u64> {
    let known = &scope.vocabulary.categories;
    let mut bits = 0;
    for (text, span) in table.texts("categories", found)? {
        match known.iter().position(|category| *category == text) {
            Some(at) => bits |= 1 << at,
            None => {
                let options = list(known.iter().map(String::as_str));
                let message = words::rules::not_one_of(&text, options);
                let near = nearest(&text, known.iter().map(String::as_str));
                found.error(span, message).help = near.map(words::rules::did_you_mean);
            }
        }
    }
    Some(bits)
}

fn read_when(
    table: &mut Table,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<(Vec<Test>, Option<u64>)> {
    let diagnosis = table.optional("diagnosis");
    let lists = diagnosis.map(|node| read_lists(node, scope, found));
    let tests: Vec<_> = (table.rest().into_iter())
        .map(|(name, (key, node))| {
            if name == "ordinal" {
                found.error(key, words::rules::ordinal_in_when());
                return None;
            }
            let fact = named_fact(&name, key, scope, found)?;
            let text = node.scalar(&name, found)?;
            let allowed = read_pattern(text, node.span.clone(), fact, scope, found)?;
            Some(Test { fact, allowed })
        })
        .collect();
    let tests: Option<Vec<Test>> = tests.into_iter().collect();
    Some((tests?, crate::scheme::plan::whole(lists)?))
}

fn read_lists(node: Node, scope: &Scope, found: &mut Diagnostics) -> Option<u64> {
    let known = &scope.vocabulary.lists;
    let mut bits = 0;
    if matches!(&node.value, Value::List(items) if items.is_empty()) {
        found.error(node.span.clone(), words::rules::empty_list("diagnosis"));
    }
    for node in node.one_or_many() {
        let text = node.scalar("diagnosis", found)?;
        match known.iter().position(|(name, _)| name == text) {
            Some(at) => bits |= 1 << at,
            None => {
                let names = || known.iter().map(|(name, _)| name.as_str());
                let help = match nearest(text, names()) {
                    Some(near) => words::rules::did_you_mean(near),
                    None => words::rules::lists_here(list(names())),
                };
                found.advise(node.span.clone(), words::rules::unknown_name(text), help);
                return None;
            }
        }
    }
    Some(bits)
}

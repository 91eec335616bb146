//! Conditions: for which bills a benefit is eligible at all.
//!
//! ```toml
//! categories = ["inpatient"]
//! when = { hospital_level = "2,3", diagnosis = "cancers", not_diagnosis = "cosmetic" }
//! when = { cause = { not = "accident" } }
//! ```

use std::ops::RangeInclusive;

use crate::claim::{Bill, Fact, FactValues, Vocabulary};
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::asked;
use crate::scheme::language::categories;
use crate::scheme::language::facts::Facts;
use crate::scheme::language::reader::{Read, Reader, Reports, all};
use crate::scheme::language::schedule::{named_fact, read_pattern};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, Value, list, nearest};
use crate::words::{self, Sentence};

pub(crate) const PROVISION: Provision = Provision {
    keys: &[("categories", None), ("when", None)],
    list: Some(("categories", |number| words::provisions::category(number))),
    ..PLAIN
};

/// What must hold of a bill.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    /// One bit a category.
    pub categories: u64,
    pub tests: Vec<Test>,
    pub lists: Lists,
}

/// Lists of diagnoses, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lists {
    /// Those of which a diagnosis must be on one; nothing where any will do.
    pub one_of: Option<u64>,
    /// Those of which no diagnosis may be on any.
    pub none_of: u64,
}

impl Lists {
    /// Whether the lists that a bill has diagnoses on will do.
    #[inline]
    pub(crate) fn take(self, lists: u64) -> bool {
        self.one_of.is_none_or(|one_of| one_of & lists != 0) && self.none_of & lists == 0
    }

    fn ask(self) -> bool {
        self.one_of.is_some() || self.none_of != 0
    }
}

/// One fact, and what it must be.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub fact: Fact,
    pub allowed: Vec<RangeInclusive<i64>>,
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
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Conditions> {
        let categories = read_categories(reader);
        let when = reader.table("when", read_when);
        let (tests, lists) = when?.unwrap_or_default();
        Ok(Conditions { categories: categories?, tests, lists })
    }

    /// The same where nothing need be written: what is left out, every bill meets.
    pub(crate) fn read_optional(reader: &mut Reader<Scope>) -> Read<Conditions> {
        if reader.has("categories") {
            return Conditions::read(reader);
        }
        reader.optional("categories");
        let (tests, lists) = reader.table("when", read_when)?.unwrap_or_default();
        Ok(Conditions { categories: u64::MAX, tests, lists })
    }

    /// Whether all hold.
    #[inline]
    pub(crate) fn hold(&self, facts: &Facts) -> bool {
        self.category_holds(facts.bill)
            && self.lists.take(facts.bill.lists)
            && self.tests.iter().all(|test| test.holds(facts))
    }

    #[inline]
    fn category_holds(&self, bill: &Bill) -> bool {
        self.categories >> bill.facts[Vocabulary::CATEGORY as usize] & 1 == 1
    }

    /// The kinds of bill, one bit a category.
    pub(crate) fn categories(&self) -> u64 {
        self.categories
    }

    /// Whether more is asked than the category.
    pub(crate) fn asks_more(&self) -> bool {
        self.lists.ask() || !self.tests.is_empty()
    }

    /// Whether a diagnosis is asked for.
    pub(crate) fn ask_diagnosis(&self) -> bool {
        self.lists.ask()
    }

    /// Whether bills of that category, by place, are let in.
    #[inline]
    pub(crate) fn holds_for_category(&self, category: usize) -> bool {
        self.categories >> category & 1 == 1
    }

    /// Those that do not hold.
    pub(crate) fn missed(&self, facts: &Facts) -> impl Iterator<Item = Excluded> {
        let category = (!self.category_holds(facts.bill)).then_some(Excluded::Category);
        let other_list = !self.lists.take(facts.bill.lists);
        let tests = self.tests.iter().enumerate().filter(|(_, test)| !test.holds(facts));
        category
            .into_iter()
            .chain(other_list.then_some(Excluded::Diagnosis))
            .chain(tests.map(|(at, _)| Excluded::Fact(at as u8)))
    }

    /// The names of all that a condition looks at, but for categories where every one is let in.
    pub(crate) fn names<'v>(&self, vocabulary: &'v Vocabulary) -> Vec<&'v str> {
        let lets_all_in = (0..vocabulary.categories.len()).all(|at| self.holds_for_category(at));
        let category = (!lets_all_in).then_some(Excluded::Category);
        let diagnosis = self.lists.ask().then_some(Excluded::Diagnosis);
        let facts = (0..self.tests.len()).map(|at| Excluded::Fact(at as u8));
        let all = category.into_iter().chain(diagnosis).chain(facts);
        all.map(|what| self.name(what, vocabulary)).collect()
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
    /// The fact.
    pub(crate) fn fact(&self) -> Fact {
        self.fact
    }

    /// What the fact may be, as people read it: words by their titles, numbers in ranges.
    pub(crate) fn shown(&self, vocabulary: &Vocabulary) -> Vec<Sentence> {
        if let FactValues::Words(words) = vocabulary.values(self.fact) {
            let words = words.iter().enumerate().filter(|(at, _)| self.allows(*at as i64));
            return words.map(|(_, word)| vocabulary.value_title(self.fact, word)).collect();
        }
        let range = |range: &RangeInclusive<i64>| match (*range.start(), *range.end()) {
            (from, i64::MAX) => format!("{from}+"),
            (from, to) if from == to => from.to_string(),
            (from, to) => format!("{from}-{to}"),
        };
        let ranges = self.allowed.iter().map(range);
        ranges.map(|range| Sentence::new(range.clone(), range)).collect()
    }

    /// Whether the fact may be so.
    #[inline]
    pub(crate) fn allows(&self, number: i64) -> bool {
        self.allowed.iter().any(|range| range.contains(&number))
    }

    /// What the fact is, as a number.
    #[inline]
    pub(crate) fn number(&self, facts: &Facts) -> i64 {
        facts.number(self.fact, None)
    }

    #[inline]
    pub(crate) fn holds(&self, facts: &Facts) -> bool {
        self.allows(self.number(facts))
    }
}

fn read_categories(reader: &mut Reader<Scope>) -> Read<u64> {
    let known = &reader.scope.vocabulary.categories;
    let texts = reader.texts("categories")?.into_iter();
    let places =
        texts.filter_map(|(text, span)| categories::place(&text, span, known, reader).ok());
    Ok(places.fold(0, |bits, place| bits | 1 << place))
}

fn read_when(reader: &mut Reader<Scope>) -> Read<(Vec<Test>, Lists)> {
    let mut lists = |key| {
        let lists = reader.optional(key).map(|node| read_lists(node, key, reader.scope));
        lists.transpose()
    };
    let (one_of, none_of) = (lists(Vocabulary::DIAGNOSIS), lists("not_diagnosis"));
    let rest = reader.rest().into_iter();
    let tests = all(rest.map(|(name, (key, node))| read_test(&name, key, &node, reader)));
    Ok((tests?, Lists { one_of: one_of?, none_of: none_of?.unwrap_or(0) }))
}

/// Reads what one fact must be.
pub(crate) fn read_test(
    name: &str,
    key: Span,
    node: &Node,
    reader: &mut Reader<Scope>,
) -> Read<Test> {
    if name == "ordinal" {
        return Err(reader.error(key, words::rules::ordinal_in_when()));
    }
    let fact = named_fact(name, key, reader.scope)?;
    if let Value::List(items) = &node.value {
        let values: Vec<&str> = items.iter().filter_map(Node::text).collect();
        let help = words::rules::write_it(format!("{name} = \"{}\"", values.join(",")));
        return Err(reader.advise(node.span.clone(), words::rules::not_a_value(name), help));
    }
    if matches!(node.value, Value::Table(_)) {
        return asked::at("all_but", || {
            let but = |reader: &mut Reader<Scope>| all_but(name, fact, reader);
            reader.part_of(node.clone(), name, but)
        });
    }
    let text = reader.scalar(node, name)?;
    let allowed = read_pattern(text, node.span.clone(), fact, reader.scope)?;
    Ok(Test { fact, allowed })
}

/// Reads `{ not = PATTERN }`: the fact may be anything else.
fn all_but(name: &str, fact: Fact, reader: &mut Reader<Scope>) -> Read<Test> {
    let node = reader.required("not")?;
    let text = reader.scalar(&node, "not")?;
    let left_out = read_pattern(text, node.span.clone(), fact, reader.scope)?;
    let (mut next, most) = reader.scope.vocabulary.range(fact);
    let mut allowed = Vec::new();
    for range in left_out {
        if next < *range.start() {
            allowed.push(next..=range.start() - 1);
        }
        next = next.max(range.end().saturating_add(1));
    }
    if next <= most && next != i64::MAX {
        allowed.push(next..=most);
    }
    match allowed.is_empty() {
        true => Err(reader.error(node.span, words::rules::nothing_left(name))),
        false => Ok(Test { fact, allowed }),
    }
}

fn read_lists(node: Node, key: &str, scope: &mut Scope) -> Read<u64> {
    let known = &scope.vocabulary.lists;
    let mut bits = 0;
    if matches!(&node.value, Value::List(items) if items.is_empty()) {
        scope.error(node.span.clone(), words::rules::empty_list(key));
    }
    for node in node.one_or_many() {
        let text = scope.scalar(&node, key)?;
        match known.iter().position(|(name, _)| name == text) {
            Some(at) => bits |= 1 << at,
            None => {
                let names = || known.iter().map(|(name, _)| name.as_str());
                let each: Vec<&str> = text.split([',', '，', '、']).map(str::trim).collect();
                let are_several = each.iter().all(|one| names().any(|name| name == *one));
                let help = match nearest(text, names()) {
                    _ if are_several => {
                        let each = each.iter().map(|one| format!("\"{one}\""));
                        let each = each.collect::<Vec<_>>().join(", ");
                        words::rules::write_it(format!("{key} = [{each}]"))
                    }
                    Some(near) => words::rules::did_you_mean(near),
                    None => words::rules::lists_here(list(names())),
                };
                let message = words::rules::unknown_name(text);
                return Err(scope.advise(node.span.clone(), message, help));
            }
        }
    }
    Ok(bits)
}

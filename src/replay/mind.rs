//! What to mind when reading a replay: bills that history may not hold, since nobody would have been paid
//! for them.

use std::collections::BTreeSet;

use super::score::{By, Costs, Scores};
use super::terms::Terms;
use crate::exchange::Intake;
use crate::money::{Exact, Money};
use crate::scheme::{Benefit, Book, Edition};
use crate::words::{self, Sentence};

/// A benefit that a scenario pays from less than the baseline does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Floor {
    scenario: usize,
    benefit: Sentence,
    /// From what the scenario pays, below what the baseline, and for which bills.
    pub costs: Costs,
}

/// Every benefit that a scenario pays from less; books are the baseline, then the scenarios.
pub(super) fn floors(books: &[Book]) -> Vec<Floor> {
    let [baseline, scenarios @ ..] = books else { return Vec::new() };
    let mut all = Vec::new();
    for (at, scenario) in scenarios.iter().enumerate() {
        for (number, id) in scenario.benefits.iter().enumerate() {
            if let (Some(new), Some(old)) = (floor(scenario, id), floor(baseline, id))
                && new < old
            {
                let benefit = scenario.benefit_title(number).clone();
                let bits = categories(scenario, id).into_iter().map(|category| 1 << category);
                let costs = Costs { low: new, high: old, categories: bits.sum() };
                all.push(Floor { scenario: at + 1, benefit, costs });
            }
        }
    }
    all
}

/// From what cost a benefit pays, in the edition that asks for least; nothing where that differs from
/// bill to bill, or there is no such benefit.
fn floor(book: &Book, id: &str) -> Option<Money> {
    let of = |(_, benefit): (&Edition, &Benefit)| {
        let threshold = benefit.threshold.as_ref().map(|threshold| threshold.fixed());
        let deductible = benefit.deductible.as_ref().map(|one| one.formula().fixed());
        threshold.or(deductible).unwrap_or(Some(Exact::ZERO))
    };
    let floors: Option<Vec<Exact>> = benefits(book, id).map(of).collect();
    Some(floors?.into_iter().min()?.floor())
}

fn benefits<'b>(
    book: &'b Book,
    id: &'b str,
) -> impl Iterator<Item = (&'b Edition, &'b Benefit)> + 'b {
    let all = book
        .editions
        .iter()
        .flat_map(|edition| edition.benefits.iter().map(move |benefit| (edition, benefit)));
    all.filter(move |(_, benefit)| benefit.id == id)
}

/// The categories that a benefit is open to in any edition, by number.
fn categories(book: &Book, id: &str) -> BTreeSet<u8> {
    let numbers = 0..book.vocabulary.categories.len();
    benefits(book, id)
        .flat_map(|(edition, benefit)| {
            let at = edition.benefits.iter().position(|one| one.id == benefit.id);
            let plan = edition.plans.iter().position(|plan| plan.number == benefit.plan);
            let lets_in = plan.zip(at).map(|(plan, at)| (&edition.lets_in[plan], at));
            numbers.clone().filter(move |&number| {
                lets_in.is_some_and(|(categories, at)| categories[number] >> at & 1 == 1)
            })
        })
        .map(|number| number as u8)
        .collect()
}

/// What to mind of bills that history may not hold.
pub(super) fn warnings(
    books: &[Book],
    names: &[String],
    floors: &[Floor],
    scores: &Scores,
) -> Vec<Sentence> {
    let currency = books[0].vocabulary.currency;
    let mut all = Vec::new();
    for (floor, (under, between)) in floors.iter().zip(&scores.under) {
        let Costs { low, high, categories } = floor.costs;
        let (new, old) = (currency.show(low), currency.show(high));
        let of = scores.groups.iter().filter_map(|(by, group)| match by {
            By::Category(category) if categories >> category & 1 == 1 => Some(group.bills),
            _ => None,
        });
        let bills: u64 = of.sum();
        let name = &names[floor.scenario];
        all.push(in_both(&floor.benefit, |benefit| {
            words::replay::lower_floor(name, benefit, &old, &new, under, between, bills)
        }));
    }
    for (name, book) in names.iter().zip(books).skip(1) {
        for (number, id) in book.benefits.iter().enumerate() {
            let before = categories(&books[0], id);
            let is_known = benefits(&books[0], id).next().is_some();
            for category in categories(book, id).difference(&before).filter(|_| is_known) {
                let word = &book.vocabulary.categories[*category as usize];
                let held = scores.groups.get(&By::Category(*category)).map_or(0, |all| all.bills);
                let (title, word) = (book.benefit_title(number), words::replay::word(word));
                all.push(in_both(title, |benefit| {
                    in_both(&word, |word| words::replay::wider_scope(name, benefit, word, held))
                }));
            }
        }
    }
    all
}

/// Plans of some terms in which nobody who is counted is enrolled.
pub(super) fn nobody_enrolled(
    books: &[Book],
    names: &[String],
    intake: &Intake,
    members: &[u32],
) -> Vec<Sentence> {
    let mut enrolled = [false; 1 << 8];
    let periods = members.iter().flat_map(|&member| intake.periods(member));
    periods.for_each(|period| enrolled[period.plan as usize] = true);
    let mut all = Vec::new();
    for (name, book) in names.iter().zip(books) {
        let mut told = BTreeSet::new();
        for plan in book.editions.iter().rev().flat_map(|edition| &edition.plans) {
            if !enrolled[plan.number as usize] && told.insert(plan.number) {
                let say = |plan: &str| words::replay::nobody_enrolled(name, plan);
                all.push(in_both(&plan.title, say));
            }
        }
    }
    all
}

/// Scenarios of which the texts are those of the baseline: who set a value looks for what it changed.
pub(super) fn changes_nothing(terms: &[Terms]) -> Vec<Sentence> {
    let texts =
        |terms: &Terms| terms.sources.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let same = terms.iter().skip(1).filter(|scenario| texts(scenario) == texts(&terms[0]));
    same.map(|scenario| words::replay::changes_nothing(&scenario.name)).collect()
}

/// A sentence that names something by its title, in each language by the title of that language.
pub(super) fn in_both(title: &Sentence, say: impl Fn(&str) -> Sentence) -> Sentence {
    use crate::words::Lang::{Chinese, English};
    let text = |lang| say(title.text(lang)).text(lang).to_owned();
    Sentence::new(text(English), text(Chinese))
}

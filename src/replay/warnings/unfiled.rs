//! Bills that history may not hold, since the baseline pays nothing on them: a scenario that does may cost more.

use std::collections::BTreeSet;

use super::super::cost_range::CostRange;
use super::super::totals::{Dimension, PassTotals, UnfiledCounts};
use crate::claim::Vocabulary;
use crate::date::Day;
use crate::money::{Exact, Money};
use crate::report::figures::{count, grouped};
use crate::scheme::{Book, Edition};
use crate::words::{Sentence, replay as words};

/// Bills on which a scenario pays and the baseline does not, so that they may never have been filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfiled {
    scenario: usize,
    benefit: Sentence,
    why: Why,
    /// Which bills these are.
    pub costs: CostRange,
    /// Whether they are of all days that both books serve.
    of_all_days: bool,
}

/// Why the baseline does not pay on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The scenario pays from less.
    Lower,
    /// The scenario pays on bills of a category that the baseline does not pay on.
    Wider(u8),
}

/// All bills that may not have been filed, of each benefit that the baseline has too; books are the baseline,
/// then the scenarios. Editions are compared that serve the same days.
pub(super) fn unfiled(books: &[Book]) -> Vec<Unfiled> {
    let [baseline, scenarios @ ..] = books else { return Vec::new() };
    let mut all = Vec::new();
    for (at, scenario) in scenarios.iter().enumerate() {
        let days = common_days(baseline, scenario);
        for (number, id) in scenario.benefits.iter().enumerate() {
            let found = days.iter().flat_map(|days| days.unfiled(id));
            for (why, costs) in joined(found.collect()) {
                let benefit = scenario.benefit_title(number).clone();
                let first = days.first().is_some_and(|days| days.from == costs.from);
                let of_all_days = first && days.last().is_some_and(|days| days.to == costs.to);
                all.push(Unfiled { scenario: at + 1, benefit, why, costs, of_all_days });
            }
        }
    }
    all
}

/// Days on which one edition of the baseline and one of a scenario are in force.
struct CommonDays<'b> {
    from: Day,
    to: Day,
    old: &'b Edition,
    new: &'b Edition,
}

/// From each day on which either book has another edition until the next such day.
fn common_days<'b>(baseline: &'b Book, scenario: &'b Book) -> Vec<CommonDays<'b>> {
    let editions = baseline.editions.iter().chain(&scenario.editions);
    let begins: BTreeSet<Day> = editions.flat_map(|one| [one.from, one.to + 1]).collect();
    let at = |book: &'b Book, day| book.edition_at(day).map(|at| &book.editions[at]);
    let common = |&from: &Day| {
        let (old, new) = (at(baseline, from)?, at(scenario, from)?);
        Some(CommonDays { from, to: old.to.min(new.to).min(next(&begins, from)), old, new })
    };
    begins.iter().filter_map(common).collect()
}

/// The day before the next of these.
fn next(begins: &BTreeSet<Day>, from: Day) -> Day {
    begins.range(from + 1..).next().map_or(Day::LAST, |next| *next - 1)
}

impl CommonDays<'_> {
    /// What a scenario pays of one benefit on these days, and the baseline does not.
    fn unfiled(&self, id: &str) -> Vec<(Why, CostRange)> {
        let Some(before) = categories(self.old, id) else { return Vec::new() };
        let Some(now) = categories(self.new, id) else { return Vec::new() };
        let costs = |low, high, categories| {
            let (from, to) = (self.from, self.to);
            CostRange { low, high, categories, from, to }
        };
        let mut all = Vec::new();
        if let (Some(new), Some(old)) = (floor(self.new, id), floor(self.old, id))
            && new < old
        {
            all.push((Why::Lower, costs(new, old, now)));
        }
        let wider = (0..64u8).filter(|category| (now & !before) >> category & 1 == 1);
        all.extend(wider.map(|category| {
            (Why::Wider(category), costs(Money::ZERO, Money::ZERO, 1 << category))
        }));
        all
    }
}

/// The same of days that follow each other, as one.
fn joined(found: Vec<(Why, CostRange)>) -> Vec<(Why, CostRange)> {
    let mut all: Vec<(Why, CostRange)> = Vec::new();
    for (why, costs) in found {
        let is_same = |(known, before): &&mut (Why, CostRange)| {
            *known == why
                && CostRange { from: before.from, to: costs.to, ..costs }
                    == CostRange { to: costs.to, ..*before }
                && before.to + 1 == costs.from
        };
        match all.iter_mut().find(is_same) {
            Some((_, before)) => before.to = costs.to,
            None => all.push((why, costs)),
        }
    }
    all
}

/// From what cost a benefit of an edition pays; nothing where that differs from bill to bill, or there is no
/// such benefit.
fn floor(edition: &Edition, id: &str) -> Option<Money> {
    let benefit = edition.benefits.iter().find(|benefit| benefit.id == id)?;
    benefit.pays_from().map(Exact::floor)
}

/// The categories that a benefit of an edition is open to, one bit each; nothing where there is no such benefit.
fn categories(edition: &Edition, id: &str) -> Option<u64> {
    let at = edition.benefits.iter().position(|benefit| benefit.id == id)?;
    let plan = edition.plans.iter().position(|plan| plan.number == edition.benefits[at].plan)?;
    let lets_in = edition.eligible_by_category[plan].iter().enumerate();
    Some(
        lets_in
            .filter(|(_, benefits)| **benefits >> at & 1 == 1)
            .map(|(number, _)| 1 << number)
            .sum(),
    )
}

impl Unfiled {
    /// Whether any bills of these years are counted: else there is nothing to warn of.
    pub fn is_counted(&self, totals: &PassTotals) -> bool {
        let years = self.costs.from.year()..=self.costs.to.year();
        let is_of_years = |dimension: &Dimension| matches!(dimension, Dimension::Year(year) if years.contains(year));
        totals.groups.keys().any(is_of_years)
    }

    /// The warning, with how many bills there are.
    pub fn warning(
        &self,
        names: &[String],
        counts: &UnfiledCounts,
        vocabulary: &Vocabulary,
    ) -> Sentence {
        let scenario = &names[self.scenario];
        let show = |amount| grouped(&vocabulary.currency.show(amount));
        let CostRange { low, high, from, to, .. } = self.costs;
        let days = match self.of_all_days {
            true => Sentence::default(),
            false => on_days(from, to),
        };
        let benefit = self.benefit.in_both(|benefit| {
            days.in_both(|days| {
                Sentence::new(format!("{benefit}{days}"), format!("{benefit}{days}"))
            })
        });
        let bills = count(counts.bills);
        match self.why {
            Why::Lower => benefit.in_both(|benefit| {
                let (old, new) = (show(high), show(low));
                let (below, between) = (count(counts.below), count(counts.between));
                words::lower_floor(scenario, benefit, old, new, below, between, &bills)
            }),
            Why::Wider(category) => {
                let word = vocabulary.category_title(&vocabulary.categories[category as usize]);
                benefit.in_both(|benefit| {
                    word.in_both(|word| words::wider_scope(scenario, benefit, word, &bills))
                })
            }
        }
    }
}

/// An edition that serves every day serves from this year on.
const FIRST_YEAR: i32 = 1900;

/// The days of something; of an edition without an end, its first day.
fn on_days(from: Day, to: Day) -> Sentence {
    match (from.year() <= FIRST_YEAR, to == Day::LAST) {
        (_, true) => words::days_from(from),
        (true, false) => words::days_to(to),
        (false, false) => words::days_between(from, to),
    }
}

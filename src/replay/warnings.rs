//! What to mind when reading a replay: bills that history may not hold, since nobody would have been paid
//! for them; history that is mostly missing, and terms that are of nobody in it.

use std::collections::BTreeSet;

use super::pass::{CostRange, Dimension, PassTotals, UnfiledCounts};
use crate::claim::Vocabulary;
use crate::date::Day;
use crate::exchange::Intake;
use crate::money::{Exact, Money};
use crate::report::figures::{count, grouped};
use crate::scenario::Scenario;
use crate::scheme::{Book, Edition};
use crate::words::{self, Sentence};

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
    let by_category = edition.eligible_by_category[plan].iter().enumerate();
    Some(
        by_category
            .filter(|(_, benefits)| **benefits >> at & 1 == 1)
            .map(|(number, _)| 1 << number)
            .sum(),
    )
}

/// What to mind of bills that history may not hold.
pub(super) fn warnings(
    books: &[Book],
    names: &[String],
    unfiled: &[Unfiled],
    scores: &PassTotals,
) -> Vec<Sentence> {
    let vocabulary = &books[0].vocabulary;
    let counted = unfiled.iter().zip(&scores.under).filter(|(one, _)| one.is_counted(scores));
    counted.map(|(one, under)| one.told(&names[one.scenario], under, vocabulary)).collect()
}

impl Unfiled {
    /// Whether any bills are counted of these years: else there is nothing to mind.
    fn is_counted(&self, scores: &PassTotals) -> bool {
        let years = self.costs.from.year()..=self.costs.to.year();
        scores
            .groups
            .keys()
            .any(|by| matches!(by, Dimension::MemberYear(year) if years.contains(year)))
    }

    fn told(&self, scenario: &str, under: &UnfiledCounts, vocabulary: &Vocabulary) -> Sentence {
        let show = |amount| grouped(&vocabulary.currency.show(amount));
        let CostRange { low, high, from, to, .. } = self.costs;
        let days = match self.of_all_days {
            true => Sentence::default(),
            false => on_days(from, to),
        };
        let benefit = in_both(&self.benefit, |benefit| {
            in_both(&days, |days| {
                Sentence::new(format!("{benefit}{days}"), format!("{benefit}{days}"))
            })
        });
        let bills = count(under.bills);
        match self.why {
            Why::Lower => in_both(&benefit, |benefit| {
                let (old, new) = (show(high), show(low));
                let (below, between) = (count(under.below), count(under.between));
                words::replay::lower_floor(scenario, benefit, old, new, below, between, &bills)
            }),
            Why::Wider(category) => {
                let word = words::replay::word(&vocabulary.categories[category as usize]);
                in_both(&benefit, |benefit| {
                    in_both(&word, |word| {
                        words::replay::wider_scope(scenario, benefit, word, &bills)
                    })
                })
            }
        }
    }
}

/// Terms that hold on every day hold from this year on.
const FIRST_YEAR: i32 = 1900;

/// Of which days something is; of an edition that has no end, from when on.
fn on_days(from: Day, to: Day) -> Sentence {
    match (from.year() <= FIRST_YEAR, to == Day::LAST) {
        (_, true) => words::replay::days_from(from),
        (true, false) => words::replay::days_to(to),
        (false, false) => words::replay::days_between(from, to),
    }
}

/// Days on which some terms have no edition in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnservedDays {
    side: usize,
    /// All bills of these days.
    pub costs: CostRange,
}

/// All such days of all terms: before, between and after their editions.
pub(super) fn unserved(books: &[Book]) -> Vec<UnservedDays> {
    let mut all = Vec::new();
    for (side, book) in books.iter().enumerate() {
        let begins = book.editions.iter().map(|one| one.to + 1);
        let begins: Vec<Day> = begins.chain(Day::parse(EARLIEST)).collect();
        let is_served = |day: Day| day > Day::LAST || book.edition_at(day).is_some();
        for from in begins.into_iter().filter(|&day| !is_served(day)) {
            let next = book.editions.iter().map(|one| one.from).filter(|day| *day > from).min();
            let to = next.map_or(Day::LAST, |next| next - 1);
            let (low, high) = (Money::ZERO, Money::ZERO);
            all.push(UnservedDays {
                side,
                costs: CostRange { low, high, categories: u64::MAX, from, to },
            });
        }
    }
    all
}

/// No bill is of an earlier day.
const EARLIEST: &str = "1900-01-01";

/// What is told of terms that pay nothing on many bills, or on all.
#[derive(Clone, Debug, Default)]
pub(super) struct NonPaying {
    pub alarms: Vec<Sentence>,
    pub warnings: Vec<Sentence>,
}

impl NonPaying {
    /// `under` are the bills of the days that no edition serves, of which nothing is paid. With most bills among
    /// them, or nothing paid at all where other terms pay, totals are no answer.
    pub fn of(
        names: &[String],
        enrolled: &EnrolledPlans,
        unserved: &[UnservedDays],
        under: &[UnfiledCounts],
        scores: &PassTotals,
    ) -> NonPaying {
        let mut idle = NonPaying::default();
        let all = scores.groups.get(&Dimension::All).map_or(0, |all| all.bills);
        let totals = scores.totals(names.len());
        for (side, name) in names.iter().enumerate() {
            let of_side = unserved.iter().zip(under).filter(|(one, _)| one.side == side);
            let bills: u64 = of_side.map(|(_, under)| under.bills).sum();
            let say = || words::replay::no_edition_then(name, count(bills), count(all));
            let pays_nothing = totals[side] == 0 && totals.iter().any(|total| *total > 0);
            match bills {
                _ if 2 * bills > all => idle.alarms.push(say()),
                // That nobody is enrolled is told for itself.
                _ if pays_nothing && enrolled.is_any(&enrolled.books[side]) => {
                    idle.alarms.push(words::replay::pays_nothing(name));
                }
                0 => {}
                _ => idle.warnings.push(say()),
            }
        }
        idle
    }
}

/// Plans in which somebody who is counted is enrolled, and those of all terms.
pub(super) struct EnrolledPlans<'b> {
    books: &'b [Book],
    plans: [bool; 1 << 8],
}

impl<'b> EnrolledPlans<'b> {
    /// Of these members.
    pub fn of(books: &'b [Book], intake: &Intake, members: &[u32]) -> EnrolledPlans<'b> {
        let mut plans = [false; 1 << 8];
        let periods = members.iter().flat_map(|&member| intake.periods(member));
        periods.for_each(|period| plans[period.plan as usize] = true);
        EnrolledPlans { books, plans }
    }

    /// Whether anybody is in any plan of some terms.
    fn is_any(&self, book: &Book) -> bool {
        let mut plans = book.editions.iter().flat_map(|edition| &edition.plans);
        plans.any(|plan| self.plans[plan.number as usize])
    }

    /// Terms of which nobody is in any plan: nothing that they pay can be found.
    pub fn alarms(&self, names: &[String]) -> Vec<Sentence> {
        let of_nobody = names.iter().zip(self.books).filter(|(_, book)| !self.is_any(book));
        of_nobody.map(|(name, _)| words::replay::terms_of_nobody(name)).collect()
    }

    /// Plans of other terms in which nobody is.
    pub fn warnings(&self, names: &[String]) -> Vec<Sentence> {
        let mut all = Vec::new();
        for (name, book) in names.iter().zip(self.books).filter(|(_, book)| self.is_any(book)) {
            let mut told = BTreeSet::new();
            for plan in book.editions.iter().rev().flat_map(|edition| &edition.plans) {
                if !self.plans[plan.number as usize] && told.insert(plan.number) {
                    let say = |plan: &str| words::replay::nobody_enrolled(name, plan);
                    all.push(in_both(&plan.title, say));
                }
            }
        }
        all
    }
}

/// That more rows are refused than bills are left, where that is so.
pub(super) fn mostly_refused(scores: &PassTotals, refused_so_far: u64) -> Option<Sentence> {
    let (refused, left) = (scores.refused + refused_so_far, scores.read);
    let say = || words::replay::mostly_refused(count(refused), count(left));
    (refused > left).then(say)
}

/// Scenarios of which the texts are those of the baseline: who set a value looks for what it changed.
pub(super) fn changes_nothing(terms: &[Scenario]) -> Vec<Sentence> {
    let texts =
        |terms: &Scenario| terms.sources.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let same = terms.iter().skip(1).filter(|scenario| texts(scenario) == texts(&terms[0]));
    same.map(|scenario| words::replay::changes_nothing(&scenario.name)).collect()
}

/// A sentence that names something by its title, in each language by the title of that language.
pub(super) fn in_both(title: &Sentence, say: impl Fn(&str) -> Sentence) -> Sentence {
    use crate::words::Lang::{Chinese, English};
    let text = |lang| say(title.text(lang)).text(lang).to_owned();
    Sentence::new(text(English), text(Chinese))
}

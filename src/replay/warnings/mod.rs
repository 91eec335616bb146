//! What the reader of a report must know: history that is mostly missing, scenarios that no member is in, bills that
//! may never have been filed, and bills that a trend has changed.

mod enrolled;
mod unfiled;
mod unserved;

use super::cost_range::CostRange;
use super::notes::Notes;
use super::report_builder::ReportBuilder;
use super::scope::Scope;
use super::totals::PassTotals;
use crate::claim::Vocabulary;
use crate::report::{figures, last_over};
use crate::scenario::{AddedBills, Scenario, Trend, TrendEffect};
use crate::scheme::Book;
use crate::words::{Sentence, replay as words};
use enrolled::EnrolledPlans;
use unfiled::Unfiled;
use unserved::{NonPaying, UnservedDays};

/// Bills on which a scenario pays nothing, and bills that history may not hold in full.
pub(super) struct Doubtful {
    unfiled: Vec<Unfiled>,
    unserved: Vec<UnservedDays>,
}

impl Doubtful {
    /// All that the rules alone show; the baseline's rules are the first.
    pub fn of(books: &[Book]) -> Doubtful {
        Doubtful { unfiled: unfiled::unfiled(books), unserved: unserved::unserved(books) }
    }

    /// The bills that a pass has to count.
    pub fn cost_ranges(&self) -> Vec<CostRange> {
        let unfiled = self.unfiled.iter().map(|one| one.costs);
        unfiled.chain(self.unserved.iter().map(|one| one.costs)).collect()
    }
}

impl Notes {
    /// All that there is to warn of; `members` are those in scope.
    pub fn of(builder: &ReportBuilder, doubtful: &Doubtful, members: &[u32]) -> Notes {
        let (job, totals, names) = (builder.job, builder.totals, builder.names);
        let books = &builder.compiled.books;
        let enrolled = EnrolledPlans::of(books, builder.intake(), members);
        let (unfiled, unserved) = totals.unfiled.split_at(doubtful.unfiled.len());
        let unserved: Vec<_> = doubtful.unserved.iter().zip(unserved).collect();
        let non_paying = NonPaying::of(names, &enrolled, &unserved, totals);

        let unfiled = doubtful.unfiled.iter().zip(unfiled);
        let counted = unfiled.filter(|(one, _)| one.is_counted(totals));
        let vocabulary = &books[0].vocabulary;
        let mut warnings: Vec<Sentence> =
            counted.map(|(one, counts)| one.warning(names, counts, vocabulary)).collect();
        warnings.extend(non_paying.warnings);
        warnings.extend(enrolled.warnings(names));
        warnings.extend(job.scope.unknown(builder.intake()).map(words::ids_unknown));
        warnings.extend(of_trend(job.trend, totals.trend_effect, vocabulary));
        warnings.extend(without_effect(job.scenarios));
        warnings.extend(of_input(builder));
        warnings.extend(of_fund(builder));
        warnings.extend(job.develops_by_few().then(words::no_development));
        warnings.extend(of_suppressed_points(builder));
        let is_untested = job.stress.is_some() && builder.stressed.is_none();
        let year = last_over(builder.cover.through);
        warnings.extend(is_untested.then(|| words::no_year_to_stress(year)));

        let mut alarms = enrolled.alarms(names);
        alarms.extend(non_paying.alarms);
        // Rows that are rejected before a member is opened are those of the whole file.
        let is_all = *job.scope == Scope::EVERYTHING;
        let rejected_so_far = if is_all { builder.intake().refused_so_far() } else { 0 };
        alarms.extend(mostly_rejected(totals, rejected_so_far));
        Notes { alarms, warnings }
    }
}

/// That a trend has changed bills, and how many.
fn of_trend(trend: &Trend, effect: TrendEffect, vocabulary: &Vocabulary) -> Vec<Sentence> {
    let Trend { costs, bills, added, to } = trend;
    let mut all = Vec::new();
    if !costs.0.is_empty() {
        let number = figures::count(effect.costs);
        let rates = costs.sentence(vocabulary);
        all.push(rates.in_both(|rates| words::costs_grown(rates, to, &number)));
    }
    if !bills.0.is_empty() {
        let number = figures::count_more(effect.bills);
        all.push(bills.sentence(vocabulary).in_both(|rates| match added {
            AddedBills::SameMembers => words::more_of_same(rates, to, &number),
            AddedBills::OtherMembers => words::more_of_others(rates, to, &number),
        }));
    }
    let grows = !all.is_empty();
    all.extend(grows.then(|| words::grown_years(to)));
    all
}

/// Rows that were rejected, and manual facts that do not apply.
fn of_input(builder: &ReportBuilder) -> Vec<Sentence> {
    let totals = builder.totals;
    let rejected = totals.rejected_rows + builder.intake().refused_so_far();
    let rejected = (rejected > 0).then(|| words::rows_refused(figures::count(rejected)));
    let inapplicable = totals.inapplicable_facts;
    rejected.into_iter().chain((inapplicable > 0).then(|| words::unsaid(inapplicable))).collect()
}

/// That contributions are not known.
fn of_fund(builder: &ReportBuilder) -> Vec<Sentence> {
    if builder.job.scope.is_of_some_days() {
        return vec![words::no_fund_of_days()];
    }
    let known = builder.names.iter().zip(builder.months).zip(&builder.compiled.books);
    let without = known.filter(|((_, months), _)| months.is_none());
    let sentence = |((name, _), book): ((&String, _), &Book)| {
        let mut plans = book.editions.iter().flat_map(|edition| &edition.plans);
        match plans.any(|plan| plan.fee.is_some()) {
            true => words::some_fees(name),
            false => words::no_fee(name),
        }
    };
    without.map(sentence).collect()
}

/// Points of sweeps that are not shown, since few members are paid at them.
fn of_suppressed_points(builder: &ReportBuilder) -> Option<Sentence> {
    let points = &builder.totals.points[..builder.compiled.grid.len()];
    let few = points.iter().filter(|point| builder.is_of_few(point)).count();
    (few > 0).then(|| words::few_at_levels(few, builder.job.least_members))
}

/// That more rows are rejected than bills are left, where that is so.
fn mostly_rejected(totals: &PassTotals, rejected_so_far: u64) -> Option<Sentence> {
    let (rejected, left) = (totals.rejected_rows + rejected_so_far, totals.bills_read);
    let sentence = || words::mostly_refused(figures::count(rejected), figures::count(left));
    (rejected > left).then(sentence)
}

/// Scenarios whose texts are those of the baseline: what they set stands there already.
fn without_effect(scenarios: &[Scenario]) -> Vec<Sentence> {
    let texts = |scenario: &Scenario| -> Vec<String> {
        scenario.sources.iter().map(|one| one.text.clone()).collect()
    };
    let same = scenarios.iter().skip(1).filter(|one| texts(one) == texts(&scenarios[0]));
    same.map(|scenario| words::changes_nothing(&scenario.name)).collect()
}

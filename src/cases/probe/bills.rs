//! All bills that are tried of an edition, with what its rules decide on them.

use super::bench::Bench;
use super::places::Places;
use super::trial::Trial;
use crate::cases::{self, Case};
use crate::explanation::Explanation;
use crate::money::Money;
use crate::scheme::{Book, Source};

/// A few minor units around an edge: of a rate behind it, one of them ends at half a minor unit, where one step more
/// or less rounds to the other side.
const AROUND: std::ops::RangeInclusive<i64> = -2..=20;

/// A bill, or several of one member, with what the rules decide on it.
pub(in crate::cases) struct ProbeBill {
    trial: Trial,
    case: Case,
    decided: Vec<Explanation>,
}

impl ProbeBill {
    fn of(book: &Book, trial: Trial) -> Option<ProbeBill> {
        let (case, decided) = trial.run(book)?;
        Some(ProbeBill { trial, case, decided })
    }

    /// What the rules decide on it.
    pub fn decided(&self) -> &[Explanation] {
        &self.decided
    }

    /// What other rules decide on it; nothing where it cannot be read by their words.
    pub fn decided_under(&self, book: &Book, other: &Book) -> Option<Vec<Explanation>> {
        if other.vocabulary.id() == book.vocabulary.id() {
            return cases::explain(other, &self.case).into_iter().next();
        }
        self.trial.run(other).map(|(_, decided)| decided)
    }

    /// The bill as a case that the rules hold.
    pub fn as_case(&self, book: &Book) -> String {
        self.trial.as_decided(book, &self.decided)
    }
}

/// Bills for every benefit of the edition that a text is of: at every amount of its rules and a few minor units to
/// either side, then in every shape and under other facts.
pub(in crate::cases) fn bills(book: &Book, source: &Source) -> Vec<ProbeBill> {
    let Some(places) = Places::of(&source.text) else { return Vec::new() };
    let mut editions = book.editions.iter();
    let Some(edition) = editions.find(|edition| places.edition() == Some(edition.id())) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for benefit in &edition.benefits {
        let bench = Bench::new(book, edition, benefit, &places);
        let Some((bench, best)) = bench.and_then(|bench| bench.best().map(|best| (bench, best)))
        else {
            continue;
        };
        for one in bench.spread(&best) {
            let around = |edge: &Money| {
                let edge = edge.minor();
                AROUND.map(move |more| Money::from_minor(edge + more))
            };
            let mut amounts: Vec<Money> = bench.edges.iter().flat_map(around).collect();
            amounts.retain(|amount| *amount > Money::ZERO);
            amounts.sort_unstable();
            amounts.dedup();
            all.extend(amounts.into_iter().map(|amount| bench.of_amount(&one, amount)));
        }
        all.extend(bench.shaped(&best));
        all.extend(bench.in_time(&best));
        all.extend(bench.turned(&best).into_iter().flat_map(|(_, other)| bench.shaped(&other)));
    }
    all.into_iter().filter_map(|trial| ProbeBill::of(book, trial)).collect()
}

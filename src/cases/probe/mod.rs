//! Probing (试算提醒): what is right as a text, and yet hardly what was meant: a limit that no bill comes up to, a benefit
//! that none opens, a bill that is paid less for one fen more. Each such warning comes with a bill that shows it, as a
//! case. Keys on which no decision can depend are found without a bill.
//!
//! Rules are tried, not proved: each benefit is given the facts by which it pays most, then bills at every amount of
//! its rules and one minor unit to either side, then many large bills. What is found is so, and a bill shows it; that
//! nothing comes up to a limit is what all bills that were tried say.

mod bench;
mod bills;
mod braces;
mod idle;
mod in_time;
mod places;
mod trial;
mod warning;
mod written;

use std::collections::BTreeSet;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::adjudication::{AdjustmentReason, StepKind};
use crate::diagnostic::Reviewed;
use crate::explanation::{Explanation, Working};
use crate::money::{Exact, Money};
use crate::scheme::{Benefit, Book, Limit, Pays, Source, Span};
use crate::words::{Sentence, probes};
use bench::Bench;
pub(super) use bills::{ProbeBill, bills};
use places::Places;
use trial::Trial;
use warning::Warning;

/// Warnings about the rules of a book, each with its place and a bill that shows it; files without any are left out.
pub fn warnings(book: &Book, sources: Vec<Source>) -> Vec<Reviewed> {
    let files = sources.into_iter().map(|source| {
        let mut file = Reviewed::new(&source.path, source.text);
        let mut found: Vec<Warning> = braces::over_lines(&file.text).into_iter().collect();
        if let Some(places) = Places::of(&file.text) {
            let mut editions = book.editions.iter();
            let edition = editions.find(|edition| places.edition() == Some(edition.id()));
            found.extend(edition.iter().flat_map(|of| idle::keys(of, &book.vocabulary, &places)));
            let benefits: Vec<&Benefit> =
                edition.iter().flat_map(|edition| &edition.benefits).collect();
            // What is paid on other bills that were decided before, no bill alone can show.
            let alone = benefits.into_par_iter().filter(|benefit| !benefit.asks_for_decided());
            let of_each = alone.map(|benefit| {
                let bench = Bench::new(book, edition?, benefit, &places)?;
                of_benefit(&bench, &places)
            });
            found.extend(of_each.collect::<Vec<_>>().into_iter().flatten().flatten());
        }
        for Warning { span, message, help, case } in found {
            file.found.warn(span, message, help, case);
        }
        file
    });
    files.filter(|file| !file.found.is_empty()).collect()
}

/// What all trials of a benefit showed.
#[derive(Default)]
struct Seen {
    /// Ids of limits that some bill used up.
    met: BTreeSet<String>,
    is_counted_cut: bool,
    /// Keys of provisions that changed something on some bill.
    moved: BTreeSet<&'static str>,
    /// The trial that was paid most, with what was decided.
    most: Option<(Money, Trial, Vec<Explanation>)>,
    /// A bill of which it was paid no more, since another benefit had taken the rest.
    taken: Option<(Trial, Vec<Explanation>)>,
    /// A bill that is paid less than one of a minor unit less.
    falls: Option<(Trial, Vec<Explanation>)>,
}

/// Everything about one benefit; nothing where it cannot be tried.
fn of_benefit(bench: &Bench, places: &Places) -> Option<Vec<Warning>> {
    let best = bench.best()?;
    let mut seen = Seen::default();
    for trial in bench.shaped(&best) {
        seen.look_at(bench, &trial);
    }
    for trial in bench.spread(&best) {
        sweep(bench, &trial, &mut seen);
    }
    // What is still unseen is looked for under other facts, in every shape.
    if !seen.has_all(bench) {
        for (_, other) in bench.turned(&best) {
            for trial in bench.shaped(&other) {
                seen.look_at(bench, &trial);
            }
        }
    }
    Some(seen.warnings(bench, places))
}

/// Tries bills at every amount of the rules and one minor unit to either side.
fn sweep(bench: &Bench, one: &Trial, seen: &mut Seen) {
    let mut before: Option<(Money, Money)> = None;
    let around = |edge: &Money| [-1, 0, 1].map(|more| Money::from_minor(edge.minor() + more));
    let mut amounts: Vec<Money> = bench.edges.iter().flat_map(around).collect();
    amounts.sort_unstable();
    amounts.dedup();
    for amount in amounts {
        let trial = bench.of_amount(one, amount);
        let Some(explanations) = seen.look_at(bench, &trial) else { continue };
        let paid = explanations.iter().map(Explanation::payable).sum();
        let is_next = |(less, _): &(Money, Money)| less.minor() + 1 == amount.minor();
        if before.filter(is_next).is_some_and(|(_, more)| more > paid) {
            seen.falls.get_or_insert((trial, explanations));
        }
        before = Some((amount, paid));
    }
}

impl Seen {
    /// Decides a trial and keeps what it shows.
    fn look_at(&mut self, bench: &Bench, trial: &Trial) -> Option<Vec<Explanation>> {
        let (_, explanations) = trial.run(bench.book)?;
        let mut paid = Money::ZERO;
        for working in bench.workings(&explanations) {
            paid += working.paid;
            self.note_cuts(working);
        }
        let taken = explanations.iter().any(|one| is_taken_by_another(bench.benefit, one));
        if taken && self.taken.is_none() {
            self.taken = Some((trial.clone(), explanations.clone()));
        }
        if self.most.as_ref().is_none_or(|(most, ..)| paid > *most) {
            self.most = Some((paid, trial.clone(), explanations.clone()));
        }
        Some(explanations)
    }

    /// Which limits the bill meets: one that is used up to the last fen is met, whether it cuts or not.
    fn note_cuts(&mut self, working: &Working) {
        let used_up = working.limits.iter().filter(|used| used.after >= used.most);
        self.met.extend(used_up.map(|used| used.id.clone()));
        for step in &working.steps {
            if let StepKind::Limit { id } = &step.kind {
                self.met.insert(id.clone());
            }
            self.moved.extend(idle::moved_by(step));
        }
        self.is_counted_cut |= working.outcome.has(AdjustmentReason::CUT_BY_COUNTED)
            || working.outcome.has(AdjustmentReason::COUNTED_REACHED);
    }

    fn has_all(&self, bench: &Bench) -> bool {
        let is_cut = |limit: &Limit| self.met.contains(limit.id());
        bench.benefit.limits.iter().all(is_cut)
            && idle::provisions(bench.benefit).all(|key| self.moved.contains(key))
            && (self.is_counted_cut || bench.benefit.eligible_cap.is_none())
            && self.most.as_ref().is_some_and(|(paid, ..)| *paid > Money::ZERO)
    }

    fn warnings(&self, bench: &Bench, places: &Places) -> Vec<Warning> {
        let Some((most, trial, explanations)) = &self.most else { return Vec::new() };
        let id = bench.benefit.id();
        let shown = |of: &(Trial, Vec<Explanation>)| Some(of.0.as_decided(bench.book, &of.1));
        let mut all = Vec::new();
        let mut add = |span: Option<Span>, message: Sentence, help: Sentence, case| {
            all.extend(span.map(|span| Warning { span, message, help, case }));
        };
        let case = Some(trial.as_decided(bench.book, explanations));
        if *most == Money::ZERO {
            // Of what is only computed nothing is paid, whatever it comes to.
            if bench.benefit.pays_out() {
                let place = places.benefit(id).map(|(_, span)| span);
                add(place, probes::benefit_unreached(id), probes::benefit_unreached_help(), case);
            }
            return all;
        }
        for limit in bench.benefit.limits.iter().filter(|limit| !self.met.contains(limit.id())) {
            let (place, id) = (places.limit(limit.id()), limit.id());
            add(place, probes::limit_idle(id), probes::limit_idle_help(), case.clone());
        }
        if bench.benefit.eligible_cap.is_some() && !self.is_counted_cut {
            let place = places.part(id, "counted");
            add(place, probes::counted_idle(), probes::limit_idle_help(), case.clone());
        }
        for key in idle::provisions(bench.benefit).filter(|key| !self.moved.contains(key)) {
            let message = probes::provision_idle(key);
            add(places.part(id, key), message, probes::limit_idle_help(), case.clone());
        }
        if let Some((edge, end)) = threshold_above_bands(bench.benefit) {
            let show = |amount| bench.book.vocabulary.currency.show_exact(amount);
            let message = probes::threshold_above_bands(show(edge), show(end));
            add(places.part(id, "threshold"), message, probes::threshold_above_bands_help(), case);
        }
        if let Some(taken) = &self.taken {
            let place = places.benefit(id).map(|(_, span)| span);
            add(place, probes::paid_twice(id), probes::paid_twice_help(), shown(taken));
        }
        if let Some(falls) = &self.falls {
            let place = places.benefit(id).map(|(_, span)| span);
            add(place, probes::falls(id), probes::falls_help(), shown(falls));
        }
        all
    }
}

/// Whether a benefit was cut to what is left of a bill, where before the other benefits all of it was left. Where
/// another is cut to the bill itself, it is the base of that one which is more than the member bears.
fn is_taken_by_another(benefit: &Benefit, one: &Explanation) -> bool {
    let whole = one.bill.left();
    let is_own = |working: &&Working| working.number == benefit.number();
    let mut own = one.workings.iter().filter(is_own).flat_map(|working| &working.steps);
    let is_cut = own.any(|step| match step.kind {
        StepKind::BillLeft(left) => left < whole && step.before <= step.scale.of(whole),
        _ => false,
    });
    let mut others = one.workings.iter().filter(|working| !is_own(working));
    is_cut && !others.any(|other| other.outcome.has(AdjustmentReason::CUT_BY_BILL))
}

/// The edge of a threshold at or above the end of the bands, with that end: whatever opens it has passed all bands.
fn threshold_above_bands(benefit: &Benefit) -> Option<(Exact, Exact)> {
    let Pays::Bands(bands) = &benefit.pays else { return None };
    let (edge, end) = (benefit.threshold.as_ref()?.fixed()?, bands.end()?);
    (edge >= end).then_some((edge, end))
}

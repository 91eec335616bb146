//! Keys that can have no effect: those on which no decision can depend, whatever the bill, and provisions of a benefit
//! that changed nothing on any bill that was tried.

use super::places::Places;
use super::warning::Warning;
use crate::adjudication::{Step, StepKind};
use crate::claim::Vocabulary;
use crate::scheme::{Benefit, Edition, Idle, IdleKey};
use crate::words::{Sentence, probes};

/// Keys of an edition on which no decision can depend.
pub(super) fn keys(edition: &Edition, vocabulary: &Vocabulary, places: &Places) -> Vec<Warning> {
    let warnings =
        edition.idle_keys(vocabulary).into_iter().filter_map(|IdleKey { part, id, idle }| {
            let (key, message, help) = told(&idle);
            let span = places.key(part, &id, key)?;
            Some(Warning { span, message, help, case: None })
        });
    warnings.collect()
}

/// The key, what is said of it, and what to do about it.
fn told(idle: &Idle) -> (&'static str, Sentence, Sentence) {
    match idle {
        Idle::RenewalGap => {
            ("renewal_gap", probes::renewal_gap_idle(), probes::renewal_gap_idle_help())
        }
        Idle::DaysCovered => {
            ("days_covered", probes::days_covered_idle(), probes::days_covered_idle_help())
        }
        Idle::Waiting => ("waiting", probes::waiting_idle(), probes::waiting_idle_help()),
        Idle::NoDays => ("waiting", probes::waiting_of_no_days(), probes::waiting_idle_help()),
        Idle::RunOff => ("run_off", probes::run_off_idle(), probes::run_off_idle_help()),
        Idle::When(fact) => ("when", probes::when_idle(fact), probes::when_idle_help(fact)),
    }
}

/// The provisions of a benefit that should change something on some bill.
pub(super) fn provisions(benefit: &Benefit) -> impl Iterator<Item = &'static str> + use<> {
    let written = [
        ("threshold", benefit.threshold.is_some()),
        ("deductible", benefit.deductible.is_some()),
        ("factor", benefit.factor.is_some()),
        ("minimum", benefit.minimum.is_some()),
    ];
    written.into_iter().filter(|(_, is_written)| *is_written).map(|(key, _)| key)
}

/// The provision of which a step changed something.
pub(super) fn moved_by(step: &Step) -> Option<&'static str> {
    match &step.kind {
        StepKind::Threshold(gate) => (!gate.met).then_some("threshold"),
        StepKind::Deductible { .. } => (step.before != step.after).then_some("deductible"),
        StepKind::Factor { .. } => (step.before != step.after).then_some("factor"),
        StepKind::Minimum(_) => Some("minimum"),
        _ => None,
    }
}

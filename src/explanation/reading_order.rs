//! The order in which a person reads how benefits were worked out: that of the rules, but for alternatives of which
//! none pays. Of these the one that is nearest to being paid comes first, since that is what the member asks about.

use super::Working;
use crate::adjudication::{AdjustmentReason, StepKind};
use crate::money::{Exact, Money};
use crate::scheme::Edition;

/// The workings in the order in which they are read.
pub(crate) fn in_reading_order<'w>(workings: &'w [Working], edition: &Edition) -> Vec<&'w Working> {
    let mut order: Vec<&Working> = workings.iter().collect();
    for group in edition.alternatives() {
        let is_of =
            |working: &Working| group.benefits().iter().any(|at| *at as usize == working.place);
        let places: Vec<usize> = (0..order.len()).filter(|&at| is_of(order[at])).collect();
        let mut group: Vec<&Working> = places.iter().map(|&at| order[at]).collect();
        if !group.iter().all(|working| pays_nothing_for_itself(working)) {
            continue;
        }
        group.sort_by_key(|working| short_by(working));
        places.into_iter().zip(group).for_each(|(at, working)| order[at] = working);
    }
    order
}

/// Whether a working pays nothing, and not because another is taken.
fn pays_nothing_for_itself(working: &Working) -> bool {
    let another = [AdjustmentReason::NOT_CHOSEN, AdjustmentReason::TAKEN_PAYS_NOTHING];
    working.paid == Money::ZERO && !another.iter().any(|why| working.outcome.has(*why))
}

/// How much the threshold was missed by; what says nothing of that comes last.
fn short_by(working: &Working) -> (bool, Exact) {
    let short = working.steps.iter().find_map(|step| match &step.kind {
        StepKind::Threshold(gate) if !gate.met => Some(gate.edge - gate.measured),
        _ => None,
    });
    (short.is_none(), short.unwrap_or(Exact::ZERO))
}

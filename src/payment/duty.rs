//! Duties that one person may not hold for the same money, and how many names a payment needs: what an office
//! has set, without the ledger.

use std::collections::BTreeSet;

use crate::ledger::Name;
use crate::money::Money;
use crate::words::{Sentence, duties as words};

/// What a person does to a payment, from the night to the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Ran the night that prepared it.
    Prepare,
    /// Entered the payee that it goes to.
    Payees,
    /// Decided a bill that it pays manually.
    Override,
    /// Approved it.
    Approve,
    /// Sends it to the bank.
    Release,
}

impl Duty {
    /// Every duty, in the order in which money meets them.
    pub const ALL: [Duty; 5] =
        [Duty::Prepare, Duty::Payees, Duty::Override, Duty::Approve, Duty::Release];

    /// The stable code, as the file of duties has it.
    pub fn code(self) -> &'static str {
        match self {
            Duty::Prepare => "prepare",
            Duty::Payees => "payees",
            Duty::Override => "override",
            Duty::Approve => "approve",
            Duty::Release => "release",
        }
    }

    /// What a person calls it, with its code.
    pub fn words(self) -> Sentence {
        match self {
            Duty::Prepare => words::duty_prepare(),
            Duty::Payees => words::duty_payees(),
            Duty::Override => words::duty_override(),
            Duty::Approve => words::duty_approve(),
            Duty::Release => words::duty_release(),
        }
    }

    /// Who did it to a payment.
    pub(super) fn done(self, by: &str, payment: &str) -> Sentence {
        match self {
            Duty::Prepare => words::did_prepare(by, payment),
            Duty::Payees => words::did_payees(by, payment),
            Duty::Override => words::did_override(by, payment),
            Duty::Approve => words::did_approve(by, payment),
            Duty::Release => words::did_release(by, payment),
        }
    }
}

/// A person who did a duty that keeps them from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyDone {
    /// The id of the payment.
    pub payment: String,
    /// What they did.
    pub duty: Duty,
    /// Who.
    pub by: Name,
}

/// A payment above an amount needs so many names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApprovalStep {
    /// The amount, which itself does not need them.
    pub above: Money,
    /// How many people have to approve it.
    pub names: usize,
}

/// What an office has set.
///
/// ```
/// use huzhu::money::Money;
/// use huzhu::payment::{ApprovalStep, Duties, Duty};
///
/// let fen = Money::from_minor;
/// let above = |minor, names| ApprovalStep { above: fen(minor), names };
/// let duties = |approvals| Duties {
///     distinct: vec![Duty::Prepare, Duty::Release],
///     approvals,
///     retention: None,
/// };
/// let set = duties(vec![above(0, 1), above(300_000, 2)]);
/// assert_eq!([1, 300_000, 300_001].map(|minor| set.names_for(fen(minor))), [1, 1, 2]);
/// assert!(set.loosened(&duties(vec![above(0, 1), above(500_000, 2)])), "a threshold rises");
/// assert!(!set.loosened(&duties(vec![above(0, 2)])), "whatever it is, it needs as many names");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// Duties that one person may not hold for the same money.
    pub distinct: Vec<Duty>,
    /// From the lowest amount on.
    pub approvals: Vec<ApprovalStep>,
    /// How many years personal data is kept at least after the last that was done about a person; nothing where it is
    /// kept for ever.
    pub retention: Option<u16>,
}

impl Duties {
    /// Whether one who did other distinct duties may not do this one.
    pub fn has(&self, duty: Duty) -> bool {
        self.distinct.contains(&duty)
    }

    /// How many names a payment of an amount needs.
    pub fn names_for(&self, amount: Money) -> usize {
        let asked = self.approvals.iter().filter(|step| step.above < amount);
        asked.map(|step| step.names).max().unwrap_or(0)
    }

    /// Whether other duties ask for less than these, be it of one payment.
    pub fn loosened(&self, after: &Duties) -> bool {
        self.distinct.iter().any(|duty| !after.has(*duty))
            || self.first_loosened(after).is_some()
            || self.forgets_sooner(after).is_some()
    }

    /// The years after which others let personal data go, where these keep it longer.
    pub(super) fn forgets_sooner(&self, after: &Duties) -> Option<u16> {
        after.retention.filter(|years| self.retention.is_none_or(|before| *years < before))
    }

    /// Duties that these have, and others do not.
    pub(super) fn left_out<'d>(&'d self, after: &'d Duties) -> impl Iterator<Item = Duty> + 'd {
        self.distinct.iter().copied().filter(|duty| !after.has(*duty))
    }

    /// The lowest amount above which others ask for fewer names, with the names before and after.
    pub(super) fn first_loosened(&self, after: &Duties) -> Option<(Money, usize, usize)> {
        // Between two amounts of steps nothing changes.
        let edges = self.approvals.iter().chain(&after.approvals).map(|step| step.above);
        let edges: BTreeSet<Money> = edges.collect();
        let names = |edge: Money| {
            let beyond = edge + Money::from_minor(1);
            (edge, self.names_for(beyond), after.names_for(beyond))
        };
        edges.into_iter().map(names).find(|(_, before, after)| after < before)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn duties() -> impl Strategy<Value = Duties> {
        let distinct = prop::sample::subsequence(Duty::ALL.to_vec(), 0..=5);
        let step = (0..6i64, 1..4usize);
        let retention = prop::option::of(1..4u16);
        let parts = (distinct, prop::collection::vec(step, 0..4), retention);
        parts.prop_map(|(distinct, steps, retention)| {
            let step = |(above, names)| ApprovalStep { above: Money::from_minor(above), names };
            Duties { distinct, approvals: steps.into_iter().map(step).collect(), retention }
        })
    }

    proptest! {
        #[test]
        fn whatever_needs_fewer_names_or_lets_one_person_do_more_is_looser(
            before in duties(), after in duties(),
        ) {
            let fewer = (0..9i64).map(Money::from_minor)
                .any(|amount| after.names_for(amount) < before.names_for(amount));
            let more = Duty::ALL.iter().any(|duty| before.has(*duty) && !after.has(*duty));
            let sooner = (0..9u16).any(|years| {
                let goes = |duties: &Duties| duties.retention.is_some_and(|kept| kept <= years);
                goes(&after) && !goes(&before)
            });
            prop_assert_eq!(before.loosened(&after), fewer || more || sooner);
            prop_assert!(!before.loosened(&before));
        }
    }
}

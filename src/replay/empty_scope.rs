//! Which filter leaves no bill: each is tried alone, so that the person who wrote several knows which to mend.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::scope::Scope;
use crate::date::Day;
use crate::intake::{Intake, MemberLoader};
use crate::scenario::suggest::named;
use crate::words::{self, Sentence};

/// Every filter that alone leaves no bill; or, where none does, that all of them together do.
pub(super) fn reasons(scope: &Scope, seed: u64, intake: &Intake) -> Vec<Sentence> {
    let seen = Seen::of(&alone(scope), seed, intake);
    let Some((first, last)) = seen.days else {
        return vec![match intake.count_refused() {
            0 => words::replay::no_bills(),
            refused => words::replay::no_usable_bills(refused),
        }];
    };
    let Scope { members, unit, sample, .. } = scope;
    let unit = unit.as_ref().map(|unit| {
        let known = intake.with_bills().iter().map(|&member| intake.unit(intake.unit_of(member)));
        words::replay::unit_of_nobody(unit, units_near(unit, known.collect()))
    });
    let ids = members
        .as_ref()
        .map(|ids| words::replay::ids_of_nobody(ids.len(), scope.unknown(intake).unwrap_or(0)));
    let sample = sample.map(|share| words::replay::sample_of_nobody(percent(share), seen.members));
    let days = filters(&Scope { from: scope.from, to: scope.to, ..Scope::default() });
    let days = words::replay::days_of_nothing(days, first, last);
    let reasons = [unit, ids, sample, Some(days)].into_iter().zip(seen.left);
    let reasons: Vec<Sentence> =
        reasons.filter(|(_, left)| !left).filter_map(|(why, _)| why).collect();
    if reasons.is_empty() { vec![words::replay::nothing_together(filters(scope))] } else { reasons }
}

/// Each filter alone: the unit, the ids, the sample, the days.
fn alone(scope: &Scope) -> [Scope; 4] {
    let Scope { members, unit, from, to, sample } = scope.clone();
    [
        Scope { unit, ..Scope::default() },
        Scope { members, ..Scope::default() },
        Scope { sample, ..Scope::default() },
        Scope { from, to, ..Scope::default() },
    ]
}

/// The bills there are, and whether filters leave any.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Members with bills.
    members: usize,
    /// The first and the last day to which bills belong.
    days: Option<(Day, Day)>,
    /// Whether each filter leaves any bill.
    left: [bool; 4],
}

impl Seen {
    fn of(filters: &[Scope; 4], seed: u64, intake: &Intake) -> Seen {
        let of_member = |records: &mut MemberLoader, &member: &u32| {
            let bills = records.load(member).bills;
            let leaves = |filter: &Scope| {
                filter.has(intake, member, seed) && bills.iter().any(|bill| filter.counts(bill))
            };
            Seen {
                members: usize::from(!bills.is_empty()),
                days: bills.iter().map(|bill| (bill.basis, bill.basis)).reduce(wider),
                left: std::array::from_fn(|at| leaves(&filters[at])),
            }
        };
        let members = intake.with_bills().par_iter();
        members.map_init(|| intake.records(), of_member).reduce(Seen::default, Seen::and)
    }

    fn and(self, more: Seen) -> Seen {
        Seen {
            members: self.members + more.members,
            days: self.days.into_iter().chain(more.days).reduce(wider),
            left: std::array::from_fn(|at| self.left[at] || more.left[at]),
        }
    }
}

fn wider(one: (Day, Day), other: (Day, Day)) -> (Day, Day) {
    (one.0.min(other.0), one.1.max(other.1))
}

/// Units one level below the last level at which a path is right.
fn units_near(unit: &str, known: BTreeSet<&str>) -> Sentence {
    let steps = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<String>>();
    let alike = |path: &str| {
        steps(path).iter().zip(steps(unit)).take_while(|(one, other)| *one == other).count()
    };
    let depth = known.iter().map(|path| alike(path)).max().unwrap_or(0);
    let right = known.iter().filter(|path| alike(path) == depth);
    let above: BTreeSet<String> = right
        .map(|path| steps(path).into_iter().take(depth + 1).collect::<Vec<_>>().join("."))
        .collect();
    named(&above.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The filters of a scope, as they are written on the command line.
fn filters(scope: &Scope) -> String {
    let Scope { members, unit, from, to, sample } = scope;
    let all = [
        unit.as_ref().map(|unit| format!("`--unit {unit}`")),
        members.as_ref().map(|_| "`--only`".to_owned()),
        from.map(|day| format!("`--from {day}`")),
        to.map(|day| format!("`--to {day}`")),
        sample.map(|share| format!("`--sample {}`", percent(share))),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// So many of ten thousand.
fn percent(share: u32) -> String {
    format!("{}%", Decimal::new(share.into(), 2).normalize())
}

//! Which filter leaves nobody: each is tried alone, so that whoever wrote several knows which to mend.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::near::named;
use super::score::Scope;
use crate::date::Day;
use crate::exchange::Intake;
use crate::words::{self, Sentence};

/// Every filter that alone leaves no bill; or, where none does, that all together do.
pub(super) fn reasons(scope: &Scope, seed: u64, intake: &Intake) -> Vec<Sentence> {
    let Some(days) = days(intake) else {
        let refused = intake.count_refused();
        let why = if refused > 0 {
            words::replay::no_usable_bills(refused)
        } else {
            words::replay::no_bills()
        };
        return vec![why];
    };
    let nobody = [
        unit_of_nobody(scope, intake),
        ids_of_nobody(scope, intake),
        sample_of_nobody(scope, seed, intake),
        days_of_nothing(scope, intake, days),
    ];
    let nobody: Vec<Sentence> = nobody.into_iter().flatten().collect();
    if nobody.is_empty() { vec![words::replay::nothing_together(filters(scope))] } else { nobody }
}

/// The first and the last day to which bills belong; nothing where there are no bills.
fn days(intake: &Intake) -> Option<(Day, Day)> {
    let both = |one: (Day, Day), other: (Day, Day)| (one.0.min(other.0), one.1.max(other.1));
    let of_member = |dossiers: &mut crate::exchange::Dossiers, member: &u32| {
        let bills = dossiers.open(*member).bills;
        bills.iter().map(|bill| (bill.basis, bill.basis)).reduce(both)
    };
    let members = intake.with_bills().par_iter();
    members.map_init(|| intake.dossiers(), of_member).flatten().reduce_with(both)
}

/// Whether a filter leaves no member with bills.
fn leaves_nobody(scope: &Scope, seed: u64, intake: &Intake) -> bool {
    !intake.with_bills().iter().any(|&member| scope.has(intake, member, seed))
}

fn unit_of_nobody(scope: &Scope, intake: &Intake) -> Option<Sentence> {
    let unit = scope.unit.clone()?;
    let alone = Scope { unit: Some(unit.clone()), ..Scope::default() };
    leaves_nobody(&alone, 0, intake).then(|| {
        let known = intake.with_bills().iter().map(|&member| intake.unit(intake.unit_of(member)));
        words::replay::unit_of_nobody(&unit, units_near(&unit, known.collect()))
    })
}

/// Units one level below the last that is right of a path.
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

fn ids_of_nobody(scope: &Scope, intake: &Intake) -> Option<Sentence> {
    let alone = Scope { members: Some(scope.members.clone()?), ..Scope::default() };
    let ids = alone.members.as_ref().map_or(0, BTreeSet::len);
    let unknown = alone.unknown(intake).unwrap_or(0);
    leaves_nobody(&alone, 0, intake).then(|| words::replay::ids_of_nobody(ids, unknown))
}

fn sample_of_nobody(scope: &Scope, seed: u64, intake: &Intake) -> Option<Sentence> {
    let share = scope.sample?;
    let alone = Scope { sample: Some(share), ..Scope::default() };
    let members = intake.with_bills().len();
    leaves_nobody(&alone, seed, intake)
        .then(|| words::replay::sample_of_nobody(percent(share), members))
}

/// Days within which bills are, of which the filter takes none; a bill may be missing within them, too.
fn days_of_nothing(scope: &Scope, intake: &Intake, (first, last): (Day, Day)) -> Option<Sentence> {
    let alone = Scope { from: scope.from, to: scope.to, ..Scope::default() };
    if alone == Scope::default() {
        return None;
    }
    let mut dossiers = intake.dossiers();
    let mut members = intake.with_bills().iter();
    let counts =
        members.any(|&member| dossiers.open(member).bills.iter().any(|bill| alone.counts(bill)));
    (!counts).then(|| words::replay::days_of_nothing(filters(&alone), first, last))
}

/// The filters that were written, as they are written.
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

//! A ward of people at once: of as many members the costliest stay of the year.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::scope::Scope;
use crate::claim::{Bill, Column};
use crate::intake::{Intake, LoadedMember, MemberLoader};
use crate::money::Money;
use crate::scenario::stays;

/// How many people lie in the ward.
pub(super) const BEDS: usize = 50;

/// The first bills of the costliest stays that are counted, each of another member: fewer where there are fewer.
pub(super) fn ward(intake: &Intake, scope: &Scope, seed: u64) -> BTreeSet<String> {
    let costliest = |records: &mut MemberLoader, &member: &u32| {
        if !scope.has(intake, member, seed) {
            return None;
        }
        costliest(&records.load(member), scope)
    };
    let members = intake.with_bills().par_iter();
    let mut all: Vec<(Reverse<Money>, String)> =
        members.map_init(|| intake.records(), costliest).flatten().collect();
    all.sort_unstable();
    all.into_iter().take(BEDS).map(|(_, bill)| bill).collect()
}

/// The costliest stay of a member with a night in hospital.
fn costliest(record: &LoadedMember, scope: &Scope) -> Option<(Reverse<Money>, String)> {
    let is_of_nights = |stay: &Vec<Bill>| {
        stay.iter().all(|bill| scope.counts(bill)) && stay.iter().any(|bill| bill.nights() > 0)
    };
    let total =
        |stay: &Vec<Bill>| stay.iter().map(|bill| bill.amount(Column::Total)).sum::<Money>();
    let all = stays(record).into_iter().filter(is_of_nights);
    let by_cost = all.filter_map(|stay| {
        let first = record.bill_id(stay.first()?).to_owned();
        Some((Reverse(total(&stay)), first))
    });
    by_cost.min()
}

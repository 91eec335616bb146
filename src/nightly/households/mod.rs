//! The household (家庭) of each member, as a ledger knew it by a day, which decides no bill; and who is
//! decided together ([`linked`]), now and by an earlier run ([`by_run`]).

pub(super) mod by_run;
pub(super) mod linked;

use std::collections::HashMap;

use super::merge::Merge;
use crate::claim::{KeptRow, RecordKind};
use crate::date::Day;
use crate::intake::{Household, Households, Intake, MemberVersion, household_on};
use crate::ledger::{Brought, RunId};

/// The households on a day: of each person that of the latest row that holds by then.
pub(super) fn households(merge: &Merge, intake: &Intake, day: Day) -> Households {
    let mut newest: HashMap<&str, ((Day, Option<i64>), Household)> = HashMap::new();
    for latest in &merge.known.members {
        let main = merge.main_of(&latest.content.member_id);
        let brought = merge.known.rows.get(&latest.member).into_iter().flatten();
        let versions: Vec<MemberVersion> =
            brought.flat_map(|brought| versions(merge, brought)).collect();
        let Some((since, household)) = household_on(&versions, Some(day)) else { continue };
        if newest.get(main).is_none_or(|(known, _)| *known <= since) {
            newest.insert(main, (since, household.clone()));
        }
    }
    let known = newest.into_iter().filter(|(_, (_, household))| !household.is_empty());
    known.filter_map(|(main, (_, household))| Some((intake.member(main)?, household))).collect()
}

/// What the rows of members say that came with a run.
pub(super) fn versions(merge: &Merge, brought: &Brought) -> Vec<MemberVersion> {
    let header = merge.headers.of_kind(RecordKind::Members, brought.columns);
    let rows = KeptRow::list(&brought.rows[0]).unwrap_or_default();
    let run = Some(RunId::number(brought.run));
    let versions = rows.iter().filter_map(|row| header.member_version(row));
    versions.map(|version| MemberVersion { run, ..version }).collect()
}

//! The household (家庭) of everybody, as a ledger knew it by a day: it decides no bill.

use std::collections::HashMap;

use super::merge::Merge;
use crate::claim::{KeptRow, RecordKind};
use crate::date::Day;
use crate::intake::{MemberVersion, RowVerdict, judge_member};
use crate::ledger::{Brought, RunId};

/// The household of each person who has one, by main id.
pub(crate) type Households = HashMap<String, String>;

/// The households of everybody on a day: of each person that of the latest row that holds by then.
pub(super) fn households(merge: &Merge, day: Day) -> Households {
    let mut newest: HashMap<&str, ((Day, Option<i64>), String)> = HashMap::new();
    for latest in &merge.known.members {
        let main = merge.main_of(&latest.content.member_id);
        let brought = merge.known.rows.get(&latest.member).into_iter().flatten();
        let versions: Vec<MemberVersion> =
            brought.flat_map(|brought| versions(merge, brought)).collect();
        for (version, verdict) in versions.iter().zip(judge_member(&versions)) {
            let at = (version.member.from(), version.run);
            let is_newer = newest.get(main).is_none_or(|(known, _)| *known <= at);
            if verdict == RowVerdict::Holds && at.0 <= day && is_newer {
                newest.insert(main, (at, version.household.clone()));
            }
        }
    }
    let named = newest.into_iter().filter(|(_, (_, household))| !household.is_empty());
    named.map(|(main, (_, household))| (main.to_owned(), household)).collect()
}

/// What the rows of members say that came with a run.
pub(super) fn versions(merge: &Merge, brought: &Brought) -> Vec<MemberVersion> {
    let header = merge.headers.of_kind(RecordKind::Members, brought.columns);
    let rows = KeptRow::list(&brought.rows[0]).unwrap_or_default();
    let run = Some(RunId::number(brought.run));
    let versions = rows.iter().filter_map(|row| header.member_said(row));
    versions.map(|version| MemberVersion { run, ..version }).collect()
}

//! The households of members: who lives with whom, and what each states that the household earns, on which no bill
//! depends; and who must be decided together ([`linked`]).

pub(super) mod linked;

use std::collections::HashMap;

use super::member_facts::{Household, MemberVersion, judge_member};
use super::read::Intake;
use super::row_errors;
use super::row_versions::RowVerdict;
use super::rows::Rows;
use crate::claim::RecordKind;
use crate::date::Day;

/// The household of each member of whom one is known, by the member's number.
pub(crate) type Households = HashMap<u32, Household>;

/// Of the rows of one id the household that the latest says which holds by a day, or without a day at all; and
/// from which day it is so, with the run that brought it.
pub(crate) fn household_on(
    versions: &[MemberVersion],
    day: Option<Day>,
) -> Option<((Day, Option<i64>), &Household)> {
    let holds = versions.iter().zip(judge_member(versions));
    let holds = holds.filter(|(_, verdict)| *verdict == RowVerdict::Holds).map(|(one, _)| one);
    let by_then = holds.filter(|one| day.is_none_or(|day| one.member.from() <= day));
    let dated = by_then.map(|one| ((one.member.from(), one.run), &one.household));
    dated.max_by_key(|(since, _)| *since)
}

impl Intake<'_> {
    /// Whether the file of members says anything of households.
    fn names_households(&self) -> bool {
        let layout =
            self.sheets.as_ref().map(|sheets| &sheets.table(RecordKind::Members).head.layout);
        let has = |name| layout.is_some_and(|layout| layout.place(name).is_some());
        has("household_id") || has("household_income")
    }

    /// The households of the members of a file, as the rows have them that hold by a day. Reads the file of members
    /// once more, where it has such a column.
    pub(crate) fn households(&self, day: Option<Day>) -> Households {
        if !self.names_households() {
            return Households::new();
        }
        let table = self.table(RecordKind::Members);
        let mut of_members: HashMap<u32, Vec<MemberVersion>> = HashMap::new();
        for piece in &table.pieces {
            let mut rows = Rows::new(&table.text, piece.clone());
            while let Some(row) = rows.next() {
                if let Ok(version) = row_errors::member_version(table, &row)
                    && let Some(member) = self.member(&table.member_id(&row))
                {
                    of_members.entry(member).or_default().push(version);
                }
            }
        }
        let of_one = |(member, versions): (u32, Vec<MemberVersion>)| {
            let (_, household) = household_on(&versions, day)?;
            (!household.is_empty()).then(|| (member, household.clone()))
        };
        of_members.into_iter().filter_map(of_one).collect()
    }
}

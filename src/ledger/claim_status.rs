//! What became of a bill that is not decided, or no longer: it waits for its member, was taken back, or is
//! in an opening.

use std::collections::HashMap;

use super::Ledger;
use super::LedgerError;
use super::kept_rows::{BillKept, bills, main_of};
use super::known::{Brought, Columns, Latest};
use super::number::RunId;
use super::posting::Decided;
use crate::claim::Revisions;
use crate::date::Day;
use crate::intake::{BillVerdict, BillVersion, judge_bill};

/// What became of a bill, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimStatus {
    /// What became of it.
    pub state: ClaimState,
    /// The id of the member that it came under.
    pub member_id: String,
    /// The run that posted this first.
    pub run: RunId,
    /// The day that the run counts for.
    pub posted_on: Day,
    /// The hospital of the row that holds, or of the last one.
    pub hospital: String,
}

/// What became of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimState {
    /// It was taken back.
    TakenBack,
    /// An opening has it, so that it is not decided.
    SettledElsewhere,
    /// No file of members has named its member yet.
    Unmatched,
    /// It is decided.
    Decided,
}

impl Ledger {
    /// What became of a bill of this hash and id, up to a run where one is asked for; nothing where no row
    /// names it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn claim_status(
        &self,
        hash: i64,
        bill_id: &str,
        up_to: Option<RunId>,
    ) -> Result<Option<ClaimStatus>, LedgerError> {
        let columns: HashMap<i64, Columns> = self.columns()?.into_iter().collect();
        let same = self.same_people()?;
        let mut newest: Option<Since> = None;
        for member in self.holders(hash)? {
            let mut postings = self.postings_of(member)?;
            postings.retain(|(run, _)| up_to.is_none_or(|up_to| *run <= up_to));
            let status = since(&postings, &columns, &same, bill_id);
            // One that has gone to another member is decided there, or waits there.
            let rank = |status: &Option<Since>| status.as_ref().map(|status| status.state);
            if rank(&status) > rank(&newest) {
                newest = status;
            }
        }
        let Some(Since { state, member_id, run, hospital }) = newest else { return Ok(None) };
        let posted_on = self.run_of(&self.runs()?, run)?.posted_on;
        Ok(Some(ClaimStatus { state, member_id, run, posted_on, hospital }))
    }
}

/// What became of a bill, and the run since which all postings say so.
struct Since {
    state: ClaimState,
    member_id: String,
    run: RunId,
    hospital: String,
}

/// The state of a bill in the newest posting of a member, with the first run since which all postings agree.
fn since(
    postings: &[(RunId, Latest)],
    columns: &HashMap<i64, Columns>,
    same: &[(String, String)],
    bill_id: &str,
) -> Option<Since> {
    let mut newest: Option<Since> = None;
    let mut known = Known::default();
    for (run, latest) in postings {
        known.add(*run, latest, columns, bill_id);
        let state = known.state(latest, same, bill_id);
        if newest.as_ref().map(|status| status.state) != state {
            newest = state.map(|state| Since {
                state,
                member_id: latest.content.member_id.clone(),
                run: *run,
                hospital: String::new(),
            });
        }
    }
    newest.map(|status| Since { hospital: known.hospital(), ..status })
}

/// What is known of a bill, and whether a member.
#[derive(Default)]
struct Known {
    rows: Vec<BillKept>,
    person: bool,
}

impl Known {
    fn add(&mut self, run: RunId, latest: &Latest, all: &HashMap<i64, Columns>, bill_id: &str) {
        self.person |= !latest.content.person.is_empty();
        if let (Some(columns), Some(brought)) = (all.get(&latest.columns), Brought::of(run, latest))
        {
            let rows = bills(columns, &brought, "").into_iter();
            // Where hospitals number their own bills, an id has both.
            let is_it = |row: &BillKept| {
                row.number == bill_id
                    || format!("{}/{}", row.version.hospital, row.number) == bill_id
            };
            self.rows.extend(rows.filter(is_it));
        }
    }

    /// The hospital of the row that holds, or of the last one.
    fn hospital(&self) -> String {
        let rows: Vec<BillVersion> = self.rows.iter().map(|row| row.version.clone()).collect();
        let verdicts = judge_bill(&rows, Revisions::Replace);
        let holds = verdicts.iter().position(|verdict| *verdict == BillVerdict::Holds);
        let row = holds.map(|at| &rows[at]).or(rows.last());
        row.map_or(String::new(), |version| version.hospital.clone())
    }

    /// The state of the bill in a posting.
    fn state(
        &self,
        latest: &Latest,
        same: &[(String, String)],
        bill_id: &str,
    ) -> Option<ClaimState> {
        let decided = Decided::read(&latest.content.decisions).unwrap_or_default();
        if decided.iter().any(|decided| decided.bill_id == bill_id) {
            return Some(ClaimState::Decided);
        }
        let main = |id: &str| main_of(same, id).to_owned();
        let of_main = |row: &BillKept| BillVersion {
            member: main(&row.version.member),
            ..row.version.clone()
        };
        let rows: Vec<BillVersion> = self.rows.iter().map(of_main).collect();
        let verdicts = judge_bill(&rows, Revisions::Replace);
        let at = |what: BillVerdict| verdicts.iter().position(|verdict| *verdict == what);
        match (at(BillVerdict::Holds), at(BillVerdict::TakenBack).or(at(BillVerdict::Waits))) {
            // It has gone to another member, whose postings have it.
            (Some(holds), _) if rows[holds].member != main(&latest.content.member_id) => None,
            (Some(_), _) if !self.person => Some(ClaimState::Unmatched),
            (Some(_), _) => Some(ClaimState::SettledElsewhere),
            (None, Some(_)) => Some(ClaimState::TakenBack),
            (None, None) => None,
        }
    }
}

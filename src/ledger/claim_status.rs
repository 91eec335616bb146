//! What became of a bill that is not decided, or no longer: it waits for its member, was taken back, or is
//! in an opening.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Ledger;
use super::LedgerError;
use super::kept_rows::{BillKept, bills, main_of};
use super::known::{Brought, Columns, Latest};
use super::number::{ColumnsId, RunId};
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
        // Its rows may lie under several members: ids of one person, or those between whom it went.
        let mut postings = Vec::new();
        for member in self.holders(hash)? {
            postings.extend(self.postings_of(member)?);
        }
        postings.retain(|(run, _)| up_to.is_none_or(|up_to| *run <= up_to));
        postings.sort_by_key(|(run, latest)| (*run, latest.posting));
        let (columns, same) = (self.columns()?.into_iter().collect(), self.same_people()?);
        let newest = since(&postings, &columns, &same, bill_id);
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

/// The state of a bill by the postings of all who have rows of it, with the first run since which it is so.
fn since(
    postings: &[(RunId, Latest)],
    columns: &HashMap<ColumnsId, Columns>,
    same: &[(String, String)],
    bill_id: &str,
) -> Option<Since> {
    let mut newest: Option<Since> = None;
    let mut known = Known { same, bill_id, ..Known::default() };
    for of_run in postings.chunk_by(|(run, _), (next, _)| run == next) {
        let Some((run, _)) = of_run.first() else { continue };
        of_run.iter().for_each(|(run, latest)| known.add(*run, latest, columns));
        let state = known.state();
        let is_same =
            |newest: &Since| state.as_ref().is_some_and(|(state, _)| newest.state == *state);
        if !newest.as_ref().is_some_and(is_same) {
            newest = state.map(|(state, member_id)| Since {
                state,
                member_id,
                run: *run,
                hospital: String::new(),
            });
        }
    }
    newest.map(|status| Since { hospital: known.hospital(), ..status })
}

/// What is known of a bill, and of those under whom its rows came.
#[derive(Default)]
struct Known<'k> {
    same: &'k [(String, String)],
    bill_id: &'k str,
    /// Its rows, each with the id under which it came.
    rows: Vec<(BillVersion, String)>,
    /// The people of whom a file of members says who they are, by main id.
    people: BTreeSet<&'k str>,
    /// Whether the newest posting of an id decides the bill.
    decides: BTreeMap<&'k str, bool>,
}

impl<'k> Known<'k> {
    fn add(&mut self, run: RunId, latest: &'k Latest, all: &HashMap<ColumnsId, Columns>) {
        let id = latest.content.member_id.as_str();
        let main = main_of(self.same, id);
        if !latest.content.person.is_empty() {
            self.people.insert(main);
        }
        let decided = Decided::read(&latest.content.decisions).unwrap_or_default();
        self.decides.insert(id, decided.iter().any(|decided| decided.bill_id == self.bill_id));
        if let (Some(columns), Some(brought)) = (all.get(&latest.columns), Brought::of(run, latest))
        {
            let rows = bills(columns, &brought, |_| "").into_iter();
            let of_main = |BillKept { version, .. }| {
                (BillVersion { member: main.to_owned(), ..version }, id.to_owned())
            };
            self.rows.extend(rows.filter(|row| row.is_of(self.bill_id)).map(of_main));
        }
    }

    /// What becomes of each row.
    fn verdicts(&self) -> Vec<BillVerdict> {
        let rows: Vec<BillVersion> = self.rows.iter().map(|(version, _)| version.clone()).collect();
        judge_bill(&rows, Revisions::Replace)
    }

    /// The hospital of the row that holds, or of the last one.
    fn hospital(&self) -> String {
        let holds = self.verdicts().iter().position(|verdict| *verdict == BillVerdict::Holds);
        let row = holds.map(|at| &self.rows[at]).or(self.rows.last());
        row.map_or(String::new(), |(version, _)| version.hospital.clone())
    }

    /// The state of the bill, and the id that it is under.
    fn state(&self) -> Option<(ClaimState, String)> {
        if let Some((id, _)) = self.decides.iter().find(|(_, decides)| **decides) {
            return Some((ClaimState::Decided, (*id).to_owned()));
        }
        let verdicts = self.verdicts();
        let at = |what: BillVerdict| verdicts.iter().position(|verdict| *verdict == what);
        let holds = at(BillVerdict::Holds);
        let (version, id) =
            &self.rows[holds.or(at(BillVerdict::TakenBack)).or(at(BillVerdict::Waits))?];
        let state = match holds {
            None => ClaimState::TakenBack,
            Some(_) if self.people.contains(version.member.as_str()) => {
                ClaimState::SettledElsewhere
            }
            Some(_) => ClaimState::Unmatched,
        };
        Some((state, id.clone()))
    }
}

//! When the sheet of a bill changed: what was decided on it, under whose id, or what stands on it of the bill itself,
//! be it the row that holds or what was entered about it by hand. So two sheets of one number and code say the same of
//! the bill, also where a change moved no money.

use std::collections::{BTreeSet, HashMap};

use super::error::NightError;
use super::movements::{self, HouseholdNews, NewFacts, NewManualFacts};
use super::readjudicate::{Found, bills_of, decided, hash, manual_facts, postings_of};
use crate::claim::Revisions;
use crate::intake::{BillVerdict, BillVersion, judge_bill};
use crate::ledger::kept_rows::{BillKept, bills, main_of};
use crate::ledger::{Brought, Columns, ColumnsId, Decided, Ledger, RunId, bill_hash};
use crate::manual_facts::ManualFact;

/// What a sheet shows of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    member_id: String,
    pub decided: Vec<Decided>,
    /// What was entered about the bill.
    by_hand: Vec<ManualFact>,
    /// A number for what the row of the bill says.
    row: Option<[u8; 16]>,
}

/// The postings that decided a bill, with all rows of it that came.
pub(super) struct Sheets<'b> {
    bill_id: &'b str,
    /// The oldest first.
    pub postings: Vec<Found>,
    rows: Vec<(RunId, BillVersion)>,
}

impl<'b> Sheets<'b> {
    /// All that were ever made of a bill.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn of(ledger: &Ledger, bill_id: &'b str) -> Result<Sheets<'b>, NightError> {
        let mut all = Vec::new();
        for member in ledger.holders(bill_hash(bill_id))? {
            all.extend(postings_of(ledger, member)?);
        }
        all.sort_by_key(|found| found.latest.posting);
        let rows = Rows::of(ledger)?.of_bill(&all, bill_id);
        all.retain(|found| !decided(found, bill_id).is_empty());
        Ok(Sheets { bill_id, postings: all, rows })
    }

    /// What the sheet of a posting shows of the bill.
    pub fn shown(&self, found: &Found) -> Shown {
        shown(found, self.bill_id, &self.rows)
    }

    /// The postings from which on the sheet was another one, the oldest first.
    pub fn first_of_each(&self) -> Vec<&Found> {
        let mut all: Vec<&Found> = self.postings.iter().collect();
        all.dedup_by(|next, before| self.shown(next) == self.shown(before));
        all
    }
}

/// How rows of bills are read.
struct Rows {
    columns: HashMap<ColumnsId, Columns>,
    same: Vec<(String, String)>,
}

impl Rows {
    fn of(ledger: &Ledger) -> Result<Rows, NightError> {
        let columns = ledger.columns()?.into_iter().collect();
        Ok(Rows { columns, same: ledger.same_people()? })
    }

    /// The rows of a bill among those of some postings, in the order in which they came.
    fn of_bill(&self, postings: &[Found], bill_id: &str) -> Vec<(RunId, BillVersion)> {
        let mut all = Vec::new();
        for Found { latest, run, .. } in postings {
            let (Some(columns), Some(brought)) =
                (self.columns.get(&latest.columns), Brought::of(*run, latest))
            else {
                continue;
            };
            let member = main_of(&self.same, &latest.content.member_id);
            let rows =
                bills(columns, &brought, |_| "").into_iter().filter(|row| row.is_of(bill_id));
            let version =
                |BillKept { version, .. }| BillVersion { member: member.to_owned(), ..version };
            all.extend(rows.map(|row| (*run, version(row))));
        }
        all
    }

    /// The posting of a run among all of a member, with the bills whose sheet it made, or made another than before,
    /// and that are decided still.
    fn changed_by(&self, run: RunId, mut all: Vec<Found>) -> Option<(Found, Vec<String>)> {
        let at = all.iter().position(|found| found.run == run)?;
        let before = at.checked_sub(1).map(|before| &all[before]);
        let still: BTreeSet<String> = all.last().map(bills_of).into_iter().flatten().collect();
        let is_new = |bill: &String| {
            let rows = self.of_bill(&all[..=at], bill);
            let shown = |found| shown(found, bill, &rows);
            before.is_none_or(|before| shown(before) != shown(&all[at]))
        };
        let of_run = bills_of(&all[at]).into_iter();
        let bills = of_run.filter(|bill| still.contains(bill) && is_new(bill)).collect();
        Some((all.swap_remove(at), bills))
    }
}

/// What the sheet of a posting shows of a bill, of which these rows came.
fn shown(found: &Found, bill_id: &str, rows: &[(RunId, BillVersion)]) -> Shown {
    let by_then = rows.iter().filter(|(run, _)| *run <= found.run);
    let by_then: Vec<BillVersion> = by_then.map(|(_, version)| version.clone()).collect();
    let verdicts = judge_bill(&by_then, Revisions::Replace);
    let holds = verdicts.iter().position(|verdict| *verdict == BillVerdict::Holds);
    let mut by_hand = manual_facts(found);
    by_hand.retain(|fact| fact.bill_id() == Some(bill_id));
    Shown {
        member_id: found.latest.content.member_id.clone(),
        decided: decided(found, bill_id),
        by_hand,
        row: holds.map(|at| by_then[at].content),
    }
}

/// The first of the postings, up to one, whose sheet of a bill is as that one's; and the one before, whose sheet is
/// another, where there is one.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn since(
    ledger: &Ledger,
    found: &Found,
    bill_id: &str,
) -> Result<(Found, Option<Found>), NightError> {
    let sheets = Sheets::of(ledger, bill_id)?;
    let (now, mut first) = (sheets.shown(found), found);
    for before in sheets.postings.iter().rev().filter(|one| one.run < found.run) {
        if sheets.shown(before) != now {
            return Ok((first.clone(), Some(before.clone())));
        }
        first = before;
    }
    Ok((first.clone(), None))
}

/// Why a run decided a bill otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The run.
    pub run: RunId,
    /// The day the run counts for.
    pub posted_on: String,
    /// The facts that moved the bill, as codes with `;` between.
    pub codes: String,
}

/// Why the sheet of a bill is another by one posting than by an earlier one: run by run, what came.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn causes(
    ledger: &Ledger,
    (before, after): (&Found, &Found),
    bill_id: &str,
) -> Result<Vec<Cause>, NightError> {
    let sheets = Sheets::of(ledger, bill_id)?;
    let mut causes = Vec::new();
    for (old, new) in sheets.postings.iter().zip(sheets.postings.iter().skip(1)) {
        let is_between = (before.run..after.run).contains(&old.run) && new.run <= after.run;
        if is_between && sheets.shown(old) != sheets.shown(new) {
            let codes = codes(ledger, (old, new), bill_id)?;
            causes.push(Cause { run: new.run, posted_on: new.posted_on.clone(), codes });
        }
    }
    Ok(causes)
}

/// What moved a bill between two postings: as its entries say, or where no money moved, what came.
fn codes(
    ledger: &Ledger,
    (old, new): (&Found, &Found),
    bill_id: &str,
) -> Result<String, NightError> {
    let entries = ledger.entries(new.latest.posting)?;
    let of_bill = entries.iter().find(|entry| entry.bill_id == bill_id);
    if let Some(entry) = of_bill.filter(|entry| !entry.reason.is_empty()) {
        return Ok(entry.reason.clone());
    }
    let content = &new.latest.content;
    let (before, after) = (manual_facts(old), manual_facts(new));
    let newly: Vec<ManualFact> = after.into_iter().filter(|one| !before.contains(one)).collect();
    let rules = hash(ledger, old)? != hash(ledger, new)?;
    let (earlier, now) = (ids(old), ids(new));
    let named = |(hospital, number): (String, String)| {
        // Where hospitals number their own bills, an id has both.
        let both = format!("{hospital}/{number}");
        if earlier.contains(&both) || now.contains(&both) { both } else { number }
    };
    let brought = ledger.bills_brought(new.run, &new.latest)?;
    let mut new_facts = NewFacts {
        rows: true,
        bills: brought.into_iter().map(named).collect(),
        periods: !content.periods.is_empty(),
        person: !content.person.is_empty(),
        rules,
        engine: old.meaning != new.meaning,
        manual_facts: NewManualFacts::of(&newly),
        household: HouseholdNews::Nothing,
    };
    // What came of relatives is in postings of theirs.
    let came = NewFacts { rows: false, ..new_facts.clone() };
    if came == NewFacts::default() {
        new_facts.household = HouseholdNews::Others;
    }
    Ok(movements::cause(bill_id, (&earlier, &now), &new_facts))
}

fn ids(found: &Found) -> BTreeSet<String> {
    bills_of(found).into_iter().collect()
}

/// The bills whose sheet a run made, or made another than before, and that are decided still, member by member.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn decided_by(ledger: &Ledger, run: RunId) -> Result<Vec<String>, NightError> {
    let mut changed = Vec::new();
    for posting in postings_by(ledger, run)? {
        changed.extend(posting?.1);
    }
    Ok(changed)
}

/// The same of each member as it is asked for, with the posting that decided the bills.
///
/// # Errors
///
/// When the ledger cannot be read; of a member too.
pub fn postings_by(
    ledger: &Ledger,
    run: RunId,
) -> Result<impl Iterator<Item = Result<(Found, Vec<String>), NightError>>, NightError> {
    let rows = Rows::of(ledger)?;
    let members = ledger.members_of_run(run)?.into_iter();
    let of_member = move |member| Ok(rows.changed_by(run, postings_of(ledger, member)?));
    Ok(members.filter_map(move |member| of_member(member).transpose()))
}

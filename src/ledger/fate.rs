//! What became of a bill that is not decided, or no longer: it waits for its member, was taken back, or is
//! in an opening.

use std::collections::{BTreeMap, HashMap};

use super::Ledger;
use super::posting::{Content, Decided};
use super::read::{Columns, Latest};
use super::waiting::{keep, rows};
use crate::words::Sentence;

/// What became of a bill, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// What became of it.
    pub became: Became,
    /// The id of the member that it came under.
    pub member_id: String,
    /// The run that posted this first.
    pub run: i64,
    /// The day that the run counts for.
    pub posted_on: String,
}

/// What became of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// It was taken back.
    TakenBack,
    /// An opening has it, so that it is not decided.
    SettledElsewhere,
    /// No file of members has named its member yet.
    Waiting,
    /// It is decided.
    Decided,
}

impl Ledger {
    /// What became of a bill of this hash and id, up to a run where one is asked for; nothing where nobody
    /// told of it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn fate(
        &self,
        hash: i64,
        bill_id: &str,
        up_to: Option<i64>,
    ) -> Result<Option<Fate>, Sentence> {
        let columns: HashMap<i64, Columns> = self.columns()?.into_iter().collect();
        let mut newest: Option<Fate> = None;
        for member in self.holders(hash)? {
            let mut postings = self.postings_of(member)?;
            postings.retain(|(run, _)| up_to.is_none_or(|up_to| *run <= up_to));
            let fate = fate_of(&postings, &columns, bill_id);
            // One that has gone to another member is decided there, or waits there.
            let rank = |fate: &Option<Fate>| fate.as_ref().map(|fate| fate.became);
            if rank(&fate) > rank(&newest) {
                newest = fate;
            }
        }
        let Some(fate) = &mut newest else { return Ok(None) };
        fate.posted_on = self.run_of(&self.runs()?, fate.run)?.posted_on.clone();
        Ok(newest)
    }
}

/// What the newest posting of a member says became of a bill, with the first run since which all say so.
fn fate_of(
    postings: &[(i64, Latest)],
    columns: &HashMap<i64, Columns>,
    bill_id: &str,
) -> Option<Fate> {
    let mut newest: Option<Fate> = None;
    for (run, latest) in postings {
        let columns = columns.get(&latest.columns);
        let became = columns.and_then(|columns| became(&latest.content, columns, bill_id));
        if newest.as_ref().map(|fate| fate.became) != became {
            newest = became.map(|became| Fate {
                became,
                member_id: latest.content.member_id.clone(),
                run: *run,
                posted_on: String::new(),
            });
        }
    }
    newest
}

/// What a posting says became of a bill.
fn became(content: &Content, columns: &Columns, bill_id: &str) -> Option<Became> {
    let decided = Decided::read(&content.decisions).unwrap_or_default();
    if decided.iter().any(|decided| decided.bill_id == bill_id) {
        return Some(Became::Decided);
    }
    let mut known = BTreeMap::new();
    for row in rows(&columns.bills, &content.bills, &["bill_id"], &content.member_id) {
        keep(&mut known, 0, row);
    }
    let (_, row) = known.get(bill_id)?;
    match row {
        row if row.void => Some(Became::TakenBack),
        row if row.holds && content.person.is_empty() => Some(Became::Waiting),
        row if row.holds => Some(Became::SettledElsewhere),
        _ => None,
    }
}

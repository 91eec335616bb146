//! What waits for its member: bills and periods of people whom no file of members has named yet.

use std::collections::{BTreeMap, HashMap};

use super::ages::{AGES, age as age_of};
use super::error::AccountingError;
use crate::claim::Revisions;
use crate::date::Day;
use crate::intake::{BillVerdict, BillVersion, Revision, judge_bill};
use crate::ledger::kept_rows::{BillKept, bills, holding, main_of, periods};
use crate::ledger::known::{Brought, Columns};
use crate::ledger::{ColumnsId, Ledger, MemberNumber, Month, PostingId, RunId};
use crate::money::Money;

/// What waits, of one age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// Months since it first came, from so many
    pub from: i32,
    /// to so many; without end where it is open.
    pub to: Option<i32>,
    /// Bills.
    pub bills: u64,
    /// What they come to before any payer pays, as far as it can be read.
    pub claimed: Money,
    /// Enrolment periods.
    pub periods: u64,
}

/// What waits for its member at the end of a month, by the months since it first came.
pub(crate) fn unmatched(ledger: &Ledger, month: Month) -> Result<Vec<Unmatched>, AccountingError> {
    let sql = "SELECT p.member, max(p.no) FROM posting_in_force p JOIN run r ON r.no = p.run \
               WHERE r.posted_on <= ?1 GROUP BY p.member HAVING max(p.person <> '') = 0 \
               AND max(p.bills <> '' OR p.periods <> '') = 1 ORDER BY 2";
    let pending: Vec<(MemberNumber, PostingId)> =
        ledger.rows(sql, [month.last()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut unmatched: Vec<Unmatched> =
        AGES.iter().map(|&(from, to)| Unmatched { from, to, ..Unmatched::default() }).collect();
    if pending.is_empty() {
        return Ok(unmatched);
    }
    let columns: HashMap<ColumnsId, Columns> = ledger.columns()?.into_iter().collect();
    let days: HashMap<RunId, Day> =
        ledger.runs()?.into_iter().map(|run| (run.no, run.posted_on)).collect();
    let same = ledger.same_people()?;
    let mut people: BTreeMap<String, First> = BTreeMap::new();
    for (member, last) in pending {
        if is_of_known_person(ledger, member)? {
            continue;
        }
        let postings = ledger.postings_of(member)?.into_iter();
        for (run, latest) in postings.filter(|(_, latest)| latest.posting <= last) {
            let main = main_of(&same, &latest.content.member_id).to_owned();
            let first = people.entry(main).or_default();
            let age = days.get(&run);
            let age = age.map_or(0, |day| age_of(month, *day));
            let brought = Brought::of(run, &latest).zip(columns.get(&latest.columns));
            if let Some((brought, columns)) = brought {
                first.add(age, columns, &brought);
            }
        }
    }
    people.iter().for_each(|(main, first)| first.count(main, &same, &mut unmatched));
    Ok(unmatched)
}

/// Whether another id of the same person is known: what came under this one is decided there.
fn is_of_known_person(ledger: &Ledger, member: MemberNumber) -> Result<bool, AccountingError> {
    let sql = "SELECT EXISTS(SELECT 1 FROM posting_in_force WHERE member = ?1 AND person <> '')";
    for other in ledger.with_same(&[member])? {
        if ledger.rows(sql, [other], |row| row.get::<_, bool>(0))?[0] {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Rows of one member, with the age of the first row of each bill or period.
#[derive(Default)]
struct First {
    bills: BTreeMap<String, (usize, Vec<BillKept>)>,
    ages: BTreeMap<String, usize>,
    periods: Vec<(String, Revision, bool)>,
}

impl First {
    /// Adds what came with a posting.
    fn add(&mut self, age: usize, columns: &Columns, brought: &Brought) {
        for row in bills(columns, brought, |_| "") {
            let first = self.bills.entry(row.number.clone());
            first.or_insert_with(|| (age, Vec::new())).1.push(row);
        }
        for row in periods(columns, brought) {
            self.ages.entry(row.0.clone()).or_insert(age);
            self.periods.push(row);
        }
    }

    /// Counts what holds.
    fn count(&self, main: &str, same: &[(String, String)], unmatched: &mut [Unmatched]) {
        for (age, rows) in self.bills.values() {
            let whose = |row: &BillKept| main_of(same, &row.version.member).to_owned();
            let versions: Vec<BillVersion> = rows
                .iter()
                .map(|row| BillVersion { member: whose(row), ..row.version.clone() })
                .collect();
            let verdicts = judge_bill(&versions, Revisions::Replace);
            let holds = verdicts.iter().position(|verdict| *verdict == BillVerdict::Holds);
            // One that names another member is kept as a sign that the bill has gone there.
            if let Some(holds) = holds.filter(|&at| versions[at].member == main) {
                unmatched[*age].bills += 1;
                unmatched[*age].claimed += rows[holds].total;
            }
        }
        for (key, _) in holding(&self.periods).into_iter().filter(|(_, holds)| *holds) {
            unmatched[self.ages[key]].periods += 1;
        }
    }
}

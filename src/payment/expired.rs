//! Who has nothing open, and about whom nothing was done for so long that their personal data may go.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::PaymentError;
use super::hold::{holds, people_of_holds};
use crate::claim::KeptRow;
use crate::date::Day;
use crate::ledger::{Brought, Columns, Known, Ledger, LedgerError, MemberNumber};
use crate::money::Money;

/// People whose rows are read together.
const TOGETHER: usize = 4096;

/// People who are old enough, by the numbers of their ids.
#[derive(Debug, Default)]
pub(super) struct Expired {
    /// Of whom nothing is open.
    pub people: Vec<Vec<MemberNumber>>,
    /// How many others are as old, and stay since something is open.
    pub open: u64,
}

impl Expired {
    /// The numbers of all ids.
    pub fn members(&self) -> BTreeSet<MemberNumber> {
        self.people.iter().flatten().copied().collect()
    }
}

/// All people about whom nothing was done since before a day.
pub(super) fn expired(ledger: &Ledger, before: Day) -> Result<Expired, PaymentError> {
    let last = ledger.last_days()?;
    let is_old = |member: &MemberNumber| last.get(member).is_some_and(|day| *day < before);
    let (ids, mut open) = ids_and_open(ledger)?;
    open.extend(held_or_pending(ledger, &ids)?);
    let (people, mut old) = (people(ledger, &ids)?, Vec::new());
    for person in people {
        match person.iter().all(is_old) {
            true => old.push(person),
            // A bill of theirs keeps others who had it before.
            false => open.extend(person),
        }
    }
    for together in old.chunks(TOGETHER) {
        open.extend(covered(ledger, &ids, together, before)?);
    }
    keep_sharers(ledger, &old, &mut open)?;
    let (people, others) = old.into_iter().partition(|person| !is_open(person, &open));
    let others: Vec<Vec<MemberNumber>> = others;
    Ok(Expired { people, open: others.len() as u64 })
}

/// Whether something is open of a person.
fn is_open(person: &[MemberNumber], open: &BTreeSet<MemberNumber>) -> bool {
    person.iter().any(|member| open.contains(member))
}

/// Adds to those of whom something is open all who had a bill that one of them has: what is left of both names it
/// alike, so that they go together.
fn keep_sharers(
    ledger: &Ledger,
    people: &[Vec<MemberNumber>],
    open: &mut BTreeSet<MemberNumber>,
) -> Result<(), LedgerError> {
    let shared = ledger.bills_of_several()?;
    loop {
        let before = open.len();
        for together in people.iter().chain(&shared) {
            if is_open(together, open) {
                open.extend(together);
            }
        }
        if open.len() == before {
            return Ok(());
        }
    }
}

/// Ids by number, of all of whom anything is there; and those of whom money is in hand, due or owed.
fn ids_and_open(
    ledger: &Ledger,
) -> Result<(BTreeMap<MemberNumber, String>, BTreeSet<MemberNumber>), LedgerError> {
    let (mut ids, mut open) = (BTreeMap::new(), BTreeSet::new());
    let sql = "SELECT DISTINCT member FROM posting_in_force WHERE person <> ''";
    let known: BTreeSet<MemberNumber> =
        ledger.rows(sql, (), |row| row.get(0))?.into_iter().collect();
    let sql = "SELECT m.no, m.id, coalesce(q.entitled, 0), coalesce(q.paid - q.stood, 0), \
               EXISTS(SELECT 1 FROM payment p WHERE p.member = m.no AND p.in_hand <> 0) \
               FROM member m LEFT JOIN posting q ON q.no = m.posting WHERE m.disposed = 0";
    ledger.look_through(sql, (), |row| {
        let no: MemberNumber = row.get(0)?;
        let (entitled, paid): (Money, Money) = (row.get(2)?, row.get(3)?);
        ids.insert(no, row.get(1)?);
        // Of whom no file of members speaks, bills and periods wait.
        if entitled != paid || row.get(4)? || !known.contains(&no) {
            open.insert(no);
        }
        Ok(())
    })?;
    Ok((ids, open))
}

/// Members of whom something is held, or a fact waits for a night.
fn held_or_pending(
    ledger: &Ledger,
    ids: &BTreeMap<MemberNumber, String>,
) -> Result<BTreeSet<MemberNumber>, PaymentError> {
    let (holds, same) = (holds(ledger)?, ledger.same_people()?);
    let held = holds.iter().map(|(what, id, _)| (what, id));
    let held = people_of_holds(ledger, held, &same)?.into_iter().flatten();
    let waits: BTreeSet<String> =
        ledger.pending_facts()?.into_iter().map(|fact| fact.member_id).collect();
    let waits = ids.iter().filter(|(_, id)| waits.contains(*id)).map(|(no, _)| *no);
    Ok(held.chain(waits).collect())
}

/// All people, each by the numbers of all ids.
fn people(
    ledger: &Ledger,
    ids: &BTreeMap<MemberNumber, String>,
) -> Result<Vec<Vec<MemberNumber>>, LedgerError> {
    let mains: HashMap<String, String> = ledger.same_people()?.into_iter().collect();
    let mut people: BTreeMap<&str, Vec<MemberNumber>> = BTreeMap::new();
    for (no, id) in ids {
        people.entry(mains.get(id).unwrap_or(id)).or_default().push(*no);
    }
    Ok(people.into_values().collect())
}

/// Members of these people whose cover has not ended before a day.
fn covered(
    ledger: &Ledger,
    ids: &BTreeMap<MemberNumber, String>,
    people: &[Vec<MemberNumber>],
    before: Day,
) -> Result<BTreeSet<MemberNumber>, LedgerError> {
    let mut asked: Vec<&str> =
        people.iter().flatten().filter_map(|no| ids.get(no)).map(String::as_str).collect();
    asked.sort_unstable();
    let Known { rows, columns, .. } = ledger.known(&asked, &[])?;
    let is_covered = |brought: &Brought| {
        columns.get(&brought.columns).is_none_or(|of| ends_late(of, brought, before))
    };
    let covered = rows.iter().filter(|(_, brought)| brought.iter().any(is_covered));
    Ok(covered.map(|(member, _)| *member).collect())
}

/// Whether a period among rows ends on a day or later, or on none that can be read.
fn ends_late(columns: &Columns, brought: &Brought, day: Day) -> bool {
    let names = Columns::names(&columns.enrolments);
    let place = names.iter().position(|name| name == "end");
    let rows = KeptRow::list(&brought.rows[1]).unwrap_or_default();
    rows.iter().any(|row| Day::parse(&row.show(place)).is_none_or(|end| day <= end))
}

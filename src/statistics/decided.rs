//! What was decided on each person's bills before a period and at its end.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Row;

use super::error::StatisticsError;
use super::period::Period;
use crate::ledger::{Decided, Ledger, PostingId};

/// What was decided on a person's bills.
#[derive(Default)]
pub(super) struct Decisions {
    pub before: Vec<Decided>,
    pub after: Vec<Decided>,
}

/// The newest posting of each member at the end of the period, and the newest before it.
const NEWEST: &str = "
    SELECT m.id, e.no, e.decisions, b.decisions FROM (
        SELECT p.member, max(p.no) AS last, max(CASE WHEN r.posted_on < ?1 THEN p.no END) AS before
        FROM posting_in_force p JOIN run r ON r.no = p.run WHERE r.posted_on <= ?2 GROUP BY p.member) n
    JOIN member m ON m.no = n.member JOIN posting_in_force e ON e.no = n.last
    LEFT JOIN posting_in_force b ON b.no = n.before ORDER BY m.id";

/// A row of these.
struct Texts {
    id: String,
    posting: PostingId,
    after: String,
    before: String,
}

fn texts(row: &Row) -> rusqlite::Result<Texts> {
    let before = row.get::<_, Option<String>>(3)?.unwrap_or_default();
    Ok(Texts { id: row.get(0)?, posting: row.get(1)?, after: row.get(2)?, before })
}

/// Passes on what was decided on the bills of every person, by main id; of whom nothing ever was is left out.
pub(super) fn each_person(
    ledger: &Ledger,
    period: &Period,
    mains: &HashMap<String, String>,
    mut tell: impl FnMut(&str, &Decisions) -> Result<(), StatisticsError>,
) -> Result<(), StatisticsError> {
    let several: std::collections::HashSet<&String> = mains.values().collect();
    let mut together: BTreeMap<String, Decisions> = BTreeMap::new();
    let (first, last) = period.posted();
    for one in ledger.rows(NEWEST, (first, last), texts)? {
        let Texts { id, posting, after, before } = one;
        let [before, after] = [before, after].map(|text| ledger.decided(&text, posting));
        let mut decisions = Decisions { before: before?, after: after? };
        if let Some(edition) = period.edition() {
            decisions.before.retain(|one| one.edition == edition);
            decisions.after.retain(|one| one.edition == edition);
        }
        let main = mains.get(&id).unwrap_or(&id);
        if !several.contains(main) {
            tell(main, &decisions)?;
            continue;
        }
        // What is decided of a person stands under one id now, and stood under each of them before.
        let person = together.entry(main.clone()).or_default();
        person.before.append(&mut decisions.before);
        person.after.append(&mut decisions.after);
    }
    together.iter().try_for_each(|(main, decisions)| tell(main, decisions))
}

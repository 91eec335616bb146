//! What was decided on each person's bills before a period and at its end.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::Row;

use super::error::StatisticsError;
use super::period::Period;
use crate::date::Day;
use crate::ledger::{Decided, Ledger, PostingId};

/// What was decided on a person's bills.
#[derive(Default)]
pub(super) struct Decisions {
    pub before: Vec<Decided>,
    pub after: Vec<Decided>,
}

/// The newest posting of each member at the end of a period, and the newest before it: the same where the period has
/// none.
fn newest((first, last): (Day, Day)) -> String {
    format!(
        "SELECT m.id, e.no, n.last = n.before, e.decisions, b.decisions FROM (
            SELECT p.member, max(p.no) AS last,
                max(CASE WHEN r.posted_on < '{first}' THEN p.no END) AS before
            FROM posting_in_force p JOIN run r ON r.no = p.run WHERE r.posted_on <= '{last}'
            GROUP BY p.member) n
         JOIN member m ON m.no = n.member JOIN posting_in_force e ON e.no = n.last
         LEFT JOIN posting_in_force b ON b.no = n.before"
    )
}

/// A row of these.
struct Texts {
    id: String,
    posting: PostingId,
    is_as_before: bool,
    after: String,
    before: String,
}

fn texts(row: &Row) -> rusqlite::Result<Texts> {
    let is_as_before = row.get::<_, Option<bool>>(2)?.unwrap_or_default();
    let before = row.get::<_, Option<String>>(4)?.unwrap_or_default();
    Ok(Texts { id: row.get(0)?, posting: row.get(1)?, is_as_before, after: row.get(3)?, before })
}

/// Passes on what was decided on the bills of every person, by main id: of whom nothing was posted in the period, only
/// where `all` are wanted. A city has hundreds of thousands: each is passed on as it is read.
pub(super) fn each_person(
    ledger: &Ledger,
    (period, all): (&Period, bool),
    mains: &HashMap<String, String>,
    mut with: impl FnMut(&str, &Decisions),
) -> Result<(), StatisticsError> {
    let several: HashSet<&String> = mains.values().collect();
    let mut together: BTreeMap<String, Decisions> = BTreeMap::new();
    ledger.each(&newest(period.posted()), texts, |one| -> Result<(), StatisticsError> {
        let Texts { id, posting, is_as_before, after, before } = one;
        let main = mains.get(&id).unwrap_or(&id);
        let is_several = several.contains(main);
        if is_as_before && !all && !is_several {
            return Ok(());
        }
        let [before, after] = [before, after].map(|text| ledger.decided(&text, posting));
        let mut decisions = Decisions { before: before?, after: after? };
        if let Some(edition) = period.edition() {
            decisions.before.retain(|one| one.edition == edition);
            decisions.after.retain(|one| one.edition == edition);
        }
        if !is_several {
            with(main, &decisions);
            return Ok(());
        }
        // What is decided of a person stands under one id now, and stood under each of them before.
        let person = together.entry(main.clone()).or_default();
        person.before.append(&mut decisions.before);
        person.after.append(&mut decisions.after);
        Ok(())
    })?;
    together.iter().for_each(|(main, decisions)| with(main, decisions));
    Ok(())
}

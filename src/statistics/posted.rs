//! What postings moved in a period: benefits that became due and were reversed, by person and bill.

use std::collections::HashMap;

use rusqlite::Row;

use super::error::StatisticsError;
use super::period::Period;
use crate::accounting::as_of;
use crate::ledger::Ledger;
use crate::money::{Money, MoneySum};

/// What entries of one benefit or several moved of a bill under a plan.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub bill_id: String,
    pub plan: String,
    /// Whether it became due; else it was reversed.
    pub is_due: bool,
    /// Below zero where it was reversed.
    pub amount: Money,
}

/// What a period moved, by the main id of each person.
pub(super) type Posted = HashMap<String, Vec<Moved>>;

/// What postings of a period moved; `mains` has the main id of each other id.
pub(super) fn posted(
    ledger: &Ledger,
    period: &Period,
    mains: &HashMap<String, String>,
) -> Result<Posted, StatisticsError> {
    let (sql, (first, last)) = (of_benefits(period.edition()), period.posted());
    let read = |row: &Row| {
        let is_due = row.get::<_, String>(3)? == "due";
        let (bill_id, plan, amount) = (row.get(1)?, row.get(2)?, row.get(4)?);
        Ok((row.get::<_, String>(0)?, Moved { bill_id, plan, is_due, amount }))
    };
    let edition = period.edition().unwrap_or_default();
    let mut posted = Posted::new();
    for (id, moved) in ledger.rows(&sql, (first, last, edition), read)? {
        let main = mains.get(&id).cloned().unwrap_or(id);
        posted.entry(main).or_default().push(moved);
    }
    Ok(posted)
}

/// Sums of the entries of benefits that were posted for some days, of one edition or of all.
fn of_benefits(edition: Option<&str>) -> String {
    let of_edition = if edition.is_some() { "e.edition = ?3" } else { "?3 = ''" };
    format!(
        "SELECT m.id, e.bill_id, e.plan, e.kind, sum(e.amount) FROM entry e \
         JOIN posting_in_force p ON p.no = e.posting JOIN run r ON r.no = p.run \
         JOIN member m ON m.no = p.member \
         WHERE e.kind IN ('due', 'reversal') AND r.posted_on BETWEEN ?1 AND ?2 AND {of_edition} \
         GROUP BY p.member, e.bill_id, e.plan, e.kind"
    )
}

/// What the newest postings at the end of a period hold more than those before it: independent of any entry. Nothing
/// of an edition, which no posting sums up by itself.
pub(super) fn moved_by_postings(
    ledger: &Ledger,
    period: &Period,
) -> Result<Option<MoneySum>, StatisticsError> {
    if period.edition().is_some() {
        return Ok(None);
    }
    let entitled = |day| as_of(ledger, day).map(|then| MoneySum::from(then.entitled));
    Ok(Some(entitled(period.last())? - entitled(period.first() - 1)?))
}

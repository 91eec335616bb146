//! What postings moved in a period: benefits that became due and were reversed, by person and bill.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Row;

use super::error::StatisticsError;
use super::period::Period;
use crate::accounting::as_of;
use crate::ledger::Ledger;
use crate::money::Money;
use crate::output::MoneySum;

/// What each bill of a person came to in the period.
pub(super) type OfBills = BTreeMap<String, MoneySum>;

/// What a period moved.
#[derive(Default)]
pub(super) struct Posted {
    /// By the main id of each person.
    pub people: HashMap<String, OfBills>,
    /// Benefits that became due.
    pub due: MoneySum,
    /// Benefits that were reversed: below zero.
    pub reversed: MoneySum,
}

/// An entry of a benefit.
struct Line {
    member_id: String,
    bill_id: String,
    is_due: bool,
    amount: Money,
}

impl Posted {
    /// Reads it; `mains` has the main id of each other id.
    pub fn of(
        ledger: &Ledger,
        period: &Period,
        mains: &HashMap<String, String>,
    ) -> Result<Posted, StatisticsError> {
        let (sql, (first, last)) = (of_benefits(period.edition()), period.posted());
        let read = |row: &Row| {
            let is_due = row.get::<_, String>(2)? == "due";
            Ok(Line { member_id: row.get(0)?, bill_id: row.get(1)?, is_due, amount: row.get(3)? })
        };
        let edition = period.edition().unwrap_or_default();
        let mut posted = Posted::default();
        for line in ledger.rows(&sql, (first, last, edition), read)? {
            let Line { member_id, bill_id, is_due, amount } = line;
            let main = mains.get(&member_id).cloned().unwrap_or(member_id);
            *posted.people.entry(main).or_default().entry(bill_id).or_default() += amount;
            *(if is_due { &mut posted.due } else { &mut posted.reversed }) += amount;
        }
        Ok(posted)
    }
}

/// Sums of the entries of benefits that were posted for some days, of one edition or of all.
fn of_benefits(edition: Option<&str>) -> String {
    let of_edition = if edition.is_some() { "e.edition = ?3" } else { "?3 = ''" };
    format!(
        "SELECT m.id, e.bill_id, e.kind, sum(e.amount) FROM entry e \
         JOIN posting_in_force p ON p.no = e.posting JOIN run r ON r.no = p.run \
         JOIN member m ON m.no = p.member \
         WHERE e.kind IN ('due', 'reversal') AND r.posted_on BETWEEN ?1 AND ?2 AND {of_edition} \
         GROUP BY p.member, e.bill_id, e.kind"
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

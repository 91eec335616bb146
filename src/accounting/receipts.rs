//! Contributions (互助费) that came in: receipts, as they were entered, and what each row moved.
//!
//! A receipt is known by its reference, its plan and its payer. Rows are only added: one that corrects another has a
//! higher revision, and moves the difference on the day for which it was entered; one that is void takes back all.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Row;

use super::error::AccountingError;
use crate::date::Day;
use crate::ledger::Ledger;
use crate::money::Money;

/// What a receipt is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ReceiptKey {
    pub reference: String,
    pub plan: String,
    /// The unit that paid; empty where a member did.
    pub unit: String,
    pub member_id: String,
}

/// What a row says of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReceiptRow {
    pub received_on: Day,
    /// Nothing where the row takes the receipt back.
    pub amount: Money,
    /// The edition that it is for; empty where the row does not say.
    pub edition: String,
    pub revision: Revision,
    pub void: bool,
}

/// How often a receipt was corrected.
pub(super) type Revision = i64;

/// The newest row of each receipt.
pub(super) type Receipts = BTreeMap<ReceiptKey, ReceiptRow>;

/// What a row moved, of one plan and edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contribution {
    pub reference: String,
    pub received_on: Day,
    /// The day on which it is in the books.
    pub booked_on: Day,
    pub plan: String,
    pub edition: String,
    pub amount: Money,
}

const ROWS: &str = "SELECT reference, plan, unit, member_id, received_on, amount, edition, revision, \
                    void, happened_on FROM receipt ORDER BY no";

fn row(row: &Row) -> rusqlite::Result<(ReceiptKey, ReceiptRow, Day)> {
    let key = ReceiptKey {
        reference: row.get(0)?,
        plan: row.get(1)?,
        unit: row.get(2)?,
        member_id: row.get(3)?,
    };
    let content = ReceiptRow {
        received_on: row.get(4)?,
        amount: row.get(5)?,
        edition: row.get(6)?,
        revision: row.get(7)?,
        void: row.get(8)?,
    };
    Ok((key, content, row.get(9)?))
}

/// The newest row of each receipt.
pub(super) fn known(ledger: &Ledger) -> Result<Receipts, AccountingError> {
    let rows = ledger.rows(ROWS, (), row)?;
    Ok(rows.into_iter().map(|(key, content, _)| (key, content)).collect())
}

/// A receipt in force, as its newest row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The number by which it is known.
    pub reference: String,
    /// The plan that it is for.
    pub plan: String,
    /// The unit that paid; empty where a member did.
    pub unit: String,
    /// The member who paid; empty where a unit did.
    pub member_id: String,
    /// When the money came.
    pub received_on: Day,
    /// What came in.
    pub amount: Money,
}

/// All receipts in force of money that came in, by reference; what was paid back is none.
pub(crate) fn received(ledger: &Ledger) -> Result<Vec<Received>, AccountingError> {
    let all = known(ledger)?.into_iter();
    let came_in = all.filter(|(_, row)| !row.void && row.amount > Money::ZERO);
    let receipt = |(key, row): (ReceiptKey, ReceiptRow)| {
        let ReceiptKey { reference, plan, unit, member_id } = key;
        let ReceiptRow { received_on, amount, .. } = row;
        Received { reference, plan, unit, member_id, received_on, amount }
    };
    Ok(came_in.map(receipt).collect())
}

/// What all receipts moved, in the order in which they were entered; nothing where the ledger never had one.
pub(crate) fn contributions(ledger: &Ledger) -> Result<Option<Vec<Contribution>>, AccountingError> {
    let rows = ledger.rows(ROWS, (), row)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut before: HashMap<ReceiptKey, ReceiptRow> = HashMap::new();
    let mut moved = Vec::new();
    for (key, content, booked_on) in rows {
        let earlier = before.insert(key.clone(), content.clone());
        let was = earlier.map(|row| (row.edition, -row.amount));
        let is = (content.edition, content.amount);
        for (edition, amount) in together(was, is) {
            let ReceiptKey { reference, plan, .. } = key.clone();
            let received_on = content.received_on;
            moved.push(Contribution { reference, received_on, booked_on, plan, edition, amount });
        }
    }
    Ok(Some(moved))
}

/// What a correction takes back of one edition, and adds to another; the difference where both are the same.
fn together(was: Option<(String, Money)>, is: (String, Money)) -> Vec<(String, Money)> {
    let mut parts = match was {
        Some((edition, amount)) if edition == is.0 => vec![(edition, amount + is.1)],
        Some(was) => vec![was, is],
        None => vec![is],
    };
    parts.retain(|(_, amount)| *amount != Money::ZERO);
    parts
}

/// What the newest rows of all receipts come to by the end of a day: each row by itself, independent of what it moved.
pub(super) fn received_by(ledger: &Ledger, day: Day) -> Result<Money, AccountingError> {
    let sql = "SELECT coalesce(sum(amount), 0) FROM receipt WHERE no IN (SELECT max(no) FROM receipt \
               WHERE happened_on <= ?1 GROUP BY reference, plan, unit, member_id)";
    Ok(ledger.rows(sql, [day], |row| row.get(0))?.into_iter().sum())
}

/// Contributions of a plan: before a month, and in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contributed {
    /// The plan.
    pub plan: String,
    /// All that was booked before the month.
    pub opening: Money,
    /// What was booked in it, less what was taken back.
    pub booked: Money,
}

impl Contributed {
    /// All that was booked by the end of the month.
    pub fn closing(&self) -> Money {
        self.opening + self.booked
    }
}

/// Contributions by plan, of the days from one to another.
pub(super) fn contributed(
    ledger: &Ledger,
    [first, last]: [Day; 2],
) -> Result<Vec<Contributed>, AccountingError> {
    let mut plans: BTreeMap<String, Contributed> = BTreeMap::new();
    for one in contributions(ledger)?.unwrap_or_default() {
        if one.booked_on > last {
            continue;
        }
        let empty = || Contributed { plan: one.plan.clone(), ..Contributed::default() };
        let sums = plans.entry(one.plan.clone()).or_insert_with(empty);
        *(if one.booked_on < first { &mut sums.opening } else { &mut sums.booked }) += one.amount;
    }
    Ok(plans.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_moves_the_difference_and_a_change_of_edition_moves_all() {
        let of = |edition: &str, minor| (edition.to_owned(), Money::from_minor(minor));
        assert_eq!(together(None, of("1", 500)), [of("1", 500)]);
        assert_eq!(together(Some(of("1", -500)), of("1", 700)), [of("1", 200)]);
        assert_eq!(together(Some(of("1", -500)), of("1", 500)), []);
        assert_eq!(together(Some(of("1", -500)), of("2", 500)), [of("1", -500), of("2", 500)]);
        assert_eq!(together(Some(of("1", -500)), of("1", 0)), [of("1", -500)]);
    }
}

//! Disallowed amounts (核减): what an adjuster finds that a bill should not have had in scope.
//!
//! They are part of the [`History`](super::History), as manual decisions are: its bills are as adjusted, and it keeps
//! what was disallowed of each, so that an explanation shows both.

use std::collections::HashMap;

use super::openings::is_in_bounds;
use super::{Bill, ClaimError, Column};
use crate::money::Money;

/// A disallowed amount (核减): so much of a column of one bill is out of catalogue (自费), and the member's own. The
/// total of the bill stands, and so does what each payer bears.
///
/// Several on one bill add up. No more can move than the column has: where a corrected bill has less than was
/// disallowed of it, what there is moves, and the bill is flagged.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{Column, MemberRecord, RecordText};
/// use huzhu::explanation::explain_bill;
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/city")).unwrap();
/// let mut record = MemberRecord::read(&book, RecordText {
///     members: "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no",
///     enrolments: "member_id,plan,start,end,units,enrolled_on\nM1,city,2024-01-01,2024-12-31,1,2023-12-01",
///     bills: "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
///             B1,M1,inpatient,1,2024-03-01,2024-03-02,2024-03-02,1000.00",
/// }).unwrap();
/// let paid = |record: &MemberRecord| explain_bill(&book, record, "B1").unwrap().payable();
/// assert_eq!(paid(&record), Money::from_minor(25_000)); // 500.00 of the year are the member's, then half
/// record.disallow("B1", Column::InScope, Money::from_minor(32_000)).unwrap();
/// assert_eq!(paid(&record), Money::from_minor(9_000)); // half of 680.00 - 500.00
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disallowance {
    /// The bill, by its [`id`](super::Bill::id).
    pub(crate) bill: u32,
    /// What it is disallowed of; one of [`Disallowance::COLUMNS`].
    pub(crate) column: Column,
    /// How much is disallowed; above nothing.
    pub(crate) amount: Money,
    /// How much of it the bill had there.
    pub(crate) moved: Money,
}

impl Disallowance {
    /// The columns of which an amount can be disallowed: the parts of a total that are not out of catalogue already.
    pub const COLUMNS: [Column; 3] = [Column::InScope, Column::ClassBPrepay, Column::OverLimit];

    /// One of these columns, by its name in files.
    pub fn column_named(name: &str) -> Option<Column> {
        Disallowance::COLUMNS.into_iter().find(|column| column.name() == Some(name))
    }

    /// What is disallowed of a bill.
    ///
    /// # Errors
    ///
    /// When the column is none of [`Disallowance::COLUMNS`], or the amount is not above nothing or above
    /// [`Money::MOST`].
    pub fn new(bill: u32, column: Column, amount: Money) -> Result<Disallowance, ClaimError> {
        if !Disallowance::COLUMNS.contains(&column) {
            return Err(ClaimError::NotDisallowed);
        }
        if amount == Money::ZERO || !is_in_bounds(amount.minor()) {
            return Err(ClaimError::OutOfBounds);
        }
        Ok(Disallowance { bill, column, amount, moved: Money::ZERO })
    }

    /// The bill, by its [`id`](super::Bill::id).
    pub fn bill(&self) -> u32 {
        self.bill
    }

    /// What it is disallowed of.
    pub fn column(&self) -> Column {
        self.column
    }

    /// How much is disallowed.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// How much of it the bill had there, and is out of catalogue now.
    pub fn moved(&self) -> Money {
        self.moved
    }

    /// Whether the bill has less than is disallowed of it.
    pub fn exceeds_the_bill(&self) -> bool {
        self.moved < self.amount
    }
}

/// Moves what is disallowed of bills out of catalogue, in the order given, and notes how much of each moved. One of a
/// bill that is not among them moves nothing.
pub(crate) fn disallow(bills: &mut [Bill], disallowances: &mut [Disallowance]) {
    if disallowances.is_empty() {
        return;
    }
    let mut by_id: HashMap<u32, &mut Bill> = bills.iter_mut().map(|bill| (bill.id, bill)).collect();
    for one in disallowances {
        let bill = by_id.get_mut(&one.bill);
        one.moved = bill.map_or(Money::ZERO, |bill| bill.disallow(one.column, one.amount));
    }
}

impl Bill {
    /// What can still be disallowed of a column: what it has, and of what is in scope no more than the other columns
    /// leave of the total, where the bill states more.
    pub fn disallowable(&self, column: Column) -> Money {
        let has = self.amount(column);
        match column {
            Column::InScope => {
                let total = self.amount(Column::Total);
                has.min(super::bill::in_scope(total, |column| self.amount(column)))
            }
            _ => has,
        }
    }

    /// Moves as much of an amount out of catalogue as can be disallowed of the column; returns how much that is.
    pub(super) fn disallow(&mut self, column: Column, amount: Money) -> Money {
        let moved = amount.min(self.disallowable(column));
        if moved > Money::ZERO {
            self.add(column, -moved);
            self.add(Column::OutOfCatalogue, moved);
            self.present |= 1 << Column::OutOfCatalogue.index();
        }
        moved
    }

    fn add(&mut self, column: Column, amount: Money) {
        if let Some(cell) = self.amounts.get_mut(column.index()) {
            *cell += amount;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    /// A bill of 10.00, of which 3.00 are class B, 1.00 is above a limit and 6.00 are in scope.
    fn bill() -> Bill {
        let mut bill = Bill::EMPTY;
        for (column, minor) in [
            (Column::Total, 1_000),
            (Column::ClassBPrepay, 300),
            (Column::OverLimit, 100),
            (Column::InScope, 600),
        ] {
            bill.add(column, fen(minor));
        }
        bill
    }

    fn parts(bill: &Bill) -> [i64; 4] {
        let columns =
            [Column::OutOfCatalogue, Column::ClassBPrepay, Column::OverLimit, Column::InScope];
        columns.map(|column| bill.amount(column).minor())
    }

    #[test]
    fn what_is_disallowed_is_out_of_catalogue_and_the_parts_come_to_the_total() {
        let mut all = [
            Disallowance::new(0, Column::InScope, fen(250)).unwrap(),
            Disallowance::new(0, Column::ClassBPrepay, fen(40)).unwrap(),
            Disallowance::new(0, Column::InScope, fen(100)).unwrap(),
            Disallowance::new(7, Column::InScope, fen(100)).unwrap(),
        ];
        let mut bill = bill();
        disallow(std::slice::from_mut(&mut bill), &mut all);
        assert_eq!(parts(&bill), [390, 260, 100, 250]);
        assert_eq!(all.map(|one| one.moved.minor()), [250, 40, 100, 0]);
        assert!(bill.has(Column::OutOfCatalogue) && bill.derives_in_scope());
    }

    #[test]
    fn no_more_moves_than_the_column_has_nor_than_the_others_leave_of_the_total() {
        let mut bill = bill();
        assert_eq!(bill.disallow(Column::OverLimit, fen(101)), fen(100));
        // The bill states more in scope than there can be.
        bill.add(Column::InScope, fen(50));
        assert_eq!(bill.disallowable(Column::InScope), fen(600));
        assert_eq!(bill.disallow(Column::InScope, fen(650)), fen(600));
        assert_eq!(parts(&bill), [700, 300, 0, 50]);
    }

    #[test]
    fn only_parts_of_a_total_are_disallowed_and_only_amounts_above_nothing() {
        for column in [Column::Total, Column::OutOfCatalogue, Column::PoolPaid, Column::own(0)] {
            assert_eq!(Disallowance::new(0, column, fen(1)), Err(ClaimError::NotDisallowed));
        }
        for minor in [-1, 0, Money::MOST.minor() + 1] {
            let wrong = Disallowance::new(0, Column::InScope, fen(minor));
            assert_eq!(wrong, Err(ClaimError::OutOfBounds));
        }
    }
}

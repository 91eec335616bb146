//! Decisions by hand: what was granted on appeal, in place of what the rules compute.
//!
//! They are part of the [`History`](super::History), as openings are.

use super::ClaimError;
use super::openings::is_in_bounds;
use crate::money::Money;

/// A manual override (人工核定): what is paid on one bill under one benefit, in place of what the
/// rules compute. Of several on one bill and benefit the last holds.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{MemberRecord, RecordText};
/// use huzhu::explanation::explain_bill;
/// use huzhu::money::Money;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let mut record = MemberRecord::read(&book, RecordText {
///     members: "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no",
///     enrolments: "member_id,plan,start,end,units,enrolled_on\nM1,medical,2022-01-01,2022-12-31,1,2022-01-01",
///     bills: "bill_id,member_id,category,hospital_level,admission,discharge,settled_on,total\n\
///             B1,M1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,5232.97",
/// }).unwrap();
/// record.add_override("B1", 0, Money::from_minor(300_000)).unwrap();
/// let explanation = explain_bill(&book, &record, "B1").unwrap();
/// assert_eq!(explanation.payable(), Money::from_minor(300_000)); // In place of 2616.49.
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// The bill, by its [`id`](super::Bill::id).
    pub(crate) bill: u32,
    /// The benefit, by its place in the book.
    pub(crate) benefit: u8,
    /// What is paid; from nothing to [`Money::MOST`].
    pub(crate) amount: Money,
}

impl Override {
    /// What a bill is paid under a benefit.
    ///
    /// # Errors
    ///
    /// When the amount is below zero or above [`Money::MOST`].
    pub fn new(bill: u32, benefit: u8, amount: Money) -> Result<Override, ClaimError> {
        let given = Override { bill, benefit, amount };
        if is_in_bounds(amount.minor()) { Ok(given) } else { Err(ClaimError::OutOfBounds) }
    }

    /// The bill, by its [`id`](super::Bill::id).
    pub fn bill(&self) -> u32 {
        self.bill
    }

    /// The benefit, by its place in the book.
    pub fn benefit(&self) -> u8 {
        self.benefit
    }

    /// What is paid.
    pub fn amount(&self) -> Money {
        self.amount
    }
}

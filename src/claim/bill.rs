//! Bills.

use super::{AMOUNTS, BILL_FACTS, Column, Stay, Vocabulary, VocabularyId};
use crate::date::Day;
use crate::money::Money;

/// One hospital bill as settled by primary cover, all amounts in the currency of the book; read by a
/// [`RowReader`](super::RowReader). Its payers and parts fit into its total, and it does not end before it begins.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{Column, RecordKind, RowReader};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let header = ["category", "hospital_level", "admission", "discharge", "settled_on", "total", "pool_paid"];
/// let reader = RowReader::read_header(header, RecordKind::Bills, &book).unwrap();
/// let row = ["inpatient", "2", "2022-03-01", "2022-03-09", "2022-03-09", "8232.97", "3000.00"];
/// let bill = reader.bill(&row).unwrap();
/// assert_eq!(bill.left(), bill.amount(Column::Total) - bill.amount(Column::PoolPaid));
/// assert_eq!(bill.nights(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The amounts, by [`Column`]; nothing where the bill has none.
    pub(crate) amounts: [Money; AMOUNTS],
    /// One bit a column: whether the bill has that amount.
    pub(crate) present: u32,
    /// The bill, by its place in the list of ids that came with it.
    pub(crate) id: u32,
    /// The stay that its row names: bills of one member with the same number name one; see [`Bill::alone`].
    pub(crate) stay_id: u32,
    /// The stay that it is of, as [`History::new`](super::History::new) finds it.
    pub(crate) stay: Stay,
    /// The first day of the bill.
    pub(crate) admission: Day,
    /// The day of leaving, or the last that the bill is for; never before `admission`.
    pub(crate) discharge: Day,
    /// The day primary cover settled it.
    pub(crate) settled_on: Day,
    /// The day it was filed with the scheme; `settled_on` where not known.
    pub(crate) submitted_on: Day,
    /// The day that picks edition, enrolment period and windows; an admission or discharge is that of the stay.
    pub(crate) basis: Day,
    /// The day that orders bills.
    pub(crate) order: Day,
    /// The calendar month of `basis`, counted from year 0.
    pub(crate) month: i32,
    /// One bit a list of the book: whether a diagnosis of the bill is in it.
    pub(crate) lists: u64,
    /// The value of each fact, by slot.
    pub(crate) facts: [u8; BILL_FACTS],
    /// A number that equal hospitals share, and others hardly ever do; 0 where none is named.
    pub(crate) hospital: u64,
    /// [`Bill::IN_SCOPE_DIFFERS`], and in the other bits whose the bill is: see [`Bill::person`].
    pub(crate) marks: u8,
    /// The words that the bill was read by.
    pub(crate) vocabulary: VocabularyId,
}

// A city has millions: the id of the vocabulary takes bytes that would otherwise be padding.
const _: () = assert!(size_of::<Bill>() == 272);

impl Bill {
    const ALONE: u32 = 1 << 31;

    /// The in-scope amount given differs from what the other columns give.
    pub(crate) const IN_SCOPE_DIFFERS: u8 = 1 << 7;

    /// A bill of no amounts on no day, to be filled in.
    pub(crate) const EMPTY: Bill = Bill {
        amounts: [Money::ZERO; AMOUNTS],
        present: 0,
        id: 0,
        stay_id: 0,
        stay: Stay::alone(0, Day::FIRST, Day::FIRST),
        admission: Day::FIRST,
        discharge: Day::FIRST,
        settled_on: Day::FIRST,
        submitted_on: Day::FIRST,
        basis: Day::FIRST,
        order: Day::FIRST,
        month: 0,
        lists: 0,
        facts: [0; BILL_FACTS],
        hospital: 0,
        marks: 0,
        vocabulary: VocabularyId::NONE,
    };

    /// The number of a stay that no row names. Those that rows name have smaller ones.
    pub(crate) const fn alone(id: u32) -> u32 {
        id | Bill::ALONE
    }

    /// Whether the bill may share its stay with others.
    #[inline]
    pub(crate) fn shares_stay(&self) -> bool {
        self.stay_id & Bill::ALONE == 0
    }

    /// The same bill under other numbers of its id and of the stay that it names: a stay of its own, until a
    /// history finds those of all bills.
    #[must_use]
    pub(crate) fn numbered(self, id: u32, stay_id: u32) -> Bill {
        Bill { id, stay_id, stay: Stay::alone(id, self.admission, self.discharge), ..self }
    }

    /// The same bill under a number of its own among those of its member, as a stay of its own.
    #[must_use]
    pub fn with_number(self, number: u32) -> Bill {
        self.numbered(number, Bill::alone(number))
    }

    /// The same bill of a relative, by one more than the place of the relative, with numbers behind those of others.
    #[must_use]
    pub(super) fn behind(self, others: u32, person: u8) -> Bill {
        let (id, stay_id) = (self.id + others, self.stay_id + others);
        let stay = Stay { number: self.stay.number + others, ..self.stay };
        let marks = self.marks & Bill::IN_SCOPE_DIFFERS | person;
        Bill { id, stay_id, stay, marks, ..self }
    }

    /// The bill, by its place in the list of ids that came with it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The first day of the bill.
    pub fn admission(&self) -> Day {
        self.admission
    }

    /// The day of leaving, or the last that the bill is for; never before the admission.
    pub fn discharge(&self) -> Day {
        self.discharge
    }

    /// The day primary cover settled it.
    pub fn settled_on(&self) -> Day {
        self.settled_on
    }

    /// The day it was filed with the scheme; that of settlement where not known.
    pub fn submitted_on(&self) -> Day {
        self.submitted_on
    }

    /// The day that picks edition, enrolment period and windows.
    pub fn basis(&self) -> Day {
        self.basis
    }

    /// The day that orders bills.
    pub fn order(&self) -> Day {
        self.order
    }

    /// The stay that it is of.
    pub fn stay(&self) -> Stay {
        self.stay
    }

    /// Whether the in-scope amount given differs from what the other columns give.
    pub fn in_scope_differs(&self) -> bool {
        self.marks & Bill::IN_SCOPE_DIFFERS != 0
    }

    /// Whose it is in the history of a household: 0 of the member who is decided, else one more than the place of the
    /// relative.
    #[inline]
    pub(crate) fn person(&self) -> u8 {
        self.marks & !Bill::IN_SCOPE_DIFFERS
    }

    /// Whether its category is one of these, by place one bit each.
    #[inline]
    pub(crate) fn is_of_one(&self, categories: u64) -> bool {
        categories >> self.fact(Vocabulary::CATEGORY) & 1 == 1
    }

    /// The value of a fact, by its slot.
    pub fn fact(&self, slot: u8) -> u8 {
        self.facts[slot as usize]
    }

    /// The first and the last day of the stay, where other bills make it longer than this one.
    pub fn longer_stay(&self) -> Option<(Day, Day)> {
        let stay = (self.stay.began, self.stay.ended);
        (stay != (self.admission, self.discharge)).then_some(stay)
    }

    /// The amount in a column.
    #[inline]
    pub fn amount(&self, column: Column) -> Money {
        self.amounts[column.index()]
    }

    /// Whether the bill has an amount in this column, be it zero.
    #[inline]
    pub fn has(&self, column: Column) -> bool {
        self.present >> column.index() & 1 == 1
    }

    /// Whether what is in scope is what the other columns give: the bill does not state it, or states just that.
    pub(crate) fn derives_in_scope(&self) -> bool {
        self.amount(Column::InScope)
            == in_scope(self.amount(Column::Total), |column| self.amount(column))
    }

    /// Nights between admission and discharge of the bill.
    #[inline]
    pub fn nights(&self) -> i32 {
        self.discharge - self.admission
    }

    /// What primary cover and the hospital left of the bill; never below nothing.
    #[inline]
    pub fn left(&self) -> Money {
        let borne = self.amount(Column::FundsPaid) + self.amount(Column::HospitalBorne);
        (self.amount(Column::Total) - borne).or_zero()
    }
}

/// What is in scope of a total, where a bill does not say it.
pub(crate) fn in_scope(total: Money, amount: impl Fn(Column) -> Money) -> Money {
    let outside = [Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay];
    (total - outside.into_iter().map(amount).sum()).or_zero()
}

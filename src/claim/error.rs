//! What can be wrong with facts.

use std::fmt;

use super::{MOST_BILLS, MOST_FACTS, MOST_PERIODS, RecordKind};
use crate::words::{Sentence, claims};

/// Why a row cannot be used: one value, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: String,
    /// What it held; empty for values that name persons.
    pub value: String,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: Sentence,
}

/// Why a header cannot be used.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{HeaderFault, RecordKind, RowReader};
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let header = ["plan", "start", "end", "units", "enroled_on", "note"];
/// let faults = RowReader::read_header(header, RecordKind::Enrolments, &book).unwrap_err();
/// let (column, known) = ("enroled_on".to_owned(), "enrolled_on".to_owned());
/// assert_eq!(faults, [HeaderFault::Misspelt { column, known }]); // `note` is an office's own column.
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderFault {
    /// These columns must be there, and are not.
    Missing(Vec<String>),
    /// These columns are there more than once.
    Twice(Vec<String>),
    /// A column that no rule asks for, and that looks like one that is not there.
    Misspelt {
        /// The column.
        column: String,
        /// What it looks like.
        known: String,
    },
    /// A column that no rule asks for, where only columns that rules ask for may stand.
    Unknown(String),
}

impl HeaderFault {
    /// What is wrong and what to do.
    pub fn sentence(&self) -> Sentence {
        match self {
            HeaderFault::Missing(columns) => claims::missing_columns(quoted(columns)),
            HeaderFault::Twice(columns) => claims::columns_twice(quoted(columns)),
            HeaderFault::Misspelt { column, known } => claims::misspelt_column(column, known),
            HeaderFault::Unknown(column) => claims::unknown_column(column),
        }
    }
}

/// Why facts cannot be used.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::{ClaimError, MemberForm};
/// use huzhu::date::Day;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let form = MemberForm::new(Day::parse("1980-05-01").unwrap(), "X", false);
/// let error = form.read(&book).unwrap_err();
/// assert!(matches!(error, ClaimError::Row { .. }));
/// assert_eq!(error.to_string(), "row 1 of members: `sex`: `X` is not known; write one of `M` `F`");
/// assert_eq!(format!("{error:#}"), "会员第 1 行：`sex`：`X` 不在可用值之内；可用值：`M` `F`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// A header cannot be read.
    Header {
        /// What its rows are of.
        kind: RecordKind,
        /// All that is wrong with it.
        faults: Vec<HeaderFault>,
    },
    /// A row cannot be read.
    Row {
        /// What it is of.
        kind: RecordKind,
        /// Which row below the header it is, from 1 on.
        row: usize,
        /// All that is wrong with it.
        faults: Vec<Fault>,
    },
    /// A row has another number of cells than its header.
    Cells {
        /// What it is of.
        kind: RecordKind,
        /// Which row below the header it is, from 1 on.
        row: usize,
    },
    /// A row is of another member.
    OtherMember {
        /// What it is of.
        kind: RecordKind,
        /// Which row below the header it is, from 1 on.
        row: usize,
    },
    /// A row takes another back or replaces it, which only a batch or a night can do.
    TakesBack {
        /// What it is of.
        kind: RecordKind,
        /// Which row below the header it is, from 1 on.
        row: usize,
    },
    /// There is no row of a member.
    NoMember,
    /// Two bills have one id.
    BillTwice(String),
    /// There is no bill of that id.
    UnknownBill(String),
    /// The facts were read under other words than those of the rules: other plans, fields or lists.
    OtherVocabulary,
    /// More bills than [`MOST_BILLS`].
    TooManyBills,
    /// More enrolment periods than [`MOST_PERIODS`].
    TooManyPeriods,
    /// More openings, overrides or disallowed amounts than [`MOST_FACTS`].
    TooManyFacts,
    /// A value of an opening, an override or a disallowed amount is out of bounds.
    OutOfBounds,
    /// No amount can be disallowed of the column.
    NotDisallowed,
    /// More is disallowed than the bill has in the column.
    AboveTheBill,
    /// Facts are not in the order of a history.
    OutOfOrder,
    /// More than one of these.
    Several(Vec<ClaimError>),
}

impl ClaimError {
    /// One error, or several as one.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub(super) fn of(mut errors: Vec<ClaimError>) -> ClaimError {
        match errors.len() {
            0 | 1 => errors.pop().expect("something is wrong"),
            _ => ClaimError::Several(errors),
        }
    }

    /// What is wrong, in every language.
    pub fn sentence(&self) -> Sentence {
        let kind = |kind: &RecordKind| match kind {
            RecordKind::Members => claims::of_members(),
            RecordKind::Enrolments => claims::of_enrolments(),
            RecordKind::Bills => claims::of_bills(),
        };
        match self {
            ClaimError::Header { kind: of, faults } => {
                let faults: Vec<Sentence> = faults.iter().map(HeaderFault::sentence).collect();
                claims::header(kind(of), Sentence::list(&faults))
            }
            ClaimError::Row { kind: of, row, faults } => {
                let fault = |fault: &Fault| claims::in_column(&fault.column, &fault.sentence);
                let faults: Vec<Sentence> = faults.iter().map(fault).collect();
                claims::row(kind(of), row, Sentence::list(&faults))
            }
            ClaimError::Cells { kind: of, row } => claims::row(kind(of), row, claims::cells()),
            ClaimError::OtherMember { kind: of, row } => {
                claims::row(kind(of), row, claims::other_member())
            }
            ClaimError::TakesBack { kind: of, row } => {
                claims::row(kind(of), row, claims::takes_back())
            }
            ClaimError::NoMember => claims::no_member(),
            ClaimError::BillTwice(id) => claims::bill_twice(id),
            ClaimError::UnknownBill(id) => claims::unknown_bill(id),
            ClaimError::OtherVocabulary => claims::other_vocabulary(),
            ClaimError::TooManyBills => claims::too_many_bills(MOST_BILLS),
            ClaimError::TooManyPeriods => claims::too_many_periods(MOST_PERIODS),
            ClaimError::TooManyFacts => claims::too_many_facts(MOST_FACTS),
            ClaimError::OutOfBounds => claims::out_of_bounds(),
            ClaimError::NotDisallowed => claims::not_disallowed(),
            ClaimError::AboveTheBill => claims::above_the_bill(),
            ClaimError::OutOfOrder => claims::out_of_order(),
            ClaimError::Several(errors) => {
                Sentence::list(&errors.iter().map(ClaimError::sentence).collect::<Vec<_>>())
            }
        }
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// Words in backticks, as one list.
pub(super) fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

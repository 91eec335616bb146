//! Kinds of record, and the columns that rows of members, enrolments and bills may have.
//!
//! These are the only lists of columns; files, cases and previews are held to them alike.

use super::{Column, Field, Owner, Vocabulary};

/// Required columns of members.csv.
pub const MEMBER_COLUMNS: [&str; 5] = ["member_id", "birth_date", "sex", "org_code", "hardship"];
/// Required columns of enrolments.csv.
pub const ENROLMENT_COLUMNS: [&str; 6] =
    ["member_id", "plan", "start", "end", "units", ENROLLED_ON];
/// Required columns of bills.csv.
pub const BILL_COLUMNS: [&str; 17] = [
    "bill_id",
    "member_id",
    "category",
    "hospital_id",
    "hospital_level",
    "admission",
    "discharge",
    "settled_on",
    "diagnosis",
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];
/// The day on which the disease was found: bills of categories that go by it must have it.
pub(crate) const DIAGNOSED_ON: &str = "diagnosed_on";
/// Optional columns of bills.csv that are not amounts.
pub const BILL_OPTIONS: [&str; 10] = [
    "submitted_on",
    DIAGNOSED_ON,
    "cause",
    "in_network",
    "referral",
    "stay_id",
    "revision",
    "status",
    "takes_back",
    "lines",
];
/// The day on which a member enrolled. Cases and previews that leave it out mean the first day of the period, but
/// where a plan asks for it.
pub(crate) const ENROLLED_ON: &str = "enrolled_on";
/// Optional columns of enrolments.csv.
pub const ENROLMENT_OPTIONS: [&str; 3] = ["revision", "status", PAID_ON];
/// The day on which the contribution for a period came in. A file must have the column where a plan asks for it:
/// without it no period would have cover.
pub(crate) const PAID_ON: &str = "paid_on";
/// Optional columns of members.csv.
///
/// A row with a `valid_from` says what was so of a member from that day on; only beside such a column do
/// `revision` and `status` mean anything.
pub const MEMBER_OPTIONS: [&str; 6] =
    ["name", "household_id", "household_income", "valid_from", "revision", "status"];

/// What the rows below a header are of.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::RecordKind;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// assert!(RecordKind::Bills.columns(&book).contains(&"pool_paid"));
/// assert!(!RecordKind::Members.columns(&book).contains(&"pool_paid"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// Members: members.csv.
    Members,
    /// Enrolment periods: enrolments.csv.
    Enrolments,
    /// Bills: bills.csv.
    Bills,
}

impl RecordKind {
    /// Columns that a file of them must have, whatever the scheme declares besides.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            RecordKind::Members => &MEMBER_COLUMNS,
            RecordKind::Enrolments => &ENROLMENT_COLUMNS,
            RecordKind::Bills => &BILL_COLUMNS,
        }
    }

    /// Columns without which no row can be read. What else a file must have names rows, or is an amount that
    /// a bill need not have.
    pub(super) fn needed(self) -> &'static [&'static str] {
        match self {
            RecordKind::Members => &["birth_date", "sex", "hardship"],
            RecordKind::Enrolments => &["plan", "start", "end", "units", ENROLLED_ON],
            RecordKind::Bills => {
                &["category", "hospital_level", "admission", "discharge", "settled_on", "total"]
            }
        }
    }

    /// An optional column that the rules ask for, so that no file may leave it out.
    pub(super) fn asked(self, vocabulary: &Vocabulary) -> Option<&'static str> {
        (self == RecordKind::Enrolments && vocabulary.asks_receipts != 0).then_some(PAID_ON)
    }

    fn optional(self) -> Vec<&'static str> {
        match self {
            RecordKind::Members => MEMBER_OPTIONS.to_vec(),
            RecordKind::Enrolments => ENROLMENT_OPTIONS.to_vec(),
            RecordKind::Bills => {
                let amounts = Column::in_files().map(|column| column.1);
                let further = amounts.filter(|name| !BILL_COLUMNS.contains(name));
                BILL_OPTIONS.into_iter().chain(further).collect()
            }
        }
    }

    /// Every column that a file of them may have, in the order in which a ledger keeps them: those of every
    /// scheme, then those that the scheme declares.
    pub fn columns(self, book: &impl AsRef<Vocabulary>) -> Vec<&str> {
        let declared = self.fields(book.as_ref()).map(|field| field.name.as_str());
        self.required().iter().copied().chain(self.optional()).chain(declared).collect()
    }

    /// The same beside the other columns of a header: in a file of members without days, `status` and
    /// `revision` are the office's own, and mean nothing here.
    pub(crate) fn columns_beside<'c>(
        self,
        names: &[&str],
        vocabulary: &'c Vocabulary,
    ) -> Vec<&'c str> {
        let mut columns = self.columns(vocabulary);
        if self == RecordKind::Members && !names.contains(&"valid_from") {
            columns.retain(|name| !["status", "revision"].contains(name));
        }
        columns
    }

    /// Whose declared columns the file may have.
    pub fn owner(self) -> Owner {
        match self {
            RecordKind::Members => Owner::Member,
            RecordKind::Enrolments => Owner::Enrolment,
            RecordKind::Bills => Owner::Bill,
        }
    }

    /// The columns that the scheme declares for such rows.
    pub(crate) fn fields(self, vocabulary: &Vocabulary) -> impl Iterator<Item = &Field> {
        let is_of = move |field: &&Field| field.owner == self.owner() && field.is_column();
        vocabulary.fields.iter().filter(is_of)
    }
}

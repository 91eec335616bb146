//! What a bank format says.

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;

/// How a bank wants the file of payments, and how it writes what became of them: a table `[bank.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankFormat {
    pub(super) name: String,
    pub(super) encoding: Encoding,
    pub(super) separator: Separator,
    pub(super) line_end: LineEnd,
    /// Whether a cell may stand in quotes. Where it may not, a cell with a separator in it cannot be written.
    pub(super) quotes: bool,
    pub(super) columns: Vec<SentColumn>,
    pub(in crate::payment) serial: Serial,
    pub(super) amounts: Amounts,
    pub(super) name_blanks: NameBlanks,
    /// Payments that a file has at least.
    pub(super) least_rows: usize,
    /// Payments that a file has at most.
    pub(super) most_rows: Option<usize>,
    pub(super) totals: Option<Totals>,
    pub(super) results: Option<ResultFormat>,
}

impl BankFormat {
    /// The name by which the office calls the bank.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the first row of payments has one with names of columns before it.
    pub(super) fn has_header(&self) -> bool {
        self.columns.iter().any(|column| column.header.is_some())
    }
}

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Separator {
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ";")]
    Semicolon,
    #[serde(rename = "|")]
    Bar,
    #[serde(rename = "^")]
    Caret,
    #[serde(rename = "#")]
    Hash,
    #[serde(rename = "tab")]
    Tab,
}

impl Separator {
    pub(super) const ALL: [(&str, Separator); 6] = [
        (",", Separator::Comma),
        (";", Separator::Semicolon),
        ("|", Separator::Bar),
        ("^", Separator::Caret),
        ("#", Separator::Hash),
        ("tab", Separator::Tab),
    ];

    /// The character, which is one byte in every encoding.
    pub(super) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Bar => b'|',
            Separator::Caret => b'^',
            Separator::Hash => b'#',
            Separator::Tab => b'\t',
        }
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LineEnd {
    Crlf,
    Lf,
}

impl LineEnd {
    pub(super) const ALL: [(&str, LineEnd); 2] = [("crlf", LineEnd::Crlf), ("lf", LineEnd::Lf)];

    pub(super) fn text(self) -> &'static str {
        match self {
            LineEnd::Crlf => "\r\n",
            LineEnd::Lf => "\n",
        }
    }
}

/// Where serial numbers begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::payment) enum Serial {
    /// At 1 in every file.
    File,
    /// At 1 in the first file of a release, and on through the others.
    Release,
}

impl Serial {
    pub(super) const ALL: [(&str, Serial); 2] =
        [("file", Serial::File), ("release", Serial::Release)];
}

/// How amounts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Amounts {
    /// As decimals of the currency: `3030.00`.
    Yuan,
    /// In minor units: `303000`.
    Fen,
}

impl Amounts {
    pub(super) const ALL: [(&str, Amounts); 2] = [("yuan", Amounts::Yuan), ("fen", Amounts::Fen)];
}

/// What becomes of blanks in the names of payees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NameBlanks {
    Keep,
    Remove,
    Refuse,
}

impl NameBlanks {
    pub(super) const ALL: [(&str, NameBlanks); 3] = [
        ("keep", NameBlanks::Keep),
        ("remove", NameBlanks::Remove),
        ("refuse", NameBlanks::Refuse),
    ];
}

/// A column of the file that the bank is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SentColumn {
    /// Its name, where the file has a row of names.
    pub header: Option<String>,
    pub holds: Holds,
    /// Whether the bank takes a row in which it is empty.
    pub may_be_empty: bool,
}

/// What a column of the file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Holds {
    Field(Field),
    /// The same text in each row, but for its placeholders.
    Text(String),
}

/// What is known of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    Serial,
    Payee,
    Account,
    Amount,
    PayeeId,
    Bank,
    Branch,
    PaymentId,
    MemberId,
    Kind,
    Share,
}

impl Field {
    pub(super) const ALL: [(&str, Field); 11] = [
        ("serial", Field::Serial),
        ("payee", Field::Payee),
        ("account", Field::Account),
        ("amount", Field::Amount),
        ("payee_id", Field::PayeeId),
        ("bank", Field::Bank),
        ("branch", Field::Branch),
        ("payment_id", Field::PaymentId),
        ("member_id", Field::MemberId),
        ("kind", Field::Kind),
        ("share", Field::Share),
    ];

    /// The code by which a format names it.
    pub(super) fn code(self) -> &'static str {
        Field::ALL.iter().find(|(_, field)| *field == self).map_or("", |(code, _)| code)
    }
}

/// A row with what all payments of a file come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Totals {
    pub row: TotalsRow,
    /// With their placeholders.
    pub cells: Vec<String>,
}

/// Where the row of totals stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TotalsRow {
    First,
    Last,
}

impl TotalsRow {
    pub(super) const ALL: [(&str, TotalsRow); 2] =
        [("first", TotalsRow::First), ("last", TotalsRow::Last)];
}

/// How the bank writes what became of payments. Encoding, separator, quotes and amounts are those of the file that it
/// was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultFormat {
    pub columns: Vec<ResultColumn>,
    /// What it writes for a payment that it made.
    pub paid: Vec<String>,
    /// What it writes for one that it could not make.
    pub returned: Vec<String>,
    /// Lines before the names of columns, or the first payment, that are no payments.
    pub lines_before: usize,
    /// Lines behind the last payment.
    pub lines_after: usize,
}

impl ResultFormat {
    pub(super) fn has(&self, field: ResultField) -> bool {
        self.columns.iter().any(|column| column.holds == Some(field))
    }
}

/// A column of the bank's file of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultColumn {
    pub header: Option<String>,
    /// What is read of it; nothing of a column that is passed over.
    pub holds: Option<ResultField>,
}

/// What a bank says of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ResultField {
    Serial,
    PaymentId,
    Payee,
    Account,
    Amount,
    Result,
    Reason,
}

impl ResultField {
    pub(super) const ALL: [(&str, ResultField); 7] = [
        ("serial", ResultField::Serial),
        ("payment_id", ResultField::PaymentId),
        ("payee", ResultField::Payee),
        ("account", ResultField::Account),
        ("amount", ResultField::Amount),
        ("result", ResultField::Result),
        ("reason", ResultField::Reason),
    ];

    /// Its name in a format.
    pub(super) fn code(self) -> &'static str {
        let found = ResultField::ALL.iter().find(|(_, field)| *field == self);
        found.map_or("", |(code, _)| code)
    }
}

impl SentColumn {
    /// How the bank names it, or else the format.
    pub(super) fn name(&self) -> &str {
        match (&self.header, &self.holds) {
            (Some(header), _) => header,
            (None, Holds::Field(field)) => field.code(),
            (None, Holds::Text(text)) => text,
        }
    }
}

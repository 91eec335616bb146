//! A row of a table, and what is known of the cells of a column.

use csv::StringRecord;

use super::error::OfficeFileError;

/// A row of a table that is not blank.
#[derive(Clone, Copy)]
pub(super) struct TableRow<'t> {
    /// The line or row on which it stands.
    pub line: u32,
    pub cells: &'t StringRecord,
    /// Whether a quote in it is never closed, or swallows lines behind it, so that it ends with its own line.
    pub has_open_quote: bool,
}

/// Takes a row, and tells whether it asks for more.
pub(super) type Take<'f> = dyn FnMut(TableRow) -> Result<bool, OfficeFileError> + 'f;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "arrow"),
    expect(dead_code, reason = "all other tables are of texts, and say nothing of it")
)]
pub(crate) enum Holds {
    Text,
    Decimal,
    Day,
    Whole,
    Float,
    Moment,
    /// Lists, bytes, times of day and what else is no cell.
    Other,
}

/// More bytes of a table than this are not unpacked.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// What a spreadsheet keeps as numbers in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub shortest: Option<Fewest>,
    /// The line of the first number with a fraction.
    pub broken: Option<u32>,
}

/// The whole number of the fewest digits in a column, and the line on which the first such stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fewest {
    pub digits: usize,
    pub line: u32,
}

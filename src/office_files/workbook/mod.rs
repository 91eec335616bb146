//! Workbooks, .xlsx and .xls: each cell as the text that it stands for. Stored values are read, never shown ones,
//! but for numbers of which a format makes ids (`0071`); a formula has the value that was stored with it. Rows that a
//! filter or a hand hides are rows: what a file says does not depend on who looked at it last, and it is told how many
//! they are.

mod sheet;
mod cells;
mod parts;
mod records;
mod shown;
mod xls;
mod xlsx;

use super::error::OfficeFileError;
use super::reading::OfficeFile;
use super::table::Table;

/// What a workbook begins with: .xlsx is a zip, .xls a compound file, and so is an .xlsx with a password.
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Whether a file is a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

/// The sheets of a workbook that one can see.
///
/// # Errors
///
/// When it is none, has a password, or is larger than any that an office has.
pub(super) fn tables(file: &OfficeFile) -> Result<Vec<Table>, OfficeFileError> {
    if file.bytes.starts_with(ZIP) { xlsx::tables(file) } else { xls::tables(file) }
}

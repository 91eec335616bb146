//! Workbooks, .xlsx, .xls and .ods: each cell as the text that it stands for. Stored values are read, never shown ones,
//! but for numbers of which a format makes ids (`0071`); a formula has the value that was stored with it. Rows that a
//! filter or a hand hides are rows: what a file says does not depend on who looked at it last, and it is told how many
//! they are.

mod sheet;
mod cells;
mod parts;
mod tags;
mod records;
mod shown;
mod ods;
mod page;
mod xml2003;
mod xls;
mod xlsx;

pub(super) use page::is_archive;

use super::error::OfficeFileError;
use super::reading::OfficeFile;
use super::table::Table;

/// What a workbook begins with: .xlsx and .ods are zips, .xls a compound file, and so is an .xlsx with a password.
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
    match file.bytes.starts_with(ZIP) {
        true if ods::is_ods(&file.bytes) => ods::tables(file),
        true => xlsx::tables(file),
        false => xls::tables(file),
    }
}

/// Whether a text holds sheets: systems export web pages and XML under the name of an .xls.
pub(super) fn is_text_of_sheets(text: &str) -> bool {
    xml2003::is_xml2003(text) || page::is_page(text)
}

/// The tables of such a text that one can see.
///
/// # Errors
///
/// When it breaks off, has no table, or is larger than any that an office has.
pub(super) fn tables_of_text(file: &OfficeFile, text: &str) -> Result<Vec<Table>, OfficeFileError> {
    match xml2003::is_xml2003(text) {
        true => xml2003::tables(file, text),
        false => page::tables(file, text),
    }
}

//! The sheets of an .xls.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xls, XlsError};

use super::cells::{Cells, TooLarge, is_number, of_cell};
use super::records::{self, Marks};
use super::sheet::{broken, name, password, too_large, visible};
use super::shown::IdFormat;
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::table::Table;

/// A part of a compound file that is a workbook with a password, in letters of two bytes.
const ENCRYPTED: &str = "EncryptedPackage";

/// See [`tables`](super::tables).
pub(super) fn tables(file: &OfficeFile) -> Result<Vec<Table>, OfficeFileError> {
    let wide: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(&file.bytes, &wide).is_some() {
        return Err(password(file));
    }
    let mut book = match Xls::new(Cursor::new(&*file.bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return Err(password(file)),
        Err(_) => return Err(broken(file)),
    };
    let marks = records::marks(&file.bytes).ok_or_else(|| broken(file))?;
    let names = book.sheets_metadata().iter().map(|sheet| sheet.name.clone());
    let mut marks: HashMap<String, Marks> = names.zip(marks).collect();
    let mut tables = Vec::new();
    for sheet in visible(book.sheets_metadata()) {
        let range = book.worksheet_range(&sheet).map_err(|_| broken(file))?;
        let Marks { hidden, ids } = marks.remove(&sheet).ok_or_else(|| broken(file))?;
        let mut cells = Cells::default();
        fill(&mut cells, &range, &ids).map_err(|TooLarge| too_large(file))?;
        tables.extend(cells.table(name(file, &sheet), hidden));
    }
    Ok(tables)
}

fn fill(
    cells: &mut Cells,
    range: &Range<Data>,
    ids: &HashMap<(u32, u32), IdFormat>,
) -> Result<(), TooLarge> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (place, text) = ((top + row as u32, left + column as u32), of_cell(value));
        match ids.get(&place).and_then(|format| format.shown(&text)) {
            Some(id) => cells.put(place, &id)?,
            None if is_number(value) => cells.put_number(place, &text)?,
            None => cells.put(place, &text)?,
        }
    }
    Ok(())
}

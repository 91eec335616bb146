//! The sheets of an .xlsx, cell by cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Style, Xlsx};

use super::cells::{Cells, NO_VALUE, of_cell};
use super::parts::hidden_rows;
use super::sheet::{broken, name, too_large, visible};
use super::shown::IdFormat;
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::table::Table;

/// See [`tables`](super::tables).
pub(super) fn tables(file: &OfficeFile) -> Result<Vec<Table>, OfficeFileError> {
    let mut hidden = hidden_rows(&file.bytes).map_err(|fault| fault.of(file))?;
    let mut book = Xlsx::new(Cursor::new(&*file.bytes)).map_err(|_| broken(file))?;
    let mut tables = Vec::new();
    for sheet in visible(book.sheets_metadata()) {
        let ids = ids(&mut book, &sheet).ok_or_else(|| broken(file))?;
        let mut reader = book.worksheet_cells_reader(&sheet).map_err(|_| broken(file))?;
        let mut cells = Cells::default();
        while let Some(cell) = reader.next_cell_with_formula().map_err(|_| broken(file))? {
            let is_number = matches!(cell.value, DataRef::Int(_) | DataRef::Float(_));
            let text = text_of(&cell.value);
            let put = match ids.get(&cell.pos) {
                Some(id) => cells.put(cell.pos, id),
                None if text.is_empty() && cell.formula.is_some() => cells.put(cell.pos, NO_VALUE),
                None if is_number => cells.put_number(cell.pos, &text),
                None => cells.put(cell.pos, &text),
            };
            put.map_err(|_| too_large(file))?;
        }
        let hidden = hidden.remove(&sheet).unwrap_or_default();
        tables.extend(cells.table(name(file, &sheet), hidden));
    }
    Ok(tables)
}

/// The text that a value stands for; one that is a text is not copied, since most are.
fn text_of<'v>(value: &'v DataRef) -> Cow<'v, str> {
    match value {
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(of_cell(&Data::from(other.clone()))),
    }
}

/// The numbers of a sheet of which a format makes ids, as they are shown. Nothing where the sheet cannot be read.
fn ids(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Option<HashMap<(u32, u32), String>> {
    let mut cells = book.worksheet_cells_reader(sheet).ok()?;
    let of_style = |style: &Style| IdFormat::of(&style.number_format.as_ref()?.format_code);
    let formats: Vec<Option<IdFormat>> = cells.styles().iter().map(of_style).collect();
    let mut found = HashMap::new();
    if formats.iter().all(Option::is_none) {
        return Some(found);
    }
    while let Some((cell, style)) = cells.next_cell_with_style_id().ok()? {
        let number = match cell.get_value() {
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            _ => continue,
        };
        let format = formats.get(style).and_then(Option::as_ref);
        found.extend(
            format.and_then(|format| format.shown(&number)).map(|id| (cell.get_position(), id)),
        );
    }
    Some(found)
}

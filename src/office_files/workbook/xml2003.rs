//! The sheets of a workbook as Excel 2003 wrote XML, which reports of many systems still are, under the name of an
//! .xls.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::cells::{Cells, MOST_COLUMNS, NO_VALUE, TooLarge, of_number};
use super::parts::PartsFault;
use super::sheet::name;
use super::shown::IdFormat;
use super::tags::{Tags, attributes, put_reference};
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::table::Table;

/// What a workbook of this kind says of itself at its head.
const KIND: &str = "urn:schemas-microsoft-com:office:spreadsheet";
const HEAD: usize = 4 << 10;

/// Whether a text is such a workbook.
pub(super) fn is_xml2003(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes());
    let has = |what: &str| memchr::memmem::find(head, what.as_bytes()).is_some();
    text.starts_with("<?xml") && has(KIND) && (has("<Workbook") || has(":Workbook"))
}

/// The sheets that one can see.
///
/// # Errors
///
/// When it is no whole XML, or larger than any that an office has.
pub(super) fn tables(file: &OfficeFile, text: &str) -> Result<Vec<Table>, OfficeFileError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut book = Book { tags: Tags::of(text.as_bytes()), formats: HashMap::new() };
    book.tables(file).map_err(|fault| fault.of(file))
}

struct Book<'t> {
    tags: Tags<&'t [u8]>,
    /// The formats of styles that make ids of numbers.
    formats: HashMap<String, IdFormat>,
}

impl Book<'_> {
    fn tables(&mut self, file: &OfficeFile) -> Result<Vec<Table>, PartsFault> {
        let (mut tables, mut style, mut is_whole) = (Vec::new(), String::new(), false);
        loop {
            let sheet = match self.tags.next()? {
                Event::Eof if is_whole => return Ok(tables),
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(tag) => {
                    is_whole |= tag.local_name().as_ref() == "Workbook";
                    continue;
                }
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Style" => {
                        style = value(&tag, "ID")?;
                        continue;
                    }
                    "NumberFormat" => {
                        let format = IdFormat::of(&value(&tag, "Format")?);
                        self.formats.extend(format.map(|format| (style.clone(), format)));
                        continue;
                    }
                    "Worksheet" => value(&tag, "Name")?,
                    _ => continue,
                },
                _ => continue,
            };
            let Sheet { cells, hidden, is_hidden, .. } = self.sheet()?;
            if !is_hidden {
                tables.extend(cells.table(name(file, &sheet), hidden));
            }
        }
    }

    /// The sheet that has just begun.
    fn sheet(&mut self) -> Result<Sheet, PartsFault> {
        let mut sheet = Sheet::default();
        loop {
            let style = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(tag) if tag.local_name().as_ref() == "Worksheet" => return Ok(sheet),
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Column" => {
                        sheet.column(&tag)?;
                        continue;
                    }
                    "Row" => Some(sheet.begin_row(&tag)?),
                    "Visible" => None,
                    _ => continue,
                },
                _ => continue,
            };
            match style {
                Some(style) => self.row(&mut sheet, &style)?,
                None => sheet.is_hidden = self.text()?.trim() != "SheetVisible",
            }
        }
    }

    /// The row that has just begun.
    fn row(&mut self, sheet: &mut Sheet, style_of_row: &str) -> Result<(), PartsFault> {
        let mut next = 0;
        loop {
            let mut cell = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(_) => return Ok(()),
                Event::Start(tag) if tag.local_name().as_ref() == "Cell" => Cell::of(&tag, next)?,
                _ => continue,
            };
            next = cell.column.saturating_add(1).saturating_add(cell.merged);
            self.value(&mut cell)?;
            let of_column = sheet.columns.get(cell.column as usize).map_or("", String::as_str);
            let styles = [&cell.style, style_of_row, of_column];
            let style = styles.into_iter().find(|style| !style.is_empty()).unwrap_or_default();
            let id = self.formats.get(style).and_then(|format| format.shown(&cell.text));
            let place = (sheet.row, cell.column);
            match (id, cell.is_number) {
                (Some(id), true) => sheet.cells.put(place, &id)?,
                (None, true) => sheet.cells.put_number(place, &cell.text)?,
                (_, false) if cell.text.is_empty() && cell.has_formula => {
                    sheet.cells.put(place, NO_VALUE)?;
                }
                (_, false) => sheet.cells.put(place, &cell.text)?,
            }
        }
    }

    /// What stands in the cell that has just begun; not what somebody noted beside it.
    fn value(&mut self, cell: &mut Cell) -> Result<(), PartsFault> {
        loop {
            let is_value = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(_) => return Ok(()),
                Event::Start(tag) => {
                    let is_value = tag.local_name().as_ref() == "Data";
                    if is_value {
                        cell.kind = value(&tag, "Type")?;
                    }
                    is_value
                }
                _ => continue,
            };
            match is_value {
                true => cell.take(self.text()?),
                false => self.tags.skip()?,
            }
        }
    }

    /// The text up to the end of the tag that has just begun, whatever tags are in it.
    fn text(&mut self) -> Result<String, PartsFault> {
        let (mut text, mut deep) = (String::new(), 0_u64);
        loop {
            match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::Start(_) => deep += 1,
                Event::End(_) if deep == 0 => return Ok(text),
                Event::End(_) => deep -= 1,
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => put_reference(&reference, &mut text)?,
                _ => {}
            }
        }
    }
}

/// The value of an attribute, by its name without prefix; empty where it is not there.
fn value(tag: &BytesStart, name: &str) -> Result<String, PartsFault> {
    let mut found = String::new();
    attributes(tag, |attribute, value| {
        if attribute == name {
            value.clone_into(&mut found);
        }
    })?;
    Ok(found)
}

/// A place that is counted from 1, as one that is counted from 0; the next one where nothing is said.
fn place(text: &str, next: u32) -> Result<u32, PartsFault> {
    match text {
        "" => Ok(next),
        text => {
            let place: Option<u32> = text.parse().ok();
            place.and_then(|place| place.checked_sub(1)).ok_or(PartsFault::Broken)
        }
    }
}

/// A sheet that is put together.
#[derive(Default)]
struct Sheet {
    cells: Cells,
    hidden: Vec<u32>,
    is_hidden: bool,
    /// The row at hand and the one behind it, from 0.
    row: u32,
    next: u32,
    /// The styles of columns.
    columns: Vec<String>,
}

impl Sheet {
    fn column(&mut self, tag: &BytesStart) -> Result<(), PartsFault> {
        let at = place(&value(tag, "Index")?, self.columns.len() as u32)?;
        let more: u32 = value(tag, "Span")?.parse().unwrap_or(0);
        let end = at.saturating_add(more).min(MOST_COLUMNS) as usize + 1;
        self.columns.resize((at.min(MOST_COLUMNS) as usize).max(self.columns.len()), String::new());
        self.columns.resize(end.max(self.columns.len()), value(tag, "StyleID")?);
        Ok(())
    }

    /// Begins a row: gives its style.
    fn begin_row(&mut self, tag: &BytesStart) -> Result<String, PartsFault> {
        self.row = place(&value(tag, "Index")?, self.next)?;
        if self.row < self.next {
            return Err(PartsFault::Broken);
        }
        let more: u32 = value(tag, "Span")?.parse().unwrap_or(0);
        self.next =
            self.row.checked_add(more).and_then(|row| row.checked_add(1)).ok_or(TooLarge)?;
        self.hidden.extend((value(tag, "Hidden")? == "1").then_some(self.row + 1));
        value(tag, "StyleID")
    }
}

/// A cell.
struct Cell {
    column: u32,
    /// Columns behind it that are merged with it.
    merged: u32,
    style: String,
    has_formula: bool,
    kind: String,
    text: String,
    is_number: bool,
}

impl Cell {
    fn of(tag: &BytesStart, next: u32) -> Result<Cell, PartsFault> {
        let column = place(&value(tag, "Index")?, next)?;
        if column < next {
            return Err(PartsFault::Broken);
        }
        Ok(Cell {
            column,
            merged: value(tag, "MergeAcross")?.parse().unwrap_or(0),
            style: value(tag, "StyleID")?,
            has_formula: !value(tag, "Formula")?.is_empty(),
            kind: String::new(),
            text: String::new(),
            is_number: false,
        })
    }

    fn take(&mut self, text: String) {
        self.is_number = self.kind == "Number";
        self.text = match self.kind.as_str() {
            "Number" => of_number(&text),
            "Boolean" => if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            _ => text,
        };
    }
}

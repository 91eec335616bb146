//! The sheets of an .ods, as LibreOffice and WPS save it, tag by tag: calamine multiplies what repeats before it counts
//! it, so that a few lines of XML fill all memory, and leaves out which rows are hidden and how numbers are shown.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::{Cells, NO_VALUE, TooLarge, of_number};
use super::parts::{PartsFault, check_size};
use super::sheet::name;
use super::shown::id_shown;
use super::tags::{Tags, attributes, put_reference};
use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;
use crate::office_files::row::MOST_BYTES;
use crate::office_files::table::Table;

/// What says of a zip that it is such a workbook.
const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MOST_OF_KIND: u64 = 100;
/// The parts that hold the sheets, and that say what has a password.
const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
const ENCRYPTED: &[u8] = b"encryption-data";
/// A sheet has no more rows.
const MOST_ROWS: u32 = 1 << 20;

/// Whether a zip is an .ods.
pub(super) fn is_ods(bytes: &[u8]) -> bool {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut kind = String::new();
    let read =
        zip.by_name("mimetype").map(|part| part.take(MOST_OF_KIND).read_to_string(&mut kind));
    matches!(read, Ok(Ok(_))) && kind.trim_end() == KIND
}

/// See [`tables`](super::tables).
pub(super) fn tables(file: &OfficeFile) -> Result<Vec<Table>, OfficeFileError> {
    read(file).map_err(|fault| fault.of(file))
}

fn read(file: &OfficeFile) -> Result<Vec<Table>, PartsFault> {
    check_size(&file.bytes)?;
    let mut zip = ZipArchive::new(Cursor::new(&*file.bytes))?;
    let mut manifest = Vec::new();
    zip.by_name(MANIFEST)?.take(MOST_BYTES).read_to_end(&mut manifest)?;
    if memchr::memmem::find(&manifest, ENCRYPTED).is_some() {
        return Err(PartsFault::Password);
    }
    let content = zip.by_name(CONTENT)?.take(MOST_BYTES);
    let mut book = Book { tags: Tags::of(BufReader::new(content)) };
    let (mut tables, mut style, mut hidden) = (Vec::new(), String::new(), HashSet::new());
    loop {
        let sheet = match book.tags.next()? {
            Event::Eof => return Ok(tables),
            Event::Start(tag) => match tag.name().as_ref() {
                "style:style" => {
                    style = value(&tag, "name")?.unwrap_or_default();
                    continue;
                }
                "style:table-properties" => {
                    let is_hidden = value(&tag, "display")?.as_deref() == Some("false");
                    hidden.extend(is_hidden.then(|| style.clone()));
                    continue;
                }
                "table:table" => [value(&tag, "name")?, value(&tag, "style-name")?],
                _ => continue,
            },
            _ => continue,
        };
        let [sheet, style] = sheet.map(Option::unwrap_or_default);
        let Sheet { cells, hidden: rows, .. } = book.sheet()?;
        if !hidden.contains(&style) {
            tables.extend(cells.table(name(file, &sheet), rows));
        }
    }
}

/// The value of an attribute, by its name without prefix.
fn value(tag: &BytesStart, name: &str) -> Result<Option<String>, PartsFault> {
    let mut found = None;
    attributes(tag, |attribute, value| {
        if attribute == name {
            found = Some(value.to_owned());
        }
    })?;
    Ok(found)
}

/// A workbook that is read.
struct Book<R> {
    tags: Tags<R>,
}

impl<R: BufRead> Book<R> {
    /// The sheet that has just begun.
    fn sheet(&mut self) -> Result<Sheet, PartsFault> {
        let mut sheet = Sheet::default();
        loop {
            let row = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(tag) if tag.name().as_ref() == "table:table" => return Ok(sheet),
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-row" => Some(Row::of(&tag)?),
                    "table:table-row-group" | "table:table-header-rows" | "table:table-rows" => {
                        continue;
                    }
                    _ => None,
                },
                _ => continue,
            };
            match row {
                Some(row) => sheet.put(self.row(row)?)?,
                // Columns, shapes and forms.
                None => self.tags.skip()?,
            }
        }
    }

    /// The row that has just begun, with its cells.
    fn row(&mut self, mut row: Row) -> Result<Row, PartsFault> {
        let mut column = 0_u32;
        loop {
            let stored = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(_) => return Ok(row),
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => Some(Stored::of(&tag)?),
                    _ => None,
                },
                _ => continue,
            };
            let Some(stored) = stored else {
                self.tags.skip()?;
                continue;
            };
            let columns = column..column.saturating_add(stored.times);
            column = columns.end;
            let value = stored.value(self.shown()?);
            if !value.text().is_empty() {
                row.cells.push((columns, value));
            }
        }
    }

    /// What is shown in the cell that has just begun; not what somebody noted beside it.
    fn shown(&mut self) -> Result<String, PartsFault> {
        let (mut text, mut deep, mut paragraphs) = (String::new(), 0_u32, 0);
        loop {
            let is_other = match self.tags.next()? {
                Event::Eof => return Err(PartsFault::Broken),
                Event::End(_) if deep == 0 => return Ok(text),
                Event::End(_) => {
                    deep -= 1;
                    continue;
                }
                Event::Text(part) if deep > 0 => {
                    text.push_str(&part.xml10_content());
                    continue;
                }
                Event::GeneralRef(reference) if deep > 0 => {
                    put_reference(&reference, &mut text)?;
                    continue;
                }
                Event::Start(tag) => match tag.name().as_ref() {
                    "text:p" => {
                        paragraphs += 1;
                        text.extend((paragraphs > 1).then_some('\n'));
                        false
                    }
                    "text:s" | "text:tab" | "text:line-break" => {
                        text.push(' ');
                        false
                    }
                    name => !name.starts_with("text:"),
                },
                _ => continue,
            };
            match is_other {
                true => self.tags.skip()?,
                false => deep += 1,
            }
        }
    }
}

/// A row as it is written once, however often it stands in the sheet.
struct Row {
    times: u32,
    is_hidden: bool,
    /// What stands in it, each in one column or several.
    cells: Vec<(Range<u32>, Value)>,
}

impl Row {
    fn of(tag: &BytesStart) -> Result<Row, PartsFault> {
        let mut row = Row { times: 1, is_hidden: false, cells: Vec::new() };
        attributes(tag, |name, value| match name {
            "number-rows-repeated" => row.times = times(value),
            "visibility" => row.is_hidden = value != "visible",
            _ => {}
        })?;
        Ok(row)
    }
}

/// How often something repeats; more often than a sheet has room for where it is no such number.
fn times(text: &str) -> u32 {
    text.parse().unwrap_or(u32::MAX)
}

/// What stands in a cell.
enum Value {
    Text(String),
    Number(String),
}

impl Value {
    fn text(&self) -> &str {
        let (Value::Text(text) | Value::Number(text)) = self;
        text
    }
}

/// What the tag of a cell says.
#[derive(Default)]
struct Stored {
    times: u32,
    has_formula: bool,
    number: Option<String>,
    /// A text, a day, a time or a truth value.
    other: Option<String>,
}

impl Stored {
    fn of(tag: &BytesStart) -> Result<Stored, PartsFault> {
        let mut stored = Stored { times: 1, ..Stored::default() };
        attributes(tag, |name, value| match name {
            "number-columns-repeated" => stored.times = times(value),
            "formula" => stored.has_formula = true,
            "value" => stored.number = Some(of_number(value)),
            "boolean-value" => stored.other = Some(value.to_uppercase()),
            "string-value" | "date-value" | "time-value" => stored.other = Some(value.to_owned()),
            _ => {}
        })?;
        Ok(stored)
    }

    /// What is stored, never what is shown; but for an id that a format makes of a number, and a text that stands in
    /// the cell alone.
    fn value(self, shown: String) -> Value {
        if let Some(number) = self.number {
            return match id_shown(&number, &shown) {
                Some(id) => Value::Text(id.to_owned()),
                None => Value::Number(number),
            };
        }
        match self.other.filter(|text| !text.is_empty()) {
            Some(text) => Value::Text(text),
            None if shown.is_empty() && self.has_formula => Value::Text(NO_VALUE.to_owned()),
            None => Value::Text(shown),
        }
    }
}

/// A sheet that is put together.
#[derive(Default)]
struct Sheet {
    cells: Cells,
    hidden: Vec<u32>,
    /// The row that comes next, from 0.
    next: u32,
}

impl Sheet {
    fn put(&mut self, row: Row) -> Result<(), TooLarge> {
        let rows = self.next..self.next.saturating_add(row.times);
        self.next = rows.end;
        if row.cells.is_empty() {
            return Ok(());
        }
        if rows.end > MOST_ROWS {
            return Err(TooLarge);
        }
        for at in rows {
            self.hidden.extend(row.is_hidden.then_some(at + 1));
            for (columns, value) in &row.cells {
                for column in columns.clone() {
                    match value {
                        Value::Text(text) => self.cells.put((at, column), text)?,
                        Value::Number(text) => self.cells.put_number((at, column), text)?,
                    }
                }
            }
        }
        Ok(())
    }
}

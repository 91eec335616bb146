//! The records of an .xls that say which rows are hidden and how numbers are shown: what reads its values leaves both
//! out. Records are a kind, a length and so many bytes, one behind the other.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use super::shown::IdFormat;
use crate::office_files::row::MOST_BYTES;

/// Kinds of record.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041e;
const STYLE: u16 = 0x00e0;
const ROW: u16 = 0x0208;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027e;
const SHORT_NUMBERS: u16 = 0x00bd;
const FORMULA: u16 = 0x0006;

/// What a beginning says of a file whose texts say whether their letters have one byte or two.
const WITH_WIDE_TEXTS: u16 = 0x0600;
/// Where the marks of a row stand in its record, and the one that it is hidden.
const MARKS_OF_ROW: usize = 12;
const HIDDEN: u16 = 0x20;

/// What the records of one sheet say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Rows that are hidden, from 1.
    pub hidden: Vec<u32>,
    /// Cells of which a format makes ids, from 0.
    pub ids: HashMap<(u32, u32), IdFormat>,
}

/// What the records of the sheets say, in the order of the sheets; nothing where the file is none.
pub(super) fn marks(bytes: &[u8]) -> Option<Vec<Marks>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name).ok()?.take(MOST_BYTES).read_to_end(&mut stream).ok()?;
    let mut book = Book::default();
    for (kind, body) in Records(&stream) {
        book.read(kind, body);
        if kind == END {
            break;
        }
    }
    let formats = book.formats_of_styles();
    let begin = |at: &u32| stream.get(*at as usize..).unwrap_or_default();
    Some(book.sheets.iter().map(|at| of_sheet(begin(at), &formats)).collect())
}

/// What stands before the sheets.
#[derive(Default)]
struct Book {
    has_wide_texts: bool,
    formats: HashMap<u16, IdFormat>,
    /// The formats of styles, in their order.
    styles: Vec<u16>,
    /// Where sheets begin.
    sheets: Vec<u32>,
}

impl Book {
    fn read(&mut self, kind: u16, body: &[u8]) {
        match kind {
            BEGIN => self.has_wide_texts = short(body, 0) == Some(WITH_WIDE_TEXTS),
            FORMAT => self.formats.extend(self.format(body)),
            STYLE => self.styles.extend(short(body, 2)),
            SHEET => {
                let begin = body.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
                self.sheets.extend(begin);
            }
            _ => {}
        }
    }

    fn format(&self, body: &[u8]) -> Option<(u16, IdFormat)> {
        let text = match self.has_wide_texts {
            false => body.get(3..)?.iter().copied().map(char::from).collect(),
            true if body.get(4)? & 1 == 0 => {
                body.get(5..)?.iter().copied().map(char::from).collect()
            }
            true => {
                let letters = body.get(5..)?.chunks_exact(2);
                let letters = letters.filter_map(|two| short(two, 0));
                String::from_utf16_lossy(&letters.collect::<Vec<_>>())
            }
        };
        Some((short(body, 0)?, IdFormat::of(&text)?))
    }

    fn formats_of_styles(&self) -> Vec<Option<IdFormat>> {
        self.styles.iter().map(|format| self.formats.get(format).cloned()).collect()
    }
}

/// What the records of a sheet say.
fn of_sheet(records: &[u8], formats: &[Option<IdFormat>]) -> Marks {
    let mut marks = Marks::default();
    // Charts in a sheet have beginnings and ends of their own.
    let mut deep = 0_u32;
    for (kind, body) in Records(records) {
        match kind {
            BEGIN => deep += 1,
            END if deep <= 1 => break,
            END => deep -= 1,
            _ if deep == 1 => marks.read(kind, body, formats),
            _ => {}
        }
    }
    marks
}

impl Marks {
    fn read(&mut self, kind: u16, body: &[u8], formats: &[Option<IdFormat>]) {
        let Some(row) = short(body, 0) else { return };
        match kind {
            ROW if short(body, MARKS_OF_ROW).is_some_and(|marks| marks & HIDDEN != 0) => {
                self.hidden.push(u32::from(row) + 1);
            }
            NUMBER | SHORT_NUMBER | FORMULA => {
                self.cell(row, short(body, 2), short(body, 4), formats)
            }
            SHORT_NUMBERS => {
                // A style and four bytes of a number for each cell.
                let cells = body.get(4..).unwrap_or_default().chunks_exact(6);
                for (cell, column) in cells.zip(short(body, 2).unwrap_or(0)..) {
                    self.cell(row, Some(column), short(cell, 0), formats);
                }
            }
            _ => {}
        }
    }

    fn cell(
        &mut self,
        row: u16,
        column: Option<u16>,
        style: Option<u16>,
        formats: &[Option<IdFormat>],
    ) {
        let format = style.and_then(|style| formats.get(usize::from(style))?.clone());
        self.ids.extend(
            column.zip(format).map(|(column, format)| ((row.into(), column.into()), format)),
        );
    }
}

/// Two bytes at a place of a record, as a number.
fn short(body: &[u8], at: usize) -> Option<u16> {
    body.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// Records one behind the other; the last ones that are not whole are left out.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.0, 0)?, usize::from(short(self.0, 2)?));
        let (body, rest) = self.0.get(4..)?.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, body))
    }
}

//! What a file is: our own form, which intake reads as it lies, or another, and in which encoding.

use csv::StringRecord;

use super::dbf;
use super::delimited::{Delimited, SEPARATORS};
use super::encoding::{self, Encoding};
use super::error::OfficeFileError;
use super::fhir;
use super::form::Form;
use super::header::{self, FoundHeader};
use super::json;
use super::mapping::Meaning;
use super::names;
use super::reading::{OfficeFile, Reading};
use super::table::{Rows, Table};
use super::xml;
use super::{amounts, days};
use crate::claim::{RecordKind, Vocabulary};

/// Bytes at the head of a file in which a header is looked for.
const HEAD: usize = 64 << 10;
/// Rows below a header of ours whose cells tell whether a spreadsheet has written them in its own way.
const ROWS_LOOKED_AT: usize = 20;

/// What a file turned out to be.
pub(super) enum Opened {
    /// In our form, once its letters are read.
    Own(String),
    /// Tables of the office's own.
    Tables(Vec<Table>),
    /// Nothing in which a header is known.
    Unknown,
}

/// Whether a file is in our own form: UTF-8 as far as its header goes, which has all the columns that a file of its
/// kind must have; and days and amounts at its head are written as we write them. No more than its head is looked at.
pub(crate) fn is_own(bytes: &[u8], kind: RecordKind) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines =
        head.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    let header = lines.next().and_then(|line| std::str::from_utf8(line).ok());
    let Some(names) = header.map(|header| cells(header).collect::<Vec<_>>()) else { return false };
    let has = |column: &&str| names.contains(column);
    let is_ours = kind.required().iter().all(has);
    // A spreadsheet writes all rows in its own way; a cell that one person mistyped is refused where it stands.
    let mut rows = lines.take(ROWS_LOOKED_AT).peekable();
    let is_of_ours = |line: &[u8]| !is_of_a_spreadsheet(line, &names);
    is_ours && (rows.peek().is_none() || rows.any(is_of_ours))
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(|cell| cell.trim().trim_matches('"'))
}

/// Whether a row has a day or an amount that is none as it is written, but is one as a spreadsheet writes it.
fn is_of_a_spreadsheet(line: &[u8], names: &[&str]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let day = |(name, cell): (&&str, &str)| {
        super::mapping::is_day(name) && !days::is_plain(cell) && days::is_plain(&days::day(cell))
    };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).from_reader(line.as_bytes());
    let mut row = StringRecord::new();
    let is_read = reader.read_record(&mut row).unwrap_or(false);
    let amount = |(name, cell): (&&str, &str)| {
        super::mapping::is_amount(name)
            && !amounts::is_plain(cell.trim())
            && amounts::is_plain(&amounts::amount(cell, super::unit::Unit::Yuan))
    };
    is_read && (names.iter().zip(&row).any(day) || names.iter().zip(&row).any(amount))
}

/// Reads a file as far as it takes to tell what it is.
///
/// # Errors
///
/// When its header tells the encoding, and a byte is none of it.
pub(super) fn open(file: &OfficeFile, reading: Reading) -> Result<Opened, OfficeFileError> {
    let OfficeFile { path, bytes, .. } = file;
    #[cfg(feature = "office")]
    if super::workbook::is_workbook(bytes) {
        return Ok(Opened::Tables(super::workbook::tables(file)?));
    }
    #[cfg(feature = "office")]
    if super::workbook::is_archive(bytes) {
        return Err(OfficeFileError::PageInOneFile { path: path.clone() });
    }
    if dbf::is_dbf(bytes) {
        return Ok(Opened::Tables(vec![dbf::table(file, reading.encoding)?]));
    }
    if let Some(form) = Form::of(bytes) {
        return Ok(Opened::Tables(vec![of_columns(file, form)?]));
    }
    if encoding::is_wide(bytes) {
        return Err(OfficeFileError::Utf16 { path: path.clone() });
    }
    let in_utf8 = || std::str::from_utf8(bytes).ok();
    match reading.encoding {
        Some(Encoding::Gb18030) => {
            let text = encoding::gb18030(path, bytes)?;
            Ok(opened(file, &text, reading)?.unwrap_or(Opened::Unknown))
        }
        Some(Encoding::Utf8) => match in_utf8() {
            Some(text) => Ok(opened(file, text, reading)?.unwrap_or(Opened::Unknown)),
            None => Ok(Opened::Unknown),
        },
        None => {
            if let Some(text) = in_utf8()
                && let Some(found) = opened(file, text, reading)?
            {
                return Ok(found);
            }
            // A short text may be valid in both; what its header says decides.
            let head = bytes.get(..HEAD).unwrap_or(bytes);
            let (head, ..) = encoding_rs::GB18030.decode_without_bom_handling(head);
            if json::is_json(&head) || holds_sheets(&head) || xml::root(&head).is_some() {
                let text = encoding::gb18030(path, bytes)?;
                return Ok(opened(file, &text, reading)?.unwrap_or(Opened::Unknown));
            }
            if bytes.is_ascii() || opened(file, &head, reading).ok().flatten().is_none() {
                return Ok(Opened::Unknown);
            }
            let text = encoding::gb18030(path, bytes)?;
            Ok(opened(file, &text, reading)?.unwrap_or(Opened::Unknown))
        }
    }
}

/// The table of a text, cut by what parts most known columns of a header; nothing where there is no header.
fn opened(
    file: &OfficeFile,
    text: &str,
    reading: Reading,
) -> Result<Option<Opened>, OfficeFileError> {
    let Reading { kind, vocabulary, imports, .. } = reading;
    if reading.encoding != Some(Encoding::Utf8) && !is_utf8(file) && is_own(text.as_bytes(), kind) {
        return Ok(Some(Opened::Own(text.to_owned())));
    }
    if let Some(tag) = xml::root(text).filter(|tag| xml::is_other(tag)) {
        return Err(OfficeFileError::OtherXml { path: file.path.clone(), tag: tag.to_owned() });
    }
    #[cfg(feature = "office")]
    if holds_sheets(text) {
        return Ok(Some(Opened::Tables(super::workbook::tables_of_text(file, text)?)));
    }
    if json::is_json(text) {
        let table = match fhir::is_fhir(text) {
            true => fhir::table(file, text, vocabulary.currency())?,
            false => json::table(file, text)?,
        };
        let meaning = Meaning { imports, vocabulary };
        let header = header::find(&table, &|cell| meaning.of(cell))?;
        return Ok(header.map(|_| Opened::Tables(vec![table])));
    }
    let head = head(text);
    let meaning = Meaning { imports, vocabulary };
    let known = |separator: &u8| {
        let table = table(file, head, *separator);
        let found = header::find(&table, &|cell| meaning.of(cell)).ok().flatten();
        found.map_or(0, |header| header.known)
    };
    let best = SEPARATORS.iter().map(|separator| (known(separator), *separator));
    // Of those that part as many, the first.
    let best = best.rev().max_by_key(|(known, _)| *known);
    Ok(match best {
        Some((1.., separator)) => Some(Opened::Tables(vec![table(file, text, separator)])),
        _ => None,
    })
}

/// Whether a text holds sheets, which only an office asks for.
#[cfg(feature = "office")]
fn holds_sheets(text: &str) -> bool {
    super::workbook::is_text_of_sheets(text)
}

#[cfg(not(feature = "office"))]
fn holds_sheets(_: &str) -> bool {
    false
}

#[cfg(feature = "columnar")]
fn of_columns(file: &OfficeFile, form: Form) -> Result<Table, OfficeFileError> {
    let (columns, holds) = super::columnar::Columnar::open(file, form)?;
    Ok(Table { holds, ..Table::of(file.file.clone(), Rows::Columnar(columns)) })
}

#[cfg(not(feature = "columnar"))]
fn of_columns(file: &OfficeFile, _: Form) -> Result<Table, OfficeFileError> {
    Err(OfficeFileError::NoColumnar { path: file.path.clone() })
}

fn is_utf8(file: &OfficeFile) -> bool {
    std::str::from_utf8(&file.bytes).is_ok()
}

/// The lines of a text in which a header is looked for.
fn head(text: &str) -> &str {
    let end = (0..=HEAD.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let head = text.get(..end).unwrap_or_default();
    if end == text.len() { head } else { head.rsplit_once('\n').map_or(head, |(head, _)| head) }
}

fn table(file: &OfficeFile, text: &str, separator: u8) -> Table {
    Table::of(file.file.clone(), Rows::Delimited(Delimited::new(text, separator)))
}

/// The table of a file in our form, beside others of other forms.
pub(super) fn own_table(file: &OfficeFile, text: &str) -> Table {
    table(file, text, b',')
}

/// Whether a table is one of ours, so that what is wrong with its header is said as of our own files: its header is
/// its first line, and all columns that are known in it have our names.
pub(super) fn is_ours(table: &Table, header: &FoundHeader, vocabulary: &Vocabulary) -> bool {
    let is_foreign = |cell: &String| {
        let known = names::column(cell, vocabulary);
        known.is_some_and(|column| column != *cell)
    };
    let is_comma = matches!(&table.rows, Rows::Delimited(text) if text.is_parted_by(b','));
    is_comma && header.line == 1 && !header.cells.iter().any(is_foreign)
}

//! DBF, which old systems and banks still send: each field as the text that stands in it, numbers never as floats.
//! Records that are marked as deleted are not read. A number that did not fit its field is asterisks there, and is
//! refused with its place, as a blank one is where an amount must stand.

use csv::StringRecord;

use super::encoding::{self, Encoding};
use super::error::OfficeFileError;
use super::reading::OfficeFile;
use super::table::{Rows, Table};

/// Versions that the first byte may say.
const VERSIONS: [u8; 8] = [0x02, 0x03, 0x30, 0x31, 0x83, 0x8b, 0xf5, 0x43];
/// Before the fields, and each field.
const HEAD: usize = 32;
const FIELD: usize = 32;
/// Stands behind the last field.
const END_OF_FIELDS: u8 = 0x0d;
/// Stands before a record that is deleted.
const DELETED: u8 = b'*';
/// Where the byte of the language stands, and what it says of a file in GBK.
const LANGUAGE: usize = 29;
const GBK: [u8; 2] = [0x4d, 0x7a];
/// Kinds of field that are text: letters, numbers, days and truth values.
const TEXTS: &[u8] = b"CNFDL";

/// Whether a file is a DBF.
pub(super) fn is_dbf(bytes: &[u8]) -> bool {
    let Some(head) = bytes.first_chunk::<HEAD>() else { return false };
    let [version, _, month, day, ..] = head;
    let is_a_day = (1..=12).contains(month) && (1..=31).contains(day);
    let (begin, record) = lengths(head);
    VERSIONS.contains(version) && is_a_day && record > 1 && begin > HEAD && begin <= bytes.len()
}

/// Where records begin, and how long one is.
fn lengths(head: &[u8; HEAD]) -> (usize, usize) {
    let short = |one, other| usize::from(u16::from_le_bytes([one, other]));
    let [_, _, _, _, _, _, _, _, begin, begin_high, length, length_high, ..] = *head;
    (short(begin, begin_high), short(length, length_high))
}

/// A field of all records.
struct Field {
    name: String,
    kind: u8,
    length: usize,
}

/// The table of a DBF.
///
/// # Errors
///
/// When it breaks off, or its letters are of an encoding that neither it nor anybody says.
pub(super) fn table(file: &OfficeFile, said: Option<Encoding>) -> Result<Table, OfficeFileError> {
    let broken = || OfficeFileError::NotADbf { path: file.path.clone() };
    let head = file.bytes.first_chunk::<HEAD>().ok_or_else(broken)?;
    let (begin, length) = lengths(head);
    let fields = fields(file.bytes.get(HEAD..begin).ok_or_else(broken)?).ok_or_else(broken)?;
    let all: usize = fields.iter().map(|field| field.length).sum();
    let records: &[u8; 4] = head.get(4..).and_then(<[u8]>::first_chunk).ok_or_else(broken)?;
    let records = u32::from_le_bytes(*records) as usize;
    let end = records
        .checked_mul(length)
        .and_then(|bytes| bytes.checked_add(begin))
        .ok_or_else(broken)?;
    let body = file.bytes.get(begin..end).filter(|_| all < length).ok_or_else(broken)?;
    let is_gbk = head.get(LANGUAGE).is_some_and(|language| GBK.contains(language));
    let letters = Letters { file, encoding: said.or(is_gbk.then_some(Encoding::Gb18030)) };
    let header = fields.iter().map(|field| field.name.as_str()).collect();
    let (mut rows, mut deleted) = (vec![(0, header)], 0);
    for (number, record) in (1..).zip(body.chunks_exact(length)) {
        let Some((mark, mut rest)) = record.split_first() else { continue };
        if *mark == DELETED {
            deleted += 1;
            continue;
        }
        let mut row = StringRecord::new();
        for field in &fields {
            let (cell, behind) = rest.split_at(field.length);
            row.push_field(&letters.cell(cell, field.kind, number)?);
            rest = behind;
        }
        rows.push((number, row));
    }
    Ok(Table { deleted, ..Table::of(file.file.clone(), Rows::Cut(rows)) })
}

/// The fields that a head describes; nothing where it is none.
fn fields(head: &[u8]) -> Option<Vec<Field>> {
    let described = head.chunks(FIELD).take_while(|field| field.first() != Some(&END_OF_FIELDS));
    let field = |field: &[u8]| {
        let name: Vec<u8> =
            field.get(..11)?.iter().copied().take_while(|byte| *byte != 0).collect();
        let (name, ..) = encoding_rs::GB18030.decode(&name);
        let kind = *field.get(11)?;
        // A long text has the high byte of its length where others have their decimals.
        let high = if kind == b'C' { usize::from(*field.get(17)?) << 8 } else { 0 };
        Some(Field {
            name: name.trim().to_owned(),
            kind,
            length: high + usize::from(*field.get(16)?),
        })
    };
    described.map(field).collect()
}

/// How the letters of a file are written.
struct Letters<'f> {
    file: &'f OfficeFile,
    encoding: Option<Encoding>,
}

impl Letters<'_> {
    /// The text of a cell. What is no text in a file, as a memo or a number in bytes, is never taken for one.
    fn cell(&self, cell: &[u8], kind: u8, record: u32) -> Result<String, OfficeFileError> {
        if !TEXTS.contains(&kind) {
            return Ok(if cell.iter().all(|byte| matches!(byte, 0 | b' ')) {
                ""
            } else {
                "#binary"
            }
            .to_owned());
        }
        let path = &self.file.path;
        let wrong = |line: u32| OfficeFileError::NotGb18030 {
            path: path.clone(),
            line: line.into(),
            letter: 1,
        };
        let text = match self.encoding {
            _ if cell.is_ascii() => String::from_utf8_lossy(cell).into_owned(),
            Some(Encoding::Gb18030) => encoding::gb18030(path, cell).map_err(|_| wrong(record))?,
            Some(Encoding::Utf8) => String::from_utf8(cell.to_vec()).map_err(|_| wrong(record))?,
            None => return Err(OfficeFileError::NoEncoding { path: path.clone(), line: record }),
        };
        Ok(text.trim_matches([' ', '\0']).to_owned())
    }
}

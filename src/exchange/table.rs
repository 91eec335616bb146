//! One CSV file: UTF-8, a header row, columns in any order; its columns found and its rows counted.

use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

use super::revision::Revision;
use super::{file_name, sha256};
use crate::claim::door::{
    BILL_COLUMNS, BILL_OPTIONS, ENROLMENT_COLUMNS, Layout, MEMBER_COLUMNS, MEMBER_OPTIONS, Row,
};
use crate::claim::{Column, Field, FieldKind, Owner, Vocabulary};
use crate::words::{self, Sentence};

/// Which of the three files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Members,
    Enrolments,
    Bills,
}

/// The most rows of one file: their numbers must fit beside the mark of a stay alone.
const MOST_ROWS: u64 = 1 << 31;

/// Stands after the last row. A quote that is never closed swallows it, and so is found out.
const END: &str = "\0";

/// A file whose every row can be read as cells.
pub(super) struct Table<'v> {
    pub kind: Kind,
    /// Without folder.
    pub file: String,
    /// Of the file as it lies on disk.
    pub sha256: String,
    pub layout: Layout<'v>,
    /// Rows below the header; blank lines are none.
    pub count: u64,
    /// Columns that nobody asked for, in the order of the header.
    pub ignored: Vec<String>,
    /// Places of the columns that make up the content of a row.
    known: Vec<usize>,
    /// Place of the column whose texts are numbers.
    revision: Option<usize>,
    width: usize,
    text: String,
}

impl Row for StringRecord {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", str::trim)
    }
}

impl Kind {
    fn required(self) -> &'static [&'static str] {
        match self {
            Kind::Members => &MEMBER_COLUMNS,
            Kind::Enrolments => &ENROLMENT_COLUMNS,
            Kind::Bills => &BILL_COLUMNS,
        }
    }

    fn optional(self) -> Vec<&'static str> {
        match self {
            Kind::Members => MEMBER_OPTIONS.to_vec(),
            Kind::Enrolments => Vec::new(),
            Kind::Bills => {
                BILL_OPTIONS.into_iter().chain(Column::in_files().map(|column| column.1)).collect()
            }
        }
    }

    /// Whose own columns the file may have.
    fn owner(self) -> Option<Owner> {
        match self {
            Kind::Members => Some(Owner::Member),
            Kind::Enrolments => None,
            Kind::Bills => Some(Owner::Bill),
        }
    }
}

impl<'v> Table<'v> {
    /// Reads a file and finds its columns.
    ///
    /// # Errors
    ///
    /// When it cannot be read as a table; everything that is wrong with its header at once.
    pub fn open(
        path: &Path,
        kind: Kind,
        vocabulary: &'v Vocabulary,
    ) -> Result<Self, Vec<Sentence>> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|why| vec![words::data::unreadable(&name, why)])?;
        let sha256 = sha256(&bytes);
        let text = text(bytes, &name).map_err(|why| vec![why])?;
        let count = count(&text, &name).map_err(|why| vec![why])?;
        let header = header(&text);
        let columns = Columns::find(&header, kind, vocabulary);
        columns.check(&name, &header, kind)?;
        let owner = kind.owner().unwrap_or(Owner::Member);
        let layout = Layout::find(header.iter(), owner, vocabulary);
        let table = Table {
            kind,
            file: file_name(path),
            sha256,
            revision: layout.place("revision").filter(|_| kind == Kind::Bills),
            layout,
            count,
            ignored: columns.ignored,
            known: columns.known,
            width: header.len(),
            text,
        };
        Ok(table)
    }

    /// The rows below the header.
    pub fn rows(&self) -> Rows<'_> {
        let mut rows = Rows::new(&self.text);
        rows.next();
        rows
    }

    /// Whether the cells of a row can be told apart: as many as the header has, none of them over
    /// several lines, where a quote too many may have swallowed other rows.
    pub fn fits(&self, row: &StringRecord) -> bool {
        row.len() == self.width && !breaks_off(row)
    }

    /// Cells of the header.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What the known cells of a row say, as a number that no other content has.
    pub fn content(&self, row: &StringRecord) -> [u8; 16] {
        let mut hash = Sha256::new();
        for &place in &self.known {
            let text = row.cell(place);
            let cell = if self.revision == Some(place) { Revision::bare(text) } else { text };
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell.as_bytes());
        }
        let mut content = [0; 16];
        content.copy_from_slice(&hash.finalize()[..16]);
        content
    }
}

/// What stands where in a header.
struct Columns {
    missing: Vec<String>,
    twice: Vec<String>,
    ignored: Vec<String>,
    known: Vec<usize>,
}

impl Columns {
    fn find(header: &StringRecord, kind: Kind, vocabulary: &Vocabulary) -> Columns {
        let fields: Vec<&Field> =
            vocabulary.fields.iter().filter(|field| Some(field.owner) == kind.owner()).collect();
        let own = fields.iter().map(|field| field.name.as_str());
        let must = fields.iter().filter(|field| is_required(field)).map(|f| f.name.as_str());
        let required: Vec<&str> = kind.required().iter().copied().chain(must).collect();
        let all: Vec<&str> =
            kind.required().iter().copied().chain(kind.optional()).chain(own).collect();
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let mut columns = Columns {
            missing: Vec::new(),
            twice: Vec::new(),
            ignored: Vec::new(),
            known: Vec::new(),
        };
        columns.missing =
            required.into_iter().filter(|name| !names.contains(name)).map(quoted).collect();
        for (place, name) in names.iter().enumerate() {
            if !all.contains(name) {
                columns.ignored.push((*name).to_owned());
                continue;
            }
            let again = names[..place].contains(name) && !columns.twice.contains(&quoted(name));
            columns.twice.extend(again.then(|| quoted(name)));
            columns.known.push(place);
        }
        columns
    }

    fn check(&self, name: &str, header: &StringRecord, kind: Kind) -> Result<(), Vec<Sentence>> {
        let mut wrong = Vec::new();
        if self.known.is_empty() || header.is_empty() {
            let columns: Vec<String> = kind.required().iter().copied().map(quoted).collect();
            wrong.push(words::data::no_header(name, columns.join(" ")));
        } else if !self.missing.is_empty() {
            wrong.push(words::data::missing_columns(name, self.missing.join(" ")));
        }
        if !self.twice.is_empty() {
            wrong.push(words::data::columns_twice(name, self.twice.join(" ")));
        }
        if breaks_off(header) {
            wrong.push(words::data::header_breaks_off(name));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// Whether every row must have the field, so that its column must be there.
fn is_required(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Amount { default, may_be_empty, .. } => default.is_none() && !may_be_empty,
        FieldKind::Word { default, .. } => default.is_none(),
    }
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// The text of a file, its byte-order mark left out, [`END`] put behind it.
fn text(bytes: Vec<u8>, name: &str) -> Result<String, Sentence> {
    let mut text = String::from_utf8(bytes).map_err(|why| {
        let before = &why.as_bytes()[..why.utf8_error().valid_up_to()];
        words::data::not_utf8(name, 1 + breaks(before))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    text.push('\n');
    text.push_str(END);
    Ok(text)
}

fn header(text: &str) -> StringRecord {
    Rows::new(text).next().map(|(_, record)| record.clone()).unwrap_or_default()
}

/// Counts the rows below the header.
fn count(text: &str, name: &str) -> Result<u64, Sentence> {
    let mut rows = Rows::new(text);
    let mut count = 0u64;
    while rows.next().is_some() {
        count += 1;
    }
    if !rows.ended {
        return Err(words::data::open_quote(name, rows.line));
    }
    if count > MOST_ROWS {
        return Err(words::data::too_many_rows(name, MOST_ROWS - 1));
    }
    Ok(count.saturating_sub(1))
}

/// Goes through the rows of a text, the header included.
pub(super) struct Rows<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
    /// The line the last row began on, and how far lines have been counted.
    line: u64,
    counted: usize,
    /// Whether the end of the text was met outside of quotes.
    ended: bool,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str) -> Rows<'t> {
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        Rows { text, reader, record: StringRecord::new(), line: 1, counted: 0, ended: false }
    }

    /// The next row, with the line it begins on.
    pub fn next(&mut self) -> Option<(u64, &StringRecord)> {
        // The text is UTF-8 and in memory: nothing else can go wrong in reading it.
        let read = self.reader.read_record(&mut self.record);
        if self.ended || !read.expect("a text in memory can be read") {
            return None;
        }
        // The reader's own place is before blank lines, and before the second half of a line's end.
        let at = self.record.position().map_or(0, |position| position.byte() as usize);
        let start = self.text.len() - self.text[at..].trim_start_matches(['\r', '\n']).len();
        self.line += breaks(&self.text.as_bytes()[self.counted..start]);
        self.counted = start;
        self.ended = start == self.text.len() - END.len();
        (!self.ended).then_some((self.line, &self.record))
    }
}

/// Whether a cell of a row runs over several lines.
pub(super) fn breaks_off(row: &StringRecord) -> bool {
    row.as_slice().contains(['\n', '\r'])
}

/// Line ends in some bytes: `\n`, `\r\n` or `\r`.
fn breaks(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|&(at, &byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(raw: &str) -> (Vec<(u64, Vec<String>)>, bool) {
        let text = text(raw.as_bytes().to_vec(), "x").unwrap();
        let mut rows = Vec::new();
        let mut all = Rows::new(&text);
        while let Some((line, record)) = all.next() {
            rows.push((line, record.iter().map(str::to_owned).collect()));
        }
        (rows, all.ended)
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        for raw in [
            "a,b\n\n1,\"2\n3\"\n4,5",
            "a,b\r\n\r\n1,\"2\r\n3\"\r\n4,5\r\n",
            "a,b\r\r1,\"2\r3\"\r4,5",
        ] {
            let (rows, ended) = lines(raw);
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 3, 5], "{raw:?}");
            assert!(ended);
        }
        assert_eq!(lines("\u{feff}\n\na\nb\n").0[0].0, 3);
    }

    #[test]
    fn an_open_quote_is_found_out() {
        for (raw, closed) in [
            ("a\n\"b\n", false),
            ("a\n\"b\"\"", false),
            ("a\n\"b\n\"", true),
            ("a\nb\"", true),
            ("a\n\"b\"", true),
            ("", true),
            ("\"", false),
        ] {
            assert_eq!(lines(raw).1, closed, "{raw:?}");
        }
    }
}

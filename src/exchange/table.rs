//! One CSV file: UTF-8, a header row, columns in any order; its columns found and its rows cut.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::revision::Revision;
use super::rows::{MOST_CELLS, Row, Rows, pieces};
use super::text::Text;
use crate::claim::door::{
    BILL_COLUMNS, BILL_OPTIONS, ENROLMENT_COLUMNS, Layout, MEMBER_COLUMNS, MEMBER_OPTIONS, Row as _,
};
use crate::claim::{Column, Field, FieldKind, Owner, Vocabulary};
use crate::words::{self, Sentence};

/// Which of the three files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Members,
    Enrolments,
    Bills,
}

/// The most rows of one file: they are numbered.
const MOST_ROWS: u64 = 1 << 31;

/// A file whose every row can be read as cells.
pub(super) struct Table<'v> {
    pub kind: Kind,
    pub text: Text,
    pub layout: Layout<'v>,
    /// Columns that nobody asked for, in the order of the header.
    pub ignored: Vec<String>,
    /// Where the rows below the header lie, in pieces for threads.
    pub pieces: Vec<Range<usize>>,
    /// Where the columns stand that tell rows apart.
    pub places: Places,
    /// Places of the columns that make up the content of a row.
    known: Vec<usize>,
    width: usize,
    /// Where the header ends.
    header: usize,
}

/// Where the columns stand that tell rows apart and join them, if the file has them.
pub(super) struct Places {
    pub member_id: Option<usize>,
    pub bill_id: Option<usize>,
    pub stay_id: Option<usize>,
    pub org_code: Option<usize>,
    pub revision: Option<usize>,
    pub status: Option<usize>,
}

impl Places {
    fn find(layout: &Layout, kind: Kind) -> Places {
        let of_bills = |name| layout.place(name).filter(|_| kind == Kind::Bills);
        Places {
            member_id: layout.place("member_id"),
            bill_id: of_bills("bill_id"),
            stay_id: of_bills("stay_id"),
            org_code: layout.place("org_code"),
            revision: of_bills("revision"),
            status: of_bills("status"),
        }
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
        let text = Text::read(path).map_err(|why| vec![why])?;
        // Rows are counted only where there is room for so many.
        if text.end() as u64 > MOST_ROWS && text.lines().at(text.end()) > MOST_ROWS {
            return Err(vec![words::data::too_many_rows(&text.path, MOST_ROWS - 1)]);
        }
        let open_quote = |text: &Text, place| {
            let line = text.lines().at(place);
            vec![words::data::open_quote(&text.path, line)]
        };
        let mut rows = Rows::new(&text, text.begin()..text.end());
        let header = rows.next();
        let lies = header.as_ref().map_or((text.begin(), text.begin()), |row| row.place);
        if lies.1 > text.end() {
            return Err(open_quote(&text, lies.0));
        }
        if header.is_some_and(|row| row.len() > MOST_CELLS) {
            return Err(vec![words::data::too_many_columns(&text.path, MOST_CELLS)]);
        }
        let names: Vec<&str> = header.iter().flat_map(Row::cells).map(str::trim).collect();
        let columns = Columns::find(&names, kind, vocabulary);
        let pieces = pieces(&text, lies.1).map_err(|place| open_quote(&text, place))?;
        columns.check(&text.path, header.is_some_and(|row| row.breaks_off()), kind)?;
        let layout = Layout::find(names, kind.owner().unwrap_or(Owner::Member), vocabulary);
        Ok(Table {
            kind,
            places: Places::find(&layout, kind),
            width: columns.width,
            ignored: columns.ignored,
            known: columns.known,
            header: lies.1,
            pieces,
            layout,
            text,
        })
    }

    /// Whether the cells of a row can be told apart: as many as the header has, none of them over
    /// several lines, where a quote too many may have swallowed other rows.
    pub fn fits(&self, row: &Row) -> bool {
        row.len() == self.width && !row.breaks_off()
    }

    /// Cells of the header.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The header as it lies in the file, with what stands before it and its line end.
    pub fn header(&self) -> &str {
        self.raw((0, self.header))
    }

    /// A row as it lies in the file, its line end included.
    pub fn raw(&self, (begin, end): (usize, usize)) -> &str {
        &self.text.all()[begin..end.min(self.text.end())]
    }

    /// What the known cells of a row say, as a number that no other content has.
    pub fn content(&self, row: &Row) -> [u8; 16] {
        let mut hash = Sha256::new();
        for &place in &self.known {
            let text = row.cell(place);
            let cell =
                if self.places.revision == Some(place) { Revision::bare(text) } else { text };
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
    width: usize,
    missing: Vec<String>,
    twice: Vec<String>,
    ignored: Vec<String>,
    known: Vec<usize>,
}

impl Columns {
    fn find(names: &[&str], kind: Kind, vocabulary: &Vocabulary) -> Columns {
        let fields: Vec<&Field> =
            vocabulary.fields.iter().filter(|field| Some(field.owner) == kind.owner()).collect();
        let own = fields.iter().map(|field| field.name.as_str());
        let must = fields.iter().filter(|field| is_required(field)).map(|f| f.name.as_str());
        let required: Vec<&str> = kind.required().iter().copied().chain(must).collect();
        let all: Vec<&str> =
            kind.required().iter().copied().chain(kind.optional()).chain(own).collect();
        let mut columns = Columns {
            width: names.len(),
            missing: Vec::new(),
            twice: Vec::new(),
            ignored: Vec::new(),
            known: Vec::new(),
        };
        columns.missing =
            required.into_iter().filter(|name| !names.contains(name)).map(quoted).collect();
        let (mut seen, mut told) = (HashSet::new(), HashSet::new());
        for (place, name) in names.iter().enumerate() {
            if !all.contains(name) {
                columns.ignored.push((*name).to_owned());
                continue;
            }
            if !seen.insert(*name) && told.insert(*name) {
                columns.twice.push(quoted(name));
            }
            columns.known.push(place);
        }
        columns
    }

    fn check(&self, name: &str, breaks_off: bool, kind: Kind) -> Result<(), Vec<Sentence>> {
        let mut wrong = Vec::new();
        if self.known.is_empty() {
            let columns: Vec<String> = kind.required().iter().copied().map(quoted).collect();
            wrong.push(words::data::no_header(name, columns.join(" ")));
        } else if !self.missing.is_empty() {
            wrong.push(words::data::missing_columns(name, self.missing.join(" ")));
        }
        if !self.twice.is_empty() {
            wrong.push(words::data::columns_twice(name, self.twice.join(" ")));
        }
        if breaks_off {
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn text(raw: &str) -> Text {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(raw.as_bytes()).unwrap();
        Text::read(file.path()).unwrap()
    }

    /// The cells of every row with the line it begins on, and whether every quote is closed.
    fn lines(raw: &str) -> (Vec<(u64, Vec<String>)>, bool) {
        let text = text(raw);
        let (mut found, mut lines) = (Vec::new(), text.lines());
        let mut rows = Rows::new(&text, text.begin()..text.end());
        while let Some(row) = rows.next() {
            found.push((lines.at(row.place.0), row.cells().map(str::to_owned).collect()));
        }
        (found, pieces(&text, text.begin()).is_ok())
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        for raw in [
            "a,b\n\n1,\"2\n3\"\n4,5",
            "a,b\r\n\r\n1,\"2\r\n3\"\r\n4,5\r\n",
            "a,b\r\r1,\"2\r3\"\r4,5",
        ] {
            let (rows, closed) = lines(raw);
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 3, 5], "{raw:?}");
            assert!(closed);
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

    #[test]
    fn a_mark_at_the_head_of_a_row_is_none_of_its_text() {
        for row in ["B1,x", "\"B1\",x", "B1,\"x\""] {
            let (rows, _) = lines(&format!("a,b\n\u{feff}{row}\n\u{feff}\n{row}"));
            let cells = vec!["B1".to_owned(), "x".to_owned()];
            assert_eq!(rows[1..], [(2, cells.clone()), (4, cells)], "{row}");
        }
    }

    proptest::proptest! {
        /// Rows that are cut where they lie are those of the `csv` crate, whatever the text.
        #[test]
        fn rows_are_those_of_the_csv_crate(raw in "[a,\"\r\n \u{4e2d}]{0,40}") {
            let (rows, closed) = lines(&raw);
            proptest::prop_assume!(closed);
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).from_reader(raw.as_bytes());
            let expected: Vec<Vec<String>> = (reader.into_records())
                .map(|row| row.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let found: Vec<Vec<String>> = rows.into_iter().map(|row| row.1).collect();
            proptest::prop_assert_eq!(found, expected);
        }

        /// Pieces hold every row once, wherever they are cut.
        #[test]
        fn pieces_hold_every_row_once(rows in proptest::collection::vec("[a-c,]{1,9}|\"[a\n]{0,9}\"", 0..400)) {
            let long = "x".repeat(9_000);
            let raw: String = rows.iter().map(|row| format!("{row},{long}\n")).collect();
            let text = text(&raw);
            let whole = places(&text, std::iter::once(0..text.end()));
            let pieces = pieces(&text, 0).unwrap();
            proptest::prop_assert!(pieces.len() > 1 || raw.len() < 2 << 20);
            proptest::prop_assert_eq!(places(&text, pieces), whole);
        }
    }

    fn places(text: &Text, pieces: impl IntoIterator<Item = Range<usize>>) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for piece in pieces {
            let mut rows = Rows::new(text, piece);
            while let Some(row) = rows.next() {
                places.push(row.place);
            }
        }
        places
    }
}

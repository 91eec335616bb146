//! One CSV file: UTF-8, a header row, columns in any order; its columns found and its rows cut.

use std::borrow::Cow;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::bill_versions::key;
use super::error::FileError;
use super::no_header;
use super::rows::{MOST_CELLS, Row, Rows, pieces};
use super::text::{NO_TEXT, NoText, Text};
use crate::claim::RecordKind;
use crate::claim::{
    BillNumber, Header, HeaderFault, Keeper, MemberIds, Record, Revisions, RowReader, Vocabulary,
};
use crate::date::Day;
use crate::office_files::TO_MEND;
use crate::words;

/// The most rows of one file: they are numbered.
const MOST_ROWS: u64 = 1 << 31;

/// A file whose every row can be read as cells.
pub(super) struct Table<'v> {
    pub kind: RecordKind,
    pub text: Text,
    /// How rows are read.
    pub head: Head<'v>,
    /// What becomes of rows of one id that differ.
    pub revisions: Revisions,
    /// Whether each hospital numbers its own bills.
    pub by_hospital: bool,
    /// The last day that dates of bills may have, where there is one.
    pub last_day: Option<Day>,
    /// How ids of members are read.
    pub ids: MemberIds,
    /// Columns that neither the engine nor the rules know, in the order of the header.
    pub ignored: Vec<String>,
    /// Where the rows below the header lie, in pieces for threads.
    pub pieces: Vec<Range<usize>>,
    /// Where the header lies.
    header: (usize, usize),
    /// Whether the file was written by a run, for its rows to be mended.
    is_mended: bool,
}

/// What stands where in the rows.
pub(super) struct Head<'v> {
    pub layout: RowReader<'v>,
    /// Where the columns stand that tell rows apart.
    pub places: Places,
    /// The canonical form of rows; columns that are not known stand last and do not count.
    pub keeper: Keeper<'v>,
    /// Where the columns stand by which two rows are compared.
    pub counted: Vec<Option<usize>>,
    pub width: usize,
}

impl<'v> Head<'v> {
    fn new(
        names: Vec<&str>,
        ignored: &[String],
        kind: RecordKind,
        vocabulary: &'v Vocabulary,
    ) -> Self {
        let width = names.len();
        let (columns, known) = (kind.columns(vocabulary), kind.columns_beside(&names, vocabulary));
        // Columns of the file that mean something else here are not kept.
        let foreign: Vec<&str> =
            columns.iter().copied().filter(|name| !known.contains(name)).collect();
        let layout = RowReader::of_checked(names, kind, vocabulary);
        let is_named = |name: &&String| !name.is_empty() && !foreign.contains(&name.as_str());
        let mut named: Vec<&String> = ignored.iter().filter(is_named).collect();
        named.sort_unstable();
        named.dedup();
        let kept = columns.iter().map(|name| (*name).to_owned()).chain(named.into_iter().cloned());
        let counted = columns.len();
        let keeper = Keeper::new(kept.collect(), counted, &layout, kind.owner(), vocabulary);
        let keeper = keeper.without(&foreign);
        let is_counted = |name: &String| known.contains(&name.as_str());
        let place = |name: &String| layout.place(name).filter(|_| is_counted(name));
        let counted = keeper.counted().iter().map(place).collect();
        Head { places: Places::find(&layout, kind), layout, keeper, counted, width }
    }
}

/// Where the columns stand that tell rows apart and join them, if the file has them.
pub(super) struct Places {
    pub member_id: Option<usize>,
    pub bill_id: Option<usize>,
    pub stay_id: Option<usize>,
    /// Where the rules ask for lines of bills.
    pub lines: Option<usize>,
    pub org_code: Option<usize>,
    pub revision: Option<usize>,
    pub status: Option<usize>,
    pub takes_back: Option<usize>,
    pub hospital_id: Option<usize>,
    pub admission: Option<usize>,
}

impl Places {
    fn find(layout: &RowReader, kind: RecordKind) -> Places {
        let of = |known: &[RecordKind], name| layout.place(name).filter(|_| known.contains(&kind));
        let mut revised = vec![RecordKind::Enrolments, RecordKind::Bills];
        revised.extend(layout.place("valid_from").map(|_| RecordKind::Members));
        Places {
            member_id: layout.place("member_id"),
            bill_id: of(&[RecordKind::Bills], "bill_id"),
            stay_id: of(&[RecordKind::Bills], "stay_id"),
            lines: of(&[RecordKind::Bills], "lines").filter(|_| layout.asks_for_lines()),
            org_code: of(&[RecordKind::Members], "org_code"),
            revision: of(&revised, "revision"),
            status: of(&revised, "status"),
            takes_back: of(&[RecordKind::Bills], "takes_back"),
            hospital_id: of(&[RecordKind::Bills], "hospital_id"),
            admission: of(&[RecordKind::Bills], "admission"),
        }
    }
}

/// A scheme refuses revisions of bills alone.
fn revisions(kind: RecordKind, vocabulary: &Vocabulary) -> Revisions {
    if kind == RecordKind::Bills { vocabulary.revisions } else { Revisions::Replace }
}

impl<'v> Table<'v> {
    /// Finds the columns of a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read as a table; everything that is wrong with its header at once.
    pub fn open(
        mut text: Text,
        kind: RecordKind,
        vocabulary: &'v Vocabulary,
        last_day: Option<Day>,
    ) -> Result<Self, Vec<FileError>> {
        text.width = None;
        let mut rows = Rows::new(&text, text.begin()..text.end());
        let header = rows.next();
        let lies = header.as_ref().map_or((text.begin(), text.begin()), |row| row.place);
        if let Some(fault) = first_fault(&text, header.as_ref()) {
            return Err(vec![fault]);
        }
        let names: Vec<&str> = header.iter().flat_map(Row::cells).map(str::trim).collect();
        // Columns that a run put in front are passed over.
        let own = |name: &&str| !TO_MEND.contains(name) || kind.columns(vocabulary).contains(name);
        let sent: Vec<&str> = names.iter().copied().filter(own).collect();
        let columns = Header::of_file(&sent, kind, vocabulary);
        if !columns.is_known {
            let why = no_header::why(&text, kind, vocabulary);
            return Err(vec![FileError::header(&text.path, why)]);
        }
        let ignored = columns.undeclared.clone();
        check(&text.path, columns, header.is_some_and(|row| row.breaks_off()))?;
        let is_mended = names.starts_with(&TO_MEND);
        let head = Head::new(names, &ignored, kind, vocabulary);
        text.width = Some(head.width);
        text.surplus = surplus(&text, lies.1, head.width);
        let pieces = pieces(&text, lies.1..text.end());
        let revisions = revisions(kind, vocabulary);
        let by_hospital = vocabulary.bill_number == BillNumber::OfHospital;
        let (header, ids) = (lies, vocabulary.member_ids);
        Ok(Table {
            kind,
            head,
            revisions,
            by_hospital,
            last_day,
            ids,
            ignored,
            pieces,
            header,
            is_mended,
            text,
        })
    }

    /// Whether the cells of a row can be told apart: all of it text and as many as the header has, or empty ones
    /// behind these as in every row, no quote open, and none of them over several lines, where a quote too many may have
    /// swallowed others.
    pub fn fits(&self, row: &Row) -> bool {
        let width = self.head.width;
        let surplus = self.text.surplus;
        let is_wide = || row.len() == width + surplus && row.ends_in_empty(surplus);
        let fits = row.len() == width || is_wide();
        fits && !row.breaks_off() && !row.is_open() && !self.is_spoiled(row)
    }

    /// Whether bytes of a row are no text.
    pub fn is_spoiled(&self, row: &Row) -> bool {
        self.text.is_spoiled(row.place)
    }

    /// The id of the member of a row, in its one spelling; or empty.
    #[inline]
    pub fn member_id<'r>(&self, row: &'r Row) -> Cow<'r, str> {
        self.ids.fold(row.text(self.head.places.member_id))
    }

    /// The same as far as it can be read, of a row whose cells may not be told apart.
    pub fn whose<'r>(&self, row: &'r Row) -> Cow<'r, str> {
        let at = self.head.places.member_id;
        let cell = match at {
            // A quote was forgotten, or is one too many: without it the commas tell cells apart.
            Some(place) if row.is_open() => row.bare_cell(place),
            _ => row.text(at),
        };
        if !self.is_spoiled(row) {
            return self.ids.fold(cell);
        }
        let cell = cell.trim_matches(char::from(NO_TEXT));
        self.ids.fold(if cell.as_bytes().contains(&NO_TEXT) { "" } else { cell })
    }

    /// The column in which something is wrong with a row whose cells cannot be told apart: where a byte
    /// is no text, or else where the quote opens that is never closed.
    pub fn wrong_column(&self, row: &Row) -> &str {
        let place = match self.is_spoiled(row) {
            true => row.cells().position(|cell| cell.as_bytes().contains(&NO_TEXT)),
            false => row.len().checked_sub(1),
        };
        place.map_or("", |place| self.head.layout.name(place))
    }

    /// The key of the bill of a row, or of the one that it takes back.
    pub fn key(&self, row: &Row) -> String {
        let at = &self.head.places;
        key(row, [at.bill_id, at.takes_back, at.hospital_id], self.by_hospital)
    }

    /// The header of rows to be mended: that of the file, what stands before it and its line end included,
    /// with the columns of [`TO_MEND`] in front.
    pub fn header_to_mend(&self) -> Vec<u8> {
        let mut out = self.text.raw((0, self.header.0)).into_owned();
        for name in TO_MEND {
            out.extend(name.as_bytes());
            out.push(b',');
        }
        out.extend(self.as_it_came(self.header));
        out
    }

    /// A row as it lies in the file, its line end included, but for what a run put in front of it.
    pub fn as_it_came(&self, place: (usize, usize)) -> Vec<u8> {
        let raw = self.text.raw(place).into_owned();
        let mut commas = raw.iter().enumerate().filter(|(_, byte)| **byte == b',');
        match commas.nth(TO_MEND.len() - 1).filter(|_| self.is_mended) {
            Some((at, _)) => raw[at + 1..].to_vec(),
            None => raw,
        }
    }

    /// A hash of the content of a row, however its cells are written.
    pub fn content(&self, row: &Row) -> [u8; 16] {
        let mut text = Vec::new();
        self.read(row, |record| self.head.keeper.write_counted(record, row, &mut text));
        let mut content = [0; 16];
        content.copy_from_slice(&Sha256::digest(&text)[..16]);
        content
    }

    /// Writes a row in canonical form.
    pub fn write_canonical(&self, row: &Row, out: &mut Vec<u8>) {
        self.read(row, |record| self.head.keeper.write(record, row, out));
    }

    /// Does something with the record of a row, as far as it can be read.
    fn read<T>(&self, row: &Row, with: impl FnOnce(Record) -> T) -> T {
        let layout = &self.head.layout;
        match self.kind {
            RecordKind::Members => {
                with(layout.member(row).as_ref().map_or(Record::Unread, Record::Member))
            }
            RecordKind::Enrolments => {
                with(layout.enrolment(row).as_ref().map_or(Record::Unread, Record::Period))
            }
            RecordKind::Bills => {
                let bill = layout.bill(row);
                with(bill.as_ref().map_or(Record::Unread, Record::Bill))
            }
        }
    }
}

/// Why the columns of a file cannot be looked for at all.
fn first_fault(text: &Text, header: Option<&Row>) -> Option<FileError> {
    let path = || text.path.clone();
    // Lines are counted only where there is room for so many.
    if text.end() as u64 > MOST_ROWS && text.lines().at(text.end()) > MOST_ROWS {
        return Some(FileError::TooManyRows { path: path(), most: MOST_ROWS - 1 });
    }
    let (begin, end) = header.map_or((text.begin(), text.begin()), |row| row.place);
    if let Some(NoText { line, letter }) = text.first_wrong().filter(|_| text.is_spoiled((0, end)))
    {
        return Some(FileError::NotUtf8 { path: path(), line, letter });
    }
    if header.is_some_and(Row::is_open) {
        let why = words::data::header_open_quote(&text.path, text.lines().at(begin));
        return Some(FileError::header(&text.path, why));
    }
    if header.is_some_and(|row| row.len() > MOST_CELLS) {
        return Some(FileError::TooManyColumns { path: path(), most: MOST_CELLS });
    }
    None
}

/// Rows that are looked at: whether all of them have empty cells behind those of the header.
const ROWS_LOOKED_AT: usize = 20;

/// How many empty cells stand behind those of the header in every row, as far as a few rows tell. Where only some
/// have them, a comma too many may have moved what a row says.
fn surplus(text: &Text, from: usize, width: usize) -> usize {
    let mut rows = Rows::new(text, from..text.end());
    let mut all = None;
    for _ in 0..ROWS_LOOKED_AT {
        let Some(row) = rows.next() else { break };
        let more = row.len().saturating_sub(width);
        if more == 0 || all.is_some_and(|all| all != more) || !row.ends_in_empty(more) {
            return 0;
        }
        all = Some(more);
    }
    all.unwrap_or(0)
}

/// Everything that is wrong with the header of a file.
fn check(path: &str, header: Header, breaks_off: bool) -> Result<(), Vec<FileError>> {
    let wrong = |fault: HeaderFault| match fault {
        HeaderFault::Missing(columns) => words::data::missing_columns(path, quoted(&columns)),
        HeaderFault::Twice(columns) => words::data::columns_twice(path, quoted(&columns)),
        other => other.sentence(),
    };
    let wrong = header.faults_of_file().into_iter().map(wrong);
    let wrong = wrong.chain(breaks_off.then(|| words::data::header_breaks_off(path)));
    let wrong: Vec<FileError> = wrong.map(|why| FileError::header(path, why)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::rows::{MOST_BYTES, MOST_LINES};
    use super::*;

    fn text(raw: &str) -> Text {
        Text::of(String::new(), String::new(), raw.as_bytes().to_vec()).unwrap()
    }

    /// The cells of every row with the line it begins on, and whether every quote is closed.
    fn lines(raw: &str) -> (Vec<(u64, Vec<String>)>, bool) {
        let (rows, open) = rows(raw, None);
        (rows, open.is_empty())
    }

    /// The same, where lines of so many cells are rows; and the lines of rows with an open quote.
    fn rows(raw: &str, width: Option<usize>) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut text = text(raw);
        text.width = width;
        let (mut found, mut open, mut lines) = (Vec::new(), Vec::new(), text.lines());
        let mut rows = Rows::new(&text, text.begin()..text.end());
        while let Some(row) = rows.next() {
            let line = lines.at(row.place.0);
            open.extend(row.is_open().then_some(line));
            found.push((line, row.cells().map(str::to_owned).collect()));
        }
        (found, open)
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
    fn an_open_quote_takes_no_line_that_could_be_a_row() {
        for (raw, open, begin) in [
            // The header's quote in line 1, in a file of three columns.
            ("\"a,b,c\n1,2,3\n4,5,6\n", &[1][..], &[1, 2, 3][..]),
            ("a,b,c\n1,\"2,3\n4,5,6\n", &[2], &[1, 2, 3]),
            ("a,b,c\n1,2,\"3", &[2], &[1, 2]),
            ("a,b,c\n1,2,\"3\n\n\n", &[2], &[1, 2]),
            // One that a later row would close: by its first quote, by a letter, by its own open one.
            ("a,b,c\n1,\"2,3\n4,\"5,5\",6\n7,8,9\n", &[2], &[1, 2, 3, 4]),
            ("a,b,c\n1,\"2,3\n4,5\",6\n7,8,9\n", &[2], &[1, 2, 3, 4]),
            ("a,b,c\n1,\"2,3\n4,\"5,6\n7,8,9\n", &[2, 3], &[1, 2, 3, 4]),
            ("a,b,c\n1,2,\"3\n\"4\",\"5\",\"6\"\n7,8,9\n", &[2], &[1, 2, 3, 4]),
            // One that is meant, also with line ends of all kinds; and with what is no row in it.
            ("a,b,c\n1,\"2\n3\",4\n5,6,7\n", &[], &[1, 2, 4]),
            ("a,b,c\r\n1,\"2\r\n3\r4\",5\r\n6,7,8\r\n", &[], &[1, 2, 5]),
            ("a,b,c\n1,2,\"x\n\ny,z\n\"\n3,4,5\n", &[], &[1, 2, 6]),
        ] {
            let (rows, found) = rows(raw, Some(3));
            assert_eq!(found, open, "{raw:?}");
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), begin, "{raw:?}");
        }
        let open = |breaks: usize, line: &str| {
            let cell = format!("\"{}\"", format!("{line}\n").repeat(breaks));
            rows(&format!("a,b,c\n1,2,{cell}\n4,5,6\n"), Some(3)).1.first().copied()
        };
        assert_eq!((open(MOST_LINES, ""), open(MOST_LINES + 1, "")), (None, Some(2)));
        let half = "x".repeat(MOST_BYTES / 2);
        assert_eq!((open(1, &half), open(2, &half)), (None, Some(2)));
    }

    #[test]
    fn a_row_with_an_open_quote_has_the_cells_of_its_line() {
        let (rows, _) = rows("a,b,c\r\nM1,\"x,y\r\nM2,z,z\r\n", Some(3));
        let cells = [vec!["M1", "x,y"], vec!["M2", "z", "z"]];
        assert_eq!(rows[1..].iter().map(|row| &row.1).collect::<Vec<_>>(), cells.each_ref());
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
            let pieces = pieces(&text, 0..text.end());
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

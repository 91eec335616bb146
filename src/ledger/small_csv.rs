//! Small CSV files that an office or a bank sends: all mistakes of one are reported at once.

use std::path::Path;

use crate::csv_cells::as_it_was;
use crate::intake::{NoText, first_open_quote, first_wrong};
use crate::words::{self, Lang, Sentence};

/// A CSV file of which these columns are read.
pub(crate) struct SmallCsv<const N: usize> {
    /// Lines, from 1, and their cells, without blanks around them, and without the apostrophe that an
    /// output of ours has before what a spreadsheet would run.
    pub rows: Vec<(u64, [String; N])>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl<const N: usize> SmallCsv<N> {
    /// Reads a file. One byte that is no text, or one open quote, and nothing of it is taken: figures of money are
    /// of all rows together.
    pub fn read(path: &Path, columns: [&str; N]) -> Result<SmallCsv<N>, Vec<Sentence>> {
        SmallCsv::read_some(path, columns, N)
    }

    /// The same of a file that needs only the first columns: of the others a cell is empty where there are
    /// none.
    pub fn read_some(
        path: &Path,
        columns: [&str; N],
        needed: usize,
    ) -> Result<SmallCsv<N>, Vec<Sentence>> {
        SmallCsv::read_cells(path, columns, needed, as_it_was)
    }

    /// The same of a file whose cells were written as they are.
    pub fn read_exact(
        path: &Path,
        columns: [&str; N],
        needed: usize,
    ) -> Result<SmallCsv<N>, Vec<Sentence>> {
        SmallCsv::read_cells(path, columns, needed, |cell| cell)
    }

    fn read_cells(
        path: &Path,
        columns: [&str; N],
        needed: usize,
        meant: fn(&str) -> &str,
    ) -> Result<SmallCsv<N>, Vec<Sentence>> {
        let name = path.display();
        let bytes = std::fs::read(path)
            .map_err(|why| vec![words::ledger::file_not_readable(&name, words::system(&why))])?;
        if let Some(NoText { line, letter }) = first_wrong(&bytes) {
            return Err(vec![words::ledger::file_not_utf8(&name, line, letter)]);
        }
        let text = str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
        let text = text.expect("all of it was looked at");
        if let Some(line) = first_open_quote(text) {
            return Err(vec![words::ledger::file_open_quote(&name, line)]);
        }
        let mut csv = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let unreadable = |why| vec![words::ledger::file_not_readable(&name, why)];
        let header = csv.headers().map_err(unreadable)?.clone();
        let places = places(&header, columns, needed, path)?;
        let mut rows = Vec::new();
        for record in csv.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((
                line,
                places.map(|at| {
                    let cell = at.and_then(|at| record.get(at));
                    meant(cell.unwrap_or_default()).to_owned()
                }),
            ));
        }
        Ok(SmallCsv { rows, sha256: crate::fingerprint::sha256(&bytes) })
    }
}

/// Where columns stand.
fn places<const N: usize>(
    header: &csv::StringRecord,
    columns: [&str; N],
    needed: usize,
    path: &Path,
) -> Result<[Option<usize>; N], Vec<Sentence>> {
    let found = columns.map(|name| header.iter().position(|column| column == name));
    let missing = columns.iter().zip(&found).take(needed).filter(|(_, place)| place.is_none());
    let missing: Vec<Sentence> = missing
        .map(|(name, _)| {
            words::ledger::column_missing(path.display(), name, columns[..needed].join(","))
        })
        .collect();
    if missing.is_empty() { Ok(found) } else { Err(missing) }
}

/// What is wrong with a line.
pub(crate) fn at(path: &Path, line: u64, why: &Sentence) -> Sentence {
    let text = |lang| format!("{}:{line}: {}", path.display(), why.text(lang));
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file of these bytes is refused for.
    fn refused(bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("payees.csv");
        std::fs::write(&path, bytes).unwrap();
        let shown = |why: Vec<Sentence>| {
            assert_eq!(why.len(), 1);
            why[0].text(Lang::English).replace(&path.display().to_string(), "payees.csv")
        };
        SmallCsv::read(&path, ["member_id", "payee"]).err().map(shown)
    }

    #[test]
    fn a_small_file_is_refused_as_a_whole_with_the_place_of_what_cannot_be_read() {
        let gbk = "`payees.csv` is not UTF-8, first at line 3, character 4; it may be GB18030 (GBK), \
            which this version does not read: save it as \"CSV UTF-8\"";
        let bytes = b"\xef\xbb\xbfmember_id,payee\r\nM1,Li\r\nM2,\xcd\xf5\r\nM3,\xcd\xf5\r\n";
        assert_eq!(refused(bytes).as_deref(), Some(gbk));
        let open =
            "a quote in the row at line 2 of `payees.csv` is never closed; close or delete it";
        for bytes in [
            &b"member_id,payee\nM1,\"Li\nM2,Wu\nM3,\"Wu, Son\"\n"[..],
            b"member_id,payee\nM1,\"Li\nM2,Wu\nM3,Wu\"\n",
            b"member_id,payee\nM1,\"Li",
        ] {
            assert_eq!(refused(bytes).as_deref(), Some(open), "{}", bytes.escape_ascii());
        }
        for nothing in [&b""[..], b"\n", b"\xef\xbb\xbf", b"\0"] {
            assert_eq!(first_open_quote(str::from_utf8(nothing).unwrap()), None);
        }
        assert_eq!(refused(b"member_id,payee\nM1,\"Li, \"\"Wu\"\"\"\nM2,Wu\"\n"), None);
    }
}

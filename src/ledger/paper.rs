//! Small files that an office or a bank sends: all that is wrong with one is told at once.

use std::path::Path;

use crate::words::{self, Lang, Sentence};

/// A CSV file of which these columns are read.
pub(super) struct Paper<const N: usize> {
    /// Lines, from 1, and their cells, without blanks around them.
    pub rows: Vec<(u64, [String; N])>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl<const N: usize> Paper<N> {
    /// Reads a file.
    pub fn read(path: &Path, columns: [&str; N]) -> Result<Paper<N>, Vec<Sentence>> {
        let name = path.display();
        let bytes = std::fs::read(path)
            .map_err(|why| vec![words::ledger::file_not_readable(&name, words::system(&why))])?;
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes))
            .map_err(|_| vec![words::ledger::file_not_utf8(&name)])?;
        let mut csv = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let unreadable = |why| vec![words::ledger::file_not_readable(&name, why)];
        let header = csv.headers().map_err(unreadable)?.clone();
        let places = places(&header, columns, path)?;
        let mut rows = Vec::new();
        for record in csv.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, places.map(|at| record.get(at).unwrap_or_default().to_owned())));
        }
        Ok(Paper { rows, sha256: crate::exchange::sha256(&bytes) })
    }
}

/// Where columns stand.
fn places<const N: usize>(
    header: &csv::StringRecord,
    columns: [&str; N],
    path: &Path,
) -> Result<[usize; N], Vec<Sentence>> {
    let found = columns.map(|name| header.iter().position(|column| column == name));
    let missing = columns.iter().zip(&found).filter(|(_, place)| place.is_none());
    let missing: Vec<Sentence> = missing
        .map(|(name, _)| words::ledger::column_missing(path.display(), name, columns.join(",")))
        .collect();
    if missing.is_empty() { Ok(found.map(Option::unwrap_or_default)) } else { Err(missing) }
}

/// What is wrong with a line.
pub(super) fn at(path: &Path, line: u64, why: &Sentence) -> Sentence {
    let text = |lang| format!("{}:{line}: {}", path.display(), why.text(lang));
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

//! The file of `--only`: the ids of the members that are counted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli::error::ArgumentError;
use crate::csv_cells::as_it_was;
use crate::intake::{NoText, first_open_quote, first_wrong};
use crate::scheme::quoted_list;

/// The ids of a file with the column `member_id`.
pub(super) fn members_of(path: &Path) -> Result<BTreeSet<String>, ArgumentError> {
    let text = text_of(path)?;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().map_err(|why| not_a_list(path, &why))?;
    let place = header.iter().position(|name| name.trim() == "member_id");
    let nobody = || ArgumentError::ListOfNobody { path: path.to_owned() };
    let known = || quoted_list(header.iter());
    let place = place.ok_or_else(|| match header.is_empty() {
        true => nobody(),
        false => ArgumentError::ListWithoutIds { path: path.to_owned(), columns: known() },
    })?;
    let mut ids = BTreeSet::new();
    for row in csv.records() {
        let row = row.map_err(|why| not_a_list(path, &why))?;
        ids.extend(
            row.get(place).map(|id| as_it_was(id.trim()).to_owned()).filter(|id| !id.is_empty()),
        );
    }
    if ids.is_empty() { Err(nobody()) } else { Ok(ids) }
}

/// The text of a file, if it is one and every quote in it is closed.
fn text_of(path: &Path) -> Result<String, ArgumentError> {
    let bytes = fs::read(path)
        .map_err(|why| ArgumentError::ListNotReadable { path: path.to_owned(), why })?;
    if let Some(NoText { line, letter }) = first_wrong(&bytes) {
        return Err(ArgumentError::ListNotUtf8 { path: path.to_owned(), line, letter });
    }
    let text = String::from_utf8(bytes).expect("every byte was looked at");
    match first_open_quote(&text) {
        Some(line) => Err(ArgumentError::NotAList { path: path.to_owned(), line }),
        None => Ok(text),
    }
}

fn not_a_list(path: &Path, why: &csv::Error) -> ArgumentError {
    let line = why.position().map_or(1, csv::Position::line);
    ArgumentError::NotAList { path: path.to_owned(), line }
}

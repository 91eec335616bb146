//! The file of `--only`: the ids of the members that are counted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::intake::{NoText, first_open_quote, first_wrong};
use crate::output::as_it_was;
use crate::scheme::quoted_list;
use crate::words::{Sentence, data as data_words, replay as words, system as words_of_system};

/// The ids of a file with the column `member_id`.
pub(super) fn members_of(path: &Path) -> Result<BTreeSet<String>, Sentence> {
    let text = text_of(path)?;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().map_err(|why| not_a_list(path, &why))?;
    let place = header.iter().position(|name| name.trim() == "member_id");
    let known = || quoted_list(header.iter());
    let place = place.ok_or_else(|| match header.is_empty() {
        true => words::list_of_nobody(path.display()),
        false => words::no_id_column(path.display(), known()),
    })?;
    let mut ids = BTreeSet::new();
    for row in csv.records() {
        let row = row.map_err(|why| not_a_list(path, &why))?;
        ids.extend(
            row.get(place).map(|id| as_it_was(id.trim()).to_owned()).filter(|id| !id.is_empty()),
        );
    }
    if ids.is_empty() { Err(words::list_of_nobody(path.display())) } else { Ok(ids) }
}

/// The text of a file, if it is one and every quote in it is closed.
fn text_of(path: &Path) -> Result<String, Sentence> {
    let bytes = fs::read(path)
        .map_err(|why| data_words::unreadable(path.display(), words_of_system(&why)))?;
    if let Some(NoText { line, letter }) = first_wrong(&bytes) {
        return Err(data_words::file_not_utf8(path.display(), line, letter));
    }
    let text = String::from_utf8(bytes).expect("every byte was looked at");
    match first_open_quote(&text) {
        Some(line) => Err(words::not_a_list(path.display(), line)),
        None => Ok(text),
    }
}

fn not_a_list(path: &Path, why: &csv::Error) -> Sentence {
    let line = why.position().map_or(1, csv::Position::line);
    words::not_a_list(path.display(), line)
}

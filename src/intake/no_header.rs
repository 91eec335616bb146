//! Why a file has no header row: what stands in its place, and what to do.

use super::rows::{Row, Rows};
use super::text::Text;
use crate::claim::RecordKind;
use crate::claim::Vocabulary;
use crate::words::{self, Sentence};

/// A title and a blank line or two may stand above a header; a register has rows of its own by then.
const ROWS_LOOKED_AT: usize = 20;
/// More of a line than this is not shown.
const MOST_SHOWN: usize = 40;

/// Tells why the first row of a file names no column that is known.
pub(super) fn why(text: &Text, kind: RecordKind, vocabulary: &Vocabulary) -> Sentence {
    let known = kind.columns(vocabulary);
    let required: Vec<String> = kind.required().iter().map(|name| format!("`{name}`")).collect();
    let required = required.join(" ");
    let mut rows = Rows::new(text, text.begin()..text.end());
    let mut number = 0;
    while let Some(row) = rows.next().filter(|_| number < ROWS_LOOKED_AT) {
        number += 1;
        let line = text.lines().at(row.place.0);
        if let Some(sign) = parted_by(&row, &known) {
            return words::data::parted_by(&text.path, line, sign);
        }
        if number == 1 && is_separator_line(&row) {
            return words::data::separator_line(&text.path, line);
        }
    }
    let mut rows = Rows::new(text, text.begin()..text.end());
    match rows.next().and_then(|row| in_other_words(&row)) {
        Some(shown) => words::data::header_in_other_words(&text.path, shown, required),
        None => words::data::no_header(&text.path, required),
    }
}

/// What parts the cells of a row that would be a header, where that is no comma.
fn parted_by(row: &Row, known: &[&str]) -> Option<Sentence> {
    let signs = [
        ('；', words::program::sign_wide_semicolon as fn() -> Sentence),
        ('，', words::program::sign_wide_comma),
    ];
    let line = row.raw();
    let names = |sign: char| line.split(sign).filter(|name| known.contains(&name.trim())).count();
    signs.into_iter().find(|(sign, _)| names(*sign) >= 2).map(|(_, words)| words())
}

/// Whether a row is the line that only tells a spreadsheet what parts cells.
fn is_separator_line(row: &Row) -> bool {
    row.raw().trim().trim_matches('"').to_ascii_lowercase().starts_with("sep=")
}

/// The beginning of a row that may be a header in other words. One with digits is a person's, and is not shown.
fn in_other_words(row: &Row) -> Option<String> {
    let line = row.raw().trim();
    let is_header = !line.is_empty() && !line.contains(char::is_numeric);
    let shown = || line.chars().take(MOST_SHOWN).filter(|letter| !letter.is_control());
    is_header.then(|| shown().map(|letter| if letter == '`' { '\'' } else { letter }).collect())
}

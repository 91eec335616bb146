//! Texts whose cells are parted by commas, semicolons, tabs or bars.

use csv::{ReaderBuilder, StringRecord};

use super::error::OfficeFileError;

/// What may part cells.
pub(super) const SEPARATORS: [u8; 4] = *b",\t;|";

/// A quoted cell may run over so many more lines, and be so long; beyond that a quote was forgotten.
const MOST_LINES: usize = 100;
const MOST_BYTES: usize = 32 << 10;

/// A text and what parts its cells.
pub(super) struct Delimited {
    text: String,
    separator: u8,
}

impl Delimited {
    pub fn new(text: &str, separator: u8) -> Delimited {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Old machines end lines in a carriage return alone.
        let is_odd = !text.contains('\n') && text.contains('\r');
        let text = if is_odd { text.replace('\r', "\n") } else { text.to_owned() };
        Delimited { text, separator }
    }

    /// Whether this parts its cells.
    pub fn is_parted_by(&self, separator: u8) -> bool {
        self.separator == separator
    }

    /// See [`Table::each`](super::table::Table::each).
    pub fn each(
        &self,
        name: &str,
        take: &mut dyn FnMut(u32, &StringRecord) -> Result<bool, OfficeFileError>,
    ) -> Result<(), OfficeFileError> {
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(self.separator).has_headers(false).flexible(true);
        let mut reader = reader.from_reader(self.text.as_bytes());
        let mut row = StringRecord::new();
        let (mut counted, mut line) = (0, 1);
        while reader.read_record(&mut row).unwrap_or(false) {
            let begin = row.position().map_or(0, |position| position.byte() as usize);
            let end = (reader.position().byte() as usize).min(self.text.len());
            let raw = &self.text[begin..end];
            let begin = begin + raw.len() - raw.trim_start_matches(['\r', '\n']).len();
            line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[counted..begin]).count();
            counted = begin;
            let place = u32::try_from(line).unwrap_or(u32::MAX);
            if self.swallows_lines(&self.text[begin..end], row.len()) {
                return Err(OfficeFileError::OpenQuote { place: name.to_owned(), line: place });
            }
            if !is_blank(&row) && !take(place, &row)? {
                break;
            }
        }
        Ok(())
    }

    /// Whether a quote of a row seems to have swallowed rows behind it, or is never closed.
    fn swallows_lines(&self, raw: &str, cells: usize) -> bool {
        if !raw.contains('"') {
            return false;
        }
        let raw = raw.trim_end_matches(['\r', '\n']);
        if raw.matches('"').count() % 2 == 1 && self.text.trim_end().ends_with(raw) {
            return true;
        }
        let separator = char::from(self.separator);
        let mut inner = raw.lines().skip(1);
        let breaks = raw.lines().count() - 1;
        breaks > MOST_LINES
            || (breaks > 0 && raw.len() > MOST_BYTES)
            || inner.any(|line| cells > 1 && line.split(separator).count() >= cells)
    }
}

/// Whether nothing stands in a row.
pub(super) fn is_blank(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, separator: u8) -> Result<Vec<(u32, Vec<String>)>, OfficeFileError> {
        let mut rows = Vec::new();
        Delimited::new(text, separator).each("f", &mut |line, row| {
            rows.push((line, row.iter().map(str::to_owned).collect()));
            Ok(true)
        })?;
        Ok(rows)
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        for text in [
            "a;b\n\n1;\"2\n3\"\n4;5",
            "a;b\r\n\r\n1;\"2\r\n3\"\r\n4;5\r\n",
            "a;b\r\r1;\"2\r3\"\r4;5",
        ] {
            let lines: Vec<u32> = rows(text, b';').unwrap().iter().map(|row| row.0).collect();
            assert_eq!(lines, [1, 3, 5], "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_swallows_rows_is_told_with_its_line() {
        for (text, line) in
            [("a;b\n1;\"2\n3;4\n5;6\"\n", 2), ("a;b\n1;2\n3;\"4\n", 3), ("a;b\n1;2\n3;\"4", 3)]
        {
            let why = rows(text, b';').unwrap_err();
            assert!(
                matches!(why, OfficeFileError::OpenQuote { line: at, .. } if at == line),
                "{text:?}: {why}"
            );
        }
    }
}

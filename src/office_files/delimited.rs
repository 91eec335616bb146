//! Texts whose cells are parted by commas, semicolons, tabs or bars.

use csv::{ReaderBuilder, StringRecord};

use super::error::OfficeFileError;
use super::row::{TableRow, Take};

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

    /// See [`Table::each`](super::table::Table::each). Where a quote was forgotten the row ends with its line, and the
    /// lines behind it are read as rows.
    pub fn each(&self, take: &mut Take) -> Result<(), OfficeFileError> {
        let (mut from, mut line) = (0, 1);
        while let Some(left) = self.text.get(from..).filter(|left| !left.is_empty()) {
            let mut counter = LineCounter { text: left, at: 0, line };
            match self.up_to_open_quote(&mut counter, take)? {
                Some(end) => from += end,
                None => break,
            }
            line = counter.line + 1;
        }
        Ok(())
    }

    /// Reads rows up to a line in which a quote was forgotten: gives where the next line begins. Nothing where there
    /// is none, or no more rows are asked for.
    fn up_to_open_quote(
        &self,
        counter: &mut LineCounter,
        take: &mut Take,
    ) -> Result<Option<usize>, OfficeFileError> {
        let text = counter.text;
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(self.separator).has_headers(false).flexible(true);
        let mut reader = reader.from_reader(text.as_bytes());
        let mut row = StringRecord::new();
        while reader.read_record(&mut row).unwrap_or(false) {
            let begin = row.position().map_or(0, |position| position.byte() as usize);
            let end = (reader.position().byte() as usize).min(text.len());
            let raw = text.get(begin..end).unwrap_or_default();
            let begin = begin + raw.len() - raw.trim_start_matches(['\r', '\n']).len();
            let raw = text.get(begin..end).unwrap_or_default();
            let line = counter.line_of(begin);
            if self.swallows_lines(raw, row.len()) {
                let alone = raw.lines().next().unwrap_or_default();
                let cells = alone.split(char::from(self.separator)).collect();
                let broken = TableRow { line, cells: &cells, has_open_quote: true };
                let end = begin + raw.find('\n').map_or(raw.len(), |at| at + 1);
                return Ok(take(broken)?.then_some(end));
            }
            let whole = TableRow { line, cells: &row, has_open_quote: false };
            if !is_blank(&row) && !take(whole)? {
                break;
            }
        }
        Ok(None)
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

/// Counts the lines of a text on which rows begin.
struct LineCounter<'t> {
    text: &'t str,
    /// Up to where lines are counted, and the line there.
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    /// The line of a place, which is not before the last one that was asked for.
    fn line_of(&mut self, place: usize) -> u32 {
        let between = self.text.as_bytes().get(self.at..place).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = place;
        u32::try_from(self.line).unwrap_or(u32::MAX)
    }
}

/// Whether nothing stands in a row.
pub(super) fn is_blank(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of the rows, what stands in them, and whether a quote was forgotten.
    fn rows(text: &str, separator: u8) -> Vec<(u32, Vec<String>, bool)> {
        let mut rows = Vec::new();
        let read = Delimited::new(text, separator).each(&mut |row| {
            rows.push((
                row.line,
                row.cells.iter().map(str::to_owned).collect(),
                row.has_open_quote,
            ));
            Ok(true)
        });
        read.unwrap();
        rows
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        for text in [
            "a;b\n\n1;\"2\n3\"\n4;5",
            "a;b\r\n\r\n1;\"2\r\n3\"\r\n4;5\r\n",
            "a;b\r\r1;\"2\r3\"\r4;5",
        ] {
            let lines: Vec<u32> = rows(text, b';').iter().map(|row| row.0).collect();
            assert_eq!(lines, [1, 3, 5], "{text:?}");
        }
    }

    #[test]
    fn a_row_with_a_forgotten_quote_ends_with_its_line_and_those_behind_it_are_rows() {
        for text in [
            "a;b\n1;\"2\n3;4\n5;6\"\n7;8\n",
            "a;b\n1;\"2\n3;4\n5;6\n7;8",
            "a;b\n1;\"2\n\n3;\"4\n5;6\n7;8\"",
        ] {
            let rows = rows(text, b';');
            let open: Vec<bool> = rows.iter().map(|row| row.2).collect();
            assert_eq!(rows.len(), 5, "{text:?}: {rows:?}");
            assert!(open[1] && !open[0], "{text:?}: {rows:?}");
            assert_eq!(rows[1].0, 2);
            assert_eq!(rows[1].1, ["1", "\"2"]);
            assert_eq!(rows[4].1.first().map(String::as_str), Some("7"), "{text:?}: {rows:?}");
        }
    }
}

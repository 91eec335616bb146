//! A row of a table, and what is known of the cells of a column.

use std::ops::Range;

use csv::StringRecord;

use super::error::OfficeFileError;

/// A row of a table that is not blank.
#[derive(Clone, Copy)]
pub(super) struct TableRow<'t> {
    /// The line or row on which it stands.
    pub line: u32,
    pub cells: &'t StringRecord,
    /// Whether a quote in it is never closed, or swallows lines behind it, so that it ends with its own line.
    pub has_open_quote: bool,
}

/// Takes a row, and tells whether it asks for more.
pub(super) type Take<'f> = dyn FnMut(TableRow) -> Result<bool, OfficeFileError> + 'f;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "arrow"),
    expect(dead_code, reason = "all other tables are of texts, and say nothing of it")
)]
pub(crate) enum Holds {
    Text,
    Decimal,
    Day,
    Whole,
    Float,
    Moment,
    /// Lists, bytes, times of day and what else is no cell.
    Other,
}

/// More bytes of a table than this are not unpacked.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// The lines on which a spreadsheet keeps a number in a column, as runs: a column hardly ever alternates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberLines(Vec<Range<u32>>);

impl NumberLines {
    /// Notes a line, which is behind those before it.
    pub fn push(&mut self, line: u32) {
        match self.0.last_mut() {
            Some(run) if run.end == line => run.end += 1,
            _ => self.0.push(line..line + 1),
        }
    }

    /// Whether a number stands on a line.
    pub fn has(&self, line: u32) -> bool {
        let at = self.0.partition_point(|run| run.end <= line);
        self.0.get(at).is_some_and(|run| run.contains(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::NumberLines;

    #[test]
    fn a_line_has_a_number_where_one_was_noted_and_nowhere_else() {
        let noted = [1, 2, 3, 7, 9, 10];
        let mut lines = NumberLines::default();
        noted.into_iter().for_each(|line| lines.push(line));
        for line in 0..12 {
            assert_eq!(lines.has(line), noted.contains(&line), "{line}");
        }
    }
}

//! A table of an office file: rows of text, each with the line or row on which it stands.

use csv::StringRecord;

use super::delimited::{Delimited, is_blank};
use super::error::OfficeFileError;
use super::row::{Holds, NumberLines, TableRow, Take};

/// A table of an office file.
pub(super) struct Table {
    /// The file, for messages; with the sheet behind it where it is one of a workbook.
    pub name: String,
    /// Whether its columns have letters, as in a spreadsheet.
    pub has_letters: bool,
    /// Records that are marked as deleted, and not among the rows.
    pub deleted: u64,
    /// Lines that a spreadsheet hides, in ascending order. They are rows.
    pub hidden: Vec<u32>,
    /// Where a spreadsheet keeps numbers, by column.
    pub numbers: Vec<NumberLines>,
    /// By column, what its cells are; nothing where all are texts.
    pub holds: Vec<Holds>,
    pub rows: Rows,
}

/// Where the rows of a table are.
pub(super) enum Rows {
    /// In a text, which is cut into cells row by row.
    Delimited(Delimited),
    /// Cut already.
    Cut(Vec<(u32, StringRecord)>),
    /// In columns, which are decoded batch by batch.
    #[cfg(feature = "columnar")]
    Columnar(super::columnar::Columnar),
    /// In columns that a program holds.
    #[cfg(feature = "arrow")]
    Held(super::held::Held),
}

impl Table {
    /// A table of rows, of which nothing else is known.
    pub fn of(name: String, rows: Rows) -> Table {
        let (hidden, numbers, holds) = (Vec::new(), Vec::new(), Vec::new());
        Table { name, has_letters: false, deleted: 0, hidden, numbers, holds, rows }
    }

    /// Gives each row that is not blank, as long as `take` asks for more.
    ///
    /// # Errors
    ///
    /// Whatever `take` fails with; and when columns cannot be decoded.
    pub fn each(&self, take: &mut Take) -> Result<(), OfficeFileError> {
        match &self.rows {
            Rows::Delimited(text) => text.each(take),
            #[cfg(feature = "columnar")]
            Rows::Columnar(columns) => columns.each(take),
            #[cfg(feature = "arrow")]
            Rows::Held(columns) => columns.each(take),
            Rows::Cut(rows) => {
                for (line, cells) in rows {
                    let row = TableRow { line: *line, cells, has_open_quote: false };
                    if !is_blank(cells) && !take(row)? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// The first rows that are not blank.
    pub fn head(&self, most: usize) -> Vec<(u32, StringRecord)> {
        let mut head = Vec::new();
        let read = self.each(&mut |row| {
            head.push((row.line, row.cells.clone()));
            Ok(head.len() < most)
        });
        // What is wrong behind them is told when all rows are read.
        read.unwrap_or_default();
        head
    }

    /// Whether a spreadsheet keeps a number in a column of a line.
    pub fn has_number(&self, line: u32, column: usize) -> bool {
        self.numbers.get(column).is_some_and(|lines| lines.has(line))
    }

    /// Whether a spreadsheet hides a line.
    pub fn hides(&self, line: u32) -> bool {
        self.hidden.binary_search(&line).is_ok()
    }
}

//! A table of an office file: rows of text, each with the line or row on which it stands.

use csv::StringRecord;

use super::delimited::{Delimited, is_blank};
use super::error::OfficeFileError;

/// A table of an office file.
pub(super) struct Table {
    /// The file, for messages; with the sheet behind it where it is one of a workbook.
    pub name: String,
    /// Whether its columns have letters, as in a spreadsheet.
    pub has_letters: bool,
    /// Records that are marked as deleted, and not among the rows.
    pub deleted: u64,
    pub rows: Rows,
}

/// Where the rows of a table are.
pub(super) enum Rows {
    /// In a text, which is cut into cells row by row.
    Delimited(Delimited),
    /// Cut already.
    Cut(Vec<(u32, StringRecord)>),
}

impl Table {
    /// Gives each row that is not blank, with its line, as long as `take` asks for more.
    ///
    /// # Errors
    ///
    /// When cells of a row cannot be told apart, and whatever `take` fails with.
    pub fn each(
        &self,
        take: &mut dyn FnMut(u32, &StringRecord) -> Result<bool, OfficeFileError>,
    ) -> Result<(), OfficeFileError> {
        match &self.rows {
            Rows::Delimited(text) => text.each(&self.name, take),
            Rows::Cut(rows) => {
                for (line, row) in rows {
                    if !is_blank(row) && !take(*line, row)? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// The first rows that are not blank, as far as their cells can be told apart.
    pub fn head(&self, most: usize) -> Vec<(u32, StringRecord)> {
        let mut head = Vec::new();
        let read = self.each(&mut |line, row| {
            head.push((line, row.clone()));
            Ok(head.len() < most)
        });
        // What is wrong behind them is told when the rows are read.
        read.unwrap_or_default();
        head
    }
}

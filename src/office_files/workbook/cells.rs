//! Rows that are put together cell by cell, and the text that each value stands for.

use calamine::{Data, ExcelDateTime};
use csv::StringRecord;

use crate::office_files::row::{MOST_BYTES, NumberLines};
use crate::office_files::table::{Rows, Table};

/// More columns or cells no table of an office has.
pub(super) const MOST_COLUMNS: u32 = 1_000;
const MOST_CELLS: usize = 50_000_000;
/// Stands for a formula whose value was not stored: nothing can be read from it.
pub(super) const NO_VALUE: &str = "#formula";
/// A spreadsheet keeps so many digits of a number.
const KEPT_DIGITS: usize = 15;

/// The sheet is larger than any that an office has.
pub(super) struct TooLarge;

/// Rows that are put together cell by cell.
#[derive(Default)]
pub(super) struct Cells {
    rows: Vec<(u32, StringRecord)>,
    /// The row at hand, from 0.
    at: u32,
    row: StringRecord,
    cells: usize,
    bytes: u64,
    /// Where numbers stand, by column.
    numbers: Vec<NumberLines>,
}

impl Cells {
    /// Puts a text into a cell.
    ///
    /// # Errors
    ///
    /// When there are more cells or letters than an office has.
    pub fn put(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), TooLarge> {
        if text.is_empty() {
            return Ok(());
        }
        if row != self.at {
            self.close();
            self.at = row;
        }
        while self.row.len() < column.min(MOST_COLUMNS) as usize {
            self.row.push_field("");
        }
        self.row.push_field(text);
        self.bytes += text.len() as u64;
        let fits = column < MOST_COLUMNS && self.cells < MOST_CELLS && self.bytes < MOST_BYTES;
        if fits { Ok(()) } else { Err(TooLarge) }
    }

    /// The same of a number that no format makes an id of, which has lost the zeros that it may have begun with.
    ///
    /// # Errors
    ///
    /// As of [`Cells::put`].
    pub fn put_number(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), TooLarge> {
        let at = column.min(MOST_COLUMNS) as usize;
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, NumberLines::default());
        }
        self.numbers.get_mut(at).into_iter().for_each(|lines| lines.push(row + 1));
        self.put((row, column), text)
    }

    fn close(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.cells += row.len();
        if !row.is_empty() {
            self.rows.push((self.at + 1, row));
        }
    }

    /// The table of these rows, all as wide as the widest: empty cells at their ends are not stored. Nothing where
    /// the sheet is empty.
    pub fn table(mut self, name: String, hidden: Vec<u32>) -> Option<Table> {
        self.close();
        let width = self.rows.iter().map(|(_, row)| row.len()).max()?;
        for (_, row) in &mut self.rows {
            while row.len() < width {
                row.push_field("");
            }
        }
        let (rows, numbers) = (Rows::Cut(self.rows), self.numbers);
        Some(Table { has_letters: true, hidden, numbers, ..Table::of(name, rows) })
    }
}

/// The text that a value stands for.
pub(super) fn of_cell(value: &Data) -> String {
    match value {
        Data::Int(number) => of_digits(number.to_string()),
        Data::Float(number) => of_digits(number.to_string()),
        Data::String(text) => text.clone(),
        Data::Bool(is) => is.to_string().to_uppercase(),
        Data::DateTime(moment) => of_moment(*moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// The text that a number stands for which a workbook has as text: that of what a spreadsheet makes of it.
pub(super) fn of_number(text: &str) -> String {
    let number = text.trim().parse().map(Data::Float);
    number.map_or_else(|_| text.to_owned(), |number| of_cell(&number))
}

/// Whether a value is a number, and no day.
pub(super) fn is_number(value: &Data) -> bool {
    matches!(value, Data::Int(_) | Data::Float(_))
}

/// A number as it is stored; one of more digits than a spreadsheet keeps in the form in which it shows such numbers,
/// so that an id of them is refused as spoiled.
fn of_digits(text: String) -> String {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.len() <= KEPT_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return if text == "-0" { "0".to_owned() } else { text };
    }
    let (first, rest) = digits.split_at(1);
    format!("{first}.{}E+{}", rest.get(..5).unwrap_or("0"), digits.len() - 1)
}

fn of_moment(moment: ExcelDateTime) -> String {
    if moment.is_duration() {
        return "#duration".to_owned();
    }
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
    }
}

//! A table beside a report: its columns, and its rows as its file has them.

use crate::csv_cells::row;

/// What the cells of a column are. An empty cell is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A text: a name, a code, a value of a rule.
    Text,
    /// `yes` or `no`.
    YesNo,
    /// A whole number: a count, a year.
    Whole,
    /// A day like `2024-03-01`.
    Day,
    /// An amount, with the decimals of its currency.
    Amount,
    /// A number with so many decimals.
    Number(u8),
    /// A share with two decimals, like `62.50%`.
    Share,
}

/// A table beside a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    file: &'static str,
    columns: Vec<(String, CellKind)>,
    /// The header and all rows, as the file has them.
    csv: Vec<u8>,
}

impl Table {
    /// A table of a file, without rows.
    pub(crate) fn new<'n>(
        file: &'static str,
        columns: impl IntoIterator<Item = (&'n str, CellKind)>,
    ) -> Table {
        let columns = columns.into_iter().map(|(name, kind)| (name.to_owned(), kind));
        let columns: Vec<(String, CellKind)> = columns.collect();
        let mut csv = Vec::new();
        row(&mut csv, columns.iter().map(|(name, _)| name.as_str()));
        Table { file, columns, csv }
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        row(&mut self.csv, cells);
    }

    /// Adds rows that are written already.
    pub(crate) fn rows(&mut self, rows: &[u8]) {
        self.csv.extend(rows);
    }

    /// What the table is called: the name of its file without `.csv`.
    pub fn name(&self) -> &'static str {
        self.file.trim_end_matches(".csv")
    }

    /// Its columns, each with what its cells are.
    pub fn columns(&self) -> &[(String, CellKind)] {
        &self.columns
    }

    /// The header and all rows, as the file has them.
    pub fn csv(&self) -> &[u8] {
        &self.csv
    }

    /// The file, and what is written to it.
    #[cfg(feature = "office")]
    pub(crate) fn into_file(self) -> (&'static str, Vec<u8>) {
        (self.file, self.csv)
    }
}

//! A table that a program holds in memory, as columns of Arrow with names of an office's own.

use arrow_array::RecordBatch;
use csv::StringRecord;

use super::arrow_cells::{Cells, Column};
use super::error::OfficeFileError;
use super::row::{TableRow, Take};

/// Batches of one table.
pub(super) struct Held {
    header: StringRecord,
    batches: Vec<RecordBatch>,
}

impl Held {
    /// The rows of these batches, below these names.
    pub fn new(header: StringRecord, batches: Vec<RecordBatch>) -> Held {
        Held { header, batches }
    }

    /// See [`Table::each`](super::table::Table::each). The header stands on line 1, as that of a file.
    pub fn each(&self, take: &mut Take) -> Result<(), OfficeFileError> {
        let mut line = 1;
        if !take(TableRow { line, cells: &self.header, has_open_quote: false })? {
            return Ok(());
        }
        for batch in &self.batches {
            let columns: Option<Vec<Column>> = batch.columns().iter().map(Column::of).collect();
            if !each_row(&columns.unwrap_or_default(), &mut line, take)? {
                break;
            }
        }
        Ok(())
    }
}

/// Gives the rows of some columns, which stand behind a line, as long as more are asked for; and whether they are.
pub(super) fn each_row(
    columns: &[Column],
    line: &mut u32,
    take: &mut Take,
) -> Result<bool, OfficeFileError> {
    let cells: Vec<Cells> = columns.iter().map(Cells::of).collect();
    for row in 0..columns.first().map_or(0, Column::len) {
        *line = line.saturating_add(1);
        let cells: StringRecord = cells.iter().map(|column| column.text(row)).collect();
        if !take(TableRow { line: *line, cells: &cells, has_open_quote: false })? {
            return Ok(false);
        }
    }
    Ok(true)
}

//! A table as the text of the file that it stands for: our own CSV, without what decides nothing.

use std::ops::Range;

use arrow_array::RecordBatch;
use memchr::{memchr, memchr3};
use rayon::prelude::*;

use super::columns::Columns;
use super::fault::TableFault;
use super::table::Table;
use crate::office_files::{Cells, Column};
use crate::words::tables as words;

/// Rows that are looked at together.
const ROWS: usize = 8_192;
/// Bytes of a row of bills are hardly more.
const BYTES_A_ROW: usize = 160;

/// The text of a table, and the cells that hold a line break: in a file these would be rows of their own.
pub(super) fn text(table: &Table, columns: &Columns) -> (Vec<u8>, Vec<TableFault>) {
    let mut begin = 0;
    let mut pieces = Vec::new();
    for batch in &table.batches {
        for from in (0..batch.num_rows()).step_by(ROWS) {
            let to = (from + ROWS).min(batch.num_rows());
            pieces.push((batch, from..to, begin));
        }
        begin += batch.num_rows() as u64;
    }
    // The first thread writes where all of it will stand, so that only what others write is copied.
    let share = pieces.len().div_ceil(rayon::current_num_threads()).max(1);
    let (first, others) = pieces.split_at(share.min(pieces.len()));
    let mut all = Written::new(columns, table.rows());
    header_row(columns.read.iter().map(|(name, _)| name.as_str()), &mut all.text);
    let write = |pieces: &[Piece]| {
        let mut written = Written::new(columns, pieces.len() * ROWS);
        written.write_all(pieces);
        written
    };
    let ((), others) = rayon::join(
        || all.write_all(first),
        || others.par_chunks(share).map(write).collect::<Vec<_>>(),
    );
    for written in others {
        all.text.extend_from_slice(&written.text);
        all.breaks.extend(written.breaks);
    }
    (all.text, all.breaks)
}

/// Rows of a batch, and which row of the table the batch begins with.
type Piece<'t> = (&'t RecordBatch, Range<usize>, u64);

fn header_row<'n>(names: impl Iterator<Item = &'n str>, out: &mut Vec<u8>) {
    for (at, name) in names.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let from = out.len();
        out.extend_from_slice(name.as_bytes());
        quote(out, from);
    }
    out.push(b'\n');
}

/// Some rows, as one thread writes them.
struct Written<'c> {
    columns: &'c Columns,
    text: Vec<u8>,
    breaks: Vec<TableFault>,
}

impl<'c> Written<'c> {
    /// Nothing yet, with room for so many rows.
    fn new(columns: &'c Columns, rows: usize) -> Written<'c> {
        Written { columns, text: Vec::with_capacity(rows * BYTES_A_ROW), breaks: Vec::new() }
    }

    fn write_all(&mut self, pieces: &[Piece]) {
        for (batch, rows, begin) in pieces {
            self.write(batch, rows.clone(), *begin);
        }
    }

    /// Writes rows of a batch, the first of which is row `begin` of the table.
    fn write(&mut self, batch: &RecordBatch, rows: Range<usize>, begin: u64) {
        let from = rows.start;
        let find = |(_, at): &(String, Option<usize>)| -> Option<Column> {
            Column::of(&batch.columns().get((*at)?)?.slice(from, rows.len()))
        };
        let columns: Vec<Option<Column>> = self.columns.read.iter().map(find).collect();
        let cells: Vec<Option<(Cells, bool)>> = columns
            .iter()
            .map(|column| {
                let cells = Cells::of(column.as_ref()?);
                let may_need_quotes = cells.may_hold(&needs_quotes);
                Some((cells, may_need_quotes))
            })
            .collect();
        for row in 0..rows.len() {
            for (at, column) in cells.iter().enumerate() {
                if at > 0 {
                    self.text.push(b',');
                }
                let Some((cells, may_need_quotes)) = column else { continue };
                let start = self.text.len();
                cells.write(row, &mut self.text);
                if *may_need_quotes && quote(&mut self.text, start) {
                    self.text.truncate(start);
                    self.broken(at, begin + (from + row) as u64);
                }
            }
            self.text.push(b'\n');
        }
    }

    fn broken(&mut self, at: usize, row: u64) {
        let column = self.columns.read.get(at).map_or("", |(name, _)| name.as_str());
        let why = ("line_break", words::line_break());
        self.breaks.push(TableFault::of_column(self.columns.kind, column, Some(row), why));
    }
}

fn needs_quotes(text: &[u8]) -> bool {
    memchr3(b',', b'"', b'\n', text).or_else(|| memchr(b'\r', text)).is_some()
}

/// Puts the cell that begins at a place into quotes where it needs them. Whether it holds a line break.
fn quote(out: &mut Vec<u8>, from: usize) -> bool {
    let cell = out.get(from..).unwrap_or_default();
    if !needs_quotes(cell) {
        return false;
    }
    let has_break = cell.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    let cell = out.split_off(from);
    out.push(b'"');
    for byte in cell {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
    has_break
}

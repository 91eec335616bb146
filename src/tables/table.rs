//! Tables as a program hands them over.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::names::named;
use crate::claim::{RecordKind, Vocabulary};
use crate::office_files::{Cells, Column, Imports};

/// One table: its columns, and its rows batch by batch.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) schema: SchemaRef,
    pub(super) batches: Vec<RecordBatch>,
}

impl Table {
    /// The table of batches that have this schema; a table without a row has no batch.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Table {
        Table { schema, batches }
    }

    /// Its columns.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Its rows.
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of its columns.
    pub(super) fn names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// The first row whose cell in a column is what is looked for; an empty cell is never asked about.
    pub(super) fn find(&self, at: usize, is_it: impl Fn(&[u8]) -> bool) -> Option<usize> {
        let (mut before, mut cell) = (0, Vec::new());
        for batch in &self.batches {
            let column = Column::of(batch.columns().get(at)?)?;
            let cells = Cells::of(&column);
            let found = (0..column.len()).position(|row| {
                cell.clear();
                cells.write(row, &mut cell);
                !cell.is_empty() && is_it(&cell)
            });
            if let Some(row) = found {
                return Some(before + row);
            }
            before += column.len();
        }
        None
    }

    /// A cell as a text.
    fn cell(&self, at: usize, mut row: usize) -> Option<String> {
        for batch in &self.batches {
            if row < batch.num_rows() {
                let column = Column::of(batch.columns().get(at)?)?;
                return Some(Cells::of(&column).text(row));
            }
            row -= batch.num_rows();
        }
        None
    }
}

/// What is decided together: the three tables, and lines of bills where rules ask for them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// As members.csv.
    pub members: Table,
    /// As enrolments.csv.
    pub enrolments: Table,
    /// As bills.csv.
    pub bills: Table,
    /// As lines.csv.
    pub lines: Option<Table>,
    /// What an office says about columns and codes of its own: none are its own by default.
    pub imports: Imports,
}

impl Tables {
    /// Whose the first bill of an id is.
    pub fn member_of(&self, bill_id: &str, vocabulary: &Vocabulary) -> Option<String> {
        let bills = &self.bills;
        let names = named(&bills.names(), RecordKind::Bills, (vocabulary, &self.imports));
        let place = |column| bills.schema.index_of(names.get(column)?).ok();
        let row = bills.find(place("bill_id")?, |cell| cell == bill_id.as_bytes())?;
        bills.cell(place("member_id")?, row)
    }
}

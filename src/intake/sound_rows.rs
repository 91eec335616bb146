//! Rows that count, as they lie.

use std::collections::HashSet;

use super::read::Intake;
use super::row_errors::is_void;
use super::rows::{Row, Rows};
use super::sheets::{Reconciled, Sheets};
use super::table::Table;
use crate::claim::{RecordKind, RowReader};

/// A row that counts.
pub(crate) struct SoundRow<'r> {
    reader: &'r RowReader<'r>,
    row: &'r Row<'r>,
    /// Whether every cell holds what its column says. A row that takes something back, or does not hold beside others
    /// of its record, counts without that: its other cells may hold anything.
    pub is_read: bool,
}

impl<'r> SoundRow<'r> {
    fn of(kind: RecordKind, table: &'r Table, row: &'r Row<'r>) -> SoundRow<'r> {
        let reader = &table.head.layout;
        let says_which_holds = is_void(table, row).is_ok();
        let is_read = match kind {
            _ if !says_which_holds => false,
            RecordKind::Members => reader.member(row).is_ok(),
            RecordKind::Enrolments => reader.enrolment(row).is_ok(),
            RecordKind::Bills => reader.bill(row).is_ok(),
        };
        SoundRow { reader, row, is_read }
    }

    /// The cell of a column; empty where the file has none.
    pub fn cell(&self, column: &str) -> &str {
        self.reader.text(self.row, column)
    }
}

impl Intake<'_> {
    /// What became of every row, once all records are loaded; nothing is decided.
    pub(crate) fn closed(&self) -> Reconciled {
        let mut loader = self.records();
        let (mut used, mut row_errors) = (0, Vec::new());
        for &member in self.with_bills() {
            let mut record = loader.load(member);
            used += record.bills().len() as u64;
            row_errors.append(&mut record.row_errors);
            loader.recycle(record);
        }
        self.close(used, row_errors)
    }

    /// Gives each row of a file that counts, in the order of the file. Of a member of whom a row is in error only the
    /// rows of the members file count.
    ///
    /// # Errors
    ///
    /// Whatever `give` fails with.
    pub(crate) fn sound_rows<E>(
        &self,
        kind: RecordKind,
        closed: &Reconciled,
        mut give: impl FnMut(&SoundRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let table = self.sheets().table(kind);
        let wrong = closed.refused.get(kind as usize).into_iter().flatten();
        let wrong: HashSet<usize> = wrong.map(|row| row.place).collect();
        for piece in &table.pieces {
            let mut rows = Rows::new(&table.text, piece.clone());
            while let Some(row) = rows.next() {
                let is_blocked = || self.member(&table.member_id(&row)).is_none();
                if wrong.contains(&row.place.0) || kind != RecordKind::Members && is_blocked() {
                    continue;
                }
                give(&SoundRow::of(kind, table, &row))?;
            }
        }
        Ok(())
    }
}

impl Sheets<'_> {
    /// The columns of a file that the engine or the rules know.
    pub(crate) fn known_columns(&self, kind: RecordKind) -> Vec<&str> {
        let head = &self.table(kind).head;
        let names: Vec<&str> = (0..head.width).map(|place| head.layout.name(place)).collect();
        let known = kind.columns_beside(&names, self.vocabulary());
        known.into_iter().filter(|name| names.contains(name)).collect()
    }
}

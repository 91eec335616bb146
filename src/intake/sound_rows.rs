//! Rows that count, as they lie.

use std::collections::HashSet;

use super::read::Intake;
use super::rows::Rows;
use super::sheets::{Reconciled, Sheets};
use crate::claim::{RecordKind, Row as _};

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

    /// Gives each row of a file that counts, in the order of the file: its cells, by the name of their column. Of a
    /// member of whom a row is in error only the rows of the members file count.
    ///
    /// # Errors
    ///
    /// Whatever `give` fails with.
    pub(crate) fn sound_rows<E>(
        &self,
        kind: RecordKind,
        closed: &Reconciled,
        mut give: impl FnMut(&dyn Fn(&str) -> String) -> Result<(), E>,
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
                let place = |name: &str| table.head.layout.place(name);
                give(&|name| place(name).map_or("", |place| row.cell(place)).to_owned())?;
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

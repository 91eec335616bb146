//! Tables as intake reads them; and all that is wrong with them, told at once.

use super::columns::Columns;
use super::fault::{TableFault, TablesError};
use super::rows::decide_rows;
use super::table::Tables;
use super::text::{lines_text, text};
use crate::claim::RecordKind;
use crate::intake::{Files, Intake, read_files};
use crate::progress::Progress;
use crate::scheme::Book;

impl Tables {
    /// Reads the tables, as files are read.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the columns, and with the rows besides; or when the progress stops the run. Rows
    /// of tables whose columns are right are judged when they are decided.
    pub fn read<'b>(
        &self,
        book: &'b Book,
        progress: &dyn Progress,
    ) -> Result<Intake<'b>, TablesError> {
        let columns = self.columns(book);
        let faults: Vec<&TableFault> = columns.iter().flat_map(|one| &one.faults).collect();
        let (files, breaks) = self.files(&columns);
        if faults.is_empty() && breaks.is_empty() {
            return read_files(files, book.vocabulary(), progress).map_err(TablesError::of_intake);
        }
        let mut all: Vec<TableFault> = faults.into_iter().cloned().collect();
        let is_told = |fault: &TableFault| columns.iter().any(|one| one.tells(fault));
        let rows = read_files(files, book.vocabulary(), progress).map(|intake| {
            decide_rows(book, &intake, progress).map_or_else(|_| Vec::new(), |(_, faults)| faults)
        });
        let is_broken = |fault: &TableFault| {
            breaks.iter().any(|known| (known.table, known.row) == (fault.table, fault.row))
        };
        let rows = rows.unwrap_or_default().into_iter();
        all.extend(rows.filter(|fault| !is_told(fault) && !is_broken(fault)));
        all.extend(breaks);
        all.sort_by_key(|fault| (fault.table, fault.row));
        Err(TablesError::Faults(all))
    }

    /// What the columns of the three tables are.
    fn columns(&self, book: &Book) -> [Columns; 3] {
        let of = |table, kind| Columns::find(table, kind, book.vocabulary());
        [
            of(&self.members, RecordKind::Members),
            of(&self.enrolments, RecordKind::Enrolments),
            of(&self.bills, RecordKind::Bills),
        ]
    }

    /// The texts of the tables, and cells that no text of a file has.
    fn files(&self, columns: &[Columns; 3]) -> (Files, Vec<TableFault>) {
        let tables = [&self.members, &self.enrolments, &self.bills];
        let mut breaks = Vec::new();
        let mut texts = tables.into_iter().zip(columns).map(|(table, columns)| {
            let (text, broken) = text(table, columns);
            breaks.extend(broken);
            text
        });
        let texts = std::array::from_fn(|_| texts.next().unwrap_or_default());
        let files = Files::of_own(texts);
        let files = match &self.lines {
            Some(lines) => files.with_lines(&lines_text(lines)),
            None => files,
        };
        (files, breaks)
    }
}

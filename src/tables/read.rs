//! Tables as intake reads them; and all that is wrong with them, told at once.

use super::columns::Columns;
use super::fault::{TableFault, TableKind, TablesError};
use super::rows::decide_rows;
use super::table::Tables;
use super::text::text;
use crate::claim::RecordKind;
use crate::intake::{Files, Intake, TableText, read_files};
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
        let mut columns = self.columns(book);
        let (files, breaks) = self.files(&mut columns);
        if breaks.is_empty() && columns.iter().all(|one| one.faults.is_empty()) {
            return read_files(files, book.vocabulary(), progress).map_err(TablesError::of_intake);
        }
        let tell_bills = [TableKind::Of(RecordKind::Bills), TableKind::Lines];
        let can_tell_bills =
            columns.iter().all(|one| one.faults.is_empty() || !tell_bills.contains(&one.kind));
        let is_reported = |fault: &TableFault| columns.iter().any(|one| one.tells(fault));
        let is_broken = |fault: &TableFault| {
            breaks.iter().any(|known| (known.table, known.row) == (fault.table, fault.row))
        };
        let rows = read_files(files, book.vocabulary(), progress).map(|intake| {
            decide_rows(book, &intake, progress).map_or_else(|_| Vec::new(), |(_, faults)| faults)
        });
        let mut all = rows.unwrap_or_else(|why| match TablesError::of_intake(why) {
            TablesError::Faults(faults) if can_tell_bills => faults,
            _ => Vec::new(),
        });
        all.retain(|fault| !is_reported(fault) && !is_broken(fault));
        all.splice(0..0, columns.into_iter().flat_map(|one| one.faults).collect::<Vec<_>>());
        all.extend(breaks);
        all.sort_by_key(|fault| (fault.table, fault.row));
        Err(TablesError::Faults(all))
    }

    /// What the columns of each table are.
    fn columns(&self, book: &Book) -> Vec<Columns> {
        let of = |table, kind| Columns::find(table, kind, (book.vocabulary(), &self.imports));
        let lines = self.lines.as_ref();
        [
            of(&self.members, RecordKind::Members),
            of(&self.enrolments, RecordKind::Enrolments),
            of(&self.bills, RecordKind::Bills),
        ]
        .into_iter()
        .chain(lines.map(|lines| Columns::find_lines(lines, book.vocabulary())))
        .collect()
    }

    /// The texts of the tables, and cells that no text of a file has.
    fn files(&self, columns: &mut [Columns]) -> (Files, Vec<TableFault>) {
        let tables = [&self.members, &self.enrolments, &self.bills].into_iter().chain(&self.lines);
        let mut breaks = Vec::new();
        let mut texts = tables.zip(columns).map(|(table, columns)| {
            if let Some(converted) = columns.converted.take() {
                return TableText::Converted(converted);
            }
            let (text, broken) = text(table, columns);
            breaks.extend(broken);
            TableText::Own(text)
        });
        let own = std::array::from_fn(|_| texts.next().expect("three tables are never left out"));
        let lines = texts.next();
        drop(texts);
        let files = Files::of_tables(own);
        let files = match lines {
            Some(TableText::Own(lines)) => {
                files.with_lines(str::from_utf8(&lines).expect("texts of Arrow are UTF-8"))
            }
            _ => files,
        };
        (files, breaks)
    }
}

//! What can be wrong with tables.

use std::fmt;

use crate::claim::RecordKind;
use crate::intake::{IntakeError, Reject};
use crate::words::{Sentence, claims, tables as words};

/// Which table is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableKind {
    /// Members, enrolments or bills.
    Of(RecordKind),
    /// Lines of bills (费用明细).
    Lines,
}

impl TableKind {
    /// What an argument for it is called: `members`, `enrolments`, `bills`, `lines`.
    pub fn name(self) -> &'static str {
        match self {
            TableKind::Of(RecordKind::Members) => "members",
            TableKind::Of(RecordKind::Enrolments) => "enrolments",
            TableKind::Of(RecordKind::Bills) => "bills",
            TableKind::Lines => "lines",
        }
    }

    /// What a person calls it.
    fn words(self) -> Sentence {
        match self {
            TableKind::Of(RecordKind::Members) => claims::of_members(),
            TableKind::Of(RecordKind::Enrolments) => claims::of_enrolments(),
            TableKind::Of(RecordKind::Bills) => claims::of_bills(),
            TableKind::Lines => words::of_lines(),
        }
    }

    /// The file that the table stands for.
    pub(super) fn file(self) -> &'static str {
        match self {
            TableKind::Of(RecordKind::Members) => "members.csv",
            TableKind::Of(RecordKind::Enrolments) => "enrolments.csv",
            TableKind::Of(RecordKind::Bills) => "bills.csv",
            TableKind::Lines => "lines.csv",
        }
    }

    /// The table that stands for a file.
    fn of_file(file: &str) -> TableKind {
        match file {
            "members.csv" => TableKind::Of(RecordKind::Members),
            "enrolments.csv" => TableKind::Of(RecordKind::Enrolments),
            _ => TableKind::Of(RecordKind::Bills),
        }
    }
}

impl From<RecordKind> for TableKind {
    fn from(kind: RecordKind) -> TableKind {
        TableKind::Of(kind)
    }
}

/// One thing that is wrong with a table: in a cell, in a row, or with a column as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// The table.
    pub table: TableKind,
    /// The row, from 0; nothing where the whole column is meant.
    pub row: Option<u64>,
    /// The column; empty where the whole row is meant.
    pub column: String,
    /// What the cell held; what could name a person is masked.
    pub value: String,
    /// A stable code for programs: those of rejects.csv for rows.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: Sentence,
}

impl TableFault {
    /// A fault of a column, shown by a row where there is one.
    pub(super) fn of_column(
        table: TableKind,
        column: &str,
        row: Option<u64>,
        (code, sentence): (&'static str, Sentence),
    ) -> TableFault {
        let (column, value) = (column.to_owned(), String::new());
        TableFault { table, row, column, value, code, sentence }
    }

    /// A fault of a row as intake found it in the text of the table, whose header is on line 1.
    pub(super) fn of_row(reject: Reject) -> TableFault {
        let Reject { file, line, column, value, code, sentence } = reject;
        let row = line.checked_sub(2);
        TableFault { table: TableKind::of_file(&file), row, column, value, code, sentence }
    }

    /// What is wrong, with its place.
    pub fn told(&self) -> Sentence {
        let TableFault { table, row, column, sentence, .. } = self;
        let table = table.words();
        match (row, column.as_str()) {
            (Some(row), "") => words::at_whole_row(table, row, sentence),
            (Some(row), column) => words::at_row(table, row, column, sentence),
            (None, "") => words::at_table(table, sentence),
            (None, column) => words::at_column(table, column, sentence),
        }
    }
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().fmt(f)
    }
}

/// Why tables cannot be decided.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The [`Progress`](crate::progress::Progress) asked the run to stop.
    Stopped,
    /// Everything that is wrong with them; at least one thing.
    Faults(Vec<TableFault>),
}

impl TablesError {
    /// What is wrong with tables that intake does not take as a whole.
    pub(super) fn of_intake(why: IntakeError) -> TablesError {
        let IntakeError::Files(all) = why else { return TablesError::Stopped };
        let faults = all.into_iter().map(|why| {
            let table = TableKind::Lines; // The columns of the others were looked at.
            TableFault::of_column(table, "", None, ("not_usable", why.sentence()))
        });
        TablesError::Faults(faults.collect())
    }
}

impl fmt::Display for TablesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TablesError::Stopped => IntakeError::Stopped.fmt(f),
            TablesError::Faults(all) => {
                let mut rest = all.iter();
                rest.next().map_or(Ok(()), |first| first.fmt(f))?;
                rest.try_for_each(|fault| f.write_str("\n").and_then(|()| fault.fmt(f)))
            }
        }
    }
}

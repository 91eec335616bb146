//! The columns of a table: which of ours each is, and what is wrong with them.

use super::fault::{TableFault, TableKind};
use super::table::Table;
use crate::claim::{FieldKind, Header, HeaderFault, RecordKind, Vocabulary};
use crate::office_files::{HeldKind, Holds, holds, is_amount, other_kind};
use crate::words::{Sentence, claims, tables as words};

/// Names of people decide nothing, and are not read.
const NOT_READ: &str = "name";
/// What intake says of rows because of other rows.
const FOLLOWS: [&str; 2] = ["blocked_by_reject", "unknown_member"];

/// The columns of a table.
pub(super) struct Columns {
    pub kind: RecordKind,
    /// Ours that are written, each with its place in the table; nothing where it is missing or cannot be read.
    pub read: Vec<(String, Option<usize>)>,
    pub faults: Vec<TableFault>,
}

impl Columns {
    /// Looks for the columns of a kind of record.
    pub fn find(table: &Table, kind: RecordKind, vocabulary: &Vocabulary) -> Columns {
        let names = table.names();
        let mut columns = Columns { kind, read: Vec::new(), faults: Vec::new() };
        for fault in Header::of_file(&names, kind, vocabulary).faults() {
            columns.fault_of_header(fault);
        }
        for name in kind.columns_beside(&names, vocabulary) {
            let Some(at) = names.iter().position(|column| *column == name) else { continue };
            if name != NOT_READ && !columns.read.iter().any(|(known, _)| known == name) {
                columns.look(table, (at, name), vocabulary);
            }
        }
        columns
    }

    /// Whether a fault of a row is one of a column that is told already, or follows from one.
    pub fn tells(&self, fault: &TableFault) -> bool {
        let is_unread =
            |(name, at): &(String, Option<usize>)| at.is_none() && *name == fault.column;
        let is_own = fault.table == self.kind.into() && self.read.iter().any(is_unread);
        is_own || FOLLOWS.contains(&fault.code)
    }

    fn fault(&mut self, column: &str, row: Option<u64>, why: (&'static str, Sentence)) {
        self.faults.push(TableFault::of_column(self.kind.into(), column, row, why));
    }

    fn fault_of_header(&mut self, fault: HeaderFault) {
        match fault {
            HeaderFault::Missing(columns) => {
                for column in columns {
                    self.fault(&column, None, ("missing_column", words::missing()));
                    self.read.push((column, None));
                }
            }
            HeaderFault::Twice(columns) => {
                for column in columns {
                    self.fault(&column, None, ("column_twice", words::twice()));
                    self.read.push((column, None));
                }
            }
            HeaderFault::Misspelt { column, known } => {
                let why = claims::misspelt_column(&column, &known);
                self.fault(&column, None, ("misspelt_column", why));
                self.read.push((known, None));
            }
            HeaderFault::Unknown(_) => {}
        }
    }

    /// Looks at what a column of the table holds.
    fn look(&mut self, table: &Table, (at, name): (usize, &str), vocabulary: &Vocabulary) {
        let kind = holds(table.schema.field(at).data_type());
        let wrong = match other_kind(name, kind) {
            Some(held) => Some((None, ("wrong_type", sentence(held)))),
            None if kind == Holds::Whole && self.is_amount(name, vocabulary) => {
                // 0 is the same in any unit.
                let row = table.find(at, |cell| cell != b"0");
                row.map(|row| (Some(row as u64), ("whole_amounts", words::whole_amounts())))
            }
            None => None,
        };
        let place = wrong.is_none().then_some(at);
        if let Some((row, why)) = wrong {
            self.fault(name, row, why);
        }
        self.read.push((name.to_owned(), place));
    }

    fn is_amount(&self, name: &str, vocabulary: &Vocabulary) -> bool {
        let is_own = |kind: &FieldKind| matches!(kind, FieldKind::Amount { .. });
        let mut own = self.kind.fields(vocabulary).filter(|field| field.name == name);
        is_amount(name) || own.any(|field| is_own(&field.kind))
    }
}

fn sentence(held: HeldKind) -> Sentence {
    match held {
        HeldKind::WholeNumbers => words::numbers_as_ids(),
        HeldKind::Floats => words::floats(),
        HeldKind::Moments => words::moments(),
        HeldKind::NoCells => words::no_cells(),
    }
}

/// What a table is called in messages.
pub(super) fn kind_of(columns: &Columns) -> TableKind {
    columns.kind.into()
}

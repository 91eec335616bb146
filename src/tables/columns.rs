//! The columns of a table: which of ours each is, and what is wrong with them.

use super::fault::{TableFault, TableKind};
use super::names::is_of_office;
use super::table::Table;
use crate::claim::{BillNumber, FieldKind, Header, HeaderFault, RecordKind, Vocabulary};
use crate::office_files::{
    Converted, HeldKind, Holds, Imports, OfficeFileError, Reading, convert_held, holds, is_amount,
    other_kind,
};
use crate::words::{Sentence, claims, tables as words};

/// Names of people decide nothing, and are not read.
const NOT_READ: &str = "name";
/// What intake says of rows because of other rows.
const FOLLOWS: [&str; 2] = ["blocked_by_reject", "unknown_member"];

/// What says of a bill that its lines cannot be used.
const LINES: &str = "lines";
/// Columns of lines that must be there, and those that there may be.
const LINE_REQUIRED: [&str; 3] = ["bill_id", "class", "amount"];
const LINE_COLUMNS: [&str; 6] = ["bill_id", "hospital_id", "revision", "class", "day", "amount"];

/// The columns of a table.
pub(super) struct Columns {
    pub kind: TableKind,
    /// Ours that are written, each with its place in the table; nothing where it is missing or cannot be read.
    pub read: Vec<(String, Option<usize>)>,
    /// What came of a table with names of an office's own.
    pub converted: Option<Converted>,
    pub faults: Vec<TableFault>,
}

impl Columns {
    /// Looks for the columns of a kind of record.
    pub fn find(
        table: &Table,
        kind: RecordKind,
        (vocabulary, imports): (&Vocabulary, &Imports),
    ) -> Columns {
        let names = table.names();
        if is_of_office(&names, kind, (vocabulary, imports)) {
            return Columns::of_office(
                table,
                Reading { kind, vocabulary, imports, encoding: None },
            );
        }
        let own = kind.fields(vocabulary);
        let own = own.filter(|field| matches!(field.kind, FieldKind::Amount { .. }));
        let amounts: Vec<&str> = own.map(|field| field.name.as_str()).collect();
        let header = Header::of_file(&names, kind, vocabulary);
        let all = kind.columns_beside(&names, vocabulary);
        Columns::look_at(table, kind.into(), header, (&all, &amounts))
    }

    /// Puts a table with names of an office's own into our form. Where it cannot be, its rows are not judged.
    fn of_office(table: &Table, reading: Reading) -> Columns {
        let kind = TableKind::Of(reading.kind);
        let (table, rows) = (table.schema.as_ref(), table.batches.clone());
        let (converted, faults) = match convert_held((kind.file(), table), rows, reading) {
            Ok(converted) => (converted, Vec::new()),
            Err(all) => {
                let faults = all.iter().flat_map(|why| faults_of_office(kind, why));
                (Converted::without_rows(reading.kind.required()), faults.collect())
            }
        };
        Columns { kind, read: Vec::new(), converted: Some(converted), faults }
    }

    /// Looks for the columns of lines of bills.
    pub fn find_lines(table: &Table, vocabulary: &Vocabulary) -> Columns {
        let by_hospital = vocabulary.bill_number() == BillNumber::OfHospital;
        let required = by_hospital.then_some("hospital_id").into_iter().chain(LINE_REQUIRED);
        let header = Header::beside(&table.names(), required, &LINE_COLUMNS);
        Columns::look_at(table, TableKind::Lines, header, (&LINE_COLUMNS, &["amount"]))
    }

    fn look_at(
        table: &Table,
        kind: TableKind,
        header: Header,
        (all, amounts): (&[&str], &[&str]),
    ) -> Columns {
        let mut columns = Columns { kind, read: Vec::new(), converted: None, faults: Vec::new() };
        for fault in header.faults() {
            columns.fault_of_header(fault);
        }
        let names = table.names();
        for name in all {
            let Some(at) = names.iter().position(|column| column == name) else { continue };
            if *name != NOT_READ && !columns.read.iter().any(|(known, _)| known == name) {
                let is_amount = is_amount(name) || amounts.contains(name);
                columns.look(table, (at, name), is_amount);
            }
        }
        columns
    }

    /// Whether a fault of a row is one of a column that is told already, or follows from one.
    pub fn tells(&self, fault: &TableFault) -> bool {
        let is_unread =
            |(name, at): &(String, Option<usize>)| at.is_none() && *name == fault.column;
        let is_own = fault.table == self.kind && self.read.iter().any(is_unread);
        let is_of_lines =
            self.kind == TableKind::Lines && !self.faults.is_empty() && fault.column == LINES;
        is_own || is_of_lines || FOLLOWS.contains(&fault.code)
    }

    fn fault(&mut self, column: &str, row: Option<u64>, why: (&'static str, Sentence)) {
        self.faults.push(TableFault::of_column(self.kind, column, row, why));
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
    fn look(&mut self, table: &Table, (at, name): (usize, &str), is_amount: bool) {
        let kind = holds(table.schema.field(at).data_type());
        let wrong = match other_kind(name, kind) {
            Some(held) => Some((None, ("wrong_type", sentence(held)))),
            None if kind == Holds::Whole && is_amount => {
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
}

/// What a table with names of an office's own is refused for, column by column.
fn faults_of_office(kind: TableKind, why: &OfficeFileError) -> Vec<TableFault> {
    let fault = |column: &str, why| TableFault::of_column(kind, column, None, why);
    match why {
        OfficeFileError::Missing { columns, .. } => {
            let missing = columns.iter();
            missing.map(|column| fault(column, ("missing_column", words::missing()))).collect()
        }
        OfficeFileError::HoldsOther { header, held, .. } => {
            vec![fault(header, ("wrong_type", sentence(*held)))]
        }
        OfficeFileError::Twice { column, .. } => {
            vec![fault(column, ("column_twice", why.sentence()))]
        }
        _ => vec![fault("", ("not_usable", why.sentence()))],
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

//! What is understood of an office's file, column by column: what `huzhu map` shows.

use csv::StringRecord;

use super::error::OfficeFileError;
use super::header::{self, FoundHeader};
use super::identities::Identities;
use super::mapping::{self, Comes, Mapping, Meaning};
use super::names::{self, KINDS};
use super::notes::{FileNote, SeenRows};
use super::reading::{OfficeFile, Reading};
use super::recognise::{self, Opened};
use super::standing::{Standing, Standings};
use super::table::Table;
use crate::claim::RecordKind;
use crate::money::Currency;
use crate::words::Sentence;

/// Values that are shown of a column.
const VALUES: usize = 3;
/// Rows that are looked at for them.
const ROWS_LOOKED_AT: usize = 200;

/// What is understood of one table of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// The file, with the sheet where it is one of a workbook.
    pub place: String,
    /// The line of the header; nothing where none is known.
    pub line: Option<u32>,
    pub columns: Vec<OutlinedColumn>,
    /// What is told of its rows.
    pub notes: Vec<FileNote>,
    /// Columns that come of the resident number.
    pub of_the_id: Vec<String>,
    /// What is declared for every row: our columns with their values.
    pub declared: Vec<(String, String)>,
    /// Columns that each kind of record still lacks, in the order of [`KINDS`].
    pub missing: [(RecordKind, Vec<String>); 3],
    /// What is wrong with the table for each kind of record.
    pub faults: Vec<Sentence>,
}

/// What is understood of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutlinedColumn {
    pub header: String,
    /// Our column; nothing where it is not read.
    pub column: Option<String>,
    /// A few of its values, as they stand in the file.
    pub values: Vec<String>,
    /// Whether its codes differ from region to region.
    pub is_regional: bool,
}

/// What is understood of a file. `reading` names some kind of record, which does not matter here.
///
/// # Errors
///
/// When the file cannot be read as text or as a workbook.
pub(crate) fn outline(
    file: &OfficeFile,
    reading: Reading,
) -> Result<Vec<Outline>, OfficeFileError> {
    let tables = match recognise::open(file, reading)? {
        Opened::Own(text) => vec![recognise::own_table(file, &text)],
        Opened::Tables(tables) => tables,
        Opened::Unknown => Vec::new(),
    };
    tables.iter().map(|table| of_table(table, reading)).collect()
}

fn of_table(table: &Table, reading: Reading) -> Result<Outline, OfficeFileError> {
    let Reading { imports, vocabulary, .. } = reading;
    let meaning = Meaning { imports, vocabulary };
    let mut outline = Outline::nothing_of(&table.name);
    let Some(header) = header::find(table, &|cell| meaning.of(cell))? else { return Ok(outline) };
    outline.line = Some(header.line);
    let import = imports.of(&header.cells, &table.name)?;
    let declared = |cell: &str| {
        let column = import?.columns.get(&names::plain(cell))?;
        Some(Some(column.clone()).filter(|column| !column.is_empty()))
    };
    let column = |cell: &String| declared(cell).unwrap_or_else(|| names::column(cell, vocabulary));
    let columns: Vec<(usize, &String, Option<String>)> = (header.cells.iter().enumerate())
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(at, cell)| (at, cell, column(cell)))
        .collect();
    let is_id = |column: &Option<String>| column.as_deref().is_some_and(mapping::is_id);
    let ids = columns.iter().filter(|(.., column)| is_id(column)).map(|(at, ..)| *at).collect();
    let standings = Standings::of(&header, ids);
    outline.notes = notes(table, &standings, (&header, vocabulary.currency()))?;
    let rows = records(table, &standings)?;
    let columns = columns.into_iter().map(|(at, header, column)| OutlinedColumn {
        header: header.clone(),
        column,
        values: values(&rows, at),
        is_regional: names::is_regional(header),
    });
    outline.columns = columns.collect();
    let values = import.iter().flat_map(|import| &import.values);
    outline.declared = values.map(|(column, value)| (column.clone(), value.clone())).collect();
    for (kind, missing) in &mut outline.missing {
        match meaning.mapping(table, &header, *kind) {
            Ok(mapping) => {
                outline.of_the_id.extend(mapping.of_the_id().map(str::to_owned));
                *missing = mapping.missing;
            }
            Err(all) => {
                for why in all.iter().map(OfficeFileError::sentence) {
                    if !outline.faults.contains(&why) {
                        outline.faults.push(why);
                    }
                }
            }
        }
    }
    Ok(outline)
}

impl Outline {
    fn nothing_of(place: &str) -> Outline {
        Outline {
            place: place.to_owned(),
            line: None,
            columns: Vec::new(),
            notes: Vec::new(),
            of_the_id: Vec::new(),
            declared: Vec::new(),
            missing: KINDS.map(|kind| (kind, Vec::new())),
            faults: Vec::new(),
        }
    }
}

/// What is told of the rows of a table, whatever kind of record they are.
fn notes(
    table: &Table,
    standings: &Standings,
    (header, currency): (&FoundHeader, Currency),
) -> Result<Vec<FileNote>, OfficeFileError> {
    let mut identities = Identities::of(&header.cells, currency);
    let mut seen = SeenRows::default();
    table.each(&mut |row| {
        match standings.standing(&row) {
            Standing::Header => {}
            Standing::Total | Standing::Below => seen.below.count(row.line),
            Standing::Record => {
                identities.iter_mut().for_each(|identities| identities.look(row.line, row.cells));
                if table.hides(row.line) {
                    seen.hidden.count(row.line);
                }
            }
        }
        Ok(true)
    })?;
    let disagree = identities.and_then(|identities| identities.note(&table.name));
    Ok(seen.notes(table).chain(disagree).collect())
}

/// The first records.
fn records(table: &Table, standings: &Standings) -> Result<Vec<StringRecord>, OfficeFileError> {
    let mut records = Vec::new();
    table.each(&mut |row| {
        if standings.standing(&row) == Standing::Record {
            records.push(row.cells.clone());
        }
        Ok(records.len() < ROWS_LOOKED_AT)
    })?;
    Ok(records)
}

/// A few values of a column that differ.
fn values(rows: &[StringRecord], at: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.get(at)).map(str::trim) {
        if !cell.is_empty() && !values.iter().any(|value| value == cell) {
            values.push(cell.to_owned());
        }
        if values.len() == VALUES {
            break;
        }
    }
    values
}

impl Mapping {
    /// Columns that come of the resident number.
    pub(super) fn of_the_id(&self) -> impl Iterator<Item = &str> {
        let is_it = |comes: Comes| matches!(comes, Comes::BirthOf(_) | Comes::SexOf(_));
        self.targets
            .iter()
            .filter(move |target| is_it(target.comes))
            .map(|target| target.column.as_str())
    }
}

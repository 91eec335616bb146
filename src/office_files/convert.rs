//! Office files in our form: which of their tables hold what is asked for, and by which header.

use super::error::{OfficeFileError, quoted};
use super::header;
use super::mapping::{Mapped, Meaning};
use super::origin::Origin;
use super::reading::{OfficeFile, Reading};
use super::recognise::{self, Opened};
#[cfg(feature = "arrow")]
use super::table::Rows;
use super::table::Table;
use super::write::{Converted, written};
use crate::claim::RecordKind;

/// Reads files of one kind of record, and puts their rows one behind the other; nothing where the only file is one of
/// ours with a mistake in its header, or no table at all: intake says best what is wrong with it.
///
/// # Errors
///
/// Everything for which a file is refused as a whole.
pub(crate) fn convert(
    files: &[OfficeFile],
    reading: Reading,
) -> Result<Option<Converted>, Vec<OfficeFileError>> {
    let is_alone = files.len() == 1;
    let (mut tables, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match recognise::open(file, reading) {
            Ok(Opened::Own(text)) if is_alone => return Ok(Some(as_it_is(text))),
            Ok(Opened::Own(text)) => tables.push(recognise::own_table(file, &text)),
            Ok(Opened::Tables(more)) => tables.extend(more),
            Ok(Opened::Unknown) if is_alone => return Ok(None),
            Ok(Opened::Unknown) => faults.push(no_header(&file.path, reading.kind)),
            Err(why) => faults.push(why),
        }
    }
    if tables.is_empty() {
        let nothing = files.iter().map(|file| no_header(&file.path, reading.kind));
        return Err(if faults.is_empty() { nothing.collect() } else { faults });
    }
    let mapped = match mapped(&tables, reading) {
        Ok(mapped) => mapped,
        Err(_) if is_alone && has_our_header(&tables, reading) => return Ok(None),
        Err(more) => return Err(faults.into_iter().chain(more).collect()),
    };
    let is_ours = |one: &Mapped| recognise::is_ours(one.table, &one.header, reading.vocabulary);
    if is_alone
        && faults.is_empty()
        && mapped.iter().any(|one| !one.mapping.missing.is_empty() && is_ours(one))
    {
        return Ok(None);
    }
    faults.extend(mapped.iter().filter_map(Mapped::lacks));
    if !faults.is_empty() {
        return Err(faults);
    }
    written(&mapped, reading).map(Some)
}

/// Reads a table that a program holds, whose columns have names of an office's own.
///
/// # Errors
///
/// Everything for which a file with such columns would be refused.
#[cfg(feature = "arrow")]
pub(crate) fn convert_held(
    (name, schema): (&str, &arrow_schema::Schema),
    batches: Vec<arrow_array::RecordBatch>,
    reading: Reading,
) -> Result<Converted, Vec<OfficeFileError>> {
    let fields = schema.fields().iter();
    let header = fields.clone().map(|field| field.name().as_str()).collect();
    let holds = fields.map(|field| super::holds(field.data_type())).collect();
    let rows = Rows::Held(super::held::Held::new(header, batches));
    let tables = [Table { holds, ..Table::of(name.to_owned(), rows) }];
    let mapped = mapped(&tables, reading)?;
    let lacks: Vec<OfficeFileError> = mapped.iter().filter_map(Mapped::lacks).collect();
    if !lacks.is_empty() {
        return Err(lacks);
    }
    let Converted { csv, origin } = written(&mapped, reading)?;
    Ok(Converted { csv, origin: Origin { is_held: true, ..origin } })
}

/// Whether the header of a file is one of ours, whatever is wrong with it.
fn has_our_header(tables: &[Table], reading: Reading) -> bool {
    let meaning = Meaning { imports: reading.imports, vocabulary: reading.vocabulary };
    tables.iter().any(|table| {
        let header = header::find(table, &|cell| meaning.of(cell)).ok().flatten();
        header.is_some_and(|header| recognise::is_ours(table, &header, reading.vocabulary))
    })
}

/// A text of ours in another encoding: its lines are those of the office's file.
fn as_it_is(text: String) -> Converted {
    Converted { csv: text.into_bytes(), origin: Origin::default() }
}

pub(super) fn no_header(place: &str, kind: RecordKind) -> OfficeFileError {
    let columns: Vec<String> = kind.required().iter().map(|name| (*name).to_owned()).collect();
    OfficeFileError::NoHeader { place: place.to_owned(), columns: quoted(&columns) }
}

/// The tables that hold such records: all that are complete, or else the one that lacks least. Other sheets of a
/// workbook may hold other things.
fn mapped<'t>(
    tables: &'t [Table],
    reading: Reading,
) -> Result<Vec<Mapped<'t>>, Vec<OfficeFileError>> {
    let Reading { kind, vocabulary, imports, .. } = reading;
    let meaning = Meaning { imports, vocabulary };
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for table in tables {
        let header = match header::find(table, &|cell| meaning.of(cell)) {
            Ok(Some(header)) => header,
            Ok(None) => continue,
            Err(why) => {
                faults.push(why);
                continue;
            }
        };
        match meaning.mapping(table, &header, kind) {
            Ok(mapping) => all.push(Mapped { table, header, mapping }),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let is_whole = |one: &Mapped| one.mapping.missing.is_empty();
    let has_bills = |one: &Mapped| {
        kind == RecordKind::Bills
            && one.mapping.targets.iter().any(|target| target.column == "bill_id")
    };
    match all.iter().any(is_whole) {
        true => all.retain(|one| is_whole(one) || has_bills(one)),
        false => {
            all.sort_by_key(|one| one.mapping.missing.len());
            all.truncate(1);
        }
    }
    let first = tables.first().map_or("", |table| table.name.as_str());
    if all.is_empty() { Err(vec![no_header(first, kind)]) } else { Ok(all) }
}

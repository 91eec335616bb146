//! Office files in our form: their rows as our own CSV, each with where it stands in the office's file.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::StringRecord;

use super::amounts::amount;
use super::checks::Checks;
use super::days::day;
use super::error::{OfficeFileError, quoted};
use super::header::{self, FoundHeader};
use super::mapping::{CellKind, Comes, Mapping, Meaning, Target};
use super::names::plain;
use super::origin::{Origin, Source, letters};
use super::reading::{OfficeFile, Reading};
use super::recognise::{self, Opened};
use super::table::Table;
use crate::claim::{RecordKind, Resident};
use crate::words::office_files as words;

/// Files in our form.
#[derive(Debug)]
pub(crate) struct Converted {
    pub csv: Vec<u8>,
    pub origin: Origin,
}

impl Converted {
    /// The same with the files that it was made of, which are kept as they came.
    #[must_use]
    pub fn with(mut self, files: Vec<OfficeFile>) -> Converted {
        self.origin.files = files.into_iter().map(|file| file.bytes).collect();
        self
    }
}

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

/// A table with its header and what that means.
struct Mapped<'t> {
    table: &'t Table,
    header: FoundHeader,
    mapping: Mapping,
}

impl Mapped<'_> {
    fn lacks(&self) -> Option<OfficeFileError> {
        let columns = self.mapping.missing.clone();
        let (place, line) = (self.table.name.clone(), self.header.line);
        (!columns.is_empty()).then_some(OfficeFileError::Missing { place, line, columns })
    }
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
        let found = header::find(table, &|cell| meaning.of(cell)).and_then(|header| {
            let Some(header) = header else { return Ok(None) };
            let mapping = meaning.mapping(&table.name, &header, kind)?;
            Ok(Some(Mapped { table, header, mapping }))
        });
        match found {
            Ok(found) => all.extend(found),
            Err(why) => faults.push(why),
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

/// The rows of all tables below one header.
fn written(all: &[Mapped], reading: Reading) -> Result<Converted, Vec<OfficeFileError>> {
    let mut columns: Vec<&str> = vec!["member_id"];
    for target in all.iter().flat_map(|one| &one.mapping.targets) {
        if !columns.contains(&target.column.as_str()) {
            columns.push(&target.column);
        }
    }
    let mut out = Out {
        csv: csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()),
        origin: Origin::default(),
    };
    out.row(columns.iter().copied().map(Cow::Borrowed));
    let mut faults = Vec::new();
    for one in all {
        let places = columns
            .iter()
            .map(|column| one.mapping.targets.iter().position(|target| target.column == *column));
        let writer = TableWriter { one, reading, places: places.collect(), width: columns.len() };
        match writer.write(&mut out) {
            Ok(more) => faults.extend(more),
            Err(why) => faults.push(why),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let csv = out.csv.into_inner().expect("memory takes all that is written");
    Ok(Converted { csv, origin: out.origin })
}

/// What is written.
struct Out {
    csv: csv::Writer<Vec<u8>>,
    origin: Origin,
}

impl Out {
    fn row<'c>(&mut self, cells: impl Iterator<Item = Cow<'c, str>>) {
        let flat = |cell: Cow<'c, str>| match cell.contains(['\n', '\r']) {
            true => Cow::Owned(cell.replace(['\n', '\r'], " ")),
            false => cell,
        };
        let cells = cells.map(flat);
        let cells: Vec<Cow<str>> = cells.collect();
        self.csv
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .expect("memory takes all that is written");
    }
}

/// Writes the rows of one table.
struct TableWriter<'w> {
    one: &'w Mapped<'w>,
    reading: Reading<'w>,
    /// The target of each column of the output.
    places: Vec<Option<usize>>,
    width: usize,
}

impl TableWriter<'_> {
    /// Writes the rows, and gives what they are refused for as a whole.
    fn write(&self, out: &mut Out) -> Result<Vec<OfficeFileError>, OfficeFileError> {
        let Mapped { table, header, mapping } = self.one;
        let currency = self.reading.vocabulary.currency();
        let mut checks = Checks::of(&table.name, mapping, self.reading.kind, currency);
        let source = out.origin.sources.len() as u16;
        out.origin.sources.push(self.source());
        table.each(&mut |line, row| {
            if line <= header.line || self.is_header(row) {
                return Ok(true);
            }
            if let Some(below) = self.below(row) {
                if below == Below::Total {
                    checks.total(line, |target| self.read(target, row).into_owned())?;
                }
                return Ok(true);
            }
            if self.is_of_others(row) {
                return Ok(true);
            }
            out.origin.places.push((source, line));
            self.row(line, row, out, &mut checks);
            Ok(true)
        })?;
        Ok(checks.faults())
    }

    fn source(&self) -> Source {
        let of = |target: &Target| {
            let Comes::Cell(at) = target.comes else { return None };
            let letters = self.one.table.has_letters.then(|| letters(at));
            Some((target.column.clone(), (target.header.clone(), letters)))
        };
        let headers: HashMap<_, _> = self.one.mapping.targets.iter().filter_map(of).collect();
        Source { name: self.one.table.name.clone(), headers }
    }

    /// Whether a row is the header again, as at the head of each page.
    fn is_header(&self, row: &StringRecord) -> bool {
        let cells = &self.one.header.cells;
        row.len() == cells.len() && row.iter().zip(cells).all(|(cell, name)| cell.trim() == name)
    }

    /// What a row is that belongs to no record.
    fn below(&self, row: &StringRecord) -> Option<Below> {
        let at = row.iter().position(|cell| !cell.trim().is_empty())?;
        let label = plain(row.get(at)?);
        let has = |column: &str| {
            let target = self.one.mapping.targets.iter().find(|target| target.column == column);
            let cell = target.and_then(|target| match target.comes {
                Comes::Cell(place) if place != at => row.get(place),
                _ => None,
            });
            cell.is_some_and(|cell| !cell.trim().is_empty())
        };
        if has("member_id") || has("bill_id") {
            return None;
        }
        let begins = |word: &str| label.starts_with(word);
        match () {
            () if words::TOTALS.iter().any(|word| begins(word)) => Some(Below::Total),
            () if words::BELOW.iter().any(|word| begins(word)) => Some(Below::Other),
            () => None,
        }
    }

    /// Whether a row of a file of several kinds of record has none of this kind: nothing but the id stands in it.
    fn is_of_others(&self, row: &StringRecord) -> bool {
        let own = self.one.mapping.targets.iter().filter(|target| target.column != "member_id");
        let mut cells = own.filter_map(|target| match target.comes {
            Comes::Cell(at) => Some(row.get(at).unwrap_or_default()),
            _ => None,
        });
        let first = cells.next();
        self.reading.kind != RecordKind::Members
            && first.is_some_and(|first| {
                first.trim().is_empty() && cells.all(|cell| cell.trim().is_empty())
            })
    }

    fn row(&self, line: u32, row: &StringRecord, out: &mut Out, checks: &mut Checks) {
        let width = self.one.mapping.width;
        let surplus = row.iter().skip(width).any(|cell| !cell.trim().is_empty());
        let is_ragged = row.len() < width || surplus;
        let mut cells: Vec<Cow<str>> = Vec::with_capacity(self.width + 1);
        for place in &self.places {
            let Some(at) = *place else {
                cells.push(Cow::Borrowed(""));
                continue;
            };
            let target = &self.one.mapping.targets[at];
            let read = self.read(target, row);
            if let (Comes::Cell(from), false) = (target.comes, is_ragged) {
                checks.look(at, &read, row.get(from).unwrap_or_default());
            }
            cells.push(read);
        }
        self.look_at_refund(line, row, &mut cells, checks);
        if is_ragged {
            // Intake refuses a row with more or fewer cells than the header, and whatever is behind the id with it.
            let line = out.origin.places.len() as u64 + 1;
            out.origin.ragged.insert(line, (row.len(), width));
            match surplus {
                true => cells.push(Cow::Borrowed("?")),
                false => drop(cells.pop()),
            }
        }
        out.row(cells.into_iter());
    }

    /// A refund names the settlement that it takes back; a row that is none takes nothing back, least of all itself.
    fn look_at_refund(
        &self,
        line: u32,
        row: &StringRecord,
        cells: &mut [Cow<str>],
        checks: &mut Checks,
    ) {
        let Some(flag) = self.one.mapping.refund.and_then(|at| row.get(at)) else { return };
        let targets = &self.one.mapping.targets;
        let place = |name: &str| {
            let is_it = |at: &Option<usize>| at.is_some_and(|at| targets[at].column == name);
            self.places.iter().position(is_it)
        };
        let taken = place("takes_back");
        let named = taken.map_or("", |at| cells[at].trim());
        let is_refund = flag.trim() == "1";
        let itself = place("bill_id").map_or("", |at| cells[at].trim());
        match taken {
            _ if is_refund && (named.is_empty() || named == itself) => checks.unnamed_refund(line),
            Some(at) if !is_refund && named == itself => cells[at] = Cow::Borrowed(""),
            _ => {}
        }
    }

    /// What stands in a cell, as our own files have it.
    fn read<'r>(&'r self, target: &'r Target, row: &'r StringRecord) -> Cow<'r, str> {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let read = match target.comes {
            Comes::Cell(at) => self.of_kind(target, cell(at)),
            Comes::BirthOf(at) => self.resident(cell(at), |resident| resident.birth.to_string()),
            Comes::SexOf(at) => {
                let sex = |resident: Resident| if resident.is_man { "M" } else { "F" }.to_owned();
                self.resident(cell(at), sex)
            }
            Comes::Declared => Cow::Borrowed(""),
        };
        match &target.otherwise {
            Some(value) if read.trim().is_empty() => Cow::Borrowed(value),
            _ => read,
        }
    }

    fn of_kind<'r>(&self, target: &'r Target, cell: &'r str) -> Cow<'r, str> {
        match &target.kind {
            CellKind::AsIs => Cow::Borrowed(cell),
            CellKind::Amount(unit) => amount(cell, *unit),
            CellKind::Day => day(cell),
            CellKind::Word(words) => words.value(cell).map_or(Cow::Borrowed(cell), Cow::Borrowed),
        }
    }

    fn resident(&self, id: &str, with: impl Fn(Resident) -> String) -> Cow<'static, str> {
        let id = self.reading.vocabulary.member_ids().fold(id);
        Resident::of(&id).map_or(Cow::Borrowed(""), |resident| Cow::Owned(with(resident)))
    }
}

/// What a row below the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Total,
    Other,
}

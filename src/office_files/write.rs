//! The rows of office files as our own CSV, each with where it stands in the office's file, and what is told of them.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::StringRecord;

use super::amounts::amount;
use super::checks::Checks;
use super::days::day;
use super::error::OfficeFileError;
use super::identities::Identities;
use super::mapping::{CellKind, Comes, Mapped, Target};
use super::notes::SeenRows;
use super::origin::{BrokenRow, Origin, Source, letters};
use super::reading::{OfficeFile, Reading};
use super::row::TableRow;
use super::standing::{Standing, Standings};
use crate::claim::{RecordKind, Resident};

/// Files in our form.
#[derive(Debug)]
pub(crate) struct Converted {
    pub csv: Vec<u8>,
    pub origin: Origin,
}

impl Converted {
    /// A file in our form with no row, that of a table which is refused.
    #[cfg(feature = "arrow")]
    pub fn without_rows(columns: &[&str]) -> Converted {
        let csv = format!("{}\n", columns.join(",")).into_bytes();
        Converted { csv, origin: Origin::default() }
    }

    /// The same with the files that it was made of, which are kept as they came.
    #[must_use]
    pub fn with(mut self, files: Vec<OfficeFile>) -> Converted {
        self.origin.files = files.into_iter().map(|file| file.bytes).collect();
        self
    }
}

/// The rows of all tables below one header.
pub(super) fn written(all: &[Mapped], reading: Reading) -> Result<Converted, Vec<OfficeFileError>> {
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
        let mut checks = Checks::of(table, mapping, self.reading.kind, currency);
        let is_of_bills = self.reading.kind == RecordKind::Bills;
        let identities = Identities::of(&header.cells, currency);
        let mut identities = identities.filter(|_| is_of_bills);
        let standings = Standings::of(header, mapping.ids());
        let mut seen = SeenRows::default();
        let source = out.origin.sources.len() as u16;
        out.origin.sources.push(self.source());
        table.each(&mut |row| {
            let TableRow { line, cells, .. } = row;
            match standings.standing(&row) {
                Standing::Record => {}
                Standing::Header => return Ok(true),
                below => {
                    seen.below.count(line);
                    if below == Standing::Total {
                        checks.total(line, |target| self.read(target, cells).into_owned())?;
                    }
                    return Ok(true);
                }
            }
            if self.is_of_others(cells) {
                return Ok(true);
            }
            if table.hides(line) {
                seen.hidden.count(line);
            }
            identities.iter_mut().for_each(|identities| identities.look(line, cells));
            out.origin.places.push((source, line));
            self.row(row, out, &mut checks);
            Ok(true)
        })?;
        out.origin.notes.extend(seen.notes(table));
        out.origin.notes.extend(identities.and_then(|identities| identities.note(&table.name)));
        out.origin.notes.extend(checks.notes());
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

    fn row(&self, whole: TableRow, out: &mut Out, checks: &mut Checks) {
        let TableRow { line, cells: row, has_open_quote } = whole;
        let width = self.one.mapping.width;
        let surplus = row.iter().skip(width).any(|cell| !cell.trim().is_empty());
        let is_broken = has_open_quote || row.len() < width || surplus;
        let mut cells: Vec<Cow<str>> = Vec::with_capacity(self.width + 1);
        for place in self.places.iter().copied() {
            let target = place.and_then(|at| Some((at, self.one.mapping.targets.get(at)?)));
            let Some((at, target)) = target else {
                cells.push(Cow::Borrowed(""));
                continue;
            };
            let read = self.read(target, row);
            if let (Comes::Cell(from), false) = (target.comes, is_broken) {
                checks.look((line, at), &read, row.get(from).unwrap_or_default());
            }
            cells.push(read);
        }
        if is_broken {
            // Intake refuses a row with more or fewer cells than the header, and whatever is behind the id with it.
            let why = match has_open_quote {
                true => BrokenRow::OpenQuote,
                false => BrokenRow::Cells { found: row.len(), header: width },
            };
            out.origin.broken.insert(out.origin.places.len() as u64 + 1, why);
            match surplus {
                true => cells.push(Cow::Borrowed("?")),
                false => drop(cells.pop()),
            }
        } else {
            self.look_at_refund(line, row, &mut cells, checks);
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
            let column = |at: usize| targets.get(at).map(|target| target.column.as_str());
            let is_it = |at: &Option<usize>| at.and_then(column) == Some(name);
            self.places.iter().position(is_it)
        };
        let taken = place("takes_back");
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let (named, itself) = (taken.map_or("", cell), place("bill_id").map_or("", cell));
        let (is_refund, is_itself) = (flag.trim() == "1", named == itself);
        match taken {
            _ if is_refund && (named.is_empty() || is_itself) => checks.unnamed_refund(line),
            Some(at) if !is_refund && is_itself => {
                cells.get_mut(at).into_iter().for_each(|cell| *cell = Cow::Borrowed(""));
            }
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

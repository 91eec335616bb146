//! lines.csv: lines of bills (费用明细), put into the column `lines` of bills.csv before its rows are looked at.
//!
//! One row is a line: `bill_id,class,day,amount`, with `hospital_id` where hospitals number their own bills, and with
//! `revision` where a file tells of several of one bill. So a bill with its lines is one row wherever it goes, and what
//! is wrong with its lines is wrong with that row.

use std::collections::HashMap;

use super::error::FileError;
use super::text::Text;
use crate::claim::{BETWEEN, WITHIN, line_cell};
use crate::fingerprint::Fingerprint;
use crate::office_files::TO_MEND;
use crate::words::{Sentence, data};

/// The column of a bill that holds its lines.
const LINES: &str = "lines";
/// Columns that a file of lines must have.
const NEEDED: [&str; 3] = ["bill_id", "class", "amount"];
/// Lines of the file that a message names.
const SHOWN: usize = 10;

/// What tells a bill from others: hospital, where hospitals number their own bills, number and revision.
type Key = (Vec<u8>, Vec<u8>, u64);

/// The lines of each bill, as they stand in its cell, and the first line of the file that names it.
type Lines = HashMap<Key, (String, u64)>;

/// A file of bills with the lines of another put into it.
///
/// # Errors
///
/// When the lines cannot be used as a whole: a column is missing, a cell cannot be told apart, a line is of no bill of
/// the file, or the file of bills has lines already.
pub(super) fn joined(bills: Text, lines: &Text, by_hospital: bool) -> Result<Text, FileError> {
    let mut of_bills = read(lines, by_hospital)?;
    let bytes = bills.content();
    let mut copy = Copy { rest: &bytes, at: 0, out: Vec::with_capacity(bytes.len()) };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*bytes);
    let (mut record, mut places) = (csv::ByteRecord::new(), None);
    // What is no CSV to this reader is read on below by the one that says what is wrong with a row.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        copy.go_to(record.position().map_or(0, |position| position.byte() as usize));
        copy.skip_line_ends();
        let Some(places) = &places else {
            copy.skip_mark();
            let found = Places::find(&record, by_hospital);
            if found.has_lines {
                let why = data::lines_twice(&lines.path, &bills.path, LINES);
                return Err(FileError::lines(&lines.path, why));
            }
            copy.put(found.in_front, LINES);
            places = Some(found);
            continue;
        };
        let cell = of_bills.remove(&places.key(&record)).map_or(String::new(), |(cell, _)| cell);
        copy.put(places.in_front, &cell);
    }
    let mut without: Vec<u64> = of_bills.into_values().map(|(_, line)| line).collect();
    without.sort_unstable();
    if !without.is_empty() {
        let why = data::lines_of_no_bill(&lines.path, shown(&without), &bills.path);
        return Err(FileError::lines(&lines.path, why));
    }
    let of_lines = Fingerprint { file: lines.file.clone(), sha256: lines.sha256() };
    let joined = copy.end();
    bills.with_lines(joined, of_lines)
}

/// A copy of a file while cells are put into its rows.
struct Copy<'b> {
    /// What is not copied yet, and where it begins.
    rest: &'b [u8],
    at: usize,
    out: Vec<u8>,
}

impl Copy<'_> {
    fn take(&mut self, bytes: usize) {
        let (now, later) = self.rest.split_at(bytes.min(self.rest.len()));
        self.out.extend(now);
        (self.rest, self.at) = (later, self.at + now.len());
    }

    fn go_to(&mut self, place: usize) {
        self.take(place.saturating_sub(self.at));
    }

    fn skip_line_ends(&mut self) {
        self.take(self.rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count());
    }

    /// The mark in front of a file of UTF-8.
    fn skip_mark(&mut self) {
        self.take(if self.rest.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 });
    }

    /// Puts a cell behind so many others of the row that begins here.
    fn put(&mut self, behind: usize, cell: &str) {
        let commas = self.rest.iter().enumerate().filter(|(_, byte)| **byte == b',');
        self.take(commas.map(|(at, _)| at + 1).take(behind).last().unwrap_or(0));
        match cell.contains([',', '"']) {
            true => self.out.extend(format!("\"{}\"", cell.replace('"', "\"\"")).as_bytes()),
            false => self.out.extend(cell.as_bytes()),
        }
        self.out.push(b',');
    }

    fn end(mut self) -> Vec<u8> {
        self.out.extend(self.rest);
        self.out
    }
}

/// Where the columns stand that tell bills apart.
struct Places {
    bill_id: Option<usize>,
    hospital_id: Option<usize>,
    revision: Option<usize>,
    has_lines: bool,
    /// Columns in front that a run put there, behind which lines are put.
    in_front: usize,
}

impl Places {
    fn find(header: &csv::ByteRecord, by_hospital: bool) -> Places {
        let names: Vec<String> = header.iter().map(name).collect();
        let at = |name: &str| names.iter().position(|known| known == name);
        Places {
            bill_id: at("bill_id"),
            hospital_id: at("hospital_id").filter(|_| by_hospital),
            revision: at("revision"),
            has_lines: at(LINES).is_some(),
            in_front: if names.starts_with(&TO_MEND.map(str::to_owned)) {
                TO_MEND.len()
            } else {
                0
            },
        }
    }

    fn key(&self, record: &csv::ByteRecord) -> Key {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or(b"").trim_ascii();
        let revision = str::from_utf8(cell(self.revision)).ok().and_then(|text| text.parse().ok());
        (cell(self.hospital_id).to_vec(), cell(self.bill_id).to_vec(), revision.unwrap_or(0))
    }
}

fn name(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned()
}

/// The lines in the file, by bill.
fn read(lines: &Text, by_hospital: bool) -> Result<Lines, FileError> {
    let bytes = lines.content();
    let refused = |why: Sentence| FileError::lines(&lines.path, why);
    let mut reader = csv::ReaderBuilder::new().from_reader(&*bytes);
    let header =
        reader.byte_headers().map_err(|_| refused(data::lines_no_csv(&lines.path, 1)))?.clone();
    let names: Vec<String> = header.iter().map(name).collect();
    let at = |name: &str| names.iter().position(|known| known == name);
    let needed = NEEDED.into_iter().chain(by_hospital.then_some("hospital_id"));
    let missing: Vec<&str> = needed.filter(|name| at(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(refused(data::lines_without_columns(&lines.path, missing.join(", "))));
    }
    let (class, day, amount) = (at("class"), at("day"), at("amount"));
    let places = Places::find(&header, by_hospital);
    let (mut all, mut record, mut unclear) = (Lines::new(), csv::ByteRecord::new(), Vec::new());
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => return Err(refused(data::lines_no_csv(&lines.path, line))),
        }
        let line = record.position().map_or(line, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or(b"");
        let texts = [class, day, amount].map(|at| str::from_utf8(cell(at)).map(str::trim));
        let [Ok(class), Ok(day), Ok(amount)] = texts else {
            unclear.push(line);
            continue;
        };
        if [class, day, amount].iter().any(|text| text.contains([BETWEEN, WITHIN, '\n', '\r'])) {
            unclear.push(line);
            continue;
        }
        let (of_bill, _) = all.entry(places.key(&record)).or_insert_with(|| (String::new(), line));
        if !of_bill.is_empty() {
            of_bill.push(BETWEEN);
        }
        of_bill.push_str(&line_cell(class, day, amount));
    }
    match unclear.is_empty() {
        true => Ok(all),
        false => Err(refused(data::lines_unclear(&lines.path, shown(&unclear)))),
    }
}

/// The first of some lines, for a message.
fn shown(lines: &[u64]) -> String {
    let first: Vec<String> = lines.iter().take(SHOWN).map(u64::to_string).collect();
    let more = if lines.len() > SHOWN { format!(" … ({})", lines.len()) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

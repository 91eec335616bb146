//! Reads files of cases: all mistakes of a file at once, each with its place.

use std::collections::BTreeMap;

use super::case::{Case, CaseNight, Person};
use super::equivalent::{self, Equivalent};
use super::expect::{Expect, expected};
use super::rows::{self, BillRow};
use super::{manual, nights, people};
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Bill, BillNumber, Column, ENROLLED_ON, ENROLMENT_COLUMNS,
    Enrolment, Fault, MOST_BILLS, MOST_PERIODS, Member, Owner, PAID_ON, RecordKind, RowReader,
    Stay,
};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::intake::{BillRowKind, BillVersion, Revision, amounts, digest, taking_back};
use crate::scheme::{
    Book, Entries, Node, Read, Reader, Reports, Source, Span, Value, advise_by_text, lines_cell,
    read_text, suggest,
};
use crate::words;
use crate::words::data::{bad_revision, unknown_word};
use crate::words::rules::case_bad_value;

/// The text of each column of one record, with its place.
type Cells = BTreeMap<String, (std::ops::Range<usize>, String)>;

/// The cells of an enrolment period, and where it is written: in a case, or once for all of them.
struct PeriodCells {
    cells: Cells,
    place: Span,
}

type CasesAndMarks = (Vec<Case>, Vec<Equivalent>);

/// Values for what cases leave out.
#[derive(Default)]
struct Defaults {
    member: Cells,
    enrolments: Vec<PeriodCells>,
    bill: Cells,
}

/// Reads the cases of one file.
///
/// # Errors
///
/// Every mistake of the file.
pub fn read(book: &Book, source: Source) -> Result<Vec<Case>, Box<Reviewed>> {
    read_all(book, source).map(|(cases, _)| cases)
}

/// The cases of a file, and its marks of equivalent changes.
pub(super) fn read_all(book: &Book, source: Source) -> Result<CasesAndMarks, Box<Reviewed>> {
    let mut file = Reviewed::new(&source.path, source.text);
    let cases = read_text(&file.text, &mut file.found, |reader| {
        let defaults = reader.table("defaults", read_defaults);
        let defaults = defaults.ok().flatten().unwrap_or_default();
        let case_reader = CaseReader { book, defaults };
        let cases = reader.tables("case", |reader| case_reader.case(reader));
        check_ids(&cases, reader);
        let marks = equivalent::read_marks(reader);
        Ok((cases.into_iter().collect::<Read<Vec<Case>>>()?, marks?))
    });
    match cases {
        Ok(read) if file.found.is_empty() => Ok(read),
        _ => {
            advise_by_text(&mut file);
            Err(Box::new(file))
        }
    }
}

fn check_ids(cases: &[Read<Case>], reader: &mut Reader<Diagnostics>) {
    let mut seen: Vec<&str> = Vec::new();
    for case in cases.iter().flatten() {
        if seen.contains(&case.id.as_str()) {
            reader.error(case.place..case.place, words::rules::id_twice(&case.id));
        }
        seen.push(&case.id);
    }
}

fn read_defaults(reader: &mut Reader<Diagnostics>) -> Read<Defaults> {
    let member = reader.table("member", read_cells);
    let enrolments = read_periods(reader);
    let bill = reader.table("bill", read_cells);
    let cells = |read: Read<Option<Cells>>| read.ok().flatten().unwrap_or_default();
    Ok(Defaults { member: cells(member), enrolments, bill: cells(bill) })
}

/// Takes enrolment periods; of one that is no table, the mistake is reported.
fn read_periods(reader: &mut Reader<Diagnostics>) -> Vec<PeriodCells> {
    let _ = reader.at_most("enrolment", MOST_PERIODS);
    let period = |reader: &mut Reader<Diagnostics>| {
        Ok(PeriodCells { place: reader.span(), cells: read_cells(reader)? })
    };
    reader.tables("enrolment", period).into_iter().flatten().collect()
}

/// Takes all columns of a record. A value with a mistake is reported and left out.
fn read_cells(reader: &mut Reader<Diagnostics>) -> Read<Cells> {
    let entries: Entries = reader.rest();
    let mut cells = Cells::new();
    for (column, (key, node)) in entries {
        if column == "lines" {
            let place = node.span.clone();
            cells.extend(lines_cell(reader, node).ok().map(|text| (column, (place, text))));
        } else if let Value::Flag(flag) = node.value {
            cells.insert(column, (key, if flag { "yes" } else { "no" }.to_owned()));
        } else if let Ok(text) = reader.scalar(&node, &column) {
            cells.insert(column, (node.span.clone(), text.to_owned()));
        }
    }
    Ok(cells)
}

/// Takes the id, and checks that notes for people are texts.
fn read_head(reader: &mut Reader<Diagnostics>) -> Read<String> {
    let id = reader.required("id");
    let id = id.and_then(|node| reader.scalar(&node, "id").map(str::to_owned));
    for key in ["title", "status", "source", "note", "edition"] {
        if let Some(node) = reader.optional(key) {
            let _ = reader.scalar(&node, key);
        }
    }
    id
}

/// What is known of the bills of a person while they are read.
struct Known<'k> {
    ids: &'k mut Vec<String>,
    /// Ids of stays.
    stays: &'k mut Vec<String>,
    /// The member's id.
    whose: &'k mut Option<String>,
    nights: &'k [CaseNight],
}

struct CaseReader<'b> {
    book: &'b Book,
    defaults: Defaults,
}

impl CaseReader<'_> {
    fn case(&self, reader: &mut Reader<Diagnostics>) -> Read<Case> {
        let place = reader.span().start;
        let id = read_head(reader);
        let nights = nights::read(self.book, reader);
        let known = nights.as_deref().unwrap_or_default();
        let person = self.person(reader, known, true);
        let relatives = people::relatives(reader, person.as_ref().ok(), |reader| {
            self.person(reader, known, false)
        });
        let total_place = reader.value_span("expect");
        let total = expected(self.book, reader);
        if total.as_ref().is_ok_and(|total| !total.steps.is_empty()) {
            reader.error(total_place, words::rules::steps_of_all_bills());
        }
        let (person, relatives, total, nights) = (person?, relatives?, total?, nights?);
        let expects = std::iter::once(&person).chain(&relatives).flat_map(|one| &one.expects);
        let mut of_nights = nights.iter().flat_map(|night| [night.pays, night.claws_back]);
        let is_of_no_night = !of_nights.any(|expected| expected.is_some());
        if is_of_no_night && expects.chain([&total]).all(Expect::is_empty) {
            return Err(reader.error(reader.span(), words::rules::case_without_expect()));
        }
        Ok(Case { id: id?, place, person, relatives, total, nights })
    }

    /// Takes what a case says of the member, who must have bills, or of a relative.
    fn person(
        &self,
        reader: &mut Reader<Diagnostics>,
        nights: &[CaseNight],
        needs_bills: bool,
    ) -> Read<Person> {
        let (cells, member) = self.member(reader);
        let mut whose = cells.get("member_id").map(|(_, id)| id.trim().to_owned());
        let later = self.changes(reader, cells);
        let enrolments = self.enrolments(reader, &mut whose);
        let (mut ids, mut stays) = (Vec::new(), Vec::new());
        let fits = reader.at_most("bill", MOST_BILLS);
        let mut known = Known { ids: &mut ids, stays: &mut stays, whose: &mut whose, nights };
        let rows = reader.tables("bill", |reader| self.bill(reader, &mut known));
        let is_empty = rows.is_empty();
        let rows: Read<Vec<BillRow>> = rows.into_iter().collect();
        let bills = rows.as_ref().ok().map(|rows| rows::holding(self.book, rows, reader));
        let overrides = manual::overrides(self.book, reader, &ids);
        let disallowances = manual::disallowances(self.book, reader, &ids);
        let openings =
            manual::openings(self.book, reader, enrolments.as_ref().ok().map(Vec::as_slice));
        if is_empty && needs_bills {
            return Err(reader.error(reader.span(), words::rules::case_without_bills()));
        }
        fits?;
        let rows = rows?;
        let by_night = nights::by_night(self.book, &rows, nights);
        let expects: Read<Vec<Expect>> = rows.into_iter().map(|row| row.expect).collect();
        let expects = expects?;
        let bills = bills.expect("its rows are read")?;
        let (mut overrides, mut disallowances) = (overrides?, disallowances?);
        manual::keep_those_that_hold(&mut overrides, |one| &mut one.bill, &bills, &ids);
        manual::keep_those_that_hold(&mut disallowances, |one| &mut one.bill, &bills, &ids);
        let (member, later, enrolments, openings) = (member?, later?, enrolments?, openings?);
        Ok(Person {
            member,
            later,
            enrolments,
            bills,
            openings,
            overrides,
            disallowances,
            ids,
            expects,
            nights: by_night,
        })
    }

    /// The member, and the cells that describe the member.
    fn member(&self, reader: &mut Reader<Diagnostics>) -> (Cells, Read<Member>) {
        let own = reader.table("member", read_cells).ok().flatten().unwrap_or_default();
        let (mut cells, place) = (over(&self.defaults.member, own), reader.span());
        put(&mut cells, "hardship", "no", &place);
        put(&mut cells, "sex", "M", &place);
        put(&mut cells, "birth_date", "1980-01-01", &place);
        self.known_columns(&cells, Owner::Member, &MEMBER, reader);
        let (row_reader, row) = self.row(&cells, RecordKind::Members);
        let member = accept(row_reader.member(&row[..]), &cells, &place, reader);
        (cells, member)
    }

    /// Takes `change`: facts of the member from a day on; facts that a change leaves out stay as they were.
    fn changes(&self, reader: &mut Reader<Diagnostics>, mut cells: Cells) -> Read<Vec<Member>> {
        let known: Vec<&str> = MEMBER.into_iter().chain(["valid_from"]).collect();
        let mut last = None;
        let read = reader.tables("change", |reader| {
            let own = read_cells(reader)?;
            for key in ["birth_date", "sex"] {
                if let Some((place, _)) = own.get(key) {
                    reader.error(place.clone(), words::rules::no_fact_of_a_day(key));
                }
            }
            if !own.contains_key("valid_from") {
                reader.error(reader.span(), words::rules::missing("valid_from"));
            }
            cells.extend(own);
            self.known_columns(&cells, Owner::Member, &known, reader);
            let (row_reader, row) = self.row(&cells, RecordKind::Members);
            let member = accept(row_reader.member(&row[..]), &cells, &reader.span(), reader)?;
            if last.replace(member.from).is_some_and(|last| member.from <= last) {
                reader.error(cells["valid_from"].0.clone(), words::rules::changes_by_day());
            }
            Ok(member)
        });
        read.into_iter().collect()
    }

    fn enrolments(
        &self,
        reader: &mut Reader<Diagnostics>,
        whose: &mut Option<String>,
    ) -> Read<Vec<Enrolment>> {
        // `enrolment = []` means that the member was never enrolled.
        let none = |node: &Node| matches!(&node.value, Value::List(items) if items.is_empty());
        if reader.table.peek("enrolment").is_some_and(none) {
            reader.optional("enrolment");
            return Ok(Vec::new());
        }
        let own = read_periods(reader);
        let all = if own.is_empty() { &self.defaults.enrolments } else { &own };
        let periods: Vec<_> = all.iter().map(|one| self.period(one, reader, whose)).collect();
        periods.into_iter().collect()
    }

    /// One enrolment period. What is wrong with one that stands for all cases is reported at its own place, and so
    /// once.
    fn period(
        &self,
        PeriodCells { cells, place }: &PeriodCells,
        reader: &mut Reader<Diagnostics>,
        whose: &mut Option<String>,
    ) -> Read<Enrolment> {
        let mut cells = cells.clone();
        put(&mut cells, "units", "1", place);
        let has_no_day = !cells.contains_key(ENROLLED_ON);
        put_like(&mut cells, ENROLLED_ON, "start", place);
        let known: Vec<&str> = ENROLMENT_COLUMNS.into_iter().chain([PAID_ON]).collect();
        self.known_columns(&cells, Owner::Enrolment, &known, reader);
        check_member(&cells, whose, reader);
        let plan = cells.get("plan").map_or("", |(_, plan)| plan);
        let start = cells.get("start").and_then(|(_, start)| Day::parse(start));
        let asks = |start| self.book.asks_enrolled_on_of(plan, start);
        if has_no_day && start.is_some_and(asks) {
            let help = words::rules::enrolled_on_help();
            reader.advise(place.clone(), words::rules::missing(ENROLLED_ON), help);
        }
        if !cells.contains_key(PAID_ON) && self.book.vocabulary.asks_receipts_of(plan) {
            let help = words::rules::paid_on_help();
            reader.advise(place.clone(), words::rules::missing(PAID_ON), help);
        }
        let (row_reader, row) = self.row(&cells, RecordKind::Enrolments);
        accept(row_reader.enrolment(&row[..]), &cells, place, reader)
    }

    fn bill(&self, reader: &mut Reader<Diagnostics>, known: &mut Known) -> Read<BillRow> {
        let Known { ids, stays, whose, nights } = known;
        let (expect, place) = (expected(self.book, reader), reader.span());
        let mut own = read_cells(reader)?;
        let night = nights::of_row(own.remove("night"), nights, reader);
        let number = ids.len() as u32;
        let id = own.remove("id").map_or_else(|| (number + 1).to_string(), |(_, text)| text);
        ids.push(id.clone());
        let mut cells = over(&self.defaults.bill, own);
        let known = BILL_COLUMNS.into_iter().chain(BILL_OPTIONS).chain(Column::names());
        self.known_columns(&cells, Owner::Bill, &known.collect::<Vec<_>>(), reader);
        check_member(&cells, whose, reader);
        let text = |column: &str| cells.get(column).map_or("", |(_, text)| text.trim());
        let takes_back = text("takes_back").to_owned();
        let (hospital, stay_id) = (text("hospital_id").to_owned(), text("stay_id").to_owned());
        let key = self.key(if takes_back.is_empty() { &id } else { &takes_back }, &hospital);
        let revision = Revision::read(text("revision"));
        let is = self.is(&cells, revision, reader)?;
        for (column, default) in [("category", "inpatient"), ("hospital_level", "none")] {
            put(&mut cells, column, default, &place);
        }
        put_like(&mut cells, "settled_on", "discharge", &place);
        let stay = stay_of(&stay_id, number, stays);
        let bill = match is {
            // The row takes the bill back: its other cells do not matter.
            BillRowKind::Void => None,
            BillRowKind::Bill | BillRowKind::Refund => {
                let (row_reader, row) = self.row(&cells, RecordKind::Bills);
                let read = row_reader.numbered_bill(&row[..], number, stay);
                Some(accept(read, &cells, &place, reader)?)
            }
        };
        let amounts = bill.as_ref().map_or([0; 16], amounts);
        let content = match &bill {
            Some(bill) if is == BillRowKind::Bill => {
                let alone = by_itself(bill);
                digest(format!("{:?}", (alone, &hospital, &stay_id, revision)).as_bytes())
            }
            _ => taking_back((&id, &takes_back), &hospital, revision, &amounts),
        };
        let admission = bill.as_ref().map_or(String::new(), |bill| bill.admission.to_string());
        let member = String::new(); // A case has one.
        let said =
            BillVersion { content, revision, is, member, hospital, admission, amounts, run: None };
        Ok(BillRow { key, place, bill, said, expect, night: night? })
    }

    /// What a bill is known by: its number, or the hospital's where hospitals number their bills.
    fn key(&self, number: &str, hospital: &str) -> String {
        let is_of_hospital = self.book.vocabulary.bill_number == BillNumber::OfHospital;
        match is_of_hospital && !hospital.is_empty() {
            true => format!("{hospital}/{number}"),
            false => number.to_owned(),
        }
    }

    /// Whether a row is a bill, a refund or a void.
    fn is(
        &self,
        cells: &Cells,
        revision: Revision,
        reader: &mut Reader<Diagnostics>,
    ) -> Read<BillRowKind> {
        let cell = |column: &str| cells.get(column).map(|(place, text)| (place, text.trim()));
        if let Some((place, text)) = cell("revision").filter(|_| revision == Revision::Unknown) {
            let why = case_bad_value("revision", bad_revision(text));
            return Err(reader.error(place.clone(), why));
        }
        let is_refund = cell("takes_back").is_some_and(|(_, text)| !text.is_empty());
        match cell("status") {
            Some((place, text)) if !["", "final", "void"].contains(&text) => {
                let why = unknown_word(text, "`final` `void`");
                Err(reader.error(place.clone(), case_bad_value("status", why)))
            }
            _ if is_refund => Ok(BillRowKind::Refund),
            Some((_, "void")) => Ok(BillRowKind::Void),
            _ => Ok(BillRowKind::Bill),
        }
    }

    /// A header of the columns written, and the row below it.
    fn row<'c>(&self, cells: &'c Cells, kind: RecordKind) -> (RowReader<'_>, Vec<&'c str>) {
        let header = cells.keys().map(String::as_str);
        let row = cells.values().map(|(_, text)| text.as_str()).collect();
        (RowReader::of_checked(header, kind, &self.book.vocabulary), row)
    }

    fn known_columns(
        &self,
        cells: &Cells,
        owner: Owner,
        known: &[&str],
        reader: &mut Reader<Diagnostics>,
    ) {
        let fields = self.book.vocabulary.fields.iter();
        let fields = fields.filter(|field| field.owner == owner && field.is_column());
        let known: Vec<&str> =
            known.iter().copied().chain(fields.map(|field| field.name.as_str())).collect();
        for (column, (span, _)) in
            cells.iter().filter(|(column, _)| !known.contains(&column.as_str()))
        {
            let help = suggest(column, known.iter().copied());
            reader.advise(span.clone(), words::rules::unknown_key(column), help);
        }
    }
}

/// Columns that a case may give of its member.
const MEMBER: [&str; 7] =
    ["member_id", "birth_date", "sex", "org_code", "hardship", "name", "household_id"];

/// A bill as its row says it, whatever stay it is of and whichever number it has.
fn by_itself(bill: &Bill) -> Bill {
    let stay = Stay::alone(0, bill.admission, bill.discharge);
    Bill { id: 0, stay_id: Bill::alone(0), stay, ..*bill }
}

/// Reports a record of another member than that of the case, whose id is the first that is written.
fn check_member(cells: &Cells, whose: &mut Option<String>, reader: &mut Reader<Diagnostics>) {
    let Some((place, id)) = cells.get("member_id") else { return };
    let (id, own) = (id.trim(), whose.get_or_insert_with(|| id.trim().to_owned()));
    if id != own {
        let help = words::rules::case_other_member_help();
        reader.advise(place.clone(), words::rules::case_other_member(id, own), help);
    }
}

/// The cells of a record over the default ones.
fn over(defaults: &Cells, own: Cells) -> Cells {
    let mut cells = defaults.clone();
    cells.extend(own);
    cells
}

/// Puts a default value where there is none.
fn put(cells: &mut Cells, column: &str, default: &str, place: &Span) {
    cells.entry(column.to_owned()).or_insert_with(|| (place.clone(), default.to_owned()));
}

/// Puts the date of another column where there is none. Where that is not a date, any will do: the mistake is
/// reported already.
fn put_like(cells: &mut Cells, column: &str, other: &str, place: &Span) {
    let date = cells.get(other).map(|(_, text)| text.clone());
    let date = date.filter(|text| Day::parse(text).is_some());
    put(cells, column, date.as_deref().unwrap_or("2000-01-01"), place);
}

/// The record, or its faults as mistakes at the places of their columns; those of columns that it lacks at its own.
fn accept<T>(
    record: Result<T, Vec<Fault>>,
    cells: &Cells,
    place: &Span,
    reader: &mut Reader<Diagnostics>,
) -> Read<T> {
    record.map_err(|faults| {
        let mut reported = None;
        for fault in faults {
            let place = cells.get(&fault.column).map_or(place, |(span, _)| span).clone();
            let why = case_bad_value(&fault.column, &fault.sentence);
            reported = Some(reader.error(place, why));
        }
        reported.expect("a record that is not read has a fault")
    })
}

/// The number of a stay among those of a case; a bill without a stay has one of its own.
fn stay_of(stay_id: &str, number: u32, stays: &mut Vec<String>) -> u32 {
    if stay_id.is_empty() {
        return Bill::alone(number);
    }
    let known = stays.iter().position(|known| known == stay_id);
    let place = known.unwrap_or_else(|| {
        stays.push(stay_id.to_owned());
        stays.len() - 1
    });
    place as u32
}

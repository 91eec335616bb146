//! Reads `bill.toml`: the bill on the counter, and the member where no data are given.
//!
//! ```toml
//! [bill]
//! category = "inpatient"
//! hospital_level = "3"
//! admission = "2024-03-01"
//! discharge = "2024-03-11"
//! total = "21500.00"
//! pool_paid = "?"
//!
//! [member]
//! birth_date = "1980-01-01"
//! sex = "F"
//!
//! [[change]]
//! valid_from = "2024-06-01"
//! hardship = "yes"
//!
//! [[enrolment]]
//! plan = "medical"
//! start = "2024-01-01"
//! end = "2024-12-31"
//! ```
//!
//! Columns are those of the CSV files. An amount that bills.csv must have and that is left out here
//! is not known yet, as is one written `"?"`; other amounts left out are zero, as they are there.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::PreviewError;
use super::past::Past;
use super::query::{BillQuery, OUTSIDE};
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Bill, Column, ENROLLED_ON, ENROLMENT_COLUMNS, Enrolment, FUNDS,
    Fault, FieldKind, MEMBER_COLUMNS, MEMBER_OPTIONS, MOST_BILLS, Member, MemberIds, Owner,
    PAID_ON, RecordKind, RowReader, Vocabulary, WrongId,
};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::intake::{Intake, mask};
use crate::money::Money;
use crate::scheme::{
    Book, Read, Reader, Reports, Source, Value, advise_by_text, lines_cell, nearest, quoted_list,
    read_text,
};
use crate::words::{self, Sentence, program};

/// The text of each column of one record, with its place.
type Cells = BTreeMap<String, (Range<usize>, String)>;

/// The id of a bill without one.
const NAMELESS: &str = "preview";
/// Stands for a value that was reported already; no text is this, since reading strips blanks around texts.
const REPORTED: &str = " ";
/// A day that keeps the row reader from reporting a second mistake.
const ANY_DAY: &str = "2000-01-01";
/// What stands for an amount that is not known yet.
const UNKNOWN: &str = "?";
/// Columns that decide which row of a file holds; a preview is of one bill.
const OF_FILES: [&str; 3] = ["revision", "status", "takes_back"];

/// Reads the bill, and the member it belongs to: from `data` where they are given, else from the
/// file itself.
///
/// # Errors
///
/// Every mistake of the file.
pub fn read(
    book: &Book,
    source: Source,
    data: Option<&Intake>,
) -> Result<(Past, BillQuery), Box<Reviewed>> {
    match data {
        Some(data) => read_on(book, source, |id| Past::of(data, id)),
        None => read_with(book, source, None),
    }
}

/// The same, where `past` gives the history of a member by id.
///
/// # Errors
///
/// Every mistake of the file.
pub fn read_on(
    book: &Book,
    source: Source,
    past: impl Fn(&str) -> Result<Past, PreviewError>,
) -> Result<(Past, BillQuery), Box<Reviewed>> {
    read_with(book, source, Some(&past))
}

/// The member id in a bill's file; nothing where it has none, or cannot be read.
pub fn member_id_of(source: &Source) -> Option<String> {
    let mut file = Reviewed::new(&source.path, source.text.clone());
    let read = read_text(&file.text, &mut file.found, |reader| {
        let node = reader.required("bill")?;
        let cells = reader.part_of(node, "bill", read_cells)?;
        Ok(cells.get("member_id").map(|(_, id)| id.clone()))
    });
    read.ok().flatten()
}

/// Gives the history of a member by id.
type PastOf<'p> = &'p dyn Fn(&str) -> Result<Past, PreviewError>;

fn read_with(
    book: &Book,
    source: Source,
    past_of: Option<PastOf>,
) -> Result<(Past, BillQuery), Box<Reviewed>> {
    let mut file = Reviewed::new(&source.path, source.text);
    let read = read_text(&file.text, &mut file.found, |reader| {
        let bill_reader = BillReader { vocabulary: &book.vocabulary, book };
        let bill = reader.required("bill");
        let bill = bill.and_then(|node| {
            let span = node.span.clone();
            Ok((span, reader.part_of(node, "bill", read_cells)?))
        });
        let past = match past_of {
            Some(past_of) => {
                let cells = bill.as_ref().ok().map(|bill| &bill.1);
                bill_reader.known_member(reader, cells, past_of)
            }
            None => bill_reader.member_in_file(reader),
        };
        let (span, cells) = bill?;
        let query = bill_reader.bill(&cells, &span, past.as_ref(), reader);
        Ok(past.zip(query))
    });
    match read {
        Ok(Some(read)) if file.found.is_empty() => Ok(read),
        _ => {
            advise_by_text(&mut file);
            Err(Box::new(file))
        }
    }
}

struct BillReader<'b> {
    vocabulary: &'b Vocabulary,
    book: &'b Book,
}

impl<'b> BillReader<'b> {
    /// The member of the data, or of the ledger, that the bill names.
    fn known_member(
        &self,
        reader: &mut Reader<Diagnostics>,
        bill: Option<&Cells>,
        past_of: PastOf,
    ) -> Option<Past> {
        for key in ["member", "change", "enrolment"] {
            reader.forbid(key, program::bill_not_with_data(key));
        }
        let bill = bill?;
        let Some((place, id)) = bill.get("member_id") else {
            let place = bill.values().next().map_or(0..0, |(place, _)| place.clone());
            let help = program::bill_member_id_help();
            reader.advise(place, program::bill_member_id_needed(), help);
            return None;
        };
        let why = match past_of(&self.vocabulary.member_ids.fold(id)) {
            Ok(past) => return Some(past),
            Err(why) => why,
        };
        reader.advise(place.clone(), why.sentence(), why.help());
        None
    }

    /// The member that the file itself describes.
    fn member_in_file(&self, reader: &mut Reader<Diagnostics>) -> Option<Past> {
        let span = reader.span_of("member");
        let cells = reader.required("member");
        let cells = cells.and_then(|node| reader.part_of(node, "member", read_cells));
        let mut cells = cells.unwrap_or_default();
        let member = if cells.is_empty() { None } else { self.member(&mut cells, &span, reader) };
        let later = reader.tables("change", |reader| {
            let (own, span) = (read_cells(reader)?, reader.span());
            if !own.contains_key("valid_from") {
                reader.error(span.clone(), words::rules::missing("valid_from"));
            }
            cells.extend(own);
            Ok(self.member(&mut cells, &span, reader))
        });
        let later: Option<Vec<Member>> = later.into_iter().map(|one| one.ok().flatten()).collect();
        let enrolments = reader.tables("enrolment", |reader| {
            let (mut cells, span) = (read_cells(reader)?, reader.span());
            Ok(self.enrolment(&mut cells, &span, reader))
        });
        let enrolments = enrolments.into_iter().map(|one| one.ok().flatten());
        let enrolments: Option<Vec<Enrolment>> = enrolments.collect();
        Some(Past::new(member?, enrolments?).with_later(later?))
    }

    fn member(
        &self,
        cells: &mut Cells,
        span: &Range<usize>,
        reader: &mut Reader<Diagnostics>,
    ) -> Option<Member> {
        put(cells, "hardship", "no", span);
        let known = MEMBER_COLUMNS.iter().chain(&MEMBER_OPTIONS).copied();
        self.check_columns(cells, known.collect(), Owner::Member, reader);
        let (row_reader, row) = self.row(cells, RecordKind::Members);
        accept(row_reader.member(&row[..]), cells, span, reader)
    }

    fn enrolment(
        &self,
        cells: &mut Cells,
        span: &Range<usize>,
        reader: &mut Reader<Diagnostics>,
    ) -> Option<Enrolment> {
        put(cells, "units", "1", span);
        let known = ENROLMENT_COLUMNS.into_iter().chain([PAID_ON]).collect();
        self.check_columns(cells, known, Owner::Enrolment, reader);
        let plan = cells.get("plan").map_or("", |(_, plan)| plan);
        let start = cells.get("start").and_then(|(_, start)| Day::parse(start));
        let asked = [
            (PAID_ON, self.vocabulary.asks_receipts_of(plan), words::rules::paid_on_help()),
            (
                ENROLLED_ON,
                start.is_some_and(|start| self.book.asks_enrolled_on_of(plan, start)),
                words::rules::enrolled_on_help(),
            ),
        ];
        let left_out = |one: &(&str, bool, Sentence)| one.1 && !cells.contains_key(one.0);
        let left_out: Vec<_> = asked.into_iter().filter(left_out).collect();
        if !left_out.is_empty() {
            for (column, _, help) in left_out {
                reader.advise(span.clone(), words::rules::missing(column), help);
            }
            return None;
        }
        if let Some((place, start)) = cells.get("start").cloned() {
            cells.entry(ENROLLED_ON.to_owned()).or_insert((place, start));
        }
        let (row_reader, row) = self.row(cells, RecordKind::Enrolments);
        accept(row_reader.enrolment(&row[..]), cells, span, reader)
    }

    fn bill(
        &self,
        cells: &Cells,
        span: &Range<usize>,
        past: Option<&Past>,
        reader: &mut Reader<Diagnostics>,
    ) -> Option<BillQuery> {
        if let Some((place, _)) = cells.get("takes_back") {
            // This is the wrong bill to ask about: its other mistakes do not matter.
            reader.error(place.clone(), words::rules::case_takes_back());
            return None;
        }
        self.check_columns(cells, bill_columns(), Owner::Bill, reader);
        let mut cells = cells.clone();
        let mut query = self.open_amounts(&mut cells, span);
        query.settled_assumed = !cells.contains_key("settled_on");
        // A missing discharge is reported already, and once is enough.
        let discharge =
            cells.get("discharge").cloned().unwrap_or((span.clone(), ANY_DAY.to_owned()));
        cells.entry("settled_on".to_owned()).or_insert(discharge);
        let text = |column: &str| cells.get(column).map(|(_, text)| text.clone());
        query.id = text("bill_id").unwrap_or_else(|| NAMELESS.to_owned());
        let ids = self.vocabulary.member_ids;
        query.member_id = text("member_id").map(|id| ids.fold(&id).into_owned());
        if let Some((place, id)) = cells.get("member_id")
            && let Some(why) = wrong_id(ids, id)
        {
            reader.error(place.clone(), why);
        }
        if query.id.is_empty() {
            let place = cells["bill_id"].0.clone();
            reader.advise(place, words::rules::empty_text("bill_id"), program::bill_id_help());
        }
        let place = cells.get("bill_id").map_or(span.clone(), |(place, _)| place.clone());
        check_joins(past, &query.id, place, reader);
        let number = past.map_or(0, |past| past.ids.len() as u32);
        let stay =
            past.and_then(|past| past.stay(&text("stay_id")?)).unwrap_or(Bill::alone(number));
        let (row_reader, row) = self.row(&cells, RecordKind::Bills);
        let bill = accept(row_reader.numbered_bill(&row[..], number, stay), &cells, span, reader)?;
        // The clerk has the sheet at hand, and sees how long the stay is.
        let doubts = row_reader.doubts(&row[..], &bill).into_iter();
        let doubts: Vec<Fault> = doubts.filter(|fault| fault.code != "long_stay").collect();
        let bill =
            accept(if doubts.is_empty() { Ok(bill) } else { Err(doubts) }, &cells, span, reader)?;
        query.in_scope_given = bill.has(Column::InScope);
        query.bill = with_least(bill, &query);
        Some(query)
    }

    /// Finds which amounts are not known yet, and which are taken as zero, and puts a value in the place of
    /// each that the row reader requires.
    fn open_amounts(&self, cells: &mut Cells, span: &Range<usize>) -> BillQuery {
        let mut query = BillQuery::default();
        for (column, name) in Column::in_files() {
            let required = BILL_COLUMNS.contains(&name);
            let open = cells.get(name).is_some_and(|(_, text)| text == UNKNOWN);
            let absent = !cells.contains_key(name);
            if open {
                cells.remove(name);
            }
            if column == Column::InScope {
                continue; // It is derived where it is not known.
            }
            if open || (absent && required) {
                query.unknown.push(column);
            } else if absent {
                query.zeros.push(column);
            }
        }
        self.open_own_amounts(cells, span, &mut query);
        if query.is_unknown(Column::Total) {
            let most = self.vocabulary.currency.show(Money::MOST);
            put(cells, "total", &most, span);
        }
        query
    }

    /// The same for the scheme's own amounts.
    fn open_own_amounts(&self, cells: &mut Cells, span: &Range<usize>, query: &mut BillQuery) {
        for field in self.vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill) {
            let FieldKind::Amount { column, default, may_be_empty } = &field.kind else { continue };
            let open = cells.get(&field.name).is_some_and(|(_, text)| text == UNKNOWN);
            let absent = open || !cells.contains_key(&field.name);
            if open {
                cells.remove(&field.name);
            }
            // An amount that may be empty stays empty: the rules decide what that means.
            if absent && !may_be_empty && (open || default.is_none()) {
                query.unknown.push(*column);
                put(cells, &field.name, "0", span);
            }
        }
    }

    /// A header of the columns written, and the row below it.
    fn row<'c>(&self, cells: &'c Cells, kind: RecordKind) -> (RowReader<'b>, Vec<&'c str>) {
        let header = cells.keys().map(String::as_str);
        let row = cells.values().map(|(_, text)| text.as_str()).collect();
        (RowReader::of_checked(header, kind, self.vocabulary), row)
    }

    /// Reports unknown columns.
    fn check_columns(
        &self,
        cells: &Cells,
        mut known: Vec<&'b str>,
        owner: Owner,
        reader: &mut Reader<Diagnostics>,
    ) {
        let own = self.vocabulary.fields.iter();
        let own = own.filter(|field| field.owner == owner && field.is_column());
        known.extend(own.map(|field| field.name.as_str()));
        for (column, (place, _)) in cells.iter().filter(|(name, _)| !known.contains(&name.as_str()))
        {
            let help = match nearest(column, known.iter().copied()) {
                Some(near) => words::rules::did_you_mean(near),
                None => words::rules::known_keys(quoted_list(known.iter().copied())),
            };
            reader.advise(place.clone(), words::rules::unknown_key(column), help);
        }
    }
}

/// The columns of bills.csv that a bill at the window may have, but for the scheme's own.
fn bill_columns<'a>() -> Vec<&'a str> {
    let options = BILL_OPTIONS.into_iter().filter(|name| !OF_FILES.contains(name));
    let amounts = Column::in_files().map(|(_, name)| name);
    BILL_COLUMNS.into_iter().chain(options).chain(amounts).collect()
}

/// Why no person can have an id, without showing it.
fn wrong_id(ids: MemberIds, id: &str) -> Option<Sentence> {
    ids.wrong(id).map(|wrong| match wrong {
        WrongId::Spoiled => words::data::spoiled_number(mask(id)),
        WrongId::NotResident => words::data::not_resident(mask(id)),
    })
}

/// Takes all columns of a record. A date may stand without quotes.
fn read_cells(reader: &mut Reader<Diagnostics>) -> Read<Cells> {
    let mut cells = Cells::new();
    let entries = reader.rest();
    for (column, (_, node)) in entries {
        if column == "lines" {
            let place = node.span.clone();
            let text = lines_cell(reader, node).unwrap_or(REPORTED.to_owned());
            cells.insert(column, (place, text));
            continue;
        }
        let text = match &node.value {
            Value::Flag(flag) => Some(if *flag { "yes" } else { "no" }),
            Value::Date(day) => Some(day.as_str()),
            _ => reader.scalar(&node, &column).ok(),
        };
        let text = text.map_or(REPORTED.to_owned(), |text| text.trim().to_owned());
        cells.insert(column, (node.span.clone(), text));
    }
    Ok(cells)
}

/// Puts a default value where there is none.
fn put(cells: &mut Cells, column: &str, default: &str, span: &Range<usize>) {
    cells.entry(column.to_owned()).or_insert_with(|| (span.clone(), default.to_owned()));
}

/// Reports that the bill cannot join the others of its member.
fn check_joins(
    past: Option<&Past>,
    id: &str,
    place: Range<usize>,
    reader: &mut Reader<Diagnostics>,
) {
    let Some(past) = past else { return };
    if past.ids.iter().any(|known| known == id) {
        let help = program::bill_id_help();
        reader.advise(place, program::bill_known_already(id), help);
    } else if past.bills.len() >= MOST_BILLS {
        reader.error(place, program::bill_too_many_bills(MOST_BILLS));
    }
}

/// The record, or its faults as mistakes at the places of their columns.
fn accept<T>(
    record: Result<T, Vec<Fault>>,
    cells: &Cells,
    span: &Range<usize>,
    reader: &mut Reader<Diagnostics>,
) -> Option<T> {
    let faults = match record {
        Ok(record) => return Some(record),
        Err(faults) => faults,
    };
    let is_reported =
        |fault: &Fault| cells.get(&fault.column).is_some_and(|(_, text)| text == REPORTED);
    for fault in faults.into_iter().filter(|fault| !is_reported(fault)) {
        let written = cells.get(&fault.column).map(|(place, _)| place.clone());
        let column = &fault.column;
        let (message, help): (Sentence, Option<Sentence>) = match fault.code {
            "missing_value" if written.is_none() => (
                program::bill_column_missing(column),
                Some(program::bill_column_missing_help(column)),
            ),
            "bad_amount" => (fault.sentence, Some(program::bill_amount_help())),
            "payers_above_total" | "parts_above_total" => {
                (fault.sentence, Some(program::bill_sheet_help()))
            }
            _ => (fault.sentence, None),
        };
        reader.advise(written.unwrap_or(span.clone()), message, help);
    }
    None
}

/// The bill with zero for amounts that are not known, and the smallest total that fits the others.
fn with_least(mut bill: Bill, query: &BillQuery) -> Bill {
    for column in &query.unknown {
        bill.amounts[column.index()] = Money::ZERO;
        bill.present &= !(1 << column.index());
    }
    let sum = |columns: &[Column]| columns.iter().map(|column| bill.amount(*column)).sum::<Money>();
    let outside = sum(&OUTSIDE);
    if query.is_unknown(Column::Total) {
        let borne = sum(&FUNDS) + bill.amount(Column::HospitalBorne);
        let given = if query.in_scope_given { bill.amount(Column::InScope) } else { Money::ZERO };
        bill.amounts[Column::Total.index()] = borne.max(outside).max(given);
    }
    if !query.in_scope_given {
        let total = bill.amount(Column::Total);
        bill.amounts[Column::InScope.index()] = (total - outside).or_zero();
    }
    let parts = OUTSIDE.into_iter().chain([Column::Total]);
    if parts.into_iter().any(|column| query.is_unknown(column)) {
        bill.marks &= !Bill::IN_SCOPE_DIFFERS;
    }
    bill
}

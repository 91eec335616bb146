//! Reads files of cases: all mistakes of a file at once, each with its place.

use std::collections::BTreeMap;

use super::rows::{self, BillRow};
use super::{Case, Expect, manual};
use crate::adjudication::Status;
use crate::claim::{
    BILL_COLUMNS, BILL_OPTIONS, Bill, BillNumber, Column, Enrolment, Fault, MOST_BILLS,
    MOST_PERIODS, Member, Override, Owner, RecordKind, RowReader, Stay,
};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::exchange::{Is, Revision, Said, amounts, digest, taking_back};
use crate::money::Money;
use crate::scheme::{Book, Entries, Kind, Node, Source, Table, Value, suggest};
use crate::words;
use crate::words::data::{bad_revision, unknown_word};
use crate::words::rules::case_bad_value;

/// The text of each column of one record, with its place.
type Cells = BTreeMap<String, (std::ops::Range<usize>, String)>;

/// Values for what cases leave out.
#[derive(Default)]
struct Defaults {
    member: Cells,
    enrolments: Vec<Cells>,
    bill: Cells,
}

/// Reads the cases of one file.
///
/// # Errors
///
/// Every mistake of the file.
pub fn read(book: &Book, source: Source) -> Result<Vec<Case>, Box<Reviewed>> {
    let mut file = Reviewed::new(&source.path, source.text);
    let cases = Table::read(&file.text, &mut file.found, |table, found| {
        let defaults = table.table("defaults", found, read_defaults).unwrap_or_default();
        let reader = Reader { book, defaults };
        let cases = table.tables("case", found, |table, found| reader.case(table, found));
        check_ids(&cases, found);
        cases.into_iter().collect::<Option<Vec<Case>>>()
    });
    match cases {
        Some(cases) if file.found.is_empty() => Ok(cases),
        _ => Err(Box::new(file)),
    }
}

fn check_ids(cases: &[Option<Case>], found: &mut Diagnostics) {
    let mut seen: Vec<&str> = Vec::new();
    for case in cases.iter().flatten() {
        if seen.contains(&case.id.as_str()) {
            found.error(case.place..case.place, words::rules::id_twice(&case.id));
        }
        seen.push(&case.id);
    }
}

fn read_defaults(table: &mut Table, found: &mut Diagnostics) -> Option<Defaults> {
    Some(Defaults {
        member: table.table("member", found, read_cells).unwrap_or_default(),
        enrolments: read_list(table, "enrolment", found),
        bill: table.table("bill", found, read_cells).unwrap_or_default(),
    })
}

fn read_list(table: &mut Table, key: &'static str, found: &mut Diagnostics) -> Vec<Cells> {
    table.at_most(key, MOST_PERIODS, found);
    table.tables(key, found, read_cells).into_iter().flatten().collect()
}

/// Takes all columns of a record.
fn read_cells(table: &mut Table, found: &mut Diagnostics) -> Option<Cells> {
    Some(cells(table.rest(), found))
}

fn cells(entries: Entries, found: &mut Diagnostics) -> Cells {
    let mut cells = Cells::new();
    for (column, (key, node)) in entries {
        if let Value::Flag(flag) = node.value {
            cells.insert(column, (key, if flag { "yes" } else { "no" }.to_owned()));
        } else if let Some(text) = node.scalar(&column, found) {
            cells.insert(column, (node.span.clone(), text.to_owned()));
        }
    }
    cells
}

/// Takes the id, and checks that notes for people are texts.
fn read_head(table: &mut Table, found: &mut Diagnostics) -> Option<String> {
    let id = table.required("id", found);
    let id = id.and_then(|node| node.scalar("id", found).map(str::to_owned));
    for key in ["title", "status", "source", "note", "edition"] {
        if let Some(node) = table.optional(key) {
            node.scalar(key, found);
        }
    }
    id
}

struct Reader<'b> {
    book: &'b Book,
    defaults: Defaults,
}

impl Reader<'_> {
    fn case(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Case> {
        let place = table.span.start;
        let id = read_head(table, found);
        let (cells, member) = self.member(table, found);
        let later = self.changes(table, cells, found);
        let enrolments = self.enrolments(table, found);
        let (mut ids, mut stays) = (Vec::new(), Vec::new());
        table.at_most("bill", MOST_BILLS, found);
        let rows = table
            .tables("bill", found, |table, found| self.bill(table, &mut ids, &mut stays, found));
        let is_empty = rows.is_empty();
        let total = self.expected(table, found);
        let rows: Option<Vec<BillRow>> = rows.into_iter().collect();
        let bills = rows.as_ref().and_then(|rows| rows::holding(self.book, rows, found));
        let overrides = manual::overrides(self.book, table, &ids, found);
        let openings = manual::openings(self.book, table, enrolments.as_deref(), found);
        if is_empty {
            found.error(table.span.clone(), words::rules::case_without_bills());
            return None;
        }
        let expects: Option<Vec<Expect>> = rows?.into_iter().map(|row| row.expect).collect();
        let (expects, total) = (expects?, total?);
        if expects.iter().chain([&total]).all(Expect::is_empty) {
            found.error(table.span.clone(), words::rules::case_without_expect());
            return None;
        }
        let bills = bills?;
        let mut overrides = overrides?;
        keep_overrides_that_hold(&mut overrides, &bills, &ids);
        Some(Case {
            id: id?,
            place,
            member: member?,
            later: later?,
            enrolments: enrolments?,
            bills,
            openings: openings?,
            overrides,
            ids,
            expects,
            total,
        })
    }

    /// The member, and the cells that describe the member.
    fn member(&self, table: &mut Table, found: &mut Diagnostics) -> (Cells, Option<Member>) {
        let own = table.table("member", found, read_cells).unwrap_or_default();
        let mut cells = over(&self.defaults.member, own);
        put(&mut cells, "hardship", "no", table);
        put(&mut cells, "sex", "M", table);
        put(&mut cells, "birth_date", "1980-01-01", table);
        self.known_columns(&cells, Owner::Member, &MEMBER, found);
        let (layout, row) = self.layout(&cells, RecordKind::Members);
        let member = accept(layout.member(&row[..]), &cells, table.span.clone(), found);
        (cells, member)
    }

    /// Takes `change`: facts of the member from a day on; facts that a change leaves out stay as they were.
    fn changes(
        &self,
        table: &mut Table,
        mut cells: Cells,
        found: &mut Diagnostics,
    ) -> Option<Vec<Member>> {
        let known: Vec<&str> = MEMBER.into_iter().chain(["valid_from"]).collect();
        let mut last = None;
        let read = table.tables("change", found, |table, found| {
            let own = read_cells(table, found)?;
            for key in ["birth_date", "sex"] {
                if let Some((place, _)) = own.get(key) {
                    found.error(place.clone(), words::rules::no_fact_of_a_day(key));
                }
            }
            if !own.contains_key("valid_from") {
                found.error(table.span.clone(), words::rules::missing("valid_from"));
            }
            cells.extend(own);
            self.known_columns(&cells, Owner::Member, &known, found);
            let (layout, row) = self.layout(&cells, RecordKind::Members);
            let member = accept(layout.member(&row[..]), &cells, table.span.clone(), found)?;
            if last.replace(member.from).is_some_and(|last| member.from <= last) {
                found.error(cells["valid_from"].0.clone(), words::rules::changes_by_day());
            }
            Some(member)
        });
        read.into_iter().collect()
    }

    fn enrolments(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Vec<Enrolment>> {
        // `enrolment = []` means that the member was never enrolled.
        let none = |node: &Node| matches!(&node.value, Value::List(items) if items.is_empty());
        if table.peek("enrolment").is_some_and(none) {
            table.optional("enrolment");
            return Some(Vec::new());
        }
        let own = read_list(table, "enrolment", found);
        let all = if own.is_empty() { &self.defaults.enrolments } else { &own };
        let read = |cells: &Cells| {
            let mut cells = cells.clone();
            put(&mut cells, "units", "1", table);
            put_like(&mut cells, "enrolled_on", "start", table);
            let known = ["member_id", "plan", "start", "end", "units", "enrolled_on"];
            self.known_columns(&cells, Owner::Member, &known, found);
            let (layout, row) = self.layout(&cells, RecordKind::Enrolments);
            accept(layout.enrolment(&row[..]), &cells, table.span.clone(), found)
        };
        let enrolments: Vec<_> = all.iter().map(read).collect();
        enrolments.into_iter().collect()
    }

    fn bill(
        &self,
        table: &mut Table,
        ids: &mut Vec<String>,
        stays: &mut Vec<String>,
        found: &mut Diagnostics,
    ) -> Option<BillRow> {
        let expect = self.expected(table, found);
        let mut own = read_cells(table, found)?;
        let number = ids.len() as u32;
        let id = own.remove("id").map_or_else(|| (number + 1).to_string(), |(_, text)| text);
        ids.push(id.clone());
        let mut cells = over(&self.defaults.bill, own);
        let known = BILL_COLUMNS.into_iter().chain(BILL_OPTIONS).chain(Column::names());
        self.known_columns(&cells, Owner::Bill, &known.collect::<Vec<_>>(), found);
        let text = |column: &str| cells.get(column).map_or("", |(_, text)| text.trim());
        let takes_back = text("takes_back").to_owned();
        let (hospital, stay_id) = (text("hospital_id").to_owned(), text("stay_id").to_owned());
        let key = self.key(if takes_back.is_empty() { &id } else { &takes_back }, &hospital);
        let revision = Revision::read(text("revision"));
        let is = self.is(&cells, revision, found)?;
        for (column, default) in [("category", "inpatient"), ("hospital_level", "none")] {
            put(&mut cells, column, default, table);
        }
        put_like(&mut cells, "settled_on", "discharge", table);
        let stay = stay_of(&stay_id, number, stays);
        let bill = match is {
            // The row takes the bill back: its other cells do not matter.
            Is::Void => None,
            Is::Bill | Is::Refund => {
                let (layout, row) = self.layout(&cells, RecordKind::Bills);
                let read = layout.numbered_bill(&row[..], number, stay);
                Some(accept(read, &cells, table.span.clone(), found)?)
            }
        };
        let amounts = bill.as_ref().map_or([0; 16], amounts);
        let content = match &bill {
            Some(bill) if is == Is::Bill => {
                let stay = Stay::alone(0, bill.admission, bill.discharge);
                let alone = Bill { id: 0, stay_id: Bill::alone(0), stay, ..*bill };
                digest(format!("{:?}", (alone, &hospital, &stay_id, revision)).as_bytes())
            }
            _ => taking_back((&id, &takes_back), &hospital, revision, &amounts),
        };
        let admission = bill.as_ref().map_or(String::new(), |bill| bill.admission.to_string());
        let member = String::new(); // A case has one.
        let said = Said { content, revision, is, member, hospital, admission, amounts, run: None };
        Some(BillRow { key, place: table.span.clone(), bill, said, expect })
    }

    /// What a bill is known by: its number, or the hospital's where hospitals number their bills.
    fn key(&self, number: &str, hospital: &str) -> String {
        let is_of_hospital = self.book.vocabulary.bill_number == BillNumber::OfHospital;
        match is_of_hospital && !hospital.is_empty() {
            true => format!("{hospital}/{number}"),
            false => number.to_owned(),
        }
    }

    /// Whether a row is a bill, a refund or a void; nothing where it has a mistake.
    fn is(&self, cells: &Cells, revision: Revision, found: &mut Diagnostics) -> Option<Is> {
        let cell = |column: &str| cells.get(column).map(|(place, text)| (place, text.trim()));
        if let Some((place, text)) = cell("revision").filter(|_| revision == Revision::Unknown) {
            found.error(place.clone(), case_bad_value("revision", bad_revision(text)));
            return None;
        }
        let is_refund = cell("takes_back").is_some_and(|(_, text)| !text.is_empty());
        match cell("status") {
            Some((place, text)) if !["", "final", "void"].contains(&text) => {
                let why = unknown_word(text, "`final` `void`");
                found.error(place.clone(), case_bad_value("status", why));
                None
            }
            _ if is_refund => Some(Is::Refund),
            Some((_, "void")) => Some(Is::Void),
            _ => Some(Is::Bill),
        }
    }

    /// A header of the columns written, and the row below it.
    fn layout<'c>(&self, cells: &'c Cells, kind: RecordKind) -> (RowReader<'_>, Vec<&'c str>) {
        let header = cells.keys().map(String::as_str);
        let row = cells.values().map(|(_, text)| text.as_str()).collect();
        (RowReader::of_checked(header, kind, &self.book.vocabulary), row)
    }

    fn known_columns(&self, cells: &Cells, owner: Owner, known: &[&str], found: &mut Diagnostics) {
        let fields = self.book.vocabulary.fields.iter().filter(|field| field.owner == owner);
        let known: Vec<&str> =
            known.iter().copied().chain(fields.map(|field| field.name.as_str())).collect();
        for (column, (span, _)) in
            cells.iter().filter(|(column, _)| !known.contains(&column.as_str()))
        {
            let help = suggest(column, known.iter().copied());
            found.error(span.clone(), words::rules::unknown_key(column)).help = help;
        }
    }

    /// Takes `expect`: an empty one where it is missing, and `None` where it has a mistake.
    fn expected(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Expect> {
        if !table.has("expect") {
            table.optional("expect");
            return Some(Expect::default());
        }
        let before = found.len();
        let read = table.table("expect", found, |table, found| self.expect(table, found));
        read.filter(|_| found.len() == before)
    }

    fn expect(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Expect> {
        let mut expect = Expect {
            payable: table.optional("payable").and_then(|node| self.amount(&node, found)),
            ..Expect::default()
        };
        let statuses = [("paid", Status::Paid), ("nil", Status::Nil), ("denied", Status::Denied)];
        if table.has("status") {
            expect.status = table.choice("status", &statuses, found);
        }
        table.optional("status");
        if let Some(node) = table.optional("reasons") {
            let texts = node.one_or_many();
            let texts = texts.iter().filter_map(|node| node.scalar("reasons", found));
            expect.reasons = Some(texts.map(str::to_owned).collect());
        }
        if let Some(node) = table.optional("left") {
            expect.left = node.table("left", found, |table, found| self.left(table, found))?;
        }
        for (id, (key, node)) in table.rest() {
            match self.book.benefits.iter().position(|known| *known == id) {
                Some(benefit) => expect.benefits.push((benefit, self.amount(&node, found)?)),
                None => {
                    let ids = self.book.benefits.iter().map(String::as_str);
                    let known = ids.chain(["payable", "status", "reasons", "left"]);
                    let help = suggest(&id, known);
                    found.error(key, words::rules::unknown_benefit(id)).help = help;
                }
            }
        }
        Some(expect)
    }

    fn left(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Vec<(String, i64)>> {
        let mut left = Vec::new();
        for (id, (key, node)) in table.rest() {
            let limits = || self.book.editions.iter().flat_map(|edition| edition.limits());
            match limits().find(|limit| limit.id == id).map(|limit| limit.kind()) {
                Some(Kind::Amount) => left.push((id, self.amount(&node, found)?.minor())),
                Some(Kind::Days | Kind::Times) => {
                    left.push((id, count(&node, "left", found)?));
                }
                None => {
                    let ids: Vec<&str> = limits().map(|limit| limit.id.as_str()).collect();
                    let help = suggest(&id, ids.into_iter());
                    found.error(key, words::rules::case_unknown_limit(id)).help = help;
                }
            }
        }
        Some(left)
    }

    fn amount(&self, node: &Node, found: &mut Diagnostics) -> Option<Money> {
        amount(self.book, node, "expect", found)
    }
}

/// An amount in the currency of the book.
pub(super) fn amount(
    book: &Book,
    node: &Node,
    key: &str,
    found: &mut Diagnostics,
) -> Option<Money> {
    let amount = book.vocabulary.currency.parse(node.scalar(key, found)?);
    amount.map_err(|why| found.error(node.span.clone(), why)).ok()
}

/// A whole number of days, times or stays.
pub(super) fn count(node: &Node, key: &str, found: &mut Diagnostics) -> Option<i64> {
    const MOST: i64 = 100_000;
    let text = node.scalar(key, found)?;
    let count = text.parse().ok().filter(|count| (0..=MOST).contains(count));
    if count.is_none() {
        found.error(node.span.clone(), words::rules::not_a_count(text, MOST));
    }
    count
}

/// Columns that a case may give of its member.
const MEMBER: [&str; 7] =
    ["member_id", "birth_date", "sex", "org_code", "hardship", "name", "household_id"];

/// The cells of a record over the default ones.
fn over(defaults: &Cells, own: Cells) -> Cells {
    let mut cells = defaults.clone();
    cells.extend(own);
    cells
}

/// Puts a default value where there is none.
fn put(cells: &mut Cells, column: &str, default: &str, table: &Table) {
    let place = table.span.clone();
    cells.entry(column.to_owned()).or_insert_with(|| (place, default.to_owned()));
}

/// Puts the date of another column where there is none. Where that is not a date, any will do: the mistake is
/// reported already.
fn put_like(cells: &mut Cells, column: &str, other: &str, table: &Table) {
    let date = cells.get(other).map(|(_, text)| text.clone());
    let date = date.filter(|text| Day::parse(text).is_some());
    put(cells, column, date.as_deref().unwrap_or("2000-01-01"), table);
}

/// The record, or its faults as mistakes at the places of their columns.
fn accept<T>(
    record: Result<T, Vec<Fault>>,
    cells: &Cells,
    whole: std::ops::Range<usize>,
    found: &mut Diagnostics,
) -> Option<T> {
    let faults = match record {
        Ok(record) => return Some(record),
        Err(faults) => faults,
    };
    for fault in faults {
        let place = cells.get(&fault.column).map_or(whole.clone(), |(span, _)| span.clone());
        found.error(place, case_bad_value(&fault.column, &fault.sentence));
    }
    None
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

/// Moves a manual decision on a bill to the row of the bill that holds; drops it where no row does.
fn keep_overrides_that_hold(overrides: &mut Vec<Override>, bills: &[Bill], ids: &[String]) {
    let id = |number: u32| &ids[number as usize];
    overrides.retain_mut(|given| {
        let holds = bills.iter().find(|bill| id(bill.id) == id(given.bill));
        holds.map(|bill| given.bill = bill.id).is_some()
    });
}

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

use super::{Absent, Asked, Past};
use crate::claim::row_reader::{
    BILL_COLUMNS, BILL_OPTIONS, ENROLMENT_COLUMNS, Fault, Layout, MEMBER_COLUMNS, MEMBER_OPTIONS,
};
use crate::claim::{
    Bill, Column, Enrolment, FUNDS, FieldKind, MOST_BILLS, Member, MemberIds, Owner, Vocabulary,
    WrongId,
};
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::exchange::{Intake, mask};
use crate::money::Money;
use crate::scheme::{Book, Source, Table, Value, nearest, quoted_list};
use crate::words::{self, Sentence, program};

/// The text of each column of one record, with its place.
type Cells = BTreeMap<String, (Range<usize>, String)>;

/// The id of a bill that says none.
const NAMELESS: &str = "preview";
/// What stands for a value that is complained of already; no text is this, since blanks around
/// texts are left out.
const WRONG: &str = " ";
/// A day that keeps the door from complaining of a second one.
const ANY_DAY: &str = "2000-01-01";
/// What stands for an amount that is not known yet.
const UNKNOWN: &str = "?";
/// Columns that tell which row of a file holds; a preview is of one bill.
const OF_FILES: [&str; 3] = ["revision", "status", "takes_back"];
/// Columns that what is in scope is derived from.
pub(super) const OUTSIDE: [Column; 3] =
    [Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay];

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
) -> Result<(Past, Asked), Box<Reviewed>> {
    match data {
        Some(data) => read_on(book, source, |id| Past::of(data, id)),
        None => read_with(book, source, None),
    }
}

/// The same, where `past` tells what is known of a member by id.
///
/// # Errors
///
/// Every mistake of the file.
pub fn read_on(
    book: &Book,
    source: Source,
    past: impl Fn(&str) -> Result<Past, Absent>,
) -> Result<(Past, Asked), Box<Reviewed>> {
    read_with(book, source, Some(&past))
}

/// Whose bill a file says that it is; nothing where it does not, or cannot be read.
pub fn whose(source: &Source) -> Option<String> {
    let mut file = Reviewed::new(&source.path, source.text.clone());
    Table::read(&file.text, &mut file.found, |table, found| {
        let cells = table.required("bill", found)?.table("bill", found, read_cells)?;
        cells.get("member_id").map(|(_, id)| id.clone())
    })
}

/// Tells what is known of a member.
type PastOf<'p> = &'p dyn Fn(&str) -> Result<Past, Absent>;

fn read_with(
    book: &Book,
    source: Source,
    past_of: Option<PastOf>,
) -> Result<(Past, Asked), Box<Reviewed>> {
    let mut file = Reviewed::new(&source.path, source.text);
    let read = Table::read(&file.text, &mut file.found, |table, found| {
        let reader = Reader { vocabulary: &book.vocabulary };
        let bill = table.required("bill", found);
        let bill = bill.and_then(|node| {
            let span = node.span.clone();
            Some((span, node.table("bill", found, read_cells)?))
        });
        let past = match past_of {
            Some(past) => {
                reader.known_member(table, bill.as_ref().map(|bill| &bill.1), past, found)
            }
            None => reader.told_member(table, found),
        };
        let (span, cells) = bill?;
        let asked = reader.bill(&cells, &span, past.as_ref(), found);
        past.zip(asked)
    });
    match read {
        Some(read) if file.found.is_empty() => Ok(read),
        _ => Err(Box::new(file)),
    }
}

struct Reader<'b> {
    vocabulary: &'b Vocabulary,
}

impl<'b> Reader<'b> {
    /// The member of the data, or of the ledger, that the bill names.
    fn known_member(
        &self,
        table: &mut Table,
        bill: Option<&Cells>,
        past_of: PastOf,
        found: &mut Diagnostics,
    ) -> Option<Past> {
        for key in ["member", "change", "enrolment"] {
            table.forbid(key, program::bill_not_with_data(key), found);
        }
        let bill = bill?;
        let Some((place, id)) = bill.get("member_id") else {
            let place = bill.values().next().map_or(0..0, |(place, _)| place.clone());
            let help = program::bill_member_id_help();
            found.advise(place, program::bill_member_id_needed(), help);
            return None;
        };
        let past = past_of(&self.vocabulary.member_ids.fold(id));
        let (message, help) = match past {
            Ok(past) => return Some(past),
            Err(Absent::Unknown) => {
                (program::bill_unknown_member(), program::bill_unknown_member_help())
            }
            Err(Absent::Blocked) => {
                (program::bill_blocked_member(), program::bill_blocked_member_help())
            }
            Err(Absent::NotInLedger) => {
                (program::bill_not_in_ledger(), program::bill_not_in_ledger_help())
            }
            Err(Absent::Waits) => (program::bill_member_waits(), program::bill_member_waits_help()),
        };
        found.advise(place.clone(), message, help);
        None
    }

    /// The member that the file itself tells of.
    fn told_member(&self, table: &mut Table, found: &mut Diagnostics) -> Option<Past> {
        let span = table.span_of("member");
        let cells = table.required("member", found);
        let cells = cells.and_then(|node| node.table("member", found, read_cells));
        let mut cells = cells.unwrap_or_default();
        let member = if cells.is_empty() { None } else { self.member(&mut cells, &span, found) };
        let later: Vec<Option<Member>> = table.tables("change", found, |table, found| {
            let own = read_cells(table, found)?;
            if !own.contains_key("valid_from") {
                found.error(table.span.clone(), words::rules::missing("valid_from"));
            }
            cells.extend(own);
            self.member(&mut cells, &table.span, found)
        });
        let later: Option<Vec<Member>> = later.into_iter().collect();
        let enrolments = table.tables("enrolment", found, |table, found| {
            let mut cells = read_cells(table, found)?;
            self.enrolment(&mut cells, &table.span, found)
        });
        let enrolments: Option<Vec<Enrolment>> = enrolments.into_iter().collect();
        Some(Past::new(member?, enrolments?).with_later(later?))
    }

    fn member(
        &self,
        cells: &mut Cells,
        span: &Range<usize>,
        found: &mut Diagnostics,
    ) -> Option<Member> {
        put(cells, "hardship", "no", span);
        let known = MEMBER_COLUMNS.iter().chain(&MEMBER_OPTIONS).copied();
        self.check_columns(cells, known.collect(), Some(Owner::Member), found);
        let (layout, row) = self.layout(cells, Owner::Member);
        told(layout.member(&row[..]), cells, span, found)
    }

    fn enrolment(
        &self,
        cells: &mut Cells,
        span: &Range<usize>,
        found: &mut Diagnostics,
    ) -> Option<Enrolment> {
        put(cells, "units", "1", span);
        if let Some((place, start)) = cells.get("start").cloned() {
            cells.entry("enrolled_on".to_owned()).or_insert((place, start));
        }
        self.check_columns(cells, ENROLMENT_COLUMNS.to_vec(), None, found);
        let (layout, row) = self.layout(cells, Owner::Member);
        told(layout.enrolment(&row[..]), cells, span, found)
    }

    fn bill(
        &self,
        cells: &Cells,
        span: &Range<usize>,
        past: Option<&Past>,
        found: &mut Diagnostics,
    ) -> Option<Asked> {
        if let Some((place, _)) = cells.get("takes_back") {
            // Another bill has to be asked about, so that nothing else in this one need be mended.
            found.error(place.clone(), words::rules::case_takes_back());
            return None;
        }
        let mut known = BILL_COLUMNS.to_vec();
        known.extend(BILL_OPTIONS.into_iter().filter(|name| !OF_FILES.contains(name)));
        known.extend(Column::in_files().map(|(_, name)| name));
        self.check_columns(cells, known, Some(Owner::Bill), found);
        let mut cells = cells.clone();
        let mut asked = self.open_amounts(&mut cells, span);
        asked.settled_assumed = !cells.contains_key("settled_on");
        // Without a discharge there is a complaint already, and one is enough.
        let discharge =
            cells.get("discharge").cloned().unwrap_or((span.clone(), ANY_DAY.to_owned()));
        cells.entry("settled_on".to_owned()).or_insert(discharge);
        let text = |column: &str| cells.get(column).map(|(_, text)| text.clone());
        asked.id = text("bill_id").unwrap_or_else(|| NAMELESS.to_owned());
        let ids = self.vocabulary.member_ids;
        asked.member_id = text("member_id").map(|id| ids.fold(&id).into_owned());
        if let Some((place, id)) = cells.get("member_id") {
            let why = wrong_id(ids, id);
            if let Some(why) = why {
                found.error(place.clone(), why);
            }
        }
        if asked.id.is_empty() {
            let place = cells["bill_id"].0.clone();
            found.advise(place, words::rules::empty_text("bill_id"), program::bill_id_help());
        }
        check_place(past, &asked.id, &cells, span, found);
        let number = past.map_or(0, |past| past.ids.len() as u32);
        let stay =
            past.and_then(|past| past.stay(&text("stay_id")?)).unwrap_or(Bill::alone(number));
        let (layout, row) = self.layout(&cells, Owner::Bill);
        let bill = told(layout.bill(&row[..], number, stay), &cells, span, found)?;
        // How long it may be somebody looks at who sees the sheet.
        let doubts = layout.doubts(&row[..], &bill).into_iter();
        let doubts: Vec<Fault> = doubts.filter(|fault| fault.code != "long_stay").collect();
        let bill =
            told(if doubts.is_empty() { Ok(bill) } else { Err(doubts) }, &cells, span, found)?;
        asked.in_scope_given = bill.has(Column::InScope);
        asked.bill = with_least(bill, &asked);
        Some(asked)
    }

    /// Which amounts are not known yet, and which are taken as zero. What the door must have is put
    /// in their places.
    fn open_amounts(&self, cells: &mut Cells, span: &Range<usize>) -> Asked {
        let mut asked = Asked::default();
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
                asked.unknown.push(column);
            } else if absent {
                asked.zeros.push(column);
            }
        }
        self.open_own_amounts(cells, span, &mut asked);
        if asked.is_unknown(Column::Total) {
            let most = self.vocabulary.currency.show(Money::MOST);
            put(cells, "total", &most, span);
        }
        asked
    }

    /// The same for the scheme's own amounts.
    fn open_own_amounts(&self, cells: &mut Cells, span: &Range<usize>, asked: &mut Asked) {
        for field in self.vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill) {
            let FieldKind::Amount { column, default, may_be_empty } = &field.kind else { continue };
            let open = cells.get(&field.name).is_some_and(|(_, text)| text == UNKNOWN);
            let absent = open || !cells.contains_key(&field.name);
            if open {
                cells.remove(&field.name);
            }
            // One that may be empty is nothing where it is not known: the rules say what then.
            if absent && !may_be_empty && (open || default.is_none()) {
                asked.unknown.push(*column);
                put(cells, &field.name, "0", span);
            }
        }
    }

    /// A header of the columns written, and the row below it.
    fn layout<'c>(&self, cells: &'c Cells, owner: Owner) -> (Layout<'b>, Vec<&'c str>) {
        let header = cells.keys().map(String::as_str);
        let row = cells.values().map(|(_, text)| text.as_str()).collect();
        (Layout::find(header, owner, self.vocabulary), row)
    }

    /// Complains about columns that nobody knows.
    fn check_columns(
        &self,
        cells: &Cells,
        mut known: Vec<&'b str>,
        owner: Option<Owner>,
        found: &mut Diagnostics,
    ) {
        let own = self.vocabulary.fields.iter().filter(|field| Some(field.owner) == owner);
        known.extend(own.map(|field| field.name.as_str()));
        for (column, (place, _)) in cells.iter().filter(|(name, _)| !known.contains(&name.as_str()))
        {
            let help = match nearest(column, known.iter().copied()) {
                Some(near) => words::rules::did_you_mean(near),
                None => words::rules::known_keys(quoted_list(known.iter().copied())),
            };
            found.advise(place.clone(), words::rules::unknown_key(column), help);
        }
    }
}

/// Why an id can be nobody's, without showing it.
fn wrong_id(ids: MemberIds, id: &str) -> Option<Sentence> {
    ids.wrong(id).map(|wrong| match wrong {
        WrongId::Spoiled => words::data::spoiled_number(mask(id)),
        WrongId::NotResident => words::data::not_resident(mask(id)),
    })
}

/// Takes all columns of a record. A date may stand without quotes.
fn read_cells(table: &mut Table, found: &mut Diagnostics) -> Option<Cells> {
    let mut cells = Cells::new();
    for (column, (_, node)) in table.rest() {
        let text = match &node.value {
            Value::Flag(flag) => Some(if *flag { "yes" } else { "no" }),
            Value::Date(day) => Some(day.as_str()),
            _ => node.scalar(&column, found),
        };
        let text = text.map_or(WRONG.to_owned(), |text| text.trim().to_owned());
        cells.insert(column, (node.span.clone(), text));
    }
    Some(cells)
}

/// Puts a usual value where there is none.
fn put(cells: &mut Cells, column: &str, usual: &str, span: &Range<usize>) {
    cells.entry(column.to_owned()).or_insert_with(|| (span.clone(), usual.to_owned()));
}

/// Says where the bill cannot join the others of its member.
fn check_place(
    past: Option<&Past>,
    id: &str,
    cells: &Cells,
    span: &Range<usize>,
    found: &mut Diagnostics,
) {
    let Some(past) = past else { return };
    let place = cells.get("bill_id").map_or(span.clone(), |(place, _)| place.clone());
    if past.ids.iter().any(|known| known == id) {
        let help = program::bill_id_help();
        found.advise(place, program::bill_known_already(id), help);
    } else if past.bills.len() >= MOST_BILLS {
        found.error(place, program::bill_too_many_bills(MOST_BILLS));
    }
}

/// The record, or its faults as complaints at the places of their columns.
fn told<T>(
    record: Result<T, Vec<Fault>>,
    cells: &Cells,
    span: &Range<usize>,
    found: &mut Diagnostics,
) -> Option<T> {
    let faults = match record {
        Ok(record) => return Some(record),
        Err(faults) => faults,
    };
    let told = |fault: &Fault| cells.get(&fault.column).is_some_and(|(_, text)| text == WRONG);
    for fault in faults.into_iter().filter(|fault| !told(fault)) {
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
        found.error(written.unwrap_or(span.clone()), message).help = help;
    }
    None
}

/// The bill with nothing in the place of what is not known, the total being no more than it must.
fn with_least(mut bill: Bill, asked: &Asked) -> Bill {
    for column in &asked.unknown {
        bill.amounts[column.index()] = Money::ZERO;
        bill.present &= !(1 << column.index());
    }
    let sum = |columns: &[Column]| columns.iter().map(|column| bill.amount(*column)).sum::<Money>();
    let outside = sum(&OUTSIDE);
    if asked.is_unknown(Column::Total) {
        let borne = sum(&FUNDS) + bill.amount(Column::HospitalBorne);
        let given = if asked.in_scope_given { bill.amount(Column::InScope) } else { Money::ZERO };
        bill.amounts[Column::Total.index()] = borne.max(outside).max(given);
    }
    if !asked.in_scope_given {
        let total = bill.amount(Column::Total);
        bill.amounts[Column::InScope.index()] = (total - outside).or_zero();
    }
    let parts = OUTSIDE.into_iter().chain([Column::Total]);
    bill.in_scope_differs &= !parts.into_iter().any(|column| asked.is_unknown(column));
    bill
}

//! Which rows cannot be used. Only where they lie is kept; what is wrong with them is found again
//! when it is told, so that a night in which everything is refused fits into memory too.

use super::members::People;
use super::revision::{Key, Revision, Verdict, judge};
use super::rows::{Row, Rows};
use super::table::{Kind, Table};
use crate::claim::door::Fault;
use crate::claim::{Bill, Enrolment, MOST_BILLS, MOST_PERIODS, Member};
use crate::words::{self, Sentence};

/// A row that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// Where it begins in its file.
    pub(super) place: usize,
    pub(super) why: Why,
}

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// For what it says itself, or for what is known of its member.
    Row,
    /// For what another row of the same id says.
    Conflict,
    /// For how many rows its member has.
    TooMany,
}

impl Refused {
    pub(super) fn new(place: usize, why: Why) -> Refused {
        Refused { place, why }
    }
}

/// Judges rows of one id, of which there are several, in the order of the file.
pub(super) fn verdicts(table: &Table, places: &[usize]) -> Vec<(usize, Verdict)> {
    let mut rows = Rows::anywhere(&table.text);
    let key = |&place: &usize| {
        let row = rows.row(place);
        Key { content: table.content(&row), revision: revision(table, &row) }
    };
    let keys: Vec<Key> = places.iter().map(key).collect();
    places.iter().copied().zip(judge(&keys)).collect()
}

/// Reads the row of a member.
fn member(table: &Table, row: &Row) -> Result<Member, Vec<Fault>> {
    check_cells(table, row)?;
    with_id(table.layout.member(row), table, row, "member_id")
}

/// Reads the row of a period of a member who is perhaps known.
fn enrolment(table: &Table, row: &Row, people: &People) -> Result<Enrolment, Vec<Fault>> {
    check_cells(table, row)?;
    let enrolment = with_id(table.layout.enrolment(row), table, row, "member_id");
    with_member(enrolment, table, row, people)
}

/// Reads the row of a bill of a member who is perhaps known; `number` and `stay` are those the bill
/// is to have.
pub(super) fn bill(
    table: &Table,
    row: &Row,
    (number, stay): (u32, u32),
    people: &People,
) -> Result<Bill, Vec<Fault>> {
    check_cells(table, row)?;
    let bill = with_id(table.layout.bill(row, number, stay), table, row, "bill_id");
    let mut bill = with_id(bill, table, row, "member_id");
    bill = with_member(bill, table, row, people);
    for fault in bad_revision(table, row).into_iter().chain(bad_status(table, row)) {
        bill = with_fault(bill, fault);
    }
    bill
}

/// All that is wrong with a refused row.
pub(super) fn faults(table: &Table, row: &Row, why: Why, people: &People) -> Vec<Fault> {
    match why {
        Why::Conflict => conflict(table, row),
        Why::TooMany => too_many(table, row),
        Why::Row => {
            let faults = match table.kind {
                Kind::Members => member(table, row).err(),
                Kind::Enrolments => enrolment(table, row, people).err(),
                Kind::Bills => bill(table, row, (0, Bill::alone(0)), people).err(),
            };
            faults.unwrap_or_else(|| vec![blocked(table, row)])
        }
    }
}

fn conflict(table: &Table, row: &Row) -> Vec<Fault> {
    let (id, sentence) = match table.kind {
        Kind::Members => ("member_id", words::data::member_conflict()),
        Kind::Enrolments | Kind::Bills => ("bill_id", words::data::id_conflict()),
    };
    let conflict = fault(id, table.layout.text(row, id), "id_conflict", sentence);
    [conflict].into_iter().chain(bad_revision(table, row)).collect()
}

fn too_many(table: &Table, row: &Row) -> Vec<Fault> {
    let (code, sentence) = match table.kind {
        Kind::Bills => ("too_many_bills", words::data::too_many_bills(MOST_BILLS)),
        Kind::Members | Kind::Enrolments => {
            ("too_many_periods", words::data::too_many_periods(MOST_PERIODS))
        }
    };
    vec![fault("member_id", table.layout.text(row, "member_id"), code, sentence)]
}

fn blocked(table: &Table, row: &Row) -> Fault {
    let id = table.layout.text(row, "member_id");
    fault("member_id", id, "blocked_by_reject", words::data::blocked_by_reject())
}

fn revision(table: &Table, row: &Row) -> Revision {
    match table.kind {
        Kind::Bills => Revision::read(table.layout.text(row, "revision")),
        Kind::Members | Kind::Enrolments => Revision::None,
    }
}

fn bad_revision(table: &Table, row: &Row) -> Option<Fault> {
    let text = table.layout.text(row, "revision");
    let bad = revision(table, row) == Revision::Unknown;
    bad.then(|| fault("revision", text, "bad_revision", words::data::bad_revision(text)))
}

fn bad_status(table: &Table, row: &Row) -> Option<Fault> {
    let text = table.layout.text(row, "status");
    let known = ["", "final", "void"].contains(&text);
    let sentence = || words::data::unknown_word(text, "`final` `void`");
    (!known).then(|| fault("status", text, "unknown_word", sentence()))
}

/// Whether the cells of a row can be told apart.
fn check_cells(table: &Table, row: &Row) -> Result<(), Vec<Fault>> {
    if row.cells().all(|cell| cell.trim().is_empty()) {
        return Err(vec![fault("", "", "empty_row", words::data::empty_row())]);
    }
    if row.breaks_off() {
        return Err(vec![fault("", "", "line_break", words::data::line_break())]);
    }
    if !table.fits(row) {
        let sentence = words::data::wrong_cells(row.len(), table.width());
        return Err(vec![fault("", "", "wrong_cells", sentence)]);
    }
    Ok(())
}

/// A record whose id must not be empty.
fn with_id<T>(
    record: Result<T, Vec<Fault>>,
    table: &Table,
    row: &Row,
    column: &str,
) -> Result<T, Vec<Fault>> {
    match table.layout.text(row, column) {
        "" => with_fault(
            record,
            fault(column, "", "missing_value", words::data::missing_value(column)),
        ),
        _ => record,
    }
}

/// A record whose member must be known.
fn with_member<T>(
    record: Result<T, Vec<Fault>>,
    table: &Table,
    row: &Row,
    people: &People,
) -> Result<T, Vec<Fault>> {
    let id = table.layout.text(row, "member_id");
    if id.is_empty() || people.ids.find(id).is_some() {
        return record;
    }
    with_fault(record, fault("member_id", id, "unknown_member", words::data::unknown_member()))
}

fn with_fault<T>(record: Result<T, Vec<Fault>>, fault: Fault) -> Result<T, Vec<Fault>> {
    let mut faults = record.err().unwrap_or_default();
    faults.push(fault);
    Err(faults)
}

fn fault(column: &str, value: &str, code: &'static str, sentence: Sentence) -> Fault {
    Fault { column: column.to_owned(), value: value.to_owned(), code, sentence }
}

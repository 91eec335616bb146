//! Rows that cannot be used. Only where they lie and the kind of error is kept; what is wrong with them is found
//! again when it is reported, so that a file in which every row is in error fits into memory too.

use super::bill_versions::{BillVerdict, Revision};
use super::member_facts::MemberVersion;
use super::rows::Row;
use super::table::Table;
use crate::claim::RecordKind;
use crate::claim::{
    Bill, Enrolment, Fault, MOST_BILLS, MOST_HOUSEHOLD, MOST_PERIODS, PAID_ON, WrongId,
};
use crate::date::Day;
use crate::words::{self, Sentence};

/// A row that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowError {
    /// Where it begins in its file.
    pub(super) place: usize,
    pub(super) why: RowErrorKind,
}

/// The code of a row that is right itself, and that another row of its member blocks.
pub(crate) const BLOCKED: &str = "blocked_by_reject";

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowErrorKind {
    /// The row itself is wrong, or does not fit what is known of its member.
    Row,
    /// Another row of the same id differs.
    Conflict,
    /// It has the number of another bill.
    Other,
    /// It takes back other amounts than those of the bill.
    Differs,
    /// It differs from an earlier row of the same id, and the scheme takes no revisions.
    Revised,
    /// Its member has too many rows.
    TooMany,
    /// Its member is of a household that is too large to be decided.
    LargeHousehold,
    /// Its admission lies before the birth of its member.
    BeforeBirth,
    /// It differs from the known facts of a member, and has no day from which it holds.
    Undated,
    /// It takes back all that is known of a member.
    OnlyFact,
}

impl RowErrorKind {
    /// The error of a row of a bill that cannot stand beside others.
    pub(crate) fn of(verdict: BillVerdict) -> Option<RowErrorKind> {
        match verdict {
            BillVerdict::Conflict => Some(RowErrorKind::Conflict),
            BillVerdict::Other => Some(RowErrorKind::Other),
            BillVerdict::Differs => Some(RowErrorKind::Differs),
            BillVerdict::Revised => Some(RowErrorKind::Revised),
            _ => None,
        }
    }
}

impl RowError {
    pub(super) fn new(place: usize, why: RowErrorKind) -> RowError {
        RowError { place, why }
    }
}

/// Whether a row takes something back; an error where its status or revision is wrong.
#[inline]
pub(super) fn is_void(table: &Table, row: &Row) -> Result<bool, ()> {
    if is_first_and_final(table, row) {
        return Ok(false); // As nearly all.
    }
    if bad_status(table, row).is_some() || bad_revision(table, row).is_some() {
        return Err(());
    }
    Ok(row.text(table.head.places.status) == "void")
}

/// Whether a row that takes back a bill is in no error: of its cells only those count that name the bill.
pub(super) fn may_take_back(table: &Table, row: &Row) -> bool {
    let at = &table.head.places;
    let named = [at.bill_id, at.member_id].iter().all(|at| !row.text(*at).is_empty());
    let is_sound = named && table.fits(row) && wrong_id(table, row).is_none();
    is_sound && is_void(table, row) == Ok(true)
}

/// Reads the row of a member. One that takes something back need only name the day.
pub(super) fn member_version(table: &Table, row: &Row) -> Result<MemberVersion, Vec<Fault>> {
    check_cells(table, row)?;
    let head = &table.head;
    let at = &head.places;
    let void = row.text(at.status) == "void";
    let mut more: Vec<Fault> = missing_id(row, "member_id", at.member_id).into_iter().collect();
    more.extend(wrong_id(table, row));
    more.extend(bad_revision(table, row));
    more.extend(bad_status(table, row));
    let member = match void {
        true => head.layout.void_member(row),
        false => head.layout.member(row),
    };
    let member = with(member, more)?;
    let revision = revision(table, row);
    Ok(MemberVersion { revision, void, ..MemberVersion::of(&head.layout, row, member) })
}

/// Reads the row of a period of a member who is known, or not.
fn enrolment(table: &Table, row: &Row, known: bool) -> Result<Enrolment, Vec<Fault>> {
    check_cells(table, row)?;
    let head = &table.head;
    let at = head.places.member_id;
    let more = missing_id(row, "member_id", at).into_iter().chain(whose(table, row, known));
    let more = more.chain(bad_revision(table, row)).chain(bad_status(table, row));
    let period = with(head.layout.enrolment(row), more.collect())?;
    paid_behind(table, &period).map_or(Ok(period), |night| {
        let text = head.layout.text(row, PAID_ON);
        let sentence = words::data::date_after_night(night);
        Err(vec![fault(PAID_ON, text, "date_after_night", sentence)])
    })
}

/// The last day on which money can have come in, where a row says that it came in behind it.
pub(super) fn paid_behind(table: &Table, period: &Enrolment) -> Option<Day> {
    table.last_day.filter(|night| period.paid_on().is_some_and(|day| day > *night))
}

/// Reads the row of a bill of a member who is known, or not, into its place; `numbers` are those of its id and of its
/// stay.
pub(super) fn bill(
    table: &Table,
    row: &Row,
    numbers: (u32, u32),
    known: bool,
    bill: &mut Bill,
) -> Result<(), Vec<Fault>> {
    check_cells(table, row)?;
    let more = match known && has_sound_name(table, row) {
        true => Vec::new(),
        false => faults_of_name(table, row, known),
    };
    with(table.head.layout.read_bill(row, numbers, bill), more)?;
    match doubts(table, row, bill) {
        doubts if doubts.is_empty() => Ok(()),
        doubts => Err(doubts),
    }
}

/// Whether nothing can be wrong with the cells that tell the row of a bill apart, as with those of nearly all.
#[inline]
fn has_sound_name(table: &Table, row: &Row) -> bool {
    let at = &table.head.places;
    let id = row.text(at.member_id);
    let is_named = !row.is_empty(at.bill_id) && !id.is_empty();
    is_named && table.ids.wrong(id).is_none() && is_first_and_final(table, row)
}

/// Whether a row says nothing of its revision or status.
#[inline]
fn is_first_and_final(table: &Table, row: &Row) -> bool {
    let at = &table.head.places;
    row.is_empty(at.revision) && row.is_empty(at.status)
}

/// What is wrong with the cells that tell the row of a bill apart.
fn faults_of_name(table: &Table, row: &Row, known: bool) -> Vec<Fault> {
    let at = &table.head.places;
    let named = [("bill_id", at.bill_id), ("member_id", at.member_id)];
    let missing = named.into_iter().filter_map(|(column, at)| missing_id(row, column, at));
    let more = whose(table, row, known).into_iter().chain(bad_revision(table, row));
    missing.chain(more).chain(bad_status(table, row)).collect()
}

/// Reads the row of a bill of a member who was born on a day into its place; or why it cannot be used.
pub(super) fn bill_of(
    table: &Table,
    row: &Row,
    numbers: (u32, u32),
    birth: Day,
    read: &mut Bill,
) -> Result<(), RowErrorKind> {
    bill(table, row, numbers, true, read).map_err(|_| RowErrorKind::Row)?;
    if read.admission < birth { Err(RowErrorKind::BeforeBirth) } else { Ok(()) }
}

/// What is wrong with a bill that can be read and cannot be so.
fn doubts(table: &Table, row: &Row, bill: &Bill) -> Vec<Fault> {
    let layout = &table.head.layout;
    let mut doubts = layout.doubts(row, bill);
    if let Some(night) = table.last_day {
        let late = layout.dates_after(row, bill, night).into_iter();
        let sentence = || words::data::date_after_night(night);
        doubts
            .extend(late.map(|(column, date)| fault(column, date, "date_after_night", sentence())));
    }
    doubts
}

fn before_birth(table: &Table, row: &Row) -> Fault {
    let admission = row.text(table.head.places.admission);
    let sentence = words::data::admitted_before_birth();
    fault("admission", admission, "admitted_before_birth", sentence)
}

/// Whether a row takes back the bill of its own number.
fn is_short_void(table: &Table, row: &Row) -> bool {
    let at = &table.head.places;
    table.fits(row) && row.text(at.status) == "void" && row.text(at.takes_back).is_empty()
}

/// Checks those cells of a row that name the bill it takes back.
fn void(table: &Table, row: &Row, known: bool) -> Result<(), Vec<Fault>> {
    let at = &table.head.places;
    let mut faults = Vec::new();
    faults.extend(missing_id(row, "bill_id", at.bill_id));
    faults.extend(missing_id(row, "member_id", at.member_id));
    faults.extend(whose(table, row, known));
    faults.extend(bad_revision(table, row));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// All that is wrong with a row itself; nothing where it is right, and another row of its member
/// blocks it.
pub(super) fn faults(
    table: &Table,
    row: &Row,
    why: RowErrorKind,
    is_known: &dyn Fn(&str) -> bool,
) -> Vec<Fault> {
    match why {
        RowErrorKind::Conflict => conflict(table, row),
        RowErrorKind::Revised => vec![revised(table, row)],
        RowErrorKind::Other => vec![of_bill(table, row, "other_bill", words::data::other_bill())],
        RowErrorKind::Differs => {
            vec![of_bill(table, row, "refund_differs", words::data::refund_differs())]
        }
        RowErrorKind::TooMany => too_many(table, row),
        RowErrorKind::LargeHousehold => vec![large_household(table, row)],
        RowErrorKind::BeforeBirth => vec![before_birth(table, row)],
        RowErrorKind::Undated => {
            vec![fault("valid_from", "", "fact_without_day", words::data::fact_without_day())]
        }
        RowErrorKind::OnlyFact => {
            vec![fault("status", "void", "only_fact", words::data::only_fact())]
        }
        RowErrorKind::Row => {
            let known = is_known(&table.member_id(row));
            let faults = match table.kind {
                RecordKind::Members => member_version(table, row).err(),
                RecordKind::Enrolments => enrolment(table, row, known).err(),
                RecordKind::Bills if is_short_void(table, row) => void(table, row, known).err(),
                RecordKind::Bills => {
                    let mut read = Bill::EMPTY;
                    bill(table, row, (0, Bill::alone(0)), known, &mut read).err()
                }
            };
            faults.unwrap_or_default()
        }
    }
}

fn conflict(table: &Table, row: &Row) -> Vec<Fault> {
    let at = &table.head.places;
    let (column, id, sentence) = match table.kind {
        RecordKind::Members => ("member_id", at.member_id, words::data::member_conflict()),
        RecordKind::Enrolments => ("member_id", at.member_id, words::data::period_conflict()),
        RecordKind::Bills => ("bill_id", at.bill_id, words::data::id_conflict()),
    };
    let conflict = fault(column, row.text(id), "id_conflict", sentence);
    [conflict].into_iter().chain(bad_revision(table, row)).collect()
}

fn revised(table: &Table, row: &Row) -> Fault {
    of_bill(table, row, "revision_refused", words::data::revision_refused())
}

fn of_bill(table: &Table, row: &Row, code: &'static str, sentence: Sentence) -> Fault {
    fault("bill_id", row.text(table.head.places.bill_id), code, sentence)
}

fn too_many(table: &Table, row: &Row) -> Vec<Fault> {
    let (code, sentence) = match table.kind {
        RecordKind::Bills => ("too_many_bills", words::data::too_many_bills(MOST_BILLS)),
        RecordKind::Members | RecordKind::Enrolments => {
            ("too_many_periods", words::data::too_many_periods(MOST_PERIODS))
        }
    };
    vec![fault("member_id", row.text(table.head.places.member_id), code, sentence)]
}

fn large_household(table: &Table, row: &Row) -> Fault {
    let id = row.text(table.head.places.member_id);
    let sentence = words::data::large_household(MOST_HOUSEHOLD, MOST_BILLS);
    fault("member_id", id, "large_household", sentence)
}

/// The fault of a row that is right itself, and that another row of its member blocks.
pub(super) fn blocked(table: &Table, row: &Row, why: Sentence) -> Fault {
    fault("member_id", row.text(table.head.places.member_id), BLOCKED, why)
}

pub(super) fn revision(table: &Table, row: &Row) -> Revision {
    Revision::read(row.text(table.head.places.revision))
}

fn bad_revision(table: &Table, row: &Row) -> Option<Fault> {
    let text = row.text(table.head.places.revision);
    if text.is_empty() {
        return None;
    }
    let bad = revision(table, row) == Revision::Unknown;
    bad.then(|| fault("revision", text, "bad_revision", words::data::bad_revision(text)))
}

fn bad_status(table: &Table, row: &Row) -> Option<Fault> {
    let text = row.text(table.head.places.status);
    let known = text.is_empty() || ["final", "void"].contains(&text);
    let sentence = || words::data::unknown_word(text, "`final` `void`");
    (!known).then(|| fault("status", text, "unknown_word", sentence()))
}

/// Whether the cells of a row can be told apart.
fn check_cells(table: &Table, row: &Row) -> Result<(), Vec<Fault>> {
    if table.fits(row) && !row.is_empty(Some(0)) {
        return Ok(()); // As nearly all.
    }
    if table.is_spoiled(row) {
        return Err(vec![fault(table.wrong_column(row), "", "not_utf8", words::data::not_utf8())]);
    }
    if row.is_open() {
        let sentence = words::data::open_quote();
        return Err(vec![fault(table.wrong_column(row), "", "open_quote", sentence)]);
    }
    if row.cells().all(|cell| cell.trim().is_empty()) {
        return Err(vec![fault("", "", "empty_row", words::data::empty_row())]);
    }
    if row.breaks_off() {
        return Err(vec![fault("", "", "line_break", words::data::line_break())]);
    }
    if !table.fits(row) {
        let sentence = words::data::wrong_cells(row.len(), table.head.width);
        return Err(vec![fault("", "", "wrong_cells", sentence)]);
    }
    Ok(())
}

/// An id that must not be empty, and is.
fn missing_id(row: &Row, column: &str, at: Option<usize>) -> Option<Fault> {
    let sentence = || words::data::missing_value(column);
    row.text(at).is_empty().then(|| fault(column, "", "missing_value", sentence()))
}

/// Why the id of a row names no member: no member can have it, or it is that of a member who must be known,
/// and is not.
fn whose(table: &Table, row: &Row, known: bool) -> Option<Fault> {
    let id = row.text(table.head.places.member_id);
    let sentence = || words::data::unknown_member();
    let unknown = || fault("member_id", id, "unknown_member", sentence());
    wrong_id(table, row).or_else(|| (!known && !id.is_empty()).then(unknown))
}

/// An id that no member can have.
#[inline]
pub(super) fn wrong_id(table: &Table, row: &Row) -> Option<Fault> {
    let id = row.text(table.head.places.member_id);
    let (code, sentence) = match table.ids.wrong(id)? {
        WrongId::Spoiled => ("spoiled_number", words::data::spoiled_number(id)),
        WrongId::NotResident => ("not_resident", words::data::not_resident(id)),
    };
    Some(fault("member_id", id, code, sentence))
}

/// A record, with further faults of its row.
#[inline]
fn with<T>(record: Result<T, Vec<Fault>>, more: Vec<Fault>) -> Result<T, Vec<Fault>> {
    if more.is_empty() {
        return record;
    }
    let mut faults = record.err().unwrap_or_default();
    faults.extend(more);
    Err(faults)
}

fn fault(column: &str, value: &str, code: &'static str, sentence: Sentence) -> Fault {
    Fault { column: column.to_owned(), value: value.to_owned(), code, sentence }
}

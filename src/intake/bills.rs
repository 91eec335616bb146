//! bills.csv: what was settled. Rows are found and told apart here; what they say is read when
//! their member is decided, so that a city's bills need not lie in memory twice.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::ops::Range;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::bill_versions::{BillRowKind, BillVerdict, BillVersion, Revision, judge_bill};
use super::by_member::ByMember;
use super::interner::{Interner, Lookups};
use super::members::Person;
use super::row_errors::{self, RowError, RowErrorKind};
use super::rows::{Row, Rows};
use super::table::Table;
use crate::claim::{self, Bill};
use crate::progress::Progress;

/// What became of the rows of the bills' file, before they are read in full.
#[derive(Debug)]
pub(super) struct BillRows {
    /// Where the rows of each member lie, in the order of the file.
    pub places: ByMember<usize>,
    pub rows: u64,
    pub duplicates: u64,
    pub superseded: u64,
    pub void: u64,
    pub refused: Vec<RowError>,
}

/// A row whose cells can be told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoundRow {
    pub place: usize,
    /// Equal numbers of bills have equal hashes; nothing where there is no number.
    pub id: Option<NonZeroU64>,
    pub member: Option<u32>,
    /// Whether it takes a bill back.
    pub void: bool,
}

/// A row has hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 120;

/// The rows of one piece.
#[derive(Default)]
pub(super) struct BillPiece {
    pub rows: u64,
    pub found: Vec<FoundRow>,
    pub refused: Vec<RowError>,
}

/// Finds the rows.
pub(super) fn find_bills(table: &Table, ids: &Interner, progress: &dyn Progress) -> Vec<BillPiece> {
    table.pieces.par_iter().map(|place| find_piece(table, place.clone(), ids, progress)).collect()
}

/// Puts each member's rows together, of which none falls out.
pub(super) fn group_bills(
    table: &Table,
    mut pieces: Vec<BillPiece>,
    people: &[Person],
) -> BillRows {
    let mut refused: Vec<RowError> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    let found = || pieces.iter().flat_map(|piece| &piece.found);
    let out = fallen_out(table, found);
    let (mut duplicates, mut superseded, mut void) = (0, 0, 0);
    for (&place, verdict) in &out {
        match verdict {
            BillVerdict::Holds => unreachable!("only what falls out is kept"),
            BillVerdict::Duplicate => duplicates += 1,
            BillVerdict::Superseded | BillVerdict::TakenBack => superseded += 1,
            BillVerdict::TakesBack | BillVerdict::Waits => void += 1,
            BillVerdict::Conflict
            | BillVerdict::Other
            | BillVerdict::Differs
            | BillVerdict::Revised => {
                let why = RowErrorKind::of(*verdict).expect("these are refused");
                refused.push(RowError::new(place, why));
            }
        }
    }
    // Of whom a row is refused, or nobody says anything that holds.
    let is_blocked =
        |member: &u32| people[*member as usize].blocked || !people[*member as usize].usable;
    let mut of_members = Vec::with_capacity(found().count());
    let mut cells = Rows::anywhere(&table.text);
    for row in found().filter(|row| out.is_empty() || !out.contains_key(&row.place)) {
        match row.member.filter(|member| !is_blocked(member)) {
            _ if row.is_taken_back() && said(table, &cells.row(row.place)).is_some() => void += 1,
            _ if row.is_taken_back() => refused.push(RowError::new(row.place, RowErrorKind::Row)),
            Some(member) => of_members.push((member, row.place)),
            None => refused.push(RowError::new(row.place, RowErrorKind::Row)),
        }
    }
    let places = ByMember::of(people.len(), || of_members.iter().copied());
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    BillRows { places, rows, duplicates, superseded, void, refused }
}

impl FoundRow {
    /// Whether the bill was taken back; without an id nobody can say which.
    fn is_taken_back(&self) -> bool {
        self.void && self.id.is_some()
    }
}

fn find_piece(
    table: &Table,
    place: Range<usize>,
    ids: &Interner,
    progress: &dyn Progress,
) -> BillPiece {
    let at = &table.head.places;
    let length = place.len() as u64;
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut piece, mut asked) = (BillPiece::default(), Lookups::with_room(about));
    piece.found.reserve(about);
    let asked_for =
        [at.bill_id, at.member_id, at.status, at.takes_back].into_iter().flatten().max();
    let mut rows = Rows::heads(&table.text, place, asked_for.map_or(0, |last| last + 1));
    while let Some(row) = rows.next() {
        piece.rows += 1;
        let place = row.place.0;
        if !table.fits(&row) {
            piece.refused.push(RowError::new(place, RowErrorKind::Row));
            continue;
        }
        let takes_back = row.text(at.takes_back);
        let id = if takes_back.is_empty() { row.text(at.bill_id) } else { takes_back };
        let id = Some(id).filter(|id| !id.is_empty());
        let id = id.map(|id| NonZeroU64::new(ids.hash(id)).unwrap_or(NonZeroU64::MAX));
        asked.push(ids, &table.member_id(&row));
        let void = !takes_back.is_empty() || row.text(at.status) == "void";
        piece.found.push(FoundRow { place, id, member: None, void });
    }
    for (row, member) in piece.found.iter_mut().zip(ids.find_all(&asked)) {
        row.member = member;
    }
    progress.done(length);
    piece
}

/// Rows that do not hold beside others of their bill.
fn fallen_out<'f, F: Iterator<Item = &'f FoundRow>>(
    table: &Table,
    found: impl Fn() -> F,
) -> HashMap<usize, BillVerdict> {
    let mut out = HashMap::new();
    for rows in of_one_bill(table, perhaps_twice(found)) {
        let verdicts =
            judge_bill(&rows.iter().map(|row| row.1.clone()).collect::<Vec<_>>(), table.revisions);
        let fall_out =
            rows.iter().zip(verdicts).filter(|(_, verdict)| *verdict != BillVerdict::Holds);
        out.extend(fall_out.map(|((place, _), verdict)| (*place, verdict)));
    }
    out
}

/// What the row of a bill is known by, or that of the bill which it takes back: its number, behind its hospital
/// where each numbers its own.
pub(crate) fn key<R: claim::Row + ?Sized>(
    row: &R,
    at: [Option<usize>; 3],
    by_hospital: bool,
) -> String {
    let [bill_id, takes_back, hospital] = at.map(|at| at.map_or("", |at| row.cell(at)));
    let number = if takes_back.is_empty() { bill_id } else { takes_back };
    match by_hospital && !number.is_empty() {
        true => format!("{hospital}/{number}"),
        false => number.to_owned(),
    }
}

/// Of rows that may have one number, those of one bill, where there are several. One that cannot be used for
/// what it says itself is among them: it does not bring an earlier one back.
fn of_one_bill(table: &Table, mut alike: Vec<(u64, &FoundRow)>) -> Vec<Vec<(usize, BillVersion)>> {
    alike.sort_unstable_by_key(|&(id, row)| (id, row.place));
    let mut rows = Rows::anywhere(&table.text);
    let mut all = Vec::new();
    for alike in alike.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut by_key: HashMap<String, Vec<(usize, BillVersion)>> = HashMap::new();
        for &(_, found) in alike {
            let row = rows.row(found.place);
            let said = match found.void {
                // What cannot be read takes nothing back.
                true => said(table, &row),
                false => said(table, &row).or_else(|| Some(unread(table, &row))),
            };
            if let Some(said) = said {
                by_key.entry(table.key(&row)).or_default().push((found.place, said));
            }
        }
        all.extend(by_key.into_values().filter(|rows| rows.len() > 1));
    }
    all
}

/// What a row says among others of its bill; nothing where it cannot be used for what it says itself.
pub(super) fn said(table: &Table, row: &Row) -> Option<BillVersion> {
    let at = &table.head.places;
    let bill = row_errors::bill(table, row, (0, Bill::alone(0)), true);
    let refund = !row.text(at.takes_back).is_empty();
    let void = refund || row.text(at.status) == "void";
    let amounts = match &bill {
        Ok(bill) => amounts(bill),
        Err(_) if void && !refund && row_errors::may_take_back(table, row) => [0; 16],
        Err(_) => return None,
    };
    let member = table.member_id(row).into_owned();
    let hospital = row.text(at.hospital_id).to_owned();
    let admission = bill.as_ref().map_or(String::new(), |bill| bill.admission.to_string());
    let revision = row_errors::revision(table, row);
    let is = match (refund, void) {
        (true, _) => BillRowKind::Refund,
        (false, true) => BillRowKind::Void,
        (false, false) => BillRowKind::Bill,
    };
    let content = match is {
        BillRowKind::Bill => table.content(row),
        BillRowKind::Void | BillRowKind::Refund => {
            let of = (row.text(at.bill_id), row.text(at.takes_back));
            taking_back(of, &hospital, revision, &amounts)
        }
    };
    Some(BillVersion { content, revision, is, member, hospital, admission, amounts, run: None })
}

/// What is told apart of a row that cannot be used for what it says itself.
pub(super) fn unread(table: &Table, row: &Row) -> BillVersion {
    let at = &table.head.places;
    BillVersion {
        content: table.content(row),
        revision: row_errors::revision(table, row),
        is: BillRowKind::Bill,
        member: table.member_id(row).into_owned(),
        hospital: row.text(at.hospital_id).to_owned(),
        admission: row.text(at.admission).to_owned(),
        amounts: [0; 16],
        run: None,
    }
}

/// What a row says that takes a bill back: its other cells do not count.
pub(crate) fn taking_back(
    (bill_id, takes_back): (&str, &str),
    hospital: &str,
    revision: Revision,
    amounts: &[u8; 16],
) -> [u8; 16] {
    let amounts = if takes_back.is_empty() { &[0; 16] } else { amounts };
    let said = (bill_id, takes_back, hospital, format!("{revision:?}"), amounts);
    digest(format!("{said:?}").as_bytes())
}

/// The amounts of a bill, as a number that no others have.
pub(crate) fn amounts(bill: &Bill) -> [u8; 16] {
    let minor: Vec<u8> =
        bill.amounts.iter().flat_map(|amount| amount.minor().to_le_bytes()).collect();
    digest(&minor)
}

pub(crate) fn digest(bytes: &[u8]) -> [u8; 16] {
    Sha256::digest(bytes)[..16].try_into().expect("a hash is longer")
}

/// Hashes of ids, with their rows, of which others may have the same; hardly any, where no id comes
/// twice. Every hash sets one of many bits: one that finds it set may be another's.
pub(super) fn perhaps_twice<'f, F: Iterator<Item = &'f FoundRow>>(
    found: impl Fn() -> F,
) -> Vec<(u64, &'f FoundRow)> {
    const BITS_A_ROW: usize = 32;
    let rows = found().count();
    let words = (rows * BITS_A_ROW / 64).next_power_of_two();
    let bit = |id: u64| ((id >> 6) as usize & (words - 1), 1u64 << (id & 63));
    let (mut once, mut twice) = (vec![0u64; words], vec![0u64; words]);
    let ids = || found().filter_map(|row| Some((row.id?.get(), row)));
    for (id, _) in ids() {
        let (word, bit) = bit(id);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    ids().filter(|&(id, _)| twice[bit(id).0] & bit(id).1 != 0).collect()
}

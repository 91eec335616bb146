//! bills.csv: what was settled. Here rows are found, told apart and grouped by member; they are read when
//! the record of their member is loaded, so that a city's bills do not lie in memory twice.
//! What a row says is read by `claim/row_reader.rs`.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::ops::Range;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::bill_versions::{BillRowKind, BillVerdict, BillVersion, Revision, judge_bill};
use super::by_member::ByMember;
use super::counts::OutcomeCounts;
use super::interner::{Interner, Lookups};
use super::members::Person;
use super::row_errors::{self, RowError, RowErrorKind};
use super::rows::{Row, Rows};
use super::table::Table;
use crate::claim::Bill;
use crate::progress::Progress;

/// What became of the rows of the bills' file, before they are read in full.
#[derive(Debug)]
pub(super) struct BillRows {
    /// Where the rows of each member lie, in the order of the file.
    pub places: ByMember<usize>,
    /// Counts of all rows but those that are used.
    pub counts: OutcomeCounts,
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

/// Rows have hardly fewer bytes: room is reserved for so many rows, and hardly ever grows.
const BYTES_A_ROW: usize = 120;

/// The rows of one piece of the file.
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

/// What becomes of a row.
enum RowFate {
    /// It is a bill of its member, which is read with the member's record.
    Used,
    /// It has the content of an earlier row.
    Duplicate,
    /// Another row of the bill holds, or the bill is taken back.
    Superseded,
    /// It takes a bill back.
    TakesBack,
    /// It cannot be used.
    InError(RowErrorKind),
}

/// Groups the rows that hold by member.
pub(super) fn group_bills(
    table: &Table,
    mut pieces: Vec<BillPiece>,
    people: &[Person],
) -> BillRows {
    let out = fallen_out(table, || pieces.iter().flat_map(|piece| &piece.found));
    let mut judge = FateJudge::new(table, out, people);
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    let mut counts = OutcomeCounts { rows, ..OutcomeCounts::default() };
    let mut refused: Vec<RowError> =
        pieces.iter().flat_map(|piece| piece.refused.iter().copied()).collect();
    for row in pieces.iter_mut().flat_map(|piece| &mut piece.found) {
        match judge.fate(row) {
            RowFate::Used => continue,
            RowFate::Duplicate => counts.duplicates += 1,
            RowFate::Superseded => counts.superseded += 1,
            RowFate::TakesBack => counts.void += 1,
            RowFate::InError(why) => refused.push(RowError::new(row.place, why)),
        }
        row.member = None; // From here on only rows that are used have a member.
    }
    let found = || pieces.iter().flat_map(|piece| &piece.found);
    let used = || found().filter_map(|row| Some((row.member?, row.place)));
    let places = ByMember::of(people.len(), used);
    BillRows { places, counts, refused }
}

/// Tells what becomes of each row.
struct FateJudge<'t> {
    table: &'t Table<'t>,
    /// Verdicts on rows that do not hold beside others of their bill; hardly any.
    fallen_out: HashMap<usize, BillVerdict>,
    people: &'t [Person],
    cells: Rows<'t>,
}

impl<'t> FateJudge<'t> {
    fn new(
        table: &'t Table,
        fallen_out: HashMap<usize, BillVerdict>,
        people: &'t [Person],
    ) -> FateJudge<'t> {
        FateJudge { table, fallen_out, people, cells: Rows::anywhere(&table.text) }
    }

    #[inline]
    fn fate(&mut self, row: &FoundRow) -> RowFate {
        let verdict = match self.fallen_out.is_empty() {
            true => None, // As in nearly all files.
            false => self.fallen_out.get(&row.place).copied(),
        };
        match verdict {
            None | Some(BillVerdict::Holds) => self.fate_of_holding(row),
            Some(BillVerdict::Duplicate) => RowFate::Duplicate,
            Some(BillVerdict::Superseded | BillVerdict::TakenBack) => RowFate::Superseded,
            Some(BillVerdict::TakesBack | BillVerdict::Waits) => RowFate::TakesBack,
            Some(verdict) => {
                let why = RowErrorKind::of(verdict);
                RowFate::InError(why.expect("all other verdicts are errors"))
            }
        }
    }

    /// What becomes of a row that no other row of its bill stands against.
    #[inline]
    fn fate_of_holding(&mut self, row: &FoundRow) -> RowFate {
        if row.takes_back() {
            let is_sound = bill_version(self.table, &self.cells.row(row.place)).is_some();
            return if is_sound { RowFate::TakesBack } else { RowFate::InError(RowErrorKind::Row) };
        }
        match row.member.filter(|member| self.people[*member as usize].is_decided()) {
            Some(_) => RowFate::Used,
            None => RowFate::InError(RowErrorKind::Row),
        }
    }
}

impl FoundRow {
    /// Whether it takes a bill back; without an id no bill is named.
    fn takes_back(&self) -> bool {
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

/// Of rows that may have one number, those of one bill, where there are several. A row that is in error by
/// itself is among them: it does not bring an earlier row back.
fn of_one_bill(table: &Table, mut alike: Vec<(u64, &FoundRow)>) -> Vec<Vec<(usize, BillVersion)>> {
    alike.sort_unstable_by_key(|&(id, row)| (id, row.place));
    let mut rows = Rows::anywhere(&table.text);
    let mut all = Vec::new();
    for alike in alike.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut by_key: HashMap<String, Vec<(usize, BillVersion)>> = HashMap::new();
        for &(_, found) in alike {
            let row = rows.row(found.place);
            let version = match found.void {
                // What cannot be read takes nothing back.
                true => bill_version(table, &row),
                false => bill_version(table, &row).or_else(|| Some(unread_version(table, &row))),
            };
            if let Some(version) = version {
                by_key.entry(table.key(&row)).or_default().push((found.place, version));
            }
        }
        all.extend(by_key.into_values().filter(|rows| rows.len() > 1));
    }
    all
}

/// The version of a bill that a row brings; nothing where the row is in error by itself.
pub(super) fn bill_version(table: &Table, row: &Row) -> Option<BillVersion> {
    let at = &table.head.places;
    let mut bill = Bill::EMPTY;
    let bill = row_errors::bill(table, row, (0, Bill::alone(0)), true, &mut bill).map(|()| bill);
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

/// The version of a row that is in error by itself, as far as it can be compared with others.
pub(super) fn unread_version(table: &Table, row: &Row) -> BillVersion {
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

/// The content of a row that takes a bill back: its other cells do not count.
pub(crate) fn taking_back(
    (bill_id, takes_back): (&str, &str),
    hospital: &str,
    revision: Revision,
    amounts: &[u8; 16],
) -> [u8; 16] {
    let amounts = if takes_back.is_empty() { &[0; 16] } else { amounts };
    let all = (bill_id, takes_back, hospital, format!("{revision:?}"), amounts);
    digest(format!("{all:?}").as_bytes())
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

/// Rows whose id may occur twice, with the hashes of their ids; hardly any, where no id does. A Bloom filter of one
/// hash: every id sets one of 32 bits a row, and an id that finds its bit set may be a second one.
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

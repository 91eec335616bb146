//! enrolments.csv: which member is covered, when and by which plan.
//!
//! A period is known by member, plan and start; `row_versions.rs` decides which of its rows holds.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::bill_versions::Revision;
use super::by_member::ByMember;
use super::counts::OutcomeCounts;
use super::interner::{Interner, Lookups};
use super::members::{Person, content_hash};
use super::row_errors::{RowError, RowErrorKind, is_void, paid_behind, revision, wrong_id};
use super::row_versions::{RowVerdict, RowVersion, judge_rows};
use super::rows::{Row, Rows};
use super::table::Table;
use super::text::NO_TEXT;
use crate::claim::{Enrolment, MOST_PERIODS};
use crate::date::Day;
use crate::progress::Progress;

/// What became of the rows of the enrolments' file.
#[derive(Debug)]
pub(super) struct EnrolmentRows {
    pub periods: ByMember<Enrolment>,
    pub counts: OutcomeCounts,
    pub refused: Vec<RowError>,
}

/// Rows have hardly fewer bytes: room is reserved for so many rows, and hardly ever grows.
const BYTES_A_ROW: usize = 50;

/// A usable row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeriodRow {
    pub period: Enrolment,
    /// Whether it takes the period back.
    pub void: bool,
    pub place: usize,
}

/// The rows of one piece.
#[derive(Default)]
pub(super) struct PeriodPiece {
    pub rows: u64,
    /// Usable rows, with the number of their member.
    pub periods: Vec<(u32, PeriodRow)>,
    /// Usable rows of ids that are not in the file of members.
    pub strangers: Vec<PeriodRow>,
    /// Hashes of the rows, in the order of `periods`, where they are wanted.
    pub content_hashes: Vec<u64>,
    pub refused: Vec<RowError>,
    /// Members of whom a row is in error.
    pub blocks: Vec<u32>,
    /// Rows in error of ids that are not in the file of members.
    pub strange_blocks: Vec<usize>,
}

/// Reads the rows.
pub(super) fn read_enrolments(
    table: &Table,
    ids: &Interner,
    content_hashes: bool,
    progress: &dyn Progress,
) -> Vec<PeriodPiece> {
    let read = |place: &Range<usize>| {
        let piece = read_piece(table, place.clone(), ids, content_hashes);
        progress.done(place.len() as u64);
        piece
    };
    table.pieces.par_iter().map(read).collect()
}

/// A row of a period, among others of its member, plan and start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PeriodVersion {
    pub period: Enrolment,
    pub revision: Revision,
    pub void: bool,
    /// The earlier run that brought it, by number; nothing for a row of the file that is read.
    pub run: Option<i64>,
}

/// Judges the rows of one period: those known first, in the order in which they came.
pub(crate) fn judge_period(rows: &[PeriodVersion]) -> Vec<RowVerdict> {
    let version = |row: &PeriodVersion| {
        let PeriodVersion { period, revision, void, run } = *row;
        RowVersion { content: period, revision, void, run, insists: false }
    };
    judge_rows(&rows.iter().map(version).collect::<Vec<_>>())
}

/// Rows of one period that do not hold beside others of the file, by place; and the periods of all rows.
pub(super) fn fallen_out(
    table: &Table,
    pieces: &[PeriodPiece],
    people: usize,
) -> (HashMap<usize, RowVerdict>, ByMember<Enrolment>) {
    let periods = group(pieces, people);
    let members = with_several(pieces, &periods);
    if members.is_empty() {
        return (HashMap::new(), periods);
    }
    let rows = pieces.iter().flat_map(|piece| &piece.periods);
    let mut several: Vec<(u32, PeriodRow)> =
        rows.filter(|(member, _)| members.contains(member)).copied().collect();
    several.sort_unstable_by_key(|(member, row)| (*member, key(&row.period), row.place));
    let mut cells = Rows::anywhere(&table.text);
    let mut out = HashMap::new();
    for alike in several.chunk_by(|a, b| a.0 == b.0 && key(&a.1.period) == key(&b.1.period)) {
        let versions: Vec<PeriodVersion> = (alike.iter())
            .map(|(_, row)| PeriodVersion {
                period: row.period,
                revision: revision(table, &cells.row(row.place)),
                void: row.void,
                run: None,
            })
            .collect();
        let verdicts = alike.iter().zip(judge_period(&versions));
        let out_of = verdicts.filter(|(_, verdict)| *verdict != RowVerdict::Holds);
        out.extend(out_of.map(|((_, row), verdict)| (row.place, verdict)));
    }
    (out, periods)
}

/// What a period is known by, within its member.
pub(crate) fn key(period: &Enrolment) -> (u8, Day) {
    (period.plan, period.start)
}

/// Members of whom a period has several rows, or is taken back; hardly ever any.
fn with_several(pieces: &[PeriodPiece], periods: &ByMember<Enrolment>) -> HashSet<u32> {
    let is_one = |pair: &[Enrolment]| key(&pair[0]) == key(&pair[1]);
    let several = |member: &u32| periods.of_member(*member).windows(2).any(is_one);
    let rows = pieces.iter().flat_map(|piece| &piece.periods);
    let taken_back = rows.filter(|(_, row)| row.void).map(|(member, _)| *member);
    (0..periods.members()).filter(several).chain(taken_back).collect()
}

/// Groups the periods by member; blocks the members of whom a row is in error.
pub(super) fn group_periods(
    table: &Table,
    mut pieces: Vec<PeriodPiece>,
    people: &mut [Person],
) -> EnrolmentRows {
    let mut refused = refuse_by_themselves(&mut pieces, people);
    let (out, mut periods) = fallen_out(table, &pieces, people.len());
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    let mut counts = OutcomeCounts { rows, ..OutcomeCounts::default() };
    for (&place, verdict) in &out {
        match verdict {
            RowVerdict::Holds => unreachable!("only what falls out is listed"),
            RowVerdict::Duplicate => counts.duplicates += 1,
            RowVerdict::Superseded | RowVerdict::TakenBack => counts.superseded += 1,
            RowVerdict::TakesBack => counts.void += 1,
            RowVerdict::Conflict => refused.push(RowError::new(place, RowErrorKind::Conflict)),
        }
    }
    if !out.is_empty() {
        leave_out(&out, &mut pieces, people);
        periods = group(&pieces, people.len());
    }
    if refuse_too_many(&mut pieces, &periods, people, &mut refused) {
        periods = group(&pieces, people.len());
    }
    counts.used = periods.len() as u64;
    EnrolmentRows { periods, counts, refused }
}

/// The rows that are in error by themselves; blocks their members.
fn refuse_by_themselves(pieces: &mut [PeriodPiece], people: &mut [Person]) -> Vec<RowError> {
    let mut refused: Vec<RowError> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    let strangers = pieces.iter().flat_map(|piece| &piece.strangers);
    refused.extend(strangers.map(|row| RowError::new(row.place, RowErrorKind::Row)));
    for &member in pieces.iter().flat_map(|piece| &piece.blocks) {
        people[member as usize].blocked = true;
    }
    refused
}

/// Leaves out rows that do not hold beside others; blocks the members of whom rows conflict.
fn leave_out(out: &HashMap<usize, RowVerdict>, pieces: &mut [PeriodPiece], people: &mut [Person]) {
    let conflicts = |row: &PeriodRow| out.get(&row.place) == Some(&RowVerdict::Conflict);
    for piece in pieces {
        let blocks = piece.periods.iter().filter(|(_, row)| conflicts(row));
        blocks.for_each(|(member, _)| people[*member as usize].blocked = true);
        piece.periods.retain(|(_, row)| !out.contains_key(&row.place));
    }
}

fn read_piece(
    table: &Table,
    place: Range<usize>,
    ids: &Interner,
    content_hashes: bool,
) -> PeriodPiece {
    let mut piece = PeriodPiece::default();
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut read, mut asked) = (Vec::with_capacity(about), Lookups::with_room(about));
    let mut printed = Vec::with_capacity(if content_hashes { about } else { 0 });
    piece.periods.reserve(about);
    let head = &table.head;
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        piece.rows += 1;
        if table.fits(&row) && !row.is_empty(head.places.member_id) {
            asked.push(ids, &table.member_id(&row));
            let void = is_void(table, &row);
            let is_sound = void.is_ok() && wrong_id(table, &row).is_none();
            let is_sound = |one: &Enrolment| is_sound && paid_behind(table, one).is_none();
            let period = head.layout.enrolment(&row).ok().filter(is_sound);
            read.push((row.place.0, period, void == Ok(true)));
            printed.extend(content_hashes.then(|| content_hash(table, &row)));
        } else {
            piece.refused.push(RowError::new(row.place.0, RowErrorKind::Row));
            piece.blocks.extend(everyone_in(table, &row, ids));
        }
    }
    let members = ids.find_all(&asked);
    for (at, ((place, period, void), member)) in read.into_iter().zip(members).enumerate() {
        let Some(period) = period else {
            piece.refused.push(RowError::new(place, RowErrorKind::Row));
            match member {
                Some(member) => piece.blocks.push(member),
                None => piece.strange_blocks.push(place),
            }
            continue;
        };
        let row = PeriodRow { period, void, place };
        match member {
            Some(member) => {
                piece.periods.push((member, row));
                piece.content_hashes.extend(printed.get(at));
            }
            None => piece.strangers.push(row),
        }
    }
    piece
}

/// What may lie between the parts of a row whose cells cannot be told apart.
pub(super) const BETWEEN_PARTS: [char; 5] = [',', '"', '\n', '\r', NO_TEXT as char];

/// Every member whose id stands anywhere in a row whose cells cannot be told apart: as a cell, or in
/// one that may hold several rows, or beside a byte that is no text.
fn everyone_in(table: &Table, row: &Row, ids: &Interner) -> Vec<u32> {
    let find = |text: &str| ids.find(&table.ids.fold(text.trim()));
    let mut found = Vec::new();
    for cell in row.cells() {
        match find(cell) {
            Some(member) => found.push(member),
            None => {
                let parts = cell.split(BETWEEN_PARTS);
                found.extend(parts.filter_map(find));
            }
        }
    }
    found
}

fn group(pieces: &[PeriodPiece], people: usize) -> ByMember<Enrolment> {
    let all = || pieces.iter().flat_map(|piece| &piece.periods);
    let mut periods = ByMember::of(people, || all().map(|(member, row)| (*member, row.period)));
    periods.sort();
    periods
}

/// Refuses every row of members who have more periods than can be; whether there are any.
fn refuse_too_many(
    pieces: &mut [PeriodPiece],
    periods: &ByMember<Enrolment>,
    people: &mut [Person],
    refused: &mut Vec<RowError>,
) -> bool {
    let too_many = |&member: &u32| periods.of_member(member).len() > MOST_PERIODS;
    let members: HashSet<u32> = (0..people.len() as u32).filter(too_many).collect();
    members.iter().for_each(|&member| people[member as usize].blocked = true);
    if members.is_empty() {
        return false;
    }
    for (member, row) in pieces.iter().flat_map(|piece| &piece.periods) {
        if members.contains(member) {
            refused.push(RowError::new(row.place, RowErrorKind::TooMany));
        }
    }
    pieces.iter_mut().for_each(|piece| piece.periods.retain(|row| !members.contains(&row.0)));
    true
}

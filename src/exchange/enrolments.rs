//! enrolments.csv: who is covered, when and by which plan.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::grouped::Grouped;
use super::ids::{Asked, Ids};
use super::members::Person;
use super::refusal::{Refused, Why, is_void, revision};
use super::revision::Revision;
use super::rows::{Row, Rows};
use super::table::Table;
use super::text::NO_TEXT;
use super::watch::Watch;
use crate::claim::{Enrolment, MOST_PERIODS};

/// What became of the rows of the enrolments' file.
#[derive(Debug)]
pub(super) struct EnrolmentRows {
    pub periods: Grouped<Enrolment>,
    pub rows: u64,
    pub used: u64,
    pub duplicates: u64,
    pub superseded: u64,
    pub void: u64,
    pub refused: Vec<Refused>,
    /// Usable rows of members who are not known, where a ledger keeps them.
    pub pending: Vec<usize>,
    /// Rows that say something new of a member who is known.
    pub fresh: Vec<(u32, usize)>,
    /// Rows known before that cannot be read under these rules.
    pub stale: u64,
}

/// A row has hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 50;

/// The rows of one piece.
#[derive(Default)]
pub(super) struct Piece {
    rows: u64,
    /// Usable ones: whose, what, and where the row lies.
    periods: Vec<(u32, Enrolment, usize)>,
    /// The same of rows that take a period back.
    voids: Vec<(u32, Enrolment, usize)>,
    refused: Vec<Refused>,
    pending: Vec<usize>,
    /// Rows known before of members who are not known still.
    pending_still: Vec<usize>,
    stale: u64,
    /// Members of whom a row is refused.
    blocks: Vec<u32>,
}

/// Reads the rows.
pub(super) fn read_enrolments(
    table: &Table,
    ids: &Ids,
    keeps_pending: bool,
    watch: &dyn Watch,
) -> Vec<Piece> {
    let read = |place: &Range<usize>| {
        let piece = read_piece(table, place.clone(), ids, keeps_pending);
        watch.done(place.len() as u64);
        piece
    };
    table.pieces.par_iter().map(read).collect()
}

/// Puts each member's periods together; blocks the members of whom a row cannot be used.
pub(super) fn group_periods(
    table: &Table,
    mut pieces: Vec<Piece>,
    people: &mut [Person],
    ledger: bool,
) -> EnrolmentRows {
    let mut refused: Vec<Refused> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    for &member in pieces.iter().flat_map(|piece| &piece.blocks) {
        people[member as usize].blocked = true;
    }
    if ledger {
        refuse_blocked(table, &mut pieces, people, &mut refused);
    }
    let pending = pending(table, &mut pieces);
    let mut taken_back = TakenBack::of(table, &pieces);
    taken_back.withdraw(table, &mut pieces);
    let fresh = fresh(table, &pieces);
    fresh.iter().for_each(|&(member, _)| people[member as usize].changed = true);
    let mut periods = group(&pieces, people);
    periods.sort_and_dedup();
    let sent = count(&pieces, |place| !table.knows(place));
    let duplicates = sent - new_ones(table, &pieces, &periods);
    if refuse_too_many(&mut pieces, &periods, people, &mut refused) {
        periods = group(&pieces, people);
        periods.sort_and_dedup(); // These were counted above.
    }
    refused.retain(|refused| !table.knows(refused.place));
    EnrolmentRows {
        used: new_ones(table, &pieces, &periods),
        rows: pieces.iter().map(|piece| piece.rows).sum(),
        stale: pieces.iter().map(|piece| piece.stale).sum(),
        duplicates: duplicates + taken_back.duplicates + pending.duplicates,
        pending: pending.rows,
        void: taken_back.void,
        superseded: taken_back.superseded,
        periods,
        refused,
        fresh,
    }
}

/// How many rows of periods lie at such places.
fn count(pieces: &[Piece], at: impl Fn(usize) -> bool) -> u64 {
    pieces.iter().flat_map(|piece| &piece.periods).filter(|row| at(row.2)).count() as u64
}

/// How many periods, each counted once, were not known before: of one period several rows may be
/// known, which differ in their revisions.
fn new_ones(table: &Table, pieces: &[Piece], periods: &Grouped<Enrolment>) -> u64 {
    let known = pieces.iter().flat_map(|piece| &piece.periods).filter(|row| table.knows(row.2));
    let known: HashSet<(u32, Enrolment)> = known.map(|row| (row.0, row.1)).collect();
    (periods.len() - known.len()) as u64
}

/// Refuses new rows of members of whom another row is refused: nothing of theirs moves, and all of it
/// is to be sent again.
fn refuse_blocked(
    table: &Table,
    pieces: &mut [Piece],
    people: &[Person],
    refused: &mut Vec<Refused>,
) {
    for piece in pieces {
        for rows in [&mut piece.periods, &mut piece.voids] {
            rows.retain(|&(member, _, place)| {
                let goes = people[member as usize].blocked && !table.knows(place);
                refused.extend(goes.then(|| Refused::new(place, Why::Row)));
                !goes
            });
        }
    }
}

/// Rows of members who are not known, each once.
struct Pending {
    rows: Vec<usize>,
    duplicates: u64,
}

fn pending(table: &Table, pieces: &mut [Piece]) -> Pending {
    let mut cells = Rows::anywhere(&table.text);
    let known = pieces.iter().flat_map(|piece| &piece.pending_still);
    let mut seen: HashSet<[u8; 16]> = known.map(|&at| table.content(&cells.row(at))).collect();
    let mut pending = Pending { rows: Vec::new(), duplicates: 0 };
    for place in pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.pending)) {
        match seen.insert(table.content(&cells.row(place))) {
            true => pending.rows.push(place),
            false => pending.duplicates += 1,
        }
    }
    pending
}

/// Periods that were taken back, each with the highest revision that says so: a period is told apart
/// by all that its row says, and is taken back for good unless a higher revision brings it back.
#[derive(Default)]
struct TakenBack {
    periods: HashMap<(u32, Enrolment), Revision>,
    /// Rows of the file that take a period back, that say no more than another, and that tell of a
    /// period which was taken back.
    void: u64,
    duplicates: u64,
    superseded: u64,
}

impl TakenBack {
    fn of(table: &Table, pieces: &[Piece]) -> TakenBack {
        let mut back = TakenBack::default();
        let (mut rows, mut seen) = (Rows::anywhere(&table.text), HashSet::new());
        for &(member, period, place) in pieces.iter().flat_map(|piece| &piece.voids) {
            let revision = revision(table, &rows.row(place));
            let highest = back.periods.entry((member, period)).or_insert(revision);
            *highest = revision.max(*highest);
            let new = seen.insert((member, period, revision));
            match table.knows(place) {
                true => {}
                false if new => back.void += 1,
                false => back.duplicates += 1,
            }
        }
        back
    }

    fn withdraw(&mut self, table: &Table, pieces: &mut [Piece]) {
        if self.periods.is_empty() {
            return;
        }
        let mut rows = Rows::anywhere(&table.text);
        for piece in pieces {
            piece.periods.retain(|&(member, period, place)| {
                let Some(&back) = self.periods.get(&(member, period)) else { return true };
                let stands = revision(table, &rows.row(place)) > back;
                self.superseded += u64::from(!stands && !table.knows(place));
                stands
            });
        }
    }
}

/// Rows that say what was not known before, of those that a ledger keeps.
fn fresh(table: &Table, pieces: &[Piece]) -> Vec<(u32, usize)> {
    let rows = || pieces.iter().flat_map(|piece| piece.periods.iter().chain(&piece.voids));
    let mut cells = Rows::anywhere(&table.text);
    let mut known = HashSet::new();
    if table.knows_any() {
        let before = rows().filter(|row| table.knows(row.2));
        known.extend(before.map(|&(_, _, place)| table.content(&cells.row(place))));
    }
    let mut is_new = |place: usize| {
        !table.knows(place)
            && (known.is_empty() || !known.contains(&table.content(&cells.row(place))))
    };
    rows().filter(|row| is_new(row.2)).map(|&(member, _, place)| (member, place)).collect()
}

fn read_piece(table: &Table, place: Range<usize>, ids: &Ids, keeps_pending: bool) -> Piece {
    let mut piece = Piece::default();
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut read, mut asked) = (Vec::with_capacity(about), Asked::with_room(about));
    piece.periods.reserve(about);
    let head = table.head(place.start);
    let known = table.knows(place.start);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        piece.rows += u64::from(!known);
        if table.fits(&row) {
            asked.push(ids, row.text(head.places.member_id));
            let void = is_void(table, &row);
            let period = head.layout.enrolment(&row).ok().filter(|_| void.is_ok());
            read.push((row.place.0, period, void == Ok(true)));
        } else {
            piece.refused.push(Refused::new(row.place.0, Why::Row));
            piece.blocks.extend(everyone_in(&row, ids));
        }
    }
    for ((place, period, void), member) in read.into_iter().zip(ids.find_all(&asked)) {
        match (period, member) {
            (Some(period), Some(member)) if void => piece.voids.push((member, period, place)),
            (Some(period), Some(member)) => piece.periods.push((member, period, place)),
            (Some(_), None) if known => piece.pending_still.push(place),
            (Some(_), None) if keeps_pending => piece.pending.push(place),
            (None, _) if known => piece.stale += 1,
            _ => {
                piece.refused.push(Refused::new(place, Why::Row));
                piece.blocks.extend(member);
            }
        }
    }
    piece
}

/// Every member whose id stands anywhere in a row whose cells cannot be told apart: as a cell, or in
/// one that may hold several rows, or beside a byte that is no text.
fn everyone_in(row: &Row, ids: &Ids) -> Vec<u32> {
    let mut found = Vec::new();
    for cell in row.cells() {
        match ids.find(cell.trim()) {
            Some(member) => found.push(member),
            None => {
                let parts = cell.split([',', '"', '\n', '\r', char::from(NO_TEXT)]);
                found.extend(parts.filter_map(|part| ids.find(part.trim())));
            }
        }
    }
    found
}

fn group(pieces: &[Piece], people: &[Person]) -> Grouped<Enrolment> {
    let all = || pieces.iter().flat_map(|piece| &piece.periods);
    Grouped::of(people.len(), || all().map(|&(member, period, _)| (member, period)))
}

/// Refuses every row of members who have more periods than can be, equal rows once; whether there
/// are any.
fn refuse_too_many(
    pieces: &mut [Piece],
    periods: &Grouped<Enrolment>,
    people: &mut [Person],
    refused: &mut Vec<Refused>,
) -> bool {
    let too_many = |&member: &u32| periods.of_member(member).len() > MOST_PERIODS;
    let members: HashSet<u32> = (0..people.len() as u32).filter(too_many).collect();
    members.iter().for_each(|&member| people[member as usize].blocked = true);
    if members.is_empty() {
        return false;
    }
    let mut seen = HashSet::new();
    for &(member, period, place) in pieces.iter().flat_map(|piece| &piece.periods) {
        if members.contains(&member) && seen.insert((member, period)) {
            refused.push(Refused::new(place, Why::TooMany));
        }
    }
    pieces.iter_mut().for_each(|piece| piece.periods.retain(|row| !members.contains(&row.0)));
    true
}

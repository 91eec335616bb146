//! bills.csv: what was settled. Rows are found and told apart here; what they say is read when
//! their member is decided, so that a city's bills need not lie in memory twice.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::ops::Range;

use rayon::prelude::*;

use super::grouped::Grouped;
use super::ids::{Asked, Ids};
use super::members::Person;
use super::refusal::{self, Judged, Refused, Why, verdicts};
use super::revision::Verdict;
use super::rows::Rows;
use super::table::Table;
use super::watch::Watch;
use crate::claim::Bill;

/// What became of the rows of the bills' file, before they are read in full.
#[derive(Debug)]
pub(super) struct BillRows {
    /// Where the rows of each member lie, in the order of the file.
    pub places: Grouped<usize>,
    pub rows: u64,
    pub duplicates: u64,
    pub superseded: u64,
    pub void: u64,
    /// Rows of the file that hold.
    pub taken: u64,
    pub refused: Vec<Refused>,
    /// Usable rows of members who are not known, where a ledger keeps them.
    pub pending: Vec<usize>,
    /// Rows that say something new of a member who is known; with those of a bill that has come
    /// under another member than before.
    pub fresh: Vec<(u32, usize)>,
    /// For rows of which a ledger knows an earlier one, that one: it goes on where the new one cannot
    /// be used.
    pub before: HashMap<usize, usize>,
}

/// A row whose cells can be told apart.
#[derive(Clone, Copy)]
struct Found {
    place: usize,
    /// Equal ids have equal hashes; nothing where the id is empty.
    id: Option<NonZeroU64>,
    member: Option<u32>,
    void: bool,
}

/// A row has hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 120;

/// The rows of one piece.
#[derive(Default)]
pub(super) struct Piece {
    rows: u64,
    found: Vec<Found>,
    refused: Vec<Refused>,
}

/// Finds the rows.
pub(super) fn find_bills(table: &Table, ids: &Ids, watch: &dyn Watch) -> Vec<Piece> {
    table.pieces.par_iter().map(|place| find_piece(table, place.clone(), ids, watch)).collect()
}

/// Puts each member's rows together, of which none falls out.
pub(super) fn group_bills(
    table: &Table,
    mut pieces: Vec<Piece>,
    people: &[Person],
    keeps_pending: bool,
) -> BillRows {
    let mut refused: Vec<Refused> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    let Fallen { out, before } = fallen_out(table, &pieces);
    let blocked: Vec<bool> = people.iter().map(|person| person.blocked).collect();
    let (mut duplicates, mut superseded, mut void) = (0, 0, 0);
    for (&place, verdict) in out.iter().filter(|(place, _)| !table.knows(**place)) {
        match verdict {
            Verdict::Holds => unreachable!("only what falls out is kept"),
            Verdict::Duplicate => duplicates += 1,
            Verdict::Superseded => superseded += 1,
            Verdict::Conflict => refused.push(Refused::new(place, Why::Conflict)),
        }
    }
    let (mut fresh, mut pending, mut taken) = (Vec::new(), Vec::new(), 0);
    let mut of_members = Vec::with_capacity(pieces.iter().map(|piece| piece.found.len()).sum());
    for row in pieces.iter().flat_map(|piece| &piece.found) {
        let (place, known) = (row.place, table.knows(row.place));
        let verdict = if out.is_empty() { None } else { out.get(&place) };
        let member = row.member.filter(|&member| !blocked[member as usize]);
        if let Some(verdict) = verdict {
            if !known && *verdict == Verdict::Superseded {
                fresh.extend(member.map(|member| (member, place)));
            }
            continue;
        }
        match member {
            _ if known && row.is_taken_back() => {}
            _ if row.is_taken_back() => {
                void += 1;
                fresh.extend(member.map(|member| (member, place)));
            }
            Some(member) => {
                of_members.push((member, place));
                taken += u64::from(!known);
                fresh.extend((!known).then_some((member, place)));
            }
            None if known => {}
            None if keeps_pending && row.member.is_none() && is_usable(table, place) => {
                pending.push(place);
            }
            None => refused.push(Refused::new(place, Why::Row)),
        }
    }
    moved(table, &pieces, &before, &mut fresh);
    let places = Grouped::of(people.len(), || of_members.iter().copied());
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    BillRows { places, rows, duplicates, superseded, void, taken, refused, pending, fresh, before }
}

/// Whether all is right with the row of a bill but that its member is not known.
fn is_usable(table: &Table, place: usize) -> bool {
    let mut rows = Rows::anywhere(&table.text);
    refusal::bill(table, &rows.row(place), (0, Bill::alone(0)), true).is_ok()
}

/// Tells members from whom a bill has gone to another: what took it away is kept with them too.
fn moved(
    table: &Table,
    pieces: &[Piece],
    before: &HashMap<usize, usize>,
    fresh: &mut Vec<(u32, usize)>,
) {
    if before.is_empty() {
        return;
    }
    let found = || pieces.iter().flat_map(|piece| &piece.found);
    let known = found().filter(|row| table.knows(row.place));
    let holders: HashMap<usize, Option<u32>> = known.map(|row| (row.place, row.member)).collect();
    for row in found() {
        let earlier = before.get(&row.place).and_then(|place| *holders.get(place)?);
        if let Some(earlier) = earlier.filter(|earlier| row.member != Some(*earlier)) {
            fresh.push((earlier, row.place));
        }
    }
}

impl Found {
    /// Whether the bill was taken back; without an id nobody can say which.
    fn is_taken_back(&self) -> bool {
        self.void && self.id.is_some()
    }
}

fn find_piece(table: &Table, place: Range<usize>, ids: &Ids, watch: &dyn Watch) -> Piece {
    let at = &table.head(place.start).places;
    let length = place.len() as u64;
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut piece, mut asked) = (Piece::default(), Asked::with_room(about));
    piece.found.reserve(about);
    let asked_for = [at.bill_id, at.member_id, at.status].into_iter().flatten().max();
    let known = table.knows(place.start);
    let mut rows = Rows::heads(&table.text, place, asked_for.map_or(0, |last| last + 1));
    while let Some(row) = rows.next() {
        piece.rows += u64::from(!known);
        let place = row.place.0;
        if !table.fits(&row) {
            piece.refused.push(Refused::new(place, Why::Row));
            continue;
        }
        let id = Some(row.text(at.bill_id)).filter(|id| !id.is_empty());
        let id = id.map(|id| NonZeroU64::new(ids.hash(id)).unwrap_or(NonZeroU64::MAX));
        asked.push(ids, row.text(at.member_id));
        piece.found.push(Found { place, id, member: None, void: row.text(at.status) == "void" });
    }
    for (row, member) in piece.found.iter_mut().zip(ids.find_all(&asked)) {
        row.member = member;
    }
    watch.done(length);
    piece
}

/// Rows that do not hold beside others of their id, and for those that replace one known before
/// that one.
#[derive(Default)]
struct Fallen {
    out: HashMap<usize, Verdict>,
    before: HashMap<usize, usize>,
}

fn fallen_out(table: &Table, pieces: &[Piece]) -> Fallen {
    let mut ids = perhaps_twice(pieces);
    ids.sort_unstable();
    let mut fallen = Fallen::default();
    for alike in ids.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        for places in same_id(table, alike) {
            let Judged { verdicts, held } = verdicts(table, &places);
            for (place, verdict) in verdicts {
                if verdict != Verdict::Holds {
                    fallen.out.insert(place, verdict);
                } else if !table.knows(place) {
                    fallen.before.extend(held.map(|held| (place, held)));
                }
            }
        }
    }
    fallen
}

/// Hashes of ids, with their rows, of which others may have the same; hardly any, where no id comes
/// twice. Every hash sets one of many bits: one that finds it set may be another's.
fn perhaps_twice(pieces: &[Piece]) -> Vec<(u64, usize)> {
    const BITS_A_ROW: usize = 32;
    let rows: usize = pieces.iter().map(|piece| piece.found.len()).sum();
    let words = (rows * BITS_A_ROW / 64).next_power_of_two();
    let bit = |id: u64| ((id >> 6) as usize & (words - 1), 1u64 << (id & 63));
    let (mut once, mut twice) = (vec![0u64; words], vec![0u64; words]);
    let rows = || pieces.iter().flat_map(|piece| &piece.found);
    let ids = || rows().filter_map(|row| Some((row.id?.get(), row.place)));
    for (id, _) in ids() {
        let (word, bit) = bit(id);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    ids().filter(|&(id, _)| twice[bit(id).0] & bit(id).1 != 0).collect()
}

/// Of rows whose ids have one hash, those of one id, where there are several.
fn same_id(table: &Table, alike: &[(u64, usize)]) -> Vec<Vec<usize>> {
    let mut rows = Rows::anywhere(&table.text);
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    for &(_, place) in alike {
        let id = rows.row(place).text(table.head(place).places.bill_id).to_owned();
        by_id.entry(id).or_default().push(place);
    }
    by_id.into_values().filter(|places| places.len() > 1).collect()
}

//! enrolments.csv: who is covered, when and by which plan.

use std::collections::HashSet;
use std::ops::Range;

use rayon::prelude::*;

use super::grouped::Grouped;
use super::ids::{Asked, Ids};
use super::members::Person;
use super::refusal::{Refused, Why};
use super::rows::{Row, Rows};
use super::table::Table;
use super::watch::Watch;
use crate::claim::{Enrolment, MOST_PERIODS};

/// What became of the rows of the enrolments' file.
#[derive(Debug)]
pub(super) struct EnrolmentRows {
    pub periods: Grouped<Enrolment>,
    pub rows: u64,
    pub duplicates: u64,
    pub refused: Vec<Refused>,
}

/// A row has hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 50;

/// The rows of one piece.
#[derive(Default)]
pub(super) struct Piece {
    rows: u64,
    /// Usable ones: whose, what, and where the row lies.
    periods: Vec<(u32, Enrolment, usize)>,
    refused: Vec<Refused>,
    /// Members of whom a row is refused.
    blocks: Vec<u32>,
}

/// Reads the rows.
pub(super) fn read_enrolments(table: &Table, ids: &Ids, watch: &dyn Watch) -> Vec<Piece> {
    table.pieces.par_iter().map(|place| read_piece(table, place.clone(), ids, watch)).collect()
}

/// Puts each member's periods together; blocks the members of whom a row cannot be used.
pub(super) fn group_periods(mut pieces: Vec<Piece>, people: &mut [Person]) -> EnrolmentRows {
    let mut refused: Vec<Refused> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    for &member in pieces.iter().flat_map(|piece| &piece.blocks) {
        people[member as usize].blocked = true;
    }
    let mut periods = group(&pieces, people);
    let duplicates = periods.sort_and_dedup();
    if refuse_too_many(&mut pieces, &periods, people, &mut refused) {
        periods = group(&pieces, people);
        periods.sort_and_dedup(); // These were counted above.
    }
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    EnrolmentRows { periods, rows, duplicates, refused }
}

fn read_piece(table: &Table, place: Range<usize>, ids: &Ids, watch: &dyn Watch) -> Piece {
    let length = place.len() as u64;
    let mut piece = Piece::default();
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut read, mut asked) = (Vec::with_capacity(about), Asked::with_room(about));
    piece.periods.reserve(about);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        piece.rows += 1;
        if table.fits(&row) {
            asked.push(ids, row.text(table.places.member_id));
            read.push((row.place.0, table.layout.enrolment(&row).ok()));
        } else {
            piece.refused.push(Refused::new(row.place.0, Why::Row));
            piece.blocks.extend(everyone_in(&row, ids));
        }
    }
    for ((place, period), member) in read.into_iter().zip(ids.find_all(&asked)) {
        match (period, member) {
            (Some(period), Some(member)) => piece.periods.push((member, period, place)),
            _ => {
                piece.refused.push(Refused::new(place, Why::Row));
                piece.blocks.extend(member);
            }
        }
    }
    watch.done(length);
    piece
}

/// Every member whose id stands anywhere in a row whose cells cannot be told apart: as a cell, or in
/// one that may hold several rows.
fn everyone_in(row: &Row, ids: &Ids) -> Vec<u32> {
    let mut found = Vec::new();
    for cell in row.cells() {
        match ids.find(cell.trim()) {
            Some(member) => found.push(member),
            None => {
                let parts = cell.split([',', '"', '\n', '\r']);
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

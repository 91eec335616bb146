//! enrolments.csv: who is covered, when and by which plan.

use std::ops::Range;

use rayon::prelude::*;

use super::grouped::Grouped;
use super::ids::Asked;
use super::members::People;
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
struct Piece {
    rows: u64,
    /// Usable ones: whose, what, and where the row lies.
    periods: Vec<(u32, Enrolment, usize)>,
    refused: Vec<Refused>,
    /// Members of whom a row is refused.
    blocks: Vec<u32>,
}

/// Reads the file; blocks the members of whom a row cannot be used.
pub(super) fn read_enrolments(
    table: &Table,
    people: &mut People,
    watch: &dyn Watch,
) -> EnrolmentRows {
    let known: &People = people;
    let read = |place: &Range<usize>| read_piece(table, place.clone(), known, watch);
    let mut pieces: Vec<Piece> = table.pieces.par_iter().map(read).collect();
    let mut refused: Vec<Refused> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    for &member in pieces.iter().flat_map(|piece| &piece.blocks) {
        people.all[member as usize].blocked = true;
    }
    refuse_too_many(&mut pieces, people, &mut refused);
    let pairs =
        || pieces.iter().flat_map(|piece| &piece.periods).map(|&(m, period, _)| (m, period));
    let mut periods = Grouped::of(people.all.len(), pairs);
    let duplicates = periods.sort_and_dedup();
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    EnrolmentRows { periods, rows, duplicates, refused }
}

fn read_piece(table: &Table, place: Range<usize>, people: &People, watch: &dyn Watch) -> Piece {
    let length = place.len() as u64;
    let mut piece = Piece::default();
    let about = (place.len() / BYTES_A_ROW).max(1);
    let (mut read, mut asked) = (Vec::with_capacity(about), Asked::with_room(about));
    piece.periods.reserve(about);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        piece.rows += 1;
        if table.fits(&row) {
            asked.push(&people.ids, row.text(table.places.member_id));
            read.push((row.place.0, table.layout.enrolment(&row).ok()));
        } else {
            piece.refused.push(Refused::new(row.place.0, Why::Row));
            piece.blocks.extend(everyone_in(&row, people));
        }
    }
    for ((place, period), member) in read.into_iter().zip(people.ids.find_all(&asked)) {
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

/// Every member whose id stands anywhere in a row whose cells cannot be told apart; one cell may
/// hold several rows.
fn everyone_in(row: &Row, people: &People) -> Vec<u32> {
    let parts = row.cells().flat_map(|cell| cell.split([',', '"', '\n', '\r']));
    parts.filter_map(|part| people.ids.find(part.trim())).collect()
}

/// Refuses every row of a member who has more periods than can be.
fn refuse_too_many(pieces: &mut [Piece], people: &mut People, refused: &mut Vec<Refused>) {
    let mut counts = vec![0u32; people.all.len()];
    let all = || pieces.iter().flat_map(|piece| &piece.periods);
    all().for_each(|period| counts[period.0 as usize] += 1);
    let too_many = |member: u32| counts[member as usize] as usize > MOST_PERIODS;
    if !counts.iter().any(|&count| count as usize > MOST_PERIODS) {
        return;
    }
    for &(member, _, place) in all().filter(|period| too_many(period.0)) {
        people.all[member as usize].blocked = true;
        refused.push(Refused::new(place, Why::TooMany));
    }
    pieces.iter_mut().for_each(|piece| piece.periods.retain(|period| !too_many(period.0)));
}

//! members.csv: who there is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::ids::{Ids, Names};
use super::refusal::{Refused, Why, verdicts};
use super::revision::Verdict;
use super::rows::Rows;
use super::table::Table;
use super::watch::Watch;
use crate::claim::Member;
use crate::date::Day;

/// What is known of one person: from a row, or only that a row of theirs cannot be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub member: Member,
    /// The unit, by number.
    pub unit: u32,
    /// Where the first row of this id lies whose cells can be told apart.
    pub listed_at: Option<usize>,
    /// Whether that row is usable.
    pub usable: bool,
    /// Whether a row of the member cannot be used, so that nothing can be decided.
    pub blocked: bool,
    /// Whether the files say something of the member that was not known before.
    pub changed: bool,
}

impl Person {
    const UNKNOWN: Person = Person {
        member: Member { birth: Day::FIRST, facts: [0; crate::claim::MEMBER_FACTS] },
        unit: 0,
        listed_at: None,
        usable: false,
        blocked: false,
        changed: false,
    };
}

/// Everybody, by number.
#[derive(Debug, Default)]
pub(super) struct People {
    pub ids: Ids,
    pub all: Vec<Person>,
    /// Dotted paths of units; people of whom nothing is known are of the first, which has none.
    pub units: Ids,
}

impl People {
    /// Blocks the person of an id, who may be new.
    pub fn block(&mut self, id: &str) {
        if !id.is_empty() {
            self.person(id).1.blocked = true;
        }
    }

    fn person(&mut self, id: &str) -> (u32, &mut Person) {
        let number = self.ids.number(id);
        if number as usize == self.all.len() {
            self.all.push(Person::UNKNOWN);
        }
        (number, &mut self.all[number as usize])
    }
}

/// What became of the rows of the members' file.
#[derive(Debug, Default)]
pub(super) struct MemberRows {
    pub people: People,
    pub rows: u64,
    pub used: u64,
    pub duplicates: u64,
    pub refused: Vec<Refused>,
    /// Rows known before that cannot be read under these rules.
    pub stale: u64,
}

/// One row as read by a thread.
struct Read {
    place: usize,
    /// In the piece's own numbers.
    unit: u32,
    member: Option<Member>,
    /// Whether its cells can be told apart.
    fits: bool,
}

/// The rows of one piece, and their ids one behind the other.
#[derive(Default)]
pub(super) struct Piece {
    rows: Vec<Read>,
    ids: Names,
    units: Ids,
}

/// Rows whose ids are asked for together: few enough that they are still near when numbered.
const EXPECTED: usize = 64;

/// Reads the rows.
pub(super) fn read_members(table: &Table, watch: &dyn Watch) -> Vec<Piece> {
    table.pieces.par_iter().map(|place| read_piece(table, place.clone(), watch)).collect()
}

/// Numbers the people of the rows, one after the other.
pub(super) fn number_people(
    table: &Table,
    pieces: Vec<Piece>,
    same: &[(String, String)],
) -> MemberRows {
    let mut read = MemberRows::default();
    read.people.units.number("");
    let rows = pieces.iter().map(|piece| piece.rows.len()).sum();
    read.people.ids.reserve(rows);
    read.people.all.reserve(rows);
    for (other, id) in same {
        let (number, _) = read.people.person(id);
        read.people.ids.also(other, number);
    }
    let mut again = Again::new();
    for piece in pieces {
        let units: Vec<u32> = (0..piece.units.len() as u32)
            .map(|unit| read.people.units.number(piece.units.id(unit)))
            .collect();
        for (number, rows) in piece.rows.chunks(EXPECTED).enumerate() {
            let first = number * EXPECTED;
            let ids = || (first..first + rows.len()).map(|at| piece.ids.get(at as u32));
            read.people.ids.expect(ids());
            for (id, row) in ids().zip(rows) {
                match table.knows(row.place) {
                    true => read.recall(id, row, &units),
                    false => read.take(table, id, row, &units, &mut again),
                }
            }
        }
    }
    settle(&mut read, table, again);
    let is_used = |person: &&Person| {
        person.usable && person.listed_at.is_some_and(|place| !table.knows(place))
    };
    read.used = read.people.all.iter().filter(is_used).count() as u64;
    read
}

/// Rows of one id, of which there are several, by the member's number.
type Again = HashMap<u32, Vec<usize>>;

impl MemberRows {
    /// Refuses new rows of people of whom another row is refused: nothing of theirs moves, and all of
    /// it is to be sent again.
    pub fn refuse_blocked(&mut self, table: &Table) {
        let is_refused = |person: &&Person| person.usable && person.blocked;
        let places =
            self.people.all.iter().filter(is_refused).filter_map(|person| person.listed_at);
        let places = places.filter(|&place| !table.knows(place));
        let before = self.refused.len();
        self.refused.extend(places.map(|place| Refused::new(place, Why::Row)));
        self.used -= (self.refused.len() - before) as u64;
    }

    /// Takes in what was known before.
    fn recall(&mut self, id: &str, row: &Read, units: &[u32]) {
        let other = self.is_other(id);
        let (_, person) = self.people.person(id);
        if other && person.listed_at.is_some() {
            return;
        }
        if let Some(member) = row.member {
            (person.listed_at, person.usable) = (Some(row.place), true);
            (person.member, person.unit) = (member, units[row.unit as usize]);
        } else {
            self.stale += 1;
        }
    }

    /// Adds one row, in the order of the file; `units` are the numbers of its piece's.
    fn take(&mut self, table: &Table, id: &str, row: &Read, units: &[u32], again: &mut Again) {
        self.rows += 1;
        if !row.fits || id.is_empty() {
            self.refused.push(Refused::new(row.place, Why::Row));
            return self.people.block(id);
        }
        let other = self.is_other(id);
        let (number, person) = self.people.person(id);
        if let Some(first) = person.listed_at {
            if !table.knows(first) {
                return again.entry(number).or_insert_with(|| vec![first]).push(row.place);
            }
            // One person is told of under one id, and once.
            if other || says_the_same(table, first, row.place) {
                self.duplicates += 1;
                return;
            }
        }
        let Some(member) = row.member else {
            person.blocked = true;
            person.usable &= person.listed_at.is_some();
            person.listed_at = person.listed_at.or(Some(row.place));
            return self.refused.push(Refused::new(row.place, Why::Row));
        };
        (person.listed_at, person.usable, person.changed) = (Some(row.place), true, true);
        (person.member, person.unit) = (member, units[row.unit as usize]);
    }

    /// Whether an id is one more of somebody who has another.
    fn is_other(&self, id: &str) -> bool {
        let ids = &self.people.ids;
        ids.has_others() && ids.find(id).is_some_and(|number| ids.id(number) != id)
    }
}

/// Whether two rows say the same.
fn says_the_same(table: &Table, one: usize, other: usize) -> bool {
    let mut rows = Rows::anywhere(&table.text);
    table.content(&rows.row(one)) == table.content(&rows.row(other))
}

/// A row and an id have hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 40;

fn read_piece(table: &Table, place: Range<usize>, watch: &dyn Watch) -> Piece {
    let mut piece = Piece::default();
    let length = place.len() as u64;
    let about = (place.len() / BYTES_A_ROW).max(1);
    piece.rows.reserve(about);
    piece.ids.reserve(about, place.len() / 2);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        let fits = table.fits(&row);
        let head = table.head(row.place.0);
        let member = if fits { head.layout.member(&row).ok() } else { None };
        let unit = piece.units.number(row.text(head.places.org_code));
        piece.ids.push(if fits { row.text(head.places.member_id) } else { table.whose(&row) });
        piece.rows.push(Read { place: row.place.0, unit, member, fits });
    }
    watch.done(length);
    piece
}

/// Deals with members of whom there are several rows.
fn settle(read: &mut MemberRows, table: &Table, again: Again) {
    let mut conflicting = HashSet::new();
    for (number, places) in again {
        for (place, verdict) in verdicts(table, &places) {
            match verdict {
                Verdict::Holds => {}
                Verdict::Duplicate => read.duplicates += 1,
                Verdict::Conflict => {
                    conflicting.insert(place);
                }
                Verdict::Superseded | Verdict::Refused => unreachable!("members have no revisions"),
            }
        }
        if places.iter().any(|place| conflicting.contains(place)) {
            let person = &mut read.people.all[number as usize];
            (person.usable, person.blocked) = (false, true);
        }
    }
    read.refused.retain(|refused| !conflicting.contains(&refused.place));
    read.refused.extend(conflicting.into_iter().map(|place| Refused::new(place, Why::Conflict)));
}

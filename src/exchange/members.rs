//! members.csv: who there is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::ids::{Ids, Names};
use super::refusal::{Refused, Why};
use super::rows::{Row, Rows};
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
}

impl Person {
    const UNKNOWN: Person = Person {
        member: Member { birth: Day::FIRST, facts: [0; crate::claim::MEMBER_FACTS] },
        unit: 0,
        listed_at: None,
        usable: false,
        blocked: false,
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
    /// People by id as bytes. Most ids differ within their first bytes.
    pub fn by_id(&self, people: impl Iterator<Item = u32>) -> Vec<u32> {
        let head = |person: u32| {
            let mut head = [0; 20];
            let id = self.ids.id(person).as_bytes();
            let length = id.len().min(head.len());
            head[..length].copy_from_slice(&id[..length]);
            (head, person)
        };
        let mut people: Vec<([u8; 20], u32)> = people.map(head).collect();
        let id = |person: u32| self.ids.id(person);
        people.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
        people.into_iter().map(|(_, person)| person).collect()
    }

    /// Blocks the person of an id, who may be new.
    pub fn block(&mut self, id: &str) {
        if !id.is_empty() {
            self.person(id).1.blocked = true;
        }
    }

    /// The person of an id, who may be new.
    pub fn person(&mut self, id: &str) -> (u32, &mut Person) {
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
    /// A number of what each row says that is in the file for a person, by the person's number; none where
    /// nobody asked for them.
    pub prints: Vec<u64>,
}

/// One row as read by a thread.
struct Read {
    place: usize,
    /// In the piece's own numbers.
    unit: u32,
    member: Option<Member>,
    /// Whether its cells can be told apart.
    fits: bool,
    print: u64,
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
pub(super) fn read_members(table: &Table, prints: bool, watch: &dyn Watch) -> Vec<Piece> {
    let read = |place: &Range<usize>| read_piece(table, place.clone(), prints, watch);
    table.pieces.par_iter().map(read).collect()
}

/// Numbers the people of the rows, one after the other.
pub(super) fn number_people(table: &Table, pieces: Vec<Piece>, prints: bool) -> MemberRows {
    let mut read = MemberRows::default();
    read.people.units.number("");
    let rows = pieces.iter().map(|piece| piece.rows.len()).sum();
    read.people.ids.reserve(rows);
    read.people.all.reserve(rows);
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
                read.take(id, row, &units, prints, &mut again);
            }
        }
    }
    settle(&mut read, table, again);
    read.used = read.people.all.iter().filter(|person| person.usable).count() as u64;
    read
}

/// Rows of one id, of which there are several, by the member's number.
type Again = HashMap<u32, Vec<usize>>;

impl MemberRows {
    /// Adds one row, in the order of the file; `units` are the numbers of its piece's.
    fn take(&mut self, id: &str, row: &Read, units: &[u32], prints: bool, again: &mut Again) {
        self.rows += 1;
        if !row.fits || id.is_empty() {
            self.refused.push(Refused::new(row.place, Why::Row));
            return self.people.block(id);
        }
        let (number, person) = self.people.person(id);
        if let Some(first) = person.listed_at {
            return again.entry(number).or_insert_with(|| vec![first]).push(row.place);
        }
        person.listed_at = Some(row.place);
        let Some(member) = row.member else {
            person.blocked = true;
            return self.refused.push(Refused::new(row.place, Why::Row));
        };
        (person.usable, person.member, person.unit) = (true, member, units[row.unit as usize]);
        if prints {
            self.prints.resize(self.people.all.len(), 0);
            self.prints[number as usize] = row.print;
        }
    }
}

/// A row and an id have hardly fewer: what there is room for from the start need not be moved.
const BYTES_A_ROW: usize = 40;

fn read_piece(table: &Table, place: Range<usize>, prints: bool, watch: &dyn Watch) -> Piece {
    let mut piece = Piece::default();
    let length = place.len() as u64;
    let about = (place.len() / BYTES_A_ROW).max(1);
    piece.rows.reserve(about);
    piece.ids.reserve(about, place.len() / 2);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        let fits = table.fits(&row);
        let head = &table.head;
        let member = if fits { head.layout.member(&row).ok() } else { None };
        let unit = piece.units.number(row.text(head.places.org_code));
        piece.ids.push(if fits { row.text(head.places.member_id) } else { table.whose(&row) });
        let print = if prints && member.is_some() { print(table, &row) } else { 0 };
        piece.rows.push(Read { place: row.place.0, unit, member, fits, print });
    }
    watch.done(length);
    piece
}

/// A number of what a row says, which others hardly ever have: of its cells as they stand, since to be told
/// the same once too seldom only takes time.
pub(super) fn print(table: &Table, row: &Row) -> u64 {
    let mut hash = Sha256::new();
    for place in &table.head.counted {
        let cell = row.text(*place);
        hash.update((cell.len() as u32).to_le_bytes());
        hash.update(cell);
    }
    u64::from_le_bytes(hash.finalize()[..8].try_into().expect("a hash is longer"))
}

/// Deals with members of whom there are several rows: one holds if all say the same.
fn settle(read: &mut MemberRows, table: &Table, again: Again) {
    let (mut rows, mut conflicting) = (Rows::anywhere(&table.text), HashSet::new());
    for (number, places) in again {
        let mut contents: HashSet<[u8; 16]> = HashSet::new();
        let mut first = Vec::new();
        for place in places {
            match contents.insert(table.content(&rows.row(place))) {
                true => first.push(place),
                false => read.duplicates += 1,
            }
        }
        if first.len() > 1 {
            let person = &mut read.people.all[number as usize];
            (person.usable, person.blocked) = (false, true);
            conflicting.extend(first);
        }
    }
    read.refused.retain(|refused| !conflicting.contains(&refused.place));
    read.refused.extend(conflicting.into_iter().map(|place| Refused::new(place, Why::Conflict)));
}

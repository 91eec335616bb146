//! members.csv: the members.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::counts::OutcomeCounts;
use super::interner::{Interner, Texts};
use super::member_facts::{
    DatedMember, MemberVersion, are_of_several, day_by_day, holding, judge_member,
};
use super::member_flags;
use super::row_errors::{self, RowError, RowErrorKind};
use super::row_versions::RowVerdict;
use super::rows::{Row, Rows};
use super::table::Table;
use crate::claim::Member;
use crate::date::Day;
use crate::progress::Progress;

/// What is known of one person: from a row, or only that a row of the person cannot be used. Where facts changed,
/// these are the first.
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
    /// Whether the member's bills can be decided: the member's own row is usable, and no row of the member is in
    /// error.
    #[inline]
    pub fn is_decided(&self) -> bool {
        self.usable && !self.blocked
    }

    const UNKNOWN: Person =
        Person { member: Member::UNKNOWN, unit: 0, listed_at: None, usable: false, blocked: false };
}

/// All members, by number.
#[derive(Debug, Default)]
pub(super) struct People {
    pub ids: Interner,
    pub all: Vec<Person>,
    /// Dotted paths of units; people of whom nothing is known are of the first, which has none.
    pub units: Interner,
    /// What changed of members of whom something did; hardly any.
    pub changed: HashMap<u32, Changed>,
}

/// The facts of a person, by day.
#[derive(Clone, Debug, Default)]
pub(super) struct Changed {
    /// The facts after the first.
    pub later: Vec<Member>,
    /// From which day on which unit, by number; the first too.
    pub units: Vec<(Day, u32)>,
}

impl Changed {
    /// The unit on a day, or the last.
    fn unit(&self, day: Option<Day>) -> Option<u32> {
        let held = |(from, _): &&(Day, u32)| day.is_none_or(|day| *from <= day);
        let unit = self.units.iter().rev().find(held).or(self.units.first());
        unit.map(|(_, unit)| *unit)
    }
}

impl People {
    /// Members for whom something holds, by id as bytes.
    pub fn in_order(&self, holds: impl Fn(u32) -> bool) -> Vec<u32> {
        self.by_id((0..self.all.len() as u32).filter(|&member| holds(member)))
    }

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

    /// What changed of a person, after what holds first.
    pub fn later(&self, person: u32) -> &[Member] {
        if self.changed.is_empty() {
            return &[];
        }
        self.changed.get(&person).map_or(&[], |changed| &changed.later)
    }

    /// Gives a person facts by day; the unit is that of the last.
    pub fn place(&mut self, person: u32, placed: &[DatedMember]) {
        let units: Vec<(Day, u32)> = placed
            .iter()
            .map(|placed| (placed.member.from, self.units.number(&placed.unit)))
            .collect();
        let one = &mut self.all[person as usize];
        let Some(first) = placed.first() else { return one.usable = false };
        (one.usable, one.member) = (true, first.member);
        one.unit = units.last().map_or(0, |(_, unit)| *unit);
        if placed.len() > 1 {
            let later = placed[1..].iter().map(|placed| placed.member).collect();
            self.changed.insert(person, Changed { later, units });
        }
    }

    /// Puts every person into the unit of a day.
    pub fn place_on(&mut self, day: Day) {
        for (person, changed) in &self.changed {
            if let Some(unit) = changed.unit(Some(day)) {
                self.all[*person as usize].unit = unit;
            }
        }
    }

    /// The units of a person, by the day from which each is so.
    pub fn units_of(&self, person: u32) -> Vec<(Day, u32)> {
        match self.changed.get(&person) {
            Some(changed) if !changed.units.is_empty() => changed.units.clone(),
            _ => vec![(Day::FIRST, self.all[person as usize].unit)],
        }
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
    pub counts: OutcomeCounts,
    pub refused: Vec<RowError>,
    /// Where rows lie in which something of a resident number looks wrong, in the order of the file.
    pub flagged: Vec<usize>,
    /// A hash of the rows of each person, by the person's number; none where they are not wanted.
    pub content_hashes: Vec<u64>,
    /// Where the rows of members lie who have several, or one that takes something back; without duplicates.
    pub several: HashMap<u32, Vec<usize>>,
}

/// One row as read by a thread.
struct ReadRow {
    place: usize,
    /// In the piece's own numbers.
    unit: u32,
    member: Option<Member>,
    /// Whether its cells can be told apart.
    fits: bool,
    /// Whether it takes something back.
    void: bool,
    content_hash: u64,
}

/// The rows of one piece, and their ids one behind the other.
#[derive(Default)]
pub(super) struct MemberPiece {
    rows: Vec<ReadRow>,
    ids: Texts,
    units: Interner,
    flagged: Vec<usize>,
}

/// Rows whose ids are prefetched together: few enough that the entries are still in the cache when they are numbered.
const PREFETCHED: usize = 64;

/// Reads the rows.
pub(super) fn read_members(
    table: &Table,
    content_hashes: bool,
    progress: &dyn Progress,
) -> Vec<MemberPiece> {
    let read = |place: &Range<usize>| read_piece(table, place.clone(), content_hashes, progress);
    table.pieces.par_iter().map(read).collect()
}

/// Numbers the people of the rows, one after the other.
pub(super) fn number_people(
    table: &Table,
    pieces: Vec<MemberPiece>,
    content_hashes: bool,
) -> MemberRows {
    let mut read = MemberRows::default();
    read.people.units.number("");
    let rows = pieces.iter().map(|piece| piece.rows.len()).sum();
    read.people.ids.reserve(rows);
    read.people.all.reserve(rows);
    let mut again = SeveralRows::new();
    for piece in pieces {
        read.flagged.extend_from_slice(&piece.flagged);
        let units: Vec<u32> = (0..piece.units.len() as u32)
            .map(|unit| read.people.units.number(piece.units.id(unit)))
            .collect();
        for (number, rows) in piece.rows.chunks(PREFETCHED).enumerate() {
            let first = number * PREFETCHED;
            let ids = || (first..first + rows.len()).map(|at| piece.ids.get(at as u32));
            read.people.ids.prefetch(ids());
            for (id, row) in ids().zip(rows) {
                read.take(id, row, &units, content_hashes, &mut again);
            }
        }
    }
    read.counts.used = read.people.all.iter().filter(|person| person.usable).count() as u64;
    let mut several: Vec<(u32, Vec<usize>)> = again.into_iter().collect();
    several.sort_unstable();
    if !several.is_empty() {
        // They are judged anew below, with the others of the same id.
        let asked: HashSet<usize> =
            several.iter().flat_map(|(_, places)| places).copied().collect();
        read.refused.retain(|refused| !asked.contains(&refused.place));
    }
    for (number, places) in several {
        settle(&mut read, table, number, places);
    }
    read
}

/// Rows of one id, of which there are several, by the member's number.
type SeveralRows = HashMap<u32, Vec<usize>>;

impl MemberRows {
    /// Adds one row, in the order of the file; `units` are the numbers of its piece's.
    fn take(
        &mut self,
        id: &str,
        row: &ReadRow,
        units: &[u32],
        content_hashes: bool,
        again: &mut SeveralRows,
    ) {
        self.counts.rows += 1;
        if !row.fits || id.is_empty() {
            self.refused.push(RowError::new(row.place, RowErrorKind::Row));
            return self.people.block(id);
        }
        let (number, person) = self.people.person(id);
        let first = person.listed_at;
        if row.void || first.is_some() || again.contains_key(&number) {
            again.entry(number).or_insert_with(|| first.into_iter().collect()).push(row.place);
        } else if let Some(member) = row.member {
            let unit = units[row.unit as usize];
            (person.listed_at, person.usable) = (Some(row.place), true);
            (person.member, person.unit) = (member, unit);
        } else {
            (person.listed_at, person.blocked) = (Some(row.place), true);
            self.refused.push(RowError::new(row.place, RowErrorKind::Row));
        }
        if content_hashes {
            self.content_hashes.resize(self.people.all.len(), 0);
            let print = &mut self.content_hashes[number as usize];
            *print = print.wrapping_add(row.content_hash);
        }
    }
}

/// Rows have hardly fewer bytes: room is reserved for so many rows and ids, and hardly ever grows.
const BYTES_A_ROW: usize = 40;

fn read_piece(
    table: &Table,
    place: Range<usize>,
    content_hashes: bool,
    progress: &dyn Progress,
) -> MemberPiece {
    let mut piece = MemberPiece::default();
    let length = place.len() as u64;
    let about = (place.len() / BYTES_A_ROW).max(1);
    piece.rows.reserve(about);
    piece.ids.reserve(about, place.len() / 2);
    let mut rows = Rows::new(&table.text, place);
    while let Some(row) = rows.next() {
        let fits = table.fits(&row);
        let head = &table.head;
        let is_sound = fits && row_errors::wrong_id(table, &row).is_none();
        let member = if is_sound { head.layout.member(&row).ok() } else { None };
        let unit = piece.units.number(row.text(head.places.org_code));
        let id = if fits { table.member_id(&row) } else { table.whose(&row) };
        if member.is_some_and(|member| member_flags::any(table.ids, &id, &member)) {
            piece.flagged.push(row.place.0);
        }
        piece.ids.push(&id);
        let void = fits && row.text(head.places.status) == "void";
        let content_hash = if content_hashes && (void || member.is_some()) {
            content_hash(table, &row)
        } else {
            0
        };
        piece.rows.push(ReadRow { place: row.place.0, unit, member, fits, void, content_hash });
    }
    progress.done(length);
    piece
}

/// A hash of the cells of a row as they stand: rows of the same content that are written in another way only take
/// more time.
pub(super) fn content_hash(table: &Table, row: &Row) -> u64 {
    let mut hash = Sha256::new();
    for place in &table.head.counted {
        let cell = row.text(*place);
        hash.update((cell.len() as u32).to_le_bytes());
        hash.update(cell);
    }
    u64::from_le_bytes(hash.finalize()[..8].try_into().expect("a hash is longer"))
}

/// Judges the rows of a member of whom there are several, or one that takes something back.
fn settle(read: &mut MemberRows, table: &Table, number: u32, places: Vec<usize>) {
    read.counts.used -= u64::from(read.people.all[number as usize].usable);
    let in_error = read.refused.len();
    let (versions, places) = read_versions(read, table, places);
    let verdicts = judge_one_person(&versions);
    let placed = day_by_day(&holding(&versions, &verdicts));
    read.counts.used += placed.len() as u64;
    let mut several = Vec::new();
    for (place, verdict) in places.into_iter().zip(verdicts) {
        match verdict {
            RowVerdict::Duplicate => read.counts.duplicates += 1,
            RowVerdict::Conflict => {
                read.refused.push(RowError::new(place, RowErrorKind::Conflict));
            }
            RowVerdict::Superseded | RowVerdict::TakenBack => read.counts.superseded += 1,
            RowVerdict::TakesBack => read.counts.void += 1,
            RowVerdict::Holds => {}
        }
        if !matches!(verdict, RowVerdict::Duplicate | RowVerdict::Conflict) {
            several.push(place);
        }
    }
    let blocked = read.refused.len() > in_error;
    read.people.place(number, &placed);
    let person = &mut read.people.all[number as usize];
    person.blocked |= blocked;
    person.usable &= !blocked;
    person.listed_at = several.first().copied();
    read.several.insert(number, several);
}

/// The versions that rows of one member bring, and where each lies; rows in error are left out.
fn read_versions(
    read: &mut MemberRows,
    table: &Table,
    places: Vec<usize>,
) -> (Vec<MemberVersion>, Vec<usize>) {
    let mut rows = Rows::anywhere(&table.text);
    let mut versions = Vec::with_capacity(places.len());
    for place in places {
        match row_errors::member_version(table, &rows.row(place)) {
            Ok(version) => versions.push((version, place)),
            Err(_) => read.refused.push(RowError::new(place, RowErrorKind::Row)),
        }
    }
    versions.into_iter().unzip()
}

/// Judges the rows of one member: rows of two people under one id conflict.
fn judge_one_person(versions: &[MemberVersion]) -> Vec<RowVerdict> {
    let mut verdicts = judge_member(versions);
    if are_of_several(&holding(versions, &verdicts)) {
        let holds = verdicts.iter_mut().filter(|verdict| **verdict == RowVerdict::Holds);
        holds.for_each(|verdict| *verdict = RowVerdict::Conflict);
    }
    verdicts
}

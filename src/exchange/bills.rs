//! bills.csv: what was settled. Rows are found and told apart here; what they say is read when
//! their member is decided, so that a city's bills need not lie in memory twice.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU64;
use std::ops::Range;

use rayon::prelude::*;

use super::grouped::Grouped;
use super::ids::{Asked, Ids};
use super::members::Person;
use super::refusal::{self, Refused, Why, verdicts};
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
    /// Rows that take back a bill that nobody knows, where a ledger would know it.
    pub unknown_voids: Vec<usize>,
    /// Rows of the file that hold.
    pub taken: u64,
    pub refused: Vec<Refused>,
    /// Usable rows of members who are not known, where a ledger keeps them.
    pub pending: Vec<usize>,
    /// Rows that say something new of a member who is known; with those of a bill that has come
    /// under another member than before.
    pub fresh: Vec<(u32, usize)>,
    /// The same where nobody knows the member from whom the bill has gone: a row of that member, and
    /// the one that took the bill away.
    pub gone: Vec<(usize, usize)>,
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
    ledger: bool,
) -> BillRows {
    let mut refused: Vec<Refused> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.refused)).collect();
    let blocked: Vec<bool> = people.iter().map(|person| person.blocked).collect();
    let Fallen { out, unusable, mut fresh, gone, withdrawn } =
        fallen_out(table, &pieces, ledger.then_some(&blocked[..]));
    refused.extend(unusable.iter().map(|&place| Refused::new(place, Why::Row)));
    let told: HashSet<usize> = fresh.iter().map(|&(_, place)| place).collect();
    let (mut duplicates, mut superseded, mut void) = (0, 0, 0);
    for (&place, verdict) in out.iter().filter(|(place, _)| !table.knows(**place)) {
        match verdict {
            Verdict::Holds => unreachable!("only what falls out is kept"),
            Verdict::Duplicate => duplicates += 1,
            Verdict::Superseded => superseded += 1,
            Verdict::Conflict => refused.push(Refused::new(place, Why::Conflict)),
            Verdict::Refused => refused.push(Refused::new(place, Why::Revised)),
        }
    }
    let (mut pending, mut unknown_voids, mut taken) = (Vec::new(), Vec::new(), 0);
    let mut of_members = Vec::with_capacity(pieces.iter().map(|piece| piece.found.len()).sum());
    for row in pieces.iter().flat_map(|piece| &piece.found) {
        let (place, known) = (row.place, table.knows(row.place));
        if (!out.is_empty() && out.contains_key(&place)) || unusable.contains(&place) {
            continue;
        }
        let member = row.member.filter(|&member| !blocked[member as usize]);
        match member {
            _ if known && row.is_taken_back() => {}
            _ if row.is_taken_back() && (!ledger || member.is_some() || told.contains(&place)) => {
                match !ledger || withdrawn.contains(&place) {
                    true => void += 1,
                    false => unknown_voids.push(place),
                }
                fresh.extend(member.map(|member| (member, place)));
            }
            Some(member) => {
                of_members.push((member, place));
                taken += u64::from(!known);
                fresh.extend((!known).then_some((member, place)));
            }
            None if known => {}
            None if ledger && row.member.is_none() && is_kept(table, row) => pending.push(place),
            None => refused.push(Refused::new(place, Why::Row)),
        }
    }
    let places = Grouped::of(people.len(), || of_members.iter().copied());
    let rows = pieces.iter().map(|piece| piece.rows).sum();
    BillRows {
        places,
        rows,
        duplicates,
        superseded,
        void,
        unknown_voids,
        taken,
        refused,
        pending,
        fresh,
        gone,
    }
}

/// Whether all is right with the row of a bill but that its member is not known. Of one that takes
/// its bill back only whose it is need be told.
fn is_kept(table: &Table, row: &Found) -> bool {
    let mut rows = Rows::anywhere(&table.text);
    let cells = rows.row(row.place);
    match row.is_taken_back() {
        true => !cells.text(table.head(row.place).places.member_id).is_empty(),
        false => refusal::bill(table, &cells, (0, Bill::alone(0)), true).is_ok(),
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

/// Rows that do not hold beside others of their id, and what that means for members.
#[derive(Default)]
struct Fallen {
    out: HashMap<usize, Verdict>,
    /// Rows that would hold and cannot be used: what was known before goes on.
    unusable: HashSet<usize>,
    /// Rows that say something new of a member, but for those that hold of their own member.
    fresh: Vec<(u32, usize)>,
    gone: Vec<(usize, usize)>,
    /// Rows that take back a bill that there is.
    withdrawn: HashSet<usize>,
}

/// Judges rows of one id; with a ledger, `blocked` tells of whom nothing may move.
fn fallen_out(table: &Table, pieces: &[Piece], blocked: Option<&[bool]>) -> Fallen {
    let mut ids = perhaps_twice(pieces);
    ids.sort_unstable_by_key(|&(id, row)| (id, row.place));
    let mut fallen = Fallen::default();
    for alike in ids.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        for rows in same_id(table, alike) {
            match blocked {
                Some(blocked) => fallen.judge_known(table, rows, blocked),
                None => {
                    fallen.judge(table, &rows);
                }
            }
        }
    }
    fallen
}

impl Fallen {
    /// Judges rows of one id; the one that holds.
    fn judge<'r>(&mut self, table: &Table, rows: &[&'r Found]) -> Option<&'r Found> {
        let places: Vec<usize> = rows.iter().map(|row| row.place).collect();
        let mut holds = None;
        for ((place, verdict), row) in verdicts(table, &places).into_iter().zip(rows) {
            match verdict {
                Verdict::Holds => holds = Some(*row),
                _ => {
                    self.out.insert(place, verdict);
                }
            }
        }
        holds
    }

    /// The same, where some may be known. One that cannot be used moves nothing, be it that its own
    /// member is blocked or the one from whom it would take the bill.
    fn judge_known(&mut self, table: &Table, mut rows: Vec<&Found>, blocked: &[bool]) {
        if rows.iter().any(|row| !row.void) {
            self.withdrawn.extend(rows.iter().filter(|row| row.void).map(|row| row.place));
        }
        let known = |row: &&&Found| table.knows(row.place);
        let is_blocked = |row: &&Found| row.member.is_some_and(|member| blocked[member as usize]);
        let of_blocked = rows.iter().filter(known).any(is_blocked);
        let holds = loop {
            let Some(holds) = self.judge(table, &rows) else { return };
            let sound = holds.is_taken_back() || is_kept(table, holds);
            if table.knows(holds.place) || (sound && !of_blocked && !is_blocked(&holds)) {
                break holds;
            }
            self.unusable.insert(holds.place);
            // What says the same as it is a duplicate still.
            let is_out = |row: &&Found| self.out.get(&row.place) == Some(&Verdict::Duplicate);
            rows.retain(|row| row.place != holds.place && (table.knows(row.place) || !is_out(row)));
            for row in &rows {
                self.out.remove(&row.place);
            }
        };
        self.tell(table, &rows, holds, blocked);
    }

    /// Tells members from whom a bill has gone to another: what took it away is kept with them too.
    /// What is superseded from the start is kept only with whoever has what supersedes it.
    fn tell(&mut self, table: &Table, rows: &[&Found], holds: &Found, blocked: &[bool]) {
        let mut cells = Rows::anywhere(&table.text);
        let mut whose =
            |place: usize| cells.row(place).text(table.head(place).places.member_id).to_owned();
        let of = whose(holds.place);
        let mut told = HashSet::from([of.clone()]);
        for row in rows.iter().filter(|row| row.place != holds.place) {
            let other = whose(row.place);
            match (table.knows(row.place), table.knows(holds.place)) {
                (true, false) if told.insert(other.clone()) => match row.member {
                    Some(member) => self.fresh.push((member, holds.place)),
                    None => self.gone.push((row.place, holds.place)),
                },
                (false, _) if self.out.get(&row.place) == Some(&Verdict::Superseded) => {
                    let member = row.member.filter(|&member| !blocked[member as usize]);
                    let member = member.filter(|_| other == of);
                    self.fresh.extend(member.map(|member| (member, row.place)));
                }
                _ => {}
            }
        }
    }
}

/// Hashes of ids, with their rows, of which others may have the same; hardly any, where no id comes
/// twice. Every hash sets one of many bits: one that finds it set may be another's.
fn perhaps_twice(pieces: &[Piece]) -> Vec<(u64, &Found)> {
    const BITS_A_ROW: usize = 32;
    let rows: usize = pieces.iter().map(|piece| piece.found.len()).sum();
    let words = (rows * BITS_A_ROW / 64).next_power_of_two();
    let bit = |id: u64| ((id >> 6) as usize & (words - 1), 1u64 << (id & 63));
    let (mut once, mut twice) = (vec![0u64; words], vec![0u64; words]);
    let rows = || pieces.iter().flat_map(|piece| &piece.found);
    let ids = || rows().filter_map(|row| Some((row.id?.get(), row)));
    for (id, _) in ids() {
        let (word, bit) = bit(id);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    ids().filter(|&(id, _)| twice[bit(id).0] & bit(id).1 != 0).collect()
}

/// Of rows whose ids have one hash, those of one id, where there are several.
fn same_id<'p>(table: &Table, alike: &[(u64, &'p Found)]) -> Vec<Vec<&'p Found>> {
    let mut rows = Rows::anywhere(&table.text);
    let mut by_id: HashMap<String, Vec<&Found>> = HashMap::new();
    for &(_, row) in alike {
        let id = rows.row(row.place).text(table.head(row.place).places.bill_id).to_owned();
        by_id.entry(id).or_default().push(row);
    }
    by_id.into_values().filter(|rows| rows.len() > 1).collect()
}

//! Rows of one id: which of them holds.
//!
//! A row that says what an earlier one says is a duplicate. Of rows that differ, the one with the
//! highest revision holds, no revision being lower than any; where none is highest, none holds. Where
//! the scheme refuses revisions, rows that differ from what is known are refused, but for those that
//! take it back.

use std::collections::HashSet;

use crate::claim::Revisions;

/// What decides between rows of one id.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// What the row says.
    pub content: [u8; 16],
    pub revision: Revision,
    /// Whether it was known before.
    pub known: bool,
    /// Whether it takes back what it says.
    pub void: bool,
}

/// The revision of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Revision {
    None,
    Number(u64),
    /// Not a number: nobody can say whether it is the highest.
    Unknown,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds.
    Holds,
    /// An earlier row says the same.
    Duplicate,
    /// A row with a higher revision holds.
    Superseded,
    /// Rows differ, and nothing tells which holds.
    Conflict,
    /// An earlier row says something else, and the scheme takes no revisions.
    Refused,
}

impl Revision {
    pub fn read(text: &str) -> Revision {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            _ if text.is_empty() => Revision::None,
            Ok(number) if digits => Revision::Number(number),
            _ => Revision::Unknown,
        }
    }

    /// The text of a revision without what does not count: the same for `7` and `007`.
    pub fn bare(text: &str) -> &str {
        match Revision::read(text) {
            Revision::Number(0) => "0",
            Revision::Number(_) => text.trim_start_matches('0'),
            Revision::None | Revision::Unknown => text,
        }
    }
}

/// Judges the rows of one id, of which there are several: those known before first, in the order in
/// which they came.
pub(super) fn judge(rows: &[Key], revisions: Revisions) -> Vec<Verdict> {
    let refused = match revisions {
        Revisions::Replace => HashSet::new(),
        Revisions::Refuse => revised(rows),
    };
    let is_refused = |row: &Key| !row.known && refused.contains(&row.content);
    let rest: Vec<Key> = rows.iter().filter(|row| !is_refused(row)).cloned().collect();
    let mut verdicts = judge_revisions(&rest).into_iter();
    let verdict = |row: &Key| match is_refused(row) {
        true => Verdict::Refused,
        false => verdicts.next().expect("every other row is judged"),
    };
    rows.iter().map(verdict).collect()
}

/// What new rows say that is not known, and is not to take back what is: if anything is known, or they
/// differ among themselves, so that one would be a revision of the other.
fn revised(rows: &[Key]) -> HashSet<[u8; 16]> {
    let known: HashSet<_> = rows.iter().filter(|row| row.known).map(|row| row.content).collect();
    let new = rows.iter().filter(|row| !row.known && !row.void).map(|row| row.content);
    let new: HashSet<_> = new.filter(|content| !known.contains(content)).collect();
    if known.is_empty() && new.len() < 2 { HashSet::new() } else { new }
}

/// Judges rows of which any may take the place of another.
///
/// What comes later replaces what was known before, unless its revision is lower; what says what was
/// once known says nothing new.
fn judge_revisions(rows: &[Key]) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Duplicate; rows.len()];
    let mut contents = HashSet::new();
    let differing: Vec<usize> =
        (0..rows.len()).filter(|&place| contents.insert(rows[place].content)).collect();
    let highest = differing.iter().map(|&at| rows[at].revision).max().unwrap_or(Revision::None);
    let of_highest = |known: bool| {
        let rows = differing.iter().copied().map(|at| (at, &rows[at]));
        rows.filter(move |(_, row)| row.revision == highest && row.known == known).map(|row| row.0)
    };
    let new: Vec<usize> = of_highest(false).collect();
    let sure = highest != Revision::Unknown || differing.len() == 1;
    let holds = match new[..] {
        [one] if sure => Some(one),
        [] => of_highest(true).max_by_key(|&at| last(rows, at)),
        _ => None,
    };
    // Where nothing tells which of tonight's holds, what was known before goes on.
    let before = || of_known(rows, &differing);
    let holds_on = if holds.is_none() { before() } else { None };
    for &at in &differing {
        verdicts[at] = match holds {
            _ if holds_on == Some(at) => Verdict::Holds,
            Some(holds) if holds == at => Verdict::Holds,
            Some(_) => Verdict::Superseded,
            None if rows[at].known => Verdict::Superseded,
            None => Verdict::Conflict,
        };
    }
    verdicts
}

/// Where a row that is known comes last: under two members it comes twice.
fn last(rows: &[Key], at: usize) -> usize {
    let same = |other: &usize| rows[*other].known && rows[*other].content == rows[at].content;
    (0..rows.len()).rev().find(same).unwrap_or(at)
}

/// Of the rows known before, the one that held.
fn of_known(rows: &[Key], differing: &[usize]) -> Option<usize> {
    let known = || differing.iter().copied().filter(|&at| rows[at].known);
    let highest = known().map(|at| rows[at].revision).max()?;
    known().filter(|&at| rows[at].revision == highest).max_by_key(|&at| last(rows, at))
}

//! Rows of one id: which of them holds.
//!
//! A row that says what an earlier one says is a duplicate. Of rows that differ, the one with the
//! highest revision holds, no revision being lower than any; where none is highest, none holds.

use std::collections::HashSet;

/// What decides between rows of one id.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// What the row says.
    pub content: [u8; 16],
    pub revision: Revision,
}

/// The revision of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Judges the rows of one id, of which there are several.
pub(super) fn judge(rows: &[Key]) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Duplicate; rows.len()];
    let mut contents = HashSet::new();
    let differing: Vec<usize> =
        (0..rows.len()).filter(|&place| contents.insert(rows[place].content)).collect();
    let revisions = || differing.iter().map(|&place| rows[place].revision);
    let highest = revisions().max().unwrap_or(Revision::None);
    let sure = revisions().filter(|&revision| revision == highest).count() == 1
        && highest != Revision::Unknown;
    for &place in &differing {
        verdicts[place] = match sure {
            _ if differing.len() == 1 => Verdict::Holds,
            true if rows[place].revision == highest => Verdict::Holds,
            true => Verdict::Superseded,
            false => Verdict::Conflict,
        };
    }
    verdicts
}

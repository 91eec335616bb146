//! Rows of which a later replaces an earlier: periods of one member, plan and start, and facts of one member and
//! day.
//!
//! Of such rows the one with the highest revision holds; of one revision that of a later run, while rows of one
//! file conflict. A row that takes the others back does so where its revision is not lower, in whatever order
//! they come.

use std::collections::HashSet;
use std::hash::Hash;

use super::bill_versions::Revision;

/// A row among others that it may take the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowVersion<C> {
    pub content: C,
    pub revision: Revision,
    /// Whether it takes the others back.
    pub void: bool,
    /// The earlier run that brought it, by number; nothing for a row of the file that is read.
    pub run: Option<i64>,
    /// Whether it holds now, and so counts even where an earlier row of the same content holds no more.
    pub insists: bool,
}

/// What becomes of such a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowVerdict {
    /// It is what is so.
    Holds,
    /// It would be, and is taken back.
    TakenBack,
    /// It takes it back.
    TakesBack,
    /// An earlier row has the same content.
    Duplicate,
    /// Another holds.
    Superseded,
    /// Rows differ, and which holds is not known.
    Conflict,
}

/// Judges rows: those known first, in the order in which they came.
pub(crate) fn judge_rows<C: Copy + Eq + Hash>(rows: &[RowVersion<C>]) -> Vec<RowVerdict> {
    let mut verdicts = vec![RowVerdict::Duplicate; rows.len()];
    let mut seen = HashSet::new();
    let content = |row: &RowVersion<C>| {
        // A row that takes something back need not be filled in.
        (row.revision, (!row.void).then_some(row.content))
    };
    let differing =
        (0..rows.len()).filter(|&at| seen.insert(content(&rows[at])) || rows[at].insists);
    let (periods, voids): (Vec<usize>, Vec<usize>) = differing.partition(|&at| !rows[at].void);
    periods.iter().for_each(|&at| verdicts[at] = RowVerdict::Superseded);
    let top = periods.iter().map(|&at| rows[at].revision).max();
    let new: Vec<usize> = (periods.iter().copied())
        .filter(|&at| rows[at].run.is_none() && Some(rows[at].revision) == top)
        .collect();
    let known = periods.iter().copied().filter(|&at| rows[at].run.is_some());
    let known = known.max_by_key(|&at| (rows[at].revision, rows[at].run, at));
    let holds = match new[..] {
        [one] => Some(one),
        [] => known,
        _ => {
            let tonight = periods.iter().filter(|&&at| rows[at].run.is_none());
            tonight.for_each(|&at| verdicts[at] = RowVerdict::Conflict);
            known
        }
    };
    let back = voids.iter().map(|&at| rows[at].revision).max();
    for at in voids {
        let late = holds.is_some_and(|holds| rows[at].revision < rows[holds].revision);
        verdicts[at] = if late { RowVerdict::Superseded } else { RowVerdict::TakesBack };
    }
    if let Some(holds) = holds {
        let is_back = back.is_some_and(|back| back >= rows[holds].revision);
        verdicts[holds] = if is_back { RowVerdict::TakenBack } else { RowVerdict::Holds };
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::RowVerdict::*;
    use super::*;

    /// A row in short: the run, or 0 for the file that is read; the revision; and its content, or `void`.
    fn judged(rows: &[(i64, &'static str, &'static str)]) -> Vec<RowVerdict> {
        let version = |(run, number, content): &(i64, &str, &'static str)| RowVersion {
            content: *content,
            revision: Revision::read(number),
            void: *content == "void",
            run: Some(*run).filter(|run| *run > 0),
            insists: false,
        };
        judge_rows(&rows.iter().map(version).collect::<Vec<_>>())
    }

    #[test]
    fn a_later_night_replaces_and_in_one_file_nobody_can_tell() {
        assert_eq!(judged(&[(1, "", "December"), (0, "", "June")]), [Superseded, Holds]);
        assert_eq!(judged(&[(1, "", "December"), (0, "", "December")]), [Holds, Duplicate]);
        assert_eq!(judged(&[(0, "", "December"), (0, "", "June")]), [Conflict, Conflict]);
        assert_eq!(judged(&[(0, "", "December"), (0, "1", "June")]), [Superseded, Holds]);
        assert_eq!(judged(&[(1, "2", "December"), (0, "1", "June")]), [Holds, Superseded]);
    }

    #[test]
    fn what_is_said_is_taken_back_in_whatever_order() {
        assert_eq!(judged(&[(1, "", "December"), (0, "", "void")]), [TakenBack, TakesBack]);
        assert_eq!(judged(&[(1, "", "void"), (0, "", "June")]), [TakesBack, TakenBack]);
        assert_eq!(judged(&[(1, "1", "June"), (0, "", "void")]), [Holds, Superseded]);
        assert_eq!(judged(&[(1, "", "void"), (0, "1", "June")]), [Superseded, Holds]);
    }

    #[test]
    fn what_says_what_is_so_now_counts_though_it_was_said_before() {
        let rows = [(Some(1), "yes"), (Some(2), "no"), (None, "yes")];
        let row = |insists| {
            move |(run, content): &(Option<i64>, &'static str)| RowVersion {
                content: *content,
                revision: Revision::None,
                void: false,
                run: *run,
                insists: insists && run.is_none(),
            }
        };
        let judged = |insists| judge_rows(&rows.iter().map(row(insists)).collect::<Vec<_>>());
        assert_eq!(judged(false), [Superseded, Holds, Duplicate]);
        assert_eq!(judged(true), [Superseded, Superseded, Holds]);
    }
}

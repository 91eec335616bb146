//! Small cells: groups of so few members that their sums would show what each of them gets are merged.
//!
//! A group is shown if enough members are in it, enough of them are paid, and, in tables by what is known of members,
//! enough gain or lose. What is merged must not be few either: it would be the total less what is shown.

use super::group_totals::GroupTotals;
use crate::words::Sentence;

/// A group, its value as in files, and what people call it.
pub(super) struct Cell {
    pub value: String,
    pub title: Sentence,
    pub group: GroupTotals,
}

/// When a cell is of too few.
#[derive(Clone, Copy)]
pub(super) struct Suppression {
    /// The fewest members that a cell may show.
    pub least_members: u64,
    /// Whether each member is in one cell of the table only.
    pub is_apart: bool,
    /// Whether the table is by what is known of members.
    pub is_of_members: bool,
}

impl Suppression {
    /// Whether cells together may be of too few: members with a benefit are counted too, since what a few of many get
    /// is theirs alone. In tables by what is known of members, so are members who get more or less: their difference
    /// is one cell less the other.
    fn may_be_few(self, cells: &[Cell]) -> bool {
        let scenarios = 0..cells.first().map_or(0, |cell| cell.group.scenarios.len());
        let fewest = |count: fn(&GroupTotals, usize) -> u64, scenario: usize| {
            self.fewest(cells, |group| count(group, scenario))
        };
        let paid = scenarios.clone().map(|at| fewest(|group, at| group.scenarios[at].members, at));
        let changed =
            scenarios.map(|at| fewest(|group, at| group.scenarios[at].changed_members, at));
        let changed = changed.filter(|_| self.is_of_members);
        let parts = paid.chain(changed).filter(|members| *members > 0);
        let all = self.fewest(cells, |group| group.members);
        parts.chain([all]).any(|members| members < self.least_members)
    }

    /// How many members there are at least: those of one cell may be those of another.
    fn fewest(self, cells: &[Cell], count: impl Fn(&GroupTotals) -> u64) -> u64 {
        let counts = cells.iter().map(|cell| count(&cell.group));
        if self.is_apart { counts.sum() } else { counts.max().unwrap_or(0) }
    }

    /// The cells that are shown, and those that are merged: all of too few, with the smallest of the others while all
    /// merged ones together may still be of too few.
    pub fn split(self, cells: Vec<Cell>) -> (Vec<Cell>, Vec<Cell>) {
        let is_small = |cell: &Cell| self.may_be_few(std::slice::from_ref(cell));
        let (mut merged, mut shown): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(is_small);
        while !merged.is_empty() && self.may_be_few(&merged) && !shown.is_empty() {
            let sizes = shown.iter().enumerate().map(|(at, cell)| (cell.group.members, at));
            let (_, smallest) = sizes.min().expect("there are some");
            merged.push(shown.remove(smallest));
        }
        (shown, merged)
    }
}

/// Cells as one; `None` of none.
pub(super) fn together(cells: &[Cell], value: String, title: Sentence) -> Option<Cell> {
    let mut group = GroupTotals::default();
    cells.iter().for_each(|cell| group.add(&cell.group));
    (!cells.is_empty()).then_some(Cell { value, title, group })
}

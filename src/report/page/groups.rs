//! What is paid by year, benefit, unit and so on: who gains, and what it costs.

use maud::{Markup, html};

use super::{Page, dash, name};
use crate::report::figures::{self, count, decimal, less};
use crate::report::{Bilingual, Breakdown, GroupPaid, GroupRow};
use crate::words::{Lang, Sentence, report as words};

/// Rows of a table of units and the like; what is beyond them is merged into one row.
const MOST_ROWS: usize = 15;

/// Breakdowns that are short, or whose order means something. A member can be in several of their groups, too: merged
/// rows would not show how many members they hold.
const WHOLE: [&str; 5] = ["year", "benefit", "hospital_level", "category", "age"];

impl Page<'_> {
    pub(super) fn cost(&self) -> Markup {
        let years = self.report.groups.iter().find(|dimension| dimension.by == "year");
        html! {
            @if let Some(years) = years {
                (self.heading(&words::cost()))
                (self.cost_picture(years))
                (self.groups(years))
            }
        }
    }

    pub(super) fn who(&self) -> Markup {
        let others = self.report.groups.iter().filter(|dimension| dimension.by != "year");
        html! {
            (self.heading(&if self.report.scenarios.is_empty() { words::who_is_paid() } else { words::who() }))
            p.quiet { (self.say(&words::who_note(self.report.question.least_members))) }
            @for dimension in others {
                h3 { (self.titled(&dimension.title)) }
                (self.groups(dimension))
            }
        }
    }

    /// What every scenario pays on each group: side by side for two, below each other for more.
    fn groups(&self, dimension: &Breakdown) -> Markup {
        let rows = self.cut(dimension);
        let sum = self.sum();
        html! {
            @if rows.len() < dimension.rows.len() {
                p.quiet { (self.say(&words::cut(MOST_ROWS))) }
            }
            @match self.report.scenarios.as_slice() {
                [] => (self.groups_alone(&rows)),
                [_] => (self.groups_beside(&rows, &sum)),
                _ => (self.groups_below(&rows, &sum)),
            }
        }
    }

    /// The rows of a breakdown, the smallest of many merged.
    fn cut(&self, dimension: &Breakdown) -> Vec<GroupRow> {
        let mut rows = dimension.rows.clone();
        if WHOLE.contains(&&*dimension.by) || rows.len() <= MOST_ROWS + 1 {
            return rows;
        }
        rows.sort_by_key(|row| {
            std::cmp::Reverse(row.sides.first().map(|side| decimal(&side.payable)))
        });
        let rest = rows.split_off(MOST_ROWS);
        rows.push(together(&rest));
        rows
    }

    /// All groups together. Members can be in several: the headline figures show how many there are.
    fn sum(&self) -> GroupRow {
        let sides = self.sides().map(|side| GroupPaid {
            payable: side.total.clone(),
            bills: side.bills_with_benefit,
            members: side.members_with_benefit,
        });
        GroupRow {
            value: String::new(),
            title: both(&words::sum()),
            bills: self.report.bills,
            members: self.report.members,
            sides: sides.collect(),
        }
    }

    fn groups_alone(&self, rows: &[GroupRow]) -> Markup {
        let heads = [
            words::group(),
            words::members(),
            words::bills(),
            words::total(),
            words::with_benefit(),
        ];
        let sum = self.sum();
        self.table(
            &self.heads(&heads),
            html! {
                @for (row, class) in all_and_sum(rows, &sum) {
                    tr class=(class) {
                        th { (self.titled_row(row)) }
                        td.figure { (count(row.members)) }
                        td.figure { (count(row.bills)) }
                        @for side in &row.sides {
                            td.figure { (self.figures.money(&side.payable)) }
                            td.figure { (count(side.members)) }
                        }
                    }
                }
            },
        )
    }

    fn groups_beside(&self, rows: &[GroupRow], sum: &GroupRow) -> Markup {
        let mut heads = self.heads(&[words::group(), words::members()]);
        heads.extend(self.sides().map(|side| name(&side.name)));
        heads.extend(self.heads(&[words::difference(), words::change(), words::with_benefit()]));
        self.table(&heads, html! {
            @for (row, class) in all_and_sum(rows, sum) {
                tr class=(class) {
                    th { (self.titled_row(row)) }
                    td.figure { (count(row.members)) }
                    @for side in &row.sides { td.figure { (self.figures.money(&side.payable)) } }
                    @if let [base, side] = row.sides.as_slice() {
                        (self.difference(base, side))
                        td.figure { (count(base.members)) " → " (count(side.members)) }
                    }
                }
            }
        })
    }

    fn groups_below(&self, rows: &[GroupRow], sum: &GroupRow) -> Markup {
        let mut heads = self.heads(&[words::group(), words::members()]);
        heads.extend(self.sides().map(|side| name(&side.name)));
        html! {
            p.quiet { (self.say(&words::in_columns())) }
            (self.table(&heads, html! {
                @for (row, class) in all_and_sum(rows, sum) {
                    tr class=(class) {
                        th { (self.titled_row(row)) }
                        td.figure { (count(row.members)) }
                        @for side in &row.sides { (self.stacked(&row.sides[0], side)) }
                    }
                }
            }))
        }
    }

    /// What one of several scenarios pays on a group, in one cell.
    fn stacked(&self, base: &GroupPaid, side: &GroupPaid) -> Markup {
        let is_base = std::ptr::eq(base, side);
        let difference = less(&side.payable, &base.payable);
        let share = self.figures.share_of(decimal(&difference), decimal(&base.payable));
        let members = count(side.members);
        html! {
            td.figure {
                (self.figures.money(&side.payable))
                @if is_base {
                    small { (members) }
                } @else {
                    small { b { (self.figures.signed(&difference)) } }
                    small { (self.say(&words::with_share(share.unwrap_or_else(dash), members))) }
                }
            }
        }
    }

    /// A group is called what files call it where it has no other name; groups that were merged here have a name of
    /// ours.
    fn titled_row(&self, row: &GroupRow) -> Markup {
        match row.title.text(self.figures.lang) {
            title if row.value.is_empty() => html! { (title) },
            "" => name(&row.value),
            title => name(title),
        }
    }

    fn difference(&self, base: &GroupPaid, side: &GroupPaid) -> Markup {
        let difference = less(&side.payable, &base.payable);
        let share = self.figures.share_of(decimal(&difference), decimal(&base.payable));
        html! {
            td.figure { (self.figures.signed(&difference)) }
            td.figure { (share.unwrap_or_else(dash)) }
        }
    }
}

fn all_and_sum<'g>(
    rows: &'g [GroupRow],
    sum: &'g GroupRow,
) -> impl Iterator<Item = (&'g GroupRow, &'static str)> {
    rows.iter().map(|row| (row, "group")).chain([(sum, "sum")])
}

/// Groups of which each member is in one only, as one.
fn together(rows: &[GroupRow]) -> GroupRow {
    let sides = rows.first().map_or(0, |row| row.sides.len());
    let side = |at: usize| {
        let sides = || rows.iter().map(move |row| &row.sides[at]);
        GroupPaid {
            payable: figures::sum(sides().map(|side| &*side.payable)),
            bills: sides().map(|side| side.bills).sum(),
            members: sides().map(|side| side.members).sum(),
        }
    };
    GroupRow {
        value: String::new(),
        title: both(&words::others(rows.len())),
        bills: rows.iter().map(|row| row.bills).sum(),
        members: rows.iter().map(|row| row.members).sum(),
        sides: (0..sides).map(side).collect(),
    }
}

fn both(sentence: &Sentence) -> Bilingual {
    let text = |lang| sentence.text(lang).to_owned();
    Bilingual { en: text(Lang::English), zh: text(Lang::Chinese) }
}

//! Fields: columns that a scheme declares for itself, and sums of lines of a bill.

use std::collections::BTreeMap;

use super::Column;
use crate::date::Day;
use crate::money::Money;
use crate::words::Sentence;

/// Whose column a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A column of bills.csv.
    Bill,
    /// A column of members.csv.
    Member,
    /// A column of enrolments.csv, fixed for the period.
    Enrolment,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An amount of the bill.
    Amount {
        /// Where the bill keeps it.
        column: Column,
        /// What an empty one means.
        default: Option<Money>,
        /// Whether it may be empty without a default.
        may_be_empty: bool,
    },
    /// The sum of lines of the bill.
    Lines {
        /// Where the bill keeps it.
        column: Column,
        /// The classes of these lines.
        classes: Vec<String>,
        /// The most of their sum that counts on one day.
        each_day_at_most: Option<Money>,
        /// What a bill without lines has; where there is none, such a bill is refused.
        default: Option<Money>,
    },
    /// A whole number of the bill: days, visits, units.
    Count {
        /// Where the bill keeps it, as so many minor units.
        column: Column,
        /// What an empty one means.
        default: Option<Money>,
    },
    /// One of a few words.
    Word {
        /// Where the bill, member or enrolment period keeps it.
        slot: u8,
        /// The words.
        values: Vec<String>,
        /// What an empty one means, by its place in `values`.
        default: Option<u8>,
    },
    /// A date of the member or of the enrolment period.
    Date {
        /// Where the member or period keeps it.
        slot: u8,
        /// What an empty one means.
        default: Option<Day>,
    },
}

/// A column that the scheme declared for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name of the column.
    pub name: String,
    /// What people call it, where the rules say so.
    pub title: Option<Sentence>,
    /// Whose it is.
    pub owner: Owner,
    /// What it holds.
    pub kind: FieldKind,
    /// What people call its words, where the rules say so.
    pub value_titles: BTreeMap<String, Sentence>,
}

impl Field {
    /// Whether it holds an amount.
    pub(crate) fn is_amount(&self) -> bool {
        self.amount_column().is_some()
    }

    /// Where a bill keeps it, where it holds an amount.
    pub(crate) fn amount_column(&self) -> Option<Column> {
        match self.kind {
            FieldKind::Amount { column, .. } | FieldKind::Lines { column, .. } => Some(column),
            FieldKind::Count { .. } | FieldKind::Word { .. } | FieldKind::Date { .. } => None,
        }
    }

    /// Whether schedules and conditions may ask for it: words and counts are facts, amounts and dates are none.
    pub(crate) fn is_fact(&self) -> bool {
        matches!(self.kind, FieldKind::Word { .. } | FieldKind::Count { .. })
    }

    /// Whether it is a column of a file, and not a sum of lines.
    pub(crate) fn is_column(&self) -> bool {
        !matches!(self.kind, FieldKind::Lines { .. })
    }

    /// Whether two declarations are alike, wherever each keeps its values.
    pub(crate) fn declared_like(&self, other: &Field) -> bool {
        let kinds = match (&self.kind, &other.kind) {
            (FieldKind::Amount { default: a, .. }, FieldKind::Amount { default: b, .. })
            | (FieldKind::Count { default: a, .. }, FieldKind::Count { default: b, .. }) => a == b,
            (
                FieldKind::Word { values: a, default: x, .. },
                FieldKind::Word { values: b, default: y, .. },
            ) => a == b && x == y,
            (
                FieldKind::Lines { classes: a, each_day_at_most: x, default: v, .. },
                FieldKind::Lines { classes: b, each_day_at_most: y, default: w, .. },
            ) => (a, x, v) == (b, y, w),
            (FieldKind::Date { default: a, .. }, FieldKind::Date { default: b, .. }) => a == b,
            _ => false,
        };
        let (one, other) = (self, other);
        let called = one.title == other.title && one.value_titles == other.value_titles;
        kinds && called && one.owner == other.owner
    }
}

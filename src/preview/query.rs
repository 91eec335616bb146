//! The bill at the window, as a person asks about it: what is known of it, and what is not known yet.

use crate::claim::{Bill, Column};

/// Columns that what is in scope is derived from.
pub(crate) const OUTSIDE: [Column; 3] =
    [Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay];

/// The bill at the window, as a person asks about it.
#[derive(Clone, Debug)]
pub struct BillQuery {
    /// The bill; amounts that are not known are zero.
    pub bill: Bill,
    /// Its id.
    pub id: String,
    /// The id of its member, where the file has one.
    pub member_id: Option<String>,
    /// Whether the settlement date is assumed to be the discharge.
    pub settled_assumed: bool,
    /// Whether the in-scope amount is on the bill, and not derived.
    pub in_scope_given: bool,
    /// Amounts that are not known yet.
    pub unknown: Vec<Column>,
    /// Amounts that the bill does not have, taken as zero.
    pub zeros: Vec<Column>,
}

impl Default for BillQuery {
    fn default() -> BillQuery {
        BillQuery {
            bill: Bill::EMPTY,
            id: String::new(),
            member_id: None,
            settled_assumed: false,
            in_scope_given: false,
            unknown: Vec::new(),
            zeros: Vec::new(),
        }
    }
}

impl BillQuery {
    pub(super) fn is_unknown(&self, column: Column) -> bool {
        self.unknown.contains(&column)
    }

    /// Whether what is in scope follows from amounts that are not known yet.
    pub(super) fn in_scope_is_open(&self) -> bool {
        let parts = OUTSIDE.into_iter().chain([Column::Total]);
        !self.in_scope_given && parts.into_iter().any(|column| self.is_unknown(column))
    }
}

//! What of a bill is text.

use super::rows::Row;
use super::table::Places;

/// What of a bill is text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BillTexts<'t> {
    pub id: &'t str,
    /// The stay that it names; or empty.
    pub stay: &'t str,
    /// Its lines; or empty.
    pub lines: &'t str,
}

impl<'t> BillTexts<'t> {
    /// Of a row, under an id.
    #[inline]
    pub(super) fn of(id: &'t str, row: &'t Row, places: &Places) -> BillTexts<'t> {
        let lines = if places.lines.is_some() { row.text(places.lines) } else { "" };
        BillTexts { id, stay: row.text(places.stay_id), lines }
    }
}

//! The names of members, from first to last: what a search by name is made ready from.

use std::collections::HashMap;

use super::Ledger;
use super::LedgerError;
use super::known::Columns;
use super::number::{ColumnsId, MemberNumber, PostingId};
use super::seal::Seal;
use crate::claim::KeptRow;

impl Ledger {
    /// Visits every name that so many postings behind one have brought, each with the number of its member, and gives
    /// the last of these postings. A member whose name has changed is visited with both.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn each_name(
        &self,
        (behind, most): (PostingId, u32),
        mut visit: impl FnMut(&str, MemberNumber),
    ) -> Result<PostingId, LedgerError> {
        let columns = self.columns()?.into_iter();
        let place = |columns: &Columns| {
            Columns::names(&columns.members).iter().position(|name| name == "name")
        };
        let places: HashMap<ColumnsId, usize> =
            columns.filter_map(|(id, columns)| Some((id, place(&columns)?))).collect();
        let mut last = behind;
        let sql = "SELECT no, member, columns, person FROM posting_in_force \
                   WHERE no > ?1 ORDER BY no LIMIT ?2";
        self.look_through(sql, (behind, most), |row| {
            last = row.get(0)?;
            let Some(place) = places.get(&row.get(2)?) else { return Ok(()) };
            let text: String = row.get(3)?;
            for cells in KeptRow::list(&text).unwrap_or_default() {
                visit(&cells.show(Some(*place)), row.get(1)?);
            }
            Ok(())
        })?;
        Ok(last)
    }

    /// The seal of a posting, by which a ledger is told from another in its place; nothing where there is no such one.
    pub(crate) fn seal_of_posting(&self, posting: PostingId) -> Result<Option<Seal>, LedgerError> {
        let sql = "SELECT seal FROM posting WHERE no = ?1";
        let seals: Vec<Seal> = self.rows(sql, [posting], |row| row.get(0))?;
        Ok(seals.into_iter().next())
    }
}

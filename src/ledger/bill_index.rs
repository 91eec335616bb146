//! The index of bills: whose each is, by a hash of its id. It can be made again from the rows of all postings.

use std::collections::HashMap;

use super::Ledger;
use super::error::LedgerError;
use super::kept_rows::Places;
use super::known::Columns;
use super::number::{ColumnsId, MemberNumber};
use super::posting::bill_hash;
use crate::claim::KeptRow;

/// A bill in the index: the hash of its id, and the number of the member.
pub(crate) type Indexed = (i64, MemberNumber);

impl Ledger {
    /// Calls with every bill that a posting brought, as it is indexed where its number is its own, and where it is
    /// its hospital's: the rules of the night decided which of them holds.
    pub(crate) fn bills_of_postings(
        &self,
        mut with: impl FnMut(Indexed, Indexed),
    ) -> Result<(), LedgerError> {
        let places: HashMap<ColumnsId, Places> = self.columns()?.into_iter().map(places).collect();
        let sql = "SELECT member, columns, CAST(bills AS BLOB) FROM posting WHERE bills <> ''";
        self.look_through(sql, (), |row| {
            let (member, columns): (MemberNumber, ColumnsId) = (row.get(0)?, row.get(1)?);
            let bills = String::from_utf8_lossy(row.get_ref(2)?.as_bytes()?).into_owned();
            let Some(places) = places.get(&columns) else { return Ok(()) };
            for row in KeptRow::list(&bills).unwrap_or_default() {
                let key = |by_hospital| (bill_hash(&places.key(&row, by_hospital)), member);
                with(key(false), key(true));
            }
            Ok(())
        })
    }

    /// Adds what an older program left out of the index: rows that take back a bill which never came.
    pub(crate) fn complete_index(&self) -> Result<(), LedgerError> {
        let mut index = self.indexed()?;
        let mut missing = Vec::new();
        self.bills_of_postings(|own, of_hospital| {
            if !index.contains_key(&own) && !index.contains_key(&of_hospital) {
                index.insert(own, false);
                missing.push(own);
            }
        })?;
        let sql = "INSERT OR IGNORE INTO bill(hash, member) VALUES(?1, ?2)";
        missing.into_iter().try_for_each(|bill| self.run(sql, bill))
    }

    /// The members of each bill that several ids have had.
    pub(crate) fn bills_of_several(&self) -> Result<Vec<Vec<MemberNumber>>, LedgerError> {
        let sql = "SELECT hash, member FROM bill WHERE hash IN \
                   (SELECT hash FROM bill GROUP BY hash HAVING count(*) > 1) \
                   ORDER BY hash";
        let rows: Vec<Indexed> = self.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let members = |of: &[Indexed]| of.iter().map(|(_, member)| *member).collect();
        Ok(rows.chunk_by(|one, other| one.0 == other.0).map(members).collect())
    }

    /// The index in the file, with no bill of it seen yet.
    pub(crate) fn indexed(&self) -> Result<HashMap<Indexed, bool>, LedgerError> {
        let mut index = HashMap::new();
        self.look_through("SELECT hash, member FROM bill", (), |row| {
            index.insert((row.get(0)?, row.get(1)?), false);
            Ok(())
        })?;
        Ok(index)
    }
}

fn places((no, columns): (ColumnsId, Columns)) -> (ColumnsId, Places) {
    (no, Places::of(&Columns::names(&columns.bills)))
}

//! Whether the index of bills is what the postings give: a bill that it does not know could be sent again under
//! another member, and paid twice.

use std::collections::{HashMap, HashSet};

use super::Tell;
use super::stored::text;
use crate::claim::KeptRow;
use crate::ledger::kept_rows::Places;
use crate::ledger::{Columns, Ledger, LedgerError, bill_hash};
use crate::words::acts as words;

impl Ledger {
    /// Makes the index again of the rows of all postings, and holds the one in the file to it.
    pub(super) fn check_index(&self, tell: Tell) -> Result<u64, LedgerError> {
        let mut index: HashMap<(i64, i64), bool> = HashMap::new();
        self.look_through("SELECT hash, member FROM bill", (), |row| {
            index.insert((row.get(0)?, row.get(1)?), false);
            Ok(())
        })?;
        let places: HashMap<i64, Places> = self.columns()?.into_iter().map(places).collect();
        let mut missing = HashSet::new();
        let sql = "SELECT member, columns, bills FROM posting WHERE bills <> ''";
        self.look_through(sql, (), |row| {
            let (member, columns): (i64, i64) = (row.get(0)?, row.get(1)?);
            let bills = text(row, 2)?;
            let Some(places) = places.get(&columns) else { return Ok(()) };
            for row in KeptRow::list(&bills).unwrap_or_default() {
                // The number of a bill may be its own or its hospital's, as the rules of the night said.
                let key = |by_hospital| (bill_hash(&places.key(&row, by_hospital)), member);
                let (own, of_hospital) = (key(false), key(true));
                match [own, of_hospital].into_iter().find(|key| index.contains_key(key)) {
                    Some(key) => drop(index.insert(key, true)),
                    None => drop(missing.insert(own)),
                }
            }
            Ok(())
        })?;
        let besides = index.values().filter(|is_of_posting| !**is_of_posting).count();
        if besides > 0 {
            tell(words::index_besides(besides));
        }
        if !missing.is_empty() {
            tell(words::index_missing(missing.len()));
        }
        Ok(index.len() as u64)
    }
}

fn places((no, columns): (i64, Columns)) -> (i64, Places) {
    (no, Places::of(&Columns::names(&columns.bills)))
}

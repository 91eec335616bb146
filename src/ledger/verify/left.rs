//! What is left of rows of which personal data was disposed, as the acts of the disposals seal it.

use std::collections::BTreeMap;

use crate::fingerprint::hex;
use crate::ledger::seal::Seal;
use crate::ledger::{ActId, Ledger, LedgerError, PostingId};

/// Hashes of what is left.
#[derive(Default)]
pub(super) struct Left {
    pub(super) postings: BTreeMap<PostingId, Seal>,
    pub(super) acts: BTreeMap<ActId, Seal>,
    /// Of the rows that an act added to a table, in hexadecimal.
    rows: BTreeMap<(String, ActId), String>,
}

impl Left {
    /// The hash of the rows that an act added to a table; nothing where all of them are as they were.
    pub(super) fn rows(&self, table: &str, act: ActId) -> Option<&str> {
        self.rows.get(&(table.to_owned(), act)).map(String::as_str)
    }
}

impl Ledger {
    /// What is left of every row.
    pub(super) fn left(&self) -> Result<Left, LedgerError> {
        let mut left = Left::default();
        self.look_through("SELECT name, at, hash FROM disposed ORDER BY no", (), |row| {
            let (name, at, hash): (String, i64, Seal) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match name.as_str() {
                "posting" => drop(left.postings.insert(at.into(), hash)),
                "act" => drop(left.acts.insert(at.into(), hash)),
                _ => drop(left.rows.insert((name, at.into()), hex(&hash))),
            }
            Ok(())
        })?;
        Ok(left)
    }
}

//! Archives: the rows of which personal data is to go, one a line, as JSON.
//!
//! With the salts that stand in it, an archive proves later what a disposal took away: the part and its salt have the
//! hash that the ledger kept.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use super::act::{ACTS, Act};
use super::disposal::{Named, is_about};
use super::{Ledger, LedgerError};
use crate::fingerprint::hex;

impl Ledger {
    /// The rows of some members, each with its table.
    pub(crate) fn archive_rows(
        &self,
        named: &Named,
        put: &mut dyn FnMut(&Value) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        for (id, member) in &named.members {
            self.put_rows("member", "no = ?1", [member], put)?;
            self.put_rows("payment", "member = ?1", [member], put)?;
            for table in ["payee", "fact", "death", "receipt"] {
                self.put_rows(table, "member_id = ?1", [id], put)?;
            }
        }
        for (posting, _) in &named.postings {
            self.put_rows("posting", "no = ?1", [posting], put)?;
        }
        let holds: Vec<(i64, String, String)> =
            self.rows("SELECT no, what, id FROM hold ORDER BY no", (), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        for (no, what, id) in holds {
            if named.has(&what, &id) {
                self.put_rows("hold", "no = ?1", [no], put)?;
            }
        }
        let acts: BTreeSet<_> = (self.rows(ACTS, (), Act::read)?.iter())
            .filter(|act| is_about(act, named))
            .map(|act| act.no)
            .collect();
        acts.into_iter().try_for_each(|no| self.put_rows("act", "no = ?1", [no], put))
    }

    fn put_rows(
        &self,
        table: &str,
        which: &str,
        with: impl rusqlite::Params,
        put: &mut dyn FnMut(&Value) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let sql = format!("SELECT * FROM {table} WHERE {which} ORDER BY no");
        let rows = self.rows(&sql, with, |row| {
            let names = row.as_ref().column_names();
            let cell = |(at, name): (usize, &str)| Ok((name.to_owned(), value(row.get_ref(at)?)));
            let names = names.into_iter().enumerate();
            names.map(cell).collect::<rusqlite::Result<Map<String, Value>>>()
        })?;
        rows.into_iter().try_for_each(|row| put(&json!({ "table": table, "row": row })))
    }
}

/// A cell as JSON: bytes in hexadecimal.
fn value(cell: ValueRef) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        // This program writes no such number.
        ValueRef::Real(real) => real.to_string().into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => hex(bytes).into(),
    }
}

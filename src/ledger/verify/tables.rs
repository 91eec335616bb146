//! Whether the file has the tables, indexes and views of a ledger, and nothing besides: a trigger could change
//! what is written, and a view what is read.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Reporter;
use crate::ledger::{Ledger, LedgerError, failed, schema};
use crate::words::acts as words;

/// Names, each with its kind and how it is made.
type Schema = BTreeMap<String, (String, String)>;

impl Ledger {
    /// Holds the schema to that of a new ledger.
    pub(super) fn check_schema(&self, report: Reporter) -> Result<u64, LedgerError> {
        let fresh = || -> rusqlite::Result<Schema> {
            let db = Connection::open_in_memory()?;
            schema::migrate(&db, 0)?;
            schema_of(&db)
        };
        let fresh = fresh().map_err(|why| failed(self.path(), why))?;
        let found = schema_of(&self.db).map_err(|why| failed(self.path(), why))?;
        for (name, (kind, _)) in found.iter().filter(|(name, _)| !fresh.contains_key(*name)) {
            report(words::schema_besides(kind, name));
        }
        for (name, made) in &fresh {
            match found.get(name) {
                None => report(words::schema_missing(&made.0, name)),
                Some(found) if found != made => report(words::schema_changed(&made.0, name)),
                Some(_) => {}
            }
        }
        Ok(found.len() as u64)
    }
}

fn schema_of(db: &Connection) -> rusqlite::Result<Schema> {
    // What SQLite keeps of statistics is no part of what a ledger says.
    let sql = "SELECT name, type, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}

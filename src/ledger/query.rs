//! What every query goes through, so that each failure names the ledger and the remedy.

use std::fs::File;
use std::path::Path;

use rusqlite::{ErrorCode, Row};

use super::Ledger;
use super::LedgerError;
use crate::words;

impl Ledger {
    pub(crate) fn batch(&self, sql: &str) -> Result<(), LedgerError> {
        self.db.execute_batch(sql).map_err(|why| failed(&self.path, why))
    }

    pub(crate) fn run(&self, sql: &str, with: impl rusqlite::Params) -> Result<(), LedgerError> {
        self.db.execute(sql, with).map(|_| ()).map_err(|why| failed(&self.path, why))
    }

    pub(crate) fn pragma(&self, name: &str) -> Result<i32, LedgerError> {
        self.db
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|why| failed(&self.path, why))
    }

    /// The one value of a query that gives one.
    pub(crate) fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T, LedgerError> {
        let query = || self.db.prepare_cached(sql)?.query_row((), |row| row.get(0));
        query().map_err(|why| failed(&self.path, why))
    }

    /// Does something with each row of a query, as it is read.
    pub(crate) fn look_through(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        mut act: impl FnMut(&rusqlite::Row) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        let query = || -> rusqlite::Result<()> {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query(with)?;
            while let Some(row) = rows.next()? {
                act(row)?;
            }
            Ok(())
        };
        query().map_err(|why| failed(&self.path, why))
    }

    /// All rows of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let query = || -> rusqlite::Result<Vec<T>> {
            self.db.prepare_cached(sql)?.query_map(with, read)?.collect()
        };
        query().map_err(|why| failed(&self.path, why))
    }

    /// Does something with every row of a query, one after the other.
    pub(crate) fn each<T, E: From<LedgerError>>(
        &self,
        sql: &str,
        read: impl Fn(&Row) -> rusqlite::Result<T>,
        mut act: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |why: rusqlite::Error| failed(self.path(), why);
        let mut statement = self.db.prepare(sql).map_err(failed)?;
        let mut rows = statement.query(()).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            act(read(row).map_err(failed)?)?;
        }
        Ok(())
    }
}

/// Why something about a ledger failed.
pub(crate) fn failed(path: &Path, why: rusqlite::Error) -> LedgerError {
    if let rusqlite::Error::SqliteFailure(code, _) = &why
        && code.extended_code == rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC
    {
        return LedgerError::unconfirmed(path, words::database(None, &why));
    }
    let at = || path.to_owned();
    match why.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => match not_read(path) {
            Some(why) => LedgerError::not_readable(path, why),
            None => LedgerError::damaged(path, words::database(why.sqlite_error_code(), &why)),
        },
        // A cell is not of the kind that is written there.
        None if is_of_a_cell(&why) => LedgerError::damaged(path, why),
        Some(ErrorCode::NotADatabase) => LedgerError::NotALedger { path: at() },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            LedgerError::Busy { path: at() }
        }
        Some(ErrorCode::DiskFull) => LedgerError::DiskFull { path: at() },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            LedgerError::not_writable(path, why)
        }
        _ => LedgerError::Database { path: at(), why },
    }
}

/// Why a file cannot be read from end to end; nothing where it can. SQLite takes a page that the drive did not
/// give for one that is damaged, and an office that reads so would replace a ledger that is whole.
pub(crate) fn not_read(path: &Path) -> Option<std::io::Error> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(why) => return (why.kind() != std::io::ErrorKind::NotFound).then_some(why),
    };
    let read = std::io::copy(&mut file, &mut std::io::sink());
    // It stays open until the program ends: to close it would let go of the locks that connections of this
    // process have on the file.
    std::mem::forget(file);
    read.err()
}

fn is_of_a_cell(why: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
    matches!(
        why,
        FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::QueryReturnedNoRows
    )
}

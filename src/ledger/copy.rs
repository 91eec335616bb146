//! A copy of a ledger, which appears when it is whole or not at all.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};

use super::LedgerError;
use super::{Ledger, failed, is_free};
use crate::output::Draft;

impl Ledger {
    /// Writes a copy of the ledger as it is now to a file that does not exist yet.
    ///
    /// # Errors
    ///
    /// When there is such a file, or it cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), LedgerError> {
        is_free(to)?;
        write(self, to)
    }
}

/// Writes a copy of a ledger as it is now to a place where nothing is.
pub(crate) fn write(ledger: &Ledger, to: &Path) -> Result<(), LedgerError> {
    let not_writable = |why: std::io::Error| LedgerError::not_writable(to, why);
    let draft = Draft::begin(to).map_err(not_writable)?;
    // SQLite fills a file that is there and empty: it is the owner's alone from its first byte.
    draft.create().map_err(not_writable)?;
    // The copy is written by this connection too; what it is a copy of stays as it is.
    let only_reads = ledger.pragma("query_only")?;
    ledger.batch("PRAGMA query_only = OFF;")?;
    let path = draft.path();
    let copied = ledger.db.execute("VACUUM INTO ?1", [name(&path)]);
    ledger.batch(&format!("PRAGMA query_only = {only_reads};"))?;
    copied.map_err(|why| failed(to, why))?;
    draft.keep().map_err(|why| match why.kind() {
        std::io::ErrorKind::AlreadyExists => LedgerError::Exists { path: to.to_owned() },
        _ => not_writable(why),
    })
}

/// A path as SQLite takes it: byte by byte where paths are bytes, whether or not they are text.
pub(crate) fn name(path: &Path) -> ToSqlOutput<'_> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_bytes()))
    }
    #[cfg(not(unix))]
    {
        ToSqlOutput::from(path.to_string_lossy().into_owned())
    }
}

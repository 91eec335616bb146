//! Whether something is in its ledger though SQLite could not confirm that it stays there.
//!
//! It is whole once its journal is gone. If the disk then does not confirm that the journal is gone, or that
//! the lock is, the commit fails, and all is in the file all the same: to report that nothing was done would be
//! wrong, and so would it be to go on and write to the bank what a power cut may take back.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use super::LedgerError;
use super::{Ledger, failed};
use crate::output::sync_folder;
use crate::words::{self, Sentence};

/// The newest rows of all tables that are added to, with the seal of the last run: two ledgers that agree in
/// it are the same one at the same moment.
pub(crate) struct Newest(Vec<Value>);

const NEWEST: &str = "SELECT (SELECT seal FROM run ORDER BY no DESC LIMIT 1), \
    (SELECT max(no) FROM run), (SELECT max(no) FROM payment), (SELECT max(no) FROM release), \
    (SELECT max(no) FROM transfer), (SELECT max(no) FROM payee), (SELECT max(no) FROM fact), \
    (SELECT max(no) FROM month), (SELECT max(no) FROM hold), (SELECT max(no) FROM death), \
    (SELECT count(*) FROM taken_back), (SELECT max(no) FROM act)";

impl Ledger {
    /// What is newest, within a transaction that is about to be committed.
    pub(crate) fn newest(&self) -> Result<Newest, LedgerError> {
        newest(&self.db).map_err(|why| failed(&self.path, why))
    }

    /// What a commit that failed comes to: done, where all of it is in the file and the disk confirms that;
    /// or else `why`, or that it is done and not confirmed, as `unconfirmed` says it.
    pub(crate) fn is_done(
        &self,
        newest: &Newest,
        why: LedgerError,
        unconfirmed: &dyn Fn(Sentence) -> LedgerError,
    ) -> Result<(), LedgerError> {
        // Some failures have taken it back already.
        let _ = self.db.execute_batch("ROLLBACK");
        if !self.has(newest) {
            return Err(why);
        }
        // Perhaps it was so for a moment only.
        let file = Path::new(self.db.path().unwrap_or_default());
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync_folder(folder.unwrap_or(Path::new(".")))
            .map_err(|why| unconfirmed(words::system(&why)))
    }

    /// Whether the file has this, looked at afresh: what is half done is taken back first.
    fn has(&self, expected: &Newest) -> bool {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let afresh =
            || newest(&Connection::open_with_flags(self.db.path().unwrap_or_default(), flags)?);
        [newest(&self.db), afresh()].into_iter().flatten().any(|found| found.0 == expected.0)
    }
}

fn newest(db: &Connection) -> rusqlite::Result<Newest> {
    db.query_row(NEWEST, (), |row| {
        (0..12).map(|at| row.get(at)).collect::<Result<_, _>>().map(Newest)
    })
}

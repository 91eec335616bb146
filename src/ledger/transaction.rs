//! Transactions: an act is in the ledger as a whole or not at all.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::ErrorCode;

use super::LedgerError;
use super::open::{does_journal_count, journal_of};
use super::{Access, Ledger, WAITS, failed};
use crate::words::{self, Sentence};

impl Ledger {
    /// Begins a transaction that keeps all other writers out, unless one has begun.
    pub(crate) fn hold_alone(&self) -> Result<(), LedgerError> {
        if !self.db.is_autocommit() {
            return Ok(());
        }
        let failed = |why: rusqlite::Error| failed(&self.path, why);
        self.db.busy_timeout(Duration::ZERO).map_err(failed)?;
        let begun = self.db.execute_batch("BEGIN IMMEDIATE");
        self.db.busy_timeout(WAITS).map_err(failed)?;
        match begun {
            Err(why) if why.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                Err(self.next_run().map_or_else(
                    |_| LedgerError::Busy { path: self.path.to_owned() },
                    |run| LedgerError::InUse { path: self.path.to_owned(), run },
                ))
            }
            begun => begun.map_err(failed),
        }?;
        // One that counts was taken back by now, if SQLite could look at it.
        let journal = journal_of(Path::new(self.db.path().unwrap_or_default()));
        let overlooked = match does_journal_count(&journal) {
            Ok(false) => return Ok(()),
            Ok(true) => words::ledger::journal_overlooked(journal.display()).into(),
            Err(why) => why,
        };
        // Nothing was written that could be lost.
        let _ = self.db.execute_batch("ROLLBACK");
        Err(overlooked)
    }

    /// Does something all or not at all.
    pub(crate) fn whole<T, E: From<LedgerError>>(
        &self,
        act: impl FnOnce(&Ledger) -> Result<T, E>,
    ) -> Result<T, E> {
        self.hold_alone()?;
        let done = act(self).and_then(|done| {
            if self.access == Access::Rehearse {
                self.batch("ROLLBACK")?;
                return Ok(done);
            }
            let newest = self.newest()?;
            let unconfirmed = |why| LedgerError::unconfirmed(&self.path, why);
            if let Err(why) = self.batch("COMMIT") {
                self.is_done(&newest, why, &unconfirmed)?;
            }
            Ok(done)
        });
        if done.is_err() {
            // Some failures have taken it back already; the first one is reported.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }

    /// Commits; a rehearsal is rolled back here, and nothing of it is kept. A reader keeps a run from that until
    /// done, as an export of years is for a while: it is tried again, second by second, as long as `goes_on`, which
    /// hears why, agrees. `unconfirmed` makes the error that it is done, and that the disk does not confirm it.
    pub(crate) fn commit(
        &self,
        goes_on: &dyn Fn(&Sentence) -> bool,
        unconfirmed: &dyn Fn(Sentence) -> LedgerError,
    ) -> Result<(), LedgerError> {
        const MOST: Duration = Duration::from_secs(600);
        if self.access == Access::Rehearse {
            return self.batch("ROLLBACK");
        }
        let failed = |why: rusqlite::Error| failed(&self.path, why);
        self.db.busy_timeout(Duration::from_secs(1)).map_err(failed)?;
        let newest = self.newest()?;
        let (begun, waits) = (Instant::now(), words::ledger::waits(self.path.display()));
        loop {
            let done = self.db.execute_batch("COMMIT");
            let is_read =
                |why: &rusqlite::Error| why.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
            match done {
                Err(why) if is_read(&why) && begun.elapsed() < MOST && goes_on(&waits) => {}
                Err(why) if is_read(&why) => return Err(failed(why)),
                Err(why) => return self.is_done(&newest, failed(why), unconfirmed),
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Reads everything from now on as of one moment, for as long as the ledger is open; who writes meanwhile waits.
    pub(crate) fn stays_as_it_is(&self) -> Result<(), LedgerError> {
        self.batch("BEGIN")
    }

    /// Lets go of the moment as of which everything was read, so that who writes waits no longer; whether that could be
    /// done.
    pub(crate) fn goes_on(&self) -> bool {
        self.db.is_autocommit() || self.batch("ROLLBACK").is_ok()
    }

    /// Reads several things as of one moment, while others may write.
    pub(crate) fn view<T, E: From<LedgerError>>(
        &self,
        look: impl FnOnce(&Ledger) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.db.is_autocommit() {
            return look(self);
        }
        self.batch("BEGIN")?;
        let seen = look(self);
        // Nothing was written that could be lost.
        let _ = self.db.execute_batch("COMMIT");
        seen
    }
}

//! Whether a run is in its ledger though SQLite could not say that it stays there.
//!
//! A run is whole once its journal is gone. If the disk then does not confirm that the journal is gone, the
//! commit fails, and the run is in the file all the same: to tell that nothing was posted would be wrong.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Ledger, Seal};
use crate::exchange::sync_folder;
use crate::words::{self, Sentence};

impl Ledger {
    /// Commits a run that ends with this seal; `goes_on` as for [`Ledger::commit`].
    pub(super) fn commit_run(
        &self,
        no: i64,
        seal: &Seal,
        goes_on: &dyn Fn(&Sentence) -> bool,
    ) -> Result<(), Sentence> {
        let Err(why) = self.commit(goes_on) else { return Ok(()) };
        if !has_run(&self.path, no, seal) {
            return Err(why);
        }
        // Perhaps it was so for a moment only.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync_folder(folder.unwrap_or(Path::new("."))).map_err(|why| {
            words::ledger::posted_unconfirmed(no, self.path.display(), words::system(&why))
        })
    }
}

/// Whether a run is in a ledger, looked at afresh: what is half done is taken back first.
fn has_run(path: &Path, no: i64, seal: &Seal) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let there = Connection::open_with_flags(path, flags).and_then(|db| {
        db.query_row("SELECT seal FROM run WHERE no = ?1", [no], |row| row.get::<_, Vec<u8>>(0))
    });
    there.is_ok_and(|there| there == seal[..])
}

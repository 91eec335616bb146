//! Files that stay open between questions: SQLite reads the tables of a file anew, and forgets every query, each time
//! that it is opened, which is half of what a question costs.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{FileId, Ledger};

/// So many stay open. Where the system says nothing of which file is open none does: while it is, no other can take its
/// place there.
const MOST: usize = if cfg!(unix) { 8 } else { 0 };

/// A file that is open, and can be used for one question behind the other.
pub trait Reused {
    /// Lets go of what the question behind it held; whether it can be used again.
    fn is_free(&self) -> bool;
}

impl Reused for Ledger {
    fn is_free(&self) -> bool {
        self.goes_on() && forgets(&self.db)
    }
}

/// Forgets every page that was read: SQLite takes pages in memory for those of the file as long as a counter of changes
/// in it is the same, which in another ledger, copied over this one, it may be.
pub(crate) fn forgets(db: &Connection) -> bool {
    db.execute_batch("PRAGMA shrink_memory").is_ok()
}

/// What is open at one place and not in use now.
#[derive(Debug)]
pub(crate) struct Standby<C: Reused>(Arc<Mutex<Free<C>>>);

/// All of them are of one file.
#[derive(Debug)]
struct Free<C> {
    file: FileId,
    open: Vec<C>,
}

impl<C: Reused> Default for Standby<C> {
    fn default() -> Standby<C> {
        Standby(Arc::new(Mutex::new(Free { file: FileId::default(), open: Vec::new() })))
    }
}

impl<C: Reused> Standby<C> {
    /// One that is open on a file. Those that are open on another, whose place it took, are closed.
    pub fn free(&self, file: FileId) -> Option<C> {
        of(&self.0, file).open.pop()
    }

    /// The same that is open on a file, for one question.
    pub fn lend(&self, file: FileId, open: C) -> Lent<C> {
        Lent { open: Some(open), file, to: Arc::clone(&self.0) }
    }
}

fn of<C>(free: &Mutex<Free<C>>, file: FileId) -> MutexGuard<'_, Free<C>> {
    let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
    if free.file != file {
        *free = Free { file, open: Vec::new() };
    }
    free
}

/// A file that is open for one question, and stands by again behind it.
#[derive(Debug)]
pub struct Lent<C: Reused> {
    /// Until it is given back.
    open: Option<C>,
    file: FileId,
    to: Arc<Mutex<Free<C>>>,
}

impl<C: Reused> Deref for Lent<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.open.as_ref().expect("it is given back last of all")
    }
}

impl<C: Reused> Drop for Lent<C> {
    fn drop(&mut self) {
        let Some(open) = self.open.take() else { return };
        if !open.is_free() {
            return;
        }
        let mut free = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        if free.file == self.file && free.open.len() < MOST {
            free.open.push(open);
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ledger::{Access, LedgerError};

    fn lent(standby: &Standby<Ledger>, path: &Path) -> Result<Lent<Ledger>, LedgerError> {
        let file = Ledger::file_at(path)?;
        let open = match standby.free(file) {
            Some(free) => free.renewed()?,
            None => Ledger::open(path, Access::Read)?,
        };
        Ok(standby.lend(file, open))
    }

    fn open(standby: &Standby<Ledger>) -> usize {
        standby.0.lock().unwrap().open.len()
    }

    #[test]
    fn what_stands_by_is_used_again_holds_nobody_up_and_gives_way_to_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let [here, other] = ["city.ledger", "other.ledger"].map(|name| folder.path().join(name));
        for path in [&here, &other] {
            Ledger::create(path).unwrap();
        }
        let standby = Standby::default();
        let (one, another) = (lent(&standby, &here).unwrap(), lent(&standby, &here).unwrap());
        one.stays_as_it_is().unwrap();
        drop((one, another));
        assert_eq!(open(&standby), 2);
        let writer = Ledger::open(&here, Access::Write).unwrap();
        writer.batch("DELETE FROM run; COMMIT").expect("nobody reads any more");
        let before = lent(&standby, &here).unwrap();
        assert_eq!(open(&standby), 1);
        std::fs::rename(&other, &here).unwrap();
        assert_eq!(lent(&standby, &here).unwrap().path(), here);
        drop(before);
        assert_eq!(open(&standby), 1, "of the file whose place was taken none is left");
    }

    #[test]
    fn what_stands_by_is_not_used_for_tables_of_a_newer_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.ledger");
        Ledger::create(&path).unwrap();
        let standby = Standby::default();
        drop(lent(&standby, &path).unwrap());
        Ledger::open(&path, Access::Write)
            .unwrap()
            .batch("PRAGMA user_version = 1000; COMMIT")
            .unwrap();
        assert!(matches!(lent(&standby, &path), Err(LedgerError::Newer { found: 1000, .. })));
        assert_eq!(open(&standby), 0);
    }
}

//! The file beside a ledger: its tables, and how it changes as a whole.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Row};

use super::error::AccessError;
use crate::ledger::{Ledger, LedgerError, Reused, failed, forgets, waits_evenly};

/// Tells the file from those of other programs: `hzAc`.
const APPLICATION: i32 = 0x687a_4163;
const VERSION: i32 = 1;

/// What is in it. Moments are seconds since 1970.
const TABLES: &str = "
    CREATE TABLE look(
        no INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, account TEXT NOT NULL, command TEXT NOT NULL,
        whose TEXT, reason TEXT NOT NULL, seal TEXT NOT NULL, unread TEXT) STRICT;
    CREATE TABLE user(
        folded TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, part TEXT NOT NULL, own TEXT NOT NULL,
        password TEXT, link TEXT, link_until INTEGER, made TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
    CREATE TABLE failure(
        name TEXT PRIMARY KEY, count INTEGER NOT NULL, until INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
    CREATE TABLE session(
        hash TEXT PRIMARY KEY, user TEXT NOT NULL, begun INTEGER NOT NULL, used INTEGER NOT NULL) STRICT;
    CREATE TABLE program(
        folded TEXT PRIMARY KEY, name TEXT NOT NULL, part TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
        made TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
    CREATE TABLE restricted(
        word TEXT PRIMARY KEY, masked TEXT NOT NULL, made TEXT NOT NULL, made_by TEXT NOT NULL) STRICT;
    CREATE TABLE of_ledger(word TEXT NOT NULL) STRICT;
    CREATE TABLE window(address TEXT NOT NULL) STRICT;";

/// The file beside a ledger that says who may see whose data, and who saw it.
#[derive(Debug)]
pub struct AccessFile {
    db: Connection,
    path: PathBuf,
}

impl Reused for AccessFile {
    fn is_free(&self) -> bool {
        self.db.is_autocommit() && forgets(&self.db)
    }
}

impl AccessFile {
    pub(super) fn opened(path: PathBuf) -> Result<AccessFile, AccessError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&path, flags).map_err(|why| failed(&path, why))?;
        AccessFile { db, path }.settled()
    }

    /// One that is kept nowhere.
    pub(super) fn in_memory(path: PathBuf) -> Result<AccessFile, AccessError> {
        let db = Connection::open_in_memory().map_err(|why| failed(&path, why))?;
        AccessFile { db, path }.settled()
    }

    /// One that is made at another place first.
    pub(super) fn made_at(place: &Path, path: PathBuf) -> Result<AccessFile, AccessError> {
        Ok(AccessFile { path, ..AccessFile::opened(place.to_owned())? })
    }

    /// Makes its tables where there are none.
    fn settled(mut self) -> Result<AccessFile, AccessError> {
        waits_evenly(&mut self.db).map_err(|why| self.failed(why))?;
        self.batch(
            "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA synchronous = EXTRA;",
        )?;
        if self.version()? == (0, 0) {
            self.whole(|file| match file.version()? {
                (0, 0) => file.batch(&format!(
                    "{TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
                )),
                _ => Ok(()), // Another program has made them meanwhile.
            })?;
        }
        self.renewed()
    }

    /// The same, for one look behind the other: its journal is emptied, and not made and deleted for each, which is one
    /// more wait for the disk. Nothing of what was changed is left in it.
    pub(super) fn for_many_looks(self) -> Result<AccessFile, AccessError> {
        self.batch("PRAGMA journal_mode = TRUNCATE")?;
        Ok(self)
    }

    /// The same file for another question, unless another program has made another of it meanwhile.
    pub(super) fn renewed(self) -> Result<AccessFile, AccessError> {
        match self.version()? {
            (APPLICATION, VERSION) => Ok(self),
            _ => Err(AccessError::NotOurs { path: self.path }),
        }
    }

    fn version(&self) -> Result<(i32, i32), AccessError> {
        let sql =
            "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version";
        let read = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        let both = || self.db.prepare_cached(sql)?.query_row((), read);
        both().map_err(|why| self.failed(why))
    }

    /// Does something all or not at all, while nobody else writes.
    pub(super) fn whole<T>(
        &self,
        act: impl FnOnce(&AccessFile) -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        if !self.db.is_autocommit() {
            return act(self);
        }
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(|why| self.failed(why))?;
        let done = act(self).and_then(|done| self.batch("COMMIT").map(|()| done));
        if done.is_err() {
            // Some failures have taken it back already; the first one is reported.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn batch(&self, sql: &str) -> Result<(), AccessError> {
        self.db.execute_batch(sql).map_err(|why| self.failed(why))
    }

    /// Runs a statement; how many rows it changed.
    pub(super) fn run(&self, sql: &str, with: impl rusqlite::Params) -> Result<usize, AccessError> {
        let run = || self.db.prepare_cached(sql)?.execute(with);
        run().map_err(|why| self.failed(why))
    }

    /// All rows of a query.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, AccessError> {
        let rows = || -> rusqlite::Result<Vec<T>> {
            self.db.prepare_cached(sql)?.query_map(with, read)?.collect()
        };
        rows().map_err(|why| self.failed(why))
    }

    /// Does something with each row of a query, as it is read, until it breaks off.
    pub(super) fn each(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        mut act: impl FnMut(&Row) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<(), AccessError> {
        let all = || {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query(with)?;
            while let Some(row) = rows.next()? {
                if act(row)?.is_break() {
                    break;
                }
            }
            Ok(())
        };
        all().map_err(|why| self.failed(why))
    }

    fn failed(&self, why: rusqlite::Error) -> AccessError {
        failed(&self.path, why).into()
    }
}

impl AccessFile {
    /// Keeps of which ledger the words are that stand for people.
    pub(super) fn keep_ledger(&self, ledger: &Ledger) -> Result<(), AccessError> {
        self.belongs_to(ledger)?;
        let word = word_of(ledger)?;
        self.run("DELETE FROM of_ledger", ())?;
        self.run("INSERT INTO of_ledger(word) VALUES(?1)", [word]).map(drop)
    }

    /// Makes sure that the words which stand for restricted members and own files are of a ledger: by those of another
    /// nobody would be recognized.
    ///
    /// # Errors
    ///
    /// When they are of another, or the file cannot be read.
    pub fn belongs_to(&self, ledger: &Ledger) -> Result<(), AccessError> {
        let kept: Option<String> =
            self.rows("SELECT word FROM of_ledger", (), |row| row.get(0))?.pop();
        match kept {
            Some(kept) if kept != word_of(ledger)? => {
                Err(AccessError::OtherLedger { path: self.path.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Keeps the address of the window, for links to it.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn opens_at(&self, address: &str) -> Result<(), AccessError> {
        if self.address()?.as_deref() == Some(address) {
            return Ok(());
        }
        self.whole(|file| {
            file.run("DELETE FROM window", ())?;
            file.run("INSERT INTO window(address) VALUES(?1)", [address]).map(drop)
        })
    }

    /// Where the window opened last; nothing where it never did.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn address(&self) -> Result<Option<String>, AccessError> {
        Ok(self.rows("SELECT address FROM window", (), |row| row.get(0))?.pop())
    }
}

/// The word of an id that no one has: each ledger makes another.
fn word_of(ledger: &Ledger) -> Result<String, LedgerError> {
    Ok(ledger.look_words(&[String::new()])?.unwrap_or_default().concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_opens_reads_or_writes_has_a_turn_in_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("city.ledger.access");
        std::fs::File::create(&path).expect("room for a file");
        let asks = || {
            for _ in 0..20 {
                let file = AccessFile::opened(path.clone())?;
                let before = file.address()?;
                file.opens_at(&format!("{}x", before.unwrap_or_default()))?;
            }
            Ok::<(), AccessError>(())
        };
        let all = std::thread::scope(|scope| {
            let asking = [(); 6].map(|()| scope.spawn(asks));
            asking.map(|one| one.join().expect("nobody panics"))
        });
        assert!(all.iter().all(Result::is_ok), "{all:?}");
    }
}

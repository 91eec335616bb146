//! The ledger: what is known of every member, what was decided on it and what was paid.
//!
//! One SQLite file. Its entries are only ever added: a run posts for each member that something
//! changed for all that is known of the member now, what is decided on it, and how money moved since
//! the posting before. What was known on an earlier day is what the postings up to that day say.

pub(crate) mod schema;
pub(crate) mod posting;
pub(crate) mod seal;
mod post;
mod confirmed;
pub(crate) mod known;
pub(crate) mod spelling;
pub(crate) mod legible;
mod migrate;
mod month;
pub(crate) mod name;
mod audit;
mod today;
pub(crate) mod private_file;
pub(crate) mod copy;
pub(crate) mod small_csv;
mod person;
mod manual_facts;
mod manual_facts_file;
mod adoption;
mod verify;
mod pairs;
pub(crate) mod kept_rows;
mod claim_status;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use adoption::{Adoption, Others};
pub use audit::{Signed, account_beside};
pub use claim_status::{Became, Fate};
pub(crate) use kept_rows::Places;
pub use known::{Brought, Columns, Count, Known, Latest, RunRow, RunTotals};
pub(crate) use legible::sources;
pub use manual_facts::{Fact, SaidSoFar, Saying, Standing};
pub use manual_facts_file::SaidFile;
pub use month::Month;
pub use name::{Name, reason_of};
pub use pairs::{Alike, Pair};
pub use person::Person;
pub use post::{NewPayment, NewPosting, NewRun};
pub(crate) use posting::bill_hash;
pub use posting::{Content, Decided, Entry, Moved};
pub use private_file::{is_free, is_free_for_list, write_list, write_together};
pub use seal::Seal;
pub use today::has_come;
pub use verify::Verified;

use self::spelling::Spellings;
use crate::exchange::Draft;
use crate::money::Currency;
use crate::words::{self, Sentence};

/// How long a program waits for another that is about to be done.
pub(crate) const WAITS: Duration = Duration::from_secs(5);

/// A ledger that is open. Whoever writes holds it alone, from before anything is read of it until what is
/// written is whole: by a lock of the file itself, however it is named.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    /// The version that it had, and the copy of it as it was, where opening it brought it up to date.
    pub(crate) brought_up: Option<(i32, PathBuf)>,
    pub(crate) spellings: Spellings,
}

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look at it.
    Read,
    /// To add to it.
    Write,
}

impl Ledger {
    /// Makes a new ledger, which the first night gives its scheme. Nothing else makes one: a night that
    /// does not find its ledger must not begin another, which would know of no payment.
    ///
    /// # Errors
    ///
    /// When there is something of that name already, even a link that leads nowhere, or it cannot be
    /// written.
    pub fn create(path: &Path) -> Result<(), Sentence> {
        Ledger::create_with(path, |_| Ok(()))
    }

    /// Makes a new ledger and writes the first things to it.
    fn create_with(
        path: &Path,
        write: impl FnOnce(&Ledger) -> Result<(), Sentence>,
    ) -> Result<(), Sentence> {
        let not_writable =
            |why: std::io::Error| words::ledger::not_writable(path.display(), words::system(&why));
        let free = private_file::is_free(path);
        // One that is killed leaves nothing that the next does not remove, even where that is refused.
        let new = Draft::begin(path);
        free?;
        let new = new.map_err(not_writable)?;
        new.create().map_err(not_writable)?;
        let db = Connection::open_with_flags(new.path(), OpenFlags::SQLITE_OPEN_READ_WRITE);
        let db = db.map_err(|why| failed(path, &why))?;
        let ledger = Ledger {
            db,
            path: new.place().to_owned(),
            brought_up: None,
            spellings: Spellings::default(),
        };
        ledger.settle(Access::Write)?;
        ledger.migrate(0)?;
        write(&ledger)?;
        drop(ledger);
        new.keep().map_err(|why| match why.kind() {
            std::io::ErrorKind::AlreadyExists => words::ledger::is_there_already(path.display()),
            _ => not_writable(why),
        })
    }

    /// Opens a ledger. For writing, it is held alone from here on, so that what is read holds when
    /// something is written.
    ///
    /// # Errors
    ///
    /// When there is none, it is damaged, of a newer version or of somebody else, has a second name, or
    /// another process writes to it.
    pub fn open(path: &Path, access: Access) -> Result<Ledger, Sentence> {
        let (place, file) = place(path)?;
        // SQLite takes a journal that it cannot look at for one that is not there, and would go on with what
        // a killed run left half written.
        look_at(&journal_of(&place))?;
        // Also whoever only reads takes back what a killed run left half done, as SQLite does on
        // opening; where the file cannot be written it is opened all the same.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(place, flags);
        let db = db.map_err(|why| failed(path, &why))?;
        let mut ledger =
            Ledger { db, path: path.to_owned(), brought_up: None, spellings: Spellings::default() };
        ledger.prepare(access)?;
        if access == Access::Write {
            ledger.hold_alone()?;
            // What was restored in its place meanwhile is another file, which another may hold.
            if self::place(path)?.1 != file {
                return Err(words::ledger::busy(path.display()));
            }
        }
        Ok(ledger)
    }

    /// Begins a transaction that nobody else can write beside, unless one has begun.
    pub(crate) fn hold_alone(&self) -> Result<(), Sentence> {
        if !self.db.is_autocommit() {
            return Ok(());
        }
        let failed = |why: rusqlite::Error| failed(&self.path, &why);
        self.db.busy_timeout(Duration::ZERO).map_err(failed)?;
        let begun = self.db.execute_batch("BEGIN IMMEDIATE");
        self.db.busy_timeout(WAITS).map_err(failed)?;
        match begun {
            Err(why) if why.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                Err(self.next_run().map_or_else(
                    |_| words::ledger::busy(self.path.display()),
                    |run| words::ledger::in_use(self.path.display(), run),
                ))
            }
            begun => begun.map_err(failed),
        }?;
        // One that counts was taken back by now, if SQLite could look at it.
        let journal = journal_of(Path::new(self.db.path().unwrap_or_default()));
        let overlooked = match does_journal_count(&journal) {
            Ok(false) => return Ok(()),
            Ok(true) => words::ledger::journal_overlooked(journal.display()),
            Err(why) => why,
        };
        // Nothing was written that could be lost.
        let _ = self.db.execute_batch("ROLLBACK");
        Err(overlooked)
    }

    /// Settings of the connection.
    pub(crate) fn settle(&self, access: Access) -> Result<(), Sentence> {
        let settings = "
            PRAGMA page_size = 8192;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            PRAGMA foreign_keys = OFF;";
        // A journal beside the file until a run is whole, and both on the disk before it is said to
        // be: with EXTRA also that the journal is gone, so that a power cut takes back nothing that
        // was told to be done, and leaves nothing half done.
        let of_writers = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;";
        self.batch(settings)?;
        // A plan holds whatever is asked for: SQLite, built with STAT4 as rusqlite 0.43 builds it, would else make
        // one anew each time that a value is bound which might choose an index, for a sixth of a small night.
        // https://www.sqlite.org/queryplanner-ng.html#qpsg
        let held = self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
        held.map_err(|why| failed(&self.path, &why))?;
        self.batch(if access == Access::Read { "PRAGMA query_only = ON;" } else { of_writers })
    }

    /// Settings of the connection, and the version of the tables.
    fn prepare(&mut self, access: Access) -> Result<(), Sentence> {
        self.db.busy_timeout(WAITS).map_err(|why| failed(&self.path, &why))?;
        self.settle(access)?;
        match self.version()? {
            schema::VERSION => Ok(()),
            newer if newer > schema::VERSION => {
                Err(words::ledger::newer(self.path.display(), newer, schema::VERSION))
            }
            older if access == Access::Write => {
                let copy = self.back_up_before(older)?;
                self.migrate(older)?;
                self.brought_up = Some((older, copy));
                Ok(())
            }
            older => Err(words::ledger::older(self.path.display(), older, schema::VERSION)),
        }
    }

    /// The version of the tables.
    pub(crate) fn version(&self) -> Result<i32, Sentence> {
        if self.pragma("application_id")? != schema::APPLICATION {
            return Err(words::ledger::not_a_ledger(self.path.display()));
        }
        self.pragma("user_version")
    }

    /// Brings the tables up to date, unless another program has meanwhile.
    pub(crate) fn migrate(&self, from: i32) -> Result<(), Sentence> {
        self.whole(|ledger| {
            let is_older = from == 0 || ledger.version()? == from;
            if is_older { ledger.bring_up(from) } else { Ok(()) }
        })
    }

    /// Copies the ledger beside itself, before its tables are changed.
    fn back_up_before(&self, version: i32) -> Result<PathBuf, Sentence> {
        // A copy of an earlier try, or of another that was restored since, stays as it is.
        let name = |number: usize| {
            let mut name = self.path.clone().into_os_string();
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            name.push(format!(".version-{version}{number}"));
            PathBuf::from(name)
        };
        let free = (1..).map(name).find(|name| name.symlink_metadata().is_err());
        let free = free.expect("some number is free");
        self.back_up(&free)?;
        Ok(free)
    }

    /// What whoever opened an older ledger is to be told once it is one of today; nothing of any other.
    pub fn brought_up(&self) -> Option<Sentence> {
        let (version, copy) = self.brought_up.as_ref()?;
        Some(words::ledger::brought_up(self.path.display(), version, copy.display()))
    }

    /// Writes a copy of the ledger as it is now to a file that does not exist yet.
    ///
    /// # Errors
    ///
    /// When there is such a file, or it cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), Sentence> {
        is_free(to)?;
        copy::write(self, to)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that the ledger is new, or of this scheme and currency.
    ///
    /// # Errors
    ///
    /// When it is of another scheme or currency.
    pub fn belongs_to(&self, scheme: &str, currency: Currency) -> Result<(), Sentence> {
        match self.scheme()? {
            Some((id, _, _)) if id != scheme => {
                Err(words::ledger::other_scheme(self.path.display(), id, scheme))
            }
            Some((_, code, decimals))
                if code != currency.code() || decimals != currency.decimals() =>
            {
                Err(words::ledger::other_currency(self.path.display(), code, currency.code()))
            }
            _ => Ok(()),
        }
    }

    /// The scheme, and the code and decimals of its currency; nothing before the first run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn scheme(&self) -> Result<Option<(String, String, u32)>, Sentence> {
        let rows = self.rows("SELECT id, currency, decimals FROM scheme", (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.into_iter().next())
    }

    /// The scheme and its currency.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn kept_in(&self) -> Result<(String, Currency), Sentence> {
        let nothing = || words::ledger::nothing_posted(self.path.display());
        let (scheme, code, _) = self.scheme()?.ok_or_else(nothing)?;
        Ok((scheme, code.parse()?))
    }

    /// An amount of minor units, as people write it.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn show(&self, minor: i64) -> Result<String, Sentence> {
        Ok(crate::exchange::decimal(self.kept_in()?.1, minor.into()))
    }

    /// Does something all or not at all.
    pub(crate) fn whole<T>(
        &self,
        act: impl FnOnce(&Ledger) -> Result<T, Sentence>,
    ) -> Result<T, Sentence> {
        self.hold_alone()?;
        let done = act(self).and_then(|done| {
            let newest = self.newest()?;
            let unconfirmed = |why| words::ledger::done_unconfirmed(self.path.display(), why);
            match self.batch("COMMIT") {
                Ok(()) => Ok(done),
                Err(why) => self.is_done(&newest, why, &unconfirmed).map(|()| done),
            }
        });
        if done.is_err() {
            // Some failures have taken it back already; the first one is told.
            let _ = self.db.execute_batch("ROLLBACK");
        }
        done
    }

    /// Commits. Whoever reads keeps it from that until done, as an export of years is for a while: it is
    /// tried again, second by second, as long as `goes_on`, which is told why, says so. `unconfirmed` tells
    /// that it is done, and that the disk does not confirm it.
    pub(crate) fn commit(
        &self,
        goes_on: &dyn Fn(&Sentence) -> bool,
        unconfirmed: &dyn Fn(Sentence) -> Sentence,
    ) -> Result<(), Sentence> {
        const MOST: Duration = Duration::from_secs(600);
        let failed = |why: rusqlite::Error| failed(&self.path, &why);
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

    /// Reads several things as of one moment, while others may write.
    pub(crate) fn view<T>(
        &self,
        look: impl FnOnce(&Ledger) -> Result<T, Sentence>,
    ) -> Result<T, Sentence> {
        if !self.db.is_autocommit() {
            return look(self);
        }
        self.batch("BEGIN")?;
        let seen = look(self);
        // Nothing was written that could be lost.
        let _ = self.db.execute_batch("COMMIT");
        seen
    }

    // What every query goes through, so that whatever fails names the ledger and the remedy.

    pub(crate) fn batch(&self, sql: &str) -> Result<(), Sentence> {
        self.db.execute_batch(sql).map_err(|why| failed(&self.path, &why))
    }

    pub(crate) fn run(&self, sql: &str, with: impl rusqlite::Params) -> Result<(), Sentence> {
        self.db.execute(sql, with).map(|_| ()).map_err(|why| failed(&self.path, &why))
    }

    pub(crate) fn pragma(&self, name: &str) -> Result<i32, Sentence> {
        self.db
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|why| failed(&self.path, &why))
    }

    /// The one value of a query that gives one.
    pub(crate) fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T, Sentence> {
        self.db.query_row(sql, (), |row| row.get(0)).map_err(|why| failed(&self.path, &why))
    }

    /// Does something with each row of a query, as it is read.
    pub(crate) fn look_through(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        mut act: impl FnMut(&rusqlite::Row) -> rusqlite::Result<()>,
    ) -> Result<(), Sentence> {
        let query = || -> rusqlite::Result<()> {
            let mut statement = self.db.prepare_cached(sql)?;
            let mut rows = statement.query(with)?;
            while let Some(row) = rows.next()? {
                act(row)?;
            }
            Ok(())
        };
        query().map_err(|why| failed(&self.path, &why))
    }

    /// All rows of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        with: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Sentence> {
        let query = || -> rusqlite::Result<Vec<T>> {
            self.db.prepare_cached(sql)?.query_map(with, read)?.collect()
        };
        query().map_err(|why| failed(&self.path, &why))
    }
}

/// Why something about a ledger failed, and what to do.
pub(crate) fn failed(path: &Path, why: &rusqlite::Error) -> Sentence {
    let name = path.display();
    if let rusqlite::Error::SqliteFailure(code, _) = why
        && code.extended_code == rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC
    {
        return words::ledger::done_unconfirmed(name, why);
    }
    match why.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => match not_read(path) {
            Some(why) => words::ledger::not_looked_at(name, words::system(&why)),
            None => words::ledger::damaged(name, words::database(why.sqlite_error_code(), why)),
        },
        // A cell is not of the kind that is written there.
        None if is_of_a_cell(why) => words::ledger::damaged(name, why),
        Some(ErrorCode::NotADatabase) => words::ledger::not_a_ledger(name),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => words::ledger::busy(name),
        Some(ErrorCode::DiskFull) => words::ledger::disk_full(name),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            words::ledger::not_writable(name, words::database(why.sqlite_error_code(), why))
        }
        _ => words::ledger::failed(name, why),
    }
}

/// Why a file cannot be read from end to end; nothing where it can. SQLite takes a page that the drive did not
/// give for one that is damaged, and whoever is told so would replace a ledger that is whole.
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

/// Where the file of a ledger is, once every link is followed: its journal belongs beside it; and what tells
/// the file from another of its name. A file that has a second name could be changed beside a journal that is
/// not looked for.
fn place(path: &Path) -> Result<(PathBuf, (u64, u64)), Sentence> {
    let metadata = match path.metadata() {
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return Err(words::ledger::not_a_ledger(path.display())),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            return Err(words::ledger::missing(path.display()));
        }
        Err(why) => return Err(words::ledger::not_looked_at(path.display(), words::system(&why))),
    };
    #[cfg(unix)]
    let file = {
        use std::os::unix::fs::MetadataExt;
        if metadata.nlink() > 1 {
            return Err(words::ledger::has_two_names(path.display()));
        }
        if is_mounted(path) {
            return Err(words::ledger::is_mounted(path.display()));
        }
        (metadata.dev(), metadata.ino())
    };
    #[cfg(not(unix))]
    let file = {
        let _ = metadata;
        (0, 0)
    };
    let place = path.canonicalize();
    let place =
        place.map_err(|why| words::ledger::not_looked_at(path.display(), words::system(&why)))?;
    Ok((place, file))
}

/// Whether a file is mounted alone, as programs in containers may be given one: it has another name outside,
/// and what is beside it here is not beside it there.
#[cfg(target_os = "linux")]
fn is_mounted(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    // A system that cannot be asked has older ways.
    statx(CWD, path, AtFlags::empty(), StatxFlags::BASIC_STATS)
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mounted(_: &Path) -> bool {
    false
}

/// The journal of a ledger, which SQLite keeps beside it until a run is whole.
fn journal_of(place: &Path) -> PathBuf {
    let mut name = place.to_owned().into_os_string();
    name.push("-journal");
    PathBuf::from(name)
}

/// Makes sure that it can be told whether a journal is there.
fn look_at(journal: &Path) -> Result<(), Sentence> {
    match journal.symlink_metadata() {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            Err(words::ledger::not_looked_at(journal.display(), words::system(&why)))
        }
        _ => Ok(()),
    }
}

/// Whether a journal is there that counts: the first byte of one whose pages are not on the disk yet is zero.
fn does_journal_count(journal: &Path) -> Result<bool, Sentence> {
    let mut first = [0];
    let read = File::open(journal).and_then(|mut file| file.read(&mut first));
    match read {
        Ok(_) => Ok(first != [0]),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(why) => Err(words::ledger::not_looked_at(journal.display(), words::system(&why))),
    }
}

impl Ledger {
    /// The number that the next run has: one more than the last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn next_run(&self) -> Result<i64, Sentence> {
        let last = self.one("SELECT coalesce(max(no), 0) FROM run")?;
        self.number_after(last, "run")
    }
}

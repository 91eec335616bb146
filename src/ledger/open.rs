//! How a ledger is made and opened.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::LedgerError;
use super::{Access, FileId, Ledger, Spellings, WAITS, failed, private_file, schema, waits_evenly};
use crate::output::Draft;
use crate::words::{self, Sentence};

impl Ledger {
    /// Makes a new ledger, which the first night gives its scheme. Nothing else makes one: a night that
    /// does not find its ledger must not begin another, which would know of no payment.
    ///
    /// # Errors
    ///
    /// When there is something of that name already, even a link that leads nowhere, or it cannot be
    /// written.
    pub fn create(path: &Path) -> Result<(), LedgerError> {
        Ledger::create_with(path, |_| Ok(()))
    }

    /// Makes a new ledger and writes the first things to it.
    pub(crate) fn create_with(
        path: &Path,
        write: impl FnOnce(&Ledger) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let not_writable = |why: std::io::Error| LedgerError::not_writable(path, why);
        let free = private_file::is_free(path);
        // One that is killed leaves nothing that the next does not remove, even where that is refused.
        let new = Draft::begin(path);
        free?;
        let new = new.map_err(not_writable)?;
        new.create().map_err(not_writable)?;
        let db = Connection::open_with_flags(new.path(), OpenFlags::SQLITE_OPEN_READ_WRITE);
        let db = db.map_err(|why| failed(path, why))?;
        let ledger = Ledger {
            db,
            path: new.place().to_owned(),
            access: Access::Write,
            brought_up: None,
            spellings: Spellings::default(),
        };
        ledger.settle()?;
        ledger.migrate(0)?;
        write(&ledger)?;
        drop(ledger);
        new.keep().map_err(|why| match why.kind() {
            std::io::ErrorKind::AlreadyExists => LedgerError::Exists { path: path.to_owned() },
            _ => not_writable(why),
        })
    }

    /// Opens a ledger. For writing, it is held alone from here on, so that what is read holds when
    /// something is written.
    ///
    /// # Errors
    ///
    /// When there is none, it is damaged, of a newer version or of another program, has a second name, or
    /// another process writes to it.
    pub fn open(path: &Path, access: Access) -> Result<Ledger, LedgerError> {
        let (place, file) = place(path)?;
        // SQLite takes a journal that it cannot look at for one that is not there, and would go on with what
        // a killed run left half written.
        look_at(&journal_of(&place))?;
        // A reader too takes back what a killed run left half done, as SQLite does on
        // opening; where the file cannot be written it is opened all the same.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(place, flags);
        let db = db.map_err(|why| failed(path, why))?;
        let (path_of, spellings) = (path.to_owned(), Spellings::default());
        let mut ledger = Ledger { db, path: path_of, access, brought_up: None, spellings };
        ledger.prepare()?;
        if access != Access::Read {
            ledger.hold_alone()?;
            // What was restored in its place meanwhile is another file, which another may hold.
            if self::place(path)?.1 != file {
                return Err(LedgerError::Busy { path: path.to_owned() });
            }
        }
        Ok(ledger)
    }

    /// Which file a ledger is in now.
    ///
    /// # Errors
    ///
    /// Where one could not be opened: there is none, or it has a second name.
    pub(crate) fn file_at(path: &Path) -> Result<FileId, LedgerError> {
        let (place, file) = place(path)?;
        look_at(&journal_of(&place))?;
        Ok(file)
    }

    /// The same ledger, open for another question: nothing is known of it from the one before.
    ///
    /// # Errors
    ///
    /// When another program has brought its tables to a newer version meanwhile, or it cannot be read.
    pub(crate) fn renewed(mut self) -> Result<Ledger, LedgerError> {
        self.spellings = Spellings::default();
        self.has_version()?;
        Ok(self)
    }

    /// Settings of the connection.
    pub(crate) fn settle(&self) -> Result<(), LedgerError> {
        let settings = "
            PRAGMA page_size = 8192;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            PRAGMA foreign_keys = OFF;";
        // A journal beside the file until a run is whole, and both on the disk before it is reported to
        // be: with EXTRA also that the journal is gone, so that a power cut takes back nothing that
        // was reported as done, and leaves nothing half done.
        let of_writers = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;";
        // What a rehearsal changes stays in memory, however much it is: it neither waits for who reads nor leaves
        // anything to take back where it is killed.
        let of_rehearsals = "PRAGMA cache_spill = OFF; PRAGMA journal_mode = MEMORY;";
        self.batch(settings)?;
        // A plan holds whatever is asked for: SQLite, built with STAT4 as rusqlite 0.43 builds it, would else make
        // one anew each time that a value is bound which might choose an index, for a sixth of a small night.
        // https://www.sqlite.org/queryplanner-ng.html#qpsg
        let held = self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
        held.map_err(|why| failed(&self.path, why))?;
        self.batch(match self.access {
            Access::Read => "PRAGMA query_only = ON;",
            Access::Write => of_writers,
            Access::Rehearse => of_rehearsals,
        })
    }

    /// Settings of the connection, and the version of the tables.
    fn prepare(&mut self) -> Result<(), LedgerError> {
        let waits = match self.access {
            Access::Read => waits_evenly(&mut self.db),
            Access::Write | Access::Rehearse => self.db.busy_timeout(WAITS),
        };
        waits.map_err(|why| failed(&self.path, why))?;
        self.settle()?;
        self.has_version()
    }

    /// Makes sure that the tables are of this version; a writer brings older ones to it.
    fn has_version(&mut self) -> Result<(), LedgerError> {
        match self.version()? {
            schema::VERSION => Ok(()),
            newer if newer > schema::VERSION => Err(LedgerError::Newer {
                path: self.path.to_owned(),
                found: newer,
                known: schema::VERSION,
            }),
            older if self.access == Access::Write => {
                let copy = self.back_up_before(older)?;
                self.migrate(older)?;
                self.brought_up = Some((older, copy));
                Ok(())
            }
            older => {
                let (path, found, known) = (self.path.to_owned(), older, schema::VERSION);
                Err(match self.access {
                    Access::Rehearse => LedgerError::OlderRehearsed { path, found, known },
                    _ => LedgerError::Older { path, found, known },
                })
            }
        }
    }

    /// The version of the tables.
    pub(crate) fn version(&self) -> Result<i32, LedgerError> {
        if self.pragma("application_id")? != schema::APPLICATION {
            return Err(LedgerError::NotALedger { path: self.path.to_owned() });
        }
        self.pragma("user_version")
    }

    /// Brings the tables up to date, unless another program has meanwhile.
    pub(crate) fn migrate(&self, from: i32) -> Result<(), LedgerError> {
        self.whole(|ledger| {
            let is_older = from == 0 || ledger.version()? == from;
            if is_older { ledger.bring_up(from) } else { Ok(()) }
        })
    }

    /// Copies the ledger beside itself, before its tables are changed.
    fn back_up_before(&self, version: i32) -> Result<PathBuf, LedgerError> {
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

    /// The notice that opening an older ledger has brought it up to date; nothing for any other ledger.
    pub fn brought_up(&self) -> Option<Sentence> {
        let (version, copy) = self.brought_up.as_ref()?;
        Some(words::ledger::brought_up(self.path.display(), version, copy.display()))
    }
}

/// Where the file of a ledger is, once every link is followed: its journal belongs beside it; and what identifies
/// the file among others of its name. A file that has a second name could be changed beside a journal that is
/// not looked for.
fn place(path: &Path) -> Result<(PathBuf, FileId), LedgerError> {
    let metadata = match path.metadata() {
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return Err(LedgerError::NotALedger { path: path.to_owned() }),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            return Err(LedgerError::Missing { path: path.to_owned() });
        }
        Err(why) => return Err(LedgerError::not_readable(path, why)),
    };
    #[cfg(unix)]
    {
        if std::os::unix::fs::MetadataExt::nlink(&metadata) > 1 {
            return Err(LedgerError::SecondName { path: path.to_owned() });
        }
        if is_mounted(path) {
            return Err(LedgerError::Mounted { path: path.to_owned() });
        }
    }
    let place = path.canonicalize();
    let place = place.map_err(|why| LedgerError::not_readable(path, why))?;
    Ok((place, FileId::of(&metadata)))
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
pub(crate) fn journal_of(place: &Path) -> PathBuf {
    let mut name = place.to_owned().into_os_string();
    name.push("-journal");
    PathBuf::from(name)
}

/// Makes sure that the system answers whether a journal is there.
fn look_at(journal: &Path) -> Result<(), LedgerError> {
    match journal.symlink_metadata() {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            Err(LedgerError::not_readable(journal, why))
        }
        _ => Ok(()),
    }
}

/// Whether a journal is there that counts: the first byte of one whose pages are not on the disk yet is zero.
pub(crate) fn does_journal_count(journal: &Path) -> Result<bool, LedgerError> {
    let mut first = [0];
    let read = File::open(journal).and_then(|mut file| file.read(&mut first));
    match read {
        Ok(_) => Ok(first != [0]),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(why) => Err(LedgerError::not_readable(journal, why)),
    }
}

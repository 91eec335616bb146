//! A copy of a backup takes the place of a ledger: one name changes hands, and what was there is kept beside it.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::LedgerError;
use super::alone;
use super::{Access, Ledger, Spellings, WAITS, failed, schema};
use crate::words::{self, Sentence};

impl Ledger {
    /// Opens a copy to write to, whose errors name another file; the tables of an older one are
    /// brought up to date, since the backup itself stays as it is.
    pub(crate) fn open_copy(path: &Path, name: &Path) -> Result<Ledger, LedgerError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let db = db.map_err(|why| failed(name, why))?;
        let ledger = Ledger {
            db,
            path: name.to_owned(),
            access: Access::Write,
            brought_up: None,
            spellings: Spellings::default(),
        };
        ledger.settle()?;
        let version = ledger.version()?;
        if version < schema::VERSION {
            ledger.migrate(version)?;
        }
        Ok(ledger)
    }

    /// Makes sure that what is about to take the place of a ledger is whole.
    pub(crate) fn is_sound(&self) -> Result<(), Vec<Sentence>> {
        let mut faults = Vec::new();
        self.verify(&mut |why| faults.push(why)).map_err(alone)?;
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Makes sure that a backup is a whole ledger.
pub(crate) fn is_whole(backup: &Path) -> Result<(), Vec<Sentence>> {
    let ledger = match Ledger::open(backup, Access::Read) {
        Ok(ledger) => ledger,
        // One of an older version is brought up to date in the copy, and looked at there.
        Err(_) if is_older(backup) => return Ok(()),
        Err(why) => return Err(alone(why)),
    };
    let mut faults = Vec::new();
    ledger.verify(&mut |why| faults.push(why)).map_err(alone)?;
    if faults.is_empty() {
        return Ok(());
    }
    faults.push(words::payments::backup_not_whole(backup.display()));
    Err(faults)
}

fn is_older(path: &Path) -> bool {
    let version = || -> rusqlite::Result<(i32, i32)> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let pragma = |name| db.pragma_query_value(None, name, |row| row.get(0));
        Ok((pragma("application_id")?, pragma("user_version")?))
    };
    version().is_ok_and(|(application, version)| {
        application == schema::APPLICATION && version < schema::VERSION
    })
}

/// Copies a backup, of whatever version, to a file that is there and empty. SQLite reads it, under its own
/// lock: a backup that another program writes to is copied as it was at one moment, and no descriptor of it is
/// closed under a connection of this process, which would lose all its locks.
pub(crate) fn copy_of(backup: &Path, to: &Path) -> rusqlite::Result<()> {
    let db = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(WAITS)?;
    db.execute("VACUUM INTO ?1", [super::copy::name(to)]).map(drop)
}

/// What is in the place of a ledger that is restored.
pub(crate) enum Previous {
    None,
    /// A ledger that can still be read, held so that no other program writes to it until the backup is in its place.
    Ledger(Box<Ledger>),
    /// Something that is no ledger any more.
    Damaged,
}

impl Previous {
    /// Looks at what is there, and holds it. A ledger of which `reads` fails is damaged.
    pub(crate) fn look(
        path: &Path,
        reads: impl Fn(&Ledger) -> Result<(), LedgerError>,
    ) -> Result<Previous, LedgerError> {
        match path.symlink_metadata() {
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Previous::None),
            Err(why) => {
                return Err(LedgerError::not_readable(path, why));
            }
            Ok(there) if !there.is_file() => {
                return Err(words::payments::not_restored_over(path.display()).into());
            }
            Ok(_) => {}
        }
        undo_killed(path).map_err(|why| LedgerError::not_writable(path, why))?;
        let opened = Ledger::open(path, Access::Write);
        match opened.and_then(|ledger| reads(&ledger).map(|()| ledger)) {
            Ok(ledger) => Ok(Previous::Ledger(Box::new(ledger))),
            // Whatever else keeps it from being opened may pass, and it knows of payments.
            Err(_) if is_no_ledger(path) => Ok(Previous::Damaged),
            Err(why) => Err(why),
        }
    }

    /// Makes sure that the backup is of the same scheme.
    pub(crate) fn fits(&self, backup: &Ledger) -> Result<(), LedgerError> {
        let Previous::Ledger(ledger) = self else { return Ok(()) };
        match (ledger.scheme()?, backup.scheme()?) {
            (Some((own, ..)), Some((other, ..))) if own != other => Err(LedgerError::OtherScheme {
                path: ledger.path().to_owned(),
                kept: own,
                asked: other.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Takes over into `backup` the rows of these tables that were added since it was made; each table with the
    /// condition that its rows meet. How many there are.
    pub(crate) fn carry_over(
        &self,
        backup: &Ledger,
        tables: &[(&str, &str)],
    ) -> Result<u64, LedgerError> {
        let Previous::Ledger(ledger) = self else { return Ok(0) };
        let attach = |path: &Path| -> rusqlite::Result<u64> {
            backup.db.execute("ATTACH ?1 AS old", [super::copy::name(path)])?;
            backup.db.execute_batch("BEGIN")?;
            let mut carried = 0;
            for (table, which) in tables {
                let sql = format!(
                    "INSERT INTO main.{table} SELECT * FROM old.{table} WHERE {which} AND no > \
                     (SELECT coalesce(max(no), 0) FROM main.{table}) ORDER BY no"
                );
                carried += backup.db.execute(&sql, ())? as u64;
            }
            // A night that the backup does not have holds nothing: its holds stand by themselves.
            let sql = "UPDATE main.hold SET run = NULL \
                       WHERE run > (SELECT coalesce(max(no), 0) FROM main.run)";
            backup.db.execute(sql, ())?;
            backup.db.execute_batch("COMMIT; DETACH old")?;
            Ok(carried)
        };
        attach(ledger.path()).or_else(|why| {
            // What cannot be read any more is entered again; nothing half taken over stays.
            let _ = backup.db.execute_batch("ROLLBACK; DETACH old");
            if is_damage(&why) { Ok(0) } else { Err(failed(ledger.path(), why)) }
        })
    }

    /// Keeps what is there under another name, with its journal. What is in the place keeps its old name
    /// until the copy takes it; having two, it cannot be opened meanwhile.
    pub(crate) fn give_way(&self, path: &Path) -> std::io::Result<Option<PathBuf>> {
        let number = (1..).find(|number| kept_name(path, *number).symlink_metadata().is_err());
        let kept = kept_name(path, number.expect("some number is free"));
        let is_there = !matches!(self, Previous::None);
        if is_there {
            fs::hard_link(path, &kept)?;
        }
        // Beside the copy it would spoil that.
        match fs::rename(with_end(path, "-journal"), with_end(&kept, "-journal")) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
            _ => Ok(is_there.then_some(kept)),
        }
    }
}

/// Gives a ledger back its journal and its one name, where a restore was killed between the two.
fn undo_killed(path: &Path) -> std::io::Result<()> {
    for number in 1.. {
        let kept = kept_name(path, number);
        match kept.symlink_metadata() {
            Err(_) => return Ok(()),
            Ok(there) if is_same(&there, &path.symlink_metadata()?) => {
                let (aside, journal) = (with_end(&kept, "-journal"), with_end(path, "-journal"));
                if aside.exists() && !journal.exists() {
                    fs::rename(aside, journal)?;
                }
                fs::remove_file(kept)?;
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Files have no number here.
#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

fn kept_name(path: &Path, number: usize) -> PathBuf {
    let number = if number == 1 { String::new() } else { format!("-{number}") };
    with_end(path, &format!(".before-restore{number}"))
}

/// Whether a file is no ledger, or one of which it cannot be read any more what the bank was given. One that
/// only cannot be read now may still hold that.
fn is_no_ledger(path: &Path) -> bool {
    let look = || -> rusqlite::Result<()> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let sql = "SELECT coalesce(sum(length(file)), 0) FROM release";
        db.query_row(sql, (), |row| row.get::<_, i64>(0)).map(drop)
    };
    // Once more: SQLite takes a page that the drive did not give for one that is damaged.
    match look().or_else(|_| look()) {
        Ok(()) => false,
        Err(why) => is_damage(&why) && super::query::not_read(path).is_none(),
    }
}

/// Whether what is read is wrong, and not only the reading.
fn is_damage(why: &rusqlite::Error) -> bool {
    let code = why.sqlite_error_code();
    matches!(code, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
        || why.to_string().contains("no such table")
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(end);
    PathBuf::from(name)
}

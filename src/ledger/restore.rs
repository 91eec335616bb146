//! A backup in the place of a ledger that is lost or damaged, and what the bank was given since it was made.
//!
//! What a release sent and the backup does not know is booked as sent, in a run of its own: each member
//! owes it until the nights since are run again, which find it paid. So nothing is sent twice, whatever
//! order they come in.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use serde_json::json;

use super::cash::Payee;
use super::paper::{Paper, at};
use super::posting::{Content, Entry, Moved};
use super::read::{Columns, RunRow};
use super::{Access, Ledger, Name, NewPayment, NewPosting, NewRun, Signed, failed};
use crate::exchange::Draft;
use crate::money::Currency;
use crate::words::{self, Sentence};

/// The columns of a bank's file.
const COLUMNS: [&str; 6] = ["payment_id", "member_id", "kind", "payee", "account", "amount"];

/// How a ledger is restored.
#[derive(Clone, Debug)]
pub struct Restore<'r> {
    /// The backup.
    pub backup: &'r Path,
    /// Where the ledger belongs. What is there is kept beside it.
    pub to: &'r Path,
    /// The files that banks were given since the backup was made.
    pub sent: &'r [PathBuf],
    /// Who restores it.
    pub by: &'r Name,
    /// Why.
    pub reason: &'r str,
    /// The account of the operating system.
    pub login: &'r str,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The last run that the backup knows.
    pub last_run: i64,
    /// The day it counts for.
    pub last_day: String,
    /// Where the ledger is that was there before.
    pub kept: Option<PathBuf>,
    /// Payments that were sent since.
    pub booked: u64,
    /// What they come to, as people write it; empty where no bank was given anything.
    pub total: String,
    /// Payments of these files that the backup knows to be sent.
    pub known: u64,
}

/// A row of a bank's file.
struct Sent {
    id: String,
    member_id: String,
    payee: Payee,
    amount: i64,
}

/// A bank's file.
struct BankFile {
    sha256: String,
    rows: Vec<Sent>,
}

impl Ledger {
    /// Puts a copy of a backup in the place of a ledger, and books what the bank was given since.
    ///
    /// # Errors
    ///
    /// When the backup is not a whole ledger, a bank's file is missing or not right, somebody writes to
    /// the ledger that is there, or something cannot be written: all is as it was then.
    pub fn restore(order: &Restore) -> Result<Restored, Vec<Sentence>> {
        let one = |why| vec![why];
        is_whole(order.backup)?;
        let there = There::look(order.to).map_err(one)?;
        let unwritable = |why: std::io::Error| {
            one(words::ledger::not_writable(order.to.display(), words::system(&why)))
        };
        let copy = Draft::begin(order.to).map_err(unwritable)?;
        copy.create().map_err(unwritable)?;
        copy_of(order.backup, &copy.path()).map_err(|why| one(failed(order.backup, &why)))?;
        let mut ledger = Ledger::open_copy(&copy.path(), order.to).map_err(one)?;
        let files = ledger.bank_files(order.sent)?;
        there.wants(&ledger, &files)?;
        let day = ledger.last_day().map_err(one)?.unwrap_or_default();
        let last_run = ledger.next_run().map_err(one)? - 1;
        let (booked, total, known) = ledger.book(&files, order).map_err(one)?;
        let total =
            if booked + known > 0 { ledger.show(total).map_err(one)? } else { String::new() };
        drop(ledger);
        let kept = there.give_way(order.to).map_err(unwritable)?;
        let confirmed = copy.replace().map_err(unwritable)?;
        confirmed.map_err(|why| {
            one(words::ledger::done_unconfirmed(order.to.display(), words::system(&why)))
        })?;
        Ok(Restored { last_run, last_day: day, kept, booked, total, known })
    }

    /// Opens a copy to write to, which tells its mistakes under another name; the tables of an older one are
    /// brought up to date, since the backup itself stays as it is.
    fn open_copy(path: &Path, name: &Path) -> Result<Ledger, Sentence> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let db = db.map_err(|why| failed(name, &why))?;
        let ledger = Ledger { db, path: name.to_owned() };
        ledger.settle(Access::Write)?;
        let version = ledger.version()?;
        if version < super::schema::VERSION {
            ledger.migrate(version)?;
        }
        Ok(ledger)
    }

    /// What banks were given: all files, or every mistake in them.
    fn bank_files(&self, paths: &[PathBuf]) -> Result<Vec<BankFile>, Vec<Sentence>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let kept_in = self.kept_in().map_err(|_| vec![words::payments::backup_is_empty()]);
        let currency = kept_in?.1;
        let (mut files, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for path in paths {
            match bank_file(path, currency) {
                Ok(file) => files.extend(seen.insert(file.sha256.clone()).then_some(file)),
                Err(why) => wrong.extend(why),
            }
        }
        if wrong.is_empty() { Ok(files) } else { Err(wrong) }
    }

    /// Books all that banks were given and this ledger does not know to be sent: how many payments, what
    /// they come to, and how many are known.
    fn book(&mut self, files: &[BankFile], order: &Restore) -> Result<(u64, i64, u64), Sentence> {
        let mut known = 0;
        let mut new: Vec<(&BankFile, Vec<&Sent>)> = Vec::new();
        let mut seen = HashSet::new();
        for file in files {
            let mut rows = Vec::new();
            for row in &file.rows {
                if self.is_sent(&row.id)? || !seen.insert(&row.id) {
                    known += 1;
                } else {
                    rows.push(row);
                }
            }
            new.push((file, rows));
        }
        new.retain(|(_, rows)| !rows.is_empty());
        let all: Vec<&Sent> = new.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        let (booked, total) = (all.len() as u64, all.iter().map(|row| row.amount).sum());
        if booked == 0 {
            return Ok((0, 0, known));
        }
        let last = self.last_run()?.ok_or_else(words::payments::backup_is_empty)?;
        let day = self.last_day()?.unwrap_or_else(|| last.posted_on.clone());
        let on = crate::date::Day::parse(&day).ok_or_else(words::payments::backup_is_empty)?;
        let act = Signed::new(Some(&**order.by), on, Some(order.reason))?.from_account(order.login);
        let act = act.with_reason()?;
        let mut run = self.begin(&Columns::default())?;
        run.post_sent(&all, &day)?;
        for (file, rows) in &new {
            run.keep_sent(file, rows, &act)?;
        }
        let files: Vec<&str> = new.iter().map(|(file, _)| file.sha256.as_str()).collect();
        let summary = json!({ "format": "huzhu-restored/1", "bank_files": files });
        let row = RunRow {
            no: run.no,
            posted_on: day,
            rules: last.rules,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            prepared_by: act.by.to_string(),
            login: act.login.clone(),
            manifest: "{}".to_owned(),
            summary: summary.to_string(),
        };
        run.commit(&row)?;
        Ok((booked, total, known))
    }

    /// Whether the bank has a payment, as this ledger knows.
    fn is_sent(&self, id: &str) -> Result<bool, Sentence> {
        let sql = "SELECT t.kind FROM payment p JOIN transfer t ON t.payment = p.no \
                   WHERE p.id = ?1 AND t.kind IN ('released', 'returned') ORDER BY t.no DESC LIMIT 1";
        let kinds: Vec<String> = self.rows(sql, [id], |row| row.get(0))?;
        Ok(kinds.first().is_some_and(|kind| kind == "released"))
    }
}

impl NewRun<'_> {
    /// Posts payments that the ledger does not know, member by member: they are paid, and to be set off
    /// until a night finds what they were for.
    fn post_sent(&mut self, all: &[&Sent], day: &str) -> Result<(), Sentence> {
        let mut by_member: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
        for row in all {
            let sql = "SELECT count(*) FROM payment WHERE id = ?1";
            let is_there: Vec<i64> = self.ledger.rows(sql, [&row.id], |found| found.get(0))?;
            if is_there[0] == 0 {
                by_member.entry(&row.member_id).or_default().push(row);
            }
        }
        for (member_id, rows) in by_member {
            for row in rows {
                let latest = self.ledger.known(&[member_id], &[])?.members.into_iter().next();
                self.columns = match &latest {
                    Some(latest) => latest.columns,
                    None => self.columns,
                };
                let before = latest.as_ref().map(|latest| (latest.member, latest.posting));
                let nothing = Content { member_id: member_id.to_owned(), ..Content::default() };
                let mut content = latest.map_or(nothing, |latest| latest.content);
                let owed = content.owed().max(0);
                let prepared = content.paid + content.withdrawn;
                content.paid += row.amount;
                let entry = |kind, amount| Entry {
                    kind,
                    bill_id: String::new(),
                    plan: String::new(),
                    benefit: String::new(),
                    edition: String::new(),
                    amount,
                    event_on: day.to_owned(),
                    reason: "sent_before_restore".to_owned(),
                };
                let more = content.owed().max(0) - owed;
                let mut entries = vec![entry(Moved::Paid, row.amount)];
                entries.extend((more > 0).then(|| entry(Moved::Recovery, more)));
                let mut posting = NewPosting::new(before, content, &entries);
                let (id, amount) = (row.id.clone(), row.amount);
                posting.payment = Some(NewPayment { id, before: prepared, amount });
                self.post(&posting)?;
            }
        }
        Ok(())
    }

    /// Keeps that a bank's file was sent.
    fn keep_sent(&self, file: &BankFile, rows: &[&Sent], act: &Signed) -> Result<(), Sentence> {
        let Signed { by, reason, login, .. } = act;
        let day = act.on.to_string();
        let total: i64 = rows.iter().map(|row| row.amount).sum();
        let sql = "INSERT INTO release(run, file, payments, total, happened_on, author, reason, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = (self.no, &file.sha256, rows.len() as i64, total, &day, by, reason, login);
        let release = self.add(sql, row)?;
        for row in rows {
            let sql = "SELECT no FROM payment WHERE id = ?1";
            let no: i64 = self.ledger.rows(sql, [&row.id], |found| found.get(0))?[0];
            let payee = self.payee_of_sent(row, act)?;
            self.ledger.take_from_hand(no, row.amount)?;
            let sql = "INSERT INTO transfer(payment, kind, amount, release, payee, happened_on, author, \
                       reason, login) VALUES(?1, 'released', ?2, ?3, ?4, ?5, ?6, '', ?7)";
            self.add(sql, (no, row.amount, release, payee, &day, by, login))?;
        }
        Ok(())
    }

    /// The number of a payee that a payment went to; it is kept where it is not the newest of the member.
    fn payee_of_sent(&self, row: &Sent, act: &Signed) -> Result<i64, Sentence> {
        let Payee { kind, name, account, .. } = &row.payee;
        let known = self.ledger.payee_of(&row.member_id)?;
        if let Some(known) = known.filter(|known| Payee { no: 0, ..known.clone() } == row.payee) {
            return Ok(known.no);
        }
        let sql = "INSERT INTO payee(member_id, kind, name, account, happened_on, author, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let on = act.on.to_string();
        self.add(sql, (&row.member_id, kind, name, account, on, &act.by, &act.login))
    }
}

/// Reads a bank's file.
fn bank_file(path: &Path, currency: Currency) -> Result<BankFile, Vec<Sentence>> {
    let Paper { rows, sha256 } = Paper::read(path, COLUMNS)?;
    let (mut sent, mut wrong) = (Vec::new(), Vec::new());
    for (line, [id, member_id, kind, name, account, amount]) in rows {
        match currency.parse(&amount) {
            Ok(amount) if amount.minor() > 0 && !id.is_empty() && !member_id.is_empty() => {
                let payee = Payee { no: 0, kind, name, account };
                sent.push(Sent { id, member_id, payee, amount: amount.minor() });
            }
            _ => wrong.push(at(path, line, &words::payments::not_a_bank_row())),
        }
    }
    if wrong.is_empty() { Ok(BankFile { sha256, rows: sent }) } else { Err(wrong) }
}

/// Makes sure that a backup is a whole ledger.
fn is_whole(backup: &Path) -> Result<(), Vec<Sentence>> {
    let one = |why| vec![why];
    let bytes = fs::metadata(backup);
    bytes.map_err(|why| {
        one(words::ledger::file_not_readable(backup.display(), words::system(&why)))
    })?;
    let ledger = match Ledger::open(backup, Access::Read) {
        Ok(ledger) => ledger,
        // One of an older version is looked at by whoever uses it first.
        Err(why) if is_older(backup) => {
            drop(why);
            return Ok(());
        }
        Err(why) => return Err(one(why)),
    };
    let mut faults = Vec::new();
    ledger.verify(&mut |why| faults.push(why)).map_err(one)?;
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
        application == super::schema::APPLICATION && version < super::schema::VERSION
    })
}

/// A file that a ledger gave the bank: its hash, its run, the day, payments and what they come to.
type Given = (String, i64, String, i64, i64);

/// What is in the place of a ledger that is restored.
enum There {
    Nothing,
    /// A ledger that can still be read: nobody writes to it until the backup is in its place.
    Ledger(Ledger),
    /// Something that cannot.
    Damaged,
}

impl There {
    /// Looks at it, and takes hold of it.
    fn look(path: &Path) -> Result<There, Sentence> {
        match path.symlink_metadata() {
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(There::Nothing),
            Err(why) => {
                return Err(words::ledger::not_looked_at(path.display(), words::system(&why)));
            }
            Ok(there) if !there.is_file() => {
                return Err(words::payments::not_restored_over(path.display()));
            }
            Ok(_) => {}
        }
        if is_busy(path) {
            return Err(words::ledger::busy(path.display()));
        }
        match Ledger::open(path, Access::Write) {
            Ok(ledger) => Ok(There::Ledger(ledger)),
            Err(_) if cannot_be_used(path) => Ok(There::Damaged),
            Err(why) => Err(why),
        }
    }

    /// Makes sure that every file that the bank was given since the backup is there, as far as the ledger
    /// that is replaced can tell.
    fn wants(&self, backup: &Ledger, files: &[BankFile]) -> Result<(), Vec<Sentence>> {
        let There::Ledger(ledger) = self else { return Ok(()) };
        let read = |ledger: &Ledger| -> rusqlite::Result<Vec<Given>> {
            let sql = "SELECT file, run, happened_on, payments, total FROM release ORDER BY no";
            let mut rows = ledger.db.prepare(sql)?;
            let row = |row: &rusqlite::Row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            };
            rows.query_map((), row)?.collect()
        };
        let unread = |ledger: &Ledger, why| vec![failed(&ledger.path, &why)];
        // Once more: SQLite takes a page that the drive did not give for one that is damaged.
        let releases = match read(ledger).or_else(|_| read(ledger)) {
            Err(why) if is_damage(&why) && super::not_read(&ledger.path).is_none() => Vec::new(),
            releases => releases.map_err(|why| unread(ledger, why))?,
        };
        let known = read(backup).map_err(|why| unread(backup, why))?;
        let has = |file: &str| {
            known.iter().any(|known| known.0 == file)
                || files.iter().any(|given| given.sha256 == file)
        };
        let mut missing = Vec::new();
        for (file, run, day, payments, total) in releases {
            if payments > 0 && !has(&file) {
                let total = ledger.show(total).map_err(|why| vec![why])?;
                missing.push(words::payments::bank_file_missing(run, day, payments, total));
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }

    /// Keeps what is there under another name, with its journal. What is in the place keeps its old name
    /// until the copy takes it; having two, nobody writes to it meanwhile.
    fn give_way(self, path: &Path) -> std::io::Result<Option<PathBuf>> {
        if matches!(self, There::Nothing) {
            return Ok(None);
        }
        let name = |number: usize| {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            with_end(path, &format!(".before-restore{number}"))
        };
        let kept = (1..).map(name).find(|name| name.symlink_metadata().is_err());
        let kept = kept.expect("some number is free");
        fs::hard_link(path, &kept)?;
        // Held until it has two names: whoever comes now is refused.
        drop(self);
        match fs::rename(with_end(path, "-journal"), with_end(&kept, "-journal")) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
            _ => Ok(Some(kept)),
        }
    }
}

/// Whether what is in the place of a ledger is none, is damaged, is of a newer program, or was about to give
/// way when a restore was killed. One that only cannot be read now may tell what the bank was given.
fn cannot_be_used(path: &Path) -> bool {
    #[cfg(unix)]
    if path.metadata().is_ok_and(|found| std::os::unix::fs::MetadataExt::nlink(&found) > 1) {
        return true;
    }
    let version = || -> rusqlite::Result<(i32, i32)> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let pragma = |name| db.pragma_query_value(None, name, |row| row.get(0));
        Ok((pragma("application_id")?, pragma("user_version")?))
    };
    match version().or_else(|_| version()) {
        Ok((application, version)) => {
            application != super::schema::APPLICATION || version > super::schema::VERSION
        }
        Err(why) => is_damage(&why) && super::not_read(path).is_none(),
    }
}

/// Whether what is read is wrong, and not only the reading: a drive that is away comes back.
fn is_damage(why: &rusqlite::Error) -> bool {
    use ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, FileLockingProtocolFailed, OutOfMemory,
        PermissionDenied, ReadOnly, SystemIoFailure,
    };
    !matches!(
        why.sqlite_error_code(),
        Some(
            CannotOpen
                | DatabaseBusy
                | DatabaseLocked
                | DiskFull
                | FileLockingProtocolFailed
                | OutOfMemory
                | PermissionDenied
                | ReadOnly
                | SystemIoFailure
        )
    )
}

/// Whether another program writes to a file.
fn is_busy(path: &Path) -> bool {
    let try_it = || -> rusqlite::Result<()> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.busy_timeout(std::time::Duration::ZERO)?;
        db.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")
    };
    let why = try_it().err().and_then(|why| why.sqlite_error_code());
    matches!(why, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(end);
    PathBuf::from(name)
}

/// Copies a backup, of whatever version, to a file that is there and empty. SQLite reads it, under its own
/// lock: a backup that somebody writes to is copied as it was at one moment, and no descriptor of it is
/// closed under a connection of this process, which would lose all its locks.
fn copy_of(backup: &Path, to: &Path) -> rusqlite::Result<()> {
    let db = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(super::WAITS)?;
    db.execute("VACUUM INTO ?1", [name_of(to)]).map(drop)
}

/// A path as SQLite takes it: byte by byte where paths are bytes, whether or not they are text.
fn name_of(path: &Path) -> ToSqlOutput<'_> {
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

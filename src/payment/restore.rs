//! A backup in the place of a ledger that is lost or damaged, and what went to the bank and came back since
//! it was made.
//!
//! What a release sent and the backup does not know is booked as sent, in a run of its own: each member
//! owes it until the nights since are run again, which find it paid. So nothing is sent twice, whatever
//! order they come in; and until a night is run, nothing is released.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use serde_json::json;

use super::bank_file::{BackFile, BankFile, Sent, bank_files, returned_files};
use super::cash::Payee;
use super::release::part_off;
use crate::date::Day;
use crate::exchange::Draft;
use crate::ledger::known::{Columns, RunRow};
use crate::ledger::posting::{Content, Entry, Moved};
use crate::ledger::spelling::Spellings;
use crate::ledger::{Access, Ledger, Name, NewPayment, NewPosting, NewRun, Signed, failed};
use crate::words::{self, Sentence};

/// The format of the summary of a run that booked what was sent before a restore.
const RESTORED: &str = "huzhu-restored/1";

/// How a ledger is restored.
#[derive(Clone, Debug)]
pub struct Restore<'r> {
    /// The backup.
    pub backup: &'r Path,
    /// Where the ledger belongs. What is there is kept beside it.
    pub to: &'r Path,
    /// The files that banks were given since the backup was made, in their order.
    pub sent: &'r [PathBuf],
    /// The files of what banks sent back since.
    pub returned: &'r [PathBuf],
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
    /// Payments that were sent since, each time that they were, and what they come to.
    pub booked: u64,
    /// As a decimal; empty where nothing was sent.
    pub total: String,
    /// Payments of these files that the backup knows to be sent.
    pub known: u64,
    /// What people said since, and payees, that the ledger before still told.
    pub carried: u64,
}

impl Ledger {
    /// Puts a copy of a backup in the place of a ledger, and books what the bank was given and sent back
    /// since.
    ///
    /// # Errors
    ///
    /// When the backup is not a whole ledger, or of another scheme; a bank's file is missing or not right;
    /// somebody writes to the ledger that is there; or something cannot be written: all is as it was then.
    pub fn restore(order: &Restore) -> Result<Restored, Vec<Sentence>> {
        let one = |why| vec![why];
        let unwritable = |why: std::io::Error| {
            one(words::ledger::not_writable(order.to.display(), words::system(&why)))
        };
        is_whole(order.backup)?;
        let there = There::look(order.to).map_err(one)?;
        let draft = Draft::begin(order.to).map_err(unwritable)?;
        draft.create().map_err(unwritable)?;
        copy(order.backup, &draft.path()).map_err(|why| one(failed(order.backup, &why)))?;
        let mut ledger = Ledger::open_copy(&draft.path(), order.to).map_err(one)?;
        there.fits(&ledger).map_err(one)?;
        let given = ledger.given(order)?;
        let files = there.wants(&ledger, given)?;
        let carried = there.carry_over(&ledger).map_err(one)?;
        let last_day = ledger.last_day().map_err(one)?.unwrap_or_default();
        let last_run = ledger.next_run().map_err(one)? - 1;
        let booked = ledger.book(&files, order)?;
        ledger.is_sound()?;
        let Booked { booked, total, known } = booked;
        let is_any = booked + known > 0;
        let total = is_any.then(|| ledger.show(total)).transpose().map_err(one)?;
        drop(ledger);
        let kept = there.give_way(order.to).map_err(unwritable)?;
        let confirmed = draft.replace().map_err(unwritable)?;
        drop(there);
        confirmed.map_err(|why| {
            one(words::ledger::done_unconfirmed(order.to.display(), words::system(&why)))
        })?;
        let total = total.unwrap_or_default();
        Ok(Restored { last_run, last_day, kept, booked, total, known, carried })
    }

    /// Opens a copy to write to, which tells its mistakes under another name; the tables of an older one are
    /// brought up to date, since the backup itself stays as it is.
    fn open_copy(path: &Path, name: &Path) -> Result<Ledger, Sentence> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let db = db.map_err(|why| failed(name, &why))?;
        let ledger =
            Ledger { db, path: name.to_owned(), brought_up: None, spellings: Spellings::default() };
        ledger.settle(Access::Write)?;
        let version = ledger.version()?;
        if version < crate::ledger::schema::VERSION {
            ledger.migrate(version)?;
        }
        Ok(ledger)
    }

    /// Makes sure that what is about to take the place of a ledger is whole.
    fn is_sound(&self) -> Result<(), Vec<Sentence>> {
        let mut faults = Vec::new();
        self.verify(&mut |why| faults.push(why)).map_err(|why| vec![why])?;
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The bank's files, or every mistake in them.
    fn given(&self, order: &Restore) -> Result<Given, Vec<Sentence>> {
        if order.sent.is_empty() && order.returned.is_empty() {
            return Ok(Given::default());
        }
        let kept_in = self.kept_in().map_err(|_| vec![words::payments::backup_is_empty()]);
        let (scheme, currency) = kept_in?;
        Ok(Given {
            sent: bank_files(order.sent, &scheme, currency)?,
            returned: returned_files(order.returned)?,
        })
    }

    /// Books all that banks were given and sent back and this ledger does not know.
    fn book(&mut self, given: &Given, order: &Restore) -> Result<Booked, Vec<Sentence>> {
        let one = |why| vec![why];
        let Some(last) = self.last_run().map_err(one)? else { return Ok(Booked::default()) };
        let day = self.last_day().map_err(one)?.unwrap_or_else(|| last.posted_on.clone());
        let damaged = || one(words::ledger::damaged(self.path().display(), &day));
        let on = Day::parse(&day).ok_or_else(damaged)?;
        let act = Signed::new(Some(&**order.by), on, Some(order.reason)).map_err(one)?;
        let act = act.from_account(order.login).with_reason().map_err(one)?;
        let mut run = self.begin(&Columns::default()).map_err(one)?;
        run.post_sent(given, &day)?;
        let booked = run.book_sent(given, &act)?;
        let files: Vec<&str> = given.sent.iter().map(|file| file.sha256.as_str()).collect();
        let summary = json!({ "format": RESTORED, "bank_files": files });
        let row = RunRow {
            no: run.no,
            posted_on: day,
            rules: last.rules,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            meaning: last.meaning.clone(),
            prepared_by: act.by.to_string(),
            login: act.login.clone(),
            manifest: json!({ "reason": act.reason }).to_string(),
            summary: summary.to_string(),
        };
        let no = run.no;
        run.commit(&row).map_err(one)?;
        // The next night looks at all that is in hand.
        let sql = "UPDATE run SET transfers = NULL, holds = NULL WHERE no = ?1";
        self.whole(|ledger| ledger.run(sql, [no])).map_err(one)?;
        Ok(booked)
    }

    /// Whether the bank has a payment, as this ledger knows.
    fn is_sent(&self, id: &str) -> Result<bool, Sentence> {
        let sql = "SELECT t.kind FROM payment p JOIN transfer t ON t.payment = p.no \
                   WHERE p.id = ?1 AND t.kind IN ('released', 'returned') ORDER BY t.no DESC LIMIT 1";
        let kinds: Vec<String> = self.rows(sql, [id], |row| row.get(0))?;
        Ok(kinds.first().is_some_and(|kind| kind == "released"))
    }

    /// A payment by its id: its number, the id of its member, and what of it is in hand.
    fn payment_of(&self, id: &str) -> Result<Option<(i64, String, i64)>, Sentence> {
        let sql = "SELECT p.no, m.id, p.in_hand FROM payment p JOIN member m ON m.no = p.member \
                   WHERE p.id = ?1";
        let found = self.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(found.into_iter().next())
    }

    /// Runs that booked what was sent before a restore.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restored_runs(&self) -> Result<Vec<i64>, Sentence> {
        let sql = format!("SELECT no FROM run WHERE summary LIKE '%\"{RESTORED}\"%' ORDER BY no");
        self.rows(&sql, (), |row| row.get(0))
    }

    /// What payments prepared from now on have in their ids besides: before a restore nothing, and then the
    /// files of the bank that were booked by it, so that no id is made again that one of these gave to
    /// another payment.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn salt_of_ids(&self) -> Result<String, Sentence> {
        let Some(last) = self.restored_runs()?.pop() else { return Ok(String::new()) };
        let sql = "SELECT summary FROM run WHERE no = ?1";
        Ok(self.rows(sql, [last], |row| row.get(0))?.remove(0))
    }

    /// What was sent to each member before a restore and booked then, by the member's number.
    pub(crate) fn sent_before_restore(&self) -> Result<HashMap<i64, i64>, Sentence> {
        let mut sent = HashMap::new();
        for run in self.restored_runs()? {
            let sql = "SELECT member, sum(amount) FROM payment WHERE run = ?1 GROUP BY 1";
            for (member, amount) in
                self.rows(sql, [run], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
            {
                *sent.entry(member).or_default() += amount;
            }
        }
        Ok(sent)
    }

    /// Makes sure that a night was run since the last restore: what it prepared may not be due any more.
    pub(crate) fn is_caught_up(&self) -> Result<(), Sentence> {
        let newest = self.next_run()? - 1;
        match self.restored_runs()?.last() {
            Some(last) if *last == newest => Err(words::payments::nights_first(newest)),
            _ => Ok(()),
        }
    }
}

/// What banks were given and sent back since a backup.
#[derive(Default)]
struct Given {
    sent: Vec<BankFile>,
    returned: Vec<BackFile>,
}

/// What was booked.
#[derive(Clone, Copy, Default)]
struct Booked {
    booked: u64,
    total: i64,
    known: u64,
}

impl NewRun<'_> {
    /// Posts payments that the ledger does not know, member by member: they are paid, and to be set off
    /// until a night finds what they were for.
    fn post_sent(&mut self, given: &Given, day: &str) -> Result<(), Vec<Sentence>> {
        let one = |why| vec![why];
        let mut by_member: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
        let mut seen = HashSet::new();
        for row in given.sent.iter().flat_map(|file| &file.rows) {
            let is_new =
                seen.insert(&row.id) && self.ledger.payment_of(&row.id).map_err(one)?.is_none();
            if is_new {
                by_member.entry(&row.member_id).or_default().push(row);
            }
        }
        for (member_id, rows) in by_member {
            for row in rows {
                self.post_one_sent(member_id, row, day).map_err(one)?;
            }
        }
        Ok(())
    }

    fn post_one_sent(&mut self, member_id: &str, row: &Sent, day: &str) -> Result<(), Sentence> {
        let latest = self.ledger.known(&[member_id], &[])?.members.into_iter().next();
        self.columns = latest.as_ref().map_or(self.columns, |latest| latest.columns);
        let before = latest.as_ref().map(|latest| (latest.member, latest.posting));
        let nothing = Content { member_id: member_id.to_owned(), ..Content::default() };
        let mut content = latest.map_or(nothing, |latest| latest.content.without_rows());
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
        self.post(&posting)
    }

    /// Books what was sent and sent back: of each payment in turn.
    fn book_sent(&self, given: &Given, act: &Signed) -> Result<Booked, Vec<Sentence>> {
        let (one, mut booked) = (|why| vec![why], Booked::default());
        let mut back: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
        for BackFile { sha256, rows } in given.returned.iter().rev() {
            for (id, reason) in rows {
                back.entry(id).or_default().push((sha256, reason));
            }
        }
        let mut wrong = Vec::new();
        for file in &given.sent {
            if self.knows_file(file).map_err(one)? {
                booked.known += file.rows.len() as u64;
                continue;
            }
            let release = self.keep_file(file, act).map_err(one)?;
            for row in &file.rows {
                if self.ledger.is_sent(&row.id).map_err(one)? {
                    match back.get_mut(row.id.as_str()).and_then(Vec::pop) {
                        Some((file, reason)) => {
                            self.book_back(&row.id, file, reason, act).map_err(one)?;
                        }
                        None => {
                            wrong.push(words::payments::back_missing(&row.id));
                            continue;
                        }
                    }
                }
                match self.book_row(row, release, act) {
                    Ok(()) => {
                        booked.booked += 1;
                        booked.total += row.amount;
                    }
                    Err(why) => wrong.push(why),
                }
            }
        }
        for (id, mut left) in back {
            while let Some((file, reason)) = left.pop() {
                match self.ledger.is_sent(id).map_err(one)? {
                    true => self.book_back(id, file, reason, act).map_err(one)?,
                    false if self.knows_back(id, file).map_err(one)? => {}
                    false => wrong.push(words::payments::back_of_nothing(id)),
                }
            }
        }
        if wrong.is_empty() { Ok(booked) } else { Err(wrong) }
    }

    /// Whether the backup knows the release of a file.
    fn knows_file(&self, file: &BankFile) -> Result<bool, Sentence> {
        let sql = "SELECT 1 FROM release WHERE file = ?1 AND run <> ?2";
        Ok(!self.ledger.rows(sql, (&file.sha256, self.no), |_| Ok(()))?.is_empty())
    }

    /// Whether the backup knows that a payment came back with a file.
    fn knows_back(&self, id: &str, file: &str) -> Result<bool, Sentence> {
        let sql = "SELECT 1 FROM transfer t JOIN payment p ON p.no = t.payment \
                   WHERE p.id = ?1 AND t.kind = 'returned' AND t.file = ?2";
        Ok(!self.ledger.rows(sql, (id, file), |_| Ok(()))?.is_empty())
    }

    fn keep_file(&self, file: &BankFile, act: &Signed) -> Result<i64, Sentence> {
        let Signed { by, on, reason, login, .. } = act;
        let total: i64 = file.rows.iter().map(|row| row.amount).sum();
        let sql = "INSERT INTO release(run, file, payments, total, happened_on, author, reason, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let counts = (file.rows.len() as i64, total);
        let (on, of) = (on.to_string(), &file.sha256);
        self.add(sql, (self.no, of, counts.0, counts.1, on, by, reason, login))
    }

    /// Books that a payment was sent: it is the one that the ledger has of that id.
    fn book_row(&self, row: &Sent, release: i64, act: &Signed) -> Result<(), Sentence> {
        let found = self.ledger.payment_of(&row.id)?;
        let (no, member_id, in_hand) = found.expect("what was not known was posted");
        if member_id != row.member_id || row.amount > in_hand {
            return Err(words::payments::not_that_payment(&row.id));
        }
        if row.amount < in_hand {
            // Of what was sent in part the rest had another id, or was withdrawn.
            part_off(self.ledger, (no, &row.id), in_hand - row.amount, act)?;
        }
        let payee = self.payee_of_sent(row, act)?;
        self.ledger.take_from_hand(no, row.amount)?;
        let sql = "INSERT INTO transfer(payment, kind, amount, release, payee, happened_on, author, \
                   reason, login) VALUES(?1, 'released', ?2, ?3, ?4, ?5, ?6, '', ?7)";
        let Signed { by, on, login, .. } = act;
        self.add(sql, (no, row.amount, release, payee, on.to_string(), by, login)).map(drop)
    }

    /// Books that a payment came back.
    fn book_back(&self, id: &str, file: &str, reason: &str, act: &Signed) -> Result<(), Sentence> {
        let sql = "SELECT p.no, t.amount FROM payment p JOIN transfer t ON t.payment = p.no \
                   WHERE p.id = ?1 AND t.kind = 'released' ORDER BY t.no DESC LIMIT 1";
        let found: Vec<(i64, i64)> =
            self.ledger.rows(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (no, amount) = found[0];
        self.ledger.take_from_hand(no, -amount)?;
        let sql = "INSERT INTO transfer(payment, kind, amount, file, happened_on, author, reason, \
                   login) VALUES(?1, 'returned', ?2, ?3, ?4, ?5, ?6, ?7)";
        let Signed { by, on, login, .. } = act;
        self.add(sql, (no, amount, file, on.to_string(), by, reason, login)).map(drop)
    }

    /// The number of a payee that a payment went to; one that nobody knows is kept.
    fn payee_of_sent(&self, row: &Sent, act: &Signed) -> Result<i64, Sentence> {
        let Payee { kind, name, account, .. } = &row.payee;
        let sql = "SELECT no FROM payee WHERE member_id = ?1 AND kind = ?2 AND name = ?3 \
                   AND account = ?4 ORDER BY no DESC LIMIT 1";
        let known: Vec<i64> =
            self.ledger.rows(sql, (&row.member_id, kind, name, account), |row| row.get(0))?;
        if let Some(known) = known.first() {
            return Ok(*known);
        }
        let sql = "INSERT INTO payee(member_id, kind, name, account, happened_on, author, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let on = act.on.to_string();
        self.add(sql, (&row.member_id, kind, name, account, on, &act.by, &act.login))
    }
}

/// Makes sure that a backup is a whole ledger.
fn is_whole(backup: &Path) -> Result<(), Vec<Sentence>> {
    let one = |why| vec![why];
    let ledger = match Ledger::open(backup, Access::Read) {
        Ok(ledger) => ledger,
        // One of an older version is brought up to date in the copy, and looked at there.
        Err(_) if is_older(backup) => return Ok(()),
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
        application == crate::ledger::schema::APPLICATION
            && version < crate::ledger::schema::VERSION
    })
}

/// Copies a backup, of whatever version, to a file that is there and empty. SQLite reads it, under its own
/// lock: a backup that somebody writes to is copied as it was at one moment, and no descriptor of it is
/// closed under a connection of this process, which would lose all its locks.
fn copy(backup: &Path, to: &Path) -> rusqlite::Result<()> {
    let db = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(crate::ledger::WAITS)?;
    db.execute("VACUUM INTO ?1", [crate::ledger::copy::name(to)]).map(drop)
}

/// What is in the place of a ledger that is restored.
enum There {
    Nothing,
    /// A ledger that can still be read: nobody writes to it until the backup is in its place.
    Ledger(Ledger),
    /// Something that is no ledger any more.
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
        undo_killed(path)
            .map_err(|why| words::ledger::not_writable(path.display(), words::system(&why)))?;
        let opened = Ledger::open(path, Access::Write);
        match opened.and_then(|ledger| ledger.releases().map(|_| ledger)) {
            Ok(ledger) => Ok(There::Ledger(ledger)),
            // Whatever else keeps it from being opened may pass, and it knows of payments.
            Err(_) if is_no_ledger(path) => Ok(There::Damaged),
            Err(why) => Err(why),
        }
    }

    /// Makes sure that the backup is of the same scheme.
    fn fits(&self, backup: &Ledger) -> Result<(), Sentence> {
        let There::Ledger(ledger) = self else { return Ok(()) };
        match (ledger.scheme()?, backup.scheme()?) {
            (Some((own, ..)), Some((other, ..))) if own != other => {
                Err(words::ledger::other_scheme(ledger.path().display(), own, other))
            }
            _ => Ok(()),
        }
    }

    /// Makes sure that every file that the bank was given since the backup is there, and no other, as far as
    /// the ledger that is replaced can tell; they are in the order in which it sent them then.
    fn wants(&self, backup: &Ledger, mut given: Given) -> Result<Given, Vec<Sentence>> {
        let There::Ledger(ledger) = self else { return Ok(given) };
        let one = |why| vec![why];
        let (releases, known) = (ledger.releases().map_err(one)?, backup.releases().map_err(one)?);
        let is_known = |file: &str| known.iter().any(|release| release.file == file);
        let mut wrong = Vec::new();
        for release in &releases {
            let is_given = given.sent.iter().any(|file| file.sha256 == release.file);
            if release.payments > 0 && !is_known(&release.file) && !is_given {
                let total = ledger.show(release.total).map_err(one)?;
                let Release { run, day, payments, .. } = release;
                wrong.push(words::payments::bank_file_missing(run, day, payments, total));
            }
        }
        let place = |file: &BankFile| releases.iter().position(|one| one.file == file.sha256);
        for file in given.sent.iter().filter(|file| place(file).is_none()) {
            wrong.push(words::payments::bank_file_unknown(file.path.display()));
        }
        given.sent.sort_by_key(place);
        if wrong.is_empty() { Ok(given) } else { Err(wrong) }
    }

    /// Takes over payees, holds and what was said by hand since the backup; how many.
    fn carry_over(&self, backup: &Ledger) -> Result<u64, Sentence> {
        let There::Ledger(ledger) = self else { return Ok(0) };
        let attach = |path: &Path| -> rusqlite::Result<u64> {
            backup.db.execute("ATTACH ?1 AS old", [crate::ledger::copy::name(path)])?;
            backup.db.execute_batch("BEGIN")?;
            let mut carried = 0;
            for (table, which) in [
                ("payee", "TRUE"),
                ("hold", "TRUE"),
                ("fact", "kind IN ('override', 'opening', 'same_person')"),
            ] {
                let sql = format!(
                    "INSERT INTO main.{table} SELECT * FROM old.{table} WHERE {which} AND no > \
                     (SELECT coalesce(max(no), 0) FROM main.{table}) ORDER BY no"
                );
                carried += backup.db.execute(&sql, ())? as u64;
            }
            backup.db.execute_batch("COMMIT; DETACH old")?;
            Ok(carried)
        };
        attach(ledger.path()).or_else(|why| {
            // What cannot be read any more is said again; what is half taken over is not.
            let _ = backup.db.execute_batch("ROLLBACK; DETACH old");
            if is_damage(&why) { Ok(0) } else { Err(failed(ledger.path(), &why)) }
        })
    }

    /// Keeps what is there under another name, with its journal. What is in the place keeps its old name
    /// until the copy takes it; having two, nobody writes to it meanwhile.
    fn give_way(&self, path: &Path) -> std::io::Result<Option<PathBuf>> {
        let number = (1..).find(|number| kept_name(path, *number).symlink_metadata().is_err());
        let kept = kept_name(path, number.expect("some number is free"));
        let is_there = !matches!(self, There::Nothing);
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

/// A release, as a ledger keeps it.
struct Release {
    file: String,
    run: i64,
    day: String,
    payments: i64,
    total: i64,
}

impl Ledger {
    fn releases(&self) -> Result<Vec<Release>, Sentence> {
        let sql = "SELECT file, run, happened_on, payments, total FROM release ORDER BY no";
        self.rows(sql, (), |row| {
            Ok(Release {
                file: row.get(0)?,
                run: row.get(1)?,
                day: row.get(2)?,
                payments: row.get(3)?,
                total: row.get(4)?,
            })
        })
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
/// only cannot be read now may tell that.
fn is_no_ledger(path: &Path) -> bool {
    let look = || -> rusqlite::Result<()> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let sql = "SELECT coalesce(sum(length(file)), 0) FROM release";
        db.query_row(sql, (), |row| row.get::<_, i64>(0)).map(drop)
    };
    // Once more: SQLite takes a page that the drive did not give for one that is damaged.
    match look().or_else(|_| look()) {
        Ok(()) => false,
        Err(why) => is_damage(&why) && crate::ledger::not_read(path).is_none(),
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

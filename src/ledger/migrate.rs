//! An older ledger becomes one of today: rows of facts as values in the place of text.
//!
//! Up to version 3 each posting repeated all that was known of its member, as CSV. Now it holds only what came
//! with it. What was sealed is held to its seals before it is written anew, and sealed anew in one chain; the
//! last seal of before stands in `migrated`, for those who noted it.

use std::collections::HashMap;
use std::path::PathBuf;

use super::LedgerError;
use super::act::Deed;
use super::act_kind::{About, ActKind};
use super::known::Columns;
use super::number::{ColumnsId, MemberNumber, PostingId, RulesId, RunId};
use super::posting::{Content, Entry};
use super::seal::{self, Seal};
use super::{Ledger, Signed, schema};
use crate::claim::{Keeper, Owner, Record, RecordKind, RowReader, Vocabulary};
use crate::date::Day;
use crate::money::Money;
use crate::scheme::{Book, Source};
use crate::words;

/// The last version that kept facts as text.
const TEXTS: i32 = 3;
/// The last version in which personal parts had no salts.
const UNSALTED: i32 = 5;

/// A posting of an older ledger.
struct Old {
    no: PostingId,
    run: RunId,
    member: MemberNumber,
    columns: ColumnsId,
    rules: RulesId,
    content: Content,
    entries: Vec<Entry>,
    seal: Vec<u8>,
}

/// What was known of a member with the posting before: the member's own row, and how many rows of periods
/// and of bills there were.
#[derive(Default)]
struct Had {
    person: String,
    periods: usize,
    bills: usize,
}

impl Ledger {
    /// Brings the tables up to date within the transaction of the caller.
    pub(crate) fn bring_up(&self, from: i32) -> Result<(), LedgerError> {
        schema::migrate(&self.db, from).map_err(|why| super::failed(self.path(), why))?;
        match from {
            0 => return Ok(()),
            1..=TEXTS => self.make_values(from)?,
            ..=UNSALTED => self.note_unsalted(from)?,
            _ => return self.note_brought_up(from), // Nothing but indexes is new.
        }
        self.make_key_of_looks()?;
        self.seal_what_is_there(from)
    }

    /// Notes which postings are from before personal parts had salts: they are sealed as they were.
    fn note_unsalted(&self, version: i32) -> Result<(), LedgerError> {
        let sql = "INSERT INTO migrated(version, engine, postings, seal) \
                   VALUES(?1, ?2, (SELECT coalesce(max(no), 0) FROM posting), ?3)";
        let seal = self.last_seal()?;
        self.run(sql, (version, env!("CARGO_PKG_VERSION"), seal.as_slice()))
    }

    /// Seals all that was done before there were acts.
    fn seal_what_is_there(&self, from: i32) -> Result<(), LedgerError> {
        self.complete_index()?;
        self.note_brought_up(from)
    }

    fn note_brought_up(&self, from: i32) -> Result<(), LedgerError> {
        let sql = "SELECT max(day) FROM (SELECT max(posted_on) day FROM run UNION ALL \
                   SELECT max(happened_on) FROM transfer UNION ALL SELECT max(happened_on) FROM fact)";
        let on = self.one::<Option<Day>>(sql)?.unwrap_or(Day::FIRST);
        let by = Signed::new(Some("huzhu"), on, None)?;
        let deed = Deed::new(ActKind::Migrate, About::Ledger, env!("CARGO_PKG_VERSION"));
        self.keep_act(deed.changing(from, schema::VERSION), &by)
    }

    /// Makes values of the text of all postings, one after the other.
    fn make_values(&self, version: i32) -> Result<(), LedgerError> {
        let columns: HashMap<ColumnsId, Columns> = self.columns()?.into_iter().collect();
        let books = self.books()?;
        let numbers: Vec<PostingId> =
            self.rows("SELECT no FROM posting ORDER BY no", (), |row| row.get(0))?;
        let (mut before, mut sealed) = (seal::FIRST, seal::FIRST);
        let mut had: HashMap<MemberNumber, Had> = HashMap::new();
        for no in &numbers {
            let old = self.old_posting(*no)?;
            let hash = seal::unsalted(&old.content, &old.entries);
            if seal::seal(&before, old.run, &hash)[..] != old.seal[..] {
                let what = words::ledger::not_as_sealed(old.no);
                return Err(LedgerError::damaged(self.path(), what));
            }
            before = old.seal[..].try_into().unwrap_or(seal::FIRST);
            let gone = || LedgerError::damaged(self.path(), "columns");
            let columns = columns.get(&old.columns).ok_or_else(gone)?;
            let known = had.entry(old.member).or_default();
            let book = books.get(&old.rules).map(|book| &book.vocabulary);
            let content = came(&old.content, known, columns, book);
            let hash = seal::unsalted(&content, &old.entries);
            sealed = seal::seal(&sealed, old.run, &hash);
            self.write_values(&old, &content, &sealed)?;
        }
        self.seal_runs()?;
        let sql = "INSERT INTO migrated(version, engine, postings, seal) VALUES(?1, ?2, ?3, ?4)";
        let engine = env!("CARGO_PKG_VERSION");
        self.run(sql, (version, engine, numbers.len() as i64, &before[..]))
    }

    /// The books of all rules that can still be compiled: others are not needed to distinguish values from text but
    /// for a scheme's own columns, which then stay text.
    fn books(&self) -> Result<HashMap<RulesId, Book>, LedgerError> {
        let rules: Vec<(RulesId, String)> =
            self.rows("SELECT no, files FROM rules", (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let compiled = |(no, files): (RulesId, String)| {
            let files: Vec<serde_json::Value> = serde_json::from_str(&files).ok()?;
            let text = |file: &serde_json::Value, key: &str| file[key].as_str().map(str::to_owned);
            let source = |file: &serde_json::Value| {
                Some(Source { path: PathBuf::from(text(file, "file")?), text: text(file, "text")? })
            };
            let sources: Option<Vec<Source>> = files.iter().map(source).collect();
            Some((no, Book::compile(sources?).ok()?))
        };
        Ok(rules.into_iter().filter_map(compiled).collect())
    }

    fn old_posting(&self, no: PostingId) -> Result<Old, LedgerError> {
        let sql = "SELECT p.no, p.run, p.member, p.columns, coalesce(r.rules, 0), m.id, p.person, \
                   p.periods, p.bills, p.decisions, p.entitled, p.paid, p.stood, p.said, \
                   p.withdrawn, p.entries, p.seal FROM posting p LEFT JOIN run r ON r.no = p.run \
                   LEFT JOIN member m ON m.no = p.member WHERE p.no = ?1";
        let mut found: Vec<(Old, String)> = self.rows(sql, [no], |row| {
            let content = Content {
                member_id: row.get(5)?,
                person: row.get(6)?,
                periods: row.get(7)?,
                bills: row.get(8)?,
                decisions: row.get(9)?,
                entitled: row.get(10)?,
                paid: row.get(11)?,
                written_off: row.get(12)?,
                manual_facts: row.get(13)?,
                withdrawn: row.get(14)?,
                repaid: Money::ZERO,
            };
            let old = Old {
                no: row.get(0)?,
                run: row.get(1)?,
                member: row.get(2)?,
                columns: row.get(3)?,
                rules: row.get(4)?,
                content,
                entries: Vec::new(),
                seal: row.get(16)?,
            };
            Ok((old, row.get(15)?))
        })?;
        let (mut old, entries) = found.swap_remove(0);
        old.entries = Entry::read(&entries)?;
        Ok(old)
    }

    fn write_values(&self, old: &Old, content: &Content, seal: &Seal) -> Result<(), LedgerError> {
        let sql =
            "UPDATE posting SET person = ?2, periods = ?3, bills = ?4, seal = ?5 WHERE no = ?1";
        let Content { person, periods, bills, .. } = content;
        let written = self.db.prepare_cached(sql).and_then(|mut statement| {
            statement.execute((old.no, person, periods, bills, &seal[..]))
        });
        written.map(drop).map_err(|why| super::failed(self.path(), why))
    }

    /// Every run has the seal of its last posting, or of the last before it.
    fn seal_runs(&self) -> Result<(), LedgerError> {
        let ends: Vec<(RunId, Vec<u8>)> = self.rows(
            "SELECT run, seal FROM posting WHERE no IN (SELECT max(no) FROM posting GROUP BY run) ORDER BY run",
            (),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let runs: Vec<RunId> = self.rows("SELECT no FROM run ORDER BY no", (), |row| row.get(0))?;
        for run in runs {
            let last = ends.iter().take_while(|(no, _)| *no <= run).last();
            let seal = last.map_or(&seal::FIRST[..], |(_, seal)| &seal[..]);
            self.run("UPDATE run SET seal = ?2 WHERE no = ?1", (run, seal))?;
        }
        Ok(())
    }
}

/// What came with a posting: of all that it holds, what the one before did not.
fn came(
    old: &Content,
    had: &mut Had,
    columns: &Columns,
    vocabulary: Option<&Vocabulary>,
) -> Content {
    let new_person = old.person != had.person;
    let person = if new_person { &*old.person } else { "" };
    let periods = text_rows(&old.periods);
    let bills = text_rows(&old.bills);
    let since = |rows: &[Vec<String>], had: usize| rows[had.min(rows.len())..].to_vec();
    let content = Content {
        person: values(&text_rows(person), &columns.members, Owner::Member, vocabulary),
        periods: values(
            &since(&periods, had.periods),
            &columns.enrolments,
            Owner::Enrolment,
            vocabulary,
        ),
        bills: values(&since(&bills, had.bills), &columns.bills, Owner::Bill, vocabulary),
        ..old.clone()
    };
    *had = Had { person: old.person.clone(), periods: periods.len(), bills: bills.len() };
    content
}

/// The cells of rows of CSV.
fn text_rows(text: &str) -> Vec<Vec<String>> {
    let csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    csv.into_records().filter_map(Result::ok).map(cells).collect()
}

/// Rows whose rules this version does not read: as text.
fn texts(rows: &[Vec<String>]) -> String {
    let none = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
    let rows: Vec<Vec<Option<String>>> =
        rows.iter().map(|row| row.iter().map(none).collect()).collect();
    serde_json::to_string(&rows).expect("texts can be written")
}

/// Rows as values under the same columns.
fn values(
    rows: &[Vec<String>],
    header: &str,
    owner: Owner,
    vocabulary: Option<&Vocabulary>,
) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let names = Columns::names(header);
    let Some(known) = vocabulary else { return texts(rows) };
    let kind = match owner {
        Owner::Member => RecordKind::Members,
        Owner::Bill => RecordKind::Bills,
        Owner::Enrolment => RecordKind::Enrolments,
    };
    let layout = RowReader::of_checked(names.iter().map(String::as_str), kind, known);
    let counted = names.len();
    let keeper = Keeper::new(names.clone(), counted, &layout, owner, known);
    let mut out = b"[".to_vec();
    for row in rows {
        if out.len() > 1 {
            out.push(b',');
        }
        let row = row.as_slice();
        match owner {
            Owner::Member => match layout.member(row) {
                Ok(member) => keeper.write(Record::Member(&member), row, &mut out),
                Err(_) => keeper.write(Record::Unread, row, &mut out),
            },
            Owner::Bill => match layout.bill(row) {
                Ok(bill) => keeper.write(Record::Bill(&bill), row, &mut out),
                Err(_) => keeper.write(Record::Unread, row, &mut out),
            },
            Owner::Enrolment => match layout.enrolment(row) {
                Ok(period) => keeper.write(Record::Period(&period), row, &mut out),
                Err(_) => keeper.write(Record::Unread, row, &mut out),
            },
        }
    }
    out.push(b']');
    String::from_utf8(out).expect("rows are UTF-8")
}

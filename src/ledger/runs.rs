//! Runs: nights that posted, and what they were prepared by.

use super::LedgerError;
use super::number::{MemberNumber, RulesId, RunId};
use super::seal::Seal;
use super::{Ledger, Name, Signed};
use crate::date::Day;

/// The format of the summary of a run that booked what was sent before a restore.
pub(crate) const RESTORED: &str = "huzhu-restored/1";

/// The format of the summary of a run that booked what people did outside a night.
pub(crate) const BOOKED: &str = "huzhu-booked/1";

/// A run, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its number, from 1.
    pub no: RunId,
    /// The day it counts for.
    pub posted_on: Day,
    /// The number of its rules.
    pub rules: RulesId,
    /// The version of the program.
    pub engine: String,
    /// The meaning of the engine that it decided under; empty before meanings had names.
    pub meaning: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// The account of the operating system that it was prepared from; empty where that is not known.
    pub login: String,
    /// Its manifest, as JSON.
    pub manifest: String,
    /// Its summary, as JSON.
    pub summary: String,
}

const RUN: &str =
    "SELECT no, posted_on, rules, engine, prepared_by, manifest, summary, login, meaning";

fn run(row: &rusqlite::Row) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        no: row.get(0)?,
        posted_on: row.get(1)?,
        rules: row.get(2)?,
        engine: row.get(3)?,
        prepared_by: row.get(4)?,
        manifest: row.get(5)?,
        summary: row.get(6)?,
        login: row.get(7)?,
        meaning: row.get(8)?,
    })
}

impl Ledger {
    /// The number that the next run has: one more than the last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn next_run(&self) -> Result<RunId, LedgerError> {
        let last = self.one("SELECT coalesce(max(no), 0) FROM run")?;
        self.number_after(last, "run").map(RunId::from)
    }

    /// Members of whom a run posted something, by number.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn members_of_run(&self, run: RunId) -> Result<Vec<MemberNumber>, LedgerError> {
        let sql = "SELECT p.member FROM posting p JOIN member m ON m.no = p.member \
                   WHERE p.run = ?1 ORDER BY m.id";
        self.rows(sql, [run], |row| row.get(0))
    }

    /// All runs, first to last; also those that were taken back.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<RunRow>, LedgerError> {
        self.rows(&format!("{RUN} FROM run ORDER BY no"), (), run)
    }

    /// The newest run that counts; nothing before the first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_run(&self) -> Result<Option<RunRow>, LedgerError> {
        let sql = format!("{RUN} FROM run_in_force ORDER BY no DESC LIMIT 1");
        Ok(self.rows(&sql, (), run)?.pop())
    }

    /// The day that the newest run counts for; one that was taken back counts no more.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_day(&self) -> Result<Option<Day>, LedgerError> {
        self.one("SELECT max(posted_on) FROM run_in_force")
    }

    /// When a run was taken back, and by whom; nothing where it counts.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn taken_back(&self, run: RunId) -> Result<Option<(Day, Name)>, LedgerError> {
        let sql = "SELECT happened_on, author FROM taken_back WHERE run = ?1";
        self.first_named(sql, run)
    }

    /// Every run that was taken back, with its seal and who took it back, in the order in which they were.
    pub(crate) fn all_taken_back(&self) -> Result<Vec<(RunId, Seal, Signed)>, LedgerError> {
        let sql = "SELECT t.run, r.seal, t.author, t.happened_on, t.reason, t.login \
                   FROM taken_back t JOIN run r ON r.no = t.run ORDER BY t.no";
        self.rows(sql, (), |row| {
            let by = Name::kept(&row.get::<_, String>(2)?);
            let (on, reason, login) = (row.get(3)?, row.get(4)?, row.get(5)?);
            Ok((row.get(0)?, row.get(1)?, Signed { by, on, reason, login, second: None }))
        })
    }

    /// Whether this is a run of this seal, and counts.
    pub(crate) fn has_run(&self, run: RunId, seal: &Seal) -> Result<bool, LedgerError> {
        let sql = "SELECT 1 FROM run_in_force WHERE no = ?1 AND seal = ?2";
        Ok(!self.rows(sql, (run, seal.as_slice()), |_| Ok(()))?.is_empty())
    }

    /// When something of a run was first released, and by whom; it may have come back since.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn first_release(&self, run: RunId) -> Result<Option<(Day, Name)>, LedgerError> {
        let sql = "SELECT happened_on, author FROM release WHERE run = ?1 AND payments > 0 \
                   UNION ALL SELECT t.happened_on, t.author FROM transfer t \
                   JOIN payment p ON p.no = t.payment WHERE p.run = ?1 AND t.kind = 'released'";
        self.first_named(sql, run)
    }

    /// The first day and name of a query about a run.
    fn first_named(&self, sql: &str, run: RunId) -> Result<Option<(Day, Name)>, LedgerError> {
        let named = |row: &rusqlite::Row| Ok((row.get(0)?, Name::kept(&row.get::<_, String>(1)?)));
        Ok(self.rows(sql, [run], named)?.into_iter().next())
    }

    /// Leaves a run out of all that counts, within a transaction of the caller's: each of its members is at the
    /// posting before, or unknown again, and what files say is read anew.
    pub(crate) fn leave_out(&self, run: RunId, act: &Signed) -> Result<(), LedgerError> {
        let sql = "INSERT INTO taken_back(run, happened_on, author, reason, login) \
                   VALUES(?1, ?2, ?3, ?4, ?5)";
        let Signed { by, on, reason, login, .. } = act;
        self.run(sql, (run, on, by, reason, login))?;
        let sql = "UPDATE member SET posting = coalesce(p.before, 0) FROM posting p \
                   WHERE p.run = ?1 AND p.member = member.no AND p.no = member.posting";
        self.run(sql, [run])?;
        // Of others the run may have read rows that had nothing new beside what it posted.
        self.run("UPDATE member SET seen = 0", ())
    }

    /// Rules by number: their hash, and a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn rules(&self, no: RulesId) -> Result<Option<(String, String)>, LedgerError> {
        let sql = "SELECT hash, files FROM rules WHERE no = ?1";
        let rules = self.rows(sql, [no], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rules.into_iter().next())
    }

    /// Runs that are no nights: they booked what was sent before a restore, or what people did outside a night.
    pub(crate) fn runs_by_hand(&self) -> Result<Vec<RunId>, LedgerError> {
        let mut runs = self.restored_runs()?;
        let sql = format!("SELECT no FROM run WHERE summary LIKE '%\"{BOOKED}\"%'");
        runs.extend(self.rows(&sql, (), |row| row.get::<_, RunId>(0))?);
        Ok(runs)
    }

    /// Runs that booked what was sent before a restore.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restored_runs(&self) -> Result<Vec<RunId>, LedgerError> {
        let sql = format!("SELECT no FROM run WHERE summary LIKE '%\"{RESTORED}\"%' ORDER BY no");
        self.rows(&sql, (), |row| row.get(0))
    }
}

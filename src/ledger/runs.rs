//! Runs: nights that posted, and what they were prepared by.

use super::LedgerError;
use super::act::{About, ActKind, Deed};
use super::number::RunId;
use super::{Ledger, Signed};
use crate::date::Day;
use crate::words;

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
    pub rules: i64,
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
    pub fn members_of_run(&self, run: RunId) -> Result<Vec<i64>, LedgerError> {
        let sql = "SELECT p.member FROM posting p JOIN member m ON m.no = p.member \
                   WHERE p.run = ?1 ORDER BY m.id";
        self.rows(sql, [run], |row| row.get(0))
    }

    /// All runs, first to last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn runs(&self) -> Result<Vec<RunRow>, LedgerError> {
        let sql = "SELECT no, posted_on, rules, engine, prepared_by, manifest, summary, login, meaning FROM run \
                   ORDER BY no";
        self.rows(sql, (), |row| {
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
        })
    }

    /// The newest run; nothing before the first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_run(&self) -> Result<Option<RunRow>, LedgerError> {
        Ok(self.runs()?.pop())
    }

    /// The day that the newest run counts for; one that was taken back counts no more.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn last_day(&self) -> Result<Option<Day>, LedgerError> {
        self.one("SELECT max(posted_on) FROM run WHERE no NOT IN (SELECT run FROM taken_back)")
    }

    /// Takes back the newest run, where it posted nothing: its day counts no more. Its number and day.
    ///
    /// # Errors
    ///
    /// When there is none, it posted something, or there is no reason.
    pub fn take_back(&mut self, act: Signed) -> Result<(RunId, Day), LedgerError> {
        let act = act.with_reason()?;
        self.act(&act, |ledger| {
            let sql = "SELECT no, posted_on, (SELECT count(*) FROM posting WHERE run = run.no) \
                       FROM run WHERE no NOT IN (SELECT run FROM taken_back) ORDER BY no DESC LIMIT 1";
            let by_hand = ledger.runs_by_hand()?;
            let newest: Vec<(RunId, Day, i64)> =
                ledger.rows(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let none = || words::payments::no_run_to_take_back(ledger.path().display());
            let (run, day, postings) = newest.into_iter().next().ok_or_else(none)?;
            if by_hand.contains(&run) {
                return Err(words::payments::not_a_night(run).into());
            }
            if postings > 0 {
                return Err(words::payments::not_empty(run, postings).into());
            }
            let sql = "INSERT INTO taken_back(run, happened_on, author, reason, login) \
                       VALUES(?1, ?2, ?3, ?4, ?5)";
            let Signed { by, on, reason, login, .. } = &act;
            ledger.run(sql, (run, on, by, reason, login))?;
            let deed = Deed::new(ActKind::TakeBack, About::Run, run);
            Ok(((run, day), Some(deed.changing(day, ""))))
        })
    }

    /// Rules by number: their hash, and a JSON list of `{file, text}`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn rules(&self, no: i64) -> Result<Option<(String, String)>, LedgerError> {
        let sql = "SELECT hash, files FROM rules WHERE no = ?1";
        let rules = self.rows(sql, [no], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rules.into_iter().next())
    }

    /// Runs that are no nights: they booked what was sent before a restore, or what people did outside a night.
    fn runs_by_hand(&self) -> Result<Vec<RunId>, LedgerError> {
        let mut runs = self.restored_runs()?;
        let sql = format!("SELECT no FROM run WHERE summary LIKE '%\"{BOOKED}\"%'");
        runs.extend(self.rows(&sql, (), |row| row.get::<_, RunId>(0))?);
        Ok(runs)
    }

    /// The last night before a run; nothing where there is none.
    pub(crate) fn night_before(&self, run: RunId) -> Result<Option<RunId>, LedgerError> {
        let sql =
            format!("SELECT max(no) FROM run WHERE no < ?1 AND summary NOT LIKE '%\"{BOOKED}\"%'");
        Ok(self.rows(&sql, [run], |row| row.get(0))?.into_iter().next().flatten())
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

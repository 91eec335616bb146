//! Whether a ledger is whole: every seal, every sum, every payment, all rules.
//!
//! One thread reads postings in their order, another checks them; of each member only the
//! sums of the newest posting are kept. Where decisions and entries do not agree is found by sums of
//! amounts times a number made of bill, plan and benefit, and then looked up.

mod acts;
mod fault;
mod index;
mod left;
mod reconcile;
mod cash;
mod postings;
mod rules;
mod stored;
mod tables;
mod unchecked;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use self::fault::Reporter;
use self::postings::{Checked, Given};
use self::stored::{POSTINGS, Stored, posting};
use super::{Access, Act, Ledger, LedgerError, RunId, alone, failed};
use crate::ledger::ColumnsId;
use crate::words::{self, Sentence};

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Runs.
    pub runs: u64,
    /// Postings.
    pub postings: u64,
    /// Payments.
    pub payments: u64,
    /// Postings whose personal part was disposed of.
    pub disposed: u64,
    /// The acts that disposed of personal data, first to last.
    pub disposals: Vec<Act>,
    /// Acts.
    pub acts: u64,
    /// The seal of the newest act, in hexadecimal: noted elsewhere, it proves later whether
    /// everything up to it is as it was.
    pub seal: String,
    /// Faults that were found.
    pub faults: u64,
}

/// Postings that are read and handed over together.
const TOGETHER: usize = 1024;

impl Ledger {
    /// Checks everything, and reports every fault that there is.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read at all.
    pub fn verify(&self, report: Reporter) -> Result<Verified, LedgerError> {
        self.verify_to(None, report)
    }

    /// The same, and holds the ledger to a seal in hexadecimal that was noted elsewhere: a chain of seals has no
    /// secret, and one who can write to the file can make it anew.
    ///
    /// # Errors
    ///
    /// As of [`Ledger::verify`].
    pub fn verify_to(
        &self,
        noted: Option<&str>,
        report: Reporter,
    ) -> Result<Verified, LedgerError> {
        let mut faults = 0;
        let mut report = |why| {
            faults += 1;
            report(why);
        };
        let mut verified = self.view(|ledger| ledger.verify_now(noted, &mut report))?;
        verified.faults = faults;
        Ok(verified)
    }

    fn verify_now(&self, noted: Option<&str>, report: Reporter) -> Result<Verified, LedgerError> {
        let (checked, read) = self.check_postings(report);
        let (postings, disposed) = (checked.postings, checked.gone);
        let mut verified = Verified { postings, disposed, ..Verified::default() };
        match read {
            Ok(()) => {
                self.check_rest(&checked, &mut verified, report);
                if let Some(noted) = noted {
                    self.check_noted(noted, report)?;
                }
            }
            // A damaged file can be read up to a point; what is known of it by then is reported.
            Err(why) => report(why.into()),
        }
        Ok(verified)
    }

    /// What SQLite finds in its own file.
    fn file_faults(path: &Path) -> Vec<Sentence> {
        let look = || -> Result<Vec<String>, LedgerError> {
            let sql = "PRAGMA integrity_check(1000)";
            Ledger::open(path, Access::Read)?.rows(sql, (), |row| row.get(0))
        };
        match look() {
            Ok(lines) => {
                let faults = lines.iter().filter(|line| *line != "ok");
                faults.map(words::ledger::file_fault).collect()
            }
            Err(why) => alone(why),
        }
    }

    /// All postings, and meanwhile the file itself.
    fn check_postings(&self, report: Reporter) -> (Checked, Result<(), LedgerError>) {
        let (sender, receiver) = sync_channel(2);
        let given = Given {
            columns: self.columns_of_runs().unwrap_or_default(),
            taken_back: self.runs_taken_back().unwrap_or_default(),
            left: self.left().unwrap_or_default(),
            last_unsalted: self.last_unsalted().unwrap_or_default(),
        };
        // A copy that is being restored is not where it belongs yet.
        let path = self.db.path().map_or_else(|| self.path().to_owned(), PathBuf::from);
        let (path, reporter) = (path.as_path(), &mut *report);
        let (checked, faults, read) = thread::scope(|scope| {
            let file = scope.spawn(|| Ledger::file_faults(path));
            let checker = scope.spawn(move || Checked::of(&receiver, given, reporter));
            let read = self.read_postings(&sender);
            drop(sender);
            let checked = checker.join().expect("a check does not panic");
            (checked, file.join().expect("a question does not panic"), read)
        });
        faults.into_iter().for_each(report);
        (checked, read)
    }

    /// The number of the columns of each run.
    fn columns_of_runs(&self) -> Result<HashMap<RunId, ColumnsId>, LedgerError> {
        let runs =
            self.rows("SELECT no, columns FROM run", (), |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(runs?.into_iter().collect())
    }

    /// Runs that count no more.
    fn runs_taken_back(&self) -> Result<HashSet<RunId>, LedgerError> {
        let runs = self.rows("SELECT run FROM taken_back", (), |row| row.get(0));
        Ok(runs?.into_iter().collect())
    }

    /// Hands over all postings, in their order.
    fn read_postings(&self, to: &SyncSender<Vec<Stored>>) -> Result<(), LedgerError> {
        let read = || -> rusqlite::Result<()> {
            let mut postings = self.db.prepare(POSTINGS)?;
            let mut postings = postings.query(())?;
            let mut together = Vec::with_capacity(TOGETHER);
            while let Some(row) = postings.next()? {
                together.push(posting(row)?);
                if together.len() == TOGETHER {
                    // The check goes on to the end.
                    let _ = to.send(std::mem::replace(&mut together, Vec::with_capacity(TOGETHER)));
                }
            }
            let _ = to.send(together);
            Ok(())
        };
        read().map_err(|why| failed(self.path(), why))
    }
}

//! Where an office has its history: in files, with a file of manual facts beside them, or in a ledger.

use std::path::Path;

use super::error::ReplayError;
use super::history::History;
use super::job::Job;
use super::pass::ManualFacts;
use crate::accounting::paid_out_by_year;
use crate::intake::{Inputs, read};
use crate::ledger::{Access, Ledger, ManualFactsFile};
use crate::nightly::{NightError, everything, everything_by, of_files};
use crate::output::ProtectedFiles;
use crate::scheme::Book;

/// Where history is.
#[derive(Clone, Copy, Debug)]
pub enum HistorySource<'a> {
    /// In three files.
    Files(&'a Inputs),
    /// In three files, and in a fourth the manual facts, as `ledger export --facts` writes them.
    Facts(&'a Inputs, &'a ManualFactsFile),
    /// In a ledger, which is only read.
    Ledger(&'a Path),
}

impl HistorySource<'_> {
    /// Reads all that is there; of a ledger with a day of valuation, what was posted by then.
    pub(super) fn read<'b>(self, job: &Job, book: &'b Book) -> Result<History<'b>, ReplayError> {
        match self {
            HistorySource::Files(inputs) => {
                Ok(History::of(read(inputs, &book.vocabulary, job.progress)?))
            }
            HistorySource::Facts(inputs, facts) => with_facts(inputs, facts, job, book),
            HistorySource::Ledger(path) => {
                let ledger = Ledger::open(path, Access::Read);
                let ledger = ledger.map_err(|why| ReplayError::History(vec![why.into()]))?;
                let (intake, manual_facts) = match job.valued_on {
                    Some(day) => everything_by(&ledger, book, day)?,
                    None => everything(&ledger, book)?,
                };
                let paid_out = paid_out_by_year(&ledger);
                let paid_out =
                    paid_out.map_err(|why| ReplayError::History(vec![why.sentence()]))?;
                Ok(History { manual_facts, paid_out: Some(paid_out), ..History::of(intake) })
            }
        }
    }

    /// The files that a report must not overwrite.
    pub(super) fn protected(self) -> ProtectedFiles {
        match self {
            HistorySource::Files(inputs) | HistorySource::Facts(inputs, _) => {
                ProtectedFiles::default().and(inputs.paths())
            }
            HistorySource::Ledger(ledger) => ProtectedFiles::default().and_ledger(ledger),
        }
    }
}

fn with_facts<'b>(
    inputs: &Inputs,
    facts: &ManualFactsFile,
    job: &Job,
    book: &'b Book,
) -> Result<History<'b>, ReplayError> {
    let is_in = facts.is_in(book.vocabulary.currency);
    is_in.map_err(|why| ReplayError::History(vec![why.sentence()]))?;
    let fingerprint = facts.fingerprint();
    let facts = facts.clone().in_one_spelling(book.vocabulary.member_ids);
    let history = History::of(of_files(inputs, facts.same_people(), book, job.progress)?);
    let manual_facts: ManualFacts = facts.manual_facts();
    let inputs = history.inputs.into_iter().chain([fingerprint]).collect();
    Ok(History { manual_facts, inputs, ..history })
}

impl From<NightError> for ReplayError {
    fn from(why: NightError) -> ReplayError {
        match why {
            NightError::Stopped => ReplayError::Stopped,
            why => ReplayError::History(why.sentences()),
        }
    }
}

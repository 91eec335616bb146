//! History as it was read, with the manual facts on it.

use super::error::ReplayError;
use super::job::{HistorySource, Job};
use super::pass::ManualFacts;
use crate::fingerprint::Fingerprint;
use crate::intake::{Intake, read};
use crate::ledger::{Access, Ledger};
use crate::manual_facts::ManualFact;
use crate::nightly::{everything, everything_by, of_files};
use crate::output::ProtectedFiles;
use crate::scheme::Book;

/// History as it was read, with the manual facts on it.
pub(super) struct ReadHistory<'b> {
    pub intake: Intake<'b>,
    pub manual_facts: ManualFacts,
    /// All files it was read from; none of a ledger.
    pub inputs: Vec<Fingerprint>,
}

impl<'b> ReadHistory<'b> {
    pub fn read(job: &Job, book: &'b Book) -> Result<ReadHistory<'b>, ReplayError> {
        let mut facts_file = None;
        let (intake, manual_facts) = match job.history {
            HistorySource::Files(inputs) => {
                (read(inputs, &book.vocabulary, job.progress)?, ManualFacts::new())
            }
            HistorySource::Facts(inputs, facts) => {
                facts
                    .is_in(book.vocabulary.currency)
                    .map_err(|why| ReplayError::History(vec![why.sentence()]))?;
                facts_file = Some(facts.fingerprint());
                let facts = facts.clone().in_one_spelling(book.vocabulary.member_ids);
                let intake = of_files(inputs, facts.same_people(), book, job.progress);
                (intake?, facts.manual_facts())
            }
            HistorySource::Ledger(path) => {
                let ledger = Ledger::open(path, Access::Read);
                let ledger = ledger.map_err(|why| ReplayError::History(vec![why.into()]))?;
                match job.valued_on {
                    Some(day) => everything_by(&ledger, book, day)?,
                    None => everything(&ledger, book)?,
                }
            }
        };
        // What a ledger knew by a day was settled by then.
        let intake = match job.valued_on {
            Some(day) => intake.settled_by(day),
            None => intake,
        };
        let inputs = intake.fingerprints().into_iter().chain(facts_file).collect();
        Ok(ReadHistory { intake, manual_facts, inputs })
    }
}

impl ReadHistory<'_> {
    /// Whether there are manual facts that decide anything.
    pub fn has_manual_facts(&self) -> bool {
        let mut all = self.manual_facts.values().flatten();
        all.any(|fact| !matches!(fact, ManualFact::SamePerson { .. } | ManualFact::Rules { .. }))
    }
}

impl HistorySource<'_> {
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

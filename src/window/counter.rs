//! What stands behind the window: a ledger that it only reads, and the rules that the next night decides by.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::WindowError;
use super::find::{Names, Namesake};
use crate::ledger::{Access, Ledger, Lent, Standby};
use crate::nightly::{self, Rules, readjudicate};
use crate::preview::{Past, PreviewError};
use crate::scheme::Book;

/// Rules, as they are compiled and as they are written.
#[derive(Debug)]
pub struct Terms {
    /// Compiled.
    pub book: Book,
    /// As files.
    pub rules: Rules,
}

/// A ledger to ask, under the rules of its newest night or under others.
///
/// Each question reads the ledger as of one moment, for reading alone, so that it neither holds up a night nor sees
/// half of one.
#[derive(Debug)]
pub struct Counter {
    ledger: PathBuf,
    /// The ledger, open for the next questions.
    standby: Standby<Ledger>,
    given: Option<Arc<Terms>>,
    /// A draft of rules, to compare with.
    draft: Option<Arc<Terms>>,
    /// The rules of the newest night, compiled once for each state of the ledger.
    newest: Mutex<Option<(String, Arc<Terms>)>>,
    /// Names, by hash.
    names: Mutex<Names>,
}

/// A member at the window: all that the next night would know.
#[derive(Debug)]
pub struct Visit {
    /// The ledger as it was when the question came.
    pub ledger: Lent<Ledger>,
    /// The rules that hold for the member.
    pub terms: Arc<Terms>,
    /// The id under which the ledger knows the member.
    pub member_id: String,
    /// The history, to ask a bill about.
    pub past: Past,
}

impl Counter {
    /// A ledger under the rules of its newest night; under `given` where there are any.
    pub fn new(ledger: PathBuf, given: Option<Terms>) -> Counter {
        Counter {
            ledger,
            standby: Standby::default(),
            given: given.map(Arc::new),
            draft: None,
            newest: Mutex::default(),
            names: Mutex::default(),
        }
    }

    /// The same with a draft of rules, to compare with.
    #[must_use]
    pub fn with_draft(self, draft: Option<Terms>) -> Counter {
        Counter { draft: draft.map(Arc::new), ..self }
    }

    /// Whether there is a draft to compare with.
    pub fn has_draft(&self) -> bool {
        self.draft.is_some()
    }

    /// What is known of a member at the window, read by the draft; nothing where there is none, or the member goes on
    /// under earlier rules.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or what is known not by the draft.
    pub fn under_draft(&self, visit: &Visit) -> Result<Option<(Arc<Terms>, Past)>, WindowError> {
        let Some(draft) = self.draft.clone() else { return Ok(None) };
        let night = (&draft.book, &draft.rules);
        let live = nightly::live(&visit.ledger, &visit.member_id, night, None)?;
        match live.own {
            Some(_) => Ok(None),
            None => Ok(Some((draft, live.past?))),
        }
    }

    /// Where the ledger is.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }

    /// The ledger, for one question and as it is at its first look, and the rules of the window.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, nothing was ever posted, or the ledger is of another scheme.
    pub fn open(&self) -> Result<(Lent<Ledger>, Arc<Terms>), WindowError> {
        let file = Ledger::file_at(&self.ledger)?;
        let open = match self.standby.free(file) {
            Some(free) => free.renewed()?,
            None => Ledger::open(&self.ledger, Access::Read)?,
        };
        let ledger = self.standby.lend(file, open);
        ledger.stays_as_it_is()?;
        let terms = match &self.given {
            Some(given) => {
                ledger.belongs_to(&given.book.id, given.book.vocabulary.currency)?;
                given.clone()
            }
            None => self.newest(&ledger)?,
        };
        ledger.reads_ids(terms.book.vocabulary.member_ids)?; // Else the ledger compiles its rules to learn that.
        Ok((ledger, terms))
    }

    fn newest(&self, ledger: &Ledger) -> Result<Arc<Terms>, WindowError> {
        // A run's number says nothing of a ledger that took the place of another: its seal does.
        let seal = ledger.newest_seal()?;
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, terms)) = &*newest
            && *of == seal
        {
            return Ok(terms.clone());
        }
        let (book, rules) = readjudicate::newest_terms(ledger)?;
        let terms = Arc::new(Terms { book, rules });
        *newest = Some((seal, terms.clone()));
        Ok(terms)
    }

    /// Members of exactly this name, whatever its width and blanks, in a unit whose code holds `unit`, with the ledger
    /// that knows them; nothing in their place where thousands have the name. The first search reads all names; later
    /// ones only those that were posted since.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn find(
        &self,
        name: &str,
        unit: &str,
    ) -> Result<(Lent<Ledger>, Option<Vec<Namesake>>), WindowError> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (ledger, _) = self.open()?;
            if names.reads_on(&ledger)? {
                let found = names.find(&ledger, (name, unit))?;
                return Ok((ledger, found));
            }
        }
    }

    /// Everything that the next night would know of a member, by an id in any spelling.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or knows no such member.
    pub fn visit(&self, id: &str) -> Result<Visit, WindowError> {
        let (ledger, terms) = self.open()?;
        let unknown = |_| WindowError::Member(PreviewError::NotInLedger);
        let member_id = ledger.known_as(id).map_err(unknown)?;
        let live = nightly::live(&ledger, &member_id, (&terms.book, &terms.rules), None)?;
        let past = live.past?;
        let own = live.own.map(|(book, rules)| Arc::new(Terms { book, rules }));
        Ok(Visit { ledger, terms: own.unwrap_or(terms), member_id, past })
    }
}

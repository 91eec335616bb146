//! Many postings of a ledger decided again, one after the other: each rule book is compiled once, and where it asks for
//! households, all rows that say who was of which are read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::error::NightError;
use super::households::by_run::HouseholdsByRun;
use super::known_then::{Then, known_of, known_then};
use super::readjudicate::{self, Found, on_what_was_known_of};
use crate::explanation::trace;
use crate::intake::Intake;
use crate::ledger::{Ledger, sources};
use crate::scheme::Book;

/// A ledger of which many postings are asked for.
pub struct Recall<'l> {
    ledger: &'l Ledger,
    terms: RefCell<HashMap<String, Rc<Terms>>>,
}

/// Rules that postings were decided under.
struct Terms {
    book: Book,
    /// Nothing where the rules do not ask.
    households: Option<HouseholdsByRun>,
}

impl<'l> Recall<'l> {
    /// Begins without any rules.
    pub fn of(ledger: &'l Ledger) -> Recall<'l> {
        Recall { ledger, terms: RefCell::default() }
    }

    /// The ledger.
    pub fn ledger(&self) -> &'l Ledger {
        self.ledger
    }

    /// The traces of some bills that a posting decided, in their order. Its member is decided once.
    ///
    /// # Errors
    ///
    /// When this version of the program does not read the rules, or decides otherwise; when no such bill was decided,
    /// or the ledger cannot be read.
    pub fn traces(&self, found: &Found, bills: &[String]) -> Result<Vec<Value>, NightError> {
        self.on_what_was_known(found, |book, intake| {
            let all = readjudicate::explained(found, book, intake)?;
            let of = |bill: &String| {
                let explanation = all.get(bill);
                let unknown = || NightError::UnknownBill { bill: bill.clone() };
                Ok(trace(book, explanation.ok_or_else(unknown)?, bill))
            };
            bills.iter().map(of).collect()
        })
    }

    /// Calls `with` on the rules of a posting, and on what it knows of its member.
    pub(super) fn on_what_was_known<T>(
        &self,
        found: &Found,
        with: impl FnOnce(&Book, &Intake) -> Result<T, NightError>,
    ) -> Result<T, NightError> {
        let terms = self.terms(found)?;
        let Terms { book, households } = &*terms;
        let under = (book, households.as_ref());
        on_what_was_known_of(self.ledger, found, under, |intake| with(book, intake))
    }

    /// What was known when a posting was made, under the rules that it was decided under.
    pub(super) fn known_then(&self, found: &Found) -> Result<Then, NightError> {
        let posting = (&found.latest.content, found.run);
        let json = readjudicate::texts_of_rules(self.ledger, found)?;
        // Nearly all rules need not be compiled to know that they declare no window.
        match sources(&json).iter().any(|source| source.text.contains("windows")) {
            true => known_then(self.ledger, posting, self.terms(found)?.households.as_ref()),
            false => known_of(self.ledger, posting),
        }
    }

    fn terms(&self, found: &Found) -> Result<Rc<Terms>, NightError> {
        let hash = readjudicate::hash(self.ledger, found)?;
        if let Some(known) = self.terms.borrow().get(&hash) {
            return Ok(Rc::clone(known));
        }
        let (book, _) = readjudicate::rules_of(self.ledger, found)?;
        let households = HouseholdsByRun::where_asked(self.ledger, &book.vocabulary)?;
        let terms = Rc::new(Terms { book, households });
        self.terms.borrow_mut().insert(hash, Rc::clone(&terms));
        Ok(terms)
    }
}

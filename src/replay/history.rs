//! History as it was read, with the manual facts on it.

use std::collections::BTreeMap;

use super::pass::ManualFacts;
use crate::date::Day;
use crate::fingerprint::Fingerprint;
use crate::intake::Intake;
use crate::manual_facts::ManualFact;
use crate::money::Money;

/// History as it was read under the [`book`](super::Question::book) of a question, with the manual facts on it.
pub struct History<'b> {
    /// The rows of members, enrolments and bills.
    pub intake: Intake<'b>,
    /// What people decided by hand.
    pub manual_facts: ManualFacts,
    /// All files that it was read from; none where it was read from tables or a ledger.
    pub inputs: Vec<Fingerprint>,
    /// What had left the fund at the end of each year, from that in which anything first did; `None` where history was
    /// not read from a ledger.
    pub paid_out: Option<BTreeMap<i32, Money>>,
}

impl<'b> History<'b> {
    /// History of rows alone, without manual facts.
    pub fn of(intake: Intake<'b>) -> History<'b> {
        let inputs = intake.fingerprints();
        History { intake, manual_facts: ManualFacts::new(), inputs, paid_out: None }
    }

    /// What was settled by the end of a day; all where none is named.
    pub(super) fn settled_by(self, day: Option<Day>) -> History<'b> {
        match day {
            Some(day) => History { intake: self.intake.settled_by(day), ..self },
            None => self,
        }
    }

    /// Whether there are manual facts that decide anything.
    pub(super) fn has_manual_facts(&self) -> bool {
        let mut all = self.manual_facts.values().flatten();
        all.any(|fact| !matches!(fact, ManualFact::SamePerson { .. } | ManualFact::Rules { .. }))
    }
}

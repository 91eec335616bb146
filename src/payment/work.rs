//! The work list (待办清单): all that is held, with what it waits for, who sees to it, by when, and how much money waits.

use super::error::PaymentError;
use super::hold::holds;
use super::holding::held_by;
use super::pend::Pend;
use super::{Hold, InForce};
use crate::date::Day;
use crate::ledger::{Ledger, Name};
use crate::money::Money;

/// Something that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it is.
    pub what: Hold,
    /// Its id.
    pub id: String,
    /// The hold.
    pub hold: InForce,
    /// What of payments in hand waits for it. Of what several holds keep back each has the whole.
    pub waits: Money,
}

impl Held {
    /// Whether it waits past its last day.
    pub fn is_overdue(&self, on: Day) -> bool {
        self.hold.pend.as_ref().is_some_and(|pend| pend.days_left(on) < 0)
    }

    /// Whether this person sees to it.
    pub fn is_of(&self, owner: &Name) -> bool {
        self.hold.pend.as_ref().is_some_and(|pend| pend.owner.is_same_person(owner))
    }
}

/// All that is held: by the last day, then what has none, by since when.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn held_work(ledger: &Ledger) -> Result<Vec<Held>, PaymentError> {
    let holds = holds(ledger)?;
    let mut all = Vec::new();
    for (what, id, hold) in holds.iter() {
        let waits = held_by(ledger, what, id, hold)?;
        all.push(Held { what, id: id.to_owned(), hold: hold.clone(), waits });
    }
    let until = |held: &Held| held.hold.pend.as_ref().map(|pend: &Pend| pend.until);
    all.sort_by(|one, other| {
        let key = |held: &Held| (until(held).is_none(), until(held), held.hold.signed.on);
        key(one).cmp(&key(other)).then_with(|| (one.what, &one.id).cmp(&(other.what, &other.id)))
    });
    Ok(all)
}

/// How many pends are past their last day.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn overdue(ledger: &Ledger, on: Day) -> Result<usize, PaymentError> {
    let holds = holds(ledger)?;
    let pends = holds.iter().filter_map(|(_, _, hold)| hold.pend.as_ref());
    Ok(pends.filter(|pend| pend.days_left(on) < 0).count())
}

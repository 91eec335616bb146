//! The member at hand: the night, and what was known of everyone before it.

use std::collections::HashMap;

use super::night::Night;
use super::tonight::Tonight;
use crate::ledger::{Entry, Latest, Moved};
use crate::money::Money;

/// A member, what was known before, and what came.
pub(super) struct AtHand<'t> {
    pub night: &'t Night<'t>,
    pub tonight: Tonight<'t>,
    pub before: &'t HashMap<&'t str, &'t Latest>,
}

impl AtHand<'_> {
    /// A movement of the member as a whole.
    pub(super) fn of_member(&self, kind: Moved, amount: Money, why: &str) -> Entry {
        Entry {
            kind,
            bill_id: String::new(),
            plan: String::new(),
            benefit: String::new(),
            edition: String::new(),
            amount,
            event_on: self.night.posted_on,
            reason: why.to_owned(),
        }
    }
}

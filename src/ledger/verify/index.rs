//! Whether the index of bills is what the postings give: a bill that it does not know could be sent again under
//! another member, and paid twice.

use std::collections::HashSet;

use super::Reporter;
use crate::ledger::{Ledger, LedgerError};
use crate::words::acts as words;

impl Ledger {
    /// Makes the index again of the rows of all postings, and holds the one in the file to it.
    pub(super) fn check_index(&self, report: Reporter) -> Result<u64, LedgerError> {
        let (mut index, mut missing) = (self.indexed()?, HashSet::new());
        self.bills_of_postings(|own, of_hospital| {
            match [own, of_hospital].into_iter().find(|bill| index.contains_key(bill)) {
                Some(bill) => drop(index.insert(bill, true)),
                None => drop(missing.insert(own)),
            }
        })?;
        let besides = index.values().filter(|is_of_posting| !**is_of_posting).count();
        if besides > 0 {
            report(words::index_besides(besides));
        }
        if !missing.is_empty() {
            report(words::index_missing(missing.len()));
        }
        Ok(index.len() as u64)
    }
}

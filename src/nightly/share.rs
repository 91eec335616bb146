//! What is decided of some members by one thread, and posted and written by another.

use super::error::NightError;
use super::movements::Change;
use super::new_rows::NewRows;
use super::summary::{Tally, Withdrawal};
use crate::intake::RowOutcomes;
use crate::ledger::NewPosting;

/// What is decided of some members, posted and written by another thread.
#[derive(Default)]
pub(super) struct Share {
    /// Why nothing can be decided.
    pub failed: Option<NightError>,
    pub postings: Vec<(NewPosting, Vec<Change>)>,
    pub decisions: Vec<u8>,
    /// Rows of flags.csv.
    pub flags: Vec<u8>,
    /// Bills that are held from tonight on, each with its flag.
    pub holds: Vec<(String, &'static str)>,
    /// Rows of openings.csv.
    pub openings: Vec<u8>,
    /// What of payments in hand is withdrawn.
    pub withdrawals: Vec<Withdrawal>,
    /// Rows of people who are not known yet.
    pub waiting: Vec<(String, NewRows)>,
    /// What files say of ids of which nothing is posted.
    pub seen: Vec<(String, i64)>,
    pub tally: Tally,
    /// Postings that were written.
    pub posted: u64,
    pub became: RowOutcomes,
    /// Rows that take back an unknown bill.
    pub unknown_voids: Vec<usize>,
    /// Rows that are known and cannot be read under these rules.
    pub stale: u64,
}

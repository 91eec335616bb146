//! Why a run stands, and cannot be taken back.

use crate::date::Day;
use crate::ledger::{Month, Name, RunId};
use crate::words::{Sentence, payments as words};

/// Why a run cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StandsBecause {
    /// It is no night: it booked what was sent before a restore, or what a person did outside a night.
    NoNight,
    /// A later run builds on it.
    LaterRun {
        /// The newest run that counts.
        newest: RunId,
    },
    /// The month that it counts for is closed.
    Closed {
        /// The month.
        month: Month,
    },
    /// Something of it was released.
    Released {
        /// When it first was.
        on: Day,
        /// By whom.
        by: Name,
    },
}

impl StandsBecause {
    /// Why, and what to do.
    pub fn sentence(&self, run: RunId) -> Sentence {
        match self {
            StandsBecause::NoNight => words::not_a_night(run),
            StandsBecause::LaterRun { newest } => words::later_run_stands(run, newest),
            StandsBecause::Closed { month } => words::run_of_closed_month(run, month),
            StandsBecause::Released { on, by } => words::run_was_released(run, on, by),
        }
    }
}

//! What became of rows that were put together with others.

use super::counts::OutcomeCounts;
use super::row_errors::{RowError, RowErrorKind};
use crate::claim::RecordKind;

/// What became of rows of the three files, beyond what the files tell by themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowOutcomes {
    pub counts: [OutcomeCounts; 3],
    pub refused: [Vec<RowError>; 3],
}

impl RowOutcomes {
    /// Refuses a row.
    pub fn refuse(&mut self, kind: RecordKind, place: usize, why: RowErrorKind) {
        self.refused[kind as usize].push(RowError::new(place, why));
    }

    /// The counts of a file.
    pub fn of(&mut self, kind: RecordKind) -> &mut OutcomeCounts {
        &mut self.counts[kind as usize]
    }

    /// Adds what became of others.
    pub fn merge(&mut self, other: RowOutcomes) {
        for (all, one) in self.counts.iter_mut().zip(other.counts) {
            *all += one;
        }
        for (all, one) in self.refused.iter_mut().zip(other.refused) {
            all.extend(one);
        }
    }
}

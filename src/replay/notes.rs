//! What stands beside the figures of a report: alarms and warnings.

use crate::words::Sentence;

/// What stands beside the figures of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// What the reader must know before any figure.
    pub alarms: Vec<Sentence>,
    /// What the reader must know beside them.
    pub warnings: Vec<Sentence>,
}

//! Two ends of a range.

use serde::Serialize;

/// Two ends, as decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The lower.
    pub low: String,
    /// The upper.
    pub high: String,
}

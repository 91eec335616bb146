//! Ranges of cost whose bills a pass counts.

use crate::date::Day;
use crate::money::Money;

/// In-scope costs of bills of some categories and days: bills of which history may not hold all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRange {
    /// From which cost,
    pub low: Money,
    /// and below which.
    pub high: Money,
    /// One bit a category.
    pub categories: u64,
    /// The first basis date,
    pub from: Day,
    /// and the last.
    pub to: Day,
}

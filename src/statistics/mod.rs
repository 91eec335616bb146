//! Reports from the books: the tables of a batch and the figures that unions publish, of a month, a year or an
//! edition, as the ledger posted them.
//!
//! Amounts are those of postings by the day that each counts for (按入账日), so that the months of a year come to the
//! year, and both to the roll-forward. Who was listed and insured is as the ledger knew it at the end of the period.

mod error;
mod period;
mod posted;
mod decided;
mod figures;
mod gather;
mod head_counts;
mod paid_for;
mod table;
mod report;

pub use error::StatisticsError;
pub use figures::Figures;
pub use head_counts::{UNITS, UnitsRead, read_units, units_file};
pub use paid_for::{PaidFor, PaidPeriod, paid_for};
pub use period::{Period, Span};
pub use report::{Report, Request, report};

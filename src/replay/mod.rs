//! What other rules would have paid: history decided again, under terms that are not in force.
//!
//! The same pure function as batch, night and preview, on the same rows: limits and thresholds in
//! order, every set of terms on its own. Nothing is written to a ledger.

mod address;
mod terms;
mod sweep;
mod bootstrap;
mod score;
mod report;
mod figures;
mod charts;
mod page;

pub use address::Address;
pub use bootstrap::{Interval, Resampled};
pub use page::page;
pub use report::Report;
pub use score::{
    AGES, BURDENS, Burden, By, Group, Moved, Question, Scope, Scores, Side, Sums, score,
};
pub use sweep::{MOST_POINTS, Point, Sweep, grid};
pub use terms::{Change, Terms, TermsError, compile};

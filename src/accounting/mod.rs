//! The books: what a member was paid, what a month moved, who bears it, and the journal for the accountant.

pub(crate) mod funders;
mod balance;
mod journal;
mod provenance;
mod roll_forward;
mod unmatched;

pub use balance::{Balance, Benefits, KnownThen, Payment, Step, Then, Transfer};
pub use journal::Journal;
pub use roll_forward::{RollForward, Rolled, SetOff, Sums};
pub use unmatched::Waiting;

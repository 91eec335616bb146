//! The books: what a member was paid, what a month moved, who bears it, and the journal for the accountant.

mod error;
mod balance;
mod funders;
mod journal;
mod months;
mod provenance;
mod ages;
mod roll_forward;
mod unmatched;

pub use balance::{
    Balance, Benefits, KnownThen, Payment, Step, Then, Transfer, as_of, balance, member_as_of,
};
pub use error::AccountingError;
pub use journal::{Journal, export};
pub use months::{lock, unlock};
pub use roll_forward::{Overpaid, Recoverable, RollForward, Rolled, Sums, roll_forward};
pub use unmatched::Unmatched;

//! The books: what a member was paid, what a month moved, who bears it, and the journal for the accountant.

mod error;
mod balance;
mod parts;
mod funders;
mod line;
mod borne;
mod at_bank;
mod by_funder;
mod provenance;
mod entries_table;
mod journal;
mod months;
mod receipts;
mod receipts_file;
mod ages;
mod funded;
mod roll_forward;
mod publication;
mod unmatched;

pub use balance::{
    Balance, Benefits, KnownThen, Payment, Step, Then, Transfer, as_of, balance, member_as_of,
    paid_out_by_year,
};
pub use error::AccountingError;
pub use funded::{Funded, Rolled, Sums};
pub use journal::{Journal, export};
pub use months::{lock, unlock};
pub use publication::{Item, Publication, Published, PublishedRow, publication};
pub use receipts::{Contributed, Received};
pub(crate) use receipts::{Contribution, contributions, received};
pub use receipts_file::{RECEIPTS, ReceiptsRead, Terms, read_receipts, receipts_file};
pub use roll_forward::{Overpaid, Recoverable, RollForward, roll_forward};
pub use unmatched::Unmatched;

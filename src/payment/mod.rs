//! Payments: to whom money goes, what is held, what may leave, and what the bank was given and sent back.
//!
//! A night prepares payments ([`prepare`]) and withdraws what is no longer due ([`withdraw`]); people hold, release
//! and book returns. Every question is answered from the rows of the [`Ledger`](crate::ledger::Ledger) at the
//! moment it is asked: a payment leaves only if it is due then.

pub(crate) mod payees;
pub(crate) mod hold;
pub(crate) mod in_hand;
pub(crate) mod holding;
pub(crate) mod cash;
pub(crate) mod bank_file;
pub(crate) mod release;
pub(crate) mod release_checks;
pub(crate) mod returns;
pub(crate) mod restore;

pub use bank_file::control_of;
pub use cash::{CashPart, CashState};
pub use hold::{Hold, HoldAct, Holds, InForce, Reviewed};
pub use holding::Holding;
pub use in_hand::{InHand, take};
pub use payees::PayeesRead;
pub use release::{NotReleased, Order, ReleaseOutcome, Released};
pub use release_checks::Guards;
pub use restore::{Restore, Restored};
pub use returns::ReturnsRead;

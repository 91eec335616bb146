//! All bills of an office in one run: members in parallel, results in order.
//!
//! What a member is paid depends on the member alone, so members are decided on any number of threads; they are
//! written in the order of their ids. The outputs are the same for any number of threads and any order of the
//! input rows.
//!
//! [`decide`] takes texts in memory and gives back decisions. `run`, with the feature `office`, goes from files to
//! files, as the command does.

mod memory;
mod order;

#[cfg(feature = "office")]
mod error;
#[cfg(feature = "office")]
mod run;
#[cfg(feature = "office")]
mod job;
#[cfg(feature = "office")]
mod share;
#[cfg(feature = "office")]
mod tally;

#[cfg(feature = "office")]
pub use error::BatchError;
#[cfg(feature = "office")]
pub use job::Job;
pub use memory::{Decided, DecidedBill, decide};
#[cfg(feature = "arrow")]
pub(crate) use memory::{Sink, decide_all};
#[cfg(feature = "office")]
pub(crate) use order::in_order_of_rows;
#[cfg(feature = "office")]
pub(crate) use run::DECISION_FILES;
#[cfg(feature = "office")]
pub use run::{FILES, Report, run};

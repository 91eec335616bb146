//! Bank formats: how a bank wants the file of payments, and how it writes what became of them.
//!
//! A format is a table `[bank.NAME]` that an office writes ([`read`]). A release keeps the format that it was written
//! in, so that its files can be written again byte by byte; results are read in the same format ([`results`]).

mod encoding;
mod error;
mod fault;
mod format;
pub(super) mod kept;
mod read;
mod results;
mod sizes;
#[cfg(test)]
mod tests;
mod texts;
mod write;

pub use error::FormatError;
pub use fault::{BankFault, CellFault};
pub use format::BankFormat;
pub(super) use format::Serial;
pub use read::bank_format;
pub(crate) use read::bank_formats;
pub(super) use results::read_rows;
pub(super) use write::{BankFile, Issue};

//! Pseudonyms (去标识化): the files of an office with other ids, for somebody who is to compute with them and need not
//! know whose they are.
//!
//! One key gives one person one pseudonym, in every file and every run. Pseudonyms stand in the order of the ids, and
//! days and amounts stay as they are, so that what rules pay on the files is the same to the fen, row by row. What that
//! cannot hide stands in `docs/pseudonyms.md`: such files are still personal data.

mod coder;
mod ordered;
mod key;
mod columns;
mod error;
mod run;

pub use error::PseudonymError;
pub use key::Key;
pub use ordered::{IdKind, Pseudonymiser};
pub use run::{FILES, Job, Written, run};

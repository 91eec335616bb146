//! Access: who may see whose data, and who saw it: users, their sessions, keys of programs and the log of looks.
//!
//! One SQLite file beside the ledger, `LEDGER.access`, so that what is paid never depends on who may look. People stand
//! in it as words that only who has the ledger can make from an id. Whatever changes in it is a line of its log.
//!
//! ```
//! use huzhu::access::{AccessFile, Author, Look, Search, Whose};
//! use huzhu::ledger::{Access, Ledger, Name};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("city.ledger");
//! Ledger::create(&path)?;
//! let ledger = Ledger::open(&path, Access::Read)?;
//! let author = Author::new("2026-03-02T09:14:05+08:00", Name::new("Li")?, "desk3");
//! let look = Look::new(author, "ledger export", Whose::All);
//! AccessFile::open(&ledger)?.log(&ledger, look)?;
//! let looks = AccessFile::read(&ledger)?.looks(&Search::default(), usize::MAX)?;
//! assert_eq!(looks.found.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod place;
mod error;
mod role;
mod key;
mod file;
mod looks;
mod together;
mod older;
mod open;
mod passwords;
mod users;
mod log_in;
mod sessions;
mod programs;
mod restricted;
mod viewer;

pub use error::AccessError;
pub use file::AccessFile;
pub use key::Key;
pub use log_in::LogIn;
pub use looks::{Author, CheckedLooks, Logged, Look, LookFault, Looks, Search, Whose};
pub use passwords::{Hashing, Passwords};
pub use programs::Program;
pub use restricted::Restricted;
pub use role::{Part, Role};
pub use together::LookQueue;
pub use users::{NewUser, User};
pub use viewer::{Refusal, Seen, Viewer};

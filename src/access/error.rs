//! Why somebody is not let in, or a look is not logged.

use std::io;
use std::path::PathBuf;

use super::place::place;
use crate::ledger::{Ledger, LedgerError};
use crate::words::{Sentence, access as words, privacy};

/// Why the file beside a ledger cannot be used, or what it is asked for cannot be done. Written, it is the English
/// sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// The ledger, or the file beside it, cannot be used.
    #[error("{}", why.sentence())]
    Ledger {
        /// Why.
        #[from]
        why: LedgerError,
    },
    /// A look cannot be logged, so that nothing is shown.
    #[error("{}", self.sentence())]
    NotLogged {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: LedgerError,
    },
    /// The file is none of this program, or of a newer version.
    #[error("{}", self.sentence())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The words for people in the file are of another ledger.
    #[error("{}", self.sentence())]
    OtherLedger {
        /// The file.
        path: PathBuf,
    },
    /// The system gives no random bytes, or no memory for a password.
    #[error("{}", self.sentence())]
    System {
        /// Why.
        #[source]
        why: io::Error,
    },
    /// There is no user, or no program, of that name.
    #[error("{}", self.sentence())]
    Unknown {
        /// The name.
        name: String,
    },
    /// A user, or a program, has that name already.
    #[error("{}", self.sentence())]
    Taken {
        /// The name.
        name: String,
    },
    /// A link was used, is too old or never was one.
    #[error("{}", self.sentence())]
    NoLink,
    /// A password is shorter than this, longer than any, or of few characters.
    #[error("{}", self.sentence())]
    WeakPassword {
        /// The fewest characters.
        least: usize,
    },
    /// The member is restricted already, or is not.
    #[error("{}", self.sentence())]
    AsBefore,
    /// Without this supervisor nobody could look after the users.
    #[error("{}", self.sentence())]
    LastSupervisor,
}

impl AccessError {
    /// The same as a failure to log a look.
    #[must_use]
    pub fn as_not_logged(self, ledger: &Ledger) -> AccessError {
        let path = place(ledger.path());
        match self {
            AccessError::Ledger { why } => AccessError::NotLogged { path, why },
            why => why,
        }
    }

    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        match self {
            AccessError::Ledger { why } => why.sentence(),
            AccessError::NotLogged { path, why } => {
                privacy::look_not_logged(path.display(), why.sentence())
            }
            AccessError::NotOurs { path } => words::not_ours(path.display()),
            AccessError::OtherLedger { path } => words::other_ledger(path.display()),
            AccessError::System { why } => words::system_refuses(crate::words::system(why)),
            AccessError::Unknown { name } => words::unknown_name(name),
            AccessError::Taken { name } => words::taken_name(name),
            AccessError::NoLink => words::no_link(),
            AccessError::WeakPassword { least } => words::weak_password(least),
            AccessError::AsBefore => words::as_before(),
            AccessError::LastSupervisor => words::last_supervisor(),
        }
    }
}

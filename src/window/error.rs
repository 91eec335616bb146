//! Why the window cannot open, or gives no answer.

use std::io;
use std::net::SocketAddr;

use crate::ledger::LedgerError;
use crate::nightly::NightError;
use crate::preview::PreviewError;
use crate::words::{Sentence, window as words};

/// Why the window cannot open, or gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The ledger, or the rules in it, cannot be used.
    #[error(transparent)]
    Night(#[from] NightError),
    /// No history of the member can be asked about.
    #[error(transparent)]
    Member(#[from] PreviewError),
    /// Another computer could reach the address.
    #[error("{}", words::not_this_computer(address))]
    NotThisComputer {
        /// The address.
        address: SocketAddr,
    },
    /// Another program listens there, or the address is not one of this computer.
    #[error("{}", words::cannot_listen(address, why))]
    CannotListen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        why: io::Error,
    },
    /// The file of the key cannot be read or made, or others may read it.
    #[error("{}", words::key_unusable(path.display()))]
    Key {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The system gives no random bytes or starts no threads.
    #[error("{}", words::system_refuses(why))]
    System {
        /// What the system says.
        why: io::Error,
    },
}

impl WindowError {
    /// What is wrong, in both languages.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            WindowError::Night(why) => why.sentences(),
            WindowError::Member(why) => vec![why.sentence()],
            WindowError::NotThisComputer { address } => vec![words::not_this_computer(address)],
            WindowError::CannotListen { address, why } => vec![words::cannot_listen(address, why)],
            WindowError::Key { path, .. } => vec![words::key_unusable(path.display())],
            WindowError::System { why } => vec![words::system_refuses(why)],
        }
    }
}

impl From<LedgerError> for WindowError {
    fn from(why: LedgerError) -> WindowError {
        WindowError::Night(why.into())
    }
}

//! Why the window cannot open, or gives no answer.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::access::{AccessError, Refusal};
use crate::ledger::LedgerError;
use crate::nightly::NightError;
use crate::preview::PreviewError;
use crate::words::{Sentence, log_in, window as words};

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
    /// The file beside the ledger cannot be used, so that nothing is shown.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The member is not for who asks.
    #[error("{}", why.sentence())]
    Refused {
        /// Why.
        why: Refusal,
    },
    /// Other computers would reach the window, and there are no users.
    #[error("{}", log_in::no_users())]
    NoUsers,
    /// The name under which other computers reach the window is written in another way.
    #[error("{}", log_in::no_name(text))]
    NoName {
        /// What is written.
        text: String,
    },
    /// The certificate, or its key, cannot be used.
    #[error("{}", log_in::certificate_unusable(path.display(), why))]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Box<dyn Error + Send + Sync>,
    },
    /// Others may read the key of the certificate.
    #[error("{}", log_in::open_key(path.display()))]
    OpenKey {
        /// The file.
        path: PathBuf,
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
            WindowError::Access(why) => vec![why.sentence()],
            WindowError::Refused { why } => vec![why.sentence()],
            WindowError::NoUsers => vec![log_in::no_users()],
            WindowError::NoName { text } => vec![log_in::no_name(text)],
            WindowError::Certificate { path, why } => {
                vec![log_in::certificate_unusable(path.display(), why)]
            }
            WindowError::OpenKey { path } => vec![log_in::open_key(path.display())],
            WindowError::System { why } => vec![words::system_refuses(why)],
        }
    }
}

impl From<LedgerError> for WindowError {
    fn from(why: LedgerError) -> WindowError {
        WindowError::Night(why.into())
    }
}

//! The personal part of a posting: there with its salt, there from before there were salts, or disposed of.

use super::number::PostingId;
use super::posting::{Content, Entry};
use super::seal::{self, Seal};
use super::{Ledger, LedgerError, Salt};

/// What of the personal part of a posting is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Personal {
    /// All of it, from before it had a salt.
    Unsalted,
    /// All of it, with its salt.
    Salted(Salt),
    /// Nothing but its hash.
    Gone(Seal),
}

impl Personal {
    /// What two columns of a posting say.
    pub fn of(salt: Option<Salt>, gone: Option<Seal>) -> Personal {
        match (gone, salt) {
            (Some(hash), _) => Personal::Gone(hash),
            (None, Some(salt)) => Personal::Salted(salt),
            (None, None) => Personal::Unsalted,
        }
    }

    /// What is kept of it when it goes.
    pub fn kept(&self, content: &Content, entries: &[Entry]) -> Seal {
        match self {
            Personal::Unsalted => seal::unsalted(content, entries),
            Personal::Salted(salt) => seal::personal(salt, content, entries),
            Personal::Gone(hash) => *hash,
        }
    }

    /// The hash of a posting, which its seal covers. A posting from before salts has one hash of figures and persons
    /// together, which stays when it is disposed of; `has_salt` says that it is none of those.
    pub fn hash(&self, content: &Content, entries: &[Entry], has_salt: bool) -> Seal {
        match self {
            Personal::Unsalted => seal::unsalted(content, entries),
            Personal::Gone(whole) if !has_salt => *whole,
            Personal::Salted(_) | Personal::Gone(_) => {
                seal::hash(&self.kept(content, entries), content, entries)
            }
        }
    }
}

impl Ledger {
    /// The last posting from before personal parts had salts; 0 where there is none.
    pub(crate) fn last_unsalted(&self) -> Result<PostingId, LedgerError> {
        self.one("SELECT coalesce(max(postings), 0) FROM migrated")
    }
}

//! An open ledger: the connection to its file, and where that is.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::claim::MemberIds;

/// A ledger that is open. A writer holds it alone, from before anything is read of it until what is
/// written is whole: by a lock of the file itself, however it is named.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    pub(crate) access: Access,
    /// The version that it had, and the copy of it as it was, where opening it brought it up to date.
    pub(crate) brought_up: Option<(i32, PathBuf)>,
    pub(crate) spellings: Spellings,
}

/// What is looked up once for as long as a ledger is open.
#[derive(Debug, Default)]
pub(crate) struct Spellings {
    pub(super) mode: OnceCell<MemberIds>,
    /// Ids that are kept in another than their one spelling, with that.
    pub(super) others: OnceCell<Vec<(String, String)>>,
}

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look at it.
    Read,
    /// To add to it.
    Write,
    /// To do all that a writer does, and keep nothing of it: the file is held alone and is never written to.
    Rehearse,
}

impl Ledger {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

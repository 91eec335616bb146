//! What is read, and as what.

use std::ops::Deref;
use std::sync::Arc;

use super::encoding::Encoding;
use super::import::Imports;
use crate::claim::{RecordKind, Vocabulary};

/// A file of an office, as it came.
#[derive(Clone, Debug)]
pub(crate) struct OfficeFile {
    /// As given, for messages.
    pub path: String,
    /// Without folder, for outputs.
    pub file: String,
    pub bytes: FileBytes,
}

/// The bytes of a file, shared with those who decode them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileBytes(Arc<Vec<u8>>);

impl FileBytes {
    /// The bytes alone; copied only where somebody still shares them.
    pub fn into_vec(self) -> Vec<u8> {
        Arc::unwrap_or_clone(self.0)
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> FileBytes {
        FileBytes(Arc::new(bytes))
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for FileBytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// What files are read as.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'r> {
    pub kind: RecordKind,
    pub vocabulary: &'r Vocabulary,
    pub imports: &'r Imports,
    /// The encoding of texts, where somebody has said it.
    pub encoding: Option<Encoding>,
}

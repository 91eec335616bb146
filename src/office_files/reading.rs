//! What is read, and as what.

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
    pub bytes: Vec<u8>,
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

//! Files by their content: SHA-256, in hexadecimal.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A file, known by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fingerprint {
    /// Its name, without folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// SHA-256 of some bytes, in hexadecimal.
///
/// ```
/// use huzhu::fingerprint::sha256;
///
/// assert!(sha256(b"").starts_with("e3b0c44298fc1c14"));
/// assert_eq!(sha256(b"bills").len(), 64);
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The name of a file without its folder: outputs hold no more of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

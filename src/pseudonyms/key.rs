//! The key that pseudonyms are made by: a file for its owner alone.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::PseudonymError;
use crate::fingerprint::hex;
use crate::output::Draft;

/// Who has it can make the pseudonym of any id.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

/// A shorter key can be guessed.
const SHORTEST: usize = 16;

impl Key {
    /// The key of these bytes.
    pub fn of(bytes: [u8; 32]) -> Key {
        Key(bytes.to_vec())
    }

    /// The key in a file; made, and put there for its owner alone, where there is none. Whether it was made.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, is too short, or can be read by others.
    pub fn in_file(path: &Path) -> Result<(Key, bool), PseudonymError> {
        let failed = |why| PseudonymError::Key { path: path.to_owned(), why };
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                return Ok((made(path).map_err(failed)?, true));
            }
            Err(why) => return Err(failed(why)),
        };
        if is_open_to_others(path).map_err(failed)? {
            return Err(PseudonymError::KeyOfOthers(path.to_owned()));
        }
        match text.trim_ascii() {
            key if key.len() < SHORTEST => Err(PseudonymError::KeyTooShort(path.to_owned())),
            key => Ok((Key(key.to_vec()), false)),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn made(path: &Path) -> io::Result<Key> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let key = hex(&bytes);
    let draft = Draft::begin(path)?;
    writeln!(draft.create()?, "{key}")?;
    draft.keep()?;
    Ok(Key(key.into_bytes()))
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Rights of others are not known here.
#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

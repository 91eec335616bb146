//! Keys that nobody guesses: of the link, of a session, of the API.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::ledger::write_together;
use crate::window::WindowError;

/// Bytes of a key.
const BYTES: usize = 32;

/// A key, as hexadecimal digits.
#[derive(Clone)]
pub(super) struct Key(String);

impl Key {
    /// A new one, from the operating system.
    pub fn new() -> Result<Key, WindowError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|why| WindowError::System { why: io::Error::other(why) })?;
        Ok(Key(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The key in a file, which is made where there is none.
    pub fn kept_in(path: &Path) -> Result<Key, WindowError> {
        let unusable = |why: io::Error| WindowError::Key { path: path.to_owned(), why };
        // Only a file of that length is read: a pipe or a device would never end.
        match read_short(path) {
            Ok(text) => {
                let text = text.trim();
                let is_key =
                    text.len() == 2 * BYTES && text.bytes().all(|one| one.is_ascii_hexdigit());
                if !is_key || !is_private(path).map_err(unusable)? {
                    return Err(unusable(io::ErrorKind::InvalidData.into()));
                }
                Ok(Key(text.to_ascii_lowercase()))
            }
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                let key = Key::new()?;
                write_together(&[(path.to_owned(), format!("{}\n", key.0).into_bytes())])?;
                Ok(key)
            }
            Err(why) => Err(unusable(why)),
        }
    }

    /// As it is written in a link, a cookie or a form.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether a text is the key. Hashes are compared: how long it takes does not tell how much of a guess is right.
    pub fn is(&self, text: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(text.trim().as_bytes())
    }
}

/// The text of a file that is no longer than a key and the end of a line.
fn read_short(path: &Path) -> io::Result<String> {
    let about = fs::metadata(path)?;
    if !about.is_file() || about.len() > 4 * BYTES as u64 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    fs::read_to_string(path)
}

#[cfg(unix)]
fn is_private(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> io::Result<bool> {
    Ok(true)
}

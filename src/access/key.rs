//! Keys that nobody guesses: of a link, of a session, of a form, of a program.

use std::io;

use sha2::{Digest, Sha256};

use super::error::AccessError;
use crate::fingerprint::{hex, sha256};

/// A key, as 64 hexadecimal digits. A file keeps its hash alone.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A new one, from the operating system.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn new() -> Result<Key, AccessError> {
        let mut bytes = [0; 32];
        let refused = |why| AccessError::System { why: io::Error::other(why) };
        getrandom::fill(&mut bytes).map_err(refused)?;
        Ok(Key(hex(&bytes)))
    }

    /// The key of what this key is for: who knows this one knows that one, and nobody the other way round.
    #[must_use]
    pub fn of(&self, what: &str) -> Key {
        Key(sha256(format!("{what}:{}", self.0).as_bytes()))
    }

    /// The key that a text is; nothing where it has another form.
    pub fn sent(text: &str) -> Option<Key> {
        let is_key = text.len() == 64 && text.bytes().all(|one| one.is_ascii_hexdigit());
        is_key.then(|| Key(text.to_ascii_lowercase()))
    }

    /// As it is written in a link, a cookie or a form.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> String {
        sha256(self.0.as_bytes())
    }

    /// Whether a text is the key. Hashes are compared: how long it takes does not tell how much of a guess is right.
    pub fn is(&self, text: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(text.as_bytes())
    }
}

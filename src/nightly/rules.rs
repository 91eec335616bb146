//! Rule files, as a ledger keeps them: by their content and not by where they lie.

use crate::fingerprint::{Fingerprint, sha256};
use crate::scheme::Source;

/// Rule files, as a ledger keeps them.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The files, by their content.
    pub files: Vec<Fingerprint>,
    /// SHA-256 of all of them.
    pub hash: String,
    /// A JSON list of `{file, text}`.
    pub json: String,
}

impl Rules {
    /// Digits of the hash that name rules.
    pub const NAME: usize = 12;

    /// Rules from their files.
    pub fn of(sources: &[Source]) -> Rules {
        let name = |source: &Source| {
            source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        let mut named: Vec<(String, &str)> =
            sources.iter().map(|source| (name(source), source.text.as_str())).collect();
        named.sort();
        let files: Vec<serde_json::Value> = named
            .iter()
            .map(|(file, text)| serde_json::json!({ "file": file, "text": text }))
            .collect();
        let json = serde_json::Value::from(files).to_string();
        let print = |(file, text): &(String, &str)| Fingerprint {
            file: file.clone(),
            sha256: sha256(text.as_bytes()),
        };
        let files = named.iter().map(print).collect();
        Rules { files, hash: sha256(json.as_bytes()), json }
    }

    /// What people call them by.
    pub fn name(&self) -> &str {
        Rules::short(&self.hash)
    }

    /// What people call rules of this hash.
    pub fn short(hash: &str) -> &str {
        hash.get(..Rules::NAME).unwrap_or(hash)
    }
}

//! How members are named in what a replay writes: results are for a committee, and identify no member unless asked.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How members are named in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pseudonyms {
    /// By number, in the order of what they gain: two runs cannot be joined by them.
    Numbered,
    /// By a word that only the owner of the key can make from an id: runs with one key can be joined.
    Keyed(Vec<u8>),
    /// By their ids.
    Whole,
}

impl Pseudonyms {
    /// Bytes of a keyed word that are kept: enough that no two of a hundred million members share one.
    const KEPT: usize = 12;

    /// The word in files: `numbered`, `keyed` or `whole`.
    pub fn code(&self) -> &'static str {
        match self {
            Pseudonyms::Numbered => "numbered",
            Pseudonyms::Keyed(_) => "keyed",
            Pseudonyms::Whole => "whole",
        }
    }

    /// The name in files of the member with an id and a number.
    ///
    /// ```
    /// use huzhu::replay::Pseudonyms;
    ///
    /// let id = "990000198001010018";
    /// assert_eq!(Pseudonyms::Numbered.name(id, 7), "m000007");
    /// let keyed = Pseudonyms::Keyed(b"secret".to_vec()).name(id, 7);
    /// assert_eq!(keyed.len(), 24);
    /// assert_ne!(keyed, Pseudonyms::Keyed(b"another".to_vec()).name(id, 7));
    /// ```
    pub fn name(&self, id: &str, number: usize) -> String {
        match self {
            Pseudonyms::Numbered => format!("m{number:06}"),
            Pseudonyms::Whole => id.to_owned(),
            Pseudonyms::Keyed(key) => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("of any length");
                mac.update(id.as_bytes());
                let word = mac.finalize().into_bytes();
                word[..Pseudonyms::KEPT].iter().map(|byte| format!("{byte:02x}")).collect()
            }
        }
    }
}

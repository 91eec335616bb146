//! The words by which the log of looks names members: the key that makes them from ids is in the ledger.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Ledger;
use super::error::LedgerError;
use crate::fingerprint::hex;
use crate::intake::mask;

impl Ledger {
    /// Makes the key of the words, within a transaction of the caller's that keeps an act.
    pub(crate) fn make_key_of_looks(&self) -> Result<(), LedgerError> {
        self.run("INSERT INTO looks(key) VALUES(randomblob(32))", ())
    }

    /// The words by which the log names ids; nothing before the first night, when no member is known.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn look_words(&self, ids: &[String]) -> Result<Option<Vec<String>>, LedgerError> {
        /// Enough that no two of a hundred million members share one.
        const KEPT: usize = 12;
        // The key of today, also where the ledger is looked at as it was.
        let sql = "SELECT key FROM main.looks ORDER BY no LIMIT 1";
        let keys: Vec<Vec<u8>> = self.rows(sql, (), |row| row.get(0))?;
        let Some(key) = keys.first() else { return Ok(None) };
        let word = |id: &String| {
            let mut word = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
            word.update(id.as_bytes());
            hex(word.finalize().into_bytes().get(..KEPT).unwrap_or_default())
        };
        Ok(Some(ids.iter().map(word).collect()))
    }

    /// Parts of the ids that some words stand for; those are left out of whom the ledger knows nothing.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn masked_by_words(
        &self,
        words: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, String>, LedgerError> {
        if words.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids: Vec<String> = self.rows("SELECT id FROM member", (), |row| row.get(0))?;
        let known = self.look_words(&ids)?.unwrap_or_default().into_iter().zip(&ids);
        let asked = known.filter(|(word, _)| words.contains(word));
        Ok(asked.map(|(word, id)| (word, mask(id))).collect())
    }

    /// The words of a person, under every id and spelling; none before the first night.
    ///
    /// # Errors
    ///
    /// When nobody is known by the id and no member can have it; or the ledger cannot be read.
    pub fn words_of_person(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        let mut ids = self.spellings(id)?;
        let main = self.main_id(id)?;
        let same = self.same_people()?;
        ids.extend(same.into_iter().filter(|(_, of)| *of == main).map(|(other, _)| other));
        ids.push(main);
        Ok(self.look_words(&ids)?.unwrap_or_default())
    }
}

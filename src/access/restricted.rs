//! Members whom only a supervisor sees, and only with a reason.

use super::error::AccessError;
use super::file::AccessFile;
use super::looks::Author;
use crate::intake::mask;
use crate::ledger::Ledger;

/// A restricted member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restricted {
    /// A part of the id.
    pub masked: String,
    /// Since when.
    pub made: String,
    /// By whom.
    pub made_by: String,
}

impl AccessFile {
    /// All restricted members, in the order in which they were.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn restricted(&self) -> Result<Vec<Restricted>, AccessError> {
        let sql = "SELECT masked, made, made_by FROM restricted ORDER BY rowid";
        self.rows(sql, (), |row| {
            Ok(Restricted { masked: row.get(0)?, made: row.get(1)?, made_by: row.get(2)? })
        })
    }

    /// Whether a person with these words is restricted.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn is_restricted(&self, words: &[String]) -> Result<bool, AccessError> {
        let known = |word: &String| {
            self.rows("SELECT 1 FROM restricted WHERE word = ?1", [word], |_| Ok(()))
        };
        let mut found = words.iter().map(known);
        found.try_fold(false, |before, rows| Ok(before || !rows?.is_empty()))
    }

    /// Restricts a member, under every id of the person, or lifts that.
    ///
    /// # Errors
    ///
    /// When the ledger knows no such member, the member is so already, or the file cannot be written.
    pub fn restrict(
        &self,
        (ledger, member_id, is_restricted): (&Ledger, &str, bool),
        author: &Author,
        reason: &str,
    ) -> Result<(), AccessError> {
        let words = ledger.words_of_person(member_id)?;
        let masked = mask(&ledger.known_as(member_id)?);
        self.whole(|file| {
            if words.is_empty() || file.is_restricted(&words)? == is_restricted {
                return Err(AccessError::AsBefore);
            }
            if is_restricted {
                // Whichever of the ids is asked about, all words of the person are looked for.
                file.keep_ledger(ledger)?;
                let sql =
                    "INSERT INTO restricted(word, masked, made, made_by) VALUES(?1, ?2, ?3, ?4)";
                file.run(sql, (words.first(), &masked, &author.at, &author.by))?;
            } else {
                words.iter().try_for_each(|word| {
                    file.run("DELETE FROM restricted WHERE word = ?1", [word]).map(drop)
                })?;
            }
            let command = if is_restricted { "users restrict" } else { "users unrestrict" };
            file.log_change(author, format!("{command} {masked}"), reason)
        })
    }
}

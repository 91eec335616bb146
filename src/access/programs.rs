//! Programs that ask by a key: each sees what a clerk of its part sees.

use rusqlite::Row;

use super::error::AccessError;
use super::file::AccessFile;
use super::key::Key;
use super::looks::Author;
use super::role::Part;
use crate::ledger::Name;

/// A program with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name, for the log of looks.
    pub name: Name,
    /// The members that it may see.
    pub part: Part,
    /// When it was made.
    pub made: String,
    /// By whom.
    pub made_by: String,
}

const PROGRAM: &str = "SELECT name, part, made, made_by FROM program";

impl AccessFile {
    /// All programs by name.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn programs(&self) -> Result<Vec<Program>, AccessError> {
        self.rows(&format!("{PROGRAM} ORDER BY folded"), (), read)
    }

    /// The program of a key; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn program(&self, key: &Key) -> Result<Option<Program>, AccessError> {
        Ok(self.rows(&format!("{PROGRAM} WHERE hash = ?1"), [key.hash()], read)?.pop())
    }

    /// Makes a program; its key, of which the hash is kept.
    ///
    /// # Errors
    ///
    /// When there is one of that name, or the file cannot be written.
    pub fn add_program(
        &self,
        (name, part): (&Name, &Part),
        author: &Author,
        reason: &str,
    ) -> Result<Key, AccessError> {
        self.whole(|file| {
            if file.programs()?.iter().any(|known| known.name.is_same_person(name)) {
                return Err(AccessError::Taken { name: name.to_string() });
            }
            let key = Key::new()?;
            let sql = "INSERT INTO program(folded, name, part, hash, made, made_by) VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
            let part_kept = part.to_string();
            let with = (name.folded(), name, part_kept, key.hash(), &author.at, &author.by);
            file.run(sql, with)?;
            file.log_change(author, format!("users key {name}: {part}"), reason)?;
            Ok(key)
        })
    }

    /// Takes a program away: its key opens nothing from now on.
    ///
    /// # Errors
    ///
    /// When there is none of that name, or the file cannot be written.
    pub fn remove_program(
        &self,
        name: &Name,
        author: &Author,
        reason: &str,
    ) -> Result<(), AccessError> {
        self.whole(|file| {
            if file.run("DELETE FROM program WHERE folded = ?1", [name.folded()])? == 0 {
                return Err(AccessError::Unknown { name: name.to_string() });
            }
            file.log_change(author, format!("users unkey {name}"), reason)
        })
    }
}

fn read(row: &Row) -> rusqlite::Result<Program> {
    let (name, part): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(Program {
        name: Name::kept(&name),
        part: Part::of(&part),
        made: row.get(2)?,
        made_by: row.get(3)?,
    })
}

//! Sessions: who is in, until they leave, nobody has used it for half an hour, or the working day is over.

use super::error::AccessError;
use super::file::AccessFile;
use super::key::Key;
use crate::ledger::Name;

/// How long a session lasts without a request, in seconds, and with any number of them.
const IDLE: i64 = 30 * 60;
const LONGEST: i64 = 12 * 3600;
/// A request within so many seconds of the last one writes nothing.
const NEWLY_USED: i64 = 60;
/// The most sessions of one user; the one that was idle longest has to leave.
const MOST: i64 = 8;

impl AccessFile {
    /// Begins a session, of a user or of who opened the window; its key, of which the hash is kept.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn begin_session(&self, user: Option<&Name>, now: i64) -> Result<Key, AccessError> {
        let (key, user) = (Key::new()?, folded(user));
        self.whole(|file| {
            let over = "DELETE FROM session WHERE used < ?1 OR begun < ?2";
            file.run(over, (now - IDLE, now - LONGEST))?;
            let others = "DELETE FROM session WHERE user = ?1 AND hash NOT IN \
                          (SELECT hash FROM session WHERE user = ?1 ORDER BY used DESC LIMIT ?2)";
            file.run(others, (&user, MOST - 1))?;
            let new = "INSERT INTO session(hash, user, begun, used) VALUES(?1, ?2, ?3, ?3)";
            file.run(new, (key.hash(), user, now))?;
            Ok(key)
        })
    }

    /// Whose session a key is of, which is used now: a user's, or inside nothing that of who opened the window. Nothing
    /// at all where it is over.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn session(&self, key: &Key, now: i64) -> Result<Option<Option<Name>>, AccessError> {
        let sql = "SELECT user, used FROM session WHERE hash = ?1 AND used >= ?2 AND begun >= ?3";
        let with = (key.hash(), now - IDLE, now - LONGEST);
        let of = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
        let Some((user, used)): Option<(String, i64)> = self.rows(sql, with, of)?.pop() else {
            return Ok(None);
        };
        if used + NEWLY_USED < now {
            self.run("UPDATE session SET used = ?2 WHERE hash = ?1", (key.hash(), now))?;
        }
        Ok(Some((!user.is_empty()).then(|| Name::kept(&user))))
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn end_session(&self, key: &Key) -> Result<(), AccessError> {
        self.run("DELETE FROM session WHERE hash = ?1", [key.hash()]).map(drop)
    }

    /// Ends all sessions of a user.
    pub(super) fn end_all(&self, user: &Name) -> Result<(), AccessError> {
        self.run("DELETE FROM session WHERE user = ?1", [user.folded()]).map(drop)
    }
}

fn folded(user: Option<&Name>) -> String {
    user.map_or_else(String::new, Name::folded)
}

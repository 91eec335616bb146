//! Coming in by name and password, and how names are locked.

use super::error::AccessError;
use super::file::AccessFile;
use super::key::Key;
use super::looks::Author;
use super::passwords::Passwords;
use crate::fingerprint::sha256;
use crate::ledger::Name;

/// So many failures in a row lock a name.
const FAILURES: i64 = 5;
/// For so many seconds at first, twice as many after each further one, and never more than an hour.
const LOCKED: i64 = 60;
const LONGEST: i64 = 3600;
/// After so many seconds failures are forgotten.
const FORGOTTEN: i64 = 24 * 3600;
/// The most names that no user has, of which failures are counted: whoever makes names up does not fill the disk.
const MOST: i64 = 100_000;

/// How an attempt to come in ends.
pub enum LogIn {
    /// With a new session.
    LetIn(Key),
    /// The name, or the password, is another: it is not said which.
    Wrong,
    /// The name is locked for so many minutes, whether there is such a user or not.
    Locked(i64),
}

impl AccessFile {
    /// Lets a user in who knows the password. A failure counts before the password is looked at, so that no number of
    /// attempts at once gets more guesses.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn log_in(
        &self,
        (name, password): (&Name, &str),
        passwords: &Passwords,
        (at, account, now): (String, &str, i64),
    ) -> Result<LogIn, AccessError> {
        let known = self.password_of(name)?;
        let counted_as = counted_as(name, known.is_some());
        if let Some(until) = self.count_failure(&counted_as, now)? {
            return Ok(LogIn::Locked((until - now + 59) / 60));
        }
        // A name that is not known may be a password in the wrong box: it is not written down.
        let (by, kept) = known.unwrap_or_else(|| (Name::kept("?"), None));
        let author = Author::new(at, by, account);
        if !passwords.is(password, kept.as_deref()) {
            self.whole(|file| file.log_change(&author, "serve log-in refused".to_owned(), ""))?;
            return Ok(LogIn::Wrong);
        }
        self.whole(|file| {
            file.forget_failures(&counted_as)?;
            file.log_change(&author, "serve log-in".to_owned(), "")?;
            file.begin_session(Some(name), now)
        })
        .map(LogIn::LetIn)
    }

    /// The user of a name, with what is kept of the password, where one was set.
    fn password_of(&self, name: &Name) -> Result<Option<(Name, Option<String>)>, AccessError> {
        let sql = "SELECT name, password FROM user WHERE folded = ?1";
        let read = |row: &rusqlite::Row| Ok((Name::kept(&row.get::<_, String>(0)?), row.get(1)?));
        Ok(self.rows(sql, [name.folded()], read)?.pop())
    }

    /// Forgets the failures that are counted under a name.
    pub(super) fn forget_failures(&self, counted_as: &str) -> Result<(), AccessError> {
        self.run("DELETE FROM failure WHERE name = ?1", [counted_as]).map(drop)
    }

    /// Counts a failure, unless the name is locked: then until when.
    fn count_failure(&self, name: &str, now: i64) -> Result<Option<i64>, AccessError> {
        self.whole(|file| {
            file.run("DELETE FROM failure WHERE last < ?1", [now - FORGOTTEN])?;
            let sql = "SELECT count, until FROM failure WHERE name = ?1";
            let of = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
            let (count, until): (i64, i64) = file.rows(sql, [name], of)?.pop().unwrap_or((0, 0));
            if until > now {
                return Ok(Some(until));
            }
            let count = count + 1;
            let until = if count < FAILURES { 0 } else { now + locked_for(count) };
            let sql =
                "INSERT OR REPLACE INTO failure(name, count, until, last) VALUES(?1, ?2, ?3, ?4)";
            file.run(sql, (name, count, until, now))?;
            let too_many = "DELETE FROM failure WHERE name LIKE '?%' \
                            AND rowid <= (SELECT max(rowid) FROM failure) - ?1";
            file.run(too_many, [MOST])?;
            Ok(None)
        })
    }
}

fn locked_for(count: i64) -> i64 {
    let doublings = u32::try_from(count - FAILURES).unwrap_or(0).min(10);
    (LOCKED * 2_i64.pow(doublings)).min(LONGEST)
}

/// What failures of a name are counted as. One that no user has is not written down, since it may be a password: a few
/// digits of its hash stand for it.
pub(super) fn counted_as(name: &Name, is_known: bool) -> String {
    let folded = name.folded();
    match is_known {
        true => format!("={folded}"),
        false => format!("?{}", sha256(folded.as_bytes()).split_at(8).0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_locks_twice_as_long_up_to_an_hour() {
        let minutes: Vec<i64> = (5..13).map(|count| locked_for(count) / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(locked_for(1000), LONGEST);
    }

    #[test]
    fn a_name_that_nobody_has_is_not_written_down_and_is_counted_in_any_width() {
        let counted = |text: &str| counted_as(&Name::kept(text), false);
        assert_eq!(counted("Ｗｕ"), counted(" wu "));
        assert!(counted("Wu").len() == 9 && !counted("Wu").contains("wu"));
    }
}

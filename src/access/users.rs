//! Users of the window: each change is made with its line in the log, or not at all.

use rusqlite::Row;

use super::error::AccessError;
use super::file::AccessFile;
use super::key::Key;
use super::log_in::counted_as;
use super::looks::Author;
use super::passwords::Passwords;
use super::role::{Part, Role};
use crate::ledger::{Ledger, Name};
use crate::words::{Sentence, access as words};

/// How long a link to set a password holds, in seconds: a working day and the night after it.
pub(super) const LINK_HOLDS: i64 = 24 * 3600;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name, by which the user comes in.
    pub name: Name,
    /// What the user is there for.
    pub role: Role,
    /// The members that the user may see.
    pub part: Part,
    /// The words of ids that are the user's own.
    pub own: Vec<String>,
    /// Whether the user has set a password.
    pub has_password: bool,
    /// Until when the link to set one holds, in seconds since 1970; nothing where there is none.
    pub link_until: Option<i64>,
    /// When the user was made or changed last.
    pub made: String,
    /// By whom.
    pub made_by: String,
}

impl User {
    /// Whether the user can log in, as a person says it at a moment in seconds since 1970.
    pub fn state(&self, now: i64) -> Sentence {
        match (self.has_password, self.link_until) {
            (true, _) => words::has_password(),
            (false, Some(until)) if until > now => words::has_link(),
            (false, _) => words::is_out(),
        }
    }
}

/// A user, as one is made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// The name.
    pub name: Name,
    /// What the user is there for.
    pub role: Role,
    /// The members that the user may see.
    pub part: Part,
    /// The words of ids that are the user's own.
    pub own: Vec<String>,
}

const USER: &str =
    "SELECT name, role, part, own, password IS NOT NULL, link_until, made, made_by FROM user";

impl AccessFile {
    /// All users by name.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn users(&self) -> Result<Vec<User>, AccessError> {
        self.rows(&format!("{USER} ORDER BY folded"), (), read)
    }

    /// The user of a name, however it is written; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn user(&self, name: &Name) -> Result<Option<User>, AccessError> {
        Ok(self.rows(&format!("{USER} WHERE folded = ?1"), [name.folded()], read)?.pop())
    }

    /// Whether there is any user.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn has_users(&self) -> Result<bool, AccessError> {
        Ok(!self.rows("SELECT 1 FROM user LIMIT 1", (), |_| Ok(()))?.is_empty())
    }

    /// The words of a member who is a user, to be kept with the user.
    ///
    /// # Errors
    ///
    /// When the ledger knows no such member, or the words in the file are of another ledger.
    pub fn own_words(&self, ledger: &Ledger, member_id: &str) -> Result<Vec<String>, AccessError> {
        let words = ledger.words_of_person(member_id)?;
        if words.is_empty() {
            return Err(AccessError::AsBefore); // No word stands for anybody before the first night.
        }
        self.keep_ledger(ledger)?;
        Ok(words)
    }

    /// Makes a user, and the key of the link by which the user sets a password.
    ///
    /// # Errors
    ///
    /// When there is one of that name, or the file cannot be written.
    pub fn add_user(
        &self,
        new: &NewUser,
        author: &Author,
        reason: &str,
        now: i64,
    ) -> Result<Key, AccessError> {
        self.whole(|file| {
            if file.user(&new.name)?.is_some() {
                return Err(AccessError::Taken { name: new.name.to_string() });
            }
            if new.role != Role::Supervisor && !file.has_users()? {
                return Err(AccessError::LastSupervisor);
            }
            let sql = "INSERT INTO user(folded, name, role, part, own, made, made_by) \
                       VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            file.write(sql, new, author)?;
            file.log_change(author, told("users add", new), reason)?;
            file.link(&new.name, now)
        })
    }

    /// Gives a user another role, part or ids of their own; these stay where none are given, so that no change opens an
    /// own file by oversight. The user has to come in anew.
    ///
    /// # Errors
    ///
    /// When there is no such user, no supervisor would be left, or the file cannot be written.
    pub fn change_user(
        &self,
        new: &NewUser,
        author: &Author,
        reason: &str,
    ) -> Result<(), AccessError> {
        self.whole(|file| {
            file.known(&new.name)?;
            let sql = "UPDATE user SET role = ?3, part = ?4, own = CASE ?5 WHEN '' THEN own ELSE ?5 END, \
                       made = ?6, made_by = ?7, name = ?2 WHERE folded = ?1";
            file.write(sql, new, author)?;
            file.end_all(&new.name)?;
            file.has_supervisor()?;
            file.log_change(author, told("users change", new), reason)
        })
    }

    /// Takes a user away; the log keeps what the user saw.
    ///
    /// # Errors
    ///
    /// When there is no such user, no supervisor would be left, or the file cannot be written.
    pub fn remove_user(
        &self,
        name: &Name,
        author: &Author,
        reason: &str,
    ) -> Result<(), AccessError> {
        self.whole(|file| {
            let user = file.known(name)?;
            file.run("DELETE FROM user WHERE folded = ?1", [name.folded()])?;
            file.end_all(name)?;
            if file.has_users()? {
                file.has_supervisor()?;
            }
            file.log_change(author, format!("users remove {}", user.name), reason)
        })
    }

    /// A new link by which a user sets a password; the last one holds no longer. What the user may do before it is
    /// used stays as it is.
    ///
    /// # Errors
    ///
    /// When there is no such user, or the file cannot be written.
    pub fn new_link(
        &self,
        name: &Name,
        author: &Author,
        reason: &str,
        now: i64,
    ) -> Result<Key, AccessError> {
        self.whole(|file| {
            let user = file.known(name)?;
            file.log_change(author, format!("users link {}", user.name), reason)?;
            file.link(name, now)
        })
    }

    /// The user to whom a link belongs that holds.
    ///
    /// # Errors
    ///
    /// When it does not hold, or the file cannot be read.
    pub fn of_link(&self, link: &str, now: i64) -> Result<User, AccessError> {
        let key = Key::sent(link).ok_or(AccessError::NoLink)?;
        let sql = format!("{USER} WHERE link = ?1 AND link_until > ?2");
        self.rows(&sql, (key.hash(), now), read)?.pop().ok_or(AccessError::NoLink)
    }

    /// Sets the password of the user to whom a link belongs. The link holds no longer, whoever was in under the name is
    /// out, and the name is not locked.
    ///
    /// # Errors
    ///
    /// When the link does not hold, the password is weak, or the file cannot be written.
    pub fn set_password(
        &self,
        link: &str,
        password: &str,
        passwords: &Passwords,
        (at, account, now): (String, &str, i64),
    ) -> Result<User, AccessError> {
        self.of_link(link, now)?;
        let kept = passwords.keep(password)?;
        self.whole(|file| {
            let user = file.of_link(link, now)?;
            let sql =
                "UPDATE user SET password = ?2, link = NULL, link_until = NULL WHERE folded = ?1";
            file.run(sql, (user.name.folded(), kept))?;
            file.forget_failures(&counted_as(&user.name, true))?;
            file.end_all(&user.name)?;
            let author = Author::new(at, user.name.clone(), account);
            file.log_change(&author, "users password".to_owned(), "")?;
            Ok(user)
        })
    }

    fn write(&self, sql: &str, new: &NewUser, author: &Author) -> Result<(), AccessError> {
        let (folded, part, own) = (new.name.folded(), new.part.to_string(), new.own.join(" "));
        let (role, at) = (new.role.code(), &author.at);
        self.run(sql, (folded, &new.name, role, part, own, at, &author.by)).map(drop)
    }

    fn link(&self, name: &Name, now: i64) -> Result<Key, AccessError> {
        let key = Key::new()?;
        let sql = "UPDATE user SET link = ?2, link_until = ?3 WHERE folded = ?1";
        self.run(sql, (name.folded(), key.hash(), now + LINK_HOLDS))?;
        Ok(key)
    }

    fn known(&self, name: &Name) -> Result<User, AccessError> {
        self.user(name)?.ok_or_else(|| AccessError::Unknown { name: name.to_string() })
    }

    /// Makes sure that somebody can look after the users.
    fn has_supervisor(&self) -> Result<(), AccessError> {
        let sql = "SELECT 1 FROM user WHERE role = 'supervisor' LIMIT 1";
        let found = self.rows(sql, (), |_| Ok(()))?;
        if found.is_empty() { Err(AccessError::LastSupervisor) } else { Ok(()) }
    }
}

/// A change in codes that need no language.
fn told(command: &str, new: &NewUser) -> String {
    let own = if new.own.is_empty() { "" } else { ", own" };
    format!("{command} {}: {} {}{own}", new.name, new.role.code(), new.part)
}

fn read(row: &Row) -> rusqlite::Result<User> {
    let (name, role, part): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let own: String = row.get(3)?;
    Ok(User {
        name: Name::kept(&name),
        // Whoever wrote another role there gets the least of what there is.
        role: Role::of(&role).unwrap_or(Role::Clerk),
        part: Part::of(&part),
        own: own.split_whitespace().map(str::to_owned).collect(),
        has_password: row.get(4)?,
        link_until: row.get(5)?,
        made: row.get(6)?,
        made_by: row.get(7)?,
    })
}

//! The log of looks: who saw the personal data of whom, when, by which command and why, and who changed who may.
//!
//! ```text
//! {"at":"2026-03-02T09:14:05+08:00","by":"Li","account":"desk3","command":"ledger balance",
//!  "whose":["4be1…"],"reason":"phone call","seal":"90ab…"}
//! ```
//!
//! Members are named by a word that only who has the key in the ledger can make from an id, so that the log itself
//! leaks nothing. Each line is sealed with the one before: the seal is of the line as it stands here, with the seal
//! of the line before in its place.

use std::ops::ControlFlow;

use rusqlite::Row;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::AccessError;
use super::file::AccessFile;
use crate::date::Day;
use crate::fingerprint::hex;
use crate::ledger::{Ledger, Name};

/// Whose data is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of people with these ids.
    Of(Vec<String>),
    /// That of all members.
    All,
}

impl Whose {
    /// Nobody's: the line says who came, or changed who may.
    pub const NOBODYS: Whose = Whose::Of(Vec::new());
}

/// Who does something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The moment, as the office's clock has it.
    pub at: String,
    /// The person.
    pub by: Name,
    /// The account of the operating system.
    pub account: String,
}

impl Author {
    /// A person at a moment.
    pub fn new(at: impl Into<String>, by: Name, account: impl Into<String>) -> Author {
        Author { at: at.into(), by, account: account.into() }
    }
}

/// A look, before it is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who looks, and when.
    pub author: Author,
    /// By which command.
    pub command: String,
    /// Whose data.
    pub whose: Whose,
    /// Why; empty where no reason was given.
    pub reason: String,
}

impl Look {
    /// A look without a reason.
    pub fn new(author: Author, command: impl Into<String>, whose: Whose) -> Look {
        Look { author, command: command.into(), whose, reason: String::new() }
    }

    /// The same, with its reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Look {
        Look { reason: reason.into(), ..self }
    }
}

/// A look, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logged {
    /// The moment.
    pub at: String,
    /// Who looked.
    pub by: String,
    /// The account of the operating system.
    pub account: String,
    /// By which command.
    pub command: String,
    /// A word for each id; none for all members.
    pub whose: Option<Vec<String>>,
    /// Why.
    pub reason: String,
    /// SHA-256 of all that and of the line before, in hexadecimal.
    pub seal: String,
}

impl Logged {
    /// A look as it is logged, with the words of a ledger in the place of ids.
    pub(super) fn unsealed(ledger: &Ledger, look: Look) -> Result<Logged, AccessError> {
        let whose = match &look.whose {
            Whose::All => None,
            Whose::Of(ids) if ids.is_empty() => Some(Vec::new()),
            Whose::Of(ids) => ledger.look_words(ids)?,
        };
        let Look { author: Author { at, by, account }, command, reason, .. } = look;
        let by = by.to_string();
        Ok(Logged { at, by, account, command, whose, reason, seal: String::new() })
    }

    /// The look with its seal after a line with the seal `before`.
    fn after(self, before: &str) -> Logged {
        let seal = self.sealed(before);
        Logged { seal, ..self }
    }

    fn sealed(&self, before: &str) -> String {
        let unsealed = Logged { seal: before.to_owned(), ..self.clone() };
        let line = serde_json::to_string(&unsealed).expect("texts can be written");
        hex(&Sha256::digest(line))
    }
}

/// What is wrong with a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookFault {
    /// It is no look: it was cut off while an older program wrote it.
    NotALook,
    /// It was changed, or a line before it was taken out, put in or changed.
    NotAsSealed,
}

/// Which looks are asked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Those at a person with these words, and at everybody.
    pub words: Option<Vec<String>>,
    /// Those by a person.
    pub by: Option<Name>,
    /// Those of this day or later.
    pub from: Option<Day>,
    /// Those of this day or earlier.
    pub to: Option<Day>,
    /// Those before the line of this number.
    pub before: Option<i64>,
}

impl Search {
    fn has(&self, look: &Logged) -> bool {
        let day = look.at.get(..10).and_then(Day::parse);
        let is_of = |words: &Vec<String>| {
            look.whose.as_ref().is_none_or(|whose| whose.iter().any(|word| words.contains(word)))
        };
        let is_by = |name: &Name| Name::kept(&look.by).is_same_person(name);
        self.words.as_ref().is_none_or(is_of)
            && self.by.as_ref().is_none_or(is_by)
            && self.from.is_none_or(|from| day.is_some_and(|day| from <= day))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}

/// Some of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The looks that were asked for, each with the number of its line, first to last.
    pub found: Vec<(i64, Logged)>,
    /// Whether more were asked for, which are older.
    pub has_older: bool,
}

/// The log as far as it was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedLooks {
    /// How many looks there are.
    pub count: usize,
    /// The seal of the newest look; empty where there is none.
    pub newest_seal: String,
    /// Lines that are wrong, by number.
    pub faults: Vec<(i64, LookFault)>,
    /// The number of the newest look.
    newest: i64,
}

impl AccessFile {
    /// Logs a look, before anything is shown. Where it cannot be logged nothing may be shown: a look without a trace is
    /// what the log is there to prevent.
    ///
    /// # Errors
    ///
    /// When it cannot be logged.
    pub fn log(&self, ledger: &Ledger, look: Look) -> Result<(), AccessError> {
        let look = Logged::unsealed(ledger, look)?;
        self.add([look]).map_err(|why| why.as_not_logged(ledger))
    }

    /// Logs what somebody changed, within the change itself.
    pub(super) fn log_change(
        &self,
        author: &Author,
        command: String,
        reason: &str,
    ) -> Result<(), AccessError> {
        let Author { at, by, account } = author.clone();
        let (by, reason, whose) = (by.to_string(), reason.to_owned(), Some(Vec::new()));
        self.add([Logged { at, by, account, command, whose, reason, seal: String::new() }])
    }

    /// Seals looks, one behind the other, and keeps them all or none.
    pub(super) fn add(&self, looks: impl IntoIterator<Item = Logged>) -> Result<(), AccessError> {
        self.whole(|file| {
            let sql = "SELECT seal FROM look WHERE unread IS NULL ORDER BY no DESC LIMIT 1";
            let newest: Option<String> = file.rows(sql, (), |row| row.get(0))?.pop();
            let mut before = newest.unwrap_or_default();
            for look in looks {
                let look = look.after(&before);
                file.keep(&look)?;
                before = look.seal;
            }
            Ok(())
        })
    }

    /// Keeps a look as it is sealed.
    pub(super) fn keep(&self, look: &Logged) -> Result<(), AccessError> {
        let whose = look.whose.as_ref().map(|words| words.join(" "));
        let Logged { at, by, account, command, reason, seal, .. } = look;
        self.run(
            "INSERT INTO look(at, by, account, command, whose, reason, seal) \
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (at, by, account, command, whose, reason, seal),
        )
        .map(drop)
    }

    /// Keeps a line of an older log that is no look.
    pub(super) fn keep_unread(&self, line: &str) -> Result<(), AccessError> {
        let sql = "INSERT INTO look(at, by, account, command, reason, seal, unread) \
                   VALUES('', '', '', '', '', '', ?1)";
        self.run(sql, [line]).map(drop)
    }

    /// Looks that are asked for, the newest `most` of them.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    pub fn looks(&self, search: &Search, most: usize) -> Result<Looks, AccessError> {
        let mut looks = Looks::default();
        let sql = "SELECT at, by, account, command, whose, reason, seal, no FROM look \
                   WHERE unread IS NULL AND no < ?1 ORDER BY no DESC";
        self.each(sql, [search.before.unwrap_or(i64::MAX)], |row| {
            let look = read(row)?;
            if !search.has(&look) {
                return Ok(ControlFlow::Continue(()));
            }
            looks.has_older = looks.found.len() == most;
            if looks.has_older {
                return Ok(ControlFlow::Break(()));
            }
            looks.found.push((row.get(7)?, look));
            Ok(ControlFlow::Continue(()))
        })?;
        looks.found.reverse();
        Ok(looks)
    }

    /// Checks what came to the log behind what was checked; all of it behind [`CheckedLooks::default`]. Lines that were
    /// checked are not looked at again.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    pub fn check_looks(&self, mut checked: CheckedLooks) -> Result<CheckedLooks, AccessError> {
        let sql = "SELECT at, by, account, command, whose, reason, seal, no, unread FROM look \
                   WHERE no > ?1 ORDER BY no";
        self.each(sql, [checked.newest], |row| {
            let no = row.get(7)?;
            if row.get::<_, Option<String>>(8)?.is_some() {
                checked.faults.push((no, LookFault::NotALook));
                return Ok(ControlFlow::Continue(()));
            }
            let look = read(row)?;
            if look.sealed(&checked.newest_seal) != look.seal {
                checked.faults.push((no, LookFault::NotAsSealed));
            }
            checked.count += 1;
            (checked.newest, checked.newest_seal) = (no, look.seal);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(checked)
    }

    /// Whether the newest look of what was checked still stands where it stood: otherwise another log is in the place
    /// of that one.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    pub fn goes_on_from(&self, checked: &CheckedLooks) -> Result<bool, AccessError> {
        let with = (checked.newest, &checked.newest_seal);
        let sql = "SELECT 1 FROM look WHERE no = ?1 AND seal = ?2";
        Ok(!self.rows(sql, with, |_| Ok(()))?.is_empty())
    }

    /// Whether a line of the log has a seal that was noted.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn has_seal(&self, seal: &str) -> Result<bool, AccessError> {
        let rows = self.rows("SELECT 1 FROM look WHERE seal = lower(?1)", [seal], |_| Ok(()))?;
        Ok(!rows.is_empty())
    }
}

fn read(row: &Row) -> rusqlite::Result<Logged> {
    let whose: Option<String> = row.get(4)?;
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
    Ok(Logged {
        at: row.get(0)?,
        by: row.get(1)?,
        account: row.get(2)?,
        command: row.get(3)?,
        whose: whose.map(words),
        reason: row.get(5)?,
        seal: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn three() -> AccessFile {
        let file = AccessFile::in_memory(PathBuf::new()).unwrap();
        for by in ["Li", "Wu", "Chen"] {
            let author = Author::new("2026-03-02T09:14:05+08:00", Name::kept(by), "desk3");
            file.log_change(&author, "ledger balance".to_owned(), "").unwrap();
        }
        file
    }

    fn faults(change: &str) -> Vec<(i64, LookFault)> {
        let file = three();
        file.batch(change).unwrap();
        file.check_looks(CheckedLooks::default()).unwrap().faults
    }

    #[test]
    fn no_line_can_be_changed_moved_or_taken_out_but_the_last() {
        let wrong = |no| (no, LookFault::NotAsSealed);
        assert_eq!(faults(""), []);
        assert_eq!(faults("UPDATE look SET by = 'Bo' WHERE no = 2"), [wrong(2)]);
        assert_eq!(faults("DELETE FROM look WHERE no = 1"), [wrong(2)]);
        assert_eq!(faults("DELETE FROM look WHERE no = 2"), [wrong(3)]);
        assert_eq!(faults("UPDATE look SET no = 4 WHERE no = 2"), [wrong(3), wrong(4)]);
        // That the end is whole only a seal shows that was noted elsewhere.
        assert_eq!(faults("DELETE FROM look WHERE no = 3"), []);
    }

    #[test]
    fn the_newest_are_found_and_then_those_before_them() {
        let file = three();
        let page = |before: Option<i64>| {
            let looks = file.looks(&Search { before, ..Search::default() }, 2).unwrap();
            let by = looks.found.iter().map(|(_, look)| look.by.clone());
            (by.collect::<Vec<_>>(), looks.has_older)
        };
        assert_eq!(page(None), (vec!["Wu".to_owned(), "Chen".to_owned()], true));
        assert_eq!(page(Some(2)), (vec!["Li".to_owned()], false));
        let of_wu = Search { by: Some(Name::kept("ＷＵ")), ..Search::default() };
        assert_eq!(file.looks(&of_wu, 1).unwrap().found.len(), 1);
    }

    #[test]
    fn what_was_checked_is_not_looked_at_again_and_what_came_since_is() {
        let file = three();
        let checked = file.check_looks(CheckedLooks::default()).unwrap();
        assert!(checked.count == 3 && file.goes_on_from(&checked).unwrap());
        let author = Author::new("2026-03-02T09:15:00+08:00", Name::kept("Bo"), "desk3");
        file.log_change(&author, "ledger balance".to_owned(), "").unwrap();
        file.batch("UPDATE look SET by = 'Bo' WHERE no = 2").unwrap();
        let since = file.check_looks(checked.clone()).unwrap();
        assert_eq!((since.count, &since.faults), (4, &Vec::new()));
        assert_eq!(file.check_looks(CheckedLooks::default()).unwrap().faults.len(), 1);
        file.batch("UPDATE look SET by = 'Cai' WHERE no = 4").unwrap();
        assert_eq!(
            file.check_looks(checked.clone()).unwrap().faults,
            [(4, LookFault::NotAsSealed)]
        );
        file.batch("UPDATE look SET seal = '' WHERE no = 3").unwrap();
        assert!(!file.goes_on_from(&checked).unwrap());
    }
}

//! The log of looks: who saw the personal data of whom, when, by which command and why. It stands beside the ledger as
//! `LEDGER.access`, one look a line, and lines are only added.
//!
//! ```text
//! {"at":"2026-03-02T09:14:05+08:00","by":"Li","account":"desk3","command":"ledger balance",
//!  "whose":["4be1…"],"reason":"phone call","seal":"90ab…"}
//! ```
//!
//! Members are named by a word that only who has the key in the ledger can make from an id, so that the log itself
//! leaks nothing. Each line is sealed with the one before. Those who look at the same time wait for each other:
//! the file is locked while a line is added.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::LedgerError;
use super::{Ledger, Name, WAITS};
use crate::fingerprint::hex;

/// More than any line has.
const LONGEST: u64 = 1 << 20;

/// Whose data is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of people with these ids.
    Of(Vec<String>),
    /// That of all members.
    All,
}

/// A look, before it is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look<'l> {
    /// The moment, as the office's clock has it.
    pub at: String,
    /// Who looks.
    pub by: Name,
    /// The account of the operating system.
    pub account: String,
    /// By which command.
    pub command: &'l str,
    /// Whose data.
    pub whose: Whose,
    /// Why; empty where no reason was given.
    pub reason: String,
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

/// What is wrong with a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookFault {
    /// It is no look: it was cut off while it was written, or is of another program.
    NotALook,
    /// It was changed, or a line before it was taken out, put in or changed.
    NotAsSealed,
}

/// The log of looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Every look with the number of its line, first to last.
    pub looks: Vec<(usize, Logged)>,
    /// Lines that are wrong, by number.
    pub faults: Vec<(usize, LookFault)>,
}

impl Looks {
    /// The seal of the newest look; nothing where there is none.
    pub fn newest_seal(&self) -> Option<&str> {
        self.looks.last().map(|(_, look)| look.seal.as_str())
    }

    fn of(text: &str) -> Looks {
        let (mut looks, mut before) = (Looks::default(), String::new());
        for (no, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
            let Ok(look) = serde_json::from_str::<Logged>(line) else {
                looks.faults.push((no, LookFault::NotALook));
                continue;
            };
            if look.sealed(&before) != look.seal {
                looks.faults.push((no, LookFault::NotAsSealed));
            }
            before.clone_from(&look.seal);
            looks.looks.push((no, look));
        }
        looks
    }
}

impl Logged {
    /// What the seal has to be after a line with the seal `before`.
    fn sealed(&self, before: &str) -> String {
        let unsealed = Logged { seal: before.to_owned(), ..self.clone() };
        hex(&Sha256::digest(unsealed.line()))
    }

    fn line(&self) -> String {
        serde_json::to_string(self).expect("texts can be written")
    }
}

impl Ledger {
    /// Where the log of looks is.
    pub fn log_of_looks(&self) -> PathBuf {
        // Beside the file itself, as its journal, however it is linked.
        let place = self.path.canonicalize();
        let mut name = place.unwrap_or_else(|_| self.path.clone()).into_os_string();
        name.push(".access");
        PathBuf::from(name)
    }

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

    /// Logs a look, before anything is shown. Where it cannot be logged nothing may be shown: a look without a trace is
    /// what the log is there to prevent.
    ///
    /// # Errors
    ///
    /// When it cannot be logged.
    pub fn log_look(&self, look: Look) -> Result<(), LedgerError> {
        let whose = match look.whose {
            Whose::All => None,
            Whose::Of(ids) => self.look_words(&ids)?,
        };
        let logged = Logged {
            at: look.at,
            by: look.by.to_string(),
            account: look.account,
            command: look.command.to_owned(),
            whose,
            reason: look.reason,
            seal: String::new(),
        };
        let path = self.log_of_looks();
        append(&path, logged).map_err(|why| LedgerError::LookNotLogged { path, why })
    }

    /// The log of looks, with what is wrong with it.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn looks(&self) -> Result<Looks, LedgerError> {
        let path = self.log_of_looks();
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Looks::of(&String::from_utf8_lossy(&bytes))),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Looks::default()),
            Err(why) => Err(LedgerError::not_readable(&path, why)),
        }
    }
}

/// Adds a line to the log, and makes sure that it is on the disk.
fn append(path: &Path, look: Logged) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    lock(&file)?;
    let length = file.metadata()?.len();
    let (before, is_cut_off) = last_seal(&mut file, length)?;
    let look = Logged { seal: look.sealed(&before), ..look };
    // What was cut off is a line of its own, which `looks` reports.
    let line = format!("{}{}\n", if is_cut_off { "\n" } else { "" }, look.line());
    // The lock goes with the file.
    file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
        // A disk that is full leaves no half of a line; the first failure is reported.
        let _ = file.set_len(length);
    })
}

/// Waits until no other adds a line.
fn lock(file: &File) -> io::Result<()> {
    const STEP: Duration = Duration::from_millis(5);
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < WAITS => std::thread::sleep(STEP),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(why)) => return Err(why),
        }
    }
}

/// The seal of the last look of a file, and whether the last line was cut off.
fn last_seal(file: &mut File, length: u64) -> io::Result<(String, bool)> {
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let text = String::from_utf8_lossy(&end);
    let look = text.lines().rev().find_map(|line| serde_json::from_str::<Logged>(line).ok());
    let is_cut_off = !text.is_empty() && !text.ends_with('\n');
    Ok((look.map_or_else(String::new, |look| look.seal), is_cut_off))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(by: &str) -> Logged {
        Logged {
            at: "2026-03-02T09:14:05+08:00".into(),
            by: by.into(),
            account: "desk3".into(),
            command: "ledger balance".into(),
            whose: Some(vec!["4be1".into()]),
            reason: String::new(),
            seal: String::new(),
        }
    }

    fn three() -> (tempfile::TempDir, PathBuf, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.access");
        ["Li", "Wu", "Chen"].into_iter().for_each(|by| append(&path, look(by)).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        (folder, path, text)
    }

    #[test]
    fn no_line_can_be_changed_moved_or_taken_out_but_the_last() {
        let (_folder, _, text) = three();
        assert_eq!(Looks::of(&text).faults, []);
        let lines: Vec<&str> = text.lines().collect();
        let faults = |lines: &[&str]| Looks::of(&lines.join("\n")).faults;
        let changed = lines[1].replace("Wu", "Bo");
        let wrong = |no| (no, LookFault::NotAsSealed);
        assert_eq!(faults(&[lines[0], &changed, lines[2]]), [wrong(2)]);
        assert_eq!(faults(&[lines[1], lines[2]]), [wrong(1)]);
        assert_eq!(faults(&[lines[0], lines[2]]), [wrong(2)]);
        assert_eq!(faults(&[lines[0], lines[2], lines[1]]), [wrong(2), wrong(3)]);
        // That the end is whole only a seal shows that was noted elsewhere.
        assert_eq!(faults(&lines[..2]), []);
    }

    #[test]
    fn a_line_that_was_cut_off_is_reported_and_the_chain_goes_on() {
        let (_folder, path, text) = three();
        std::fs::write(&path, &text[..text.len() - 20]).unwrap();
        append(&path, look("Bo")).unwrap();
        let looks = Looks::of(&std::fs::read_to_string(&path).unwrap());
        let by: Vec<&str> = looks.looks.iter().map(|(_, look)| look.by.as_str()).collect();
        assert_eq!(by, ["Li", "Wu", "Bo"]);
        assert_eq!(looks.faults, [(3, LookFault::NotALook)]);
    }

    #[test]
    fn many_who_look_at_once_make_one_chain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.access");
        std::thread::scope(|scope| {
            for by in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    (0..5).for_each(|_| append(path, look(&by.to_string())).unwrap())
                });
            }
        });
        let looks = Looks::of(&std::fs::read_to_string(&path).unwrap());
        assert_eq!((looks.looks.len(), looks.faults), (40, vec![]));
    }
}

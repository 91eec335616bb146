//! What a command on a ledger was asked for, and what it comes to.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::Exit;
use crate::cli::account::account;
use crate::cli::arguments::as_json;
use crate::cli::error::CommandError;
use crate::cli::terminal::{one_line, print, tell_line};
use crate::cli::today::today;
use crate::date::Day;
use crate::ledger::{Access, Ledger, LedgerError, Name, Signed};
use crate::output::{OutputError, ProtectedFiles};
use crate::words::{Lang, Sentence};

/// What a command comes to.
pub(in crate::cli) type Done = Result<Exit, CommandError>;

/// What a command was asked for.
pub(in crate::cli) struct Asked<'a> {
    pub(in crate::cli) matches: &'a ArgMatches,
    pub(in crate::cli) lang: Lang,
}

impl Asked<'_> {
    pub(in crate::cli) fn path(&self, name: &str) -> &Path {
        self.matches.get_one::<PathBuf>(name).expect("required by the command")
    }

    pub(in crate::cli) fn text(&self, name: &str) -> Option<&str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// What no output may take the place of.
    pub(in crate::cli) fn kept(&self) -> ProtectedFiles {
        ProtectedFiles::default().and_ledger(self.path("file"))
    }

    /// Makes sure that a file that is read is none of those that are made and removed beside the ledger.
    pub(in crate::cli) fn spares(&self, name: &str) -> Result<(), OutputError> {
        ProtectedFiles::default().and([self.path(name)]).spares_beside(self.path("file"))
    }

    pub(in crate::cli) fn open(&self, access: Access) -> Result<Ledger, LedgerError> {
        let ledger = Ledger::open(self.path("file"), access)?;
        ledger.brought_up().iter().for_each(|told| self.tell(told));
        if let Some(run) = self.matches.try_get_one::<i64>("at-run").ok().flatten() {
            ledger.read_at_run((*run).into())?;
        }
        Ok(ledger)
    }

    /// The id under which the ledger knows a member who is asked for by an argument, however it is written.
    pub(in crate::cli) fn member(
        &self,
        ledger: &Ledger,
        name: &str,
    ) -> Result<String, LedgerError> {
        ledger.known_as(self.text(name).expect("required by the command"))
    }

    /// Who does something, on which day, and why; and who agrees. A notice about the day is printed.
    pub(in crate::cli) fn signed(&self, ledger: &Ledger) -> Result<Signed, LedgerError> {
        let on = match self.matches.try_get_one::<Day>("on").ok().flatten() {
            Some(on) => *on,
            None => {
                let (day, told) = ledger.usual_day_by(today())?;
                told.iter().for_each(|line| self.tell(line));
                day
            }
        };
        let reason = self.matches.try_get_one::<String>("reason").ok().flatten();
        let by = self.matches.get_one::<Name>("by").map(|by| &**by);
        let act = Signed::new(by, on, reason.map(String::as_str))?.from_account(&account());
        act.agreed_by(self.matches.try_get_one::<Name>("second").ok().flatten().cloned())
    }

    pub(in crate::cli) fn as_json(&self) -> bool {
        as_json(self.matches)
    }

    /// Writes data for a program.
    pub(in crate::cli) fn print_json(&self, value: &serde_json::Value) -> Exit {
        let text = serde_json::to_string_pretty(value).expect("what is told is text and numbers");
        self.print(&(text + "\n"))
    }

    /// Writes data for a person.
    pub(in crate::cli) fn print_lines(&self, lines: &[Sentence]) -> Exit {
        let text = lines.iter().map(|line| one_line(line, self.lang));
        self.print(&text.collect::<String>())
    }

    /// Writes one word for a program, as a key.
    pub(in crate::cli) fn print_word(&self, word: &str) -> Exit {
        self.print(&format!("{word}\n"))
    }

    fn print(&self, text: &str) -> Exit {
        if print(text, self.lang) { Exit::Done } else { Exit::Failed }
    }

    /// Prints what was done.
    pub(in crate::cli) fn tell(&self, what: &Sentence) {
        tell_line(what, self.lang);
    }
}

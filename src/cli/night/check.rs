//! `huzhu night --check`: what tonight's night would use, and whether it is there. Nothing is run, and nothing written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::order::Order;
use super::posted::used;
use crate::cli::Exit;
use crate::cli::terminal::{one_line, print, say, tell_line};
use crate::cli::today::today;
use crate::ledger::{Access, Ledger, LedgerError};
use crate::nightly::{FILES, Rules};
use crate::output::Outbox;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, data, night as words, system};

/// What is said of a night, and what is wrong.
#[derive(Default)]
struct Found {
    lines: Vec<Sentence>,
    faults: Vec<Sentence>,
}

pub(super) fn run(settings: &Path, mut order: Order, log: &Path) -> Exit {
    let lang = order.lang;
    let (book, rules, by) = match order.rules_and_author() {
        Ok(known) => known,
        Err(exit) => return exit,
    };
    let mut found = Found::default();
    let said = &mut found.lines;
    said.push(words::uses_settings(settings.display()));
    said.push(words::uses_rules(order.rules.display(), book.id(), rules.name()));
    found.files(&order);
    if let Err(why) = found.ledger(&mut order, (&book, &rules)) {
        found.faults.push(why.sentence());
    }
    found.places(&order, log);
    found.lines.push(words::uses_author(&*by));
    let threads = order.threads.map_or_else(words::as_many_as_there_are, number);
    found.lines.push(words::uses_limits(order.accept_rejects.unwrap_or(0), threads));
    found.print(lang)
}

fn number(number: u16) -> Sentence {
    Sentence::new(number.to_string(), number.to_string())
}

impl Found {
    /// Tonight's files.
    fn files(&mut self, order: &Order) {
        self.lines.push(words::uses_files(order.posted_on));
        for path in order.inputs.paths() {
            let size = |file: fs::Metadata| match file.is_file() {
                true => Ok(file.len()),
                false => Err(io::ErrorKind::IsADirectory.into()),
            };
            match fs::File::open(path).and_then(|file| file.metadata()).and_then(size) {
                Ok(size) => self.lines.push(words::uses_file(path.display(), size)),
                Err(why) => self.faults.push(data::unreadable(path.display(), system(&why))),
            }
        }
    }

    /// The ledger, and the folder that is named after its next run.
    fn ledger(
        &mut self,
        order: &mut Order,
        (book, rules): (&Book, &Rules),
    ) -> Result<(), LedgerError> {
        let path = order.ledger.clone();
        let ledger = Ledger::open(&path, Access::Read)?;
        ledger.belongs_to(book.id(), book.vocabulary().currency())?;
        match ledger.last_run()? {
            None => self.lines.push(words::uses_new_ledger(path.display())),
            Some(last) => {
                let line = words::uses_ledger(path.display(), last.no, last.posted_on);
                self.lines.push(line);
                ledger.is_open(order.posted_on)?;
                ledger.may_follow(order.posted_on, Some(today()))?;
                let is_other = ledger.rules(last.rules)?.is_none_or(|(hash, _)| hash != rules.hash);
                self.lines.extend(is_other.then(|| words::adopts_needed(rules.name())));
            }
        }
        drop(ledger);
        order.name_out()
    }

    /// Where the night writes.
    fn places(&mut self, order: &Order, log: &Path) {
        self.lines.push(words::uses_out(order.out.display()));
        self.lines.push(words::uses_log(log.display()));
        let kept = used(order).and_ledger(&order.ledger);
        let spared = Outbox::spares(&order.out, FILES, &kept).and_then(|()| kept.spares(log));
        self.faults.extend(spared.err().map(|why| why.sentence()));
        for path in [order.out.as_path(), log, &order.ledger] {
            let there = nearest(path);
            if !may_write(&there) {
                self.faults.push(words::may_not_write(there.display()));
            }
        }
    }

    fn print(self, lang: Lang) -> Exit {
        let lines = self.lines.iter().map(|line| one_line(line, lang)).collect::<String>();
        let printed = print(&lines, lang);
        self.faults.iter().for_each(|why| say(why, lang));
        let end = match self.faults.len() {
            0 => words::ready(),
            faults => words::not_ready(faults),
        };
        tell_line(&end, lang);
        if printed && self.faults.is_empty() { Exit::Done } else { Exit::Failed }
    }
}

/// What is there of a path: itself, or the folder in which the rest would be made.
fn nearest(path: &Path) -> PathBuf {
    let mut above = path.ancestors().filter(|above| !above.as_os_str().is_empty());
    above.find(|above| above.exists()).unwrap_or(Path::new(".")).to_owned()
}

/// Whether this account may write there, as the system says.
#[cfg(unix)]
fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.permissions().readonly())
}

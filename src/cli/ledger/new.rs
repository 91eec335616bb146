//! `huzhu ledger new FILE`: a new ledger; with `--facts DIR` it begins with what was said by hand elsewhere.

use std::path::PathBuf;

use clap::Command;

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::account::account;
use crate::cli::error::CommandError;
use crate::cli::today::today;
use crate::ledger::{Ledger, ManualFactsFile};
use crate::output::ProtectedFiles;
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let facts = named("facts", "DIR", words::arg_new_facts(), lang);
    Command::new("new")
        .about(words::about_new().text(lang).to_owned())
        .arg(file(lang))
        .arg(facts.value_parser(clap::value_parser!(PathBuf)))
}

pub(super) fn run(asked: &Asked) -> Done {
    let path = asked.path("file");
    let Some(folder) = asked.matches.get_one::<PathBuf>("facts") else {
        Ledger::create(path)?;
        asked.tell(&words::made(path.display()));
        return Ok(Exit::Done);
    };
    let manual_facts = folder.join(ManualFactsFile::NAME);
    let read = ProtectedFiles::default().and([&manual_facts]);
    read.spares(path)?;
    read.spares_beside(path)?;
    let file = ManualFactsFile::read(&manual_facts, today()).map_err(CommandError::NothingTaken)?;
    Ledger::create_from(path, &file, &account())?;
    asked.tell(&words::made_with(path.display(), file.len(), folder.display()));
    asked.tell(&words::made_unpaid());
    Ok(Exit::Done)
}

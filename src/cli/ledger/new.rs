//! `huzhu ledger new FILE`: a new ledger.

use clap::Command;

use super::{Asked, Done, Exit, file};
use crate::ledger::Ledger;
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("new").about(words::about_new().text(lang).to_owned()).arg(file(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let path = asked.path("file");
    Ledger::create(path)?;
    asked.tell(&words::made(path.display()));
    Ok(Exit::Done)
}

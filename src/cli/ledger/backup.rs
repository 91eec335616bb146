//! `huzhu ledger backup FILE TO`: a copy of the ledger as it is now.

use clap::Command;

use super::arguments::{file, place};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::{Exit, looks};
use crate::ledger::Access;
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("backup")
        .about(words::about_backup().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("to", "TO", words::arg_backup(), lang))
        .args(looks::looker(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let to = asked.path("to");
    asked.kept().spares(to)?;
    let ledger = asked.open(Access::Read)?;
    looks::log(&ledger, asked.matches, "ledger backup", Whose::All)?;
    ledger.back_up(to)?;
    asked.tell(&words::backed_up(to.display()));
    Ok(Exit::Done)
}

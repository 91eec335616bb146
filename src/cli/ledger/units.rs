//! `huzhu ledger units FILE CSV --by NAME`: how many people units declared.

use clap::Command;

use super::arguments::{by, file, on, place};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::ledger::Access;
use crate::statistics;
use crate::words::{Lang, receipts as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("units")
        .about(words::about_units().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_units(), lang))
        .args([by(lang), on(lang)])
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let read = statistics::read_units(&mut ledger, asked.path("csv"), &act)
        .map_err(CommandError::NothingTaken)?;
    asked.tell(&words::units_read(read.added, read.known));
    Ok(Exit::Done)
}

//! `huzhu ledger payees FILE CSV --by NAME`: where money of members goes.

use clap::Command;

use super::arguments::{by, file, place};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::ledger::Access;
use crate::payment;
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("payees")
        .about(words::about_payees().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_payees(), lang))
        .arg(by(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let read = payment::read_payees(&mut ledger, asked.path("csv"), &act)
        .map_err(CommandError::NothingTaken)?;
    asked.tell(&words::payees_read(read.added, read.known));
    Ok(Exit::Done)
}

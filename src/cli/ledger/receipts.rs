//! `huzhu ledger receipts FILE CSV --by NAME`: contributions that came in.

use clap::Command;

use super::arguments::{by, file, on, place};
use super::asked::{Asked, Done};
use crate::accounting::{self, Terms};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::ledger::Access;
use crate::nightly::readjudicate::newest_rules;
use crate::words::{Lang, receipts as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("receipts")
        .about(words::about_receipts().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_receipts(), lang))
        .args([by(lang), on(lang)])
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let mut ledger = asked.open(Access::Write)?;
    let book = newest_rules(&ledger)?;
    let terms = Terms {
        plans: book.vocabulary().plans().to_vec(),
        editions: book.editions().iter().map(|edition| edition.id().to_owned()).collect(),
    };
    let act = asked.signed(&ledger)?;
    let read = accounting::read_receipts(&mut ledger, asked.path("csv"), &terms, &act)
        .map_err(CommandError::NothingTaken)?;
    let moved = ledger.show(read.moved)?;
    asked.tell(&words::receipts_read(read.added, read.corrected, read.known, moved));
    Ok(Exit::Done)
}

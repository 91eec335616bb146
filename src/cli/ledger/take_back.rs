//! `huzhu ledger take-back FILE --by NAME --reason TEXT`: the newest run, where it posted nothing.

use clap::Command;

use super::arguments::{by, file, on, reason};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::ledger::Access;
use crate::words::{Lang, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_take_back().text(lang).to_owned();
    let act = [by(lang), reason(lang).required(true), on(lang)];
    Command::new("take-back").about(about).arg(file(lang)).args(act)
}

pub(super) fn run(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let (run, day) = ledger.take_back(act)?;
    asked.tell(&words::taken_back(run, day));
    Ok(Exit::Done)
}

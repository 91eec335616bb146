//! `huzhu ledger take-back FILE RUN --by NAME --reason TEXT`: the newest run, where nothing of it was released.

use clap::Command;

use super::arguments::{by, file, on, reason, run_number};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::ledger::Access;
use crate::payment::{self, TakenBack};
use crate::words::{Lang, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    let about = words::about_take_back().text(lang).to_owned();
    let act = [by(lang), reason(lang).required(true), on(lang)];
    Command::new("take-back").about(about).arg(file(lang)).arg(run_number(lang)).args(act)
}

pub(super) fn run(asked: &Asked) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let run = *asked.matches.get_one::<i64>("run").expect("required by the command");
    let TakenBack { run, posted_on, payments, total } =
        payment::take_back(&mut ledger, run.into(), act)?;
    asked.tell(&words::taken_back(run, posted_on, payments, ledger.show(total)?));
    Ok(Exit::Done)
}

//! `huzhu ledger confirmed FILE CSV --by NAME`: what the bank's result file says of payments.

use clap::{ArgAction, Command};

use super::arguments::{by, file, named, on, once_more, place};
use super::asked::{Asked, Done};
use super::bank;
use super::returned::{tell_day, told};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::ledger::Access;
use crate::payment::{self, PaymentError};
use crate::words::{Lang, ledger, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    let word = |name, help| {
        named(name, "TEXT", help, lang).action(ArgAction::Append).conflicts_with("bank")
    };
    Command::new("confirmed")
        .about(words::about_confirmed().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_confirmed(), lang))
        .arg(by(lang))
        .arg(on(lang))
        .args(bank::of_results(lang))
        .arg(word("ok", words::arg_ok()))
        .arg(word("failed", words::arg_failed()))
        .arg(once_more(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let order = bank::result_order(asked, bank::format(asked)?, false);
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let read = payment::read_results(&mut ledger, asked.path("csv"), &act, &order);
    let read = read.map_err(CommandError::NothingTaken)?;
    if let Some(day) = &read.before {
        asked.tell(&ledger::returns_known(day));
        return Ok(Exit::Done);
    }
    let total = ledger.show(read.total).map_err(PaymentError::BookedNotReported)?;
    asked.tell(&words::results_read(read.confirmed, total));
    tell_day(asked, act.on);
    if read.returned.returned > 0 {
        told(asked, &ledger, &read.returned)?;
    }
    Ok(Exit::Done)
}

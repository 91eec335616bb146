//! `huzhu ledger returned FILE CSV --by NAME`: payments that the bank could not make.

use clap::Command;

use super::arguments::{by, file, on, once_more, place};
use super::asked::{Asked, Done};
use super::bank;
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::date::Day;
use crate::ledger::{Access, Ledger};
use crate::payment::{self, PaymentError, ReturnsRead};
use crate::words::{Lang, ledger as words, payments};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("returned")
        .about(words::about_returned().text(lang).to_owned())
        .arg(file(lang))
        .arg(place("csv", "CSV", words::arg_returned(), lang))
        .arg(by(lang))
        .arg(on(lang))
        .args(bank::of_results(lang).map(|arg| match arg.get_id() == "run" {
            true => arg.requires("bank"),
            false => arg,
        }))
        .arg(once_more(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    asked.spares("csv")?;
    let format = bank::format(asked)?;
    let mut ledger = asked.open(Access::Write)?;
    let (act, csv) = (asked.signed(&ledger)?, asked.path("csv"));
    let read = match format {
        None => {
            let once_more = asked.matches.get_flag("once-more");
            payment::read_returns(&mut ledger, csv, &act, once_more)
        }
        Some(format) => {
            let order = bank::result_order(asked, Some(format), true);
            payment::read_results(&mut ledger, csv, &act, &order).map(|read| read.returned)
        }
    };
    let read = read.map_err(CommandError::NothingTaken)?;
    match &read.before {
        Some(day) => asked.tell(&words::returns_known(day)),
        None => {
            told(asked, &ledger, &read)?;
            tell_day(asked, act.on);
        }
    }
    Ok(Exit::Done)
}

/// Prints the day that a file of the bank was booked for, where the command names none.
pub(super) fn tell_day(asked: &Asked, on: Day) {
    if !asked.matches.contains_id("on") {
        asked.tell(&payments::booked_for(on));
    }
}

/// Prints what came back, and what of it the bank had confirmed.
pub(super) fn told(asked: &Asked, ledger: &Ledger, read: &ReturnsRead) -> Result<(), PaymentError> {
    let total = ledger.show(read.total).map_err(PaymentError::BookedNotReported)?;
    asked.tell(&words::returns_read(read.returned, total));
    for (id, day) in &read.confirmed {
        asked.tell(&payments::was_confirmed(id, day));
    }
    if read.of_debtors > 0 {
        asked.tell(&payments::back_of_debtors(read.of_debtors));
    }
    Ok(())
}

//! `huzhu ledger lock FILE MONTH` and `unlock`: months of posting, closed and opened again.

use std::str::FromStr;

use clap::{Arg, Command};

use super::arguments::{by, file, on, reason};
use super::asked::{Asked, Done};
use crate::accounting::AccountingError;
use crate::cli::Exit;
use crate::ledger::{Access, Ledger, LedgerError, Month, Signed};
use crate::payment::{self, PaymentError};
use crate::words::{Lang, Sentence, ledger as words};

pub(super) fn lock(lang: Lang) -> Command {
    command("lock", words::about_lock(), lang)
}

pub(super) fn unlock(lang: Lang) -> Command {
    command("unlock", words::about_unlock(), lang)
}

fn command(name: &'static str, about: Sentence, lang: Lang) -> Command {
    let month = Arg::new("month").value_name("YYYY-MM").required(true);
    Command::new(name)
        .about(about.text(lang).to_owned())
        .arg(file(lang))
        .arg(month.value_parser(Month::from_str).help(words::arg_month().text(lang).to_owned()))
        .arg(by(lang))
        .arg(reason(lang).required(true))
        .arg(on(lang))
}

pub(super) fn run(
    asked: &Asked,
    act: fn(&mut Ledger, Month, Signed) -> Result<(), AccountingError>,
    done: fn(Month) -> Sentence,
    besides: fn(&Ledger, Month) -> Result<Vec<Sentence>, LedgerError>,
) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let month = *asked.matches.get_one::<Month>("month").expect("required by the command");
    let signed = asked.signed(&ledger)?;
    act(&mut ledger, month, signed)?;
    asked.tell(&done(month));
    let besides = besides(&ledger, month).map_err(PaymentError::BookedNotReported)?;
    besides.iter().for_each(|line| asked.tell(line));
    Ok(Exit::Done)
}

/// What runs of a month prepared that is not with the bank. It does not keep the month from closing: it
/// is released for a day of a later one.
pub(super) fn not_with_the_bank(
    ledger: &Ledger,
    month: Month,
) -> Result<Vec<Sentence>, LedgerError> {
    let mut told = Vec::new();
    for run in payment::run_totals(ledger)? {
        if Month::of(run.posted_on) != month || run.taken_back.is_some() {
            continue;
        }
        let (no, show) = (run.no, |amount| ledger.show(amount));
        let (held, returned) = (run.held, run.returned);
        if run.released.is_none() && run.held.payments > 0 {
            told.push(words::month_unreleased(no, run.held.payments, show(run.held.total)?));
        }
        if run.released.is_some() && held.payments + returned.payments > 0 {
            let total = show(held.total + returned.total)?;
            told.push(words::month_held(no, held.payments + returned.payments, total));
        }
    }
    Ok(told)
}

//! `huzhu ledger lock FILE MONTH` and `unlock`: months of posting, closed and opened again.

use std::str::FromStr;

use clap::{Arg, Command};

use super::{Asked, Done, Exit, by, file, on, reason};
use crate::ledger::{Access, Ledger, Month, Signed};
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
    act: fn(&mut Ledger, Month, Signed) -> Result<(), Sentence>,
    done: fn(Month) -> Sentence,
) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let month = *asked.matches.get_one::<Month>("month").expect("required by the command");
    let signed = asked.signed(&ledger)?;
    act(&mut ledger, month, signed)?;
    asked.tell(&done(month));
    Ok(Exit::Done)
}

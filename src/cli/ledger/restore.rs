//! `huzhu ledger restore BACKUP FILE --sent BANK.csv ... | --nothing-sent`: a backup in the place of a ledger.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgGroup, Command};

use super::arguments::{by, place, reason};
use super::asked::{Asked, Done};
use super::bank;
use crate::cli::Exit;
use crate::cli::account::account;
use crate::cli::error::CommandError;
use crate::ledger::{Name, RunId};
use crate::output::ProtectedFiles;
use crate::payment::{self, Restore, Restored};
use crate::words::{Lang, banks, owed, payments as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("restore")
        .about(words::about_restore().text(lang).to_owned())
        .arg(place("backup", "BACKUP", words::arg_restore_backup(), lang))
        .arg(place("file", "FILE", words::arg_restore_to(), lang))
        .arg(
            Arg::new("sent")
                .long("sent")
                .value_name("BANK.csv")
                .action(ArgAction::Append)
                .value_parser(clap::value_parser!(PathBuf))
                .help(words::arg_sent().text(lang).to_owned()),
        )
        .arg(
            Arg::new("returned")
                .long("returned")
                .value_name("BACK.csv")
                .action(ArgAction::Append)
                .value_parser(clap::value_parser!(PathBuf))
                .help(words::arg_restore_returned().text(lang).to_owned()),
        )
        .arg(
            Arg::new("nothing-sent")
                .long("nothing-sent")
                .action(ArgAction::SetTrue)
                .help(words::arg_nothing_sent().text(lang).to_owned()),
        )
        .args(bank::arguments(banks::arg_restore_bank(), lang).map(|arg| arg.requires("returned")))
        .group(ArgGroup::new("since").args(["sent", "nothing-sent"]).required(true))
        .args([by(lang), reason(lang).required(true)])
}

pub(super) fn run(asked: &Asked) -> Done {
    let to = asked.path("file");
    let files = |name: &str| -> Vec<PathBuf> {
        asked.matches.get_many(name).into_iter().flatten().cloned().collect()
    };
    let (sent, returned) = (files("sent"), files("returned"));
    let read = ProtectedFiles::default().and([asked.path("backup")]);
    let read = read.and(sent.iter().chain(&returned).map(PathBuf::as_path));
    read.spares(to)?;
    let bank = bank::format(asked)?;
    let restored = payment::restore(&Restore {
        backup: asked.path("backup"),
        to,
        sent: &sent,
        returned: &returned,
        bank: bank.as_ref(),
        by: asked.matches.get_one::<Name>("by").expect("required by the command"),
        reason: asked.text("reason").expect("required by the command"),
        login: &account(),
    })
    .map_err(CommandError::Refused)?;
    let Restored { last_run, last_day, kept, booked, total, known, carried, to_book_again } =
        restored;
    asked.tell(&match last_run {
        RunId::BEFORE_ALL => words::restored_empty(to.display()),
        _ => {
            let last_day = last_day.map_or_else(String::new, |day| day.to_string());
            words::restored(to.display(), last_run, last_day)
        }
    });
    if let Some(kept) = &kept {
        asked.tell(&words::restored_kept(kept.display()));
        if to_book_again > 0 {
            asked.tell(&owed::book_again(to_book_again, kept.display()));
        }
    }
    if booked + known > 0 {
        asked.tell(&words::restored_sent(booked, total, known));
    }
    if carried > 0 {
        asked.tell(&words::restored_carried(carried));
    }
    asked.tell(&words::restored_next());
    Ok(Exit::Done)
}

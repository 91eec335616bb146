//! `huzhu ledger archive FILE --before DATE --to FILE`: what is old enough to go, in a file of its own.

use std::path::PathBuf;

use clap::{Arg, Command};

use super::arguments::{file, named};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::Exit;
use crate::cli::arguments::day;
use crate::cli::looks;
use crate::date::Day;
use crate::ledger::Access;
use crate::payment::{self, Archived};
use crate::words::{Lang, privacy as words};

/// The day before which nothing more was done about a person.
pub(super) fn before(lang: Lang) -> Arg {
    let before = named("before", "DATE", words::arg_archive_before(), lang);
    before.required(true).value_parser(day)
}

pub(super) fn command(lang: Lang) -> Command {
    let to = named("to", "FILE", words::arg_archive_to(), lang);
    Command::new("archive")
        .about(words::about_archive().text(lang).to_owned())
        .arg(file(lang))
        .arg(before(lang))
        .arg(to.required(true).value_parser(clap::value_parser!(PathBuf)))
        .args(looks::looker(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let to = asked.path("to");
    asked.kept().spares(to)?;
    let ledger = asked.open(Access::Read)?;
    let before = *asked.matches.get_one::<Day>("before").expect("required by the command");
    looks::log(&ledger, asked.matches, "ledger archive", Whose::All)?;
    let Archived { people, postings, open, sha256 } = payment::archive(&ledger, before, to)?;
    match sha256 {
        Some(sha256) => asked.tell(&words::archived(people, postings, to.display(), sha256)),
        None => asked.tell(&words::nothing_to_dispose()),
    }
    if open > 0 {
        asked.tell(&words::open_people(open));
    }
    Ok(Exit::Done)
}

//! `huzhu ledger dispose FILE --before DATE --by NAME --second NAME --reason TEXT`: personal data that is old enough
//! goes for good.

use std::path::PathBuf;

use clap::Command;

use super::archive::before;
use super::arguments::{by, file, named, on, reason, second};
use super::asked::{Asked, Done};
use crate::cli::Exit;
use crate::date::Day;
use crate::ledger::Access;
use crate::payment::{self, Disposal, DisposalOutcome};
use crate::words::{Lang, privacy as words};

pub(super) fn command(lang: Lang) -> Command {
    let archived = named("archived", "FILE", words::arg_archived(), lang);
    Command::new("dispose")
        .about(words::about_dispose().text(lang).to_owned())
        .arg(file(lang))
        .arg(before(lang))
        .arg(archived.value_parser(clap::value_parser!(PathBuf)))
        .args([by(lang), second(lang), reason(lang).required(true), on(lang)])
}

pub(super) fn run(asked: &Asked) -> Done {
    let archive = asked.matches.get_one::<PathBuf>("archived").cloned();
    let before = *asked.matches.get_one::<Day>("before").expect("required by the command");
    let mut ledger = asked.open(Access::Write)?;
    let signed = asked.signed(&ledger)?;
    let done = payment::dispose(&mut ledger, &Disposal { before, archive }, signed)?;
    let DisposalOutcome { people, postings, open } = done;
    if people == 0 {
        asked.tell(&words::nothing_to_dispose());
    } else {
        asked.tell(&words::disposed(people, postings));
        asked.tell(&words::copies_remain());
    }
    if open > 0 {
        asked.tell(&words::open_people(open));
    }
    Ok(Exit::Done)
}

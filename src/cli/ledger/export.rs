//! `huzhu ledger export FILE --to FILE.journal`: for accountants and actuaries.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};

use super::{Asked, Done, Exit, file, named};
use crate::exchange::Kept;
use crate::ledger::{Access, Journal};
use crate::words::{Lang, ledger as words, program};

pub(super) fn command(lang: Lang) -> Command {
    let to = |name, value, help| {
        named(name, value, help, lang).value_parser(clap::value_parser!(PathBuf))
    };
    Command::new("export")
        .about(words::about_export().text(lang).to_owned())
        .arg(file(lang))
        .arg(to("to", "FILE.journal", words::arg_journal()).required(true))
        .arg(to("entries", "FILE.csv", words::arg_entries()))
        .arg(
            Arg::new("full-ids")
                .long("full-ids")
                .action(ArgAction::SetTrue)
                .help(words::arg_full_ids().text(lang).to_owned()),
        )
}

pub(super) fn run(asked: &Asked) -> Done {
    let to = asked.path("to");
    let entries = asked.matches.get_one::<PathBuf>("entries").map(PathBuf::as_path);
    let kept = asked.kept();
    kept.spares(to)?;
    if let Some(entries) = entries {
        kept.spares(entries)?;
        let is_other = Kept::default().and([to]).spares(entries);
        is_other.map_err(|_| program::outputs_are_one(to.display(), entries.display()))?;
    }
    asked.open(Access::Read)?.export(&Journal {
        to,
        entries,
        full_ids: asked.matches.get_flag("full-ids"),
    })?;
    asked.tell(&words::exported(to.display()));
    Ok(Exit::Done)
}

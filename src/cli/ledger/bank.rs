//! `--bank NAME [--bank-formats FILE]`: the form in which a bank takes files and writes results.

use std::path::{Path, PathBuf};

use clap::Arg;

use super::arguments::named;
use super::asked::Asked;
use crate::cli::error::CommandError;
use crate::cli::lines::mistakes;
use crate::ledger::RunId;
use crate::output::ProtectedFiles;
use crate::payment::{BankFormat, FormatError, ResultOrder, bank_format};
use crate::scheme::Source;
use crate::words::{Lang, Sentence, banks as words, payments};

/// Where formats are, where no other file is named.
const USUAL: &str = "huzhu.toml";

pub(super) fn arguments(help: Sentence, lang: Lang) -> [Arg; 2] {
    let formats = named("bank-formats", "FILE", words::arg_bank_formats(), lang);
    let formats = formats.value_parser(clap::value_parser!(PathBuf)).requires("bank");
    [named("bank", "NAME", help, lang), formats]
}

/// The format that is asked for, if one is.
pub(super) fn format(asked: &Asked) -> Result<Option<BankFormat>, CommandError> {
    let Some(name) = asked.text("bank") else { return Ok(None) };
    let path = path(asked);
    ProtectedFiles::default().and([path]).spares_beside(asked.path("file"))?;
    if !path.exists() {
        return Err(CommandError::Refused(vec![words::no_formats(path.display())]));
    }
    let source = Source::read_one(path);
    let source = source.map_err(|why| CommandError::Refused(vec![why.sentence()]))?;
    match bank_format(source, name) {
        Ok(format) => Ok(Some(format)),
        Err(FormatError::Mistakes(file)) => Err(CommandError::Refused(mistakes(&file))),
        Err(why) => Err(CommandError::Refused(vec![why.sentence()])),
    }
}

/// The file with the formats.
pub(super) fn path<'a>(asked: &'a Asked) -> &'a Path {
    asked.matches.get_one::<PathBuf>("bank-formats").map_or(Path::new(USUAL), PathBuf::as_path)
}

/// What is asked about a file of the bank, whichever command reads it.
pub(super) fn of_results(lang: Lang) -> [Arg; 5] {
    let number = |name, help| {
        let number = clap::value_parser!(u32).range(1..);
        named(name, "NUMBER", help, lang).value_parser(number).requires("run")
    };
    let run = named("run", "RUN", payments::arg_serial_run(), lang);
    let [bank, formats] = arguments(words::arg_results_bank(), lang);
    [
        bank,
        formats,
        run.value_parser(clap::value_parser!(i64)),
        number("release", payments::arg_which_release()),
        number("part", words::arg_part()),
    ]
}

/// How a file of the bank is read.
pub(super) fn result_order(
    asked: &Asked,
    bank: Option<BankFormat>,
    returns_alone: bool,
) -> ResultOrder {
    let number = |name| {
        let number = asked.matches.get_one::<u32>(name);
        number.and_then(|number| usize::try_from(*number).ok())
    };
    let texts = |name| {
        let texts = asked.matches.try_get_many::<String>(name).ok().flatten();
        texts.into_iter().flatten().cloned().collect()
    };
    ResultOrder {
        ok: texts("ok"),
        failed: texts("failed"),
        run: asked.matches.get_one::<i64>("run").map(|run| RunId::from(*run)),
        release: number("release"),
        part: number("part"),
        bank,
        returns_alone,
        once_more: asked.matches.get_flag("once-more"),
    }
}

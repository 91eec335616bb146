//! Arguments that several commands on a ledger have.

use std::path::PathBuf;

use clap::{Arg, ArgAction};

use crate::cli::arguments::day_until_today;
use crate::cli::error::ArgumentError;
use crate::ledger::{Name, reason_of};
use crate::words::{Lang, Sentence, acts, ledger as words, payments};

/// The ledger.
pub(in crate::cli) fn file(lang: Lang) -> Arg {
    place("file", "FILE", words::file(), lang)
}

/// A file by its position.
pub(in crate::cli) fn place(
    name: &'static str,
    value: &'static str,
    help: Sentence,
    lang: Lang,
) -> Arg {
    Arg::new(name)
        .value_name(value)
        .required(true)
        .value_parser(clap::value_parser!(PathBuf))
        .help(help.text(lang).to_owned())
}

/// The number of a run by its position.
pub(in crate::cli) fn run_number(lang: Lang) -> Arg {
    Arg::new("run")
        .value_name("RUN")
        .required(true)
        .value_parser(clap::value_parser!(i64))
        .help(words::arg_run().text(lang).to_owned())
}

/// The run after which the ledger is looked at.
pub(in crate::cli) fn at_run(lang: Lang) -> Arg {
    named("at-run", "RUN", acts::arg_at_run(), lang).value_parser(clap::value_parser!(i64))
}

/// A text by its position.
pub(in crate::cli) fn place_text(
    name: &'static str,
    value: &'static str,
    help: Sentence,
    lang: Lang,
) -> Arg {
    Arg::new(name).value_name(value).required(true).help(help.text(lang).to_owned())
}

/// A text behind its name.
pub(in crate::cli) fn named(
    name: &'static str,
    value: &'static str,
    help: Sentence,
    lang: Lang,
) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
}

pub(in crate::cli) fn by(lang: Lang) -> Arg {
    named("by", "NAME", words::arg_by(), lang).value_parser(Name::new).required(true)
}

pub(in crate::cli) fn second(lang: Lang) -> Arg {
    named("second", "NAME", acts::arg_second(), lang).value_parser(Name::new)
}

pub(in crate::cli) fn reason(lang: Lang) -> Arg {
    let why = |text: &str| match reason_of(text)? {
        text if text.is_empty() => Err(ArgumentError::NoReason),
        text => Ok(text),
    };
    named("reason", "TEXT", words::arg_reason(), lang).value_parser(why)
}

pub(in crate::cli) fn on(lang: Lang) -> Arg {
    named("on", "DATE", words::arg_on(), lang).value_parser(day_until_today)
}

/// Whether ids are printed whole.
pub(in crate::cli) fn full_ids(lang: Lang) -> Arg {
    Arg::new("full-ids")
        .long("full-ids")
        .action(ArgAction::SetTrue)
        .help(payments::arg_ids().text(lang).to_owned())
}

/// Whether payments came back once more.
pub(in crate::cli) fn once_more(lang: Lang) -> Arg {
    Arg::new("once-more")
        .long("once-more")
        .action(ArgAction::SetTrue)
        .help(payments::arg_once_more().text(lang).to_owned())
}

//! Arguments that several commands have, and how their values are read.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches};

use super::error::ArgumentError;
use super::today::today;
use crate::date::Day;
use crate::intake::Inputs;
use crate::ledger::has_come;
use crate::money::{Currency, Money};
use crate::office_files::Encoding;
use crate::words::{Lang, Sentence, office_files, program};

/// The rule files that most commands begin with.
pub(super) fn rules(lang: Lang) -> Arg {
    Arg::new("rules")
        .value_name("RULES")
        .required(true)
        .value_parser(clap::value_parser!(PathBuf))
        .help(program::rules().text(lang).to_owned())
}

/// `--format text|json`.
pub(super) fn format(lang: Lang) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("text|json")
        .value_parser(["text", "json"])
        .default_value("text")
        .hide_possible_values(true)
        .hide_default_value(true)
        .action(ArgAction::Set)
        .help(program::format().text(lang).to_owned())
}

/// Whether the format is JSON.
pub(super) fn as_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "json")
}

/// A day, as an argument.
pub(super) fn day(text: &str) -> Result<Day, ArgumentError> {
    Day::parse(text).ok_or_else(|| ArgumentError::NotADay { text: text.to_owned() })
}

/// A day that has come, as an argument.
pub(super) fn day_until_today(text: &str) -> Result<Day, ArgumentError> {
    Ok(has_come(day(text)?, today())?)
}

/// An amount of zero or more, in the currency of the rules.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, ArgumentError> {
    match currency.parse(text)? {
        amount if amount < Money::ZERO => {
            Err(ArgumentError::NegativeAmount { text: text.to_owned() })
        }
        amount => Ok(amount),
    }
}

/// The files of an office: those of a folder, or each by its name; nothing where one is missing.
pub(super) fn inputs(matches: &ArgMatches) -> Option<Inputs> {
    let file = |name| matches.get_one::<PathBuf>(name).cloned();
    let inputs = match file("data") {
        Some(folder) => Inputs::in_folder(&folder),
        None => {
            let mut bills = matches.get_many::<PathBuf>("bills")?.cloned();
            let files = [file("members")?, file("enrolments")?, bills.next()?];
            Inputs { lines: file("lines"), more_bills: bills.collect(), ..Inputs::of(files) }
        }
    };
    let import = file("import").or(inputs.import);
    Some(Inputs { import, encoding: encoding(matches), ..inputs })
}

/// A path behind its name.
pub(super) fn path(name: &'static str, value: &'static str, help: Sentence, lang: Lang) -> Arg {
    let arg = Arg::new(name).long(name).value_name(value);
    arg.value_parser(clap::value_parser!(PathBuf)).help(help.text(lang).to_owned())
}

/// How the letters of files are written, where it is said.
pub(super) fn encoding(matches: &ArgMatches) -> Option<Encoding> {
    matches.get_one::<String>("encoding").and_then(|name| Encoding::named(name))
}

/// What is said about the office's own files.
pub(super) fn of_office_files(lang: Lang) -> [Arg; 2] {
    let encoding = Arg::new("encoding").long("encoding").value_name("utf-8|gb18030");
    let names = Encoding::ALL.map(|(name, _)| name);
    let encoding = encoding.value_parser(names).hide_possible_values(true);
    [
        path("import", "FILE", office_files::import_file(), lang),
        encoding.help(office_files::encoding_of_files().text(lang).to_owned()),
    ]
}

/// The three files.
pub(super) fn of_files(lang: Lang) -> [Arg; 5] {
    let files = ["members", "enrolments", "bills", "lines"];
    [
        path("data", "DIR", program::batch_data(), lang).conflicts_with_all(files),
        path("members", "FILE", program::batch_members(), lang),
        path("enrolments", "FILE", program::batch_enrolments(), lang),
        path("bills", "FILE", program::batch_bills(), lang).action(ArgAction::Append),
        path("lines", "FILE", program::batch_lines(), lang),
    ]
}

/// How many threads.
pub(super) fn threads(lang: Lang) -> Arg {
    Arg::new("threads")
        .long("threads")
        .help(program::batch_threads().text(lang).to_owned())
        .value_name("N")
        .value_parser(clap::value_parser!(u16).range(1..=1024))
}

/// How many rejected rows are an ordinary night.
pub(super) fn accept_rejects(lang: Lang) -> Arg {
    Arg::new("accept-rejects")
        .long("accept-rejects")
        .help(program::batch_accept_rejects().text(lang).to_owned())
        .value_name("N")
        .value_parser(clap::value_parser!(u64))
}

/// Lists of those who are left with much in a year.
pub(super) fn of_own_cost(lang: Lang) -> [Arg; 3] {
    let arg = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
    };
    let full_ids = Arg::new("full-ids").long("full-ids").action(ArgAction::SetTrue);
    [
        arg("hardship", "AMOUNT", program::batch_hardship()),
        arg("hardship-share", "SHARE", program::batch_hardship_share()),
        full_ids.requires("own-cost").help(program::batch_full_ids().text(lang).to_owned()),
    ]
}

/// Either list, or both: only they have ids.
pub(super) fn own_cost() -> ArgGroup {
    ArgGroup::new("own-cost").args(["hardship", "hardship-share"]).multiple(true)
}

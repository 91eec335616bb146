//! The arguments of `huzhu replay`, in the order in which help shows them, and their values.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use crate::cli::arguments::{format, of_office_files};
use crate::scenario::AddedBills;
use crate::words::{Lang, Sentence, program, replay as words};

/// Draws of members by default: the ends of an interval are then the 25th from either end.
const REPLICATES: &str = "1000";
/// Cells of fewer members are merged by default.
const LEAST_MEMBERS: &str = "5";
/// What a member is left with in a year, in whole units of the currency, above which the member is counted.
const ABOVE: &str = "30000";
/// Whose added bills may be.
pub(super) const WHOSE: [AddedBills; 2] = [AddedBills::SameMembers, AddedBills::OtherMembers];

pub(in crate::cli) fn command(lang: Lang) -> Command {
    let arguments = Arguments { lang };
    let command = Command::new("replay").about(words::about().text(lang).to_owned());
    let command = arguments.rules(command);
    let command = arguments.history(command);
    let command = arguments.scope(command);
    let command = arguments.trend(command);
    let command = arguments.figures(command);
    arguments.output(command).mut_args(|arg| match arg.get_action().takes_values() {
        true => arg.hide_default_value(true), // The help of an argument names its default in both languages.
        false => arg,
    })
}

/// Makes arguments with their help in one language.
#[derive(Clone, Copy)]
struct Arguments {
    lang: Lang,
}

impl Arguments {
    fn text(self, name: &'static str, value: &'static str, help: Sentence) -> Arg {
        Arg::new(name).long(name).value_name(value).help(help.text(self.lang).to_owned())
    }

    fn texts(self, name: &'static str, value: &'static str, help: Sentence) -> Arg {
        self.text(name, value, help).action(ArgAction::Append)
    }

    fn path(self, name: &'static str, value: &'static str, help: Sentence) -> Arg {
        self.text(name, value, help).value_parser(clap::value_parser!(PathBuf))
    }

    fn flag(self, name: &'static str, help: Sentence) -> Arg {
        let help = help.text(self.lang).to_owned();
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    }

    fn rate(self, name: &'static str, help: Sentence) -> Arg {
        let arg = self.texts(name, "[CATEGORY,YEAR=]RATE", help);
        arg.allow_hyphen_values(true).requires("grow-to")
    }

    fn rules(self, command: Command) -> Command {
        command
            .arg(self.text("baseline", "RULES[@EDITION]", words::baseline()).required(true))
            .arg(self.texts("scenario", "[NAME=]RULES[@EDITION]", words::scenario()))
            .arg(self.texts("patch", "[NAME=]FILE", words::patch()))
            .arg(self.texts("set", "[NAME=]KEY=VALUE", words::set()))
            .arg(self.texts("sweep", "KEY=FROM..TO:STEP", words::sweep()))
            .arg(self.texts("solve", "KEY for FIGURE = TARGET", words::solve()))
            .arg(self.text("over", "NAME", words::over()))
            .arg(self.flag("provisions", words::provisions()))
            .arg(self.text("stress", "SHARE", words::stress()))
    }

    fn history(self, command: Command) -> Command {
        let data = self.path("data", "DIR", program::batch_data());
        let file = |name, help| self.path(name, "FILE", help);
        let bills = file("bills", program::batch_bills()).conflicts_with("ledger");
        let office = of_office_files(self.lang).map(|arg| arg.conflicts_with("ledger"));
        command
            .arg(data.conflicts_with_all(["members", "enrolments", "bills", "lines", "ledger"]))
            .arg(file("members", program::batch_members()).conflicts_with("ledger"))
            .arg(file("enrolments", program::batch_enrolments()).conflicts_with("ledger"))
            .arg(bills.action(ArgAction::Append))
            .arg(file("lines", program::batch_lines()).conflicts_with("ledger"))
            .args(office)
            .arg(file("ledger", words::ledger()))
            .arg(self.path("out", "DIR", program::batch_out()).required(true))
            .arg(self.text("question", "TEXT", words::question()))
            .arg(self.text("author", "NAME", words::author()))
            .arg(self.text("dated", "DATE", words::dated()))
    }

    fn scope(self, command: Command) -> Command {
        command
            .arg(self.text("unit", "PATH", words::unit()))
            .arg(self.path("only", "FILE", words::only()))
            .arg(self.text("from", "DATE", words::from()))
            .arg(self.text("to", "DATE", words::to()))
            .arg(self.text("valued-on", "DATE", words::valued_on()))
            .arg(self.text("sample", "SHARE", words::sample()))
    }

    fn trend(self, command: Command) -> Command {
        let whose = self.text("more-bills", "WHOSE", words::more_bills());
        let to = self.text("grow-to", "YEAR", words::grow_to()).requires("growing");
        command
            .arg(self.rate("grow", words::grow()))
            .arg(self.rate("grow-bills", words::grow_bills()).requires("more-bills"))
            .arg(whose.requires("grow-bills").value_parser(WHOSE.map(AddedBills::code)))
            .arg(to.value_parser(clap::value_parser!(i32).range(1900..=9999)))
            .group(ArgGroup::new("growing").args(["grow", "grow-bills"]).multiple(true))
    }

    fn figures(self, command: Command) -> Command {
        let bootstrap = self.text("bootstrap", "N", words::bootstrap());
        let seed = self.text("seed", "S", words::seed());
        let least_members = self.text("least-members", "N", words::least_members());
        command
            .arg(self.text("opening", "AMOUNT", words::opening()).allow_hyphen_values(true))
            .arg(self.text("above", "AMOUNT", words::above()).default_value(ABOVE))
            .arg(
                bootstrap
                    .value_parser(clap::value_parser!(u32).range(..=100_000))
                    .default_value(REPLICATES),
            )
            .arg(seed.value_parser(clap::value_parser!(u64)).default_value("1"))
            .arg(least_members.value_parser(clap::value_parser!(u64)).default_value(LEAST_MEMBERS))
    }

    fn output(self, command: Command) -> Command {
        let threads = self.text("threads", "N", program::batch_threads());
        command
            .arg(self.path("key", "FILE", words::key()).conflicts_with("full-ids"))
            .arg(self.flag("full-ids", words::full_ids()))
            .arg(self.flag("by-bill", words::by_bill()).requires("full-ids"))
            .arg(threads.value_parser(clap::value_parser!(u16).range(1..=1024)))
            .arg(format(self.lang))
    }
}

/// A file, where it is given.
pub(super) fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

/// A text, where it is given.
pub(super) fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// Every text that is given under one name.
pub(super) fn texts<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
}

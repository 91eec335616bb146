//! The program: one file a command. Data goes to stdout, everything else to stderr.

mod account;
mod arguments;
mod batch;
mod check;
mod check_code;
mod claim_state;
mod error;
mod excel;
mod exit;
mod explain;
mod fhir;
mod fmt;
mod generate;
mod ledger;
mod lines;
mod looks;
mod map;
mod new;
mod night;
mod notice;
mod preview;
mod print;
mod progress;
mod pseudonymise;
mod rejects;
mod replay;
mod rules;
mod schema;
mod serve;
mod sheets;
mod terminal;
mod test;
mod test_coverage;
mod test_mutation;
mod today;
mod users;

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

pub use exit::Exit;

use error::ArgumentError;
use terminal::say;

use crate::ledger::InputError;
use crate::money::MoneyError;
use crate::words::{Lang, Sentence, program};

/// Runs the program with these arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let lang = lang(&arguments);
    match command(lang).try_get_matches_from(&arguments) {
        Ok(matches) => dispatch(&matches, lang),
        Err(error) => match before_command(&error, &arguments, lang) {
            Some(option) => {
                say(&option, lang);
                Exit::Misused
            }
            None => complain(&error, lang),
        },
    }
}

fn dispatch(matches: &ArgMatches, lang: Lang) -> Exit {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, lang),
        Some(("test", matches)) => test::run(matches, lang),
        Some(("new", matches)) => new::run(matches, lang),
        Some(("fmt", matches)) => fmt::run(matches, lang),
        Some(("print", matches)) => print::run(matches, lang),
        Some(("schema", matches)) => schema::run(matches, lang),
        Some(("batch", matches)) => batch::run(matches, lang),
        Some(("night", matches)) => night::run(matches, lang),
        Some(("preview", matches)) => preview::run(matches, lang),
        Some(("replay", matches)) => replay::run(matches, lang),
        Some(("generate", matches)) => generate::run(matches, lang),
        Some(("map", matches)) => map::run(matches, lang),
        Some(("excel", matches)) => excel::run(matches, lang),
        Some(("pseudonymise", matches)) => pseudonymise::run(matches, lang),
        Some(("fhir", matches)) => fhir::run(matches, lang),
        Some(("explain", matches)) => explain::run(matches, lang),
        Some(("notice", matches)) => notice::run(matches, lang),
        Some(("serve", matches)) => serve::run(matches, lang),
        Some(("users", matches)) => users::run(matches, lang),
        Some(("ledger", matches)) => ledger::run(matches, lang),
        _ => unreachable!("a command is required"),
    }
}

/// Help lists the arguments of all commands after those of a command.
const LAST: usize = 100;

fn command(lang: Lang) -> Command {
    let say = |sentence: Sentence| sentence.text(lang).to_owned();
    let command = Command::new("huzhu")
        .about(say(program::about()))
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("zh|en")
                .value_parser(["zh", "en"])
                .hide_possible_values(true)
                .global(true)
                .display_order(LAST)
                .help(say(program::lang())),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .global(true)
                .display_order(LAST)
                .help(say(program::help())),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(LAST)
                .help(say(program::version())),
        )
        .subcommands(commands(lang));
    in_one_language(command, lang)
}

/// The commands, in the order of the help.
fn commands(lang: Lang) -> [Command; 20] {
    [
        check::command(lang),
        test::command(lang),
        new::command(lang),
        fmt::command(lang),
        print::command(lang),
        schema::command(lang),
        batch::command(lang),
        night::command(lang),
        preview::command(lang),
        replay::command(lang),
        generate::command(lang),
        map::command(lang),
        excel::command(lang),
        pseudonymise::command(lang),
        fhir::command(lang),
        explain::command(lang),
        notice::command(lang),
        serve::command(lang),
        users::command(lang),
        ledger::command(lang),
    ]
}

/// The help of a command in one language, with one look for every command.
fn in_one_language(command: Command, lang: Lang) -> Command {
    let say = |sentence: Sentence| sentence.text(lang).to_owned();
    let usage = program::usage();
    let template =
        "{about-with-newline}\n".to_owned() + usage.text(lang) + ": {usage}\n\n{all-args}";
    command
        .help_template(template)
        .subcommand_help_heading(say(program::commands()))
        .mut_args(|arg| {
            let heading = match arg.is_positional() {
                true => program::arguments(),
                false => program::options(),
            };
            let arg = in_chinese(arg, lang);
            arg.help_heading(say(heading))
        })
        .mut_subcommands(|inner| in_one_language(inner, lang))
}

/// An argument whose value help texts name in Chinese, where that is the language.
fn in_chinese(arg: Arg, lang: Lang) -> Arg {
    let names = arg.get_value_names().unwrap_or_default();
    let chinese: Vec<String> = names.iter().map(|name| program::value_name(name)).collect();
    match lang {
        Lang::Chinese if !chinese.is_empty() => arg.value_names(chinese),
        Lang::Chinese | Lang::English => arg,
    }
}

/// The language of `--lang`, or else of the locale. Found before the arguments are parsed, since
/// messages about them are in it too.
fn lang(arguments: &[std::ffi::OsString]) -> Lang {
    let text = |at: usize| arguments.get(at).and_then(|argument| argument.to_str());
    let asked = (0..arguments.len()).find_map(|at| match text(at)? {
        "--lang" => text(at + 1),
        argument => argument.strip_prefix("--lang="),
    });
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let locale = locale.filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    let asked = asked.filter(|asked| ["zh", "en"].contains(asked));
    match asked.or(locale.as_deref()) {
        Some(lang) if lang.starts_with("zh") => Lang::Chinese,
        _ => Lang::English,
    }
}

/// Why a value that our own code reads is refused.
fn sentence_of_value(why: &(dyn Error + 'static)) -> Option<Sentence> {
    let of_argument = why.downcast_ref().map(ArgumentError::sentence);
    let of_money = || why.downcast_ref().map(MoneyError::sentence);
    let of_ledger = || why.downcast_ref().map(InputError::sentence);
    of_argument.or_else(of_money).or_else(of_ledger).or_else(|| why.downcast_ref().cloned())
}

/// What to say of an option that stands before the command which knows it: where it belongs.
fn before_command(
    error: &clap::Error,
    arguments: &[std::ffi::OsString],
    lang: Lang,
) -> Option<Sentence> {
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let all = commands(lang);
    let named = |word: &str| all.iter().find(|command| command.get_name() == word);
    let mut words = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    let mut is_before = false;
    let command = words.find_map(|word| {
        is_before |= word.split('=').next() == Some(unknown);
        named(word)
    })?;
    let name = unknown.strip_prefix("--")?;
    let knows = command.get_arguments().any(|argument| argument.get_long() == Some(name));
    let is_known_there = error.kind() == ErrorKind::UnknownArgument && is_before && knows;
    is_known_there.then(|| program::before_command(unknown, command.get_name()))
}

/// Prints what is wrong with the arguments, in one sentence of ours.
fn complain(error: &clap::Error, lang: Lang) -> Exit {
    let about = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let argument = about(ContextKind::InvalidArg);
    // A value that our own code reads has a sentence of its own.
    if let Some(why) = error.source().and_then(sentence_of_value) {
        say(&why, lang);
        return Exit::Misused;
    }
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return terminal::help(error, lang);
        }
        ErrorKind::MissingRequiredArgument => program::missing_argument(argument),
        ErrorKind::InvalidSubcommand => {
            program::unknown_command(about(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => program::missing_command(),
        ErrorKind::UnknownArgument => program::unknown_argument(argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match about(ContextKind::InvalidValue).as_str() {
                "" => program::missing_value(argument),
                value => match about(ContextKind::ValidValue).as_str() {
                    "" => program::bad_value(value, argument),
                    known => program::value_not_known(value, argument, known),
                },
            }
        }
        ErrorKind::ArgumentConflict => match about(ContextKind::PriorArg) {
            same if same == argument => program::given_twice(argument),
            other => program::conflict(argument, other),
        },
        _ => program::wrong_use(error.kind()),
    };
    say(&sentence, lang);
    Exit::Misused
}

//! The program: one file a command. Data goes to stdout, everything else to stderr.

mod account;
mod batch;
mod check;
mod explain;
mod generate;
mod ledger;
mod night;
mod notice;
mod preview;
mod progress;
mod replay;
mod terminal;
mod test;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

use terminal::{one_line, print, say, tell, tell_line};

use crate::date::Day;
use crate::fingerprint::{Fingerprint, sha256};
use crate::scheme::{Book, BookError, Source};
use crate::words::{Lang, Sentence, program};

/// How the program ends; a scheduler acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All rows are decided, all rules are right, all cases hold.
    Done,
    /// It failed, and nothing of this run is visible.
    Failed,
    /// Wrong use, or invalid rules.
    Misused,
    /// Done, and some rows are rejected.
    Rejected,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Misused => 2,
            Exit::Rejected => 3,
        })
    }
}

/// Runs the program with these arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let lang = lang(&arguments);
    match command(lang).try_get_matches_from(arguments) {
        Ok(matches) => dispatch(&matches, lang),
        Err(error) => complain(&error, lang),
    }
}

fn dispatch(matches: &ArgMatches, lang: Lang) -> Exit {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, lang),
        Some(("test", matches)) => test::run(matches, lang),
        Some(("batch", matches)) => batch::run(matches, lang),
        Some(("preview", matches)) => preview::run(matches, lang),
        Some(("replay", matches)) => replay::run(matches, lang),
        Some(("generate", matches)) => generate::run(matches, lang),
        Some(("explain", matches)) => explain::run(matches, lang),
        Some(("notice", matches)) => notice::run(matches, lang),
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
        .subcommands([
            check::command(lang),
            test::command(lang),
            batch::command(lang),
            preview::command(lang),
            replay::command(lang),
            generate::command(lang),
            explain::command(lang),
            notice::command(lang),
            ledger::command(lang),
        ]);
    in_one_language(command, lang)
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

/// Today, in the time zone of the office.
fn today() -> Day {
    Day::from(jiff::ZonedDateTime::now().date())
}

/// A day that has come, as an argument.
fn day_until_today(text: &str) -> Result<Day, Sentence> {
    let day = Day::parse(text).ok_or_else(|| crate::words::rules::not_a_date(text))?;
    crate::ledger::has_come(day, today())
}

/// The rules, and the content of their files.
fn book(path: &Path) -> Result<(Book, Vec<Fingerprint>), BookError> {
    let sources = Source::read(path)?;
    let rules = sources.iter().map(fingerprint).collect();
    Ok((Book::compile(sources)?, rules))
}

fn fingerprint(source: &Source) -> Fingerprint {
    let file = source.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Fingerprint { file, sha256: sha256(source.text.as_bytes()) }
}

/// Prints why there are no rules.
fn refuse(why: &BookError, lang: Lang) -> Exit {
    match why {
        BookError::File(why) => say(&why.sentence(), lang),
        BookError::Rules(files) => files.iter().for_each(|file| tell(&file.render(lang))),
    }
    Exit::Misused
}

/// The rule files that most commands begin with.
fn rules(lang: Lang) -> Arg {
    Arg::new("rules")
        .value_name("RULES")
        .required(true)
        .value_parser(clap::value_parser!(std::path::PathBuf))
        .help(program::rules().text(lang).to_owned())
}

/// `--format text|json`.
fn format(lang: Lang) -> Arg {
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
fn as_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "json")
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

/// Prints what is wrong with the arguments, in one sentence of ours.
fn complain(error: &clap::Error, lang: Lang) -> Exit {
    let about = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let argument = about(ContextKind::InvalidArg);
    // A value that our own code reads has a sentence of its own.
    if let Some(why) = error.source().and_then(|why| why.downcast_ref::<Sentence>()) {
        say(why, lang);
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

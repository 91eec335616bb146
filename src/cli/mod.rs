//! The program: one file a command. What is data goes to stdout, all else to stderr.

mod batch;
mod check;
mod preview;
mod test;

use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::words::{Lang, program};

/// How the program ends, for whoever runs it at night.
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
        _ => unreachable!("a command is required"),
    }
}

fn command(lang: Lang) -> Command {
    let say = |sentence: crate::words::Sentence| sentence.text(lang).to_owned();
    Command::new("huzhu")
        .about(say(program::about()))
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("zh|en")
                .value_parser(["zh", "en"])
                .global(true)
                .help(say(program::lang())),
        )
        .subcommands([
            check::command(lang),
            test::command(lang),
            batch::command(lang),
            preview::command(lang),
        ])
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
        .action(ArgAction::Set)
        .help(program::format().text(lang).to_owned())
}

/// Whether `--format json` is asked for.
fn as_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "json")
}

/// The language asked for by `--lang`, or else by the locale. Looked for before the arguments are
/// parsed, since complaints about them are in it too.
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

/// Says what is wrong with the arguments, in one sentence of ours.
fn complain(error: &clap::Error, lang: Lang) -> Exit {
    let about = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let argument = about(ContextKind::InvalidArg);
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let asked = error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return if asked { Exit::Done } else { Exit::Misused };
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
        ErrorKind::ArgumentConflict => program::conflict(argument, about(ContextKind::PriorArg)),
        _ => program::wrong_use(error.kind()),
    };
    say(&sentence, lang);
    Exit::Misused
}

/// Writes one sentence to stderr.
fn say(sentence: &crate::words::Sentence, lang: Lang) {
    tell(&format!("huzhu: {}\n", sentence.text(lang)));
}

/// Writes text to stderr. That nobody can read it changes nothing: the exit code tells too.
fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes data to stdout, and returns whether it could be written, or says why not. A reader who
/// has gone away is no failure.
fn print(text: &str, lang: Lang) -> bool {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            say(&program::output_not_writable(why), lang);
            false
        }
        _ => true,
    }
}

//! `huzhu night`: the night of an office, as its `huzhu.toml` says. `huzhu batch --ledger` is the same night with all
//! of it on the command line.

mod check;
mod log;
mod order;
mod posted;
mod settings;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use self::log::NightLog;
use self::order::Order;
use self::settings::{NAME, Settings};
use super::Exit;
use super::arguments::{
    accept_rejects, as_json, encoding, format, inputs, of_files, of_office_files, path, threads,
};
use super::rules::refuse;
use super::terminal::{say, tell, tell_line};
use crate::intake::Inputs;
use crate::ledger::{Name, write_together};
use crate::scheme::Source;
use crate::words::{Lang, Sentence, night as words};

/// What `--init` writes.
const FIRST: &str = include_str!("huzhu.toml");
/// The ledger that it names.
const FIRST_LEDGER: &str = "city.ledger";

pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: Sentence| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help.text(lang).to_owned())
    };
    Command::new("night")
        .about(words::about_night().text(lang).to_owned())
        .arg(path("config", "FILE", words::arg_config(), lang))
        .arg(flag("init", words::arg_init()).conflicts_with("check"))
        .arg(flag("check", words::arg_check()))
        .arg(path("rules", "RULES", words::arg_rules(), lang))
        .args(of_files(lang))
        .args(of_office_files(lang))
        .arg(path("ledger", "FILE", words::arg_ledger(), lang))
        .arg(path("out", "DIR", words::arg_out(), lang))
        .arg(path("log", "FILE", words::arg_log(), lang))
        .args(order::arguments(lang))
        .args([threads(lang), accept_rejects(lang)])
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let path = matches.get_one::<PathBuf>("config").map_or(Path::new(NAME), PathBuf::as_path);
    if matches.get_flag("init") {
        return init(path, lang);
    }
    let settings = match read(path, lang) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let lang = match matches.contains_id("lang") {
        true => lang,
        false => settings.lang.unwrap_or(lang),
    };
    let (order, log) = (ordered(matches, &settings, lang), log_of(matches, &settings));
    let log = log.unwrap_or_else(|| order.ledger.with_file_name("huzhu.log"));
    match matches.get_flag("check") {
        true => check::run(path, order, &log),
        false => logged(order, &log),
    }
}

/// The night on the command line of `batch --ledger`.
pub(super) fn of_batch(matches: &ArgMatches, inputs: &Inputs, lang: Lang) -> Exit {
    posted::run(&Order::of(matches, inputs, lang), None)
}

/// What `batch` is asked of a night.
pub(super) fn of_ledger(lang: Lang) -> Vec<Arg> {
    let ledger =
        order::ledger(lang).conflicts_with_all(["explain", "hardship", "hardship-share", "on"]);
    let others = order::arguments(lang).into_iter().map(|arg| arg.requires("ledger"));
    [ledger].into_iter().chain(others).collect()
}

/// The settings in a file; what is wrong with them is told.
fn read(path: &Path, lang: Lang) -> Result<Settings, Exit> {
    if !path.exists() {
        say(&words::no_settings(path.display()), lang);
        return Err(Exit::Misused);
    }
    let source = Source::read_one(path).map_err(|why| refuse(&why, lang))?;
    Settings::read(source).map_err(|file| {
        tell(&file.render(lang));
        Exit::Misused
    })
}

/// What the night is asked to do: as the command line says, and else as the file does.
fn ordered(matches: &ArgMatches, settings: &Settings, lang: Lang) -> Order {
    let path =
        |name, of_file: &PathBuf| matches.get_one::<PathBuf>(name).unwrap_or(of_file).clone();
    let posted_on = order::posted_on(matches);
    let of_file = settings.inputs(posted_on);
    Order {
        rules: path("rules", &settings.rules),
        inputs: inputs(matches).unwrap_or_else(|| {
            let [members, enrolments, bills] = [
                ("members", &of_file.members),
                ("enrolments", &of_file.enrolments),
                ("bills", &of_file.bills),
            ]
            .map(|(name, of_file)| path(name, of_file));
            let of_command = |name| matches.get_one::<PathBuf>(name).cloned();
            let more_bills = matches.get_many::<PathBuf>("bills").into_iter().flatten().skip(1);
            Inputs {
                lines: of_command("lines").or(of_file.lines),
                more_bills: more_bills.cloned().collect(),
                import: of_command("import").or(of_file.import),
                encoding: encoding(matches),
                ..Inputs::of([members, enrolments, bills])
            }
        }),
        ledger: path("ledger", &settings.ledger),
        out: path("out", &settings.out()),
        run: None,
        by: matches.get_one::<Name>("by").or(settings.by.as_ref()).cloned(),
        posted_on,
        adopt: matches.get_one::<String>("adopt").cloned(),
        adopt_only: matches.get_one::<PathBuf>("adopt-only").cloned(),
        rehearse: matches.get_flag("rehearse"),
        threads: matches.get_one::<u16>("threads").copied().or(settings.threads),
        accept_rejects: matches.get_one("accept-rejects").copied().or(settings.accept_rejects),
        json: as_json(matches),
        lang,
    }
}

fn log_of(matches: &ArgMatches, settings: &Settings) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("log").or(settings.log.as_ref()).cloned()
}

/// The night, with what it does told to the log.
fn logged(mut order: Order, log: &Path) -> Exit {
    let lang = order.lang;
    let kept = posted::used(&order).and_ledger(&order.ledger);
    if let Err(why) = kept.spares(log) {
        say(&why.sentence(), lang);
        return Exit::Failed;
    }
    let kind = if order.rehearse { " rehearse=yes" } else { "" };
    let said = format!(
        "posted_on={} ledger={:?} huzhu={}{kind}",
        order.posted_on,
        order.ledger,
        env!("CARGO_PKG_VERSION")
    );
    let log = match NightLog::begin(log, &said) {
        Ok(log) => log,
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            return Exit::Failed;
        }
    };
    let exit = match order.name_out() {
        Ok(()) => posted::run(&order, Some(&log)),
        Err(why) => {
            say(&why.sentence(), lang);
            Exit::Failed
        }
    };
    let broken = log.end(exit).map(|why| why.sentences());
    broken.iter().flatten().for_each(|why| say(why, lang));
    exit
}

/// Writes settings to begin with.
fn init(path: &Path, lang: Lang) -> Exit {
    match write_together(&[(path.to_owned(), FIRST.as_bytes().to_vec())]) {
        Ok(()) => {
            tell_line(&words::settings_written(path.display()), lang);
            let ledger = path.with_file_name(FIRST_LEDGER);
            tell_line(&words::then_make(ledger.display()), lang);
            Exit::Done
        }
        Err(why) => {
            say(&why.sentence(), lang);
            Exit::Failed
        }
    }
}

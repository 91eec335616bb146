//! `huzhu ledger ...`: one file a command.

mod as_of;
mod backup;
mod balance;
mod export;
mod hold;
mod impact;
mod month;
mod new;
mod pairs;
mod payees;
mod payments;
mod release;
mod restore;
mod returned;
mod roll_forward;
mod runs;
pub(super) mod facts;
mod say;
mod take_back;
mod verify;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::account::account;
use super::{Exit, day_until_today, one_line, print, say, tell_line, today};
use crate::accounting::{self, AccountingError};
use crate::date::Day;
use crate::ledger::{Access, Ledger, LedgerError, Name, Signed, reason_of};
use crate::output::{OutputError, ProtectedFiles};
use crate::payment::{HoldAct, PaymentError};
use crate::words::{Lang, Sentence, acts, ledger as words, rules as rule_words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("ledger")
        .about(words::about().text(lang).to_owned())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands([
            new::command(lang),
            runs::command(lang),
            balance::command(lang),
            as_of::command(lang),
            verify::command(lang),
            release::command(lang),
            payments::command(lang),
            payees::command(lang),
            returned::command(lang),
            month::lock(lang),
            month::unlock(lang),
            roll_forward::command(lang),
            export::command(lang),
            backup::command(lang),
            restore::command(lang),
            impact::command(lang),
            say::an_override(lang),
            say::opening(lang),
            say::same_person(lang),
            pairs::command(lang),
            facts::command(lang),
            take_back::command(lang),
        ])
        .subcommands(hold::commands(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let (name, matches) = matches.subcommand().expect("a command is required");
    let asked = Asked { matches, lang };
    let done = match name {
        "new" => new::run(&asked),
        "runs" => runs::run(&asked),
        "balance" => balance::run(&asked),
        "as-of" => as_of::run(&asked),
        "verify" => verify::run(&asked),
        "release" => release::run(&asked),
        "payments" => payments::run(&asked),
        "hold" => hold::run(&asked, HoldAct::Hold),
        "stop" => hold::run(&asked, HoldAct::Stop),
        "unhold" => hold::run(&asked, HoldAct::Unhold),
        "take-back" => take_back::run(&asked),
        "payees" => payees::run(&asked),
        "returned" => returned::run(&asked),
        "lock" => {
            month::run(&asked, accounting::lock, words::month_locked, month::not_with_the_bank)
        }
        "unlock" => {
            month::run(&asked, accounting::unlock, words::month_unlocked, |_, _| Ok(Vec::new()))
        }
        "roll-forward" => roll_forward::run(&asked),
        "export" => export::run(&asked),
        "backup" => backup::run(&asked),
        "restore" => restore::run(&asked),
        "impact" => return impact::run(&asked),
        "override" => say::run(&asked, say::overridden),
        "opening" => say::run(&asked, say::opened),
        "same-person" => say::run(&asked, say::joined),
        "pairs" => pairs::run(&asked),
        "facts" => facts::run(&asked),
        _ => unreachable!("the command has no other"),
    };
    done.unwrap_or_else(|reasons| {
        reasons.0.iter().for_each(|why| say(why, lang));
        Exit::Failed
    })
}

/// Why a command failed.
struct Reasons(Vec<Sentence>);

impl From<Sentence> for Reasons {
    fn from(why: Sentence) -> Reasons {
        Reasons(vec![why])
    }
}

impl From<OutputError> for Reasons {
    fn from(why: OutputError) -> Reasons {
        Reasons(vec![why.sentence()])
    }
}

impl From<LedgerError> for Reasons {
    fn from(why: LedgerError) -> Reasons {
        Reasons(vec![why.sentence()])
    }
}

impl From<PaymentError> for Reasons {
    fn from(why: PaymentError) -> Reasons {
        Reasons(vec![why.sentence()])
    }
}

impl From<AccountingError> for Reasons {
    fn from(why: AccountingError) -> Reasons {
        Reasons(vec![why.sentence()])
    }
}

impl From<Vec<Sentence>> for Reasons {
    fn from(reasons: Vec<Sentence>) -> Reasons {
        Reasons(reasons)
    }
}

/// Mistakes of a file, and that nothing of it was taken in.
fn with_count(mut reasons: Vec<Sentence>) -> Reasons {
    reasons.push(words::nothing_taken(reasons.len()));
    Reasons(reasons)
}

/// What a command comes to.
type Done = Result<Exit, Reasons>;

/// What a command was asked for.
struct Asked<'a> {
    matches: &'a ArgMatches,
    lang: Lang,
}

impl Asked<'_> {
    fn path(&self, name: &str) -> &Path {
        self.matches.get_one::<PathBuf>(name).expect("required by the command")
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.matches.get_one::<String>(name).map(String::as_str)
    }

    /// What no output may take the place of.
    fn kept(&self) -> ProtectedFiles {
        ProtectedFiles::default().and_ledger(self.path("file"))
    }

    /// Makes sure that a file that is read is none of those that are made and removed beside the ledger.
    fn spares(&self, name: &str) -> Result<(), Sentence> {
        Ok(ProtectedFiles::default().and([self.path(name)]).spares_beside(self.path("file"))?)
    }

    fn open(&self, access: Access) -> Result<Ledger, Sentence> {
        let ledger = Ledger::open(self.path("file"), access)?;
        ledger.brought_up().iter().for_each(|told| self.tell(told));
        Ok(ledger)
    }

    /// The id under which the ledger knows a member who is asked for by an argument, however it is written.
    fn member(&self, ledger: &Ledger, name: &str) -> Result<String, Sentence> {
        Ok(ledger.known_as(self.text(name).expect("required by the command"))?)
    }

    /// Who does something, on which day, and why; and who agrees. A notice about the day is printed.
    fn signed(&self, ledger: &Ledger) -> Result<Signed, Sentence> {
        let on = match self.matches.try_get_one::<Day>("on").ok().flatten() {
            Some(on) => *on,
            None => {
                let (day, told) = ledger.usual_day_by(today())?;
                told.iter().for_each(|line| self.tell(line));
                day
            }
        };
        let reason = self.matches.try_get_one::<String>("reason").ok().flatten();
        let by = self.matches.get_one::<Name>("by").map(|by| &**by);
        let act = Signed::new(by, on, reason.map(String::as_str))?.from_account(&account());
        Ok(act.agreed_by(self.matches.try_get_one::<Name>("second").ok().flatten().cloned())?)
    }

    fn as_json(&self) -> bool {
        super::as_json(self.matches)
    }

    /// Writes data for a program.
    fn print_json(&self, value: &serde_json::Value) -> Exit {
        let text = serde_json::to_string_pretty(value).expect("what is told is text and numbers");
        self.print(&(text + "\n"))
    }

    /// Writes data for a person.
    fn print_lines(&self, lines: &[Sentence]) -> Exit {
        let text = lines.iter().map(|line| one_line(line, self.lang));
        self.print(&text.collect::<String>())
    }

    fn print(&self, text: &str) -> Exit {
        if print(text, self.lang) { Exit::Done } else { Exit::Failed }
    }

    /// Prints what was done.
    fn tell(&self, what: &Sentence) {
        tell_line(what, self.lang);
    }
}

/// A line below another.
fn indented(line: &Sentence) -> Sentence {
    let text = |lang| format!("  {}", line.text(lang));
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

/// Two parts of one line.
fn beside(one: &Sentence, other: &Sentence) -> Sentence {
    let text = |lang, between| format!("{}{between}{}", one.text(lang), other.text(lang));
    Sentence::new(text(Lang::English, "; "), text(Lang::Chinese, "；"))
}

// Arguments that several commands have.

fn file(lang: Lang) -> Arg {
    place("file", "FILE", words::file(), lang)
}

/// A file by its position.
fn place(name: &'static str, value: &'static str, help: Sentence, lang: Lang) -> Arg {
    Arg::new(name)
        .value_name(value)
        .required(true)
        .value_parser(clap::value_parser!(PathBuf))
        .help(help.text(lang).to_owned())
}

/// A text by its position.
fn place_text(name: &'static str, value: &'static str, help: Sentence, lang: Lang) -> Arg {
    Arg::new(name).value_name(value).required(true).help(help.text(lang).to_owned())
}

/// A text behind its name.
fn named(name: &'static str, value: &'static str, help: Sentence, lang: Lang) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
}

fn by(lang: Lang) -> Arg {
    named("by", "NAME", words::arg_by(), lang).value_parser(Name::new).required(true)
}

fn second(lang: Lang) -> Arg {
    named("second", "NAME", acts::arg_second(), lang).value_parser(Name::new)
}

fn reason(lang: Lang) -> Arg {
    let why = |text: &str| match reason_of(text)? {
        text if text.is_empty() => Err(words::reason_missing()),
        text => Ok(text),
    };
    named("reason", "TEXT", words::arg_reason(), lang).value_parser(why)
}

fn on(lang: Lang) -> Arg {
    named("on", "DATE", words::arg_on(), lang).value_parser(day_until_today)
}

fn day(text: &str) -> Result<Day, Sentence> {
    Day::parse(text).ok_or_else(|| rule_words::not_a_date(text))
}

//! What a night is asked to do, wherever it is written: on a command line, or in `huzhu.toml`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};

use super::settings::{filled, names_run};
use crate::cli::Exit;
use crate::cli::account::account_name;
use crate::cli::arguments::{as_json, day_until_today};
use crate::cli::rules::refuse;
use crate::cli::terminal::{say, tell_line};
use crate::cli::today::today;
use crate::date::Day;
use crate::intake::Inputs;
use crate::ledger::{Access, Ledger, LedgerError, Name, RunId};
use crate::nightly::Rules;
use crate::scheme::{Book, BookError, Source};
use crate::words::{Lang, Sentence, acts, program};

/// What stands for the run in the name of a rehearsal's folder.
const REHEARSAL: &str = "rehearsal";

/// What a night is asked to do.
pub(super) struct Order {
    pub rules: PathBuf,
    pub inputs: Inputs,
    pub ledger: PathBuf,
    pub out: PathBuf,
    /// The number of the run, where `out` names it.
    pub run: Option<RunId>,
    /// Who prepares it; nothing for the account of the operating system.
    pub by: Option<Name>,
    /// The day that it counts for.
    pub posted_on: Day,
    pub adopt: Option<String>,
    pub adopt_only: Option<PathBuf>,
    pub rehearse: bool,
    /// Threads; nothing for as many as the machine has.
    pub threads: Option<u16>,
    /// How many rejected rows are an ordinary night; nothing where that is not said.
    pub accept_rejects: Option<u64>,
    pub json: bool,
    pub lang: Lang,
}

impl Order {
    /// As a command line says, where the three files are known.
    pub fn of(matches: &ArgMatches, inputs: &Inputs, lang: Lang) -> Order {
        let path = |name| matches.get_one::<PathBuf>(name).expect("required by the command");
        Order {
            rules: path("rules").clone(),
            inputs: inputs.clone(),
            ledger: path("ledger").clone(),
            out: path("out").clone(),
            run: None,
            by: matches.get_one::<Name>("by").cloned(),
            posted_on: posted_on(matches),
            adopt: matches.get_one::<String>("adopt").cloned(),
            adopt_only: matches.get_one::<PathBuf>("adopt-only").cloned(),
            rehearse: matches.get_flag("rehearse"),
            threads: matches.get_one::<u16>("threads").copied(),
            accept_rejects: matches.get_one::<u64>("accept-rejects").copied(),
            json: as_json(matches),
            lang,
        }
    }

    /// The rules, and who prepares the night; or how the command ends, once it has told why.
    pub fn rules_and_author(&self) -> Result<(Book, Rules, Name), Exit> {
        let refused = |why: BookError| refuse(&why, self.lang);
        let sources = Source::read(&self.rules).map_err(refused)?;
        let rules = Rules::of(&sources);
        let book = Book::compile(sources).map_err(refused)?;
        let Some(by) = self.author() else {
            say(&acts::author_unknown(), self.lang);
            return Err(Exit::Misused);
        };
        Ok((book, rules, by))
    }

    /// Who prepares the night: the author, or the name of the account; nothing where it has none.
    fn author(&self) -> Option<Name> {
        let of_account = || Name::new(&account_name()?).ok();
        self.by.clone().or_else(of_account)
    }

    /// Names the folder of the outputs after the day and the run. A rehearsal has a folder of its own, in which no
    /// night's files lie.
    ///
    /// # Errors
    ///
    /// When the ledger, which knows the number of the next run, cannot be read.
    pub fn name_out(&mut self) -> Result<(), LedgerError> {
        let run = match (names_run(&self.out), self.rehearse) {
            (true, true) => REHEARSAL.to_owned(),
            (true, false) => {
                let run = self.next_run()?;
                self.run = Some(run);
                run.to_string()
            }
            (false, _) => String::new(),
        };
        self.out = filled(&self.out, self.posted_on, &run);
        Ok(())
    }

    /// The number that the next run of the ledger has. A ledger of an older version is brought up to date first, as
    /// the night would do.
    fn next_run(&self) -> Result<RunId, LedgerError> {
        let ledger = match Ledger::open(&self.ledger, Access::Read) {
            Err(LedgerError::Older { .. }) => Ledger::open(&self.ledger, Access::Write)?,
            opened => opened?,
        };
        ledger.brought_up().iter().for_each(|line| tell_line(line, self.lang));
        ledger.next_run()
    }
}

/// The day that a night counts for.
pub(super) fn posted_on(matches: &ArgMatches) -> Day {
    matches.get_one("posted-on").copied().unwrap_or_else(today)
}

/// What only nights are asked.
pub(super) fn arguments(lang: Lang) -> [Arg; 5] {
    let arg = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name).long(name).value_name(value).help(help.text(lang).to_owned())
    };
    [
        arg("posted-on", "DATE", program::night_posted_on()).value_parser(day_until_today),
        arg("by", "NAME", program::night_by()).value_parser(Name::new),
        arg("adopt", "NAME", program::night_adopt()),
        arg("adopt-only", "FILE", program::night_adopt_only())
            .value_parser(clap::value_parser!(PathBuf))
            .requires("adopt"),
        Arg::new("rehearse")
            .long("rehearse")
            .action(ArgAction::SetTrue)
            .help(program::night_rehearse().text(lang).to_owned()),
    ]
}

/// The ledger.
pub(super) fn ledger(lang: Lang) -> Arg {
    Arg::new("ledger")
        .long("ledger")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help(program::night_ledger().text(lang).to_owned())
}

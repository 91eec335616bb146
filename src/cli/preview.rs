//! `huzhu preview --bill bill.toml [--ledger FILE] [--rules RULES] [--data DIR]`, or `--case FILE:ID`: what one bill
//! would be paid.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::arguments::{as_json, format, rules};
use super::looks;
use super::rules::book;
use super::terminal::{print, say, tell};
use super::today::today;
use crate::access::Whose;
use crate::cases;
use crate::diagnostic::Reviewed;
use crate::fingerprint::Fingerprint;
use crate::intake::{self, Inputs, Intake};
use crate::ledger::{Access, Ledger};
use crate::nightly::{self, Rules, readjudicate};
use crate::preview::{self, BillQuery, Past};
use crate::scheme::{Book, BookError, Source};
use crate::words::{Lang, Sentence, program};

pub(super) fn command(lang: Lang) -> Command {
    let path = |name: &'static str, value: &'static str, help: Sentence| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .value_parser(clap::value_parser!(PathBuf))
            .help(help.text(lang).to_owned())
    };
    let rule_book = program::preview_rules().text(lang).to_owned();
    Command::new("preview")
        .about(program::about_preview().text(lang).to_owned())
        .arg(rules(lang).long("rules").required(false).help(rule_book))
        .arg(path("bill", "FILE", program::preview_bill()).required_unless_present("case"))
        .arg(
            Arg::new("case")
                .long("case")
                .value_name("FILE:ID")
                .conflicts_with_all(["bill", "data", "ledger"])
                .help(program::preview_case().text(lang).to_owned()),
        )
        .arg(path("data", "DIR", program::preview_data()))
        .arg(path("ledger", "FILE", program::preview_ledger()))
        .args(looks::looker(lang).map(|arg| arg.requires("ledger")))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    match answer(matches, lang) {
        Ok(text) if print(&text, lang) => Exit::Done,
        Ok(_) => Exit::Failed,
        Err(why) => why.report(matches, lang),
    }
}

/// Why there is no preview.
enum Failure {
    /// Files cannot be read; how the program ends then.
    Files(Vec<Sentence>, Exit),
    /// Files that a person wrote have mistakes.
    Texts(Vec<Reviewed>),
}

impl Failure {
    fn of(why: BookError, unread: Exit) -> Failure {
        match why {
            BookError::File(why) => Failure::Files(vec![why.sentence()], unread),
            BookError::Rules(files) => Failure::Texts(files),
        }
    }

    /// Writes mistakes to stdout, where data would have gone, only for a program.
    fn report(&self, matches: &ArgMatches, lang: Lang) -> Exit {
        match self {
            Failure::Files(reasons, exit) => {
                reasons.iter().for_each(|why| say(why, lang));
                *exit
            }
            Failure::Texts(files) if as_json(matches) => {
                let findings: Vec<_> = files.iter().flat_map(Reviewed::findings).collect();
                let findings = serde_json::to_string_pretty(&findings).expect("findings are text");
                print(&(findings + "\n"), lang);
                Exit::Misused
            }
            Failure::Texts(files) => {
                files.iter().for_each(|file| tell(&file.render(lang)));
                Exit::Misused
            }
        }
    }
}

fn answer(matches: &ArgMatches, lang: Lang) -> Result<String, Failure> {
    let path = |name| matches.get_one::<PathBuf>(name);
    if let Some(case) = matches.get_one::<String>("case") {
        return on_case(matches, case, lang);
    }
    let rules = path("rules").map(|rules| book(rules)).transpose();
    let rules = rules.map_err(|why| Failure::of(why, Exit::Misused))?;
    let bill = Source::read_one(path("bill").expect("required by the command"));
    let bill = bill.map_err(|why| Failure::of(why, Exit::Failed))?;
    match (path("ledger"), rules) {
        (Some(ledger), rules) => on_ledger(matches, ledger, rules, bill, lang),
        (None, Some((book, rules))) => on_files(matches, (&book, &rules), bill, lang),
        (None, None) => Err(Failure::Files(vec![program::preview_no_rules()], Exit::Misused)),
    }
}

/// A bill of a case, on top of the other bills of the case. The rules are those beside it, unless others are given.
fn on_case(matches: &ArgMatches, named: &str, lang: Lang) -> Result<String, Failure> {
    let misused = |why: Sentence| Failure::Files(vec![why], Exit::Misused);
    let (file, id) =
        named.split_once(".toml:").ok_or_else(|| misused(program::preview_case_form(named)))?;
    let file = PathBuf::from(format!("{file}.toml"));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = folder.unwrap_or(Path::new("."));
    let rules = matches.get_one::<PathBuf>("rules").map_or(beside, PathBuf::as_path);
    let (book, rules) = book(rules).map_err(|why| Failure::of(why, Exit::Misused))?;
    let source = Source::read_one(&file).map_err(|why| Failure::of(why, Exit::Failed))?;
    let cases = cases::read(&book, source).map_err(|file| Failure::Texts(vec![*file]))?;
    let of_id = |id: &str| cases.iter().find(|case| case.id == id);
    // An id may have a colon of its own.
    let (case, bill) = match (of_id(id), id.rsplit_once(':')) {
        (Some(case), _) => (case, None),
        (None, Some((id, bill))) => match of_id(id) {
            Some(case) => (case, Some(bill)),
            None => return Err(misused(program::preview_case_unknown(id))),
        },
        (None, None) => return Err(misused(program::preview_case_unknown(id))),
    };
    let read = preview::of_case(&book, case, bill);
    let read = read.ok_or_else(|| misused(program::preview_case_bill(bill.unwrap_or("-"))))?;
    Ok(shown(matches, (&book, &rules), &read, lang))
}

fn on_files(
    matches: &ArgMatches,
    (book, rules): (&Book, &[Fingerprint]),
    bill: Source,
    lang: Lang,
) -> Result<String, Failure> {
    let data = matches.get_one::<PathBuf>("data").map(|folder| data(folder, book, lang));
    let data = data.transpose()?;
    let read = preview::read(book, bill, data.as_ref());
    let read = read.map_err(|file| Failure::Texts(vec![*file]))?;
    Ok(shown(matches, (book, rules), &read, lang))
}

/// A bill on top of the whole history that a ledger has of its member, as the next night would decide it.
fn on_ledger(
    matches: &ArgMatches,
    path: &Path,
    rules: Option<(Book, Vec<Fingerprint>)>,
    bill: Source,
    lang: Lang,
) -> Result<String, Failure> {
    let failed = |why: Vec<Sentence>| Failure::Files(why, Exit::Failed);
    let one = |why: Sentence| failed(vec![why]);
    let ledger = Ledger::open(path, Access::Read).map_err(|why| one(why.into()))?;
    let (book, rules) = match rules {
        None => readjudicate::newest_terms(&ledger).map_err(|why| one(why.into()))?,
        Some((book, _)) => {
            let given = matches.get_one::<PathBuf>("rules").expect("the book was read from it");
            let sources = Source::read(given).map_err(|why| Failure::of(why, Exit::Misused))?;
            (book, Rules::of(&sources))
        }
    };
    ledger.belongs_to(&book.id, book.vocabulary.currency).map_err(|why| one(why.into()))?;
    let inputs = matches.get_one::<PathBuf>("data").map(|folder| Inputs::in_folder(folder));
    let tonight = inputs.as_ref().map(|inputs| (inputs, today()));
    let id = preview::member_id_of(&bill).unwrap_or_default();
    let live = nightly::live(&ledger, &id, (&book, &rules), tonight);
    let live = live.map_err(|why| failed(why.sentences()))?;
    let whose = Whose::Of(vec![ledger.known_as(&id).unwrap_or_else(|_| id.clone())]);
    looks::log(&ledger, matches, "preview", whose).map_err(|why| one(why.sentence()))?;
    let own = live.own.as_ref();
    own.iter().for_each(|(_, own)| say(&program::preview_own_rules(own.name()), lang));
    if let Some(run) = ledger.last_run().map_err(|why| one(why.into()))? {
        say(&program::preview_on_ledger(path.display(), run.no, run.posted_on), lang);
    }
    let (book, rules) = own.map_or((&book, &rules), |(book, rules)| (book, rules));
    let read = preview::read_on(book, bill, |_| live.past.clone());
    let read = read.map_err(|file| Failure::Texts(vec![*file]))?;
    Ok(shown(matches, (book, &rules.files), &read, lang))
}

/// The answer, for a person or a program.
fn shown(
    matches: &ArgMatches,
    (book, rules): (&Book, &[Fingerprint]),
    (past, query): &(Past, BillQuery),
    lang: Lang,
) -> String {
    let preview = preview::preview(book, past, query);
    if !as_json(matches) {
        return preview::render(&preview, lang);
    }
    let trace = preview::json(&preview, rules);
    serde_json::to_string_pretty(&trace).expect("a trace is text") + "\n"
}

/// The files of an office, with a warning about rows that cannot be used.
fn data<'b>(folder: &Path, book: &'b Book, lang: Lang) -> Result<Intake<'b>, Failure> {
    let inputs = Inputs::in_folder(folder);
    let intake = intake::read(&inputs, &book.vocabulary, &())
        .map_err(|reasons| Failure::Files(reasons.into(), Exit::Failed))?;
    say(&program::preview_partial(), lang);
    let rejected = intake.count_refused();
    if rejected > 0 {
        say(&program::preview_rejects(rejected), lang);
    }
    Ok(intake)
}

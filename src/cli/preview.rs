//! `huzhu preview --rules RULES --bill bill.toml [--data DIR]`: what one bill would be paid.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::{Exit, as_json, book, format, print, rules, say, tell};
use crate::diagnostic::Reviewed;
use crate::exchange::{self, Inputs, Intake};
use crate::preview;
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
        .arg(rules(lang).long("rules").help(rule_book))
        .arg(path("bill", "FILE", program::preview_bill()).required(true))
        .arg(path("data", "DIR", program::preview_data()))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    match answer(matches, lang) {
        Ok(text) if print(&text, lang) => Exit::Done,
        Ok(_) => Exit::Failed,
        Err(why) => why.tell(matches, lang),
    }
}

/// Why there is no answer.
enum Wrong {
    /// Files cannot be read; how the program ends then.
    Files(Vec<Sentence>, Exit),
    /// Files that a person wrote have mistakes.
    Texts(Vec<Reviewed>),
}

impl Wrong {
    fn of(why: BookError, unread: Exit) -> Wrong {
        match why {
            BookError::File(why) => Wrong::Files(vec![why], unread),
            BookError::Rules(files) => Wrong::Texts(files),
        }
    }

    /// Mistakes go where data would have gone only if a program asked for them.
    fn tell(&self, matches: &ArgMatches, lang: Lang) -> Exit {
        match self {
            Wrong::Files(reasons, exit) => {
                reasons.iter().for_each(|why| say(why, lang));
                *exit
            }
            Wrong::Texts(files) if as_json(matches) => {
                let findings: Vec<_> = files.iter().flat_map(Reviewed::findings).collect();
                let findings = serde_json::to_string_pretty(&findings).expect("findings are text");
                print(&(findings + "\n"), lang);
                Exit::Misused
            }
            Wrong::Texts(files) => {
                files.iter().for_each(|file| tell(&file.render(lang)));
                Exit::Misused
            }
        }
    }
}

fn answer(matches: &ArgMatches, lang: Lang) -> Result<String, Wrong> {
    let path = |name| matches.get_one::<PathBuf>(name);
    let rules = book(path("rules").expect("required by the command"));
    let (book, rules) = rules.map_err(|why| Wrong::of(why, Exit::Misused))?;
    let bill = Source::read_one(path("bill").expect("required by the command"));
    let bill = bill.map_err(|why| Wrong::of(why, Exit::Failed))?;
    let data = path("data").map(|folder| data(folder, &book, lang)).transpose()?;
    let read = preview::read(&book, bill, data.as_ref());
    let (past, asked) = read.map_err(|file| Wrong::Texts(vec![*file]))?;
    let preview = preview::preview(&book, &past, &asked);
    if !as_json(matches) {
        return Ok(preview::render(&preview, lang));
    }
    let trace = preview::json(&preview, &rules);
    Ok(serde_json::to_string_pretty(&trace).expect("a trace is text") + "\n")
}

/// The files of an office, with a word about rows that cannot be used.
fn data<'b>(folder: &Path, book: &'b Book, lang: Lang) -> Result<Intake<'b>, Wrong> {
    let inputs = Inputs::in_folder(folder);
    let intake = exchange::read(&inputs, &book.vocabulary, &())
        .map_err(|reasons| Wrong::Files(reasons, Exit::Failed))?;
    let rejected = intake.count_refused();
    if rejected > 0 {
        say(&program::preview_rejects(rejected), lang);
    }
    Ok(intake)
}

//! `huzhu test RULES`: the cases beside the rules.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};

use super::Exit;
use super::arguments::{as_json, format, rules};
use super::rules::refuse;
use super::terminal::{print, say};
use crate::cases::{self, Difference};
use crate::scheme::{Book, BookError, Source, book_folders};
use crate::words::{Lang, program};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("test")
        .about(program::about_test().text(lang).to_owned())
        .arg(rules(lang).num_args(1..))
        .arg(format(lang))
}

/// How many cases hold, and which do not.
#[derive(Default)]
struct Tally {
    held: usize,
    failed: Vec<Failed>,
}

/// A case that does not hold.
#[derive(serde::Serialize)]
struct Failed {
    file: String,
    case: String,
    differences: Vec<String>,
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let mut tally = Tally::default();
    for path in paths {
        if let Err(error) = run_path(path, lang, &mut tally) {
            return refuse(&error, lang);
        }
        if tally.held + tally.failed.len() == 0 {
            say(&program::no_cases(path.display()), lang);
            return Exit::Misused;
        }
    }
    report(&tally, as_json(matches), lang)
}

fn run_path(path: &Path, lang: Lang, tally: &mut Tally) -> Result<(), BookError> {
    for folder in book_folders(path)? {
        let book = Book::load(&folder)?;
        for file in cases::files(&folder)? {
            let read = cases::read(&book, Source::read_one(&file)?);
            let cases = read.map_err(|reviewed| BookError::Rules(vec![*reviewed]))?;
            for case in &cases {
                let differences = cases::run(&book, case);
                if differences.is_empty() {
                    tally.held += 1;
                    continue;
                }
                let text = |one: &Difference| one.sentence().text(lang).to_owned();
                tally.failed.push(Failed {
                    file: file.display().to_string(),
                    case: case.id.clone(),
                    differences: differences.iter().map(text).collect(),
                });
            }
        }
    }
    Ok(())
}

fn report(tally: &Tally, json: bool, lang: Lang) -> Exit {
    let count = tally.held + tally.failed.len();
    let mut printed = true;
    if json {
        let report = serde_json::json!({ "held": tally.held, "failed": tally.failed });
        let report = serde_json::to_string_pretty(&report).expect("a report is text");
        printed &= print(&(report + "\n"), lang);
    } else {
        for failed in &tally.failed {
            let lines: Vec<_> =
                failed.differences.iter().map(|line| format!("  {line}\n")).collect();
            let text = format!("{}: {}\n{}", failed.file, failed.case, lines.concat());
            printed &= print(&text, lang);
        }
    }
    if tally.failed.is_empty() {
        say(&program::cases_held(tally.held), lang);
        return if printed { Exit::Done } else { Exit::Failed };
    }
    say(&program::cases_failed(tally.failed.len(), count), lang);
    Exit::Failed
}

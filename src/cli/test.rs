//! `huzhu test RULES`: the cases beside the rules; `--coverage` and `--mutate`: what they leave out.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Exit;
use super::arguments::{as_json, format, rules};
use super::rules::refuse;
use super::terminal::{print, say};
use super::{test_coverage, test_mutation};
use crate::cases::{self, Case};
use crate::scheme::{Book, BookError, Source, book_folders};
use crate::words::{Lang, Sentence, coverage, mutations, program};

pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, help: Sentence| {
        let flag = Arg::new(name).long(name).action(ArgAction::SetTrue);
        flag.help(help.text(lang).to_owned())
    };
    Command::new("test")
        .about(program::about_test().text(lang).to_owned())
        .arg(rules(lang).num_args(1..))
        .arg(flag("coverage", coverage::flag()).conflicts_with("mutate"))
        .arg(flag("mutate", mutations::flag()))
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
    /// How the bills that differ were decided, step by step; all bills where only their sum differs.
    why: Vec<Why>,
}

/// How one bill of a case was decided.
#[derive(serde::Serialize)]
struct Why {
    bill: String,
    text: String,
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    if matches.get_flag("coverage") {
        return test_coverage::run(matches, lang);
    }
    if matches.get_flag("mutate") {
        return test_mutation::run(matches, lang);
    }
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
                match failed(&book, case, &file, lang) {
                    None => tally.held += 1,
                    Some(failed) => tally.failed.push(failed),
                }
            }
        }
    }
    Ok(())
}

/// What is not as expected of a case, and why; nothing where it holds.
fn failed(book: &Book, case: &Case, file: &Path, lang: Lang) -> Option<Failed> {
    let explanations = cases::explain(book, case);
    let differences = cases::differences(book, case, &explanations);
    if differences.is_empty() {
        return None;
    }
    let named: Vec<&String> = differences.iter().filter_map(|one| one.bill.as_ref()).collect();
    let why = case.with_ids(&explanations).filter_map(|(bill, explanation)| {
        let differs = named.is_empty() || named.contains(&bill);
        let why = || Why { text: explanation.text(book, lang), bill: bill.clone() };
        differs.then(why)
    });
    Some(Failed {
        file: file.display().to_string(),
        case: case.id.clone(),
        why: why.collect(),
        differences: differences.iter().map(|one| one.sentence().text(lang).to_owned()).collect(),
    })
}

/// A text behind a margin.
fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
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
            let mut text = format!("{}: {}\n", failed.file, failed.case);
            text.extend(failed.differences.iter().map(|line| format!("  {line}\n")));
            for why in &failed.why {
                let head = program::case_bill_decided(&why.bill);
                text += &format!("\n  {}\n{}", head.text(lang), indented(&why.text));
            }
            printed &= print(&(text + "\n"), lang);
        }
    }
    if tally.failed.is_empty() {
        say(&program::cases_held(tally.held), lang);
        return if printed { Exit::Done } else { Exit::Failed };
    }
    say(&program::cases_failed(tally.failed.len(), count), lang);
    Exit::Failed
}

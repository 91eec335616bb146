//! `huzhu test RULES --mutate`: changes of the rules by one step that no case notices.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::Exit;
use super::arguments::as_json;
use super::rules::refuse;
use super::terminal::{print, say};
use crate::cases::{Fate, Mutant, Mutation, MutationError, Suite, WrongMark, mutate};
use crate::scheme::{BookError, book_folders};
use crate::words::{Lang, mutations as words};

/// Why changes cannot be made.
enum Stopped {
    Rules(BookError),
    Cases(MutationError),
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let mut all = Mutation::default();
    for path in paths {
        match of_path(path) {
            Ok(mutation) => {
                all.mutants.extend(mutation.mutants);
                all.wrong_marks.extend(mutation.wrong_marks);
            }
            Err(Stopped::Rules(error)) => return refuse(&error, lang),
            Err(Stopped::Cases(why)) => {
                say(&why.sentence(), lang);
                return match why {
                    MutationError::NoCases => Exit::Misused,
                    MutationError::DoesNotHold { .. } => Exit::Failed,
                };
            }
        }
    }
    let count = |of: fn(&Fate) -> bool| all.mutants.iter().filter(|one| of(&one.fate)).count();
    let refused = count(|fate| *fate == Fate::Refused);
    let equivalent = count(|fate| *fate == Fate::Equivalent);
    let (killed, of) = all.score();
    let printed = if as_json(matches) {
        print(&json(&all, refused, equivalent), lang)
    } else {
        print(&text(&all, lang), lang)
    };
    say(&words::total(killed, of, refused, equivalent), lang);
    let is_whole = killed == of && all.wrong_marks.is_empty();
    if printed && is_whole { Exit::Done } else { Exit::Failed }
}

fn of_path(path: &Path) -> Result<Mutation, Stopped> {
    let mut all = Mutation::default();
    for folder in book_folders(path).map_err(Stopped::Rules)? {
        let suite = Suite::load(&folder).map_err(Stopped::Rules)?;
        let Mutation { mutants, wrong_marks } = mutate(&suite, true).map_err(Stopped::Cases)?;
        all.mutants.extend(mutants);
        all.wrong_marks.extend(wrong_marks);
    }
    Ok(all)
}

/// Each survivor with what is known of it, then marks that are wrong.
fn text(all: &Mutation, lang: Lang) -> String {
    let mut text: String = all.survivors().map(|mutant| survivor(mutant, lang)).collect();
    for WrongMark { file, line, value, is_told_apart } in &all.wrong_marks {
        let why = match is_told_apart {
            true => words::mark_is_told_apart(value),
            false => words::mark_without_change(value),
        };
        text += &format!("{}:{line}: {}\n\n", file.display(), why.text(lang));
    }
    text
}

fn survivor(mutant: &Mutant, lang: Lang) -> String {
    let Mutant { file, line, value, was, becomes, fate } = mutant;
    let Fate::Survived { unnoticed_by, reworded_in, bill } = fate else { return String::new() };
    let head = words::survivor(was, becomes);
    let mut text = format!("{}:{line}: {value}: {}\n", file.display(), head.text(lang));
    let known = match (unnoticed_by, reworded_in) {
        (Some(case), _) => words::unnoticed_by(case),
        (None, Some(case)) => words::reworded_in(case),
        (None, None) => words::unreached(),
    };
    text += &format!("  {}\n", known.text(lang));
    match bill {
        None => text += &format!("  {}\n", words::no_bill().text(lang)),
        Some(bill) => {
            let lines = bill.lines().map(|line| format!("    {line}\n"));
            text += &format!("  {}\n{}", words::bill().text(lang), lines.collect::<String>());
        }
    }
    text + "\n"
}

/// The same for programs.
fn json(all: &Mutation, refused: usize, equivalent: usize) -> String {
    let (killed, of) = all.score();
    let report = serde_json::json!({
        "killed": killed,
        "of": of,
        "refused": refused,
        "equivalent": equivalent,
        "survivors": all.survivors().collect::<Vec<_>>(),
        "wrong_marks": all.wrong_marks,
    });
    serde_json::to_string_pretty(&report).expect("a report is text") + "\n"
}

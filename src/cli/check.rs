//! `huzhu check RULES`: everything that is wrong with rule files.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};

use super::Exit;
use super::arguments::{as_json, format, rules};
use super::terminal::{print, say};
use crate::scheme::{Book, BookError, book_folders};
use crate::words::{Lang, decisions, program};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("check")
        .about(program::about_check().text(lang).to_owned())
        .arg(rules(lang).num_args(1..))
        .arg(format(lang))
}

/// The clauses that the editions of a book do not model, each under a line for its edition.
fn unmodelled(book: &Book, path: &Path, lang: Lang) -> String {
    let mut out = String::new();
    let named = book.editions().iter().filter(|edition| !edition.unmodelled().is_empty());
    for edition in named {
        let head = program::unmodelled_clauses(path.display(), edition.id());
        out += &format!("{}\n", head.text(lang));
        for clause in edition.unmodelled() {
            let line = decisions::unmodelled(clause.clause(), clause.what());
            out += &format!("  {}\n", line.text(lang));
        }
    }
    out
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let mut findings = Vec::new();
    let (mut right, mut unreadable, mut printed) = (Vec::new(), false, true);
    for path in paths.flat_map(|path| book_folders(path).unwrap_or_else(|_| vec![path.clone()])) {
        match Book::load(&path) {
            Ok(book) => {
                right.push(format!("`{}`", path.display()));
                if !as_json(matches) {
                    printed &= print(&unmodelled(&book, &path, lang), lang);
                }
            }
            Err(BookError::File(why)) => {
                say(&why.sentence(), lang);
                unreadable = true;
            }
            Err(BookError::Rules(files)) => {
                for file in &files {
                    findings.extend(file.findings());
                    if !as_json(matches) {
                        printed &= print(&file.render(lang), lang);
                    }
                }
            }
        }
    }
    if as_json(matches) {
        let findings = serde_json::to_string_pretty(&findings).expect("findings are text");
        printed &= print(&(findings + "\n"), lang);
    } else if !findings.is_empty() {
        say(&program::mistakes(findings.len()), lang);
    } else if !right.is_empty() {
        say(&program::all_right(right.join(" ")), lang);
    }
    match findings.is_empty() && !unreadable {
        true if !printed => Exit::Failed,
        true => Exit::Done,
        false => Exit::Misused,
    }
}

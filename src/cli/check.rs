//! `huzhu check RULES`: everything that is wrong with rule files, and what is hardly meant; `--uses NAME`: what a name
//! of theirs moves.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::arguments::{as_json, format, rules};
use super::rules::refuse;
use super::terminal::{print, say};
use crate::cases;
use crate::diagnostic::Finding;
use crate::scheme::{Book, BookError, Source, Use, book_folders, names_of, quoted_list, uses};
use crate::words::{Lang, decisions, probes, program};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("check")
        .about(program::about_check().text(lang).to_owned())
        .arg(rules(lang).num_args(1..))
        .arg(
            Arg::new("uses")
                .long("uses")
                .value_name("NAME")
                .help(program::check_uses().text(lang).to_owned()),
        )
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
    if let Some(name) = matches.get_one::<String>("uses") {
        return list_uses(matches, name, lang);
    }
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let (mut findings, mut warnings) = (Vec::new(), Vec::new());
    let (mut right, mut unreadable, mut printed) = (Vec::new(), false, true);
    for path in paths.flat_map(|path| book_folders(path).unwrap_or_else(|_| vec![path.clone()])) {
        match read(&path) {
            Ok((book, sources)) => {
                right.push(format!("`{}`", path.display()));
                for file in cases::warnings(&book, sources) {
                    warnings.extend(file.findings());
                    if !as_json(matches) {
                        printed &= print(&file.render(lang), lang);
                    }
                }
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
        printed &= print(&json(findings.iter().chain(&warnings)), lang);
    } else if !findings.is_empty() {
        say(&program::mistakes(findings.len()), lang);
    } else if !right.is_empty() {
        say(&program::all_right(right.join(" ")), lang);
    }
    if !warnings.is_empty() && !as_json(matches) {
        say(&probes::warnings(warnings.len()), lang);
    }
    match findings.is_empty() && !unreadable {
        true if !printed => Exit::Failed,
        true => Exit::Done,
        false => Exit::Misused,
    }
}

/// Mistakes and warnings, for programs.
fn json<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let findings: Vec<&Finding> = findings.collect();
    serde_json::to_string_pretty(&findings).expect("findings are text") + "\n"
}

/// The rules of a path, and the texts that they are compiled from.
fn read(path: &Path) -> Result<(Book, Vec<Source>), BookError> {
    let sources = Source::read(path)?;
    Ok((Book::compile(sources.clone())?, sources))
}

/// `--uses NAME`: what a parameter, or another name of the rules, moves.
fn list_uses(matches: &ArgMatches, name: &str, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let mut sources = Vec::new();
    for path in paths.flat_map(|path| book_folders(path).unwrap_or_else(|_| vec![path.clone()])) {
        match read(&path) {
            Ok((_, own)) => sources.extend(own),
            Err(why) => return refuse(&why, lang),
        }
    }
    let Some(found) = uses(&sources, name) else {
        let mut known: Vec<String> = sources.iter().flat_map(names_of).collect();
        known.sort_unstable();
        known.dedup();
        let known = quoted_list(known.iter().map(String::as_str));
        say(&program::check_uses_unknown(name, known), lang);
        return Exit::Misused;
    };
    let text = if as_json(matches) {
        serde_json::to_string_pretty(&found).expect("places are text") + "\n"
    } else {
        let line = |one: &Use| {
            let place = format!("{}:{}", one.file.display(), one.line);
            let by = if one.by == name { String::new() } else { format!("  ({})", one.by) };
            format!("{place}: {} = \"{}\"{by}\n", one.path, one.text)
        };
        found.iter().map(line).collect()
    };
    if print(&text, lang) { Exit::Done } else { Exit::Failed }
}

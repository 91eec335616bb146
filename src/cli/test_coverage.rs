//! `huzhu test RULES --coverage`: the parts of the rules that no case reaches.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::Exit;
use super::arguments::as_json;
use super::rules::refuse;
use super::terminal::{print, say};
use crate::cases::{Coverage, Part, Suite, coverage};
use crate::scheme::{BookError, book_folders};
use crate::text_table::TextTable;
use crate::words::{Lang, coverage as words, mutations};

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let mut all = Coverage::default();
    for path in paths {
        match of_path(path) {
            Ok(Ok(parts)) => all.parts.extend(parts),
            // What a wrong case reaches proves nothing.
            Ok(Err(case)) => {
                say(&mutations::case_does_not_hold(case), lang);
                return Exit::Failed;
            }
            Err(error) => return refuse(&error, lang),
        }
    }
    let (gaps, parts) = (all.gaps().count(), all.parts.len());
    let text = if as_json(matches) { json(&all) } else { table(&all, lang) };
    let printed = print(&text, lang);
    say(&words::total(parts - gaps, parts), lang);
    if printed && gaps == 0 { Exit::Done } else { Exit::Failed }
}

/// The parts of all books of a path; or the id of a case that does not hold.
fn of_path(path: &Path) -> Result<Result<Vec<Part>, String>, BookError> {
    let mut parts = Vec::new();
    for folder in book_folders(path)? {
        let suite = Suite::load(&folder)?;
        if let Some(case) = suite.first_that_fails() {
            return Ok(Err(case));
        }
        parts.extend(coverage(&suite).parts);
    }
    Ok(Ok(parts))
}

/// A line for each gap, with what a case would have to be below it; a line for each file without any.
fn table(all: &Coverage, lang: Lang) -> String {
    let mut table = TextTable::default();
    for file in all.parts.chunk_by(|one, next| one.file == next.file) {
        let name = file.first().map_or(String::new(), |part| part.file.display().to_string());
        let mut gaps = file.iter().filter(|part| part.reached_by.is_none()).peekable();
        if gaps.peek().is_none() {
            table.row(words::reached(&name).text(lang), []);
        }
        for Part { line, path, missing, needs, .. } in gaps {
            table.row(format!("{name}:{line}: {path}: {}", missing.text(lang)), []);
            table.note(needs.text(lang));
        }
    }
    table.lines(0)
}

/// The same for programs.
fn json(all: &Coverage) -> String {
    let gap = |part: &Part| {
        let [missing, needs] = [&part.missing, &part.needs];
        serde_json::json!({
            "file": part.file.display().to_string(),
            "line": part.line,
            "path": part.path,
            "missing": missing.text(Lang::English),
            "missing_zh": missing.text(Lang::Chinese),
            "needs": needs.text(Lang::English),
            "needs_zh": needs.text(Lang::Chinese),
        })
    };
    let gaps: Vec<_> = all.gaps().map(gap).collect();
    let report = serde_json::json!({
        "parts": all.parts.len(),
        "reached": all.parts.len() - gaps.len(),
        "gaps": gaps,
    });
    serde_json::to_string_pretty(&report).expect("a report is text") + "\n"
}

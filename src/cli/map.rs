//! `huzhu map FILE`: what is understood of an office's own file, and what it has to say about it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::arguments::{encoding, of_office_files, path};
use super::error::CommandError;
use super::rules::{book, refuse};
use super::terminal::{print, say};
use crate::claim::RecordKind;
use crate::fingerprint::file_name;
use crate::intake::mask;
use crate::ledger::write_together;
use crate::office_files::{self, FileNote, Imports, OfficeFile, Outline, OutlinedColumn, Reading};
use crate::output::ProtectedFiles;
use crate::words::{self, Lang, Sentence, data, office_files as say_of};

pub(super) fn command(lang: Lang) -> Command {
    let file = Arg::new("file").value_name("FILE").required(true);
    let file = file.value_parser(clap::value_parser!(PathBuf));
    Command::new("map")
        .about(say_of::about_map().text(lang).to_owned())
        .arg(file.help(say_of::map_file().text(lang).to_owned()))
        .arg(path("rules", "RULES", say_of::map_rules(), lang).required(true))
        .args(of_office_files(lang))
        .arg(path("out", "FILE", say_of::map_out(), lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let rules: &PathBuf = matches.get_one("rules").expect("required by the command");
    let (book, _) = match book(rules) {
        Ok(read) => read,
        Err(why) => return refuse(&why, lang),
    };
    let vocabulary = &book.vocabulary;
    let imports = matches.get_one::<PathBuf>("import").map(|path| Imports::read(path, vocabulary));
    let imports = match imports.transpose() {
        Ok(imports) => imports.unwrap_or_default(),
        Err(why) => {
            say(&why.sentence(), lang);
            return Exit::Misused;
        }
    };
    let from: &PathBuf = matches.get_one("file").expect("required by the command");
    let (kind, encoding) = (RecordKind::Members, encoding(matches));
    let reading = Reading { kind, vocabulary, imports: &imports, encoding };
    let outlines = match outlined(from, reading) {
        Ok(outlines) => outlines,
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            return Exit::Failed;
        }
    };
    let shown: String = outlines.iter().map(|outline| shown(outline, lang)).collect();
    if !print(&shown, lang) {
        return Exit::Failed;
    }
    match matches.get_one::<PathBuf>("out") {
        Some(out) => write(out, from, &to_declare(from, &outlines, lang), lang),
        None => Exit::Done,
    }
}

fn outlined(path: &Path, reading: Reading) -> Result<Vec<Outline>, CommandError> {
    let shown = path.display().to_string();
    let refused = |why: Sentence| CommandError::Refused(vec![why]);
    let bytes = std::fs::read(path)
        .map_err(|why| refused(data::unreadable(&shown, words::system(&why))))?;
    let file = OfficeFile { path: shown.clone(), file: file_name(path), bytes: bytes.into() };
    let outlines = office_files::outline(&file, reading).map_err(|why| refused(why.sentence()))?;
    if outlines.is_empty() { Err(refused(say_of::no_table(shown))) } else { Ok(outlines) }
}

/// What is understood of a table, for a person.
fn shown(outline: &Outline, lang: Lang) -> String {
    let Some(line) = outline.line else {
        return format!("{}\n\n", say_of::no_table(&outline.place).text(lang));
    };
    let mut lines = vec![say_of::mapped(&outline.place, line)];
    for column in &outline.columns {
        lines.push(match &column.column {
            Some(name) => say_of::is_read_as(&column.header, name),
            None => say_of::is_not_read(&column.header),
        });
        let values: Vec<String> =
            column.values.iter().map(|value| harmless(column, value)).collect();
        lines.extend((!values.is_empty()).then(|| say_of::values_are(values.join(" | "))));
    }
    lines.extend(outline.of_the_id.iter().map(say_of::from_the_id));
    lines.extend(outline.declared.iter().map(|(name, value)| say_of::declared_value(name, value)));
    lines.extend(outline.notes.iter().map(FileNote::sentence));
    lines.extend(outline.faults.iter().cloned());
    for (kind, missing) in outline.missing.iter().filter(|_| outline.faults.is_empty()) {
        lines.push(match missing.as_slice() {
            [] => say_of::enough_for(file_of(*kind)),
            some => say_of::lacks_for(file_of(*kind), some.join(" ")),
        });
    }
    let mut text: String = lines.iter().map(|line| format!("{}\n", line.text(lang))).collect();
    text.push('\n');
    text
}

/// Columns whose values name nobody, and so are shown as they are.
const OF_NOBODY: [&str; 11] = [
    "sex",
    "hardship",
    "plan",
    "units",
    "category",
    "hospital_id",
    "hospital_level",
    "cause",
    "in_network",
    "referral",
    "status",
];

/// A value as it may be shown: amounts, days of bills and words as they stand, all else masked.
fn harmless(column: &OutlinedColumn, value: &str) -> String {
    let name = column.column.as_deref().unwrap_or_default();
    let is_number = value.len() < 15
        && value.bytes().all(|one| one.is_ascii_digit() || b".,-/: ".contains(&one));
    let is_day = is_number && name != "birth_date";
    let is_of_an_id =
        ["member_id", "bill_id", "takes_back", "stay_id", "household_id"].contains(&name);
    match OF_NOBODY.contains(&name)
        || column.is_regional
        || (!name.is_empty() && is_day && !is_of_an_id)
    {
        true => value.to_owned(),
        false => mask(value),
    }
}

fn file_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Members => "members.csv",
        RecordKind::Enrolments => "enrolments.csv",
        RecordKind::Bills => "bills.csv",
    }
}

/// The `[import.NAME]` tables that an office fills in, one for each table of the file.
fn to_declare(path: &Path, outlines: &[Outline], lang: Lang) -> String {
    let mut text = String::new();
    for (at, outline) in outlines.iter().enumerate() {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = if at == 0 { stem.into_owned() } else { format!("{stem}-{}", at + 1) };
        let _ = writeln!(text, "[import.{}]", quoted(&name));
        columns_to_declare(outline, lang, &mut text);
        values_to_declare(outline, lang, &mut text);
        words_to_declare(outline, lang, &mut text);
    }
    text
}

fn columns_to_declare(outline: &Outline, lang: Lang, text: &mut String) {
    let _ = writeln!(text, "# {}", say_of::fill_in_columns().text(lang));
    let columns = outline.columns.iter().map(|column| {
        let name = column.column.as_deref().unwrap_or_default();
        format!("{} = {}", quoted(&column.header), quoted(name))
    });
    let _ = writeln!(text, "columns = {{ {} }}", columns.collect::<Vec<_>>().join(", "));
}

fn values_to_declare(outline: &Outline, lang: Lang, text: &mut String) {
    let mut missing: Vec<&String> = Vec::new();
    // A file is rarely of bills that names no bill.
    let kinds =
        outline.missing.iter().filter(|(_, missing)| !missing.contains(&"bill_id".to_owned()));
    for column in kinds.flat_map(|(_, missing)| missing) {
        if !missing.contains(&column) && column != "member_id" {
            missing.push(column);
        }
    }
    if missing.is_empty() {
        return;
    }
    let _ = writeln!(text, "# {}", say_of::fill_in_values().text(lang));
    let values = missing.into_iter().map(|column| format!("{column} = \"\""));
    let _ = writeln!(text, "values = {{ {} }}", values.collect::<Vec<_>>().join(", "));
}

fn words_to_declare(outline: &Outline, lang: Lang, text: &mut String) {
    let is_code = |value: &&String| value.bytes().all(|byte| byte.is_ascii_digit());
    for column in outline.columns.iter().filter(|column| column.is_regional) {
        let codes: Vec<String> = (column.values.iter().filter(is_code))
            .map(|code| format!("{} = \"\"", quoted(code)))
            .collect();
        if let (Some(name), false) = (&column.column, codes.is_empty()) {
            let _ = writeln!(text, "# {}", say_of::fill_in_words().text(lang));
            let _ = writeln!(text, "words = {{ {name} = {{ {} }} }}", codes.join(", "));
        }
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// Writes what is to be declared, for its owner alone, and nothing over a file that is there.
fn write(out: &Path, from: &Path, text: &str, lang: Lang) -> Exit {
    let kept = ProtectedFiles::default().and([from]);
    let written = match out.exists() {
        true => Err(CommandError::NothingTaken(vec![say_of::map_out_exists(out.display())])),
        false => kept
            .spares(out)
            .map_err(CommandError::from)
            .and_then(|()| Ok(write_together(&[(out.to_owned(), text.as_bytes().to_vec())])?)),
    };
    match written {
        Ok(()) => {
            say(&say_of::map_written(out.display()), lang);
            Exit::Done
        }
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

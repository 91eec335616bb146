//! `huzhu.toml`: what an office's nights have in common.
//!
//! ```toml
//! rules = "rules/weihai"
//! ledger = "weihai.ledger"
//! out = "out/{date}-{run}"
//! by = "night"                  # left out, the account of the operating system
//! lang = "zh"                   # left out, that of the locale
//! log = "huzhu.log"             # left out, huzhu.log beside the ledger
//!
//! [data]
//! folder = "in/{date}"          # or members, enrolments and bills, a file each
//!
//! [limits]
//! accept_rejects = 50           # left out, 0
//! threads = 2                   # left out, as many as the machine has
//!
//! [bank.icbc]                   # how a bank wants its files: see `payment::bank_format`
//!
//! [import.hospital]             # what the columns of an office's own files mean: see `office_files`
//! ```
//!
//! Paths begin where the file is. `{date}` is the day that the night counts for, `{run}` the number of its run: without
//! it the outputs of a night would take the place of those of another.

use std::path::{Path, PathBuf};

use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::intake::Inputs;
use crate::ledger::Name;
use crate::payment::bank_formats;
use crate::scheme::{Node, Read, Reader, Reports, Source, Value, quoted_list, read_text};
use crate::words::{self, Lang, night as say};

/// The name of the file.
pub(super) const NAME: &str = "huzhu.toml";

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub rules: PathBuf,
    pub ledger: PathBuf,
    /// With its placeholders, as all that may have some.
    pub out: String,
    pub data: Data,
    pub by: Option<Name>,
    pub lang: Option<Lang>,
    pub log: Option<PathBuf>,
    pub accept_rejects: Option<u64>,
    pub threads: Option<u16>,
    /// This file, where it has `[import.NAME]`; that is read with the files that it is about.
    import: Option<PathBuf>,
    /// Where paths begin.
    folder: PathBuf,
}

/// Where tonight's files are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Data {
    Folder(String),
    Files { members: String, enrolments: String, bills: String, lines: Option<String> },
}

/// More threads than a machine has.
const MOST_THREADS: u64 = 1024;
const DATE: &str = "{date}";
const RUN: &str = "{run}";

impl Settings {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Every mistake of the file, with its place and what to do.
    pub fn read(source: Source) -> Result<Settings, Box<Reviewed>> {
        let folder = source.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut file = Reviewed::new(&source.path, source.text);
        let path = source.path;
        let read = read_text(&file.text, &mut file.found, |reader| {
            let import = reader.optional("import").map(|_| path);
            Ok(Settings { import, ..of_file(reader, folder)? })
        });
        match read {
            Ok(settings) if file.found.is_empty() => Ok(settings),
            _ => Err(Box::new(file)),
        }
    }

    /// Tonight's files, of a night of this day.
    pub fn inputs(&self, day: Day) -> Inputs {
        let path = |text: &str| self.folder.join(text.replace(DATE, &day.to_string()));
        let inputs = match &self.data {
            Data::Folder(folder) => Inputs::in_folder(&path(folder)),
            Data::Files { members, enrolments, bills, lines } => {
                let files = [members, enrolments, bills].map(|file| path(file));
                Inputs { lines: lines.as_deref().map(path), ..Inputs::of(files) }
            }
        };
        Inputs { import: self.import.clone().or(inputs.import), ..inputs }
    }

    /// The folder of the outputs, as the file names it.
    pub fn out(&self) -> PathBuf {
        self.folder.join(&self.out)
    }
}

/// Whether a folder is named after the run.
pub(super) fn names_run(out: &Path) -> bool {
    out.to_string_lossy().contains(RUN)
}

/// A folder with the day and the run in it, or what stands for the run.
pub(super) fn filled(out: &Path, day: Day, run: &str) -> PathBuf {
    match out.to_str() {
        Some(text) => PathBuf::from(text.replace(DATE, &day.to_string()).replace(RUN, run)),
        // What is no text has no placeholder.
        None => out.to_owned(),
    }
}

fn of_file(reader: &mut Reader<Diagnostics>, folder: PathBuf) -> Read<Settings> {
    let path = |text: String| folder.join(text);
    let rules = required(reader, "rules", "\"rules/city\"", &[]);
    let ledger = required(reader, "ledger", "\"city.ledger\"", &[]);
    let out = out(reader);
    let data = match reader.required_like("data", "{ folder = \"in\" }") {
        Ok(node) => reader.part_of(node, "data", data),
        Err(reported) => Err(reported),
    };
    let by = by(reader);
    let lang = reader.optional_choice("lang", &[("zh", Lang::Chinese), ("en", Lang::English)]);
    let log = optional(reader, "log", &[]);
    let limits = reader.table("limits", |reader| {
        let rejects = number(reader, "accept_rejects", 0, u64::MAX);
        let threads = number(reader, "threads", 1, MOST_THREADS);
        Ok((rejects?, threads?))
    });
    // Used when a run is released; a mistake in them is found before.
    bank_formats(reader)?;
    let (accept_rejects, threads) = limits?.unwrap_or_default();
    Ok(Settings {
        rules: path(rules?),
        ledger: path(ledger?),
        out: out?,
        data: data?,
        by: by?,
        lang: lang?,
        log: log?.map(path),
        accept_rejects,
        threads: threads.and_then(|threads: u64| threads.try_into().ok()),
        import: None,
        folder: folder.clone(),
    })
}

/// The folder of the outputs, which has to be another for each run.
fn out(reader: &mut Reader<Diagnostics>) -> Read<String> {
    let like = format!("\"out/{DATE}-{RUN}\"");
    let node = reader.required_like("out", &like)?;
    let out = place(reader, &node, "out", &[DATE, RUN])?;
    if out.contains(RUN) {
        return Ok(out);
    }
    let help = words::rules::write_it(format!("out = {like}"));
    Err(reader.advise(node.span.clone(), say::out_without_run(), help))
}

/// A folder, or each file by its name.
fn data(reader: &mut Reader<Diagnostics>) -> Read<Data> {
    let files = ["members", "enrolments", "bills"];
    if reader.has("folder") && files.iter().any(|file| reader.has(file)) {
        let span = reader.second_of(&["folder", "members", "enrolments", "bills"]);
        reader.error(span, say::folder_and_files());
    }
    if reader.has("folder") || !files.iter().any(|file| reader.has(file)) {
        let folder = required(reader, "folder", "\"in\"", &[DATE]);
        let files = files.into_iter().chain(["lines"]);
        files.map(|file| optional(reader, file, &[DATE])).collect::<Read<Vec<_>>>()?;
        return Ok(Data::Folder(folder?));
    }
    let [members, enrolments, bills] =
        files.map(|file| required(reader, file, &format!("\"{file}.csv\""), &[DATE]));
    let lines = optional(reader, "lines", &[DATE]);
    let (members, enrolments, bills) = (members?, enrolments?, bills?);
    Ok(Data::Files { members, enrolments, bills, lines: lines? })
}

/// Who prepares the nights.
fn by(reader: &mut Reader<Diagnostics>) -> Read<Option<Name>> {
    let Some(node) = reader.optional("by") else { return Ok(None) };
    let text = reader.scalar(&node, "by")?;
    let no_name = |_| reader.error(node.span.clone(), say::by_is_no_name());
    Name::new(text).map(Some).map_err(no_name)
}

/// Takes the required path at `key`.
fn required(
    reader: &mut Reader<Diagnostics>,
    key: &'static str,
    like: &str,
    known: &[&str],
) -> Read<String> {
    let node = reader.required_like(key, like)?;
    place(reader, &node, key, known)
}

/// Takes the path at `key`, if it is written.
fn optional(
    reader: &mut Reader<Diagnostics>,
    key: &'static str,
    known: &[&str],
) -> Read<Option<String>> {
    let node = reader.optional(key);
    node.map(|node| place(reader, &node, key, known)).transpose()
}

/// A path, in which no other placeholders stand than these.
fn place(reader: &mut Reader<Diagnostics>, node: &Node, key: &str, known: &[&str]) -> Read<String> {
    let Value::Text(text) = &node.value else {
        return Err(reader.error(node.span.clone(), words::rules::not_text(key)));
    };
    if text.trim().is_empty() {
        return Err(reader.error(node.span.clone(), words::rules::empty_text(key)));
    }
    let rest = known.iter().fold(text.clone(), |rest, known| rest.replace(known, ""));
    let Some(from) = rest.find(['{', '}']) else { return Ok(text.clone()) };
    let written = &rest[from..];
    let end = written.find('}').map_or(written.len(), |end| end + 1);
    let written = &written[..end];
    let why = match known.is_empty() {
        true => say::no_placeholder(key, written),
        false => say::unknown_placeholder(written, quoted_list(known.iter().copied())),
    };
    Err(reader.error(node.span.clone(), why))
}

/// Takes the whole number at `key`, if it is written.
fn number(
    reader: &mut Reader<Diagnostics>,
    key: &'static str,
    least: u64,
    most: u64,
) -> Read<Option<u64>> {
    let Some(node) = reader.optional(key) else { return Ok(None) };
    let text = reader.scalar(&node, key)?;
    match text.parse().ok().filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => {
            let why = match most {
                u64::MAX => say::not_a_count(key, text),
                most => say::not_between(key, text, least, most),
            };
            Err(reader.error(node.span.clone(), why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, Vec<String>> {
        let source = Source { path: "office/huzhu.toml".into(), text: text.to_owned() };
        let told = |one: &crate::diagnostic::Finding| {
            let help = one.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
            format!("{}: {}{help}", one.line, one.message)
        };
        Settings::read(source).map_err(|file| file.findings().iter().map(told).collect())
    }

    const LEAST: &str = "rules = \"r\"\nledger = \"l\"\nout = \"o/{run}\"\n";

    #[test]
    fn paths_begin_where_the_file_is_and_have_the_day_and_the_run_in_them() {
        let settings = read(&format!("{LEAST}data.folder = \"in/{{date}}\"")).unwrap();
        let day = Day::parse("2026-03-01").unwrap();
        assert_eq!(settings.rules, Path::new("office/r"));
        assert_eq!(settings.inputs(day).bills, Path::new("office/in/2026-03-01/bills.csv"));
        assert_eq!(filled(&settings.out(), day, "17"), Path::new("office/o/17"));
        let both = Path::new("/o/{date}-{run}");
        assert_eq!(filled(both, day, "17"), Path::new("/o/2026-03-01-17"));
        assert!(names_run(both) && !names_run(Path::new("/o/{date}")));
        let files = "[data]\nmembers = \"m\"\nenrolments = \"/e\"\nbills = \"b-{date}\"";
        let settings = read(&format!("{LEAST}{files}")).unwrap();
        let Inputs { members, enrolments, bills, lines, .. } = settings.inputs(day);
        assert_eq!(lines, None);
        assert_eq!([members, enrolments], ["office/m", "/e"].map(PathBuf::from));
        assert_eq!(bills, Path::new("office/b-2026-03-01"));
        assert_eq!((settings.by, settings.lang, settings.log), (None, None, None));
    }

    #[test]
    fn all_mistakes_are_told_at_once_each_with_its_line_and_remedy() {
        let text = "rule = \"r\"\nledger = 5\nout = \"out/{date}\"\nby = \"!\"\nlang = \"zhh\"\n\
                    log = \"{date}.log\"\n[data]\nfolder = \"in/{day}\"\nbills = \"b\"\n\
                    [limits]\naccept_reject = 5\nthreads = 0\n";
        assert_eq!(
            read(text).unwrap_err(),
            [
                "1: unknown key `rule`; did you mean `rules`?",
                "2: `ledger` must be text in quotes",
                "3: the folder of the outputs is the same for each night of a day, and one would take the \
                 place of another; write `out = \"out/{date}-{run}\"`",
                "4: name the author: one line of text with a letter or a digit",
                "5: `zhh` is not known here; write one of `zh` `en`; did you mean `zh`?",
                "6: `log` takes no placeholder, and `{date}` is none here; write a path without braces",
                "8: `{day}` is no placeholder here; write `{date}`, or a path without braces",
                "9: `folder` and files stand beside each other; keep the folder, or all three files",
                "11: unknown key `accept_reject`; did you mean `accept_rejects`?",
                "12: `threads` is `0`; write a whole number from 1 to 1024",
            ]
        );
        let missing = "[data]\nmembers = \"m\"\n[limits]\naccept_rejects = -1\n";
        assert_eq!(
            read(missing).unwrap_err(),
            [
                "1: missing `rules`; write `rules = \"rules/city\"`",
                "1: missing `ledger`; write `ledger = \"city.ledger\"`",
                "1: missing `out`; write `out = \"out/{date}-{run}\"`",
                "1: missing `enrolments`; write `enrolments = \"enrolments.csv\"`",
                "1: missing `bills`; write `bills = \"bills.csv\"`",
                "4: `accept_rejects` is `-1`; write a whole number, 0 or more",
            ]
        );
        let banks = format!("{LEAST}data.folder = \"in\"\n[bank.icbc]\nencoding = \"big5\"\n");
        let told = read(&banks).unwrap_err();
        assert!(told[1].starts_with("6: `big5` is not known here"), "{told:?}");
        assert!(told[0].starts_with("5: missing `columns`"), "{told:?}");
        assert_eq!(read("x").unwrap_err().len(), 1);
    }
}

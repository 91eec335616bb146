//! The gallery of mistakes in data: one small office for each code of rejects.csv, each sentence
//! about a whole file and each flag, with all that is answered to it.
//!
//! An entry in `tests/data_gallery/` is named after what it shows: a reject code, a sentence of
//! `src/words/data.rs`, a flag, or `duplicate`, `superseded`, `void`; with `-` and words of its own
//! where there are several. `no_mistake-...` is easily taken for one. An entry has a title and the
//! files that matter; those it leaves out are as in `base.txt`:
//!
//! * `== bills.csv`: the columns that matter; required ones that it leaves out are put behind them, as
//!   in the first row of `base.txt`;
//! * `== lines.csv`: the lines of bills; there are none in the base;
//! * `== import.toml, as it is`: what the office says about its own files;
//! * `== bills.csv, as it is`: nothing is put behind, the file is what stands there;
//! * `== no bills.csv`: there is no such file;
//! * `== rules`: sections put behind the rules, which are `rules/city/1.toml`;
//! * `== scheme`: lines put below their `[scheme]`; `== basis`: what stands for its `basis`.
//!
//! `\r`, `\n`, `\t`, `\0` and `\xff` stand for bytes that cannot be seen, `\` at a line's end takes
//! the end away. Below `== answer` stands what the program answers, sentences in English and Chinese;
//! `BLESS=1 cargo test --test all data_gallery` writes that anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::common::sentences::{self, says};
use huzhu::words::Sentence;
use rayon::prelude::*;
use tempfile::TempDir;

const FILES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];
const LINES: &str = "lines.csv";
const IMPORT: &str = "import.toml";
const LANGS: [&str; 2] = ["en", "zh"];

/// Sentences and codes that no entry can show, and why.
const NOT_SHOWN: [(&str, &str); 24] = [
    ("blocked_by_row", "a table in memory; see `python/tests/test_bad_input.py`"),
    ("unknown_column", "a part of a sentence about `[import]`"),
    ("in_the_office_file", "a part of the sentences about rows of office files"),
    ("too_large", "a workbook of more than 1 GiB"),
    ("zeros_lost", "a workbook; see `tests/all/office_files/workbooks.rs`"),
    ("number_for_text", "a workbook; see `tests/all/office_files/workbooks.rs`"),
    ("not_columnar", "a file of columns; see `tests/columnar`"),
    ("no_columnar", "a program built without Parquet; see `tests/all/office_files/columnar.rs`"),
    ("holds_whole_numbers", "a file of columns; see `tests/columnar`"),
    ("holds_floats", "a file of columns; see `tests/columnar`"),
    ("holds_moments", "a file of columns; see `tests/columnar`"),
    ("holds_no_cells", "a file of columns; see `tests/columnar`"),
    ("no_known_header", "several files of bills of which one is none"),
    ("only_fact", "a ledger's night; see `tests/all/nightly/days.rs`"),
    ("date_after_night", "a ledger's night; see `tests/all/nightly/stays.rs`"),
    ("fact_without_day", "a ledger's night; see `tests/all/nightly/days.rs`"),
    ("changed_meanwhile", "a file that grows while it is read"),
    (
        "blocked_by_another",
        "a bill that a ledger knows under another member; see `tests/all/nightly/events.rs`",
    ),
    ("too_many_rows", "a file of two billion rows"),
    ("too_many_columns", "a header of a million columns, which is in `tests/all/hostile.rs`"),
    ("too_many_lines", "ten thousand lines; see `tests/all/lines.rs`"),
    ("large_household", "a household of sixty-five; see `tests/all/households.rs`"),
    ("too_many_bills", "thousands of rows; see `one_member_with_too_much_is_told`"),
    ("too_many_periods", "thousands of rows; see `one_member_with_too_much_is_told`"),
];

/// Flags of facts that no file of an office tells; `tests/all/outside.rs` and `tests/all/disallowed.rs` show them.
const NOT_OF_FILES: [&str; 2] = ["override_without_cover", "disallowed_above_bill"];

/// Sentences that say what would be right, and so have no remedy of their own; or leave it to the
/// operating system.
const WITHOUT_REMEDY: [&str; 2] = ["bad_units", "unreadable"];

/// What became of rows that are no mistake.
const OUTCOMES: [&str; 3] = ["duplicate", "superseded", "void"];

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(entries);
static BASE: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let text = fs::read_to_string(folder().join("base.txt")).unwrap();
    sections(&text).1
});

/// One part of an entry: `== heading`, and what stands below it.
struct Section {
    heading: String,
    text: String,
}

/// One entry, and what the program answers to it.
struct Entry {
    name: String,
    path: PathBuf,
    /// All above the answer.
    asked: String,
    /// The answer that stands there.
    expected: String,
    answer: Answer,
}

impl Entry {
    fn read(path: PathBuf) -> Entry {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let end = text.find("\n== answer").map_or(text.len(), |at| at + 1);
        let (asked, expected) = text.split_at(end);
        let (title, sections) = sections(asked);
        assert!(!title.is_empty() && !sections.is_empty(), "{name}: a title and files are there");
        let answer = Answer::to(&Office::of(&sections));
        Entry {
            asked: format!("{}\n\n", asked.trim_end_matches('\n')),
            expected: expected.to_owned(),
            name,
            path,
            answer,
        }
    }

    /// What it is named after.
    fn shows(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data_gallery")
}

fn entries() -> Vec<Entry> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| !path.ends_with("base.txt")).collect();
    paths.sort();
    // Whoever asks first waits for all of them.
    paths.into_par_iter().map(Entry::read).collect()
}

/// The title, and the parts below it.
fn sections(text: &str) -> (&str, Vec<Section>) {
    let (title, rest) = text.split_once("\n\n== ").expect("files follow the title");
    let parts = rest.split("\n== ").map(|part| {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        let text = text.strip_suffix("\n\n").map_or(text.to_owned(), |text| format!("{text}\n"));
        Section { heading: heading.trim().to_owned(), text }
    });
    (title, parts.collect())
}

/// The bytes that a text with escapes stands for.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend(&rest.as_bytes()[..at]);
        let escaped = rest[at + 1..].chars().next().expect("something is escaped");
        rest = &rest[at + 2..];
        match escaped {
            'r' => bytes.push(b'\r'),
            'n' => bytes.push(b'\n'),
            't' => bytes.push(b'\t'),
            '0' => bytes.push(0),
            '\n' => {}
            'x' => {
                bytes.push(u8::from_str_radix(&rest[..2], 16).expect("two digits follow `\\x`"));
                rest = &rest[2..];
            }
            other => panic!("`\\{other}` stands for nothing"),
        }
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// The text of a file with the required columns that it leaves out behind its own.
fn whole(file: &str, text: &str) -> String {
    let base = BASE.iter().find(|section| section.heading == file).expect("the base has all files");
    let mut base = base.text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (columns, usual) = (base.next().unwrap(), base.next().unwrap());
    let own: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
    let missing = || (0..columns.len()).filter(|&at| !own.contains(&columns[at]));
    let behind = |cells: &[&str]| missing().map(|at| format!(",{}", cells[at])).collect::<String>();
    let lines = text.lines().enumerate().map(|(at, line)| match (at, line) {
        (_, "") => "\n".to_owned(),
        (0, line) => format!("{line}{}\n", behind(&columns)),
        (_, line) => format!("{line}{}\n", behind(&usual)),
    });
    lines.collect()
}

/// The files of an entry, written.
struct Office {
    folder: TempDir,
}

impl Office {
    /// The usual one.
    fn usual() -> Office {
        Office::of(&[])
    }

    fn of(sections: &[Section]) -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
        let mut rules = fs::read_to_string(city).unwrap();
        for section in BASE.iter() {
            office.write(&section.heading, &bytes(&section.text));
        }
        for Section { heading, text } in sections {
            match heading.split_once(", ") {
                Some((file, "as it is")) => office.write(file, &bytes(text)),
                _ if heading == "rules" => rules += &format!("\n{text}"),
                _ if heading == "scheme" => {
                    rules = rules.replace("[scheme]\n", &format!("[scheme]\n{text}"));
                }
                _ if heading == "basis" => {
                    let basis = format!("basis = {}", text.trim());
                    rules = rules.replace("basis = \"admission\"", &basis);
                }
                _ if heading == LINES => office.write(heading, &bytes(text)),
                _ if FILES.contains(&heading.as_str()) => {
                    office.write(heading, &bytes(&whole(heading, text)));
                }
                _ => match heading.strip_prefix("no ") {
                    Some(file) => fs::remove_file(office.path(file)).unwrap(),
                    None => panic!("`== {heading}` is not a file"),
                },
            }
        }
        office.write("rules.toml", rules.as_bytes());
        office
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, lang: &str) -> Output {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.current_dir(self.folder.path()).args(["batch", "--rules", "rules.toml"]);
        huzhu.args(["--members", "members.csv", "--enrolments", "enrolments.csv"]);
        huzhu.args(["--bills", "bills.csv", "--out", "out", "--threads", "1", "--lang", lang]);
        if self.path(LINES).exists() {
            huzhu.args(["--lines", LINES]);
        }
        if self.path(IMPORT).exists() {
            huzhu.args(["--import", IMPORT]);
        }
        huzhu.output().unwrap()
    }

    fn out(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap()
    }

    fn rejects(&self) -> Vec<Vec<String>> {
        rows(&self.out("rejects.csv"))
    }

    /// The rows of member_flags.csv, which is there where any row is flagged.
    fn flags(&self) -> Vec<Vec<String>> {
        let flags = fs::read_to_string(self.path("out/member_flags.csv"));
        flags.map_or(Vec::new(), |flags| rows(&flags))
    }
}

/// The rows of a CSV file, without its header.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// Cells as a line of CSV.
fn line(cells: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// One row of rejects.csv.
struct Reject {
    /// File, line, column, value and code.
    place: Vec<String>,
    sentence: Sentence,
}

impl Reject {
    fn code(&self) -> &str {
        &self.place[4]
    }
}

/// All that is answered to an entry.
struct Answer {
    code: i32,
    /// Sentences about whole files.
    told: Vec<Sentence>,
    rejects: Vec<Reject>,
    /// The same of member_flags.csv.
    flags: Vec<Reject>,
    /// One line a file: what became of its rows.
    counts: String,
    /// decisions.csv.
    decisions: String,
}

impl Answer {
    fn to(office: &Office) -> Answer {
        let [english, chinese] = LANGS.map(|lang| {
            let _ = fs::remove_dir_all(office.path("out"));
            let Output { status, stdout, stderr } = office.run(lang);
            assert!(stdout.is_empty(), "a summary is no data");
            let told = String::from_utf8(stderr).unwrap();
            let code = status.code().expect("it ends by itself");
            let done = matches!(code, 0 | 3);
            assert!(done || code == 1, "the rules are right:\n{told}");
            assert_eq!(office.path("out").exists(), done, "a failed run leaves nothing");
            let outputs = done.then(|| {
                let counts = counts(&office.out("manifest.json"));
                ([office.rejects(), office.flags()], office.out("decisions.csv"), counts)
            });
            (code, told, outputs)
        });
        assert_eq!(english.0, chinese.0, "the language changes no exit code");
        let mut answer = Answer {
            code: english.0,
            told: Vec::new(),
            rejects: Vec::new(),
            flags: Vec::new(),
            counts: String::new(),
            decisions: String::new(),
        };
        match (english.2, chinese.2) {
            (Some((rejects, decisions, counts)), Some((in_chinese, again, _))) => {
                assert_eq!(decisions, again, "the language changes no decision");
                let told = rejects.into_iter().zip(in_chinese).map(|(english, chinese)| {
                    assert_eq!(english.len(), chinese.len());
                    let both = english.into_iter().zip(chinese);
                    both.map(|(english, chinese)| reject(english, chinese)).collect()
                });
                let [rejects, flags]: [Vec<Reject>; 2] =
                    told.collect::<Vec<_>>().try_into().unwrap_or_else(|_| unreachable!("of two"));
                (answer.rejects, answer.flags) = (rejects, flags);
                (answer.counts, answer.decisions) = (counts, decisions);
            }
            _ => answer.told = told(&english.1, &chinese.1),
        }
        answer
    }

    fn shown(&self) -> String {
        let mut shown = format!("== answer: exit code {}\n{}", self.code, self.counts);
        let both = |sentence: &Sentence| {
            let [english, chinese] = wordings(sentence);
            format!("  {english}\n  {chinese}\n")
        };
        if self.code == 1 {
            return shown + &self.told.iter().map(both).collect::<String>();
        }
        for (file, told) in [("rejects.csv", &self.rejects), ("member_flags.csv", &self.flags)] {
            if !told.is_empty() {
                shown += &format!("\n{file}\n");
            }
            for one in told {
                shown += &(line(&one.place) + &both(&one.sentence));
            }
        }
        if self.decisions.lines().count() > 1 {
            shown += &format!("\ndecisions.csv\n{}", self.decisions);
        }
        shown
    }

    /// Whether a sentence is among the answers.
    fn says(&self, sentence: &Sentence) -> bool {
        let rows = self.rejects.iter().chain(&self.flags);
        let told = self.told.iter().chain(rows.map(|reject| &reject.sentence));
        told.map(wordings).any(|[english, chinese]| says(sentence, english, chinese))
    }

    fn has_code(&self, code: &str) -> bool {
        self.rejects.iter().chain(&self.flags).any(|reject| reject.code() == code)
    }

    /// Whether a decision has a flag.
    fn has_flag(&self, flag: &str) -> bool {
        rows(&self.decisions).iter().any(|row| row[4].split(';').any(|reason| reason == flag))
    }

    fn has_outcome(&self, outcome: &str) -> bool {
        self.counts.contains(&format!(" {outcome}"))
    }
}

fn wordings(sentence: &Sentence) -> [&str; 2] {
    [huzhu::words::Lang::English, huzhu::words::Lang::Chinese].map(|lang| sentence.text(lang))
}

fn reject(mut english: Vec<String>, mut chinese: Vec<String>) -> Reject {
    let sentence = Sentence::new(english.pop().unwrap(), chinese.pop().unwrap());
    assert_eq!(english, chinese, "the language changes no more than the sentence");
    Reject { place: english, sentence }
}

/// The sentences on stderr, but for the last, which all failed runs end with.
fn told(english: &str, chinese: &str) -> Vec<Sentence> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.strip_prefix("huzhu: ").expect(line).to_owned()).collect()
    };
    let (mut english, mut chinese) = (lines(english), lines(chinese));
    assert_eq!(english.len(), chinese.len());
    let last = Sentence::new(english.pop().unwrap(), chinese.pop().unwrap());
    let mut kept = sentences::of("src/words/program.rs").into_iter();
    assert_eq!(Some(last), kept.find(|(name, _)| name == "nothing_kept").map(|kept| kept.1));
    let both = english.into_iter().zip(chinese);
    both.map(|(english, chinese)| Sentence::new(english, chinese)).collect()
}

/// What became of the rows of each file: one line a file.
fn counts(manifest: &str) -> String {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
    let mut counts = String::new();
    for input in manifest["inputs"].as_array().unwrap() {
        let count = |key: &str| input[key].as_u64().unwrap();
        let kinds = ["used", "rejected", "duplicates", "superseded", "void"];
        let sum: u64 = kinds.iter().map(|kind| count(kind)).sum();
        assert_eq!(count("rows"), sum, "each row is counted once");
        let some = kinds.iter().filter(|kind| count(kind) > 0);
        let some: Vec<String> = some.map(|kind| format!("{} {kind}", count(kind))).collect();
        let some = if some.is_empty() { "no rows".to_owned() } else { some.join(", ") };
        counts += &format!("{}: {some}", input["file"].as_str().unwrap());
        let ignored = input["ignored_columns"].as_array().unwrap();
        if !ignored.is_empty() {
            let names = ignored.iter().map(|name| format!(" `{}`", name.as_str().unwrap()));
            counts += &format!("; not asked for:{}", names.collect::<String>());
        }
        for note in input["notes"].as_array().into_iter().flatten() {
            let (what, rows, line) = (&note["what"], &note["rows"], &note["line"]);
            counts +=
                &format!("; told: {} of {rows} rows from line {line}", what.as_str().unwrap());
        }
        counts.push('\n');
    }
    counts
}

/// The codes of a table of the page of codes: the rows that follow a line.
fn codes(after: &str) -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once(after).expect("the table is there");
    let rows = table.lines().skip_while(|line| !line.starts_with("| `"));
    let rows = rows.take_while(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

fn reject_codes() -> BTreeSet<String> {
    codes("\n## Reject codes\n")
}

fn flags() -> BTreeSet<String> {
    codes("\nFlags: ")
}

fn data_sentences() -> Vec<(String, Sentence)> {
    sentences::of("src/words/data.rs")
}

fn excused(name: &str) -> bool {
    NOT_SHOWN.iter().any(|(excused, _)| *excused == name)
}

#[test]
fn every_mistake_in_data_is_answered_as_the_gallery_shows() {
    let mut wrong = Vec::new();
    for entry in ENTRIES.iter() {
        let shown = entry.answer.shown();
        if std::env::var_os("BLESS").is_some() {
            fs::write(&entry.path, format!("{}{shown}", entry.asked)).unwrap();
        } else if entry.expected != shown {
            wrong.push(format!("{}:\n{shown}", entry.path.display()));
        }
    }
    let wrong = wrong.join("\n");
    assert!(wrong.is_empty(), "answered otherwise now; `BLESS=1` writes them anew:\n{wrong}");
}

#[test]
fn every_code_flag_and_sentence_about_data_hangs_in_the_gallery() {
    let named =
        |name: &str| ENTRIES.iter().filter(|entry| entry.shows() == name).collect::<Vec<_>>();
    let (codes, flags, sentences) = (reject_codes(), flags(), data_sentences());
    assert!(codes.len() >= 20 && flags.len() >= 4 && sentences.len() >= 28, "all are found");
    let mut missing: Vec<&str> = Vec::new();
    for code in codes.iter().filter(|code| !excused(code)) {
        let shown = named(code).iter().any(|entry| entry.answer.has_code(code));
        missing.extend((!shown).then_some(code.as_str()));
    }
    for flag in flags.iter().filter(|flag| !NOT_OF_FILES.contains(&flag.as_str())) {
        let shown = named(flag).iter().any(|entry| entry.answer.has_flag(flag));
        missing.extend((!shown).then_some(flag.as_str()));
    }
    for (name, sentence) in sentences.iter().filter(|(name, _)| !excused(name)) {
        // A sentence with the name of a code may be shown by the entries of that code alone.
        let of_code = codes.contains(name);
        let mut shown = if of_code { named(name) } else { ENTRIES.iter().collect() }.into_iter();
        let shown = shown.any(|entry| entry.answer.says(sentence));
        missing.extend((!shown).then_some(name.as_str()));
    }
    assert!(missing.is_empty(), "no entry of its name shows {missing:?}");
    for (name, _) in NOT_SHOWN {
        assert!(sentences.iter().any(|(known, _)| known == name), "`{name}` is not a sentence");
    }
}

#[test]
fn every_entry_shows_what_it_is_named_after_and_nothing_else() {
    let (codes, flags, sentences) = (reject_codes(), flags(), data_sentences());
    let usual = Answer::to(&Office::usual());
    assert_eq!((usual.code, usual.rejects.len()), (0, 0), "the base has no mistake");
    for Entry { name, answer, .. } in ENTRIES.iter() {
        let of = name.split('-').next().unwrap();
        let sentence = sentences.iter().find(|(known, _)| known == of);
        let shown = match of {
            "several" => answer.told.len() + answer.rejects.len() > 1,
            "no_mistake" => answer.code == 0,
            _ if OUTCOMES.contains(&of) => answer.code == 0 && answer.has_outcome(of),
            _ if flags.contains(of) => answer.code == 0 && answer.has_flag(of),
            _ if codes.contains(of) => answer.has_code(of),
            _ => sentence.is_some_and(|(_, sentence)| answer.says(sentence)),
        };
        assert!(shown, "`{name}` does not show `{of}`:\n{}", answer.shown());
        // What is blocked is so for another mistake, and follows from it.
        let alone = !["several", "blocked_by_reject"].contains(&of);
        let follows =
            |reject: &Reject| ["blocked_by_reject", "unknown_member"].contains(&reject.code());
        let others: Vec<&Reject> = (answer.rejects.iter())
            .filter(|reject| reject.code() != of && !follows(reject) && alone)
            .filter(|reject| {
                !sentence.is_some_and(|(_, own)| {
                    let [english, chinese] = wordings(&reject.sentence);
                    says(own, english, chinese)
                })
            })
            .collect();
        assert!(others.is_empty(), "`{name}` has other mistakes:\n{}", answer.shown());
        assert!(of == "several" || answer.told.len() <= 1, "`{name}`:\n{}", answer.shown());
    }
}

#[test]
fn every_answer_names_the_place_and_the_remedy() {
    let sentences = data_sentences();
    let excused: Vec<&Sentence> = (sentences.iter())
        .filter(|(name, _)| WITHOUT_REMEDY.contains(&name.as_str()))
        .map(|(_, sentence)| sentence)
        .collect();
    for Entry { name, answer, .. } in ENTRIES.iter() {
        for reject in &answer.rejects {
            let (file, line) = (&reject.place[0], &reject.place[1]);
            assert!(FILES.contains(&file.as_str()), "{name}: {file}");
            assert!(line.parse::<u64>().is_ok_and(|line| line > 1), "{name}: {line}");
        }
        for sentence in &answer.told {
            let mut files = FILES.iter().chain([&LINES, &IMPORT]);
            let file = files.any(|file| wordings(sentence)[0].contains(&format!("`{file}`")));
            assert!(file, "{name}: no file in {sentence}");
        }
        let rejects = answer.rejects.iter().map(|reject| &reject.sentence);
        for sentence in answer.told.iter().chain(rejects) {
            let [english, chinese] = wordings(sentence);
            let remedy = english.contains("; ") && chinese.contains('；');
            let excused = excused.iter().any(|excused| says(excused, english, chinese));
            assert!(remedy || excused, "{name}: {english} / {chinese}");
        }
    }
}

#[test]
fn one_member_with_too_much_is_told() {
    let most = huzhu::claim::MOST_BILLS.max(huzhu::claim::MOST_PERIODS);
    let day = huzhu::date::Day::parse("2000-01-01").unwrap();
    let numbers = || 0..=i32::try_from(most).unwrap();
    let periods = numbers().map(|number| format!("{},2050-01-01\n", day + number));
    let bills = numbers().map(|number| format!("B{number}\n"));
    for (file, text, code) in [
        (
            "enrolments.csv",
            periods.fold("start,end\n".to_owned(), |a, b| a + &b),
            "too_many_periods",
        ),
        ("bills.csv", bills.fold("bill_id\n".to_owned(), |a, b| a + &b), "too_many_bills"),
    ] {
        let answer = Answer::to(&Office::of(&[Section { heading: file.to_owned(), text }]));
        assert_eq!(answer.code, 3);
        let told = answer.rejects.iter().filter(|reject| reject.code() == code);
        let (_, sentence) = data_sentences().into_iter().find(|(name, _)| name == code).unwrap();
        for (at, reject) in told.enumerate() {
            let place = [file, &(at + 2).to_string(), "member_id", "M***", code];
            assert_eq!(reject.place, place);
            let [english, chinese] = wordings(&reject.sentence);
            assert!(says(&sentence, english, chinese), "{english} / {chinese}");
        }
        let all = answer.rejects.iter().filter(|reject| reject.code() == code).count();
        assert_eq!(all, most + 1, "none of the rows is used");
    }
}

//! The gallery of mistakes: one small file for each sentence that who writes rules or cases may
//! read, with the sentence as it is shown.
//!
//! A fixture in `tests/gallery/` is named after its sentence in `src/words/rules.rs`, with `-` and a
//! word of its own where there are several, and holds that one mistake. Sections that it leaves out
//! are those of `base.toml`, added below it; under `# alone` on its first line nothing is added. A
//! folder is a book of several files, a file that begins with `[[case]]` one of cases. What is shown
//! for it, in English and Chinese, lies beside it as `.txt`; `BLESS=1 cargo test --test all gallery`
//! writes that anew.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::sentences::says;
use huzhu::cases;
use huzhu::diagnostic::{Finding, Reviewed};
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::{Lang, Sentence};

/// Sentences that no fixture can show, and why.
const NOT_SHOWN: [(&str, &str); 11] = [
    ("error", "stands before every mistake"),
    ("help", "stands before every remedy"),
    ("unreadable", "a file that is not there; see `files_that_hold_no_rules_are_named`"),
    ("no_rules", "a folder without rules; see `files_that_hold_no_rules_are_named`"),
    ("not_utf8", "a file that is not text; see `files_that_hold_no_rules_are_named`"),
    ("paid_on_help", "a case of rules that ask for receipts; see `tests/all/cover_begins.rs`"),
    ("enrolled_on_help", "a case of rules with windows to enrol; see `tests/all/who_may_hold.rs`"),
    ("same_as_other", "rules of two schemes; see `tests/all/replay/mistakes.rs`"),
    ("case_takes_back", "the bill of a preview; see `tests/all/preview.rs`"),
    ("too_big", "a file of a million bytes; see `files_that_hold_no_rules_are_named`"),
    (
        "more_mistakes",
        "hundreds of mistakes; see `beyond_five_hundred_mistakes_the_rest_is_left_out`",
    ),
];

/// One fixture, and what is wrong with it.
struct Entry {
    name: String,
    files: Vec<Reviewed>,
}

impl Entry {
    fn read(path: &Path) -> Entry {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = || fs::read_to_string(path).unwrap();
        let files = match path.is_dir() {
            true => book(toml_files(path).iter().map(|file| source(file)).collect()),
            false if text().starts_with("[[case]]") => case_file(path),
            false => book(vec![Source { text: whole(&text()), ..source(path) }]),
        };
        Entry { name, files }
    }

    /// The sentence it is named after.
    fn sentence(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    fn findings(&self) -> Vec<Finding> {
        self.files.iter().flat_map(Reviewed::findings).collect()
    }

    fn shown(&self) -> String {
        let shown = |lang| self.files.iter().map(|file| file.render(lang)).collect::<String>();
        format!("{}{}", shown(Lang::English), shown(Lang::Chinese)).trim_end().to_owned() + "\n"
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery")
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let toml = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|end| end == "toml");
    let mut paths: Vec<PathBuf> = paths.filter(toml).collect();
    paths.sort();
    paths
}

fn entries() -> Vec<Entry> {
    let fixtures = toml_files(&folder());
    fixtures
        .iter()
        .filter(|path| !path.ends_with("base.toml"))
        .map(|path| Entry::read(path))
        .collect()
}

/// A file, called by its name alone.
fn source(path: &Path) -> Source {
    let text = whole(&fs::read_to_string(path).unwrap());
    Source { path: path.file_name().unwrap().into(), text }
}

/// A fixture with the sections of `base.toml` that it leaves out.
fn whole(fixture: &str) -> String {
    let mut text = fixture.to_owned();
    if fixture.starts_with("# alone") {
        return text;
    }
    let base = fs::read_to_string(folder().join("base.toml")).unwrap();
    for section in base.split("\n\n").filter(|section| section.starts_with('[')) {
        let header = section.lines().next().unwrap_or_default();
        if !fixture.lines().any(|line| line.starts_with(header)) {
            text += &format!("\n{}\n", section.trim_end());
        }
    }
    text
}

fn book(sources: Vec<Source>) -> Vec<Reviewed> {
    match Book::compile(sources) {
        Ok(_) => Vec::new(),
        Err(BookError::Rules(files)) => files,
        Err(BookError::File(why)) => panic!("{why}"),
    }
}

fn case_file(path: &Path) -> Vec<Reviewed> {
    let book = Book::load(&folder().join("base.toml")).expect("the base has no mistake");
    let text = fs::read_to_string(path).unwrap();
    let source = Source { path: path.file_name().unwrap().into(), text };
    cases::read(&book, source).err().map(|file| *file).into_iter().collect()
}

/// Every sentence of `src/words/rules.rs`, by name.
fn sentences() -> Vec<(String, Sentence)> {
    crate::common::sentences::of("src/words/rules.rs")
}

fn is_message(sentence: &Sentence, finding: &Finding) -> bool {
    says(sentence, &finding.message, &finding.message_zh)
}

fn is_help(sentence: &Sentence, finding: &Finding) -> bool {
    match (&finding.help, &finding.help_zh) {
        (Some(english), Some(chinese)) => says(sentence, english, chinese),
        _ => false,
    }
}

#[test]
fn every_mistake_is_told_as_the_gallery_shows() {
    let mut wrong = Vec::new();
    for entry in entries() {
        let path = folder().join(format!("{}.txt", entry.name));
        let shown = entry.shown();
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, shown).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != shown {
            wrong.push(format!("{}:\n{shown}", path.display()));
        }
    }
    let wrong = wrong.join("\n");
    assert!(wrong.is_empty(), "shown otherwise now; `BLESS=1` writes them anew:\n{wrong}");
}

#[test]
fn every_sentence_hangs_in_the_gallery() {
    let entries = entries();
    let findings: Vec<(&str, Finding)> = (entries.iter())
        .flat_map(|entry| {
            entry.findings().into_iter().map(move |finding| (entry.sentence(), finding))
        })
        .collect();
    let shown = |name: &str, sentence: &Sentence| {
        let mut own = findings.iter().filter(|(of, _)| *of == name).peekable();
        match own.peek() {
            Some(_) => {
                own.any(|(_, finding)| is_message(sentence, finding) || is_help(sentence, finding))
            }
            None => findings.iter().any(|(_, finding)| is_help(sentence, finding)),
        }
    };
    let sentences = sentences();
    assert!(sentences.len() > 100, "the sentences are found");
    let excused = |name: &str| NOT_SHOWN.iter().any(|(excused, _)| *excused == name);
    let missing: Vec<&String> = (sentences.iter())
        .filter(|(name, sentence)| !excused(name) && !shown(name, sentence))
        .map(|(name, _)| name)
        .collect();
    assert!(missing.is_empty(), "no fixture of its name shows {missing:?}");
}

#[test]
fn every_entry_is_named_after_what_it_shows() {
    let sentences = sentences();
    for entry in entries() {
        let known = sentences.iter().any(|(name, _)| name == entry.sentence());
        assert!(known || entry.sentence() == "several", "`{}` is not a sentence", entry.sentence());
    }
    for (name, _) in NOT_SHOWN {
        assert!(sentences.iter().any(|(known, _)| known == name), "`{name}` is not a sentence");
    }
}

#[test]
fn one_mistake_is_told_once() {
    for entry in entries().iter().filter(|entry| entry.sentence() != "several") {
        let told = entry.findings().len();
        assert_eq!(told, 1, "`{}` has one mistake:\n{}", entry.name, entry.shown());
    }
}

#[test]
fn files_that_hold_no_rules_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str| match Book::load(&folder.path().join(name)) {
        Err(BookError::File(why)) => why,
        _ => panic!("`{name}` holds no rules"),
    };
    let file = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    file("gbk.toml", b"title = \"\xbb\xa5\xd6\xfa\"");
    file("big.toml", &vec![b'#'; (1 << 20) + 1]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (name, sentence) in [
        ("none.toml", "unreadable"),
        ("gbk.toml", "not_utf8"),
        ("big.toml", "too_big"),
        ("empty", "no_rules"),
    ] {
        let told = told(name);
        let (_, known) = sentences().into_iter().find(|(known, _)| known == sentence).unwrap();
        assert!(
            says(&known, told.sentence().text(Lang::English), told.sentence().text(Lang::Chinese)),
            "{name}: {told}"
        );
    }
}

#[test]
fn beyond_five_hundred_mistakes_the_rest_is_left_out() {
    let keys: String = (0..600).map(|n| format!("key_{n} = 1\n")).collect();
    let files = book(vec![Source { path: "many.toml".into(), text: keys }]);
    assert_eq!(files[0].findings().len(), 500);
    assert!(files[0].render(Lang::English).contains("there are more mistakes"));
}

#[test]
fn a_case_has_no_more_bills_or_periods_than_a_member_may_have() {
    let base = Book::load(&folder().join("base.toml")).unwrap();
    for key in ["bill", "enrolment"] {
        let text = format!("[[case]]\nid = \"many\"\n{key} = [{}]\n", "{},".repeat(10_001));
        let read = cases::read(&base, Source { path: "cases.toml".into(), text });
        let told = read.expect_err("more are refused").render(Lang::English);
        assert!(told.contains("10000"), "{}", told.lines().next().unwrap_or_default());
    }
}

#[test]
fn the_base_has_no_mistake() {
    let base = fs::read_to_string(folder().join("base.toml")).unwrap();
    assert_eq!(whole("# alone\n"), "# alone\n");
    assert!(book(vec![Source { path: "base.toml".into(), text: base }]).is_empty());
    assert!(book(vec![Source { path: "base.toml".into(), text: whole("") }]).is_empty());
}

//! The pages are true: what README.md and docs/ show is what the program reads and prints, what they list is all there is, and a figure is the one that was measured.
//!
//! A page with `console` blocks is one session at a terminal, in a folder of its own that has `rules/`, `data/city_small` and
//! the bill of the front page. A `toml` block that begins with `# FILE` writes that file, `# FILE, continued` adds to it,
//! `# FILE, mended` stands in place of what was added last. A `console` block holds commands and what they print; an
//! exit code other than 0 follows as `(exit code 2)`. Commands that are not ours alone, as `head` of what we print, are
//! the shell's. `BLESS=1 cargo test --test all manual::` rewrites what is printed, and the tables of CONTRIBUTING.md. The
//! pages of `docs/zh/` are read at a Chinese terminal.

mod emphasis;
mod examples;
mod figures;
mod glossary;
mod links;
mod lists;
mod provisions;
mod recipes;
mod session;
mod tables;
mod twins;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;

/// A block of code in a page.
struct Block {
    /// The word behind the fence.
    language: String,
    text: String,
    /// Where the text stands in the page.
    place: Range<usize>,
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page(path: &str) -> String {
    fs::read_to_string(at(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// Every page that people read, from the root of the repository.
fn pages() -> Vec<String> {
    let names = |folder: &str| {
        let entries = fs::read_dir(at(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let names = entries.map(|name| name.to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(".md")).collect::<Vec<_>>()
    };
    let inside =
        |folder: &str| names(folder).into_iter().map(|name| format!("{folder}/{name}")).collect();
    let [of_docs, in_chinese]: [Vec<String>; 2] = ["docs", "docs/zh"].map(inside);
    let mut pages = [names("."), of_docs, in_chinese].concat();
    pages.sort();
    assert!(pages.len() > 20, "the pages are found: {pages:?}");
    pages
}

/// Whether it may be rewritten what a page shows.
fn blesses() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Holds a page to what it should be, or makes it so.
fn hold(path: &str, right: &str) -> Result<(), String> {
    let written = page(path);
    if blesses() {
        fs::write(at(path), right).unwrap();
        return Ok(());
    }
    let lines = written.lines().zip(right.lines());
    match lines.enumerate().find(|(_, (written, right))| written != right) {
        _ if written == right => Ok(()),
        None => Err(format!("{path} is longer or shorter than it should be; BLESS=1 rewrites it")),
        Some((line, (written, right))) => Err(format!(
            "{path}:{}: BLESS=1 rewrites it\n  is:        {written}\n  should be: {right}",
            line + 1
        )),
    }
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut open, mut place) = (Vec::new(), None, 0);
    for line in page.split_inclusive('\n') {
        let start = place;
        place += line.len();
        let Some(language) = line.strip_prefix("```") else { continue };
        open = match open.take() {
            None => Some((language.trim().to_owned(), place)),
            Some((language, from)) => {
                let text = page[from..start].to_owned();
                blocks.push(Block { language, text, place: from..start });
                None
            }
        };
    }
    assert!(open.is_none(), "every block is closed");
    blocks
}

fn toml_blocks(page: &str) -> Vec<Block> {
    blocks(page).into_iter().filter(|block| block.language == "toml").collect()
}

fn parses(text: &str) -> Result<toml::Table, toml::de::Error> {
    toml::from_str(text)
}

/// Whether a block is TOML, or else shows alternatives: each of its lines is.
fn is_toml(text: &str) -> bool {
    parses(text).is_ok() || text.lines().all(|line| parses(line).is_ok())
}

/// Whether a block claims to be a rule file from beginning to end.
fn is_whole(text: &str) -> bool {
    let sections = ["scheme", "edition", "plan", "benefit"];
    parses(text).is_ok_and(|table| sections.iter().all(|section| table.contains_key(*section)))
}

/// What is wrong with a rule file, as it is shown; nothing if it is right.
fn mistakes(text: &str) -> String {
    let source = Source { path: "manual.toml".into(), text: text.to_owned() };
    match Book::compile(vec![source]) {
        Ok(_) => String::new(),
        Err(BookError::File(why)) => why.sentence().text(Lang::English).to_owned(),
        Err(BookError::Rules(files)) => {
            files.iter().map(|file| file.render(Lang::English)).collect()
        }
    }
}

#[test]
fn every_toml_block_of_the_pages_is_toml() {
    for path in pages() {
        for block in toml_blocks(&page(&path)) {
            assert!(is_toml(&block.text), "{path}: not TOML:\n{}", block.text);
        }
    }
}

#[test]
fn every_whole_rule_file_of_the_pages_compiles() {
    for path in pages() {
        for block in toml_blocks(&page(&path)).iter().filter(|block| is_whole(&block.text)) {
            assert_eq!(mistakes(&block.text), "", "{path}:\n{}", block.text);
        }
    }
}

/// The files of a folder and of those inside it.
fn files(folder: &str) -> Vec<PathBuf> {
    let inside = fs::read_dir(at(folder)).into_iter().flatten().map(|entry| entry.unwrap().path());
    let text = |path: &Path| path.to_str().expect("our paths are UTF-8").to_owned();
    inside.flat_map(|path| if path.is_dir() { files(&text(&path)) } else { vec![path] }).collect()
}

/// The text at the head of a file: its lines behind `//!`.
fn head(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect()
}

#[test]
fn the_toml_at_the_head_of_every_provision_is_toml() {
    let mut seen = 0;
    for path in files("src/scheme") {
        for block in toml_blocks(&head(&fs::read_to_string(&path).unwrap())) {
            assert!(is_toml(&block.text), "{}: not TOML:\n{}", path.display(), block.text);
            seen += 1;
        }
    }
    assert!(seen > 10, "the heads are found");
}

#[test]
fn the_front_page_is_short() {
    let lines = page("README.md").lines().count();
    assert!(lines <= 200, "README.md has {lines} lines; what is behind 200 belongs in docs/");
}

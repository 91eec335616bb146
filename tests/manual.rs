//! The manual is true: what README.md and docs/rules.md show is what the program reads and prints.
//!
//! README.md is one session at a terminal. A `toml` block that begins with `# FILE` writes that file,
//! `# FILE, continued` adds to it, `# FILE, mended` stands in place of what was added last. A `console`
//! block holds commands and what they print; an exit code other than 0 is told at the end, as
//! `(exit code 2)`. Commands that are not ours alone, as `head` of what we print, are the shell's. `BLESS=1 cargo test --test manual` rewrites what is printed.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        Err(BookError::File(why)) => why.text(Lang::English).to_owned(),
        Err(BookError::Rules(files)) => {
            files.iter().map(|file| file.render(Lang::English)).collect()
        }
    }
}

#[test]
fn every_toml_block_of_the_manual_is_toml() {
    for path in ["README.md", "docs/rules.md", "CONTRIBUTING.md"] {
        for block in toml_blocks(&page(path)) {
            assert!(is_toml(&block.text), "{path}: not TOML:\n{}", block.text);
        }
    }
}

#[test]
fn every_whole_rule_file_of_the_manual_compiles() {
    for path in ["README.md", "docs/rules.md"] {
        for block in toml_blocks(&page(path)).iter().filter(|block| is_whole(&block.text)) {
            assert_eq!(mistakes(&block.text), "", "{path}:\n{}", block.text);
        }
    }
}

#[test]
fn the_toml_at_the_head_of_every_provision_is_toml() {
    let mut seen = 0;
    for entry in fs::read_dir(at("src/scheme")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let head = text.lines().map_while(|line| line.strip_prefix("//!"));
        let head: String =
            head.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect();
        for block in toml_blocks(&head) {
            assert!(is_toml(&block.text), "{}: not TOML:\n{}", path.display(), block.text);
            seen += 1;
        }
    }
    assert!(seen > 10, "the heads are found");
}

#[test]
fn the_readme_is_what_the_program_reads_and_prints() {
    let readme = page("README.md");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual");
    let _ = fs::remove_dir_all(&folder);
    for part in ["rules/city", "rules/weihai", "data/city_small"] {
        copy(&at(part), &folder.join(part));
    }
    let mut session = Session { folder, added_from: 0 };
    let (mut told, mut end) = (String::new(), 0);
    for block in blocks(&readme) {
        told += &readme[end..block.place.start];
        end = block.place.end;
        match block.language.as_str() {
            "toml" => session.write(&block.text),
            "console" => {
                told += &session.run(&block.text);
                continue;
            }
            _ => {}
        }
        told += &block.text;
    }
    told += &readme[end..];
    if std::env::var_os("BLESS").is_some() {
        fs::write(at("README.md"), &told).unwrap();
    } else if told != readme {
        let lines = readme.lines().zip(told.lines());
        let first = lines.enumerate().find(|(_, (written, printed))| written != printed);
        panic!("README.md differs from what is printed, first at {first:?}; BLESS=1 rewrites it");
    }
}

/// A terminal in a folder of its own.
struct Session {
    folder: PathBuf,
    /// Where the last part of the last file begins.
    added_from: usize,
}

impl Session {
    fn write(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        let Some(name) = first.strip_prefix("# ") else { return };
        let (name, how) = name.split_once(", ").unwrap_or((name, ""));
        if !name.ends_with(".toml") {
            return;
        }
        let path = self.folder.join(name);
        let mut whole = match how {
            "" => String::new(),
            _ => fs::read_to_string(&path).expect("what is continued has begun"),
        };
        match how {
            "" | "continued" => self.added_from = whole.len(),
            "mended" => whole.truncate(self.added_from),
            _ => panic!("`{first}`: write `continued` or `mended`"),
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, whole + text).unwrap();
    }

    /// The commands of a block, each followed by what it prints.
    fn run(&self, text: &str) -> String {
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
        commands.map(|command| format!("$ {command}\n{}", self.printed(command))).collect()
    }

    fn printed(&self, command: &str) -> String {
        let arguments = ["cargo run --release --locked -- ", "huzhu "];
        let arguments = arguments.iter().find_map(|start| command.strip_prefix(start));
        let is_ours = |text: &&str| !text.contains(['|', '>', ';', '"']);
        let mut huzhu = match arguments.filter(is_ours) {
            Some(arguments) => {
                let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
                huzhu.args(arguments.split_whitespace());
                huzhu
            }
            None => shell(command),
        };
        huzhu.current_dir(&self.folder);
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            huzhu.env_remove(name);
        }
        let output = huzhu.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let printed = text(output.stdout) + &text(output.stderr);
        match output.status.code() {
            Some(0) => printed,
            code => format!("{printed}(exit code {})\n", code.expect("it ends by itself")),
        }
    }
}

/// A command of the shell, which finds us under our name.
fn shell(command: &str) -> Command {
    let ours = Path::new(env!("CARGO_BIN_EXE_huzhu")).parent().expect("it is in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [ours.to_owned()].into_iter().chain(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).env("PATH", std::env::join_paths(path).expect("it was one"));
    shell
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn every_code_is_in_the_readme() {
    let readme = page("README.md");
    let explained = |code: &str| readme.contains(&format!("| `{code}` |"));
    let codes = codes();
    assert!(codes.len() > 35, "the codes are found: {codes:?}");
    let missing: Vec<_> = codes.iter().filter(|code| !explained(code)).collect();
    assert!(missing.is_empty(), "add to the tables of codes in README.md: {missing:?}");
}

/// Every code of decisions.csv and rejects.csv, from where they are written down.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let word = |text: &str| {
        let word = text.split('"').nth(1)?;
        let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        plain.then(|| word.to_owned())
    };
    for (file, from) in
        [("src/scheme/denial.rs", ""), ("src/adjudication/decision.rs", "impl Flag")]
    {
        let text = page(file);
        let text = &text[text.find(from).expect("the codes are there")..];
        codes.extend(text.lines().filter(|line| line.contains("=> \"")).filter_map(word));
    }
    let observer = page("src/adjudication/observer.rs");
    let outcomes = observer.split("\noutcomes! {").nth(1).expect("the outcomes are there");
    codes.extend(outcomes.lines().take_while(|line| *line != "}").filter_map(word));
    for file in ["src/claim/door.rs", "src/exchange/intake.rs"] {
        // A code stands right before its sentence.
        let text = page(file);
        let mut words: Vec<&str> = text.split('"').collect();
        words.push("");
        for pair in words[1..].chunks(2) {
            let (code, then) =
                (pair[0], pair.get(1).unwrap_or(&"").trim_start_matches([',', ' ', '\n']));
            let told = ["words::data::", "sentence", "&sentence", "over("];
            if !code.is_empty() && told.iter().any(|start| then.starts_with(start)) {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

//! The manual is true: what README.md and docs/rules.md show is what the program reads and prints, what they
//! list is all there is, and a figure of a measurement is the one that was measured.
//!
//! README.md is one session at a terminal. A `toml` block that begins with `# FILE` writes that file,
//! `# FILE, continued` adds to it, `# FILE, mended` stands in place of what was added last. A `console`
//! block holds commands and what they print; an exit code other than 0 is told at the end, as
//! `(exit code 2)`. Commands that are not ours alone, as `head` of what we print, are the shell's. `BLESS=1 cargo test --test all manual` rewrites what is printed.

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
    assert!(codes.len() > 60, "the codes are found: {codes:?}");
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
    for file in ["src/scheme/denial.rs", "src/adjudication/flag.rs"] {
        let text = page(file);
        codes.extend(text.lines().filter(|line| line.contains("=> \"")).filter_map(word));
    }
    let observer = page("src/adjudication/observer.rs");
    let outcomes = observer.split("\noutcomes! {").nth(1).expect("the outcomes are there");
    codes.extend(outcomes.lines().take_while(|line| *line != "}").filter_map(word));
    let exchange = fs::read_dir(at("src/exchange")).unwrap().map(|file| file.unwrap().path());
    for file in exchange.chain([at("src/claim/door.rs")]) {
        // A code stands right before its sentence.
        let text = fs::read_to_string(file).unwrap();
        let mut words: Vec<&str> = text.split('"').collect();
        words.push("");
        for pair in words[1..].chunks(2) {
            let (code, then) =
                (pair[0], pair.get(1).unwrap_or(&"").trim_start_matches([',', ' ', '\n']));
            let told = ["words::data::", "sentence", "&sentence", "over(", "id_"];
            if !code.is_empty() && told.iter().any(|start| then.starts_with(start)) {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

/// A part of README.md, from its heading to the next of the same level.
fn part(heading: &str) -> String {
    let readme = page("README.md");
    let rest = readme.split(&format!("\n{heading}\n")).nth(1).expect("the heading is there");
    let level = heading.split(' ').next().expect("a heading has a level");
    rest.split(&format!("\n{level} ")).next().expect("it is there").to_owned()
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn help(of: &[&str]) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    let output = huzhu.args(of).args(["--help", "--lang", "en"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.map_while(|line| line.strip_prefix("  ")?.split(' ').next());
    names.map(str::to_owned).collect()
}

/// The long flags that a help lists.
fn flags(help: &str) -> Vec<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with("--"));
    lines.map(|line| line.split([' ', '[', '=']).next().unwrap().to_owned()).collect()
}

#[test]
fn every_command_and_every_flag_is_in_the_readme_or_the_page_of_the_ledger() {
    let told = part("## Commands");
    let ours = commands(&help(&[]));
    assert!(ours.len() > 7, "{ours:?}");
    for command in &ours {
        assert!(told.contains(&format!("\n| `huzhu {command} ")), "{command}");
        for flag in flags(&help(&[command])) {
            let is_named = |end: &&str| told.contains(&format!("{flag}{end}"));
            assert!(["`", " ", "]"].iter().any(is_named), "{command} {flag}");
        }
    }
    for command in commands(&help(&["ledger"])) {
        for flag in flags(&help(&["ledger", &command])) {
            let is_named = told.contains(&flag) || page("docs/ledger.md").contains(&flag);
            assert!(is_named, "ledger {command} {flag}");
        }
    }
    let row = told.lines().find(|line| line.starts_with("| `huzhu ledger ")).unwrap();
    let told: BTreeSet<String> = quoted(row).into_iter().skip(1).map(str::to_owned).collect();
    let ours: BTreeSet<String> = commands(&help(&["ledger"])).into_iter().collect();
    assert!(ours.len() > 20, "{ours:?}");
    assert_eq!(told, ours);
}

#[test]
fn the_readme_says_which_commands_answer_to_programs() {
    let told = part("## Commands");
    let row = told.lines().find(|line| line.starts_with("| `--format text`")).unwrap();
    let of = row.split(" | ").nth(1).unwrap();
    let (plain, of_ledger) = of.split_once("; of `ledger` ").expect("both are named");
    let answers = |of: &[&str]| help(of).contains("--format <text|json>");
    for command in commands(&help(&[])).iter().filter(|command| *command != "ledger") {
        assert_ne!(answers(&[command]), quoted(plain).contains(&command.as_str()), "{command}");
    }
    for command in &commands(&help(&["ledger"])) {
        let is_named = quoted(of_ledger).contains(&command.as_str());
        assert_eq!(answers(&["ledger", command]), is_named, "ledger {command}");
    }
}

/// Every rule file of ours, and one that has what none of these has.
fn rule_files() -> Vec<String> {
    let mut files = vec![];
    for book in fs::read_dir(at("rules")).unwrap().map(|book| book.unwrap().path()) {
        for file in fs::read_dir(book).into_iter().flatten().map(|file| file.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".toml") && !name.starts_with("cases") {
                files.push(fs::read_to_string(file).unwrap());
            }
        }
    }
    let run_off = "[[plan]]\nrun_off = { days = 30, beyond = \"denied\" }\n";
    let corrections =
        "\n[scheme.corrections]\norder_of_bills = \"stands\"\nrevisions = \"replace\"\n";
    files.push(page("rules/city/1.toml").replacen("[[plan]]\n", run_off, 1) + corrections);
    files
}

/// A text without one choice, for each place at which it is written.
fn without<'a>(text: &'a str, key: &str) -> impl Iterator<Item = String> + 'a {
    let written = format!("{key} = ");
    let starts: Vec<usize> = text.match_indices(&written).map(|(start, _)| start).collect();
    starts.into_iter().filter_map(move |start| {
        let (before, value) = (&text[..start], &text[start + written.len()..]);
        let end = match value.strip_prefix('"') {
            Some(value) => value.find('"')? + 2,
            None => ["true", "false"].into_iter().find(|word| value.starts_with(word))?.len(),
        };
        let (before, rest) = (before.trim_end_matches(' '), &value[end..]);
        match before.strip_suffix(',') {
            Some(before) => Some(before.to_owned() + rest),
            None if before.ends_with(['{', '\n']) => {
                Some(before.to_owned() + rest.strip_prefix(',').unwrap_or(rest))
            }
            None => None, // The end of a longer name.
        }
    })
}

#[test]
fn every_choice_that_must_be_written_is_asked_for_where_it_is_not() {
    let files = rule_files();
    assert!(files.iter().all(|text| mistakes(text).is_empty()), "they are right as they are");
    let told = part("### Choices that must be written");
    let rows = told.lines().filter(|line| line.starts_with("| `"));
    let choices = rows.flat_map(|row| quoted(row.split(" | ").next().unwrap()));
    let choices: Vec<&str> = choices.map(|choice| choice.rsplit('.').next().unwrap()).collect();
    assert!(choices.len() > 18, "{choices:?}");
    for choice in choices {
        let asked =
            format!("`{choice}` is missing, and the terms can be read in more than one way");
        let mut tried = files.iter().flat_map(|text| without(text, choice));
        assert!(tried.any(|text| mistakes(&text).contains(&asked)), "{choice} has a default");
    }
}

#[test]
fn figures_of_ten_million_bills_are_those_that_were_measured() {
    let (design, run) = (page("DESIGN.md"), page("benches/runs/2026-11-29-batch.md"));
    let measured = |bills: &str| {
        let row = run.lines().find(|line| line.contains(bills)).expect("it was measured");
        row.split('|').map(|cell| cell.trim().trim_matches('*').to_owned()).collect::<Vec<_>>()
    };
    let (_, rest) = design.split_once("a city of ten million bills takes ").expect("it is told");
    let memory: String = rest.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    assert!(measured("10,000,000 bills").contains(&memory.trim_end_matches(',').to_owned()));
    let (before, _) = design.split_once(" times what the `csv` crate needs").expect("it is told");
    let times: f64 = before.rsplit(' ').next().unwrap().parse().unwrap();
    let ratios = measured("1,000,000 bills (270 MB)");
    let is_near = |cell: &String| cell.parse().is_ok_and(|ratio: f64| (ratio - times).abs() < 0.05);
    assert!(ratios.iter().any(is_near), "{times} in {ratios:?}");
}

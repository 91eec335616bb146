//! What pages list is all there is: codes, commands, flags, choices, schemes, and the two commands of the front page.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use super::{at, files, mistakes, page};

#[test]
fn every_code_is_in_the_page_of_codes() {
    let listed = page("docs/codes.md");
    let codes = codes();
    assert!(codes.len() > 60, "the codes are found: {codes:?}");
    let missing: Vec<_> =
        codes.iter().filter(|code| !listed.contains(&format!("| `{code}` |"))).collect();
    assert!(missing.is_empty(), "add to the tables of docs/codes.md: {missing:?}");
}

/// Every code of decisions.csv, flags.csv and rejects.csv, from where the program declares it.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let word = |text: &str| {
        let word = text.split('"').nth(1)?;
        let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        plain.then(|| word.to_owned())
    };
    for path in files("src") {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path.ends_with("denial.rs") || path.ends_with("flag.rs") {
            codes.extend(text.lines().filter(|line| line.contains("=> \"")).filter_map(word));
        }
        if let Some((_, reasons)) = text.split_once("\nreasons! {")
            && !path.starts_with(at("src/words"))
        {
            let rows = reasons.lines().take_while(|line| *line != "}");
            codes.extend(rows.filter_map(|row| row.split_whitespace().nth(2).map(str::to_owned)));
        }
        if !path.starts_with(at("src/words")) && text.contains("words::data::") {
            codes.extend(codes_before_sentences(&text));
        }
    }
    codes.extend(named_codes());
    codes
}

/// The codes for which `words` has a word in Chinese, of denials, flags, adjustments and rejected rows.
fn named_codes() -> Vec<String> {
    let words = page("src/words/codes.rs");
    let table = words.split("const CODES").nth(1).expect("the table is there");
    let (_, rows) = table.split_once("// Denials.\n").expect("denials begin the part");
    let rows = rows.lines().take_while(|line| *line != "];");
    rows.filter_map(|row| row.trim().strip_prefix("(\"")?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// Codes that stand right before their sentence.
fn codes_before_sentences(text: &str) -> Vec<String> {
    let mut words: Vec<&str> = text.split('"').collect();
    words.push("");
    let mut codes = Vec::new();
    for pair in words[1..].chunks(2) {
        let (code, then) =
            (pair[0], pair.get(1).unwrap_or(&"").trim_start_matches([',', ' ', '\n']));
        let starts = ["words::data::", "sentence", "&sentence", "over(", "id_"];
        if !code.is_empty() && starts.iter().any(|start| then.starts_with(start)) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// A part of a page, from its heading to the next of the same level.
fn part(path: &str, heading: &str) -> String {
    let page = page(path);
    let rest = page.split(&format!("\n{heading}\n")).nth(1).expect("the heading is there");
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
fn every_command_and_every_flag_is_in_the_page_of_commands_or_of_the_ledger() {
    let listed = page("docs/commands.md");
    let ours = commands(&help(&[]));
    assert!(ours.len() > 7, "{ours:?}");
    for command in &ours {
        assert!(listed.contains(&format!("\n| `huzhu {command} ")), "{command}");
        for flag in flags(&help(&[command])) {
            let is_named = |end: &&str| listed.contains(&format!("{flag}{end}"));
            assert!(["`", " ", "]"].iter().any(is_named), "{command} {flag}");
        }
    }
    for command in commands(&help(&["ledger"])) {
        for flag in flags(&help(&["ledger", &command])) {
            let is_named = listed.contains(&flag) || page("docs/ledger.md").contains(&flag);
            assert!(is_named, "ledger {command} {flag}");
        }
    }
    for command in commands(&help(&["users"])) {
        for flag in flags(&help(&["users", &command])) {
            assert!(listed.contains(&flag), "users {command} {flag}");
        }
    }
    for (group, least) in [("ledger", 20), ("users", 8)] {
        let begins = format!("| `huzhu {group} COMMAND");
        let row = listed.lines().find(|line| line.starts_with(&begins)).unwrap();
        let row: BTreeSet<String> = quoted(row).into_iter().skip(1).map(str::to_owned).collect();
        let ours: BTreeSet<String> = commands(&help(&[group])).into_iter().collect();
        assert!(ours.len() > least, "{ours:?}");
        assert_eq!(row, ours);
    }
}

#[test]
fn the_page_of_commands_says_which_answer_to_programs() {
    let listed = page("docs/commands.md");
    let row = listed.lines().find(|line| line.starts_with("| `--format text`")).unwrap();
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
    let spell = "\n[windows.spell]\napart = 60\napart_from = \"discharge\"\ncounts = \"every_stay\"\n\
                 categories = [\"inpatient\", \"outpatient_chronic\", \"emergency\", \"event\"]\n";
    let city = page("rules/city/1.toml").replacen("[[plan]]\n", run_off, 1) + corrections + spell;
    let deductible = "amount = \"year_deductible\"\nwindow = ";
    let [by_year, by_spell] = ["year", "spell"].map(|window| format!("{deductible}\"{window}\""));
    let city = city.replacen(&by_year, &by_spell, 1);
    let by_amount = "factor = { by = \"self_paid\", edge = \"belongs_below\", \
                     steps = [{ to = \"10000\", is = \"1.00\" }, { is = \"0.95\" }] }";
    let factor = city.lines().find(|line| line.starts_with("factor = ")).expect("the city has one");
    files.push(city.replacen(factor, by_amount, 1));
    let by_days =
        "factor = { by = \"days_covered\", is = { \"1-30\" = \"0.50\" }, otherwise = \"1.00\" }";
    let days = "[[plan]]\ndays_covered = \"each_period\"\n";
    files.push(city.replacen(factor, by_days, 1).replacen("[[plan]]\n", days, 1));
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
    let listed = part("docs/rules.md", "## Choices that must be written");
    let rows = listed.lines().filter(|line| line.starts_with("| `"));
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
fn the_front_page_lists_every_scheme() {
    let listed = part("README.md", "## Schemes that come with it");
    for book in fs::read_dir(at("rules")).unwrap().map(|book| book.unwrap().path()) {
        let name = book.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!book.is_dir() || listed.contains(&format!("[{name}](rules/{name})")), "{name}");
    }
}

#[test]
fn the_two_commands_of_the_front_page_are_those_that_are_run_before_a_change_is_taken() {
    let (front, run) = (page("README.md"), page(".ci/run"));
    assert!(
        front.contains("\ncargo test --locked\n") && run.contains("\nrun cargo test --locked\n")
    );
    let batch =
        "cargo run --release --locked -- batch --rules rules/city --data data/city_small --out ";
    assert!(front.contains(&format!("\n{batch}out\n")) && run.contains(&format!("\nrun {batch}")));
}

//! The examples on the pages of codes are made from galleries: a bill of `tests/reasons/` that is previewed here, or rows of
//! `tests/data_gallery/`, whose answers a test of its own holds.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use huzhu::words::Lang;
use toml::{Table, Value};

use super::twins::MADE;
use super::{at, files, hold, page, parses};

/// The pages that show them, and what heads their tables.
const PAGES: [(&str, Lang, &str); 2] = [
    ("docs/codes.md", Lang::English, "| code | example | the program |"),
    ("docs/zh/codes.md", Lang::Chinese, "| 代码 | 例 | 程序的说明 |"),
];

/// Codes without an example, and why.
const NOT_SHOWN: [(&str, &str); 10] = [
    ("overridden", "what an office enters; see `tests/all/outside.rs`"),
    ("override_without_cover", "what an office enters; see `tests/all/outside.rs`"),
    ("disallowed_above_bill", "what an office enters; see `tests/all/disallowed.rs`"),
    ("date_after_night", "a ledger's night; see `tests/all/nightly/stays.rs`"),
    ("only_fact", "a ledger's night; see `tests/all/nightly/days.rs`"),
    ("fact_without_day", "a ledger's night; see `tests/all/nightly/days.rs`"),
    ("large_household", "a household of sixty-five; see `tests/all/households.rs`"),
    ("too_many_bills", "thousands of rows; see `tests/all/data_gallery.rs`"),
    ("too_many_lines", "ten thousand lines"),
    ("too_many_periods", "thousands of rows; see `tests/all/data_gallery.rs`"),
];

/// What is sent, and what is answered in each language, as cells of a table.
struct Example {
    sent: String,
    english: String,
    chinese: String,
}

#[test]
fn every_code_has_an_example_that_the_program_answers_so() {
    let mut examples = of_rows();
    examples.extend(of_reasons());
    for (path, lang, head) in PAGES {
        for code in tables(&page(path)).concat() {
            let is_excused = NOT_SHOWN.iter().any(|(excused, _)| *excused == code);
            let is_shown = examples.contains_key(&code);
            assert_ne!(
                is_shown, is_excused,
                "{path}: {code}: write a bill in tests/reasons/bills.toml"
            );
        }
        hold(path, &with_examples(&page(path), lang, head, &examples)).unwrap();
    }
}

/// The codes of each table of a page that examples stand below.
fn tables(text: &str) -> Vec<Vec<String>> {
    let parts: Vec<&str> = text.split(MADE[0]).collect();
    parts[..parts.len() - 1].iter().map(|part| last_table(part)).collect()
}

/// The codes at the head of the rows of the last table of a text.
fn last_table(text: &str) -> Vec<String> {
    let is_row = |line: &&str| line.starts_with('|');
    let rows = text.trim_end().lines().rev().take_while(is_row);
    let mut codes: Vec<String> = rows
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    codes.reverse();
    codes
}

/// A page with the examples of each table below it.
fn with_examples(
    text: &str,
    lang: Lang,
    head: &str,
    examples: &BTreeMap<String, Example>,
) -> String {
    let parts: Vec<&str> = text.split(MADE[0]).collect();
    let mut right = parts[0].to_owned();
    for pair in parts.windows(2) {
        let (comment, rest) = pair[1].split_once(" -->\n").expect("the comment is closed");
        let (_, after) = rest.split_once(MADE[1]).expect("what is made has an end");
        let codes = last_table(pair[0]);
        let rows = codes.iter().filter_map(|code| Some(row(code, examples.get(code)?, lang)));
        let rows: String = rows.collect();
        right += &format!(
            "{}{comment} -->\n\n{head}\n|---|---|---|\n{rows}\n{}{after}",
            MADE[0], MADE[1]
        );
    }
    right
}

fn row(code: &str, example: &Example, lang: Lang) -> String {
    let answer = match lang {
        Lang::English => &example.english,
        Lang::Chinese => &example.chinese,
    };
    format!("| `{code}` | {} | {answer} |\n", example.sent)
}

/// Lines of code in a cell of a table.
fn code_cell<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
    // A line that ends with `\` has no end of line.
    let lines = lines.map(|line| line.trim_end_matches('\\').replace('|', "\\|"));
    let lines: Vec<String> = lines.map(|line| format!("`{line}`")).collect();
    lines.join("<br>")
}

/// The bills of `tests/reasons/`, by the code that each is named after.
fn of_reasons() -> BTreeMap<String, Example> {
    let text = page("tests/reasons/bills.toml");
    let (_, entries) = text.split_once("\n[").expect("the base comes first");
    let mut entries = entries.split("\n[").map(|entry| {
        let (name, own) = entry.split_once("]\n").expect("an entry has its name");
        (name, own.trim_end(), parses(own).unwrap())
    });
    let (_, _, base) = entries.next().expect("the base comes first");
    let shown = entries.map(|(code, own, changes)| {
        let [english, chinese] = reason(code, &merged(&base, &changes));
        (code.to_owned(), Example { sent: code_cell(own.lines()), english, chinese })
    });
    shown.collect()
}

/// The base with the changes of one entry: key by key in a table, and other values whole.
fn merged(base: &Table, changes: &Table) -> Table {
    let mut bill = base.clone();
    for (key, change) in changes {
        match (bill.get_mut(key), change) {
            (Some(Value::Table(known)), Value::Table(change)) => known.extend(change.clone()),
            _ => drop(bill.insert(key.clone(), change.clone())),
        }
    }
    bill
}

/// What a preview says of a bill under the code.
fn reason(code: &str, bill: &Table) -> [String; 2] {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bill.toml");
    fs::write(&file, bill.to_string()).unwrap();
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["preview", "--format", "json", "--rules"]).arg(at("tests/reasons/rules.toml"));
    let output = huzhu.arg("--bill").arg(file).output().unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{code}: {}", String::from_utf8_lossy(&output.stderr)));
    let decisions = trace["decisions"].as_array().unwrap().iter();
    let mut reasons = decisions.flat_map(|decision| decision["reasons"].as_array().unwrap());
    let is_it = |reason: &&serde_json::Value| {
        let given = reason["code"].as_str().unwrap();
        let given = given.split_once(':').map_or(given, |(_, of_benefit)| of_benefit);
        // `excluded_FACT` stands for all facts.
        given == code || code.strip_suffix("FACT").is_some_and(|start| given.starts_with(start))
    };
    let sentence =
        &reasons.find(is_it).unwrap_or_else(|| panic!("{code} is no reason"))["sentence"];
    ["en", "zh"].map(|lang| sentence[lang].as_str().unwrap().to_owned())
}

/// The entries of `tests/data_gallery/`: of those that show one code, the shortest.
fn of_rows() -> BTreeMap<String, Example> {
    let mut shortest: BTreeMap<String, (usize, Example)> = BTreeMap::new();
    let mut paths = files("tests/data_gallery");
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let code = name.split('-').next().unwrap_or_default();
        let text = fs::read_to_string(&path).unwrap();
        let Some((asked, answer)) = text.split_once("\n== answer") else { continue };
        let Some(example) = rejected(code, asked, answer).or_else(|| flagged(code, asked, answer))
        else {
            continue;
        };
        let is_longer = shortest.get(code).is_some_and(|(length, _)| *length <= asked.len());
        if !is_longer {
            shortest.insert(code.to_owned(), (asked.len(), example));
        }
    }
    shortest.into_iter().map(|(code, (_, example))| (code, example)).collect()
}

/// The parts of an entry: each file, and its lines.
fn parts(asked: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    asked.split("\n== ").skip(1).map(|part| {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        (heading.split(", ").next().unwrap_or_default(), text.lines().collect())
    })
}

/// A row of rejects.csv or member_flags.csv under the code: the file that it is of, and the sentence.
fn rejected(code: &str, asked: &str, answer: &str) -> Option<Example> {
    let lines: Vec<&str> = answer.lines().collect();
    let end = format!(",{code}");
    let at = lines.iter().position(|line| line.ends_with(&end))?;
    let sentence = |number: usize| Some(lines.get(number)?.strip_prefix("  ")?.replace('|', "\\|"));
    let [file, line] = [0, 1].map(|cell| lines[at].split(',').nth(cell).unwrap_or_default());
    let sent = match parts(asked).find(|(heading, _)| *heading == file) {
        Some((_, rows)) if rows.len() > 4 => {
            let row = rows.get(line.parse::<usize>().ok()? - 1)?;
            code_cell([file, rows[0], row])
        }
        Some((_, rows)) => code_cell([file].into_iter().chain(rows)),
        None => all(asked),
    };
    Some(Example { sent, english: sentence(at + 1)?, chinese: sentence(at + 2)? })
}

/// The decisions that carry the code as a flag.
fn flagged(code: &str, asked: &str, answer: &str) -> Option<Example> {
    let carries = |line: &&str| line.split([',', ';']).any(|cell| cell == code);
    let rows: Vec<&str> = answer.lines().filter(carries).collect();
    let decisions = (!rows.is_empty()).then(|| code_cell(rows))?;
    Some(Example { sent: all(asked), english: decisions.clone(), chinese: decisions })
}

/// All that an entry sends.
fn all(asked: &str) -> String {
    code_cell(parts(asked).flat_map(|(file, rows)| [vec![file], rows].concat()))
}

//! A page of `docs/zh/` does not fall behind the English page of its name: heading by heading, both say the same in code.
//!
//! Headings stand in the same order, at the same levels. Below each, both have the same examples: TOML but for comments and words
//! for people, commands but for their language and what stands in quotes. What the English page writes in backticks (keys,
//! values, columns, codes) stands below the Chinese heading too, and that names nothing in backticks that no English page
//! has. What a test makes is not compared.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{Block, at, blocks, page, pages, parses};

/// Keys whose values are words for people: each page has them in its language.
const WORDS: [&str; 8] = ["title", "clause", "source", "note", "notes", "reason", "name", "what"];
/// The parts of a page that a test makes: from the first comment to the next.
pub(super) const MADE: [&str; 2] =
    ["<!-- made from ", "<!-- made by `BLESS=1 cargo test --test all manual::` -->"];

/// A part of a page: from one heading to the next.
struct Section {
    heading: String,
    /// What its examples say, whatever the language.
    examples: Vec<String>,
    /// What stands in backticks.
    codes: BTreeSet<String>,
}

impl Section {
    fn read(heading: &str, text: &str) -> Section {
        let examples = blocks(text).iter().flat_map(example).collect();
        Section { heading: heading.to_owned(), examples, codes: codes(text) }
    }

    fn level(&self) -> usize {
        self.heading.chars().take_while(|c| *c == '#').count()
    }
}

#[test]
fn no_chinese_page_falls_behind_the_english_page_of_its_name() {
    let (in_chinese, in_english): (Vec<_>, Vec<_>) =
        pages().into_iter().partition(|path| path.starts_with("docs/zh/"));
    let known: BTreeSet<String> = in_english.iter().flat_map(|path| codes(&page(path))).collect();
    let pairs = in_chinese.into_iter().map(|path| [path.replacen("docs/zh/", "docs/", 1), path]);
    let pairs: Vec<_> = pairs.filter(|[english, _]| at(english).exists()).collect();
    assert!(!pairs.is_empty(), "pages of both languages are found");
    let faults = pairs.iter().flat_map(|paths| {
        let texts = [&paths[0], &paths[1]].map(|path| page(path));
        behind([&paths[0], &paths[1]], [&texts[0], &texts[1]], &known)
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where the Chinese page of a pair does not say what the English one does, with the heading and what to write.
fn behind(paths: [&str; 2], texts: [&str; 2], known: &BTreeSet<String>) -> Vec<String> {
    let ([english, chinese], [of, its]) = (paths, texts.map(sections));
    let mut faults = Vec::new();
    for (of, its) in of.iter().zip(&its) {
        let place = format!("{chinese}, `{}`, beside {english}, `{}`", its.heading, of.heading);
        faults.extend(differences(of, its, known).map(|what| format!("{place}: {what}")));
    }
    if of.len() != its.len() {
        faults.truncate(1); // Behind a heading that only one page has, all others are beside the wrong one.
        let (many, few) = (of.len(), its.len());
        let first = format!("{english} has {many} headings and {chinese} {few}");
        faults.push(format!("{first}: write in Chinese what came, take away what is gone"));
    }
    faults
}

/// What differs below two headings that stand beside each other.
fn differences(
    of: &Section,
    its: &Section,
    known: &BTreeSet<String>,
) -> impl Iterator<Item = String> {
    let level = (of.level() != its.level()).then(|| "the headings are of two levels".to_owned());
    let list =
        |codes: Vec<&String>, why: &str| (!codes.is_empty()).then(|| format!("{why} {codes:?}"));
    let missing = of.codes.difference(&its.codes).collect();
    let missing = list(missing, "write in Chinese too what is said of");
    let gone = its.codes.difference(known).collect();
    let gone = list(gone, "no English page has in backticks");
    let none = String::new();
    let examples = (0..of.examples.len().max(its.examples.len())).find_map(|number| {
        let [of, its] = [of, its].map(|one| one.examples.get(number).unwrap_or(&none));
        (of != its).then(|| format!("the examples differ\n  English: {of}\n  Chinese: {its}"))
    });
    [level, missing, gone, examples].into_iter().flatten()
}

/// A page from heading to heading, without what a test makes.
fn sections(text: &str) -> Vec<Section> {
    let mut by_hand = text.to_owned();
    while let Some((before, rest)) = by_hand.split_once(MADE[0]) {
        let (_, after) = rest.split_once(MADE[1]).expect("what is made has an end");
        by_hand = format!("{before}{after}");
    }
    let (mut parts, mut is_code): (Vec<(&str, String)>, bool) = (Vec::new(), false);
    for line in by_hand.lines() {
        is_code ^= line.starts_with("```");
        match parts.last_mut() {
            _ if line.starts_with('#') && !is_code => parts.push((line, String::new())),
            Some((_, part)) => *part += &format!("{line}\n"),
            None => panic!("a page begins with its heading: {line}"),
        }
    }
    parts.iter().map(|(heading, part)| Section::read(heading, part)).collect()
}

/// What stands in backticks outside the examples, on one line or over two.
fn codes(text: &str) -> BTreeSet<String> {
    let mut prose = text.to_owned();
    for block in blocks(text).iter().rev() {
        prose.replace_range(block.place.clone(), "");
    }
    let prose = prose.replace("```", "");
    let inside = prose.split('`').skip(1).step_by(2);
    let one_line = |code: &str| code.split_whitespace().collect::<Vec<_>>().join(" ");
    inside.map(|code| whatever_the_language(&one_line(code))).collect()
}

fn whatever_the_language(command: &str) -> String {
    command.replace(" --lang zh", "").replace(" --lang en", "")
}

/// What an example says to the program, whatever the language of the page.
fn example(block: &Block) -> Vec<String> {
    match block.language.as_str() {
        "toml" => toml_of(&block.text).iter().map(|table| wordless(table).to_string()).collect(),
        "console" => commands(&block.text),
        other => vec![format!("a block of `{other}`")],
    }
}

/// The TOML of a block: a whole, or alternatives line by line.
fn toml_of(text: &str) -> Vec<Table> {
    match parses(text) {
        Ok(table) => vec![table],
        Err(_) => text.lines().filter_map(|line| parses(line).ok()).collect(),
    }
}

/// A table without words for people.
fn wordless(table: &Table) -> Value {
    fn strip(value: &Value) -> Value {
        match value {
            Value::Table(table) => wordless(table),
            Value::Array(values) => values.iter().map(strip).collect::<Vec<_>>().into(),
            other => other.clone(),
        }
    }
    let kept = table.iter().map(|(key, value)| match WORDS.contains(&key.as_str()) {
        true => (key.clone(), Value::String("...".to_owned())),
        false => (key.clone(), strip(value)),
    });
    Value::Table(kept.collect())
}

/// The commands of a block. One that is given in both languages counts once.
fn commands(text: &str) -> Vec<String> {
    let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
    let quoteless = |command: &str| command.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    let mut commands: Vec<String> =
        commands.map(|command| quoteless(&whatever_the_language(command))).collect();
    commands.dedup();
    commands
}

/// An English page, and its Chinese page with one thing changed.
const ENGLISH: &str = "# Aid\nOf `plan` and `base`.\n## Keys\n```toml\nid = \"a\" # of one's own\n\
                       title = \"aid\"\n```\n## Run\n```console\n$ huzhu check a --reason \"why\"\nright\n```\n";
const CHINESE: &str = "# 互助\n说明 `base`、`plan`。\n## 各项\n```toml\nid = \"a\" # 自定\n\
                       title = \"互助金\"\n```\n## 运行\n```console\n$ huzhu check a --reason \"原因\" --lang zh\n无误\n```\n";

#[test]
fn a_page_that_falls_behind_is_found_at_its_heading() {
    let known = codes(ENGLISH);
    let faults = |from: &str, to: &str| {
        assert!(CHINESE.contains(from));
        behind(["en.md", "zh.md"], [ENGLISH, &CHINESE.replacen(from, to, 1)], &known).join("\n")
    };
    assert_eq!(faults("互助", "互助"), "");
    for (from, to, place, what) in [
        ("、`plan`", "", "# 互助", "write in Chinese too what is said of [\"plan\"]"),
        ("`base`", "`base`、`sum`", "# 互助", "no English page has in backticks [\"sum\"]"),
        ("\"a\" #", "\"b\" #", "## 各项", "the examples differ"),
        ("check a", "check b", "## 运行", "the examples differ"),
        ("## 各项", "### 各项", "### 各项", "the headings are of two levels"),
        ("## 运行\n", "", "## 各项", "en.md has 3 headings and zh.md 2"),
    ] {
        let found = faults(from, to);
        assert!(found.contains(&format!("`{place}`")) && found.contains(what), "{from}: {found}");
    }
}

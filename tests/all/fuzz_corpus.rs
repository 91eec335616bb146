//! The bodies of the fuzz targets, over their corpus and over mutations of it and of every rule file.
//!
//! `HUZHU_MUTANTS=all cargo test --release --test all fuzz_corpus::` runs all mutations; else one of four is.

#[path = "../../fuzz/body.rs"]
mod body;

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use huzhu::cases;
use huzhu::scheme::{Book, book_folders};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file below a folder, in order of name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.collect();
    paths.sort();
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(inside).collect()
}

/// Runs the body; a panic is told with the text that caused it.
fn run(text: &str, what: &str) {
    survives(|| body::rules(text), text, what);
}

fn survives(body: impl FnOnce() + std::panic::UnwindSafe, text: &str, what: &str) {
    let ran = std::panic::catch_unwind(body);
    let start: String = text.chars().take(20_000).collect();
    assert!(ran.is_ok(), "{what}; the text was:\n{start}");
}

#[test]
fn the_reader_survives_its_corpus() {
    let corpus = files(&at("fuzz/corpus/rules"));
    assert!(!corpus.is_empty(), "the corpus is there");
    for path in corpus.into_iter().chain(files(&at("tests/gallery"))) {
        let bytes = fs::read(&path).unwrap();
        run(&String::from_utf8_lossy(&bytes), &path.display().to_string());
    }
}

#[test]
fn the_reader_of_cases_survives_its_corpus() {
    let book = Book::load(&at("rules/city")).unwrap();
    for path in files(&at("fuzz/corpus/cases")) {
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let body = AssertUnwindSafe(|| body::cases(&book, &text));
        survives(body, &text, &path.display().to_string());
    }
}

#[test]
fn the_reader_survives_mutations_of_every_rule_file() {
    let mut rules = files(&at("rules"));
    rules.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with("cases"));
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(path) = rules.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = fs::read_to_string(path).unwrap();
            for (what, mutant) in mutants(&text).into_iter().step_by(one_of()) {
                run(&mutant, &format!("{}, {what}", path.display()));
            }
        }
    };
    std::thread::scope(|scope| (0..threads()).for_each(|_| drop(scope.spawn(work))));
}

#[test]
fn the_reader_of_cases_survives_mutations_of_every_file_of_cases() {
    for folder in book_folders(&at("rules")).unwrap() {
        let book = Book::load(&folder).unwrap();
        for path in cases::files(&folder).unwrap() {
            let text = fs::read_to_string(&path).unwrap();
            for (what, mutant) in mutants(&text).into_iter().step_by(3 * one_of()) {
                let what = format!("{}, {what}", path.display());
                survives(AssertUnwindSafe(|| body::cases(&book, &mutant)), &mutant, &what);
            }
        }
    }
}

#[test]
fn the_reader_of_files_survives_its_corpus_and_mutations_of_it() {
    const MUTANTS: usize = 2_000;
    let book = Book::load(&at("rules/city")).unwrap();
    let corpus: Vec<Vec<u8>> =
        files(&at("fuzz/corpus/files")).iter().map(|path| fs::read(path).unwrap()).collect();
    let run = |bytes: &[u8], what: &str| {
        let text = bytes.escape_ascii().to_string();
        survives(AssertUnwindSafe(|| body::files(&book, bytes)), &text, what);
    };
    corpus.iter().for_each(|bytes| run(bytes, "as it is"));
    for seed in (0..MUTANTS).step_by(one_of()) {
        run(&damaged(&corpus, seed as u64), &format!("mutant {seed}"));
    }
}

/// One of these files with a few bytes changed; the same for the same seed.
fn damaged(corpus: &[Vec<u8>], seed: u64) -> Vec<u8> {
    const OTHERS: [&[u8]; 20] = [
        b",",
        b"\"",
        b"\"\"",
        b"\n",
        b"\r",
        b"\r\n",
        b"\0",
        b"",
        b" ",
        b"-",
        b"0",
        b"9999999999999",
        b".",
        b"\xff",
        b"\xef\xbb\xbf",
        "险".as_bytes(),
        b"M1",
        b"B1",
        b"void",
        b"9999-12-31",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % most.max(1)
    };
    let mut bytes = corpus[below(corpus.len())].clone();
    for _ in 0..=below(4) {
        let (from, other) = (below(bytes.len() + 1), OTHERS[below(OTHERS.len())]);
        let cut = [0, 1, 1, below(40)][below(4)];
        let to = (from + cut).min(bytes.len());
        if below(4) == 0 {
            let line =
                bytes.split(|&byte| byte == b'\n').nth(below(12)).unwrap_or_default().to_vec();
            bytes.splice(from..to, line);
        } else {
            bytes.splice(from..to, other.iter().copied());
        }
    }
    bytes
}

/// Of how many mutations one is run.
fn one_of() -> usize {
    if std::env::var("HUZHU_MUTANTS").is_ok_and(|asked| asked == "all") { 1 } else { 4 }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Truncations, lines deleted, doubled and swapped, and bytes replaced, all at fixed steps.
fn mutants(text: &str) -> Vec<(String, String)> {
    let mut mutants = vec![("as it is".to_owned(), text.to_owned())];
    for at in (0..text.len()).step_by(37).filter(|&at| text.is_char_boundary(at)) {
        mutants.push((format!("cut at {at}"), text[..at].to_owned()));
    }
    let lines: Vec<&str> = text.lines().collect();
    let said = |at: &usize| !lines[*at].is_empty() && !lines[*at].starts_with('#');
    for at in (0..lines.len()).filter(said) {
        let mut changed = lines.clone();
        let what = match at % 3 {
            0 => {
                changed.insert(at, lines[at]);
                "twice"
            }
            1 => {
                changed.swap(at, (at + 3) % lines.len());
                "swapped"
            }
            _ => {
                changed.remove(at);
                "left out"
            }
        };
        mutants.push((format!("line {} {what}", at + 1), changed.join("\n")));
    }
    const OTHERS: [&str; 12] = ["0", "9", "-", "+", "\"", "]", "}", "=", ",", "\\", "(", "险"];
    for (number, (at, c)) in text.char_indices().step_by(41).enumerate() {
        let other = OTHERS[number % OTHERS.len()];
        let mutant = format!("{}{other}{}", &text[..at], &text[at + c.len_utf8()..]);
        mutants.push((format!("`{other}` at {at}"), mutant));
    }
    mutants
}

/// Texts too long to keep in the corpus.
#[test]
fn the_reader_survives_what_grows() {
    let many = |n: usize, line: &dyn Fn(usize) -> String| -> String { (0..n).map(line).collect() };
    let amounts = |text: String| format!("{}\n[amounts]\n{text}", BASE.replace("in_scope", "a0"));
    let base = |text: &str| BASE.replace("\"in_scope\"", text);
    let next = |n: usize, what: &str| {
        format!("a{n} = \"{}\"\n", what.replace('x', &format!("a{}", n + 1)))
    };
    let chain = many(200, &|n| next(n, "x")) + "a200 = \"total\"";
    let doubles = many(64, &|n| next(n, "x + x")) + "a64 = \"total\"";
    let choices = many(64, &|n| next(n, "max(x, min(x, 0))")) + "a64 = \"total\"";
    let large = many(12, &|n| next(n, "x + x")) + "a12 = \"100000000000\"";
    let shares = many(12, &|n| next(n, "50% of x")) + "a12 = \"total\"";
    let by_steps = |n: usize, by: &str| {
        let steps = "[{ to = \"1\", is = \"0.5\" }, { is = \"0.25\" }]";
        format!("a{n} = {{ by = \"{by}\", edge = \"belongs_above\", steps = {steps} }}\n")
    };
    let steps = many(64, &|n| by_steps(n, &format!("a{} + a{}", n + 1, n + 1)));
    let steps = format!("\n[schedules]\n{steps}{}", by_steps(64, "total"));
    let rate = |name: &str, schedules: &str| {
        BASE.replace("\"50%\"", &format!("\"{name}\"")) + "\n[schedules]\n" + schedules
    };
    let rates = many(60, &|n| next(n, "x + x")) + "a60 = \"0%\"\n";
    let ages = many(60, &|n| next(n, "min(x, x)")) + "a60 = \"1% + 0.1% times age\"\n";
    let by_age = many(39, &|n| format!("\"{n}\" = \"{}%\", ", n + 1));
    let by_age =
        format!("[schedules]\ns = {{ by = \"age\", is = {{ {by_age} }}, otherwise = \"50%\" }}\n");
    let shares_by_age = many(60, &|n| next(n, "s of x")) + "a60 = \"total\"\n" + &by_age;
    let nights = many(60, &|n| next(n, "x times nights")) + "a60 = \"total\"\n";
    let quotient = |n: usize| {
        let round = "round = { to = \"0.01\", mode = \"up\" }";
        format!("a{n} = {{ divide = \"a{}\", by = \"0.0001%\", {round} }}\n", n + 1)
    };
    let quotients = many(60, &quotient) + "a60 = \"total\"\n";
    let attacks = [
        ("dotted keys", "a.".repeat(100_000) + "a = 1"),
        ("a dotted header", format!("[{}a]\nb = 1", "a.".repeat(100_000))),
        ("brackets", "a = ".to_owned() + &"[".repeat(100_000)),
        (
            "brackets in a formula",
            base(&format!("\"{}1{}\"", "(".repeat(50_000), ")".repeat(50_000))),
        ),
        ("shares of shares", base(&format!("\"{}total\"", "50% of ".repeat(100_000)))),
        ("fine shares of shares", base(&format!("\"{}total\"", "0.01% of ".repeat(30)))),
        ("a long sum", base(&format!("\"total{}\"", " + total".repeat(100_000)))),
        ("minus signs", base(&format!("\"{}total\"", "-".repeat(100_000)))),
        ("a chain of names", amounts(chain)),
        ("names that double", amounts(doubles)),
        ("choices that double", amounts(choices)),
        ("amounts that double", amounts(large)),
        ("names for shares of shares", amounts(shares)),
        ("many names", amounts(many(5_000, &|n| next(n, "x")))),
        ("unknown names", amounts(many(3_000, &|n| format!("a{n} = \"b{n}\"\n")))),
        ("a rate that is itself", rate("a", "a = \"a\"\n")),
        ("rates in a circle", rate("a", "a = \"b\"\nb = \"c\"\nc = \"a\"\n")),
        ("a rate that chooses itself", rate("a0", &by_steps(0, "a0"))),
        ("rates of rates", rate("a0", &(many(5_000, &|n| next(n, "x")) + "a5000 = \"50%\"\n"))),
        ("steps that double", base("\"a0\"") + &steps),
        ("steps that double, of a rate", BASE.replace("\"50%\"", "\"a0\"") + &steps),
        ("rates that double", rate("a0", &rates)),
        ("rates of rates of an age", rate("a0", &ages)),
        ("shares that a schedule chooses", amounts(shares_by_age)),
        ("nights of nights", amounts(nights)),
        ("quotients of quotients", amounts(quotients)),
        ("lists", format!("{BASE}\n[lists]\n{}", many(100, &|n| format!("l{n} = [\"C\"]\n")))),
        (
            "limits",
            format!(
                "{BASE}\n{}",
                many(15_000, &|n| {
                    format!("[[benefit.limit]]\nid=\"l{n}\"\namount=\"1\"\nwindow=\"year\"\n")
                })
            ),
        ),
        ("plans", BASE.to_owned() + &many(5_000, &|n| format!("[[plan]]\nid = \"p{n}\"\n"))),
        ("benefits", BASE.to_owned() + &many(5_000, &|n| format!("[[benefit]]\nid = \"b{n}\"\n"))),
        (
            "fields",
            format!(
                "{BASE}\n[fields]\n{}",
                many(100, &|n| {
                    format!("f{n} = {{ type = \"flag\", of = \"bill\", default = \"no\" }}\n")
                })
            ),
        ),
        (
            "bands",
            base("\"in_scope\"").replace(
                "rate = \"50%\"",
                &format!(
                    "bands = {{ position = \"each_bill\", rates = [{}] }}",
                    many(5_000, &|n| format!("{{ to = \"{}\", pays = \"50%\" }}, ", n + 1)),
                ),
            ),
        ),
        (
            "rows",
            base("\"in_scope\"").replace(
                "\"50%\"",
                &format!(
                    "{{ by = [\"age\", \"nights\"], rows = [{}] }}",
                    many(3_000, &|n| format!("{{ age = \"{n}\", is = \"50%\" }}, ")),
                ),
            ),
        ),
        (
            "one long pattern",
            base("\"in_scope\"").replace(
                "\"50%\"",
                &format!(
                    "{{ by = [\"age\", \"nights\"], rows = [{{ age = \"{}\", is = \"50%\" }}] }}",
                    many(5_000, &|n| format!("{n},")) + &"1,".repeat(50_000) + "1",
                ),
            ),
        ),
        ("escapes in a formula", base(r#""\u603b\u8d39\u7528 + 险 + total""#)),
        ("a formula in many lines", base("\"\"\"\n险\\\n  + 险 + total\"\"\"")),
        ("a long key", format!("{BASE}\n{} = 1", "k".repeat(200_000))),
    ];
    for (what, text) in attacks {
        run(&text, what);
    }
}

const BASE: &str = r#"
[scheme]
id = "attack"
title = { zh = "攻", en = "attack" }
currency = "CNY"
basis = "admission"
order = "settlement"
[edition]
id = "1"
title = { zh = "攻", en = "attack" }
from = "2024-01-01"
source = "none"
[[plan]]
id = "plan"
title = { zh = "攻", en = "attack" }
clause = "1"
[[benefit]]
id = "benefit"
plan = "plan"
title = { zh = "攻", en = "attack" }
clause = "1"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope"
rate = "50%"
"#;

//! Rehearsals: a night on the posting's own path, of which nothing is posted. What it writes is what the night
//! after it writes, and the ledger is the same to the byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use huzhu::ledger::{Access, Ledger};
use huzhu::progress::{Phase, Progress};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::Value;

use super::any_order::story;
use super::desk::examples;
use super::leaves::Willow;
use super::office::{Bill, Facts, Office};

const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];
const C1: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "1500.00"];

fn rehearsal<'a>(day: &'a str, out: &'a str) -> Vec<&'a str> {
    let night = ["batch", "--rules", "rules", "--data", "data", "--ledger", "w.ledger"];
    let of = ["--by", "Zhao", "--posted-on", day, "--out", out, "--rehearse"];
    [&night[..], &of].concat()
}

/// All files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.path());
            let name = name.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(files.insert(name, fs::read(&path).unwrap())),
            }
        }
    }
    files
}

/// The same without what says that it is a rehearsal: `rehearsal` itself, and the print of the file that holds it.
fn but_for_rehearsal(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(folder);
    for name in ["summary.json", "manifest.json"] {
        let mut json: Value = serde_json::from_slice(&files[name]).unwrap();
        json.as_object_mut().unwrap().remove("rehearsal");
        for output in json["outputs"].as_array_mut().into_iter().flatten() {
            if output["file"] == "summary.json" {
                *output = Value::Null;
            }
        }
        files.insert(name.to_owned(), json.to_string().into_bytes());
    }
    files
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The ledger and all that stands beside it.
fn beside(willow: &Willow) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(&willow.path(""));
    files.retain(|name, _| name.starts_with("w.ledger"));
    files
}

/// A has 3030.00 in hand, B has 500.00 at the bank. Then A1 is taken back, B1 comes again with 2500.00, of which
/// half of 2000.00 is due, and C1 comes.
fn corrected() -> Willow {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(B1, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    willow.night("2024-04-02", &[(A1, "")]);
    let b1 = ["B1", "B", "2024-03-05", "2024-03-06", "2500.00"];
    willow.bills(&[(A1, "void"), (b1, ""), (C1, "")]);
    willow
}

#[test]
fn who_gets_more_and_who_less_is_told_first() {
    let willow = corrected();
    let before = beside(&willow);
    let said = willow.says(&rehearsal("2024-04-03", "rehearsed"));
    let first: Vec<&str> = said.lines().take(7).collect();
    assert_eq!(
        first,
        [
            "rehearsal of run 3 for 2024-04-03: nothing was posted",
            "  earlier decisions, more: 1 members, 500.00 in all",
            "  earlier decisions, less: 1 members, 3030.00 in all",
            "  would be prepared: 2 payments, 1000.00 in all",
            "  would be withdrawn: 1 payments, 3030.00 in all",
            "  would be offset: 0 members, 0.00 in all",
            "  would be held for review: 0 bills",
        ]
    );
    assert_eq!(beside(&willow), before);
    let summary = json(&willow.path("rehearsed/summary.json"));
    let moved =
        |members: u64, amount: &str| serde_json::json!({"members": members, "amount": amount});
    assert_eq!(summary["more"], moved(1, "500.00"));
    assert_eq!(summary["less"], moved(1, "3030.00"));
    assert_eq!(json(&willow.path("rehearsed/manifest.json"))["rehearsal"], true);
}

/// What B was paid too much is offset against what comes later.
#[test]
fn what_would_be_offset_is_told() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(B1, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    willow.night("2024-04-02", &[(B1, "void")]);
    let b2 = ["B2", "B", "2024-03-07", "2024-03-08", "1300.00"];
    willow.bills(&[(b2, "")]);
    let said = willow.says(&rehearsal("2024-04-03", "rehearsed"));
    assert!(said.contains("  would be prepared: 0 payments, 0.00 in all\n"), "{said}");
    assert!(said.contains("  would be offset: 1 members, 400.00 in all\n"), "{said}");
}

#[test]
fn the_night_after_it_writes_the_same_files() {
    let willow = corrected();
    willow.says(&rehearsal("2024-04-03", "rehearsed"));
    let mut night = rehearsal("2024-04-03", "out");
    night.retain(|argument| *argument != "--rehearse");
    willow.says(&night);
    assert_eq!(
        but_for_rehearsal(&willow.path("rehearsed")),
        but_for_rehearsal(&willow.path("out"))
    );
    assert_eq!(json(&willow.path("out/summary.json")).get("rehearsal"), None);
    assert_eq!(json(&willow.path("out/manifest.json")).get("rehearsal"), None);
    willow.is_whole();
}

/// The bank is given nothing of it, and no command has heard of it.
#[test]
fn nothing_else_knows_of_it() {
    let willow = corrected();
    let asked = |of: &str| willow.says(&["ledger", of, "w.ledger"]);
    let before: Vec<String> = ["runs", "acts", "payments", "verify"].map(asked).into();
    willow.says(&rehearsal("2024-04-03", "rehearsed"));
    let after: Vec<String> = ["runs", "acts", "payments", "verify"].map(asked).into();
    assert_eq!(before, after);
    let why = willow.release("3", "three.csv");
    assert_eq!(why.status.code(), Some(1), "{why:?}");
    assert!(!willow.path("three.csv").exists());
}

#[test]
fn the_first_night_of_a_new_ledger_is_rehearsed_like_any_other() {
    let willow = Willow::new();
    willow.bills(&[(A1, ""), (B1, "")]);
    let before = beside(&willow);
    let said = willow.says(&rehearsal("2024-04-01", "rehearsed"));
    assert!(said.contains("  would be prepared: 2 payments, 3530.00 in all\n"), "{said}");
    assert_eq!(beside(&willow), before);
    // It is of no scheme yet.
    let ledger = Ledger::open(&willow.path("w.ledger"), Access::Read).unwrap();
    assert_eq!(ledger.scheme().unwrap(), None);
}

/// It does not wait for who reads, as a night does: it has nothing to write.
#[test]
fn somebody_who_reads_is_not_in_its_way() {
    let willow = corrected();
    let db = Connection::open(willow.path("w.ledger")).unwrap();
    db.execute_batch("BEGIN; SELECT count(*) FROM run;").unwrap();
    willow.says(&rehearsal("2024-04-03", "rehearsed"));
    assert!(db.query_row("SELECT count(*) FROM run", (), |row| row.get::<_, i64>(0)) == Ok(2));
}

#[test]
fn an_older_ledger_is_not_brought_up_to_date() {
    let willow = corrected();
    let db = Connection::open(willow.path("w.ledger")).unwrap();
    db.pragma_update(None, "user_version", 4).unwrap();
    drop(db);
    let before = beside(&willow);
    let why = willow.refuses(&rehearsal("2024-04-03", "rehearsed"));
    assert!(why.contains("a rehearsal leaves it as it is"), "{why}");
    assert_eq!(beside(&willow), before);
}

#[test]
fn what_a_night_refuses_a_rehearsal_refuses() {
    let willow = corrected();
    let before = beside(&willow);
    for day in ["2024-03-31", "2999-01-01"] {
        let output = willow.run(&rehearsal(day, "rehearsed"));
        assert!(!output.status.success(), "{output:?}");
    }
    let rules = willow.read("rules/willow.toml");
    let changed = rules.replace("amount = \"500\"", "amount = \"600\"");
    assert_ne!(rules, changed);
    willow.write("rules/willow.toml", &changed);
    let why = willow.refuses(&rehearsal("2024-04-03", "rehearsed"));
    assert!(why.contains("--adopt"), "{why}");
    assert_eq!(beside(&willow), before);
    // It is misused without a ledger.
    let output =
        willow.run(&["batch", "--rules", "rules", "--data", "data", "--out", "out2", "--rehearse"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// The deductible is 600 in the place of 500: B1 pays half of 900.00, and 50.00 of what is in hand is not due.
#[test]
fn rules_are_adopted_by_the_night_and_not_by_its_rehearsal() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(B1, "")]);
    let changed = willow.read("rules/willow.toml").replace("amount = \"500\"", "amount = \"600\"");
    willow.write("rules/willow.toml", &changed);
    willow.bills(&[]);
    let why = willow.refuses(&rehearsal("2024-04-02", "rehearsed"));
    let (_, name) = why.split_once("add `--adopt ").unwrap();
    let name = name.split('`').next().unwrap();
    let before = beside(&willow);
    let adopting = [&rehearsal("2024-04-02", "rehearsed")[..], &["--adopt", name]].concat();
    let said = willow.says(&adopting);
    assert!(said.contains("  earlier decisions, less: 1 members, 50.00 in all\n"), "{said}");
    assert!(said.contains("  would be withdrawn: 1 payments, 50.00 in all\n"), "{said}");
    assert_eq!(beside(&willow), before);
    // Nobody has adopted them.
    willow.refuses(&rehearsal("2024-04-02", "rehearsed"));
}

/// What a night that was killed left half written is taken back before anything else, as by every command.
#[test]
fn a_rehearsal_after_a_killed_night_finds_the_ledger_as_it_was_before_that() {
    let willow = corrected();
    let before = beside(&willow);
    let half = willow.path("half.ledger");
    fs::copy(willow.path("w.ledger"), &half).unwrap();
    let night = Connection::open(&half).unwrap();
    night.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE;").unwrap();
    night.execute_batch("UPDATE posting SET decisions = hex(zeroblob(40000));").unwrap();
    // As the disk is in the middle of it.
    fs::copy(&half, willow.path("w.ledger")).unwrap();
    fs::copy(willow.path("half.ledger-journal"), willow.path("w.ledger-journal")).unwrap();
    assert_ne!(beside(&willow)["w.ledger"], before["w.ledger"]);
    drop(night);
    willow.says(&rehearsal("2024-04-03", "rehearsed"));
    assert_eq!(beside(&willow), before);
}

/// Stops when a phase begins.
struct StopsAt(Phase, std::sync::atomic::AtomicBool);

impl Progress for StopsAt {
    fn begin(&self, phase: Phase, _: u64) {
        self.1.fetch_or(phase == self.0, std::sync::atomic::Ordering::Relaxed);
    }

    fn stops(&self) -> bool {
        self.1.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn a_rehearsal_that_fails_or_is_stopped_leaves_the_ledger_as_it_was() {
    for phase in [Phase::Load, Phase::Read, Phase::Decide] {
        let mut office = Office::new("city");
        office.rehearses = true;
        let mut facts = Facts::of(&["A"]);
        facts.bills.push(Bill::new("X1", "A", "2024-04-02", "20000.00").row());
        facts.write(&office.path("data"));
        let before = fs::read(office.path("ledger")).unwrap();
        let stops = StopsAt(phase, false.into());
        office.try_watched("2024-05-01", &stops).unwrap_err();
        assert_eq!(fs::read(office.path("ledger")).unwrap(), before, "{phase:?}");
        assert!(!office.path("ledger-journal").exists());
        assert!(!office.path("out/manifest.json").exists());
    }
}

/// Killed at whatever moment, it has written nothing to the ledger, and left nothing beside it.
#[test]
#[cfg(unix)]
fn a_rehearsal_that_is_killed_leaves_nothing_to_take_back() {
    let willow = corrected();
    let before = beside(&willow);
    for milliseconds in [1, 3, 10, 30, 60, 90] {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(rehearsal("2024-04-03", "rehearsed")).current_dir(willow.path(""));
        let mut running = huzhu.stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        running.kill().unwrap();
        running.wait().unwrap();
        assert_eq!(beside(&willow), before);
    }
}

proptest! {
    #![proptest_config(examples(8))]

    #[test]
    fn a_rehearsal_writes_what_the_night_writes_and_keeps_nothing(story in story(&["city"])) {
        let mut office = Office::new("city");
        office.releases = false;
        for night in 0..story.nights {
            let facts = story.facts(|of| of == night);
            let before = fs::read(office.path("ledger")).unwrap();
            office.rehearses = true;
            office.night("2024-06-01", &facts);
            prop_assert!(fs::read(office.path("ledger")).unwrap() == before);
            let rehearsed = but_for_rehearsal(&office.path("out"));
            office.rehearses = false;
            office.night("2024-06-01", &facts);
            prop_assert_eq!(rehearsed, but_for_rehearsal(&office.path("out")));
        }
    }
}

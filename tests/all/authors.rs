//! The commands of who writes rules, through the program: what a name moves, why a case does not hold, a case at the window.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::head;

/// A rule file in which `low` is a rate, `cap` the most of a year, and `own` an amount behind a total; a case that holds
/// and one that does not.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rules = head("authors", "2024-01-01")
        + r#"
[parameters]
low = "60%"
cap = "1000"
[amounts]
own = "in_scope - funds_paid"
left = "max(0, own - cap)"
[totals.year_left]
of = "left"
window = "year"
[titles]
low = { zh = "低段 cap", en = "low" }
cap = { zh = "封顶线", en = "cap" }
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "cap"
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
categories = ["inpatient"]
against_bill = "within"
base = "own"
rate = "low"
[[benefit.limit]]
amount = "min(cap, year_left)"
window = "year"
"#;
    let cases = r#"
[[defaults.enrolment]]
plan = "medical"
start = "2024-01-01"
end = "2024-12-31"
[defaults.bill]
hospital_level = "2"
admission = "2024-03-01"
discharge = "2024-03-11"
[[case]]
id = "A:1"
bill = [{ total = "1500", expect = { payable = "500" } }]
[[case]]
id = "A:2"
bill = [
  { id = "first", total = "1000", expect = { payable = "600" } },
  { id = "second", admission = "2024-05-01", discharge = "2024-05-04", total = "2000", expect = { payable = "1200" } },
]
"#;
    std::fs::write(folder.path().join("rules.toml"), rules).unwrap();
    std::fs::write(folder.path().join("cases.toml"), cases).unwrap();
    folder
}

fn huzhu(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(["--lang", "en"]).args(arguments).current_dir(folder).output().unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_place_that_a_name_moves_is_listed_and_no_other() {
    let folder = folder();
    let uses = |name: &str| {
        let output = huzhu(folder.path(), &["check", ".", "--uses", name]);
        assert_eq!(output.status.code(), Some(0));
        let line = |line: &str| line.split_once(": ").unwrap().1.to_owned();
        shown(&output).lines().map(line).collect::<Vec<_>>()
    };
    assert_eq!(uses("low"), ["benefit.medical.rate = \"low\""]);
    // Through `left` and the total of it; the clause of the plan and the titles, which read `cap`, are for people.
    let of_cap = [
        "amounts.left = \"max(0, own - cap)\"",
        "totals.year_left.of = \"left\"  (left)",
        "benefit.medical.limit[0].amount = \"min(cap, year_left)\"",
    ];
    assert_eq!(uses("cap"), of_cap);
    let unknown = huzhu(folder.path(), &["check", ".", "--uses", "lo"]);
    assert_eq!(unknown.status.code(), Some(2));
    let why = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(why.contains("`cap` `left` `low` `own` `year_left`"), "{why}");
}

/// 60 % of 1,000 and of 2,000 are 600.00 and 1,200.00; what is above 1,000 of each comes to 1,000.00 in the year, of which
/// the first leaves 400.00.
#[test]
fn a_case_that_does_not_hold_says_how_its_bills_were_decided() {
    let folder = folder();
    let output = huzhu(folder.path(), &["test", "."]);
    assert_eq!(output.status.code(), Some(1));
    let text = shown(&output);
    assert!(!text.contains("A:1"), "the first holds: {text}");
    assert!(text.contains("bill `second`: `payable`: expected 1200.00, decided 400.00"), "{text}");
    let why = text.split("bill `second` is decided so:").nth(1).unwrap_or_default();
    assert!(why.contains("rate 60%") && why.contains("cut by a limit"), "{text}");
    assert_eq!(text.matches("is decided so").count(), 1, "{text}");
    let json = shown(&huzhu(folder.path(), &["test", ".", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["failed"][0]["why"][0]["bill"], "second");
}

#[test]
fn a_bill_of_a_case_is_previewed_on_top_of_the_others() {
    let folder = folder();
    let paid = |case: &str| {
        let output = huzhu(folder.path(), &["preview", "--case", case]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let text = shown(&output);
        text.lines().find(|line| line.starts_with("payable")).unwrap_or_default().to_owned()
    };
    assert_eq!(paid("cases.toml:A:1"), "payable on this bill: 500.00");
    assert_eq!(paid("cases.toml:A:2"), "payable on this bill: 400.00");
    assert_eq!(paid("cases.toml:A:2:first"), "payable on this bill: 600.00");
    for (wrong, why) in [
        ("cases.toml:B", "no case `B`"),
        ("cases", "names no case"),
        ("cases.toml:A:2:third", "no bill `third`"),
    ] {
        let output = huzhu(folder.path(), &["preview", "--case", wrong]);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(why), "{told}");
    }
}

/// Which options there are, each command says; one before it is told where it belongs, and not that it is unknown.
#[test]
fn an_option_before_its_command_is_told_where_it_stands() {
    let folder = folder();
    let told = |arguments: &[&str]| {
        let output = huzhu(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).trim().to_owned()
    };
    let behind = "`--format` stands behind its command: `huzhu test ... --format ...`";
    assert!(told(&["--format", "json", "test", "."]).ends_with(behind));
    assert!(told(&["--format=json", "test", "."]).ends_with(behind));
    // Of a command that does not know it either, and behind a command, it is unknown.
    for arguments in [&["--edge", "1", "test", "."][..], &["check", ".", "--coverage", "test"]] {
        assert!(told(arguments).contains("is not known here"), "{arguments:?}");
    }
}

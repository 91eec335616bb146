//! A ledger of the version before goes on: a night brings it to today beside a copy of it, and pays and moves
//! nothing for that. Where rows mean something else by now, the night is refused until that is adopted.

use std::fs;
use std::process::Output;

use rusqlite::Connection;

use super::desk::{Desk, told};
use super::office::{Facts, home, minor};

/// A ledger of version 3 of the tables, and the rules that it keeps.
fn desk(fixture: &str) -> Desk {
    let desk = Desk { folder: tempfile::tempdir().unwrap() };
    let db = Connection::open(desk.path("ledger")).unwrap();
    let sql = fs::read_to_string(home("tests/ledgers").join(fixture)).unwrap();
    db.execute_batch(&sql).unwrap();
    db.execute_batch("PRAGMA application_id = 1752853607; PRAGMA user_version = 3").unwrap();
    drop(db);
    let files: serde_json::Value =
        serde_json::from_str(&desk.one::<String>("SELECT files FROM rules")).unwrap();
    fs::create_dir(desk.path("rules")).unwrap();
    for file in files.as_array().unwrap() {
        let text = |key: &str| file[key].as_str().unwrap();
        fs::write(desk.path("rules").join(text("file")), text("text")).unwrap();
    }
    desk
}

/// A night on which nothing comes.
fn night(desk: &Desk, day: &str, rest: &[&str]) -> Output {
    desk.facts(&Facts::default());
    let night =
        ["batch", "--rules", "rules", "--data", "data", "--ledger", "ledger", "--out", "out"];
    desk.run(&[&night[..], &["--by", "Zhao", "--posted-on", day], rest].concat())
}

/// The rows of an output below its header.
fn rows(desk: &Desk, name: &str) -> Vec<String> {
    let text = fs::read_to_string(desk.path("out").join(name)).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

/// What a command prints that succeeds.
fn says(desk: &Desk, arguments: &[&str]) -> String {
    let output = desk.run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a member is entitled to, was paid, was let keep and owes.
fn sums(desk: &Desk, member: &str) -> String {
    let balance = says(desk, &["ledger", "balance", "ledger", member]);
    balance.lines().find(|line| line.starts_with("entitled")).unwrap().to_owned()
}

/// What all entries of a bill come to.
fn decided(desk: &Desk, bill: &str) -> i64 {
    let entries = fs::read_to_string(desk.path("entries.csv")).unwrap();
    let rows = entries.lines().map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|cells| cells[4] == bill).map(|cells| minor(cells[8])).sum()
}

/// Holds that a night did nothing but bring the ledger to today.
fn nothing_moves(desk: &Desk, day: &str) {
    let output = night(desk, day, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    for name in ["payments.csv", "changes.csv", "withdrawn.csv", "rejects.csv"] {
        assert_eq!(rows(desk, name), [""; 0], "{name}");
    }
    desk.is_whole(day);
}

/// Everybody in the ledger, and what the ledger says of them.
const PEOPLE: [(&str, &str); 8] = [
    ("A", "entitled 3030.00, prepared 3030.00, written off 0.00, recoverable 0.00"),
    ("B", "entitled 0.00, prepared 1750.00, written off 0.00, recoverable 1750.00"),
    ("C", "entitled 2150.00, prepared 2150.00, written off 0.00, recoverable 0.00"),
    ("D", "entitled 1250.00, prepared 1250.00, written off 0.00, recoverable 0.00"),
    ("E", "entitled 850.00, prepared 850.00, written off 0.00, recoverable 0.00"),
    ("F", "entitled 950.00, prepared 950.00, written off 0.00, recoverable 0.00"),
    ("G", "entitled 1250.00, prepared 1250.00, written off 0.00, recoverable 0.00"),
    ("U", "entitled 0.00, prepared 0.00, written off 0.00, recoverable 0.00"),
];

/// Every bill, what it pays, and what `explain` says of it: whether it succeeds, and how.
const BILLS: [(&str, i64, bool, &str); 10] = [
    ("A1", 303_000, true, "bill `A1` as posted by run"),
    ("B1", 0, true, "run 2 of 2024-04-02 took bill `B1` back"),
    ("B2", 125_000, true, "bill `B2` as posted by run"),
    // 850.00 by the rules, 900.00 by hand.
    ("C1", 90_000, true, "bill `C1` as posted by run"),
    ("D1", 75_000, true, "bill `D1` as posted by run"),
    // Of the deductible of 500 an older system had taken 200.
    ("E1", 85_000, true, "bill `E1` as posted by run"),
    ("F1", 95_000, true, "bill `F1` as posted by run"),
    // Under another id of D, who has borne the deductible.
    ("G1", 50_000, true, "bill `G1` as posted by run"),
    ("U1", 0, false, "bill `U1` is not decided: it has waited since run"),
    ("V1", 0, false, "run 2 of 2024-04-02 took bill `V1` back before it was ever decided"),
];

fn is_as_it_was(desk: &Desk) {
    for (member, expected) in PEOPLE {
        assert_eq!(sums(desk, member), expected, "{member}");
    }
    for name in ["journal", "entries.csv"] {
        let _ = fs::remove_file(desk.path(name));
    }
    desk.does(&["ledger", "export", "ledger", "--to", "journal", "--entries", "entries.csv"]);
    for (bill, pays, is_explained, expected) in BILLS {
        assert_eq!(decided(desk, bill), pays, "{bill}");
        let output = desk.run(&["explain", bill, "--ledger", "ledger"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &told(&output);
        assert_eq!(output.status.success(), is_explained, "{bill}: {said}");
        assert!(said.contains(expected), "{bill}: {said}");
    }
}

#[test]
fn a_night_brings_an_older_ledger_to_today_and_pays_and_moves_nothing() {
    let desk = desk("version-3.sql");
    let entries: i64 = desk.one("SELECT count(*) FROM entry");
    nothing_moves(&desk, "2024-05-01");
    is_as_it_was(&desk);
    assert_eq!(desk.one::<i64>("SELECT count(*) FROM entry"), entries, "no money moved");
    nothing_moves(&desk, "2024-05-02");
    is_as_it_was(&desk);
}

#[test]
fn the_ledger_as_it_was_is_kept_beside_the_one_of_today() {
    let desk = desk("version-3.sql");
    let entries: i64 = desk.one("SELECT count(*) FROM entry");
    // Whoever only reads changes nothing.
    let why = told(&desk.run(&["ledger", "verify", "ledger"]));
    assert!(why.contains("is a ledger of version 3"), "{why}");
    nothing_moves(&desk, "2024-05-01");
    assert!(desk.one::<i64>("PRAGMA user_version") > 3);
    let copy = Connection::open(desk.path("ledger.version-3")).unwrap();
    let one = |sql: &str| -> i64 { copy.query_row(sql, (), |row| row.get(0)).unwrap() };
    assert_eq!(one("PRAGMA user_version"), 3);
    assert_eq!((one("SELECT count(*) FROM run"), one("SELECT count(*) FROM entry")), (4, entries));
}

#[test]
fn whoever_brings_a_ledger_to_today_is_told_of_the_copy_and_of_ids_to_look_at() {
    let notice = "the ledger `ledger` was of version 3 and is brought up to date; `ledger.version-3` is a copy of it as \
                  it was";
    let (by_night, by_hand) = (desk("version-3.sql"), desk("version-3.sql"));
    let why = told(&night(&by_night, "2024-05-01", &[]));
    assert!(why.starts_with(notice) && why.contains("`huzhu ledger pairs ledger`"), "{why}");
    let hold = ["ledger", "hold", "ledger", "--member", "A", "--by", "Li", "--reason", "x"];
    assert!(told(&by_hand.run(&hold)).starts_with(notice));
    // Once, and by whoever it is that writes first.
    assert!(!told(&night(&by_night, "2024-05-02", &[])).contains("copy"));
    assert!(!told(&by_hand.run(&["ledger", "runs", "ledger"])).contains("copy"));
    // A night that is refused has brought it to today all the same.
    let refused = desk("version-3-periods.sql");
    let output = night(&refused, "2024-10-04", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).starts_with(notice), "{}", told(&output));
    // D and G are joined already, and nobody else is alike.
    let none = "no two ids that are not joined are likely one person\n";
    assert_eq!(says(&by_night, &["ledger", "pairs", "ledger"]), none);
}

#[test]
fn what_waits_in_an_older_ledger_is_decided_when_its_member_comes() {
    let desk = desk("version-3.sql");
    nothing_moves(&desk, "2024-05-01");
    let u = Facts::default().member("U");
    desk.facts(&u);
    let night =
        ["batch", "--rules", "rules", "--data", "data", "--ledger", "ledger", "--out", "out"];
    desk.does(&[&night[..], &["--by", "Zhao", "--posted-on", "2024-05-02"]].concat());
    // Half of 3,300 less the deductible, by its first revision; nothing by the row before it.
    assert_eq!(
        sums(&desk, "U"),
        "entitled 1400.00, prepared 1400.00, written off 0.00, recoverable 0.00"
    );
    // V1 was void before it came.
    let row = "V1,A,inpatient,H1,2,2024-03-20,2024-03-21,2024-03-21,I10,100.00,0.00,0.00,0.00,0.00,0.00,\
               0.00,0.00,,,,,,";
    desk.facts(&Facts::default().bill_row(row));
    desk.does(&[&night[..], &["--by", "Zhao", "--posted-on", "2024-05-03"]].concat());
    assert_eq!(sums(&desk, "A"), PEOPLE[0].1);
    // And the old rows, written otherwise, say nothing new.
    let row =
        "B1,B,inpatient,H1,2,2024-03-05,2024-03-06,2024-03-06,I10,1500,0,0,0,0,0,0,0,,,final,,,";
    desk.facts(&Facts::default().bill_row(row));
    desk.does(&[&night[..], &["--by", "Zhao", "--posted-on", "2024-05-04"]].concat());
    assert_eq!(sums(&desk, "B"), PEOPLE[1].1);
    desk.is_whole("after what waited");
}

/// The name in `--adopt NAME`, as a refusal tells it.
fn asked_for(why: &str) -> String {
    let (_, rest) = why.split_once("--adopt ").unwrap_or_else(|| panic!("{why}"));
    rest.chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || "-._".contains(*letter))
        .collect()
}

#[test]
fn where_rows_mean_something_else_by_now_the_night_is_refused_until_that_is_adopted() {
    let desk = desk("version-3-periods.sql");
    let refused = night(&desk, "2024-10-04", &[]);
    let why = told(&refused);
    assert_eq!(refused.status.code(), Some(1), "{why}");
    assert!(why.contains("engine"), "it says what has changed: {why}");
    let name = asked_for(&why);
    assert_eq!(desk.one::<i64>("SELECT count(*) FROM run"), 3, "nothing is posted");
    // Another name is not the one that was asked for.
    let other = night(&desk, "2024-10-04", &["--adopt", "000000000000"]);
    assert_eq!(other.status.code(), Some(1), "{}", told(&other));
    assert!(told(&other).contains(&name), "{}", told(&other));
    let adopted = night(&desk, "2024-10-04", &["--adopt", &name]);
    assert_eq!(adopted.status.code(), Some(0), "{}", told(&adopted));
    // P2 of September lies after the end of the period that came last.
    let changes = rows(&desk, "changes.csv");
    let moved: Vec<Vec<&str>> = changes.iter().map(|row| row.split(',').collect()).collect();
    let p2 = moved.iter().find(|row| row[2] == "P2").unwrap_or_else(|| panic!("{changes:?}"));
    assert_eq!([p2[1], p2[4], p2[5], p2[6], p2[8]], ["P", "medical", "750.00", "0.00", "engine"]);
    assert!(moved.iter().all(|row| row[1] == "P"), "{changes:?}");
    let owes = "entitled 3030.00, prepared 4030.00, written off 0.00, recoverable 1000.00";
    let expected = [owes, "entitled 500.00, prepared 500.00, written off 0.00, recoverable 0.00"];
    assert_eq!(["P", "Q"].map(|id| sums(&desk, id)), expected);
    desk.is_whole("after the meaning was adopted");
    // From then on it is what the ledger means.
    for day in ["2024-10-05", "2024-10-06"] {
        nothing_moves(&desk, day);
        assert_eq!(["P", "Q"].map(|id| sums(&desk, id)), expected);
    }
}

/// The version before today's lacks indexes alone: it gets them, and keeps every seal.
#[test]
fn a_ledger_that_lacks_only_indexes_gets_them_and_keeps_its_seals() {
    let desk = desk("version-3.sql");
    nothing_moves(&desk, "2024-05-01");
    let lacking = Connection::open(desk.path("ledger")).unwrap();
    let notes = || desk.one::<i64>("SELECT count(*) FROM migrated");
    let (noted, keys) = (notes(), desk.one::<i64>("SELECT count(*) FROM looks"));
    let seal = desk.one::<String>("SELECT lower(hex(seal)) FROM act ORDER BY no DESC LIMIT 1");
    let without = "DROP INDEX member_in_other_digits; DROP INDEX member_in_other_width; PRAGMA user_version = 6";
    lacking.execute_batch(without).unwrap();
    drop(lacking);
    nothing_moves(&desk, "2024-05-02");
    let indexes = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'member_in_other_%'";
    assert_eq!((desk.one::<i64>("PRAGMA user_version"), desk.one::<i64>(indexes)), (7, 2));
    assert_eq!((notes(), desk.one::<i64>("SELECT count(*) FROM looks")), (noted, keys));
    says(&desk, &["ledger", "verify", "ledger", "--again", "--seal", &seal]);
    is_as_it_was(&desk);
}

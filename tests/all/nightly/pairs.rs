//! Ids that are likely one person: they are listed until they are joined, and nobody is joined by that.

use std::fs;

use serde_json::{Value, json};

use super::office::{Bill, Facts, Office, Terms};

/// A night on which rows of members come that have names: id, birth date, sex and name.
fn night(office: &Office, day: &str, people: &[&str], rest: &Facts) {
    rest.write(&office.path("data"));
    let rows: String = people.iter().map(|row| format!("{row}\n")).collect();
    let text = "member_id,birth_date,sex,name,org_code,hardship\n".to_owned() + &rows;
    fs::write(office.path("data/members.csv"), text).unwrap();
    office.try_again(day).unwrap();
}

/// A row of somebody.
fn person(id: &str, birth: &str, sex: &str, name: &str) -> String {
    format!("{id},{birth},{sex},{name},99.01,no")
}

fn people(office: &Office, day: &str, people: &[(&str, &str, &str, &str)]) {
    let rows = people.iter().map(|(id, birth, sex, name)| person(id, birth, sex, name));
    let rows: Vec<String> = rows.collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    night(office, day, &rows, &Facts::default());
}

/// Ids of each pair, and why: `A B old_form,person`.
fn pairs(office: &Office) -> Vec<String> {
    let told = office.tells("pairs", &["--full-ids", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |pair: &Value| {
        let why: Vec<String> = pair["why"].as_array().unwrap().iter().map(text).collect();
        format!("{} {} {}", text(&pair["member"]), text(&pair["other"]), why.join(","))
    };
    let mut lines: Vec<String> = told["pairs"].as_array().unwrap().iter().map(line).collect();
    lines.sort_unstable();
    lines
}

fn join(office: &Office, member: &str, other: &str) {
    office.say("same-person", &[member, other, "--reason", "one card"]).unwrap();
}

/// An office where no id has a meaning: elsewhere both forms of a resident number are one.
fn of_any_ids() -> Office {
    Office::under(Terms::city(&[("[scheme]\n", "[scheme]\nmember_ids = \"any\"\n")]))
}

const OLD: &str = "990000800101001";
const NEW: &str = "99000019800101001X";

#[test]
fn an_id_of_15_digits_is_likely_the_one_of_18_that_took_its_place() {
    let office = of_any_ids();
    people(
        &office,
        "2024-06-01",
        &[(OLD, "1980-01-01", "M", "Wang"), (NEW, "1980-01-01", "M", "")],
    );
    // Of another century, of other digits, and of no resident.
    let others =
        ["99000020800101001X", "990000198001010028", "9900001980010100XX", "990000800101002"];
    for id in &others[..3] {
        people(&office, "2024-06-02", &[(id, "1980-01-01", "M", "")]);
    }
    assert_eq!(pairs(&office), [format!("{NEW} {OLD} old_form")]);
    people(&office, "2024-06-03", &[(others[3], "1980-01-01", "M", "")]);
    let second = "990000198001010028 990000800101002 old_form".to_owned();
    assert_eq!(pairs(&office), [format!("{NEW} {OLD} old_form"), second.clone()]);
    join(&office, NEW, OLD);
    assert_eq!(pairs(&office), [second], "joined, before any night");
}

#[test]
fn ids_that_differ_in_width_or_case_alone_are_likely_one_and_each_is_told_with_the_first() {
    let office = Office::new("city");
    let ids = ["a17", "A17", "Ａ１７", "A18"];
    people(&office, "2024-06-01", &ids.map(|id| (id, "1980-01-01", "M", "")));
    assert_eq!(pairs(&office), ["A17 a17 spelling", "A17 Ａ１７ spelling"]);
    join(&office, "A17", "a17");
    assert_eq!(pairs(&office), ["A17 Ａ１７ spelling"]);
    join(&office, "A17", "Ａ１７");
    assert_eq!(pairs(&office), [""; 0]);
    // One that nobody had when it was joined is alike to another all the same, and told by its main id.
    join(&office, "A18", "b9");
    people(&office, "2024-06-02", &[("B9", "1980-01-01", "M", "")]);
    assert_eq!(pairs(&office), ["A18 B9 spelling"]);
}

#[test]
fn who_has_one_name_birth_date_and_sex_is_likely_one_by_the_newest_row() {
    let office = Office::new("city");
    people(
        &office,
        "2024-06-01",
        &[
            ("A", "1980-01-01", "F", "王芳"),
            ("B", "1980-01-01", "F", "王　芳"),
            ("C", "1980-01-01", "M", "王芳"),
            ("D", "1980-01-02", "F", "王芳"),
            ("E", "1980-01-01", "F", "王方"),
            ("F", "1980-01-01", "F", ""),
            ("G", "1980-01-01", "F", ""),
            ("H", "1990-01-01", "M", "ＬＩ Na"),
            ("J", "1990-01-01", "M", "Li  na"),
        ],
    );
    assert_eq!(pairs(&office), ["A B person", "H J person"]);
    // What a row said before counts no more.
    people(
        &office,
        "2024-06-02",
        &[("B", "1980-01-03", "F", "王芳"), ("D", "1980-01-01", "F", "王芳")],
    );
    assert_eq!(pairs(&office), ["A D person", "H J person"]);
    for output in [office.tells("pairs", &[]), office.tells("pairs", &["--full-ids"])] {
        assert!(!output.contains('王') && !output.to_lowercase().contains("li "), "{output}");
    }
}

#[test]
fn who_waits_is_alike_by_id_and_a_pair_is_told_once_with_all_that_is_alike() {
    let office = of_any_ids();
    let bill = Bill::new("b1", OLD, "2024-05-01", "1000.00");
    let row = person(NEW, "1980-01-01", "M", "Wang");
    night(&office, "2024-06-01", &[&row], &Facts::default().bill(bill));
    assert_eq!(pairs(&office), [format!("{NEW} {OLD} old_form")]);
    people(&office, "2024-06-02", &[(OLD, "1980-01-01", "M", "WANG")]);
    assert_eq!(pairs(&office), [format!("{NEW} {OLD} old_form,person")]);
}

#[test]
fn the_list_masks_ids_and_writes_the_command_that_joins_where_they_are_whole() {
    let office = of_any_ids();
    assert_eq!(
        office.tells("pairs", &[]),
        "no two ids that are not joined are likely one person\n"
    );
    let same = ("1980-01-01", "M", "");
    let ids = [OLD, NEW, "a$1", "A$1", "-b", "-B", "c", "C"];
    people(&office, "2024-06-01", &ids.map(|id| (id, same.0, same.1, same.2)));
    let before = office.dump();
    let masked = office.tells("pairs", &[]);
    let expected = "pairs of ids that are likely one person and are not joined: 4; check each, join those that are, and run this again\n  990***1X and 990***01: one is the 15-digit form of the other\n";
    assert!(masked.starts_with(expected), "{masked}");
    assert!(masked.ends_with("add `--full-ids`\n") && !masked.contains(OLD), "{masked}");
    let whole = office.tells("pairs", &["--full-ids"]);
    let commands: Vec<&str> = whole.split('`').filter(|part| part.starts_with("huzhu")).collect();
    let ends = [&*format!(" {NEW} {OLD}"), " -B -b", " 'A$1' 'a$1'", " C c"];
    for (command, end) in commands.iter().zip(ends) {
        assert!(command.ends_with(end), "{command}");
        // A shell takes it as it stands.
        let huzhu = env!("CARGO_BIN_EXE_huzhu");
        let line = command.replacen("huzhu", huzhu, 1);
        let done = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(commands.len(), ends.len());
    assert_eq!(pairs(&office), [""; 0]);
    assert_ne!(office.dump(), before, "the commands alone join");
}

#[test]
fn two_that_others_are_joined_to_are_told_and_no_command_is_offered() {
    let office = Office::new("city");
    let same = |id| (id, "1980-01-01", "M", "Wang");
    people(&office, "2024-06-01", &["A", "B", "C"].map(same));
    assert_eq!(pairs(&office), ["A B person", "A C person"]);
    join(&office, "C", "D");
    assert_eq!(pairs(&office), ["C A person", "C B person"], "the one that others are joined to");
    join(&office, "A", "E");
    join(&office, "C", "B");
    let told = office.tells("pairs", &["--full-ids"]);
    assert!(told.contains("does not join them") && !told.contains("huzhu ledger"), "{told}");
    let json: Value = serde_json::from_str(&office.tells("pairs", &["--format", "json"])).unwrap();
    let pair = json!({ "member": "A***", "other": "C***", "why": ["person"], "joins": false });
    assert_eq!(json, json!({ "format": "huzhu-pairs/1", "pairs": [pair] }));
}

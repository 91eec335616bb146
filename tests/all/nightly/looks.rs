//! Looks at personal data: each is logged before anything is shown, by a word that names no one, in a chain of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::leaves::Willow;

/// 6000.00 in hospital from 1 to 11 March: 2,750 and 280 of daily money.
const A1: [&str; 5] = ["BILL-OF-A", "A", "2024-03-01", "2024-03-11", "6000.00"];
const B1: [&str; 5] = ["BILL-OF-B", "B", "2024-03-05", "2024-03-06", "1500.00"];

fn office() -> Willow {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow
}

/// The log, as `looks` gives it to a program.
fn looks(willow: &Willow, rest: &[&str]) -> Vec<Value> {
    let list = ["ledger", "looks", "w.ledger", "--format", "json"];
    let list: Value = serde_json::from_str(&willow.says(&[&list[..], rest].concat())).unwrap();
    assert_eq!(list["whole"], true);
    list["looks"].as_array().unwrap().clone()
}

fn commands(looks: &[Value]) -> Vec<&str> {
    looks.iter().map(|look| look["command"].as_str().unwrap()).collect()
}

#[test]
fn whatever_shows_a_person_is_logged_and_what_shows_none_is_not() {
    let willow = office();
    assert!(!willow.path("w.ledger.access").exists(), "a night is an act, and no look");
    willow.write("bill.toml", "[bill]\nmember_id = \"A\"\ncategory = \"inpatient\"\n");
    for shows_none in [
        &["ledger", "runs", "w.ledger"][..],
        &["ledger", "acts", "w.ledger"],
        &["ledger", "payments", "w.ledger"],
        &["ledger", "verify", "w.ledger"],
        &["ledger", "roll-forward", "w.ledger"],
        &["ledger", "looks", "w.ledger"],
    ] {
        willow.says(shows_none);
    }
    assert!(!willow.path("w.ledger.access").exists());
    let shows: [(&str, &[&str]); 15] = [
        ("ledger balance", &["ledger", "balance", "w.ledger", "A"]),
        ("ledger as-of", &["ledger", "as-of", "w.ledger", "2024-04-01", "--member", "A"]),
        ("ledger facts", &["ledger", "facts", "w.ledger"]),
        ("ledger facts", &["ledger", "facts", "w.ledger", "A"]),
        ("ledger payments", &["ledger", "payments", "w.ledger", "--full-ids"]),
        ("ledger acts", &["ledger", "acts", "w.ledger", "--full-ids"]),
        ("ledger pairs", &["ledger", "pairs", "w.ledger", "--full-ids"]),
        ("ledger paid-for", &["ledger", "paid-for", "w.ledger", "--full-ids"]),
        ("ledger export", &["ledger", "export", "w.ledger", "--to", "journal"]),
        ("ledger export", &["ledger", "export", "w.ledger", "--facts", "facts"]),
        ("ledger backup", &["ledger", "backup", "w.ledger", "backup"]),
        (
            "ledger archive",
            &["ledger", "archive", "w.ledger", "--before", "2020-01-01", "--to", "old"],
        ),
        (
            "ledger impact",
            &["ledger", "impact", "w.ledger", "--rules", "rules", "--out", "impact.csv"],
        ),
        ("explain", &["explain", "BILL-OF-A", "--ledger", "w.ledger"]),
        ("notice", &["notice", "BILL-OF-A", "--ledger", "w.ledger"]),
    ];
    for (_, arguments) in shows {
        willow.says(arguments);
    }
    assert_eq!(commands(&looks(&willow, &[])), shows.map(|(command, _)| command));
    // Also where the answer is an error that shows nothing, there is no look.
    willow.refuses(&["ledger", "balance", "w.ledger", "Z"]);
    willow.refuses(&["explain", "Z9", "--ledger", "w.ledger"]);
    assert_eq!(looks(&willow, &[]).len(), shows.len());
    // A's data and everybody's, and what was seen of A alone.
    let of = |member| commands(&looks(&willow, &["--member", member])).len();
    assert_eq!((of("A"), of("B")), (15, 10));
}

/// What an act shows before a second person has to agree leaves no act behind: then it is a look of its author.
#[test]
fn a_refused_act_that_showed_what_a_person_is_paid_is_a_look() {
    let willow = office();
    let by = ["--by", "Chen", "--reason", "an appeal", "--on", "2024-04-01"];
    let decide = ["ledger", "override", "w.ledger", "BILL-OF-A", "medical", "2900.00"];
    let join = ["ledger", "same-person", "w.ledger", "A", "Z"];
    let acts = willow.says(&["ledger", "acts", "w.ledger"]);
    let shown = willow.refuses(&[&decide[..], &by].concat());
    assert!(shown.contains("2750.00") && shown.contains("--second"), "{shown}");
    willow.refuses(&[&join[..], &by].concat());
    assert_eq!(willow.says(&["ledger", "acts", "w.ledger"]), acts);
    let all = looks(&willow, &[]);
    assert_eq!(commands(&all), ["ledger override", "ledger same-person"]);
    assert!(all.iter().all(|look| look["by"] == "Chen"), "{all:?}");
    assert_eq!(commands(&looks(&willow, &["--member", "A"])).len(), 2);
    assert_eq!(commands(&looks(&willow, &["--member", "B"])).len(), 0);
    // Where the second person agrees it is an act, and no look.
    willow.says(&[&decide[..], &by, &["--second", "Wu"]].concat());
    assert_eq!(looks(&willow, &[]).len(), all.len());
}

#[test]
fn the_log_names_no_one_and_says_who_looked_and_why() {
    let willow = office();
    let by = ["--by", "Li Na", "--reason", "a call of the member"];
    willow.says(&[&["ledger", "balance", "w.ledger", "A"][..], &by].concat());
    willow.says(&["explain", "BILL-OF-B", "--ledger", "w.ledger"]);
    let path = willow.path("w.ledger.access");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let file = fs::read(&path).unwrap();
    let has = |text: &[u8]| file.windows(text.len()).any(|part| part == text);
    assert!(has(b"ledger balance") && !has(b"BILL-OF") && !has(b"\"A\""));
    let all = looks(&willow, &[]);
    assert_eq!([&all[0]["by"], &all[0]["reason"]], ["Li Na", "a call of the member"]);
    // The same person is one word in every line, and another person another.
    let whose = |look: &Value| look["whose"][0].as_str().unwrap().to_owned();
    assert_ne!(whose(&all[0]), whose(&all[1]));
    willow.says(&["explain", "BILL-OF-A", "--ledger", "w.ledger"]);
    assert_eq!(whose(&looks(&willow, &[])[2]), whose(&all[0]));
    assert_eq!(looks(&willow, &["--by", "li na"]).len(), 1);
    assert_eq!(looks(&willow, &["--member", "A"]).len(), 2);
    assert_eq!(looks(&willow, &["--to", "2024-12-31"]).len(), 0, "looks are of today");
    let shown = willow.says(&["ledger", "looks", "w.ledger"]);
    assert!(shown.contains("because: a call of the member"), "{shown}");
}

/// A look without a trace is what the log is there to prevent.
#[test]
fn what_cannot_be_logged_is_not_shown() {
    let willow = office();
    fs::create_dir(willow.path("w.ledger.access")).unwrap();
    for arguments in [
        &["ledger", "balance", "w.ledger", "A"][..],
        &["explain", "BILL-OF-A", "--ledger", "w.ledger"],
        &["notice", "BILL-OF-A", "--ledger", "w.ledger"],
        &["ledger", "export", "w.ledger", "--to", "journal"],
        &["ledger", "backup", "w.ledger", "backup"],
    ] {
        let output = willow.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(why.contains("the look cannot be logged in"), "{arguments:?}: {why}");
    }
    assert!(!willow.path("journal").exists() && !willow.path("backup").exists());
    // No output may take its place either.
    fs::remove_dir(willow.path("w.ledger.access")).unwrap();
    let why = willow.refuses(&["ledger", "export", "w.ledger", "--to", "w.ledger.access"]);
    assert!(why.contains("belongs to the ledger"), "{why}");
}

#[test]
fn those_who_look_at_once_make_one_chain() {
    let willow = office();
    let look = |member: &str| {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["ledger", "balance", "w.ledger", member]).current_dir(willow.path(""));
        huzhu.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let all: Vec<_> = ["A", "B", "A", "B", "A", "B", "A", "B"].map(look).into();
    for mut one in all {
        assert!(one.wait().unwrap().success());
    }
    assert_eq!(looks(&willow, &[]).len(), 8);
    assert_eq!(looks(&willow, &["--member", "A"]).len(), 4);
}

#[test]
fn a_log_that_was_changed_is_found_and_a_restore_leaves_it_where_it_is() {
    let willow = office();
    for member in ["A", "B", "A"] {
        willow.says(&["ledger", "balance", "w.ledger", member]);
    }
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    assert!(!willow.path("backup.access").exists());
    let noted = looks(&willow, &[])[3]["seal"].as_str().unwrap().to_owned();
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent", "--by", "Li"];
    willow.says(&[&restore[..], &["--reason", "disk"]].concat());
    assert_eq!(looks(&willow, &["--seal", &noted, "--member", "A"]).len(), 3);
    let path = willow.path("w.ledger.access");
    let as_it_was = fs::read(&path).unwrap();
    let check = |change: &str, rest: &[&str]| {
        fs::write(&path, &as_it_was).unwrap();
        rusqlite::Connection::open(&path).unwrap().execute(change, ()).unwrap();
        willow.refuses(&[&["ledger", "looks", "w.ledger"][..], rest].concat())
    };
    let without = "DELETE FROM look WHERE no = 2";
    assert!(check(without, &[]).contains("line 3 of the log is not as it was sealed"));
    let renamed = "UPDATE look SET command = 'ledger runs' WHERE no = 1";
    assert!(check(renamed, &[]).contains("line 1 of the log is not as it was sealed"));
    // That the end is gone only a seal shows that was noted.
    let cut = "DELETE FROM look WHERE no = 4";
    assert!(check(cut, &["--seal", &noted]).contains("no line of the log has the seal"));
}

/// Older logs were lines of JSON. The chain of an older one goes on, with the line that was cut off in it.
#[test]
fn an_older_log_is_read_as_it_is_and_taken_over_by_the_next_look() {
    let willow = office();
    for member in ["A", "B", "A"] {
        willow.says(&["ledger", "balance", "w.ledger", member]);
    }
    let path = willow.path("w.ledger.access");
    let lines: Vec<String> = looks(&willow, &[])
        .iter()
        .map(|look| {
            let text = |key: &str| look[key].to_string();
            let [at, by, account, command, whose, reason, seal] =
                ["at", "by", "account", "command", "whose", "reason", "seal"].map(text);
            format!(
                "{{\"at\":{at},\"by\":{by},\"account\":{account},\"command\":{command},\
                 \"whose\":{whose},\"reason\":{reason},\"seal\":{seal}}}\n"
            )
        })
        .collect();
    let older = lines.concat();
    fs::write(&path, &older).unwrap();
    assert_eq!(looks(&willow, &["--member", "A"]).len(), 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), older, "who only lists it changes nothing");
    willow.says(&["ledger", "balance", "w.ledger", "B"]);
    assert!(fs::read(&path).unwrap().starts_with(b"SQLite format 3"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(looks(&willow, &[]).len(), 4, "and the chain is whole");
    fs::write(&path, &older[..older.len() - 9]).unwrap();
    willow.says(&["ledger", "balance", "w.ledger", "B"]);
    let why = willow.refuses(&["ledger", "looks", "w.ledger"]);
    assert!(why.contains("line 3 of the log is no look") && !why.contains("line 4"), "{why}");
}

//! Pends (待办暂缓): holds that wait for something, with an owner and a last day, and the work list of all that is held.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::office::{Bill, Facts, Office, Terms};

/// A has two bills of a first night, of which 250.00 and 100.00 are prepared; B one, of which 50.00 are.
fn prepared() -> Office {
    let office = Office { releases: false, ..Office::new("city") };
    let facts = Facts::of(&["A", "B"])
        .bill(Bill::new("A1", "A", "2024-05-01", "1000.00"))
        .bill(Bill::new("A2", "A", "2024-05-02", "200.00"))
        .bill(Bill::new("B1", "B", "2024-05-02", "600.00"));
    office.night("2024-06-01", &facts);
    assert_eq!([office.balance("A")[1], office.balance("B")[1]], [35_000, 5_000]);
    office
}

const WHY: [&str; 4] = ["--reason", "asked for", "--on", "2024-06-01"];

fn pend(office: &Office, of: [&str; 2], pend: [&str; 3]) -> Result<String, String> {
    let [code, owner, until] = pend;
    let pend = ["--code", code, "--owner", owner, "--until", until];
    office.say_alone("hold", &[&of[..], &pend, &WHY].concat())
}

fn holds(office: &Office, rest: &[&str]) -> Vec<String> {
    let text = office.tells("holds", &[&["--full-ids"][..], rest].concat());
    text.lines().map(str::to_owned).collect()
}

/// One bill for papers until the 10th, one member for an inquiry until the 20th, one bill without a code.
fn held() -> Office {
    let office = prepared();
    pend(&office, ["--member", "B"], ["suspicion", "Sun", "2024-06-20"]).unwrap();
    pend(&office, ["--bill", "A1"], ["documents_missing", "Wu", "2024-06-10"]).unwrap();
    office.say_alone("hold", &[&["--bill", "A2"][..], &WHY].concat()).unwrap();
    office
}

#[test]
fn the_work_list_says_what_waits_for_what_whose_it_is_and_by_when() {
    let office = held();
    let since = "since 2024-06-01 by Li: asked for";
    let a1 = "  bill A1: documents are missing, 250.00 waiting; Wu by 2024-06-10";
    let b = "  member B: under inquiry, 50.00 waiting; Sun by 2024-06-20";
    let a2 = format!("  bill A2: held, 100.00 waiting; {since}");
    let expected = |late: u32, first: &str, second: &str| {
        let head = format!("held: 3; past their last day: {late}");
        vec![head, format!("{a1}, {first}; {since}"), format!("{b}, {second}; {since}"), a2.clone()]
    };
    let on = |day| holds(&office, &["--on", day]);
    assert_eq!(on("2024-06-08"), expected(0, "2 days left", "12 days left"));
    assert_eq!(on("2024-06-10"), expected(0, "today is the last day", "10 days left"));
    assert_eq!(on("2024-06-23"), expected(2, "13 days overdue", "3 days overdue"));
    let only = |rest: &[&str]| holds(&office, &[&["--on", "2024-06-13"], rest].concat());
    assert_eq!(only(&["--owner", "ｗｕ"]).len(), 2);
    assert_eq!(only(&["--overdue"])[1], format!("{a1}, 3 days overdue; {since}"));
    assert_eq!(only(&["--owner", "Sun", "--overdue"]), ["nothing of this is held"]);
    let json: Value =
        serde_json::from_str(&office.tells("holds", &["--on", "2024-06-13", "--format", "json"]))
            .unwrap();
    assert_eq!((&json["overdue"], &json["holds"][0]["days_left"]), (&1.into(), &(-3).into()));
    assert_eq!(
        (&json["holds"][1]["owner"], &json["holds"][2]["code"]),
        (&"Sun".into(), &Value::Null)
    );
    assert_eq!(json["holds"][0]["id"], "A***", "ids are masked");
    assert_eq!(holds(&Office::new("city"), &["--on", "2024-06-13"]), ["nothing is held"]);
}

#[test]
fn a_pend_takes_the_place_of_a_hold_and_a_stop_is_not_one() {
    let office = held();
    let why = office.say_alone("hold", &[&["--bill", "A1"][..], &WHY].concat()).unwrap_err();
    assert!(why.contains("documents are missing; since 2024-06-01 by Li"), "{why}");
    assert!(why.contains("Wu sees to it by 2024-06-10"), "{why}");
    pend(&office, ["--bill", "A1"], ["medical_review", "Sun", "2024-07-01"]).unwrap();
    pend(&office, ["--bill", "A2"], ["third_party", "Wu", "2024-06-30"]).unwrap();
    let acts = office.tells("acts", &["--kind", "hold"]);
    for change in [
        "-> hold documents_missing Wu 2024-06-10",
        "hold documents_missing Wu 2024-06-10 -> hold medical_review Sun 2024-07-01",
        "hold -> hold third_party Wu 2024-06-30",
    ] {
        assert!(acts.contains(change), "{acts}");
    }
    let owners: Vec<String> = holds(&office, &["--on", "2024-06-02"]);
    assert!(
        owners[1].contains("Sun by 2024-06-20") && owners[2].contains("Wu by 2024-06-30"),
        "{owners:?}"
    );
    office.say_alone("stop", &[&["--bill", "A1"][..], &WHY].concat()).unwrap();
    let why = pend(&office, ["--bill", "A1"], ["other", "Sun", "2024-07-01"]).unwrap_err();
    assert!(why.contains("already held"), "{why}");
    office.say_alone("unhold", &[&["--bill", "A1"][..], &WHY].concat()).unwrap();
    // What was held once waits for nothing when it is held again.
    office.say_alone("hold", &[&["--bill", "A1"][..], &WHY].concat()).unwrap();
    assert!(holds(&office, &["--on", "2024-06-02"])[3].starts_with("  bill A1: held, 250.00"));
    office.is_whole();
}

#[test]
fn a_pend_needs_a_code_an_owner_and_a_last_day_that_has_not_passed() {
    let office = prepared();
    for (rest, says) in [
        (&["--code", "suspicion"][..], "--owner"),
        (&["--owner", "Wu"], "--code"),
        (&["--code", "papers", "--owner", "Wu", "--until", "2024-07-01"], "`papers`"),
        (&["--code", "other", "--owner", " ", "--until", "2024-07-01"], "name"),
        (
            &["--code", "other", "--owner", "Wu", "--until", "2024-05-31"],
            "the last day, 2024-05-31, lies before",
        ),
    ] {
        let why = office.say_alone("hold", &[&["--bill", "A1"][..], rest, &WHY].concat());
        let why = why.unwrap_err();
        assert!(why.contains(says), "{why}");
    }
    assert_eq!((office.count("hold"), office.count("pend")), (0, 0));
}

#[test]
fn on_the_last_day_nothing_happens_but_that_the_night_names_it() {
    let office = held();
    let night = |day: &str| {
        Facts::default().write(&office.path("data"));
        let output = office.command(&office.rules(), day).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let line = |count: u32| {
        format!("holds past their last day: {count}; `huzhu ledger holds --overdue` lists them")
    };
    assert!(!night("2024-06-10").contains("past their last day"));
    assert!(night("2024-06-11").contains(&line(1)));
    assert!(night("2024-06-21").contains(&line(2)));
    assert_eq!(office.sums("SELECT 'all', sum(in_hand) FROM payment")["all"], 40_000);
    office.is_whole();
}

#[test]
fn what_waits_is_carried_over_where_a_backup_is_restored() {
    let office = prepared();
    let backup = office.path("backup");
    office.tells("backup", &[backup.to_str().unwrap()]);
    pend(&office, ["--bill", "A1"], ["documents_missing", "Wu", "2024-06-10"]).unwrap();
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en", "ledger", "restore"]).arg(&backup).arg(office.path("ledger"));
    let output = huzhu.args(["--nothing-sent", "--by", "Li", "--reason", "disk"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(holds(&office, &["--on", "2024-06-02"])[1].contains("Wu by 2024-06-10, 8 days left"));
    office.is_whole();
    assert!(fs::exists(office.path("ledger.before-restore")).unwrap());
}

#[test]
fn a_night_holds_for_a_flag_and_somebody_takes_it_over() {
    let review = "\n[scheme.review]\nhold = [\"disallowed_above_bill\"]\n[parameters]";
    let office =
        Office { releases: false, ..Office::under(Terms::city(&[("\n[parameters]", review)])) };
    let bill = |total| Facts::default().bill(Bill::new("A1", "A", "2024-05-01", total));
    office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("1000.00")));
    let moved = ["A1", "--column", "in_scope", "--amount", "700.00"];
    office.say_alone("disallow", &[&moved[..], &WHY].concat()).unwrap();
    office.night("2024-06-02", &bill("690.00"));
    assert!(holds(&office, &["--on", "2024-06-02"])[1].contains("by city: disallowed_above_bill"));
    pend(&office, ["--bill", "A1"], ["medical_review", "Wu", "2024-06-10"]).unwrap();
    assert!(
        holds(&office, &["--on", "2024-06-02"])[1].contains("medical review, 0.00 waiting; Wu by")
    );
    // It is not held for that flag again.
    office.night("2024-06-03", &bill("680.00"));
    assert_eq!(office.count("hold"), 2);
}

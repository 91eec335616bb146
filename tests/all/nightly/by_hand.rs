//! What people decide by hand, and who has to agree: an override against what the rules give, two ids
//! against who they are. Amounts are under Willow Bay: of a stay of 30 nights and 55,000.00, of which
//! nobody paid anything, the rules give 20,000.00 within the bill (its yearly limit; the bands would give
//! 33,000.00 after the deductible of 500.00) and 27 days of 40.00 beside it.

use std::process::Command;

use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Name, Signed};
use huzhu::money::Money;
use huzhu::nightly::{readjudicate, weigh};
use huzhu::scheme::Source;
use serde_json::Value;

use super::desk::asked;
use super::office::{Dice, Facts, Office, Terms, home};

/// The account that the tests run under, as the system says.
pub fn account() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn willow() -> Office {
    Office::under(Terms::read(&home("tests/willow")))
}

fn stay(id: &str, member: &str, days: [&str; 2], total: &str) -> String {
    let [from, to] = days;
    format!(
        "{id},{member},inpatient,H1,2,{from},{to},{to},I10,{total},0.00,0.00,0.00,0.00,0.00,0.00,0.00,\
         ,,,,,"
    )
}

fn enrolled(member: &str) -> Facts {
    Facts::default()
        .member(member)
        .enrolment(format!("{member},medical,2024-01-01,2024-12-31,1,2023-11-01,,"))
}

const MARCH: [&str; 2] = ["2024-03-01", "2024-03-31"];

/// A has the stay of March.
fn one_stay() -> Office {
    let office = willow();
    office.night("2024-04-01", &enrolled("A").bill_row(stay("L", "A", MARCH, "55000.00")));
    assert_eq!(office.balance("A"), [2_108_000, 2_108_000, 0]);
    office
}

const WHY: [&str; 2] = ["--reason", "appeal 7"];

fn overrides(office: &Office, of: [&str; 3], rest: &[&str]) -> Result<String, String> {
    office.say_alone("override", &[&of[..], &WHY, rest].concat())
}

#[test]
fn more_than_the_rules_give_asks_for_a_second_person_and_says_all_amounts() {
    let office = one_stay();
    let why = overrides(&office, ["L", "medical", "90000"], &[]).unwrap_err();
    let expected = "\
bill `L`, `medical`: the rules give 20000.00; manually 90000.00, a difference of 70000.00
left of the bill for the member, after all payers and other benefits: 55000.00
90000.00 is more than the bill leaves: 55000.00 would be paid
all bills of the member pay 21080.00 now, and 56080.00 with this; prepared for the bank so far: 21080.00
huzhu: 90000.00 is more than the rules give, 20000.00, and the bill leaves 55000.00 with the member; a second \
person must agree: `--second NAME`
";
    assert_eq!(why, expected);
    for (second, told) in [
        ("li", "`--second` names Li, the author"),
        ("Ｌｉ", "`--second` names Li"),
        (" L\u{200b}I\u{3000}", "`--second` names Li"),
        ("", "name the author"),
        ("\u{3000}", "name the author"),
        ("Wang\nrun 9", "control character U+000A"),
    ] {
        let why = overrides(&office, ["L", "medical", "90000"], &["--second", second]);
        assert!(why.unwrap_err().contains(told), "{second:?}");
    }
    assert_eq!(office.count("fact"), 0);
    overrides(&office, ["L", "medical", "90000"], &["--second", "Ｗａｎｇ"]).unwrap();
    office.night("2024-04-02", &Facts::default());
    assert_eq!(office.balance("A")[0], 5_608_000);
    let told = office.tells("said", &["--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let said = &told["said"][0];
    assert_eq!((&said["by"], &said["second"]), (&"Li".into(), &"Wang".into()));
    assert_eq!(said["account"], account());
    office.is_whole();
}

#[test]
fn what_the_rules_give_or_less_needs_nobody_else() {
    let office = one_stay();
    for (amount, difference) in [("20000", "0.00"), ("100", "-19900.00"), ("0", "-20000.00")] {
        let told = overrides(&office, ["L", "medical", amount], &[]).unwrap();
        assert!(told.contains(&format!("a difference of {difference}\n")), "{told}");
    }
    // What was said before does not count as what the rules give.
    let told = overrides(&office, ["L", "medical", "20000"], &[]).unwrap();
    assert!(told.contains("pay 1080.00 now, and 21080.00 with this"), "{told}");
    assert!(overrides(&office, ["L", "medical", "20000.01"], &[]).is_err());
}

#[test]
fn a_benefit_beside_the_bill_is_not_bounded_by_it() {
    let office = one_stay();
    let why = overrides(&office, ["L", "daily", "1080.01"], &[]).unwrap_err();
    assert!(
        why.contains("the rules give 1080.00") && why.contains("paid outside the bill"),
        "{why}"
    );
    overrides(&office, ["L", "daily", "1080"], &[]).unwrap();
    overrides(&office, ["L", "daily", "60000"], &["--second", "Wang"]).unwrap();
    // It takes nothing of the bill from the other.
    let why = overrides(&office, ["L", "medical", "56000"], &[]).unwrap_err();
    assert!(why.contains("the bill leaves 55000.00 with the member"), "{why}");
}

#[test]
fn what_waits_for_a_night_counts_in_what_is_left_of_a_bill() {
    // One more benefit within the bill: 10 % of it, after the first.
    let mut source = Source::read_one(&home("tests/willow/willow.toml")).unwrap();
    source.text += r#"
[[benefit]]
id = "extra"
plan = "medical"
title = { zh = "补充互助金", en = "extra" }
clause = "art. 4"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid"
rate = "10%"
"#;
    let office = Office::under(Terms::from(vec![source]));
    office.night("2024-04-01", &enrolled("A").bill_row(stay("L", "A", MARCH, "55000.00")));
    let left = |benefit: &str| {
        let why = overrides(&office, ["L", benefit, "90000"], &[]).unwrap_err();
        let (_, left) = why.split_once("other benefits: ").unwrap();
        left.lines().next().unwrap().to_owned()
    };
    // 20,000.00 and 5,500.00 are charged to it.
    assert_eq!([left("medical"), left("extra")], ["49500.00", "35000.00"]);
    overrides(&office, ["L", "extra", "30000"], &["--second", "Wang"]).unwrap();
    assert_eq!([left("medical"), left("extra")], ["25000.00", "35000.00"]);
    office.night("2024-04-02", &Facts::default());
    assert_eq!([left("medical"), left("extra")], ["25000.00", "35000.00"]);
}

#[test]
fn ids_that_wait_to_be_joined_are_weighed_as_one_person() {
    let office = willow();
    let a = enrolled("A").bill_row(stay("L1", "A", MARCH, "55000.00"));
    let b = enrolled("B").bill_row(stay("L2", "B", ["2024-05-01", "2024-05-31"], "55000.00"));
    office.night("2024-06-01", &a.and(&b));
    let told = overrides(&office, ["L2", "medical", "20000"], &[]).unwrap();
    assert!(told.contains("pay 21080.00 now, and 21080.00 with this"), "{told}");
    office.say("same-person", &["A", "B", "--reason", "new card"]).unwrap();
    // The limit of the period is used up by the first bill; what was decided by hand stays until it is said again.
    let why = overrides(&office, ["L2", "medical", "20000"], &[]).unwrap_err();
    assert!(why.contains("the rules give 0.00"), "{why}");
    assert!(why.contains("prepared for the bank so far: 42160.00"), "{why}");
}

#[test]
fn a_bill_without_cover_or_that_was_taken_back_is_told() {
    let office = willow();
    let bill = stay("L", "A", ["2025-03-01", "2025-03-04"], "5000.00");
    office.night("2025-04-01", &enrolled("A").bill_row(bill.clone()));
    let why = overrides(&office, ["L", "medical", "100"], &[]).unwrap_err();
    assert!(
        why.contains("the rules give 0.00") && why.contains("has no cover for `medical`"),
        "{why}"
    );
    let void = bill.replace(",,,,,,", ",,,void,,,");
    office.night("2025-04-02", &Facts::default().bill_row(void));
    let why = overrides(&office, ["L", "medical", "0"], &[]).unwrap_err();
    assert!(why.contains("run 2 of 2025-04-02 took bill `L` back"), "{why}");
    assert_eq!(office.count("fact"), 0);
}

#[test]
fn what_is_told_of_an_override_is_what_the_next_night_pays() {
    for seed in 0..asked("HUZHU_HISTORIES", 6) {
        let (office, mut dice) = (willow(), Dice::new(seed));
        let mut facts = enrolled("A");
        for (at, from) in ["2024-03-01", "2024-05-01", "2024-07-01"].iter().enumerate() {
            let to = format!("{}{:02}", &from[..8], 2 + dice.roll(28));
            let total = format!("{}.{:02}", 200 + dice.roll(30_000), dice.roll(100));
            facts = facts.bill_row(stay(&format!("L{at}"), "A", [from, &to], &total));
        }
        office.night("2024-09-01", &facts);
        let mut entitled = office.balance("A")[0];
        for day in ["2024-09-02", "2024-09-03", "2024-09-04"] {
            let bill = format!("L{}", dice.roll(3));
            let benefit = ["medical", "daily"][dice.roll(2) as usize];
            let by_hand = Money::from_minor(
                [0, 1, 5_000_000][dice.roll(3) as usize] + dice.roll(2_000_000) as i64,
            );
            let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
            let book = readjudicate::rules_of_member(&ledger, "A").unwrap();
            let weighed = weigh(&ledger, &book, (&bill, benefit), by_hand).unwrap();
            assert_eq!(weighed.before.minor(), entitled);
            // What the rules give, weighed again, is what is kept to without a second person.
            let rules = weigh(&ledger, &book, (&bill, benefit), weighed.rules).unwrap();
            assert!(!rules.needs_second() && rules.rules == weighed.rules);
            assert!(weighed.needs_second() == (by_hand > weighed.rules));
            assert!(
                weighed
                    .left
                    .is_none_or(|left| weighed.rules <= left && weighed.pays.unwrap() <= left)
            );
            let saying = huzhu::manual_facts::ManualFact::Override {
                bill_id: bill,
                benefit: benefit.to_owned(),
                amount: by_hand,
            };
            let act = Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("a trial")).unwrap();
            ledger.add_fact("A", &saying, act).unwrap();
            drop(ledger);
            office.night(day, &Facts::default());
            entitled = office.balance("A")[0];
            assert_eq!(weighed.after.minor(), entitled, "seed {seed}");
        }
    }
}

/// What `explain` says of a bill.
fn explain(office: &Office, lang: &str, rest: &[&str]) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", lang, "explain", "L", "--ledger"]).arg(office.path("ledger"));
    let output = huzhu.args(rest).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What `explain` says below its last part, line by line.
fn by_hand(office: &Office, rest: &[&str]) -> Vec<String> {
    let text = explain(office, "en", rest);
    let part = text.split_once("\nmanual facts:\n").map_or("", |(_, part)| part);
    part.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn an_explanation_names_who_decided_what_and_why_and_who_agreed() {
    let office = one_stay();
    let other = enrolled("B").bill_row(stay("N", "A", ["2024-03-27", "2024-03-29"], "700.00"));
    office.night("2024-04-02", &other);
    assert!(by_hand(&office, &[]).is_empty());
    let on = ["--on", "2024-04-02"];
    let second = [&on[..], &["--second", "Wang"]].concat();
    overrides(&office, ["N", "medical", "0.00"], &on).unwrap();
    overrides(&office, ["L", "medical", "30000"], &second).unwrap();
    let by = format!("recorded on 2024-04-02 by Li (account `{}`)", account());
    let first = format!(
        "no 2, member A***: bill `L` is paid 30000.00 under `medical` (override); {by}: appeal 7; Wang agreed"
    );
    let waits = "not in any night yet";
    assert_eq!(by_hand(&office, &[]), [format!("{first}; {waits}")]);
    assert!(by_hand(&office, &["--run", "2"]).is_empty());
    office.night("2024-04-03", &Facts::default());
    let holds = format!("{first}; in force");
    assert_eq!(by_hand(&office, &[]), [&*holds]);
    // The bill is corrected after it was decided by hand.
    let bill = stay("L", "A", MARCH, "60000.00").replace(",,,,,,", ",,1,,,,");
    office.night("2024-04-04", &Facts::default().bill_row(bill));
    let differs = "when no 2 was recorded, `in_scope` was 55000.00, and is 60000.00";
    let total = "when no 2 was recorded, `total` was 55000.00, and is 60000.00";
    assert_eq!(by_hand(&office, &[]), [&*holds, differs, total]);
    assert_eq!(by_hand(&office, &["--run", "3"]), [&*holds]);
    // What joins the person, and what opens a window of the bill, touches it too.
    let days = ["--day", "2024-02-01", "--cut-over", "2024-01-31", "--on", "2024-04-04"];
    let opening = ["A", "medical.deductible", "100"];
    office.say("opening", &[&opening[..], &days, &WHY].concat()).unwrap();
    let join = ["A", "B", "--on", "2024-04-04", "--reason", "new card"];
    office.say_alone("same-person", &join).unwrap();
    office.night("2024-04-05", &Facts::default());
    let told = by_hand(&office, &[]);
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(
        told[3].contains("`medical.deductible` opens with 100.00") && told[3].contains("in force")
    );
    assert!(
        told[4].contains("B*** is the same person") && told[4].contains(": new card; in force")
    );
    let json: Value = serde_json::from_str(&explain(&office, "en", &["--format", "json"])).unwrap();
    let of = |at: usize, key: &str| json["by_hand"][at][key].clone();
    assert_eq!((of(0, "second"), of(0, "reason")), ("Wang".into(), "appeal 7".into()));
    assert_eq!((of(0, "account"), of(0, "said_on")), (account().into(), "2024-04-02".into()));
    assert_eq!(of(0, "inputs_since")[1]["en"], "`total` was 55000.00, and is 60000.00");
    assert_eq!((of(1, "kind"), of(2, "kind")), ("opening".into(), "same_person".into()));
    let chinese = explain(&office, "zh", &[]);
    assert!(chinese.contains("\n人工录入：\n") && chinese.contains("复核：Wang"), "{chinese}");
    assert!(
        chinese.contains("第 2 号录入时与现在不同：总费用由 55000.00 变为 60000.00"),
        "{chinese}"
    );
}

#[test]
fn an_opening_of_another_window_does_not_touch_a_bill() {
    let office = one_stay();
    let next = Facts::default().enrolment("A,medical,2025-01-01,2025-12-31,1,2024-11-01,,");
    office.night("2024-04-02", &next);
    let days = ["--day", "2025-02-01", "--cut-over", "2024-01-31"];
    let opening = ["A", "medical.deductible", "100"];
    office.say("opening", &[&opening[..], &days, &WHY].concat()).unwrap();
    office.night("2024-04-03", &Facts::default());
    assert!(by_hand(&office, &[]).is_empty());
}

#[test]
fn two_ids_that_tell_of_two_people_are_joined_by_two() {
    let office = willow();
    let person = |id: &str, birth: &str, sex: &str| format!("{id},{birth},{sex},99.01,no");
    let facts = Facts::default()
        .member_row(person("990000198001010018", "1980-01-01", "M"))
        .member_row(person("A", "1980-01-01", "M"))
        .member_row(person("B", "1980-01-01", "M"))
        .member_row(person("C", "2002-06-07", "F"))
        .member_row(person("D", "1980-01-01", "F"));
    let facts = ["A", "B", "C", "D"].iter().fold(facts, |facts, id| {
        facts.enrolment(format!("{id},medical,2024-01-01,2024-12-31,1,2023-11-01,,"))
    });
    office.night("2024-04-01", &facts);
    let join = |one: &str, two: &str, rest: &[&str]| {
        office.say_alone("same-person", &[&[one, two, "--reason", "new card"], rest].concat())
    };
    let asks = "huzhu: a second person must agree that this is one person: `--second NAME`\n";
    let a = "A***: born 1980-01-01, sex M, unit 99.01\n";
    let both = "huzhu: the birth dates differ: 1980-01-01 and 2002-06-07\nhuzhu: the sexes differ: M and F\n";
    let c = "C***: born 2002-06-07, sex F, unit 99.01\n";
    assert_eq!(join("A", "C", &[]).unwrap_err(), format!("{a}{c}{both}{asks}"));
    let sex = "D***: born 1980-01-01, sex F, unit 99.01\nhuzhu: the sexes differ: M and F\n";
    assert_eq!(join("A", "D", &[]).unwrap_err(), format!("{a}{sex}{asks}"));
    let unknown = "Z***: unknown; no members file has this id\n\
                   huzhu: there are no facts of Z*** to compare\n";
    assert_eq!(join("A", "Z", &[]).unwrap_err(), format!("{a}{unknown}{asks}"));
    assert!(
        join("A", "C", &["--second", "ＬＩ"]).unwrap_err().contains("another person must agree")
    );
    assert_eq!(office.count("fact"), 0);
    // Rows that agree need nobody else, and ids are masked.
    let told = join("A", "990000198001010018", &[]).unwrap();
    assert!(
        told.starts_with(&format!("{a}990***18: born 1980-01-01, sex M, unit 99.01\n")),
        "{told}"
    );
    join("A", "C", &["--second", "Wang"]).unwrap();
    assert!(office.tells("said", &["A"]).contains(": new card; Wang agreed; "));
}

/// A night as of a day on which it runs.
fn night_on(office: &Office, day: &str, today: &str) -> Result<(), String> {
    Facts::default().write(&office.path("data"));
    let today = Day::parse(today);
    office.try_night_on(day, today).map(drop).map_err(|why| super::office::told(&why))
}

#[test]
fn no_night_counts_for_a_day_after_today() {
    let office = one_stay();
    let why = night_on(&office, "2024-04-03", "2024-04-02").unwrap_err();
    assert_eq!(why, "2024-04-03 is after today, 2024-04-02; give a day that has come\n");
    night_on(&office, "2024-04-02", "2024-04-02").unwrap();
    let command = office.command(&office.rules(), "9999-12-31").output().unwrap();
    let said = String::from_utf8_lossy(&command.stderr).into_owned();
    assert!(
        command.status.code() == Some(2) && said.contains("9999-12-31 is after today"),
        "{said}"
    );
    let why = office.say_alone("lock", &["2024-04", "--on", "9999-12-31", "--reason", "x"]);
    assert!(why.unwrap_err().contains("9999-12-31 is after today"));
}

#[test]
fn a_ledger_with_a_day_that_has_not_come_goes_on_with_today() {
    let something = enrolled("B").bill_row(stay("M", "B", MARCH, "55000.00"));
    for (facts, releases, remedy) in [
        (Facts::default(), true, "take the run back with `huzhu ledger take-back"),
        (something.clone(), false, "since nothing of it was released"),
        (something, true, "of which something was released: restore"),
    ] {
        let office = Office { releases, ..one_stay() };
        // An older program, which asked no clock.
        office.night("9999-12-31", &facts);
        let why = night_on(&office, "2024-04-03", "2024-04-03").unwrap_err();
        let clock = "run 2 counts for 9999-12-31, and today is 2024-04-03; check the clock";
        assert!(why.starts_with(clock) && why.contains(remedy), "{why}");
        let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
        let today = Day::parse("2024-05-06").unwrap();
        let (day, told) = ledger.usual_day_by(today).unwrap();
        let holds = "the ledger holds 9999-12-31, which is after today; this counts for today, ";
        let expected = format!("{holds}2024-05-06: check the clock");
        assert_eq!((day, told.unwrap().to_string()), (today, expected));
        drop(ledger);
        let told = overrides(&office, ["L", "medical", "1"], &[]).unwrap();
        assert!(told.starts_with(holds), "{told}");
        let done = office.say("take-back", &["2", "--reason", "a wrong clock"]);
        assert_eq!(done.is_err(), remedy.contains("restore"), "{done:?}");
        // A run that was taken back counts no more.
        if done.is_ok() {
            assert_eq!(night_on(&office, "2024-04-03", "2024-04-03"), Ok(()));
        }
    }
}

#[test]
fn the_usual_day_is_never_after_today() {
    let office = one_stay();
    office.say("lock", &["2024-04", "--reason", "done"]).unwrap();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let usual = |today: &str| ledger.usual_day_by(Day::parse(today).unwrap()).unwrap();
    for (today, day) in [
        ("2024-04-01", "2024-04-01"),
        ("2024-04-30", "2024-04-30"),
        ("2024-05-01", "2024-05-01"),
        ("2025-01-01", "2024-05-01"),
    ] {
        assert_eq!(usual(today), (Day::parse(day).unwrap(), None), "{today}");
    }
}

#[test]
fn the_account_is_the_one_of_the_system_and_not_of_the_environment() {
    let office = one_stay();
    Facts::default().write(&office.path("data"));
    let mut night = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    office.arguments(&mut night, &office.rules(), "2024-04-02");
    let ran = night.envs([("USER", "mallory"), ("LOGNAME", "mallory")]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let runs: Value = serde_json::from_str(&office.tells("runs", &["--format", "json"])).unwrap();
    assert_eq!(runs["runs"][1]["prepared_by"], "somebody");
    assert_eq!(runs["runs"][1]["prepared_account"], account());
    assert_eq!(Name::new(&account()).unwrap().to_string(), account());
    // Nobody says who prepares it: that is the account.
    let rules = office.rules();
    let mut night = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    night.args(["batch", "--rules"]).arg(rules).arg("--data").arg(office.path("data"));
    night.arg("--ledger").arg(office.path("ledger")).arg("--out").arg(office.path("out"));
    let ran = night.args(["--posted-on", "2024-04-03"]).env("USER", "mallory").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let runs: Value = serde_json::from_str(&office.tells("runs", &["--format", "json"])).unwrap();
    assert_eq!(runs["runs"][2]["prepared_by"], account());
    assert_eq!(runs["runs"][2]["prepared_account"], Value::Null);
}

#[test]
fn a_name_that_names_nobody_is_wrong_use() {
    let office = one_stay();
    for by in ["", " ", "\u{3000}", "\u{200b}", "Li\nrun 9, 2024-04-01, by Wu", "\u{1b}[2J"] {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu
            .args(["ledger", "lock"])
            .arg(office.path("ledger"))
            .args(["2024-04", "--reason", "x"]);
        assert_eq!(huzhu.args(["--by", by]).output().unwrap().status.code(), Some(2), "{by:?}");
        let mut night = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        office.arguments(&mut night, &office.rules(), "2024-04-02");
        let at = night.get_args().position(|one| one == "somebody").unwrap();
        let mut arguments: Vec<_> = night.get_args().map(|one| one.to_owned()).collect();
        arguments[at] = by.into();
        let night = Command::new(env!("CARGO_BIN_EXE_huzhu")).args(arguments).output().unwrap();
        assert_eq!(night.status.code(), Some(2), "{by:?}");
    }
    assert!(office.say("lock", &["2024-04", "--reason", "x\ny"]).unwrap_err().contains("U+000A"));
    assert_eq!(office.count("month"), 0);
}

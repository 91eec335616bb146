//! Nights that are taken back: the story goes on as if each had never been.

use std::collections::BTreeMap;

use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Signed};
use huzhu::manual_facts::ManualFact;
use proptest::prelude::*;

use super::any_order::{Story, story};
use super::desk::examples;
use super::leaves::Willow;
use super::office::{Bill, Facts, Office, Terms};

/// 6000.00 in hospital from 1 to 11 March: 2,750 and 280 of daily money.
const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
/// Another's, of 1500.00: 500 at half.
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];
const C1: [&str; 5] = ["C1", "C", "2024-03-05", "2024-03-06", "1500.00"];

fn take_back(willow: &Willow, run: &str) -> String {
    willow.act("take-back", &[run])
}

fn refuses(willow: &Willow, run: &str) -> String {
    let by = ["--by", "Li", "--reason", "the wrong file"];
    willow.refuses(&[&["ledger", "take-back", "w.ledger", run][..], &by].concat())
}

/// What is asked of a ledger without a word of its nights.
fn state(willow: &Willow) -> Vec<String> {
    let ask = |what: &[&str]| {
        let output = willow.run(&[&["ledger"][..], what].concat());
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let of = |member| ask(&["balance", "w.ledger", member]);
    let payments = ask(&["payments", "w.ledger", "--full-ids"]);
    vec![of("A"), of("B"), of("C"), payments, ask(&["roll-forward", "w.ledger"])]
}

/// The seal of the newest act is another after every act.
fn without_seal(state: Vec<String>) -> Vec<String> {
    let keeps = |line: &&str| !line.contains("seal");
    state
        .into_iter()
        .map(|text| text.lines().filter(keeps).collect::<Vec<_>>().join("\n"))
        .collect()
}

#[test]
fn a_night_that_read_the_wrong_file_is_as_if_it_had_never_been() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (C1, "")]);
    willow.payees("6222");
    let before = without_seal(state(&willow));
    // A bill of A is taken back, and B has one.
    willow.night("2024-04-02", &[(A1, "void"), (B1, "")]);
    assert_ne!(without_seal(state(&willow)), before);
    let told = take_back(&willow, "2");
    let says = "run 2 of 2024-04-02 is taken back: 1 payments of 500.00 cannot leave, and the next run decides";
    assert!(told.contains(says), "{told}");
    let after = without_seal(state(&willow));
    assert_eq!([&after[0], &after[2]], [&before[0], &before[2]]);
    assert_eq!(after[3..], before[3..]);
    // What the night prepared is told with what became of it.
    let told = "run 2 was taken back on 2024-04-02 (a paper is missing)";
    assert!(after[1].contains(told) && after[1].contains("500.00"), "{}", after[1]);
    willow.is_whole();
    // It says so wherever runs are told.
    let runs = willow.says(&["ledger", "runs", "w.ledger"]);
    assert!(runs.contains("1 payments of 500.00; taken back on 2024-04-02 by Li"), "{runs}");
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "take-back"]);
    assert!(acts.contains("500.00 (1)") && acts.contains("0.00 (0)"), "{acts}");
    // All leaves as it would have.
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00", "C 500.00"]);
    willow.is_whole();
}

#[test]
fn the_same_bills_are_paid_by_the_next_night_under_an_id_of_their_own() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    let first = willow.read("out/payments.csv");
    take_back(&willow, "1");
    let unknown = willow.refuses(&["ledger", "balance", "w.ledger", "A"]);
    assert!(unknown.contains("member"), "{unknown}");
    willow.night("2024-04-01", &[(A1, "")]);
    let again = willow.read("out/payments.csv");
    assert!(again.contains(",A,payment,3030.00") && again != first, "{again}");
    willow.is_whole();
    // A night that is killed and run again finds the same state, and prepares under the same id.
    take_back(&willow, "2");
    std::fs::copy(willow.path("w.ledger"), willow.path("copy.ledger")).unwrap();
    willow.night("2024-04-01", &[(A1, "")]);
    let third = willow.read("out/payments.csv");
    std::fs::copy(willow.path("copy.ledger"), willow.path("w.ledger")).unwrap();
    willow.night("2024-04-01", &[(A1, "")]);
    assert_eq!(willow.read("out/payments.csv"), third);
    assert!(third != again && third != first);
    assert_eq!(willow.released("3", "three.csv"), ["A 3030.00"]);
    willow.is_whole();
}

#[test]
fn a_night_stands_of_which_something_was_released_though_it_came_back() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00", "B 500.00"]);
    let why = refuses(&willow, "1");
    assert!(why.contains("Qian released something of run 1 on 2024-04-01"), "{why}");
    let rows = willow.ids("one.csv").iter().map(|id| format!("{id},closed\n")).collect::<String>();
    willow.write("back.csv", &format!("payment_id,reason\n{rows}"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    assert!(refuses(&willow, "1").contains("even if all of it came back"));
    willow.is_whole();
}

#[test]
fn a_night_stands_while_a_later_one_does_and_nights_are_taken_back_from_the_newest() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    let before = without_seal(state(&willow));
    willow.night("2024-04-02", &[(B1, "")]);
    willow.night("2024-04-03", &[(A1, "void")]);
    let why = refuses(&willow, "2");
    assert!(
        why.contains("run 3 came after run 2 and builds on it; take back run 3 first"),
        "{why}"
    );
    assert!(refuses(&willow, "4").contains("run 4"));
    take_back(&willow, "3");
    let why = refuses(&willow, "3");
    assert!(why.contains("Li took run 3 back on 2024-04-03: it counts no more"), "{why}");
    willow.is_whole();
    take_back(&willow, "2");
    let after = without_seal(state(&willow));
    assert_eq!([&after[0], &after[2], &after[3]], [&before[0], &before[2], &before[3]]);
    willow.is_whole();
    // The next night builds on the first, and the one that is taken back after it too.
    willow.night("2024-04-02", &[(C1, "")]);
    willow.is_whole();
    take_back(&willow, "4");
    take_back(&willow, "1");
    willow.is_whole();
    assert!(
        willow
            .says(&["ledger", "payments", "w.ledger", "--on", "2024-04-05"])
            .contains("every payment is released")
    );
}

#[test]
fn a_night_of_a_closed_month_and_a_restore_stand() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-05-01", &[]);
    take_back(&willow, "2");
    willow.act("lock", &["2024-04"]);
    let act = ["--by", "Li", "--reason", "x", "--on", "2024-05-02"];
    let why = willow.refuses(&[&["ledger", "take-back", "w.ledger", "1"][..], &act].concat());
    assert!(why.contains("the month of run 1, 2024-04, is closed"), "{why}");
    let why = refuses_on(&willow, "2024-04-30");
    assert!(why.contains("2024-04-30"), "{why}");
    willow.act("unlock", &["2024-04"]);
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent"];
    willow.says(&[&restore[..], &["--by", "Li", "--reason", "a disk"]].concat());
    assert!(refuses(&willow, "3").contains("run 3 is no night: it booked a restore"));
    assert!(refuses(&willow, "1").contains("run 3 came after run 1"));
    willow.is_whole();
}

fn refuses_on(willow: &Willow, day: &str) -> String {
    let act = ["--by", "Li", "--reason", "x", "--on", day];
    willow.refuses(&[&["ledger", "take-back", "w.ledger", "1"][..], &act].concat())
}

#[test]
fn nothing_of_a_night_that_was_taken_back_is_released_approved_or_explained() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(B1, "")]);
    willow.payees("6222");
    willow.night("2024-04-02", &[(A1, "")]);
    let id = willow.read("out/payments.csv").lines().nth(1).unwrap()[..17].to_owned();
    take_back(&willow, "2");
    let gone = "Li took run 2 back on 2024-04-02: it counts no more, and nothing of it can leave";
    let release = willow.release("2", "two.csv");
    assert!(String::from_utf8(release.stderr).unwrap().contains(gone));
    assert!(!willow.path("two.csv").exists());
    let approve = ["ledger", "approve", "w.ledger", "2", "--by", "Sun"];
    assert!(willow.refuses(&approve).contains(gone));
    let explain = ["explain", "B1", "--ledger", "w.ledger", "--run", "2"];
    assert!(willow.refuses(&explain).contains(gone));
    assert!(willow.run(&["explain", "A1", "--ledger", "w.ledger"]).status.code() == Some(1));
    let hold = ["ledger", "hold", "w.ledger", "--payment", &id, "--by", "Li", "--reason", "x"];
    assert!(willow.refuses(&hold).contains("was released or withdrawn"));
    // The release of a later run takes what is in hand of earlier ones.
    willow.night("2024-04-02", &[(C1, "")]);
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    assert_eq!(willow.released("3", "three.csv"), ["C 500.00"]);
    willow.is_whole();
}

#[test]
fn what_a_night_withdrew_is_in_hand_again_as_a_payment_of_its_own_where_the_rest_left() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    // Of 6,000.00 half is wrong: 3,030.00 becomes less.
    let less = ["A1", "A", "2024-03-01", "2024-03-11", "4000.00"];
    willow.night("2024-04-02", &[(less, "")]);
    assert_eq!(willow.released("1", "one.csv"), ["A 2030.00"]);
    take_back(&willow, "2");
    willow.is_whole();
    assert_eq!(willow.in_hand(), ["A 1000.00 prepared"]);
    // The file of the bank is the same as it was.
    let again =
        ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--again", "--out", "again.csv"];
    willow.says(&again);
    assert_eq!(willow.read("again.csv"), willow.read("one.csv"));
    willow.night("2024-04-03", &[]);
    assert_eq!(willow.released("1", "two.csv"), ["A 1000.00"]);
    assert_ne!(willow.ids("two.csv"), willow.ids("one.csv"));
    willow.is_whole();
}

#[test]
fn manual_facts_wait_again_and_holds_of_the_night_go_with_it() {
    let review = "\n[scheme.review]\nhold = [\"overlapping_stay\"]\n[parameters]";
    let office =
        Office { releases: false, ..Office::under(Terms::city(&[("\n[parameters]", review)])) };
    let row = |id: &str, from: &str, to: &str| {
        format!(
            "{id},A,inpatient,H1,1,{from},{to},{to},I10,1000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,,,,,,"
        )
    };
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(row("A1", "2024-03-01", "2024-03-11")));
    office.say("override", &["A1", "reimbursement", "10.00", "--reason", "an appeal"]).unwrap();
    let held = || office.count("hold_in_force");
    let two = Facts::default().bill_row(row("A2", "2024-03-05", "2024-03-09"));
    let waits = || {
        let ledger =
            huzhu::ledger::Ledger::open(&office.path("ledger"), huzhu::ledger::Access::Read);
        ledger.unwrap().pending_facts().unwrap().len()
    };
    assert_eq!((waits(), held()), (1, 0));
    office.night("2024-06-02", &two);
    assert_eq!((waits(), held()), (0, 2));
    let entitled = office.balance("A");
    office.say("take-back", &["2", "--reason", "the wrong file"]).unwrap();
    office.cash_is_accounted_for();
    assert_eq!((waits(), held()), (1, 0));
    // The bills carry the flag newly again.
    office.night("2024-06-02", &two);
    assert_eq!((waits(), held(), office.balance("A")), (0, 2, entitled));
    // What a person holds stays.
    office.say("hold", &["--bill", "A2", "--reason", "a paper"]).unwrap_err();
    office.say("unhold", &["--bill", "A2", "--reason", "seen"]).unwrap();
    office.say("hold", &["--bill", "A2", "--reason", "a paper"]).unwrap();
    office.say("take-back", &["3", "--reason", "the wrong file"]).unwrap();
    assert_eq!(held(), 2, "let go and held by a person");
}

#[test]
fn rules_that_a_night_adopted_are_not_in_force() {
    let mut office = Office { releases: false, ..Office::new("city") };
    let bill = Bill::new("B1", "A", "2024-04-01", "3000.00");
    office.night("2024-06-01", &Facts::of(&["A"]).bill(bill));
    let before = office.balance("A");
    let other = Terms::city(&[("year_deductible = \"500\"", "year_deductible = \"700\"")]);
    let name = other.rules.name().to_owned();
    let old = std::mem::replace(&mut office.terms, other);
    assert!(office.refuses("2024-06-02", &Facts::default()).contains("--adopt"));
    office.adopt = Some(name);
    office.night("2024-06-02", &Facts::default());
    assert_ne!(office.balance("A"), before);
    office.say("take-back", &["2", "--reason", "adopted by mistake"]).unwrap();
    office.cash_is_accounted_for();
    assert_eq!(office.balance("A"), before);
    // The rules of the first night are in force, and a night under the others is refused as before.
    office.adopt = None;
    assert!(office.refuses("2024-06-02", &Facts::default()).contains("--adopt"));
    office.terms = old;
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.balance("A"), before);
}

#[test]
fn who_takes_a_night_back_beside_the_program_or_makes_it_count_again_is_named() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-04-02", &[(B1, "")]);
    let damaged = |sql: &str| {
        let (ledger, kept) = (willow.path("w.ledger"), willow.path("kept"));
        std::fs::copy(&ledger, &kept).unwrap();
        rusqlite::Connection::open(&ledger).unwrap().execute_batch(sql).unwrap();
        let why = willow.refuses(&["ledger", "verify", "w.ledger"]);
        std::fs::copy(&kept, &ledger).unwrap();
        why
    };
    let by_hand = "INSERT INTO taken_back(run, happened_on, author, reason, login) \
                   VALUES(2, '2024-04-02', 'x', 'y', 'z')";
    let why = damaged(by_hand);
    assert!(why.contains("`taken_back`") && why.contains("posting"), "{why}");
    take_back(&willow, "2");
    willow.is_whole();
    assert!(damaged("DELETE FROM taken_back").contains("`taken_back`"));
    // What of its payments would be in hand again, and whose posting would count again.
    let why = damaged("UPDATE payment SET in_hand = amount WHERE run = 2");
    assert!(
        why.contains("recorded as 500.00 not yet released, and its movements leave 0.00"),
        "{why}"
    );
    assert!(damaged("UPDATE member SET posting = 4 WHERE id = 'B'").contains("4"));
    assert!(damaged("DROP VIEW posting_in_force").contains("posting_in_force"));
}

/// What each command says with `--at-run` is what it said right after that run.
#[test]
fn with_at_run_a_ledger_says_what_it_said_right_after_the_run() {
    let willow = Willow::new();
    let ask = |what: &[&str], run: Option<&str>| {
        let at = run.map_or(vec![], |run| vec!["--at-run", run]);
        let output = willow.run(&[&["ledger"][..], what, &at].concat());
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let all = |run: Option<&str>| {
        let of = |member| ask(&["balance", "w.ledger", member], run);
        let told = ["payments", "runs", "facts", "acts", "roll-forward"];
        let mut said = vec![of("A"), of("B"), of("C")];
        said.extend(told.map(|what| ask(&[what, "w.ledger"], run)));
        for file in ["journal", "entries"] {
            let _ = std::fs::remove_file(willow.path(file));
        }
        ask(&["export", "w.ledger", "--to", "journal", "--entries", "entries"], run);
        said.extend([willow.read("journal"), willow.read("entries")]);
        said
    };
    let mut then = Vec::new();
    let mut night = |willow: &Willow, day: &str, bills: &[([&str; 5], &str)]| {
        willow.night(day, bills);
        then.push(all(None));
    };
    night(&willow, "2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00"]);
    let rows = format!("payment_id,reason\n{},closed\n", willow.ids("one.csv")[0]);
    willow.write("back.csv", &rows);
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    night(&willow, "2024-04-02", &[(B1, ""), (A1, "void")]);
    take_back(&willow, "2");
    night(&willow, "2024-04-03", &[(B1, "")]);
    assert_eq!(willow.released("3", "three.csv"), ["B 500.00"]);
    willow.act("override", &["B1", "medical", "200.00"]);
    willow.act("hold", &["--member", "C"]);
    night(&willow, "2024-04-04", &[(C1, "")]);
    willow.act("unhold", &["--member", "C"]);
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent"];
    willow.says(&[&restore[..], &["--by", "Li", "--reason", "a disk"]].concat());
    then.push(all(None));
    willow.night("2024-05-01", &[(A1, "")]);
    for (at, then) in then.iter().enumerate() {
        let run = (at + 1).to_string();
        for (now, then) in all(Some(&run)).iter().zip(then) {
            assert_eq!(now, then, "run {run}");
        }
    }
    for run in ["0", "8", "99999999999"] {
        let why = willow.refuses(&["ledger", "balance", "w.ledger", "A", "--at-run", run]);
        assert!(why.contains(&format!("run {run}")), "{why}");
    }
    willow.is_whole();
}

#[test]
fn a_backup_that_still_has_the_night_is_restored_without_it() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-04-02", &[(A1, "void"), (B1, "")]);
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    take_back(&willow, "2");
    let before = without_seal(state(&willow));
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent"];
    willow.says(&[&restore[..], &["--by", "Wu", "--reason", "a disk"]].concat());
    willow.is_whole();
    assert_eq!(without_seal(state(&willow))[..4], before[..4]);
    let acts = willow.says(&["ledger", "acts", "w.ledger", "--kind", "take-back"]);
    assert!(acts.contains("by Li") && acts.contains("a paper is missing"), "{acts}");
    // Where the ledger that is replaced is gone, the backup says what it knows.
    std::fs::remove_file(willow.path("w.ledger")).unwrap();
    willow.says(&[&restore[..], &["--by", "Wu", "--reason", "a disk"]].concat());
    assert!(willow.says(&["ledger", "payments", "w.ledger"]).contains("500.00"));
    willow.is_whole();
}

/// All that an office ends with, but for the ids of payments and the numbers of rows.
fn ends_with(office: &Office) -> (BTreeMap<String, super::office::Balance>, Vec<String>) {
    let db = office.ledger();
    let lines = |sql: &str| -> Vec<String> {
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map((), |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let postings = "SELECT m.id || p.person || p.periods || p.bills || p.said || p.decisions || p.entries || \
                    p.entitled || ' ' || p.paid || ' ' || p.withdrawn || ' ' || p.stood || r.posted_on \
                    FROM posting_in_force p JOIN member m ON m.no = p.member JOIN run r ON r.no = p.run \
                    ORDER BY p.no";
    let payments = "SELECT m.id || ' ' || p.amount || ' ' || p.in_hand || ' ' || p.before || \
                    coalesce((SELECT group_concat(kind || amount ORDER BY no) FROM transfer_in_force \
                    WHERE payment = p.no), '') FROM payment_in_force p JOIN member m ON m.no = p.member \
                    ORDER BY p.no";
    (office.balances(), [lines(postings), lines(payments)].concat())
}

/// Plays a story, and before one of its nights that of another, which is taken back.
fn played(story: &Story, wrong: Option<(&Story, usize)>, releases: bool) -> Office {
    let office = Office { releases: false, ..Office::new("city") };
    for night in 0..story.nights {
        let day = format!("2024-06-{:02}", 10 + night);
        if let Some((other, before)) = wrong
            && before == night
        {
            office.night(&day, &other.facts(|_| true));
            // What is said meanwhile waits for the night after it.
            said_between(&office, night);
            office.say("take-back", &[&newest(&office), "--reason", "the wrong file"]).unwrap();
            office.cash_is_accounted_for();
        } else if night % 2 == 1 {
            said_between(&office, night);
        }
        office.night(&day, &story.facts(|of| of == night));
        if releases && night % 2 == 0 {
            office.release_all(&day);
        }
    }
    office
}

fn newest(office: &Office) -> String {
    let ledger = Ledger::open(&office.path("ledger"), Access::Read);
    ledger.unwrap().next_run().unwrap().before().to_string()
}

/// Two ids are joined on the second night, of a story that has them.
fn said_between(office: &Office, night: usize) {
    if night == 1 {
        let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
        let signed = Signed::new(Some("Li"), Day::parse("2024-06-10").unwrap(), Some("a new card"));
        let same = ManualFact::SamePerson { other: "B".to_owned() };
        ledger.add_fact("A", &same, signed.unwrap()).unwrap();
    }
}

proptest! {
    #![proptest_config(examples(8))]

    #[test]
    fn a_story_goes_on_as_if_a_night_that_is_taken_back_had_never_been(
        story in story(&["city"]), wrong in story(&["city"]), at in any::<prop::sample::Index>(), releases: bool,
    ) {
        let before = at.index(story.nights);
        let (with, without) = (played(&story, Some((&wrong, before)), releases), played(&story, None, releases));
        let (ends, expected) = (ends_with(&with), ends_with(&without));
        prop_assert_eq!(ends.0, expected.0);
        prop_assert_eq!(ends.1, expected.1);
    }
}

//! What leaves is due when it leaves: payments withdrawn, sent back, held, parted, and what a restored
//! backup knows of them. All of it with the program, as an office does it, in Willow Bay.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::office::home;

const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
    settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
    assistance_paid,other_paid,status,revision\n";

/// 6000.00 in hospital from 1 to 11 March: 2,750 and 280 of daily money.
const A1: [&str; 5] = ["A1", "A", "2024-03-01", "2024-03-11", "6000.00"];
/// 2000.00 in April: 1,000 at half, since 500 of the deductible is used up, and no day from the fourth on.
const A2: [&str; 5] = ["A2", "A", "2024-03-29", "2024-03-31", "2000.00"];
/// Another's, of 1500.00: 500 at half.
const B1: [&str; 5] = ["B1", "B", "2024-03-05", "2024-03-06", "1500.00"];

/// An office in a folder of its own.
pub(super) struct Willow {
    folder: TempDir,
}

impl Willow {
    /// A, B and C are covered in 2024 and have an account each.
    pub(super) fn new() -> Willow {
        let willow = Willow { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(willow.path("data")).unwrap();
        fs::create_dir(willow.path("rules")).unwrap();
        let rules = home("tests/willow/willow.toml");
        fs::copy(rules, willow.path("rules/willow.toml")).unwrap();
        let of_all = |row: fn(&str) -> String| ["A", "B", "C"].map(row).concat();
        let members = of_all(|id| format!("{id},1980-01-01,F,99.01,no\n"));
        let enrolments = of_all(|id| format!("{id},medical,2023-01-01,2024-12-31,1,2022-12-01\n"));
        willow.write("data/members.csv", &(MEMBERS.to_owned() + &members));
        willow.write("data/enrolments.csv", &(ENROLMENTS.to_owned() + &enrolments));
        willow.says(&["ledger", "new", "w.ledger"]);
        willow
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en"]).args(arguments).current_dir(self.folder.path());
        huzhu.output().unwrap()
    }

    pub(super) fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output));
        text(&output)
    }

    pub(super) fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output));
        text(&output)
    }

    /// Writes tonight's bills, each with its status.
    pub(super) fn bills(&self, bills: &[([&str; 5], &str)]) {
        let row = |([id, member, from, to, total], status): &([&str; 5], &str)| {
            format!(
                "{id},{member},inpatient,H1,2,{from},{to},{to},I10,{total},0.00,0.00,0.00,0.00,0.00,\
                 0.00,0.00,{status},\n"
            )
        };
        let rows: String = bills.iter().map(row).collect();
        self.write("data/bills.csv", &(BILLS.to_owned() + &rows));
    }

    /// A night with these bills, each with its status; what it says.
    pub(super) fn night(&self, day: &str, bills: &[([&str; 5], &str)]) -> String {
        self.bills(bills);
        let night = [
            "batch",
            "--rules",
            "rules",
            "--data",
            "data",
            "--ledger",
            "w.ledger",
            "--out",
            "out",
            "--by",
            "Zhao",
            "--posted-on",
            day,
        ];
        self.says(&night)
    }

    pub(super) fn payees(&self, account: &str) {
        let rows = ["A", "B", "C"].map(|id| format!("{id},member,Name,{account}{id}\n")).concat();
        self.write("payees.csv", &format!("member_id,kind,payee,account\n{rows}"));
        self.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    }

    pub(super) fn release(&self, run: &str, out: &str) -> Output {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--out", out];
        self.run(&[&order[..], &["--reason", "a test"]].concat())
    }

    /// Members and amounts of the bank's file of a run.
    pub(super) fn released(&self, run: &str, out: &str) -> Vec<String> {
        let output = self.release(run, out);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        self.in_file(out)
    }

    pub(super) fn in_file(&self, out: &str) -> Vec<String> {
        let file = self.read(out);
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {}", cells[1], cells[5])
        };
        file.lines().skip(1).map(row).collect()
    }

    /// What a member is entitled to, was paid, was let keep and owes.
    pub(super) fn sums(&self, member: &str) -> String {
        let balance = self.says(&["ledger", "balance", "w.ledger", member]);
        balance.lines().nth(1).unwrap().to_owned()
    }

    /// States of payments in hand, with members and amounts.
    pub(super) fn in_hand(&self) -> Vec<String> {
        let list = ["ledger", "payments", "w.ledger", "--format", "json", "--full-ids"];
        let list: serde_json::Value = serde_json::from_str(&self.says(&list)).unwrap();
        let row = |row: &serde_json::Value| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            format!("{} {} {}", text("member"), text("amount"), text("state"))
        };
        list["payments"].as_array().unwrap().iter().map(row).collect()
    }

    pub(super) fn ids(&self, out: &str) -> Vec<String> {
        let file = self.read(out);
        file.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    }

    pub(super) fn act(&self, act: &str, what: &[&str]) -> String {
        let by = ["--by", "Li", "--reason", "a paper is missing"];
        self.says(&[&["ledger", act, "w.ledger"][..], what, &by].concat())
    }

    pub(super) fn is_whole(&self) {
        self.says(&["ledger", "verify", "w.ledger", "--again"]);
    }
}

fn text(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn what_was_prepared_and_is_void_before_it_leaves_does_not_leave() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    let said = willow.night("2024-04-02", &[(A1, "void")]);
    assert!(
        said.contains("payments not yet released and no longer due in full: 1, in withdrawn.csv"),
        "{said}"
    );
    let withdrawn = willow.read("out/withdrawn.csv");
    let row = withdrawn.lines().nth(1).unwrap();
    assert!(row.starts_with('P') && row.ends_with(",1,A,3030.00,0.00"), "{withdrawn}");
    assert_eq!(willow.released("1", "bank.csv"), ["B 500.00"]);
    assert_eq!(
        willow.sums("A"),
        "entitled 0.00, prepared 0.00, written off 0.00, recoverable 0.00"
    );
    willow.is_whole();
}

#[test]
fn only_the_net_leaves_of_a_payment_and_what_is_due_again_has_another_id() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (A2, "")]);
    willow.payees("6222");
    // A2 alone: 500 of the deductible, and half of 1,500.
    willow.night("2024-04-02", &[(A1, "void")]);
    assert_eq!(willow.released("1", "one.csv"), ["A 750.00"]);
    let again = ["A9", "A", "2024-03-01", "2024-03-11", "6000.00"];
    willow.night("2024-04-03", &[(again, "")]);
    assert_eq!(willow.released("3", "two.csv"), ["A 3280.00"]);
    assert_ne!(willow.ids("one.csv"), willow.ids("two.csv"));
    willow.is_whole();
}

#[test]
fn what_the_bank_sends_back_is_netted_and_waits_for_another_payee_or_for_somebody_to_say_so() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00", "B 500.00"]);
    let back: String = willow.ids("one.csv").iter().map(|id| format!("{id},closed\n")).collect();
    willow.write("back.csv", &format!("payment_id,reason\n{back}"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    // A's bill is void: what came back is not sent again. B's account is still the closed one.
    willow.night("2024-04-02", &[(A1, "void")]);
    willow.night("2024-04-03", &[(["C1", "C", "2024-03-05", "2024-03-06", "1500.00"], "")]);
    assert_eq!(willow.released("3", "two.csv"), ["C 500.00"]);
    assert_eq!(willow.in_hand(), ["B 500.00 returned"]);
    let b = willow.ids("one.csv")[1].clone();
    let order = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "three.csv"];
    willow.says(&[&order[..], &["--reason", "the bank erred", "--resend", &b]].concat());
    assert_eq!(
        (willow.in_file("three.csv"), willow.ids("three.csv")),
        (vec!["B 500.00".to_owned()], vec![b])
    );
    willow.is_whole();
}

#[test]
fn what_came_back_while_something_was_owed_pays_that_first() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (A2, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 4030.00"]);
    // 3,280 is owed when the bank sends 4,030 back: 750 is due.
    willow.night("2024-04-02", &[(A1, "void")]);
    assert!(willow.sums("A").ends_with("recoverable 3280.00"));
    let id = willow.ids("one.csv").remove(0);
    willow.write("back.csv", &format!("payment_id,reason\n{id},closed\n"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    willow.payees("6333");
    assert_eq!(willow.in_hand(), ["A 750.00 prepared", "A 3280.00 not_due"]);
    // Another amount is another payment.
    assert_eq!(willow.released("1", "two.csv"), ["A 750.00"]);
    assert_ne!(willow.ids("two.csv"), [id]);
    willow.is_whole();
    // The night looks at it though nothing came.
    willow.night("2024-04-03", &[]);
    assert_eq!(willow.in_hand(), [""; 0]);
    assert_eq!(
        willow.sums("A"),
        "entitled 750.00, prepared 750.00, written off 0.00, recoverable 0.00"
    );
    willow.is_whole();
}

#[test]
fn who_has_something_said_by_hand_that_no_night_knows_is_kept_back() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    let by_hand = ["ledger", "override", "w.ledger", "A1", "medical", "100", "--by", "Li"];
    willow.says(&[&by_hand[..], &["--reason", "an appeal"]].concat());
    let output = willow.release("1", "one.csv");
    let said = text(&output);
    assert!(said.contains("3030.00, a manual fact waits for a night"), "{said}");
    assert_eq!(willow.in_file("one.csv"), ["B 500.00"]);
    willow.night("2024-04-02", &[]);
    assert_eq!(willow.released("1", "two.csv"), ["A 380.00"]);
    willow.is_whole();
}

#[test]
fn what_is_held_stays_in_hand_uses_limits_pays_no_debt_and_leaves_when_it_is_let_go() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A2, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 750.00"]);
    let [_, member, .., total] = A1;
    let may = ["A3", member, "2024-05-01", "2024-05-11", total];
    willow.night(
        "2024-06-01",
        &[(may, ""), (["A4", "A", "2024-05-20", "2024-05-21", "1000.00"], "")],
    );
    // A3 has 3,000 and 280 of daily money, A4 half of 1,000.
    assert_eq!(willow.in_hand(), ["A 3780.00 prepared"]);
    let said = willow.act("hold", &["--bill", "A3"]);
    assert!(said.contains("nothing of it leaves until `huzhu ledger unhold`"), "{said}");
    assert_eq!(willow.in_hand(), ["A 500.00 prepared", "A 3280.00 held"]);
    // A2 is void: 250 more is due of A3 and less of A2; what is held does not pay what is owed.
    willow.night("2024-06-02", &[(A2, "void")]);
    // Of the 1,000 that is too much 750 had left; A4 and 250 of A3 are withdrawn for the rest of it.
    let owed = "entitled 3530.00, prepared 3780.00, written off 0.00, recoverable 250.00";
    assert_eq!(willow.sums("A"), owed);
    assert_eq!(willow.in_hand(), ["A 3030.00 held"]);
    assert_eq!(willow.release("2", "two.csv").status.code(), Some(1));
    // It is not prepared again, however many nights there are.
    willow.night("2024-06-03", &[]);
    assert_eq!(willow.in_hand(), ["A 3030.00 held"]);
    let again = ["ledger", "hold", "w.ledger", "--bill", "A3", "--by", "X", "--reason", "y"];
    assert!(
        willow
            .refuses(&again)
            .contains("is already held, since 2024-06-01 by Li: a paper is missing")
    );
    willow.act("unhold", &["--bill", "A3"]);
    assert!(willow.refuses(&[&["ledger", "unhold"], &again[2..]].concat()).contains("is not held"));
    assert_eq!(willow.in_hand(), ["A 2780.00 prepared", "A 250.00 not_due"]);
    assert_eq!(willow.released("2", "three.csv"), ["A 2780.00"]);
    willow.night("2024-06-04", &[]);
    // All told, what the bank has is what is due.
    assert_eq!(
        willow.sums("A"),
        "entitled 3530.00, prepared 3530.00, written off 0.00, recoverable 0.00"
    );
    willow.is_whole();
}

#[test]
fn a_stopped_payment_stays_while_the_others_of_its_run_leave() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    let payments = willow.read("out/payments.csv");
    let id = payments.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    willow.act("stop", &["--payment", &id]);
    assert_eq!(willow.released("1", "one.csv"), ["B 500.00"]);
    assert_eq!(willow.in_hand(), ["A 3030.00 stopped"]);
    willow.act("unhold", &["--payment", &id]);
    assert_eq!(willow.released("1", "two.csv"), ["A 3030.00"]);
    assert_eq!(willow.ids("two.csv"), std::slice::from_ref(&id));
    let gone = ["ledger", "hold", "w.ledger", "--payment", &id, "--by", "X", "--reason", "y"];
    assert!(willow.refuses(&gone).contains("was released or withdrawn"));
    willow.is_whole();
}

#[test]
fn a_refused_file_of_payees_releases_nothing_and_the_run_can_leave_later() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.write("bad.csv", "member_id,kind,payee,account\nA,member,Name,6.2E+18\n");
    willow.refuses(&["ledger", "payees", "w.ledger", "bad.csv", "--by", "Wu"]);
    assert_eq!(willow.release("1", "one.csv").status.code(), Some(1));
    assert!(!willow.path("one.csv").exists());
    assert_eq!(willow.in_hand(), ["A 3030.00 no_payee"]);
    willow.payees("6222");
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00"]);
}

#[test]
fn an_empty_run_is_taken_back_and_its_day_counts_no_more() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-12-01", &[]);
    let take = ["ledger", "take-back", "w.ledger", "2", "--by", "Li", "--reason", "a wrong clock"];
    assert!(willow.says(&take).contains("run 2 of 2024-12-01 is taken back"));
    willow.night("2024-04-02", &[(B1, "")]);
    assert!(willow.says(&["ledger", "runs", "w.ledger"]).contains(
        "2024-12-01, by Zhao: 0 bills, 0 payments of 0.00; taken back on 2024-12-01 by Li"
    ));
    willow.is_whole();
}

#[test]
fn a_ledger_is_made_by_new_alone() {
    let willow = Willow::new();
    fs::remove_file(willow.path("w.ledger")).unwrap();
    willow.write("data/bills.csv", BILLS);
    let night = |ledger: &str| {
        let night = ["batch", "--rules", "rules", "--data", "data", "--out", "out", "--ledger"];
        willow.refuses(&[&night[..], &[ledger, "--by", "Zhao"]].concat())
    };
    // A drive that is not there, a mistyped name, a link that leads nowhere.
    assert!(night("w.ledger").contains("there is no ledger"));
    assert!(night("nowhere/w.ledger").contains("there is no ledger"));
    std::os::unix::fs::symlink("gone", willow.path("link.ledger")).unwrap();
    assert!(night("link.ledger").contains("there is no ledger"));
    assert!(willow.refuses(&["ledger", "new", "link.ledger"]).contains("already exists"));
    // A file of which nothing is left, and one that has two names.
    willow.write("empty.ledger", "");
    assert!(night("empty.ledger").contains("is not a ledger"));
    willow.says(&["ledger", "new", "w.ledger"]);
    assert!(willow.refuses(&["ledger", "new", "w.ledger"]).contains("already exists"));
    fs::hard_link(willow.path("w.ledger"), willow.path("second.ledger")).unwrap();
    assert!(night("w.ledger").contains("has a second name"));
    for name in ["w.ledger-journal", "gone", ".new", "nowhere"] {
        assert!(!willow.path(name).exists(), "{name}");
    }
}

#[test]
fn after_a_restore_nothing_that_was_sent_is_sent_again_in_whatever_order_nights_are_run() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    willow.released("1", "one.csv");
    willow.night("2024-04-02", &[(A2, "")]);
    willow.night("2024-04-03", &[(B1, "")]);
    willow.released("2", "two.csv");
    willow.released("3", "three.csv");
    let before = ["A", "B"].map(|id| willow.sums(id));
    // The ledger is still readable: it tells which files of the bank are wanted.
    let by = ["--by", "Sun", "--reason", "the disk broke"];
    let restore = |sent: &[&str]| {
        let order = [&["ledger", "restore", "backup", "w.ledger"][..], sent, &by].concat();
        willow.run(&order)
    };
    let why = text(&restore(&["--nothing-sent"]));
    for run in ["release of run 1", "release of run 2", "release of run 3"] {
        assert!(why.contains(run), "{why}");
    }
    assert_eq!(["A", "B"].map(|id| willow.sums(id)), before, "nothing was changed");
    let sent = ["--sent", "one.csv", "--sent", "two.csv", "--sent", "three.csv"];
    let restored = restore(&sent);
    assert_eq!(restored.status.code(), Some(0), "{}", text(&restored));
    let said = text(&restored);
    assert!(said.contains("it holds everything up to run 1 of 2024-04-01"), "{said}");
    assert!(said.contains("3 payments of 4530.00 are booked"), "{said}");
    willow.is_whole();
    assert_eq!(willow.in_hand(), [""; 0]);
    // In the other order: what they bring was paid already.
    willow.night("2024-04-03", &[(B1, "")]);
    willow.night("2024-04-04", &[(A2, "")]);
    assert_eq!(willow.in_hand(), [""; 0]);
    assert_eq!(["A", "B"].map(|id| willow.sums(id)), before);
    willow.is_whole();
    // The files that banks sent back name payments that are known.
    let id = willow.ids("two.csv").remove(0);
    willow.write("back.csv", &format!("payment_id,reason\n{id},closed\n"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
    willow.is_whole();
}

#[test]
fn a_journal_of_a_killed_run_does_not_spoil_what_is_restored() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
    // A ledger of which only rubbish is left, with a journal beside it.
    willow.write("w.ledger", &"rubbish ".repeat(4096));
    willow.write("w.ledger-journal", &"journal ".repeat(512));
    let restore = ["ledger", "restore", "backup", "w.ledger", "--nothing-sent", "--by", "Sun"];
    let said = willow.says(&[&restore[..], &["--reason", "the disk broke"]].concat());
    assert!(said.contains("the former file is kept in `w.ledger.before-restore`"), "{said}");
    assert!(!willow.path("w.ledger-journal").exists());
    assert_eq!(willow.read("w.ledger.before-restore"), "rubbish ".repeat(4096));
    willow.is_whole();
    willow.payees("6222");
    // What the nights since would withdraw does not leave before one of them was run.
    assert!(
        text(&willow.release("1", "one.csv")).contains("run the nights since the backup again")
    );
    willow.night("2024-04-01", &[]);
    assert_eq!(willow.released("1", "one.csv"), ["A 3030.00"]);
}

/// A restore of `backup`, with these files.
fn restore(willow: &Willow, files: &[&str]) -> Output {
    let by = ["--by", "Sun", "--reason", "the disk broke"];
    willow.run(&[&["ledger", "restore", "backup", "w.ledger"][..], files, &by].concat())
}

fn restored(willow: &Willow, files: &[&str]) {
    let output = restore(willow, files);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    willow.is_whole();
}

fn backup(willow: &Willow) {
    willow.says(&["ledger", "backup", "w.ledger", "backup"]);
}

fn sent_back(willow: &Willow, out: &str, reason: &str) {
    let rows: String = willow.ids(out).iter().map(|id| format!("{id},{reason}\n")).collect();
    willow.write("back.csv", &format!("payment_id,reason\n{rows}"));
    willow.says(&["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"]);
}

#[test]
fn what_came_back_between_two_files_of_the_bank_is_asked_for() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    backup(&willow);
    willow.released("1", "one.csv");
    sent_back(&willow, "one.csv", "closed");
    willow.payees("6333");
    willow.released("1", "two.csv");
    let sent = ["--sent", "one.csv", "--sent", "two.csv"];
    let why = text(&restore(&willow, &sent));
    assert!(why.contains("came back since the backup, and no file says so"), "{why}");
    // Where the ledger is lost, the two files say so by themselves.
    fs::rename(willow.path("w.ledger"), willow.path("lost")).unwrap();
    let why = text(&restore(&willow, &sent));
    assert!(why.contains("is in two files of the bank"), "{why}");
    fs::rename(willow.path("lost"), willow.path("w.ledger")).unwrap();
    restored(&willow, &[&sent[..], &["--returned", "back.csv"]].concat());
    assert_eq!(willow.in_hand(), [""; 0]);
    // The old file says nothing new, and would not pay again.
    let old = ["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"];
    assert!(willow.refuses(&old).contains("came back on 2024-04-01 for the same reason"));
    willow.night("2024-04-02", &[]);
    willow.release("1", "three.csv");
    assert!(!willow.path("three.csv").exists());
}

#[test]
fn no_id_names_two_payments_after_a_restore() {
    let willow = Willow::new();
    backup_of_a1_unsent(&willow);
    willow.night("2024-04-02", &[(A2, "")]);
    willow.act("hold", &["--bill", "A1"]);
    assert_eq!(willow.released("3", "two.csv"), ["A 1000.00"]);
    restored(&willow, &["--sent", "two.csv"]);
    willow.night("2024-04-03", &[(A1, "")]);
    willow.night("2024-04-04", &[(A2, "")]);
    willow.is_whole();
    willow.act("unhold", &["--bill", "A1"]);
    for run in ["1", "2", "3", "4"] {
        let _ = willow.release(run, &format!("again-{run}.csv"));
    }
    assert_eq!(
        willow.sums("A"),
        "entitled 4030.00, prepared 4030.00, written off 0.00, recoverable 0.00"
    );
    willow.is_whole();
}

/// A backup before the first night of A1, which is prepared and not sent.
fn backup_of_a1_unsent(willow: &Willow) {
    willow.night("2024-03-31", &[(B1, "")]);
    willow.payees("6222");
    backup(willow);
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
}

#[test]
fn of_a_payment_that_was_sent_in_part_the_rest_has_another_id_after_a_restore_too() {
    let willow = Willow::new();
    let a4 = ["A4", "A", "2024-05-20", "2024-05-21", "1000.00"];
    willow.night("2024-06-01", &[(A1, ""), (a4, "")]);
    willow.payees("6222");
    backup(&willow);
    willow.act("hold", &["--bill", "A1"]);
    assert_eq!(willow.released("1", "one.csv"), ["A 500.00"]);
    restored(&willow, &["--sent", "one.csv"]);
    // The hold came over from the ledger that was there.
    assert_eq!(willow.in_hand(), ["A 3030.00 held"]);
    willow.act("unhold", &["--bill", "A1"]);
    willow.night("2024-06-01", &[]);
    assert_eq!(willow.released("1", "two.csv"), ["A 3030.00"]);
    assert_ne!(willow.ids("two.csv"), willow.ids("one.csv"));
    willow.is_whole();
}

#[test]
fn what_was_sent_before_a_restore_is_not_let_stand() {
    let willow = Willow::new();
    let rules = willow.read("rules/willow.toml");
    let corrections = "[scheme.corrections]\nstands_below = \"300\"\norder_of_bills = \"stands\"\n\
                       revisions = \"replace\"\n\n[edition]";
    willow.write("rules/willow.toml", &rules.replacen("[edition]", corrections, 1));
    willow.night("2024-03-31", &[(B1, "")]);
    willow.payees("6222");
    backup(&willow);
    let a5 = ["A5", "A", "2024-03-05", "2024-03-06", "1000.00"];
    willow.night("2024-04-01", &[(a5, "")]);
    willow.payees("6222");
    assert_eq!(willow.released("2", "one.csv"), ["A 250.00"]);
    restored(&willow, &["--sent", "one.csv"]);
    willow.night("2024-04-01", &[(["A6", "A", "2024-03-07", "2024-03-08", "400.00"], "")]);
    assert_eq!(
        willow.sums("A"),
        "entitled 0.00, prepared 250.00, written off 0.00, recoverable 250.00"
    );
    willow.night("2024-04-02", &[(a5, "")]);
    // With A6 before it, A5 pays half of 900: 200 more than was sent.
    assert_eq!(willow.in_hand(), ["B 500.00 prepared", "A 200.00 prepared"]);
    willow.is_whole();
}

#[test]
fn a_restore_asks_for_every_file_of_the_bank_and_takes_no_other() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    backup(&willow);
    willow.released("1", "one.csv");
    // A restore that was killed before its last step left a second name: the ledger is readable all the same.
    fs::hard_link(willow.path("w.ledger"), willow.path("w.ledger.before-restore")).unwrap();
    let why = text(&restore(&willow, &["--nothing-sent"]));
    assert!(why.contains("the release of run 1"), "{why}");
    // A file that was changed, with its control totals and without.
    let file = willow.read("one.csv");
    willow.write("one.csv", &file.replace("3030.00", "99999.00"));
    assert!(
        text(&restore(&willow, &["--sent", "one.csv"]))
            .contains("was changed after it was written")
    );
    fs::remove_file(willow.path("one.csv.json")).unwrap();
    let why = text(&restore(&willow, &["--sent", "one.csv"]));
    assert!(
        why.contains("the release of run 1")
            && why.contains("the ledger to be replaced never released"),
        "{why}"
    );
    // Where nothing is left of the ledger, a file that pays more than was prepared is refused.
    willow.write("w.ledger", &"rubbish ".repeat(4096));
    let why = text(&restore(&willow, &["--sent", "one.csv"]));
    assert!(why.contains("differs in the ledger"), "{why}");
    willow.write("one.csv", &file);
    restored(&willow, &["--sent", "one.csv", "--sent", "one.csv"]);
    assert_eq!(
        willow.sums("A"),
        "entitled 3030.00, prepared 3030.00, written off 0.00, recoverable 0.00"
    );
    assert_eq!(willow.in_hand(), [""; 0]);
}

#[test]
fn what_a_held_bill_pays_does_not_leave_in_the_payment_of_another() {
    let willow = Willow::new();
    let rules = willow.read("rules/willow.toml");
    willow.write("rules/willow.toml", &rules.replace("amount = \"20000\"", "amount = \"4000\""));
    let late = ["A1", "A", "2024-03-01", "2024-03-03", "12000.00"];
    willow.night("2024-04-01", &[(late, "")]);
    willow.payees("6222");
    assert_eq!(willow.in_hand(), ["A 4000.00 prepared"]);
    // An earlier bill takes the whole limit: nothing more is prepared, and what is in hand is of it.
    willow.night("2024-04-02", &[(["A0", "A", "2024-02-01", "2024-02-03", "12000.00"], "")]);
    willow.act("hold", &["--bill", "A0"]);
    assert_eq!(willow.in_hand(), ["A 4000.00 held"]);
    assert_eq!(willow.release("1", "one.csv").status.code(), Some(1));
}

#[test]
fn what_a_held_bill_still_pays_stays_when_an_earlier_bill_took_part_of_its_limit_and_left() {
    let willow = Willow::new();
    let rules = willow.read("rules/willow.toml");
    willow.write("rules/willow.toml", &rules.replace("amount = \"20000\"", "amount = \"4000\""));
    let held = ["A1", "A", "2024-03-01", "2024-03-03", "12000.00"];
    willow.night("2024-04-01", &[(held, "")]);
    willow.payees("6222");
    willow.act("hold", &["--bill", "A1"]);
    // Of the 4,000 the earlier bill takes 2,750; A1 pays 1,250.
    willow.night("2024-04-02", &[(["A0", "A", "2024-02-01", "2024-02-02", "6000.00"], "")]);
    assert_eq!(willow.released("1", "one.csv"), ["A 2750.00"]);
    assert_eq!(willow.in_hand(), ["A 1250.00 held"]);
    assert_eq!(willow.release("1", "two.csv").status.code(), Some(1));
    willow.night("2024-04-03", &[]);
    assert_eq!(willow.release("3", "three.csv").status.code(), Some(1));
    willow.act("unhold", &["--bill", "A1"]);
    assert_eq!(willow.released("1", "four.csv"), ["A 1250.00"]);
    willow.is_whole();
}

#[test]
fn only_what_is_not_held_leaves_of_two_payments_however_often_they_are_released() {
    let willow = Willow::new();
    let less = ["A1", "A", "2024-03-01", "2024-03-11", "5000.00"];
    willow.night("2024-04-01", &[(less, "")]);
    willow.payees("6222");
    willow.act("stop", &["--bill", "A1"]);
    willow.night("2024-04-02", &[(A1, ""), (A2, "")]);
    assert_eq!(
        willow.sums("A"),
        "entitled 4030.00, prepared 4030.00, written off 0.00, recoverable 0.00"
    );
    let left: Vec<String> = ["1", "2", "1", "2", "1"]
        .iter()
        .enumerate()
        .filter(|(at, run)| willow.release(run, &format!("{at}.csv")).status.code() == Some(0))
        .flat_map(|(at, _)| willow.in_file(&format!("{at}.csv")))
        .collect();
    assert_eq!(left, ["A 1000.00"]);
    willow.is_whole();
}

#[test]
fn a_person_is_stopped_under_whatever_id() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.act("stop", &["--member", "B"]);
    let join =
        ["ledger", "same-person", "w.ledger", "A", "B", "--by", "Li", "--reason", "a new card"];
    willow.says(&join);
    willow.night("2024-04-02", &[]);
    assert!(willow.in_hand().iter().all(|row| row.ends_with("stopped")), "{:?}", willow.in_hand());
    willow.is_whole();
}

#[test]
fn a_void_bill_that_is_held_keeps_nothing_of_another_from_leaving() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (A2, "")]);
    willow.payees("6222");
    willow.act("hold", &["--bill", "A1"]);
    willow.night("2024-04-02", &[(A1, "void")]);
    assert_eq!(willow.released("1", "one.csv"), ["A 750.00"]);
}

#[test]
fn a_file_of_the_bank_is_written_again_only_when_that_is_asked_for() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    willow.released("1", "one.csv");
    let why = text(&willow.release("1", "two.csv"));
    assert!(why.contains("`--again` writes its last file once more"), "{why}");
    assert!(!willow.path("two.csv").exists());
    let again =
        ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "two.csv", "--again"];
    willow.says(&again);
    assert_eq!(willow.read("two.csv"), willow.read("one.csv"));
}

#[test]
fn no_payment_leaves_before_it_is_in_hand_and_no_night_comes_before_what_left() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.night("2024-05-20", &[(B1, "")]);
    willow.payees("6222");
    let on = |run: &str, day: &str, out: &str| {
        let order = ["ledger", "release", "w.ledger", run, "--by", "Qian", "--reason", "x"];
        willow.run(&[&order[..], &["--on", day, "--out", out]].concat())
    };
    assert_eq!(on("1", "2024-05-21", "one.csv").status.code(), Some(0));
    willow.write("back.csv", &format!("payment_id,reason\n{},closed\n", willow.ids("one.csv")[0]));
    let back = ["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian", "--on", "2024-06-10"];
    willow.says(&back);
    willow.payees("6333");
    let why = text(&on("1", "2024-05-25", "two.csv"));
    assert!(why.contains("it is available since 2024-06-10"), "{why}");
    let night =
        ["batch", "--rules", "rules", "--data", "data", "--ledger", "w.ledger", "--out", "out"];
    let why =
        willow.refuses(&[&night[..], &["--by", "Zhao", "--posted-on", "2024-06-01"]].concat());
    assert!(why.contains("payments left or came back on 2024-06-10"), "{why}");
}

#[test]
fn what_came_back_goes_to_another_account_and_not_to_the_same_written_otherwise() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    willow.released("1", "one.csv");
    sent_back(&willow, "one.csv", "closed");
    willow.write("payees.csv", "member_id,kind,payee,account\nA,heir,Ｎａｍｅ,6222-a\n");
    willow.says(&["ledger", "payees", "w.ledger", "payees.csv", "--by", "Wu"]);
    assert_eq!(willow.in_hand(), ["A 3030.00 returned"]);
    // What came back in part is not the payment.
    willow.payees("6333");
    willow.released("1", "two.csv");
    let id = willow.ids("two.csv").remove(0);
    willow.write("back.csv", &format!("payment_id,reason,amount\n{id},fee,30.00\n"));
    let part = ["ledger", "returned", "w.ledger", "back.csv", "--by", "Qian"];
    assert!(willow.refuses(&part).contains("a part cannot be returned as the payment"));
    // The old file saved again says nothing new.
    willow.write("back.csv", &format!("\u{feff}payment_id,reason\r\n{id},closed\r\n"));
    assert!(willow.refuses(&part).contains("add `--once-more`"));
    willow.says(&[&part[..], &["--once-more"]].concat());
    willow.is_whole();
}

#[cfg(unix)]
#[test]
fn what_a_killed_release_left_goes_with_the_next_one_also_where_nothing_leaves() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, "")]);
    willow.payees("6222");
    willow.released("1", "one.csv");
    let left = willow.path(".huzhu.0123456789ab.killed");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("whole"), "payment_id\n").unwrap();
    let again = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "two.csv"];
    assert!(willow.refuses(&again).contains("`--again` writes"));
    assert!(!left.exists());
}

#[test]
fn where_something_is_kept_back_it_is_told_too_that_the_last_file_can_be_written_again() {
    let willow = Willow::new();
    willow.night("2024-04-01", &[(A1, ""), (B1, "")]);
    willow.payees("6222");
    willow.act("hold", &["--bill", "B1"]);
    willow.released("1", "one.csv");
    std::fs::remove_file(willow.path("one.csv")).unwrap();
    let again = ["ledger", "release", "w.ledger", "1", "--by", "Qian", "--out", "one.csv"];
    assert!(willow.refuses(&again).contains("`--again` writes"));
    willow.says(&[&again[..], &["--again"]].concat());
    assert!(willow.path("one.csv").exists());
}

//! `huzhu ledger`: small ledgers made through the library, looked at through the program; what a
//! person does to them by hand; what was done to them behind everybody's back.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use huzhu::accounting;
use huzhu::claim::Revisions;
use huzhu::date::Day;
use huzhu::ledger::{
    Access, Columns, Content, Decided, Entry, Ledger, MemberNumber, Month, Moved, NewPosting,
    PostingId, RunRow, Signed,
};
use huzhu::money::{Currency, Money};
use huzhu::nightly::{Rules, cash};
use huzhu::payment::{self, InHand, OpenPayments, Order, ReleaseChecks, ReleaseOutcome, take};
use huzhu::scheme::{Corrections, OrderOfBills, SetOff};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Held while a program is started: until it runs, it holds whatever this process has open, locks of
/// ledgers too.
static STARTING: Mutex<()> = Mutex::new(());

/// Starts a program and waits for it.
fn output(command: &mut Command) -> Output {
    let starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    drop(starting);
    child.expect("it is there").wait_with_output().unwrap()
}

/// Closes a ledger, and waits until no program that is just starting holds it.
fn close(ledger: Ledger) {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = ledger.path().to_owned();
    drop(ledger);
    while Ledger::open(&path, Access::Write).is_err() {
        thread::sleep(Duration::from_millis(1));
    }
}

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");
const ANNA: &str = "990000198001010018";
const BEN: &str = "990000198001010026";

/// An office with a ledger.
struct Office {
    folder: TempDir,
}

/// What a night knows of a member: bills with what they pay in all.
type Facts<'f> = (&'f str, &'f [(&'f str, i64)]);

impl Office {
    fn new() -> Office {
        Office { folder: tempfile::tempdir().unwrap() }
    }

    /// Anna has two bills, Ben one, each on a night of its own.
    fn with_two_nights() -> Office {
        let office = Office::new();
        office.night("2024-01-10", &[(ANNA, &[("A1", 10_000)])]);
        office.night(
            "2024-02-10",
            &[(ANNA, &[("A1", 10_000), ("A2", 5_050)]), (BEN, &[("B1", 300)])],
        );
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ledger(&self) -> PathBuf {
        self.path("city.ledger")
    }

    fn night(&self, day: &str, facts: &[Facts]) {
        self.night_with(
            day,
            facts,
            &json!({
                "rejected_rows": 0, "bills": { "decided": 3 },
                "tonight": { "members": { "rows": 100, "rejected": 0, "known": 0 } },
            }),
        );
    }

    fn night_with(&self, day: &str, facts: &[Facts], summary: &Value) {
        if !self.ledger().exists() {
            Ledger::create(&self.ledger()).unwrap();
        }
        let mut ledger = Ledger::open(&self.ledger(), Access::Write).unwrap();
        let ids: Vec<&str> = facts.iter().map(|facts| facts.0).collect();
        let known = ledger.known(&ids, &[]).unwrap();
        let payments = OpenPayments::of(&ledger, &known.members, &Corrections::default()).unwrap();
        let mut prepared = payment::run_totals(&ledger)
            .unwrap()
            .iter()
            .map(|run| run.prepared.payments)
            .sum::<u64>();
        let mut run = ledger.begin(&Columns::default()).unwrap();
        run.belongs_to("city", Currency::CNY).unwrap();
        let Rules { hash, json, .. } = Rules::of(&[]);
        let rules = run.keep_rules(&hash, &json).unwrap();
        for (member, bills) in facts {
            let before = known.members.iter().find(|one| one.content.member_id == *member);
            let numbers = before.map(|one| (one.member, one.posting));
            let content = before.map(|one| one.content.clone()).unwrap_or_default();
            let in_hand = numbers.and_then(|(member, _)| payments.in_hand.get(&member));
            let in_hand = in_hand.map_or(&[][..], Vec::as_slice);
            let mut posting = posting(day, member, numbers, &content, in_hand, bills);
            if let Some(payment) = &mut posting.payment {
                // Short ids, that a reader can follow.
                prepared += 1;
                payment.id = format!("city-{prepared:09}");
            }
            run.post(&posting).unwrap();
        }
        let row = RunRow {
            no: run.no,
            posted_on: Day::parse(day).unwrap(),
            rules,
            engine: "0".to_owned(),
            meaning: huzhu::adjudication::MEANING.to_owned(),
            prepared_by: "Zhao".to_owned(),
            login: "zhao".to_owned(),
            manifest: json!({ "inputs": [{ "rows": 60 }, { "rows": 40 }] }).to_string(),
            summary: summary.to_string(),
        };
        payment::withdraw(&mut run, &row).unwrap();
        run.commit(&row).unwrap();
        close(ledger);
    }

    fn run(&self, command: &str, rest: &[&str]) -> Output {
        self.run_in("en", command, rest)
    }

    fn run_in(&self, lang: &str, command: &str, rest: &[&str]) -> Output {
        let mut run = Command::new(HUZHU);
        run.args(["--lang", lang, "ledger", command]).arg(self.ledger()).args(rest);
        output(run.current_dir(self.folder.path()))
    }

    /// What a command that must succeed says.
    fn says(&self, command: &str, rest: &[&str]) -> String {
        let output = self.run(command, rest);
        assert!(output.status.success(), "{}", text(&output));
        text(&output)
    }

    /// What a command that must fail says.
    fn refuses(&self, command: &str, rest: &[&str]) -> String {
        let output = self.run(command, rest);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        text(&output)
    }

    /// What is said to wrong use.
    fn misused(&self, command: &str, rest: &[&str]) -> String {
        let output = self.run(command, rest);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        text(&output)
    }

    fn release(&self, run: &str, out: &str) -> String {
        self.says("release", &[run, "--by", "Qian", "--out", out])
    }

    /// The file of the run's last release once more.
    fn release_again(&self, run: &str, out: &str) -> String {
        self.says("release", &[run, "--by", "Qian", "--out", out, "--again"])
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn payees(&self) {
        self.payees_of(&[ANNA, BEN]);
    }

    fn payees_of(&self, ids: &[&str]) {
        let row = |(at, id): (usize, &&str)| format!("{id},member,Name,6222 000{}\n", at + 1);
        let rows: String = ids.iter().enumerate().map(row).collect();
        self.write("payees.csv", &format!("member_id,kind,payee,account\n{rows}"));
        self.says("payees", &["payees.csv", "--by", "Wu"]);
    }

    /// Somebody with a tool of another house.
    fn tamper(&self, sql: &str) {
        let db = Connection::open(self.ledger()).unwrap();
        db.execute_batch(sql).unwrap();
    }
}

/// What was printed, on both ways.
fn text(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}

/// A debt that is let stand, earlier ones in it too.
const STANDS: i64 = 2_000;

/// A posting as a night makes it: differences due and reversed, and then paid, or set off, or to be.
fn posting(
    day: &str,
    member: &str,
    numbers: Option<(MemberNumber, PostingId)>,
    before: &Content,
    in_hand: &[InHand],
    bills: &[(&str, i64)],
) -> NewPosting {
    let entry = |kind, bill: &str, amount: i64, reason: &str| {
        let of_bill = |text: &str| if bill.is_empty() { "" } else { text }.to_owned();
        Entry {
            kind,
            bill_id: bill.to_owned(),
            plan: of_bill("city"),
            benefit: of_bill("medical"),
            edition: of_bill("2024"),
            amount: Money::from_minor(amount),
            event_on: Day::parse(day).unwrap(),
            reason: reason.to_owned(),
        }
    };
    let old = Decided::read(&before.decisions).unwrap();
    let old: BTreeMap<String, i64> =
        old.iter().map(|one| (one.bill_id.clone(), one.payable().minor())).collect();
    let new: BTreeMap<String, i64> =
        bills.iter().map(|(id, pays)| ((*id).to_owned(), *pays)).collect();
    let mut entries = Vec::new();
    for bill in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let change = new.get(bill).unwrap_or(&0) - old.get(bill).unwrap_or(&0);
        match change {
            0 => {}
            more if more > 0 => {
                entries.push(entry(Moved::Accrual, bill, more, &format!("bill:{bill}")))
            }
            less => entries.push(entry(Moved::Reversal, bill, less, &format!("void:{bill}"))),
        }
    }
    let mut content = before.clone();
    content.member_id = member.to_owned();
    content.person = format!("[[\"{member}\"]]");
    content.entitled = Money::from_minor(new.values().sum());
    let held = vec![Money::ZERO; in_hand.len()];
    let corrections = Corrections {
        stands_below: Money::from_minor(STANDS),
        order_of_bills: OrderOfBills::Recovers,
        revisions: Revisions::Replace,
        objection_days: 15,
        set_off: SetOff::AtOnce,
    };
    let cash = cash::follow(
        before,
        cash::InHand::of(in_hand, &held),
        content.entitled,
        cash::Circumstances::default(),
        &corrections,
    );
    let of_cash =
        cash.entries.iter().map(|&(kind, amount, why)| entry(kind, "", amount.minor(), why));
    entries.extend(of_cash);
    (content.paid, content.written_off) = (cash.paid, cash.written_off);
    content.withdrawn += cash.withdrawn();
    let mut decisions = Vec::new();
    for (bill, pays) in &new {
        let one = Decided {
            bill_id: bill.clone(),
            plan: "city".to_owned(),
            status: "paid".to_owned(),
            reasons: String::new(),
            settled_on: Day::parse(day).unwrap(),
            edition: "2024".to_owned(),
            benefits: vec![("medical".to_owned(), Money::from_minor(*pays))],
        };
        one.write(&mut decisions);
    }
    content.decisions = String::from_utf8(decisions).unwrap();
    let mut posting = NewPosting::new(numbers, content, &entries);
    let prepared = before.paid + before.withdrawn;
    let new = |amount| payment::prepare("city", member, prepared, amount, "");
    posting.payment = cash.payment().map(new);
    posting.withdrawn = take(in_hand, &held, cash.withdrawn());
    posting
}

#[test]
fn runs_tell_what_was_prepared_and_what_was_released() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "bank.csv");
    assert_eq!(
        office.says("runs", &[]),
        "run 1, 2024-01-10, by Zhao: 3 bills, 1 payments of 100.00; released on 2024-02-10 by Qian\n\
         run 2, 2024-02-10, by Zhao: 3 bills, 2 payments of 53.50; not released\n"
    );
    let json: Value = serde_json::from_str(&office.says("runs", &["--format", "json"])).unwrap();
    assert_eq!(json["runs"][1]["total"], "53.50");
    assert_eq!(json["runs"][1]["released_on"], Value::Null);
    let chinese = text(&office.run_in("zh", "runs", &[]));
    assert!(
        chinese
            .contains("批次 2，2024-02-10，制单 Zhao：结算单 3 张，拨付单 2 笔，共 53.50；未放行"),
        "{chinese}"
    );
}

#[test]
fn what_is_held_is_not_told_as_released_and_is_told_when_the_month_is_closed() {
    let office = Office::with_two_nights();
    office
        .write("payees.csv", &format!("member_id,kind,payee,account\n{ANNA},member,N,6222 0001\n"));
    office.says("payees", &["payees.csv", "--by", "Wu"]);
    office.release("1", "one.csv");
    office.release("2", "two.csv");
    let runs = office.says("runs", &[]);
    let second = "2 payments of 53.50; released on 2024-02-10 by Qian: 1 payments of 50.50; kept back \
                  until it may leave: 1 of 3.00\n";
    assert!(runs.ends_with(second) && runs.contains("released on 2024-02-10 by Qian\n"), "{runs}");
    office.write("back.csv", "payment_id,reason\ncity-000000001,closed\n");
    office.says("returned", &["back.csv", "--by", "Qian"]);
    let runs = office.says("runs", &[]);
    assert!(runs.contains("0 payments of 0.00; returned by the bank: 1 of 100.00\n"), "{runs}");
    let json: Value = serde_json::from_str(&office.says("runs", &["--format", "json"])).unwrap();
    assert_eq!(json["runs"][1]["held"], json!({ "payments": 1, "total": "3.00" }));
    office.night("2024-02-11", &[(BEN, &[("B1", 300), ("B2", 700)])]);
    office.night("2024-03-10", &[(BEN, &[("B1", 300), ("B2", 700), ("B3", 1)])]);
    let close = |month| office.says("lock", &[month, "--by", "Li", "--reason", "done"]);
    let returned = "run 1 has 1 payments of 100.00 that are held or were returned";
    assert!(close("2024-01").contains(returned));
    let closed = close("2024-02");
    assert!(
        closed.contains("run 2 has 1 payments of 3.00 that are held or were returned"),
        "{closed}"
    );
    assert!(closed.contains("run 3 is not released: 1 payments of 7.00"), "{closed}");
    assert_eq!(closed.lines().count(), 3, "{closed}");
}

#[test]
fn a_balance_says_what_was_paid_and_why_it_moved() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.night("2024-03-10", &[(ANNA, &[("A2", 5_050)])]);
    assert_eq!(
        office.says("balance", &[ANNA]),
        "member 990000198001010018\n\
         entitled 50.50, prepared 100.00, written off 0.00, recoverable 49.50\n\
         of what was prepared: released 100.00, not released 0.00, held 0.00, returned by the bank 0.00\n\
         bills:\n\
         \x20 A2, city: paid 50.50\n\
         benefits:\n\
         \x20 city, medical, edition 2024: 50.50\n\
         limits:\n\
         \x20 this version of the program cannot read the rules of run 3; use the version that `huzhu ledger runs` shows for the run\n\
         history:\n\
         \x20 run 1, 2024-01-10: entitled 100.00, prepared 100.00\n\
         \x20   due 100.00 A1 city medical bill:A1\n\
         \x20   paid 100.00 due\n\
         \x20 run 2, 2024-02-10: entitled 150.50, prepared 150.50\n\
         \x20   due 50.50 A2 city medical bill:A2\n\
         \x20   paid 50.50 due\n\
         \x20 run 3, 2024-03-10: entitled 50.50, prepared 100.00\n\
         \x20   reversed -100.00 A1 city medical void:A1\n\
         \x20   withdrawn -50.50 not_due\n\
         \x20   recoverable 49.50 set_off_next\n\
         payments:\n\
         \x20 city-000000001, run 1: 100.00; released on 2024-02-10\n\
         \x20 city-000000002, run 2: 50.50; 50.50 of it withdrawn on 2024-03-10\n\
         payees since 2024-02-10, entered by Wu:\n\
         \x20 member Name, account ****0001, share 1\n"
    );
    let json: Value =
        serde_json::from_str(&office.says("balance", &[ANNA, "--format", "json"])).unwrap();
    assert_eq!(json["history"][2]["owed"], "49.50");
    let why = office.refuses("balance", &["990000198001019999"]);
    assert!(why.contains("`990***99`") && !why.contains("990000198001019999"), "{why}");
}

#[test]
fn what_was_known_on_a_day_is_what_the_postings_up_to_then_say() {
    let office = Office::with_two_nights();
    assert_eq!(
        office.says("as-of", &["2024-02-09"]),
        "on 2024-02-09, after run 1: 1 members\n\
         entitled 100.00, prepared 100.00, written off 0.00, recoverable 0.00\n"
    );
    let all: Value =
        serde_json::from_str(&office.says("as-of", &["2024-02-10", "--format", "json"])).unwrap();
    assert_eq!((&all["members"], &all["entitled"]), (&json!(2), &json!("153.50")));
    assert_eq!(
        office.says("as-of", &["2024-01-31", "--member", ANNA]),
        "member 990000198001010018: posting 1 of run 1, 2024-01-10\n\
         entitled 100.00, prepared 100.00, written off 0.00, recoverable 0.00\n\
         \x20 A1, city: paid 100.00 \n"
    );
    let nothing = office.says("as-of", &["2024-01-31", "--member", BEN]);
    assert_eq!(nothing, "nothing was posted for the member up to 2024-01-31\n");
    assert_eq!(office.run("as-of", &["31 March"]).status.code(), Some(2));
}

#[test]
fn a_ledger_that_nobody_touched_is_whole() {
    let office = Office::with_two_nights();
    office.night("2024-02-11", &[]);
    office.night("2024-03-10", &[(ANNA, &[("A2", 5_050)])]);
    office.night("2024-03-11", &[(ANNA, &[("A2", 5_050), ("A3", 12_000)])]);
    office.payees();
    office.release("1", "bank.csv");
    let whole = office.says("verify", &[]);
    assert!(
        whole.starts_with("whole: 5 runs, 5 postings, 4 payments; the last seal is "),
        "{whole}"
    );
    let json: Value = serde_json::from_str(&office.says("verify", &["--format", "json"])).unwrap();
    assert_eq!((&json["whole"], &json["faults"]), (&json!(true), &json!([])));
}

#[test]
fn a_night_of_many_members_is_looked_at_piece_by_piece() {
    let office = Office::new();
    let ids: Vec<String> = (0..3000).map(|at| format!("member-{at:06}")).collect();
    let bills = [("B1", 100), ("B2", 200)];
    let facts: Vec<Facts> = ids.iter().map(|id| (id.as_str(), &bills[..])).collect();
    office.night("2024-01-10", &facts);
    office.night("2024-01-11", &facts[1000..]);
    assert!(office.says("verify", &[]).starts_with("whole: 2 runs, 5000 postings, 3000 payments"));
    office.tamper("UPDATE posting SET entries = json_remove(entries, '$[1]') WHERE no = 2000");
    let why = office.refuses("verify", &[]);
    assert!(
        why.contains("run 1, posting 2000, member `mem***99`: its content does not match"),
        "{why}"
    );
    assert_eq!(why.lines().count(), 4, "{why}");
}

/// What is said after a change by SQL.
fn after(sql: &str) -> String {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "bank.csv");
    office.says("verify", &[]);
    office.tamper(sql);
    office.refuses("verify", &[])
}

#[test]
fn an_amount_that_was_changed_is_named() {
    let why = after(
        "UPDATE posting SET entries = replace(entries, '\"2024\",10000,', '\"2024\",9999,') WHERE no = 1",
    );
    let at = "run 1, posting 1, member `990***18`";
    for line in [
        format!("{at}: its content does not match its seal\n"),
        format!("{at}: `entitled` is 10000 minor units, and was 0 before entries of 9999\n"),
        format!(
            "{at}: bill `A***`, city, medical: decided 100.00, and entries since the posting before make it 99.99\n"
        ),
        "faults: 3;".to_owned(),
    ] {
        assert!(why.contains(&line), "{line}\n{why}");
    }
    assert!(!why.contains(ANNA), "{why}");
}

#[test]
fn a_posting_that_was_deleted_is_named() {
    let why = after("DELETE FROM posting WHERE no = 1");
    assert!(why.contains("postings 1 to 1 are missing\n"), "{why}");
    let why = after("DELETE FROM posting WHERE no = 3");
    assert!(why.contains("the seal of run 2 is not that of its last posting 2"), "{why}");
    assert!(why.contains("member `990***26` has no posting\n"), "{why}");
    assert!(
        why.contains("the newest act goes up to posting 3, and the last posting is 2\n"),
        "{why}"
    );
    assert!(
        why.contains("run 2, member `990***26`: payments of 3.00, while entries give 0.00\n"),
        "{why}"
    );
}

#[test]
fn whatever_else_is_changed_is_named() {
    let sealed = "posting 2, member `990***18`: its content does not match its seal";
    for (sql, told) in [
        ("UPDATE posting SET person = 'x' WHERE no = 2", sealed),
        ("UPDATE posting SET bills = 'x' WHERE no = 2", sealed),
        ("UPDATE posting SET decisions = CAST(x'fffe' AS TEXT) WHERE no = 2", sealed),
        ("UPDATE posting SET seal = zeroblob(32) WHERE no = 2", sealed),
        ("UPDATE posting SET run = 1 WHERE no = 2", sealed),
        ("UPDATE posting SET entries = replace(entries, 'bill:A2', 'x') WHERE no = 2", sealed),
        (
            "UPDATE posting SET entries = replace(entries, 'paid', 'gift') WHERE no = 2",
            "unknown kind `gift`",
        ),
        (
            "UPDATE posting SET entitled = 1 WHERE no = 2",
            "entitled to 1 minor units, and its decisions pay 15050",
        ),
        (
            "UPDATE posting SET paid = 1 WHERE no = 2",
            "`paid` is 1 minor units, and was 10000 before entries of 5050",
        ),
        ("UPDATE posting SET stood = 1 WHERE no = 2", "`stood` is 1 minor units"),
        (
            "UPDATE posting SET before = NULL WHERE no = 2",
            "it names 0 as the member's posting before, which is 1",
        ),
        ("UPDATE posting SET decisions = 'x' WHERE no = 2", "its decisions cannot be read"),
        ("UPDATE posting SET entries = 'x' WHERE no = 2", "its entries cannot be read"),
        (
            "UPDATE payment SET amount = 1 WHERE no = 1",
            "run 1, member `990***18`: payments of 0.01, while entries give 100.00",
        ),
        (
            "DELETE FROM payment WHERE no = 3",
            "run 2, member `990***26`: payments of 0.00, while entries give 3.00",
        ),
        (
            "INSERT INTO payment(no, run, member, amount) VALUES(9, 2, 2, 5)",
            "run 2, member `990***26`: payments of 3.05, while entries give 3.00",
        ),
        (
            "UPDATE payment SET member = 2 WHERE no = 1",
            "run 1, member `990***26`: payments of 100.00, while entries give 0.00",
        ),
        (
            "UPDATE member SET posting = 1 WHERE no = 1",
            "member `990***18` points to posting 1, and the newest is 2",
        ),
        (
            "UPDATE member SET id = 'x' WHERE no = 1",
            "posting 1, member `x***`: its content does not match its seal",
        ),
        ("DELETE FROM rules", "run 1 names rules 1, which are missing"),
        ("UPDATE run SET rules = 7 WHERE no = 2", "run 2 names rules 7, which are missing"),
        (
            "UPDATE rules SET files = '[1]'",
            "the texts of rules `4f53cda18c2b` do not match their name",
        ),
        ("DELETE FROM run WHERE no = 1", "runs 1 to 1 are missing"),
        ("DELETE FROM run WHERE no = 2", "run 2 is missing, and posting 3 belongs to it"),
        (
            "UPDATE run SET seal = zeroblob(32) WHERE no = 1",
            "the seal of run 1 is not that of its last posting 1",
        ),
        (
            "INSERT INTO transfer(no, payment, kind, release, payee, happened_on, author, reason) \
             VALUES(7, 1, 'released', 1, 1, '2024-02-10', 'x', '')",
            "payment 1 was not released and returned in turn",
        ),
        (
            "UPDATE release SET total = 1",
            "the release of run 1 records 1 payments of 0.01, and there are 1 of 100.00",
        ),
        (
            "INSERT INTO transfer(no, payment, kind, payee, happened_on, author, reason) \
             VALUES(7, 77, 'released', 1, '2024-02-10', 'x', '')",
            "transfer 7 belongs to payment 77, which is missing",
        ),
        (
            "UPDATE payment SET in_hand = 0 WHERE no = 2",
            "payment city-000000002: recorded as 0.00 not yet released, and its movements leave 50.50",
        ),
        (
            "UPDATE payment SET id = 'city-000000001' WHERE no = 2",
            "its id `city-000000001` is also that of another payment",
        ),
        (
            "INSERT INTO transfer(payment, kind, amount, run, happened_on, author, reason) \
             VALUES(2, 'withdrawn', 5050, 2, '2024-02-10', 'x', '')",
            "run 2, member 990***18: payments withdrawn differ from the entries by 50.50",
        ),
        (
            "DELETE FROM transfer; UPDATE payment SET in_hand = 1 WHERE no = 1",
            "payment city-000000001: recorded as 0.01 not yet released, and its movements leave 100.00",
        ),
        (
            "INSERT INTO transfer(payment, kind, amount, run, happened_on, author, reason) \
             VALUES(2, 'parted', 5050, 2, '2024-02-10', 'x', '')",
            "payment city-000000002: 50.50 of it is recorded as other payments, which add up to 0.00",
        ),
        (
            "UPDATE transfer SET amount = 9000 WHERE kind = 'released'",
            "payment city-000000001: recorded as 0.00 not yet released, and its movements leave 10.00",
        ),
        (
            "INSERT INTO taken_back(run, happened_on, author, reason, login) \
             VALUES(2, '2024-02-10', 'x', 'y', 'z')",
            "rows 1 to 1 of `taken_back` belong to no act",
        ),
        (
            "INSERT INTO taken_back(run, happened_on, author, reason, login) \
             VALUES(1, '2024-02-10', 'x', 'y', 'z')",
            "run 1 is recorded as taken back, but something of it was released, or it is missing",
        ),
        (
            "UPDATE posting SET withdrawn = 1 WHERE no = 2",
            "`withdrawn` is 1 minor units, and was 0 before entries of 0",
        ),
    ] {
        let why = after(sql);
        assert!(why.contains(told), "{sql}\n{why}");
    }
}

#[test]
fn an_amount_that_moved_between_two_benefits_is_named_though_all_sums_are_right() {
    let why =
        after("UPDATE posting SET entries = replace(entries, 'medical', 'daily') WHERE no = 1");
    assert!(
        why.contains(
            "city, daily: decided 0.00, and entries since the posting before make it 100.00"
        ),
        "{why}"
    );
    assert!(
        why.contains(
            "city, medical: decided 100.00, and entries since the posting before make it 0.00"
        ),
        "{why}"
    );
}

#[test]
fn a_flipped_byte_is_found_wherever_it_is() {
    let office = Office::with_two_nights();
    let good = fs::read(office.ledger()).unwrap();
    // In the text of a decision, in a table's page, in the list of tables. Pages may hold what stood there before, too.
    for text in [&b"A2,city,paid"[..], b"bill:A2", b"CREATE TABLE posting"] {
        let mut bad = good.clone();
        let places = good.windows(text.len()).enumerate().filter(|(_, window)| *window == text);
        places.for_each(|(place, _)| bad[place] ^= 1);
        assert_ne!(bad, good);
        fs::write(office.ledger(), bad).unwrap();
        office.refuses("verify", &[]);
    }
}

#[test]
fn a_truncated_ledger_is_told_and_nothing_is_written_to_it() {
    let office = Office::with_two_nights();
    let good = fs::read(office.ledger()).unwrap();
    for left in [good.len() / 2, 8192, 100, 10] {
        fs::write(office.ledger(), &good[..left]).unwrap();
        let why = office.refuses("verify", &[]);
        assert!(why.contains("restore") || why.contains("damaged"), "{left}: {why}");
    }
}

/// A ledger as the first version of the tables kept it: three nights of six people, the last of which
/// takes back a bill that was paid.
fn of_version_1() -> Office {
    let office = Office::new();
    let db = Connection::open(office.ledger()).unwrap();
    let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers/version-1.sql");
    db.execute_batch(&fs::read_to_string(sql).unwrap()).unwrap();
    db.execute_batch("PRAGMA application_id = 1752853607; PRAGMA user_version = 1").unwrap();
    office
}

#[test]
fn an_older_ledger_is_copied_and_then_becomes_one_of_today() {
    let office = of_version_1();
    // Whoever only looks changes nothing.
    let old = fs::read(office.ledger()).unwrap();
    let why = office.refuses("verify", &[]);
    assert!(why.contains("is a ledger of version 1"), "{why}");
    assert!(fs::read(office.ledger()).unwrap() == old);
    // The first that writes brings it to today, beside a copy of what it was.
    office.says("lock", &["2026-03", "--by", "Li", "--reason", "closed"]);
    let whole = office.says("verify", &[]);
    assert!(whole.starts_with("whole: 3 runs, 9 postings, 3 payments"), "{whole}");
    let db = Connection::open(office.ledger()).unwrap();
    let moved = |sql: &str| -> String { db.query_row(sql, (), |row| row.get(0)).unwrap() };
    // Whoever noted the last seal of before finds it again.
    let seal = "c0b4f0dd06502348c3d87bb6a2bfc52b04134d5797058e8926487395a5641aba";
    assert_eq!(moved("SELECT lower(hex(seal)) FROM migrated WHERE version = 1"), seal);
    let last = "SELECT group_concat(kind || ' ' || amount || ' ' || reason, ', ') FROM entry \
                WHERE posting = 9";
    assert_eq!(
        moved(last),
        "reversal -12000 void_bill:B000000005, reversal -378523 void_bill:B000000005, \
         recovery 390523 set_off_next"
    );
    let mut copy = office.ledger().into_os_string();
    copy.push(".version-1");
    let copy = Connection::open(PathBuf::from(copy)).unwrap();
    let version: i32 = copy.query_row("PRAGMA user_version", (), |row| row.get(0)).unwrap();
    let entries: i64 = copy.query_row("SELECT count(*) FROM entry", (), |row| row.get(0)).unwrap();
    assert_eq!((version, entries), (1, 14));
}

#[test]
fn a_ledger_of_a_newer_version_and_a_file_that_is_none_are_refused() {
    let office = Office::with_two_nights();
    office.tamper("PRAGMA user_version = 99");
    for command in ["runs", "verify"] {
        assert!(office.refuses(command, &[]).contains("is a ledger of version 99"));
    }
    fs::write(office.ledger(), "not a database, but long enough to be taken for one".repeat(9))
        .unwrap();
    assert!(office.refuses("runs", &[]).contains("is not a ledger"));
    fs::remove_file(office.ledger()).unwrap();
    assert!(office.refuses("runs", &[]).contains("there is no ledger"));
}

#[test]
fn whoever_writes_is_alone_and_readers_are_not_kept_out() {
    let office = Office::with_two_nights();
    office.payees();
    let holder = Ledger::open(&office.ledger(), Access::Write).unwrap();
    // Said when it begins, and again when it is posted.
    assert_eq!(holder.next_run().unwrap(), 3.into());
    let why = office.refuses("release", &["1", "--by", "Qian", "--out", "bank.csv"]);
    assert!(why.contains("another command is writing to") && why.contains("run 3"), "{why}");
    assert!(!office.path("bank.csv").exists());
    office.says("runs", &[]);
    close(holder);
    office.release("1", "bank.csv");
}

#[test]
fn a_release_is_written_once_and_can_be_had_again() {
    let office = Office::with_two_nights();
    office.payees();
    let said = office.release("2", "bank.csv");
    let (left, seal) = said.split_once('\n').unwrap();
    assert_eq!(left, "run 2: 2 payments, together 53.50, in `bank.csv`");
    assert!(seal.starts_with("the newest seal is ") && seal.lines().count() == 1, "{seal}");
    let bank = office.read("bank.csv");
    assert_eq!(
        bank,
        "payment_id,member_id,kind,payee,account,amount,payee_id,bank,branch,share\n\
         city-000000002,990000198001010018,member,Name,6222 0001,50.50,,,,1\n\
         city-000000003,990000198001010026,member,Name,6222 0002,3.00,,,,1\n"
    );
    let control: Value = serde_json::from_str(&office.read("bank.csv.json")).unwrap();
    assert_eq!((&control["count"], &control["total"]), (&json!(2), &json!("53.50")));
    assert_eq!(control["sha256"], huzhu::fingerprint::sha256(bank.as_bytes()));
    let db = Connection::open(office.ledger()).unwrap();
    let kept = "SELECT author FROM act WHERE kind = 'payees'";
    assert_eq!(db.query_row(kept, (), |row| row.get::<_, String>(0)).unwrap(), "Wu");
    // The account changes afterwards; the file that was sent does not.
    office.write("new.csv", &format!("member_id,kind,payee,account\n{ANNA},heir,Son,777\n"));
    office.says("payees", &["new.csv", "--by", "Wu"]);
    let told = office.refuses("release", &["2", "--by", "Qian", "--out", "again.csv"]);
    assert!(told.contains("`--again` writes its last file once more"), "{told}");
    let said = office.release_again("2", "again.csv");
    assert_eq!(
        said.split_once('\n').unwrap(),
        (
            "run 2 was released before; the same 2 payments, together 53.50, are in `again.csv`",
            seal
        )
    );
    assert_eq!(office.read("again.csv"), bank);
    // Run 1 was left aside, and is released by itself.
    office.release("1", "first.csv");
    assert!(
        office
            .read("first.csv")
            .contains("city-000000001,990000198001010018,heir,Son,777,100.00,,,,1\n")
    );
    office.says("verify", &[]);
}

#[test]
fn a_bank_file_is_not_written_over_another() {
    let office = Office::with_two_nights();
    office.payees();
    office.write("bank.csv", "another");
    let why = office.refuses("release", &["1", "--by", "Qian", "--out", "bank.csv"]);
    assert!(why.contains("`bank.csv` already exists"), "{why}");
    assert_eq!(office.read("bank.csv"), "another");
    assert!(office.says("runs", &[]).contains("100.00; not released"));
}

#[test]
fn a_payment_without_a_payee_is_held_and_goes_with_a_later_release() {
    let office = Office::with_two_nights();
    office.write("ben.csv", &format!("member_id,kind,payee,account\n{BEN},unit,Works,1\n"));
    office.says("payees", &["ben.csv", "--by", "Wu"]);
    // Nothing can leave: the run is not released, and there is no file that says so.
    let why = office.refuses("release", &["1", "--by", "Qian", "--out", "one.csv"]);
    assert_eq!(
        why,
        "kept back: 1 payments of 100.00\n\
         \x20 member 990***18, city-000000001: 100.00, no payee is known (`huzhu ledger payees`)\n\
         huzhu: nothing of run 1 can leave now; no file was written, and the run can still be released\n"
    );
    assert!(!office.path("one.csv").exists());
    assert!(office.says("runs", &[]).contains("100.00; not released"));
    // Of run 2 Ben's leaves; Anna's leaves with the next release of the run, with nothing posted.
    let said = office.release("2", "two.csv");
    assert!(
        said.contains("1 payments, together 3.00") && said.contains("50.50, no payee"),
        "{said}"
    );
    office.payees();
    let more = ["2", "--by", "Qian", "--out", "more.csv", "--reason", "Anna's payee is known"];
    let said = office.says("release", &more);
    assert!(said.contains("run 2: 1 payments, together 50.50, in `more.csv`"), "{said}");
    let one = ["1", "--by", "Qian", "--out", "one.csv", "--reason", "Anna's payee is known"];
    assert!(office.says("release", &one).contains("1 payments, together 100.00"));
    // What is all gone gives its last file once more.
    assert_eq!(office.release_again("2", "once_more.csv").lines().count(), 2);
    assert_eq!(office.read("once_more.csv"), office.read("more.csv"));
    office.says("verify", &[]);
}

#[test]
fn a_returned_payment_goes_out_again_under_its_id_and_only_once() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.write("back.csv", "payment_id,reason\ncity-000000001,account closed\n");
    let said = office.says("returned", &["back.csv", "--by", "Qian"]);
    assert!(said.starts_with("returned: 1 payments, together 100.00; "), "{said}");
    let again = office.says("returned", &["back.csv", "--by", "Qian"]);
    assert!(again.contains("was read on 2024-02-10 already"), "{again}");
    // Its file was sent: to send it again would be to pay what is paid with a later one.
    let why = office.refuses("release", &["1", "--by", "Qian", "--out", "x.csv", "--again"]);
    assert!(why.contains("the bank has returned 1 of its payments"), "{why}");
    // The account is closed: it waits for another payee, or until somebody says `--resend`.
    let said = office.release("2", "two.csv");
    assert!(said.contains("2 payments, together 53.50"), "{said}");
    assert!(said.contains("city-000000001: 100.00, returned by the bank"), "{said}");
    let unknown = ["1", "--by", "Qian", "--out", "x.csv", "--resend", "city-000000002"];
    assert!(
        office.refuses("release", &unknown).contains("is not a payment that the bank returned")
    );
    let resend = ["1", "--by", "Qian", "--out", "x.csv", "--resend", "city-000000001"];
    assert!(office.says("release", &resend).contains("run 1: 1 payments, together 100.00"));
    assert!(office.read("x.csv").contains("city-000000001,"));
    let again = office.refuses("returned", &["back.csv", "--by", "Qian"]);
    assert!(again.contains("if this is not the old file, add `--once-more`"), "{again}");
    let balance = office.says("balance", &[ANNA]);
    let fate =
        "released on 2024-02-10; returned on 2024-02-10: account closed; released on 2024-02-10";
    assert!(balance.contains(fate), "{balance}");
    office.says("verify", &[]);
}

#[test]
fn every_row_that_no_bank_can_mean_is_told() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.write(
        "back.csv",
        "payment_id,reason\ncity-000000009,x\ncity-000000002,x\ntown-000000001,x\n\
         city-1,x\ncity-000000001,\ncity-000000001,x\n",
    );
    let why = office.refuses("returned", &["back.csv", "--by", "Qian"]);
    for line in [
        "back.csv:2: the ledger has no payment `city-000000009`",
        "back.csv:3: `city-000000002` was never released",
        "back.csv:4: the ledger has no payment `town-000000001`",
        "back.csv:5: the ledger has no payment `city-1`",
        "back.csv:6: `city-000000001` has no reason",
        "back.csv:7: `city-000000001` is in the file twice",
        "nothing was read in: the file has 6 mistakes",
    ] {
        assert!(why.contains(line), "{line}\n{why}");
    }
    assert!(!office.says("balance", &[ANNA]).contains("returned on"));
}

#[test]
fn every_row_of_payees_that_is_not_right_is_told() {
    let office = Office::with_two_nights();
    office.write(
        "payees.csv",
        &format!(
            "\u{feff}account,payee,kind,member_id\n1,A,friend,{ANNA}\n6.22E+18,B,heir,{BEN}\n,,unit,nobody-knows-1\n1,A,member,{ANNA}\n"
        ),
    );
    let why = office.refuses("payees", &["payees.csv", "--by", "Wu"]);
    for line in [
        "payees.csv:2: `friend` is not a kind of payee; write `member`, `guardian`, `heir` or `unit`",
        "payees.csv:3: a spreadsheet has lost the last digits of `6.22E+18`",
        "payees.csv:4: the ledger has no member with the id `nob***-1`",
        "payees.csv:4: `payee` is empty",
        "payees.csv:4: `account` is empty",
        "payees.csv:5: line 2 has other values for `990***18`",
    ] {
        assert!(why.contains(line), "{line}\n{why}");
    }
    office.write("payees.csv", "member_id,account\n");
    let why = office.refuses("payees", &["payees.csv", "--by", "Wu"]);
    assert!(why.contains("no column `kind`") && why.contains("no column `payee`"), "{why}");
    office.payees();
    assert!(
        office
            .says("payees", &["payees.csv", "--by", "Wu"])
            .contains("0 new or changed, 2 as known")
    );
}

#[test]
fn a_release_has_an_author_who_may_have_to_be_another_than_who_prepared_it() {
    let office = Office::with_two_nights();
    office.payees();
    let why = office.misused("release", &["1", "--out", "bank.csv"]);
    assert!(why.contains("`--by <NAME>` is missing"), "{why}");
    let why = office.misused("release", &["1", "--by", " ", "--out", "bank.csv"]);
    assert!(why.contains("name the author with `--by NAME`"), "{why}");
    let with = |by| ["1", "--by", by, "--out", "bank.csv", "--second-person"];
    let why = office.refuses("release", &with("zhao"));
    assert!(why.contains("zhao prepared run 1; another person must release it"), "{why}");
    let why = office.refuses("release", &["9", "--by", "Qian", "--out", "bank.csv"]);
    assert!(why.contains("has no run 9; the newest is 2"), "{why}");
    let early = ["1", "--by", "Qian", "--out", "bank.csv", "--on", "2024-01-09"];
    assert!(office.refuses("release", &early).contains("cannot be released on 2024-01-09"));
    office.says("release", &with("Qian"));
}

#[test]
fn no_spelling_of_a_name_is_a_second_person() {
    let office = Office::with_two_nights();
    office.payees();
    let with = |by| ["1", "--by", by, "--out", "bank.csv", "--second-person"];
    for by in ["ZHAO", " zhao\u{3000}", "ｚｈａｏ", "Zh\u{200b}ao", "\u{feff}Zhao", "Z\u{ad}hao"]
    {
        let why = office.refuses("release", &with(by));
        assert!(why.contains("prepared run 1; another person must release it"), "{by}: {why}");
    }
    assert!(office.misused("release", &with("\u{200b}")).contains("name the author"));
    assert!(!office.path("bank.csv").exists());
}

#[test]
fn a_name_that_an_older_program_kept_forges_no_line() {
    let office = Office::with_two_nights();
    office.tamper(
        "UPDATE run SET prepared_by = 'Li' || char(10) || 'run 3, 2024-02-11' WHERE no = 1",
    );
    let runs = office.says("runs", &[]);
    assert_eq!(runs.lines().count(), 2, "{runs}");
    assert!(runs.starts_with("run 1, 2024-01-10, by Li run 3, 2024-02-11: "), "{runs}");
    // The account of a night is told where it says more than the name.
    office.tamper("UPDATE run SET prepared_by = 'Zhao', login = 'root' WHERE no = 1");
    let json: Value = serde_json::from_str(&office.says("runs", &["--format", "json"])).unwrap();
    assert_eq!(json["runs"][0]["prepared_account"], "root");
    assert_eq!(json["runs"][1]["prepared_account"], Value::Null);
}

#[test]
fn no_command_panics_on_the_last_day_of_the_calendar() {
    let office = Office::new();
    office.night("9999-12-31", &[(ANNA, &[("A1", 10_000)]), (BEN, &[("B1", 300)])]);
    office.payees();
    let reason = ["--by", "Li", "--reason", "a trial"];
    let ahead = "the ledger holds 9999-12-31, which is after today; this counts for today";
    let lock = office.says("lock", &[&["9999-12"][..], &reason].concat());
    assert!(lock.starts_with(ahead), "{lock}");
    office.write("back.csv", "payment_id,reason\n");
    let why = office.refuses("returned", &["back.csv", "--by", "Qian"]);
    assert!(why.contains("closed, as is the last month of the calendar"), "{why}");
    let why = office.refuses("release", &["1", "--by", "Qian", "--out", "bank.csv"]);
    assert!(
        why.contains("run 1 has the posting day 9999-12-31 and cannot be released on"),
        "{why}"
    );
    let join = [&[ANNA, BEN, "--second", "Wu"][..], &reason].concat();
    assert!(office.says("same-person", &join).starts_with(ahead));
    let alone = [&[ANNA, "C"][..], &reason].concat();
    assert!(office.refuses("same-person", &alone).contains("to compare"));
    for command in ["runs", "said", "verify"] {
        office.says(command, &[]);
    }
    office.says("unlock", &[&["9999-12"][..], &reason].concat());
}

#[test]
fn what_is_not_usual_stops_a_release_until_somebody_says_why() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    let tonight = json!({ "members": { "rows": 100, "rejected": 6, "known": 94 } });
    let less = json!({ "members": 11, "amount": "70.00" });
    let summary = json!({ "rejected_rows": 6, "tonight": tonight, "less": less });
    office.night_with(
        "2024-02-11",
        &[(ANNA, &[("A1", 10_000), ("A2", 5_050), ("A3", 30_001)])],
        &summary,
    );
    let release = ["3", "--by", "Qian", "--out", "three.csv"];
    let why = office.refuses("release", &release);
    for line in [
        "the total of 300.01 is above 3 times the usual 100.00\n",
        "the largest payment of 300.01 is above 3 times the largest so far, 100.00\n",
        "run 3 rejected 6 of 100 rows: more than 5%\n",
        "run 3 brought a list of 94 members, and run 1 one of 100: fewer by more than 5%; see whether the file is whole\n",
        "run 3 lowered what was decided before for 11 of 2 members, by 70.00: more than 5%; see changes.csv and the rules\n",
        "nothing was released; check whether this is right, and give a reason with `--reason TEXT`\n",
    ] {
        assert!(why.contains(line), "{line}\n{why}");
    }
    assert!(!office.path("three.csv").exists());
    let loose = ["--total-above", "3.01", "--largest-above", "4", "--rejects-above", "6%"];
    let loose: Vec<&str> = release.into_iter().chain(loose).collect();
    let why = office.refuses("release", &loose);
    assert_eq!(why.lines().count(), 3, "{why}");
    let loose: Vec<&str> = loose.into_iter().chain(["--members-down", "6%"]).collect();
    assert_eq!(office.refuses("release", &loose).lines().count(), 2);
    let loose: Vec<&str> = loose.into_iter().chain(["--reason", "a new rule"]).collect();
    office.says("release", &loose);
    office.says("verify", &[]);
}

/// A night that brings only what is new of some members says nothing of how many there are, and rings no alarm.
#[test]
fn a_night_that_brings_a_few_members_is_no_shorter_list() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.release("2", "two.csv");
    let brought = |rows: u64, known: u64| json!({ "tonight": { "members": { "rows": rows, "rejected": 0, "known": known } } });
    let bills = [("A1", 10_000), ("A2", 5_050), ("A3", 100), ("A4", 200), ("A5", 300)];
    let quiet = [(0, 0), (3, 1), (96, 95), (98, 97)];
    for (at, (rows, known)) in quiet.into_iter().enumerate() {
        let (no, day) = (3 + at, format!("2024-02-{}", 11 + at));
        office.night_with(&day, &[(ANNA, &bills[..3 + at.min(2)])], &brought(rows, known));
        office.says("release", &[&no.to_string(), "--by", "Qian", "--out", &format!("{no}.csv")]);
    }
    office.night_with("2024-02-20", &[(ANNA, &bills), (BEN, &[("B1", 400)])], &brought(93, 92));
    let why = office.refuses("release", &["7", "--by", "Qian", "--out", "seven.csv"]);
    assert!(why.contains("run 7 brought a list of 93 members, and run 6 one of 98"), "{why}");
}

#[test]
fn a_reason_answers_the_guards_and_stays_in_the_ledger() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("2", "two.csv");
    let release = ["1", "--by", "Qian", "--out", "one.csv", "--largest-above", "1"];
    assert!(office.refuses("release", &release).contains("largest payment"));
    let reason: Vec<&str> = release.into_iter().chain(["--reason", "a heart operation"]).collect();
    office.says("release", &reason);
    let db = Connection::open(office.ledger()).unwrap();
    let sql = "SELECT reason FROM release WHERE run = 1";
    let reason: String = db.query_row(sql, (), |row| row.get(0)).unwrap();
    assert_eq!(reason, "a heart operation");
}

/// Numbers that look thrown, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// An office to which anything happens in any order.
struct Busy {
    office: Office,
    dice: Dice,
    bills: Vec<BTreeMap<String, i64>>,
    runs: Vec<String>,
    /// Payments that the bank has and did not send back.
    with_bank: BTreeSet<String>,
    /// Payments that were ever sent, and that came back.
    sent: usize,
    back: usize,
}

impl Busy {
    fn night(&mut self) {
        let at = self.dice.below(self.bills.len());
        let bill = format!("B{at}-{}", self.dice.below(4));
        match self.dice.below(3) {
            0 => drop(self.bills[at].remove(&bill)),
            _ => drop(self.bills[at].insert(bill, self.dice.below(20_000) as i64)),
        }
        let day = format!("2024-{:02}-{:02}", 1 + self.runs.len() / 3, 1 + self.runs.len() % 28);
        let bills: Vec<(&str, i64)> =
            self.bills[at].iter().map(|(id, pays)| (id.as_str(), *pays)).collect();
        self.office.night(&day, &[(&format!("member-{at:04}"), &bills)]);
        self.runs.push(day);
    }

    fn payee(&mut self) {
        let (at, account) = (self.dice.below(self.bills.len()), self.dice.below(3));
        let row = format!("member_id,kind,payee,account\nmember-{at:04},member,X,{account}\n");
        self.office.write("payees.csv", &row);
        let mut ledger = Ledger::open(&self.office.ledger(), Access::Write).unwrap();
        // Nobody yet, perhaps.
        let act = Signed::new(Some("Wu"), ledger.usual_day().unwrap(), None).unwrap();
        let _ = payment::read_payees(&mut ledger, &self.office.path("payees.csv"), &act);
        close(ledger);
    }

    fn release(&mut self) {
        let run = 1 + self.dice.below(self.runs.len().max(1)) as i64;
        let out = self.office.path(&format!("bank-{}.csv", self.dice.0));
        let mut ledger = Ledger::open(&self.office.ledger(), Access::Write).unwrap();
        let on = ledger.usual_day().unwrap();
        let act = Signed::new(Some("Qian"), on, Some("a trial")).unwrap();
        let order = Order {
            act,
            second_person: true,
            checks: ReleaseChecks::default(),
            resend: Default::default(),
            bank: None,
            again: false,
            out: &out,
        };
        let released = payment::release(&mut ledger, run.into(), &order);
        close(ledger);
        let Ok(ReleaseOutcome::Released(released)) = released else { return };
        let file = fs::read_to_string(&out).unwrap();
        for id in file.lines().skip(1).map(|line| line.split(',').next().unwrap()) {
            let new = self.with_bank.insert(id.to_owned());
            assert_eq!(new, !released.again, "{id} in {file}");
            self.sent += usize::from(new);
        }
    }

    fn returned(&mut self) {
        let all: Vec<&String> = self.with_bank.iter().collect();
        if all.is_empty() {
            return;
        }
        let id = all[self.dice.below(all.len())].clone();
        let row = format!("payment_id,reason\n{id},{}\n", self.dice.0);
        self.office.write("back.csv", &row);
        let mut ledger = Ledger::open(&self.office.ledger(), Access::Write).unwrap();
        let act = Signed::new(Some("Qian"), ledger.usual_day().unwrap(), None).unwrap();
        let read =
            payment::read_returns(&mut ledger, &self.office.path("back.csv"), &act, true).unwrap();
        assert_eq!(read.returned, 1);
        close(ledger);
        self.with_bank.remove(&id);
        self.back += 1;
    }
}

/// An office after forty things that happened to it.
fn busy(seed: u64) -> Busy {
    let (office, bills) = (Office::new(), vec![BTreeMap::new(); 4]);
    let (runs, with_bank, sent, back) = (Vec::new(), BTreeSet::new(), 0, 0);
    let mut busy = Busy { office, dice: Dice(seed), bills, runs, with_bank, sent, back };
    busy.night();
    for _ in 0..40 {
        match busy.dice.below(8) {
            0..3 if busy.runs.len() < 34 => busy.night(),
            3..5 => busy.payee(),
            5..7 => busy.release(),
            _ => busy.returned(),
        }
    }
    busy
}

#[test]
fn whatever_is_released_and_returned_the_bank_never_has_a_payment_twice() {
    let (mut sent, mut back) = (0, 0);
    for seed in 0..16 {
        let busy = busy(seed);
        let ledger = Ledger::open(&busy.office.ledger(), Access::Read).unwrap();
        let mut faults = Vec::new();
        ledger.verify(&mut |why| faults.push(why.to_string())).unwrap();
        assert_eq!(faults, Vec::<String>::new(), "seed {seed}");
        for day in &busy.runs {
            let month: Month = day[..7].parse().unwrap();
            let rolled = accounting::roll_forward(&ledger, Some(month)).unwrap();
            assert!(rolled.adds_up(), "seed {seed}: {rolled:?}");
        }
        (sent, back) = (sent + busy.sent, back + busy.back);
    }
    assert!(sent > 50 && back > 30, "{sent} sent, {back} back: nothing much was tried");
}

#[test]
fn every_command_explains_itself_in_both_languages() {
    let commands = [
        "runs",
        "balance",
        "as-of",
        "verify",
        "release",
        "payees",
        "returned",
        "lock",
        "unlock",
        "roll-forward",
        "export",
        "backup",
        "said",
    ];
    for command in commands {
        for (lang, usage) in [("en", "Usage: "), ("zh", "用法: ")] {
            let arguments = ["--lang", lang, "ledger", command, "--help"];
            let help = output(Command::new(HUZHU).args(arguments));
            assert!(help.status.success() && text(&help).contains(usage), "{}", text(&help));
        }
    }
}

#[test]
fn months_are_closed_in_order_and_opened_from_the_latest_back() {
    let office = Office::with_two_nights();
    office.night("2024-04-10", &[]);
    let lock = |month| ["--by", "Sun", "--reason", "closed books", month];
    assert!(office.refuses("lock", &lock("2024-02")).contains("cannot be closed before 2024-01"));
    let misused = |rest: &[&str]| office.misused("lock", rest);
    assert!(misused(&["2024-01", "--by", "Sun"]).contains("`--reason <TEXT>` is missing"));
    assert!(misused(&["2024-01", "--reason", "x"]).contains("`--by <NAME>` is missing"));
    let blank = ["2024-01", "--by", "Sun", "--reason", " "];
    assert!(misused(&blank).contains("give a reason with `--reason TEXT`"));
    assert_eq!(office.run("lock", &lock("2024-1")).status.code(), Some(2));
    for month in ["2024-01", "2024-02", "2024-03"] {
        office.says("lock", &lock(month));
    }
    assert!(office.refuses("lock", &lock("2024-01")).contains("2024-01 is closed already"));
    assert!(office.refuses("lock", &lock("2024-05")).contains("the newest run is in 2024-04"));
    let day = |text| Day::parse(text).unwrap();
    {
        let ledger = Ledger::open(&office.ledger(), Access::Read).unwrap();
        assert!(ledger.is_locked(day("2024-03-31")).unwrap());
        assert!(ledger.is_locked(day("2023-05-01")).unwrap());
        assert!(!ledger.is_locked(day("2024-04-01")).unwrap());
        assert_eq!(ledger.open_month().unwrap().unwrap().to_string(), "2024-04");
    }
    assert!(office.refuses("unlock", &lock("2024-01")).contains("cannot be opened before 2024-03"));
    assert!(office.misused("unlock", &["2024-03", "--by", "Sun"]).contains("`--reason <TEXT>`"));
    office.says("unlock", &lock("2024-03"));
    assert!(office.refuses("unlock", &lock("2024-03")).contains("2024-03 is not closed"));
    assert!(office.refuses("unlock", &lock("2024-04")).contains("2024-04 is not closed"));
    let ledger = Ledger::open(&office.ledger(), Access::Read).unwrap();
    assert!(!ledger.is_locked(day("2024-03-31")).unwrap());
    let db = Connection::open(office.ledger()).unwrap();
    let log: i64 = db.query_row("SELECT count(*) FROM month", (), |row| row.get(0)).unwrap();
    assert_eq!(log, 4);
}

#[test]
fn nothing_is_released_or_returned_in_a_closed_month() {
    let office = Office::with_two_nights();
    office.payees();
    for month in ["2024-01", "2024-02"] {
        office.says("lock", &[month, "--by", "Sun", "--reason", "closed books"]);
    }
    let on = |day| ["1", "--by", "Qian", "--out", "bank.csv", "--on", day];
    let why = office.refuses("release", &on("2024-02-20"));
    assert!(
        why.contains("2024-02-20 lies in 2024-02, which is closed; give a day from 2024-03-01 on"),
        "{why}"
    );
    office.release("1", "bank.csv");
    assert!(office.says("runs", &[]).contains("released on 2024-03-01 by Qian"));
    office.write("back.csv", "payment_id,reason\ncity-000000001,closed\n");
    let early = ["back.csv", "--by", "Qian", "--on", "2024-02-29"];
    assert!(office.refuses("returned", &early).contains("is closed"));
    office.says("returned", &["back.csv", "--by", "Qian"]);
}

#[test]
fn a_month_rolls_forward_and_its_closing_is_tied_to_payments() {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.release("2", "two.csv");
    office.night("2024-03-10", &[(ANNA, &[("A2", 5_050)])]);
    office.night("2024-03-11", &[(ANNA, &[("A2", 5_050), ("A3", 4_000)])]);
    let rolled = office.says("roll-forward", &["--month", "2024-02"]);
    assert!(
        rolled.contains("opening: 100.00\n  due: 53.50\n  reversed: 0.00\n  closing: 153.50\n"),
        "{rolled}"
    );
    assert!(
        rolled.contains(
            "released: -153.50\n  returned: 0.00\n  repaid by members: 0.00\n  closing: 0.00\n"
        ),
        "{rolled}"
    );
    let rolled: Value =
        serde_json::from_str(&office.says("roll-forward", &["--format", "json"])).unwrap();
    assert_eq!(rolled["month"], "2024-03");
    assert_eq!(rolled["opening"], "0.00");
    assert_eq!((&rolled["due"], &rolled["reversed"]), (&json!("40.00"), &json!("-100.00")));
    // 60.00 of the 100.00 that left is still to be set off.
    assert_eq!((&rolled["closing"], &rolled["unreleased"]), (&json!("-60.00"), &json!("0.00")));
    assert_eq!(rolled["set_off"][0]["amount"], "60.00");
    assert_eq!(rolled["adds_up"], true);
    office.night("2024-06-11", &[]);
    let later: Value =
        serde_json::from_str(&office.says("roll-forward", &["--format", "json"])).unwrap();
    assert_eq!(
        (&later["set_off"][0]["amount"], &later["set_off"][1]["amount"]),
        (&json!("0.00"), &json!("60.00"))
    );
    office.tamper("UPDATE posting SET entries = replace(entries, ',10000,', ',1,') WHERE entries LIKE '%recovery%'");
    assert!(office.refuses("roll-forward", &[]).contains("it does not add up"));
}

#[test]
fn an_earlier_debt_that_stands_with_a_later_one_is_set_off_no_more() {
    let office = Office::new();
    let night = |day, pays| office.night(day, &[(ANNA, &[("A1", pays)])]);
    night("2024-01-10", 10_000);
    office.payees_of(&[ANNA]);
    office.release("1", "one.csv");
    night("2024-01-11", 7_000);
    night("2024-01-12", 8_500);
    assert!(office.says("balance", &[ANNA]).contains("written off 15.00, recoverable 0.00"));
    office.says("verify", &[]);
    let rolled = office.says("roll-forward", &[]);
    assert!(rolled.contains("written off: 15.00\n") && rolled.contains("it adds up"), "{rolled}");
    office.tamper("UPDATE posting SET entries = replace(entries, ',3000,', ',2900,') WHERE entries LIKE '%recovery%'");
    assert!(
        office
            .refuses("verify", &[])
            .contains("`owed` is 3000 minor units, and was 0 before entries of 2900")
    );
}

/// A ledger in which everything has happened, and its journal.
fn journal(with: &[&str]) -> Office {
    let office = Office::with_two_nights();
    office.payees();
    office.release("1", "one.csv");
    office.write("back.csv", "payment_id,reason\ncity-000000001,closed\n");
    office.says("returned", &["back.csv", "--by", "Qian"]);
    office.release("2", "two.csv");
    office.night("2024-03-10", &[(ANNA, &[("A2", 5_050)])]);
    let to = ["--to", "city.journal", "--entries", "entries.csv"];
    office.says("export", &to.iter().chain(with).copied().collect::<Vec<_>>());
    office
}

#[test]
fn a_journal_names_members_by_numbers_unless_ids_are_asked_for() {
    let office = journal(&[]);
    let text = office.read("city.journal");
    assert!(text.contains("commodity CNY 1000.00\n"), "{text}");
    assert!(
        text.contains(
            "2024-01-10 * run 1, posting 1\n    \
             expenses:benefits:city:city:medical  CNY 100.00  ; date2:2024-01-10, entry:1000001\n    \
             liabilities:members:city:1  CNY -100.00  ; date2:2024-01-10, entry:1000001\n"
        ),
        "{text}"
    );
    assert!(!text.contains("990000") && !text.contains("A2"), "{text}");
    assert_eq!(
        office.read("entries.csv").lines().take(3).collect::<Vec<_>>(),
        [
            "origin,event_on,posted_on,kind,bill_id,plan,benefit,funder,amount",
            "2024-01-10,2024-01-10,2024-01-10,due,A1,city,medical,city,100.00",
            "2024-01-10,2024-01-10,2024-01-10,paid,,,,city,100.00",
        ]
    );
    let full = journal(&["--full-ids"]).read("city.journal");
    assert!(
        full.contains("liabilities:members:city:990000198001010018") && full.contains("bill:A2")
    );
}

#[test]
fn an_export_is_not_written_over_anything() {
    let office = journal(&[]);
    let before = [office.read("city.journal"), office.read("entries.csv")];
    for (to, entries) in [("city.journal", "new.csv"), ("new.journal", "entries.csv")] {
        let why = office.refuses("export", &["--to", to, "--entries", entries]);
        assert!(why.contains("already exists; choose another file name"), "{why}");
    }
    assert_eq!([office.read("city.journal"), office.read("entries.csv")], before);
    assert!(!office.path("new.csv").exists() && !office.path("new.journal").exists());
}

/// A ledger of real nights: less is due and it is let stand, a payment comes back, and two ids turn out to
/// be one person.
fn of_one_person() -> Office {
    let office = Office::new();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
    let stands = "\n[scheme.corrections]\nstands_below = \"500\"\norder_of_bills = \"stands\"\n\
                  revisions = \"replace\"\n\n[parameters]";
    let rules = fs::read_to_string(rules).unwrap().replacen("\n[parameters]", stands, 1);
    office.write("rules.toml", &rules);
    let mut members = "member_id,birth_date,sex,org_code,hardship\n".to_owned();
    let mut periods = "member_id,plan,start,end,units,enrolled_on\n".to_owned();
    for id in [ANNA, BEN] {
        members += &format!("{id},1980-01-01,F,9900.01,no\n");
        periods += &format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01\n");
    }
    office.write("members.csv", &members);
    office.write("enrolments.csv", &periods);
    let night = |day: &str, bills: &[(&str, &str, &str, &str)]| {
        let mut rows =
            "bill_id,member_id,revision,total,category,hospital_id,hospital_level,admission,\
                        discharge,settled_on,diagnosis,out_of_catalogue,class_b_prepay,deductible,\
                        pool_paid,critical_paid,assistance_paid,other_paid\n"
                .to_owned();
        for (bill, member, revision, total) in bills {
            rows += &format!(
                "{bill},{member},{revision},{total},inpatient,H1,1,2024-03-01,2024-03-02,2024-04-01,I10,\
                 0.00,0.00,0.00,0.00,0.00,0.00,0.00\n"
            );
        }
        office.write("bills.csv", &rows);
        let mut run = Command::new(HUZHU);
        run.args(["--lang", "en", "batch", "--rules", "rules.toml", "--data", ".", "--out", "out"]);
        run.args(["--by", "Zhao", "--posted-on", day, "--ledger"]).arg(office.ledger());
        let done = output(run.current_dir(office.folder.path()));
        assert!(done.status.success(), "{}", text(&done));
    };
    office.says("new", &[]);
    night("2024-04-10", &[("A1", ANNA, "0", "5000.00"), ("B1", BEN, "0", "4000.00")]);
    office.payees();
    office.release("1", "one.csv");
    let file = office.read("one.csv");
    let payment = file.lines().last().unwrap().split(',').next().unwrap();
    office.write("back.csv", &format!("payment_id,reason\n{payment},closed\n"));
    office.says("returned", &["back.csv", "--by", "Qian"]);
    night("2024-05-10", &[("A1", ANNA, "1", "4900.00")]);
    office.says("same-person", &[ANNA, BEN, "--by", "Wu", "--reason", "a new card"]);
    night("2024-06-10", &[("B2", BEN, "0", "3000.00")]);
    let db = Connection::open(office.ledger()).unwrap();
    for kind in ["stood", "joined"] {
        let sql = "SELECT count(*) FROM entry WHERE kind = ?1";
        let count: i64 = db.query_row(sql, [kind], |row| row.get(0)).unwrap();
        assert!(count > 0, "{kind}");
    }
    office
}

#[test]
fn every_account_of_a_journal_is_declared() {
    for (office, with) in [(of_one_person(), &[][..]), (of_one_person(), &["--full-ids"])] {
        let to = ["--to", "person.journal"];
        office.says("export", &to.iter().chain(with).copied().collect::<Vec<_>>());
        let journal = office.read("person.journal");
        let declared: BTreeSet<&str> =
            journal.lines().filter_map(|line| line.strip_prefix("account ")).collect();
        let posted = journal.lines().filter_map(|line| line.strip_prefix("    "));
        let posted: BTreeSet<&str> = posted.filter_map(|line| line.split("  ").next()).collect();
        assert!(
            posted.contains("equity:same-person") && posted.contains("expenses:written-off:city")
        );
        let undeclared: Vec<_> = posted.difference(&declared).collect();
        assert!(undeclared.is_empty(), "{undeclared:?}");
    }
}

/// Run by `.ci/run`, which installs hledger.
#[test]
#[ignore = "needs hledger; .ci/run installs it"]
fn hledger_accepts_a_journal_of_two_ids_of_one_person_a_write_off_and_a_return() {
    let office = of_one_person();
    office.says("export", &["--to", "person.journal"]);
    let hledger = |arguments: &[&str]| {
        let mut run = Command::new("hledger");
        let output = output(run.arg("-f").arg(office.path("person.journal")).args(arguments));
        assert!(output.status.success(), "{}", text(&output));
        text(&output)
    };
    hledger(&["check", "--strict"]);
    let joined = hledger(&["balance", "equity:same-person", "--no-total", "--empty"]);
    assert!(joined.split_whitespace().next() == Some("0"), "{joined}");
}

/// Run by `.ci/run`, which installs hledger.
#[test]
#[ignore = "needs hledger; .ci/run installs it"]
fn hledger_accepts_a_journal_and_comes_to_the_same_balances() {
    for with in [&[][..], &["--full-ids"]] {
        let office = journal(with);
        let hledger = |arguments: &[&str]| {
            let mut run = Command::new("hledger");
            let output = output(run.arg("-f").arg(office.path("city.journal")).args(arguments));
            assert!(output.status.success(), "{}", text(&output));
            text(&output)
        };
        hledger(&["check", "--strict"]);
        let bank = hledger(&["balance", "assets:bank", "--no-total", "--format", "%(total)"]);
        // 100.00 came back, and was withdrawn as its bill came to nothing: nobody owes it.
        assert_eq!(bank.trim(), "CNY -53.50");
        let benefits = ["balance", "expenses:benefits", "--depth", "2", "--no-total"];
        let benefits = hledger(&[&benefits[..], &["--format", "%(total)"]].concat());
        assert_eq!(benefits.trim(), "CNY 53.50");
        let owed = hledger(&["balance", "liabilities", "--no-total", "--empty", "--depth", "2"]);
        let owed: Vec<Vec<_>> =
            owed.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(owed, [vec!["0", "liabilities:members"], vec!["0", "liabilities:payments"]]);
        let (busy, journal) = (busy(7), "busy.journal");
        busy.office.says("export", &["--to", journal]);
        let mut run = Command::new("hledger");
        let checked =
            output(run.arg("-f").arg(busy.office.path(journal)).args(["check", "--strict"]));
        assert!(checked.status.success(), "{}", text(&checked));
        // An amount that was changed is not accepted.
        let changed = office.read("city.journal").replace("CNY 50.50", "CNY 50.51");
        office.write("city.journal", &changed.replace("CNY -50.50", "CNY -50.51"));
        let mut run = Command::new("hledger");
        let output = output(run.arg("-f").arg(office.path("city.journal")).arg("check"));
        assert!(!output.status.success());
    }
}

#[test]
fn a_backup_is_a_ledger_and_never_written_over() {
    let office = Office::with_two_nights();
    office.says("backup", &["copy.ledger"]);
    assert!(office.refuses("backup", &["copy.ledger"]).contains("already exists"));
    fs::rename(office.path("copy.ledger"), office.ledger()).unwrap();
    office.says("verify", &[]);
}

#[test]
fn files_about_people_are_for_their_owner_alone() {
    let office = journal(&[]);
    office.says("backup", &["copy.ledger"]);
    for name in
        ["city.ledger", "one.csv", "one.csv.json", "city.journal", "entries.csv", "copy.ledger"]
    {
        let mode = fs::metadata(office.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let left = fs::read_dir(office.folder.path()).unwrap();
    let hidden = left.filter(|entry| {
        entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".huzhu")
    });
    assert_eq!(hidden.count(), 0);
}

/// Runs the program where no file can grow past so many blocks of 512 bytes.
fn on_a_small_disk(office: &Office, blocks: usize, rest: &[&str]) -> Output {
    let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$@\"");
    let mut run = Command::new("sh");
    run.args(["-c", &script, "sh", HUZHU, "--lang", "en", "ledger"]).args(rest);
    output(run.current_dir(office.folder.path()))
}

#[test]
fn a_full_disk_leaves_the_ledger_as_it_was() {
    let office = Office::with_two_nights();
    office.payees();
    let before = fs::read(office.ledger()).unwrap();
    let output = on_a_small_disk(
        &office,
        0,
        &["release", "city.ledger", "1", "--by", "Q", "--out", "bank.csv"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let output = on_a_small_disk(&office, 8, &["backup", "city.ledger", "copy"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(!office.path("bank.csv").exists() && !office.path("copy").exists());
    assert_eq!(fs::read(office.ledger()).unwrap(), before);
    office.says("verify", &[]);
    office.release("1", "bank.csv");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let office = Office::with_two_nights();
    office.payees();
    for out in ["missing/bank.csv", "/proc/bank.csv"] {
        let why = office.refuses("release", &["1", "--by", "Qian", "--out", out]);
        assert!(why.contains(out) && why.contains("cannot be written"), "{why}");
    }
    assert!(office.says("runs", &[]).contains("100.00; not released"));
    let why = office.refuses("export", &["--to", "missing/x.journal"]);
    assert!(why.contains("cannot be written"), "{why}");
    let why = office.refuses("payees", &["missing.csv", "--by", "Wu"]);
    assert!(why.contains("`missing.csv` cannot be read"), "{why}");
}

#[test]
fn in_chinese_what_the_system_says_is_chinese_and_codes_have_their_word_beside_them() {
    let office = Office::with_two_nights();
    office.payees();
    let release = |out| ["1", "--by", "Qian", "--out", out];
    for (command, rest, why) in [
        (
            "payees",
            &["missing.csv", "--by", "Wu"][..],
            "无法读取 `missing.csv`：没有该文件或文件夹",
        ),
        ("payees", &[".", "--by", "Wu"], "无法读取 `.`：这是文件夹，不是文件"),
        ("release", &release("missing/bank.csv"), "：没有该文件或文件夹；"),
        ("release", &release("payees.csv/x"), "：路径中有一级不是文件夹；"),
        ("backup", &["missing/copy"], "无法写入 `missing/copy`：没有该文件或文件夹"),
    ] {
        let said = text(&office.run_in("zh", command, rest));
        assert!(said.contains(why) && !said.contains("os error"), "{said}");
    }
    let balance = text(&office.run_in("zh", "balance", &[ANNA]));
    assert!(balance.contains("应付 100.00 A1 city medical 新结算单（bill:A1）"), "{balance}");
    let then = text(&office.run_in("zh", "as-of", &["2024-02-10", "--member", BEN]));
    assert!(then.contains("B1，city：给付（paid） 3.00"), "{then}");
    let rolled = text(&office.run_in("zh", "roll-forward", &[]));
    assert!(rolled.contains("待抵扣，当月：0.00") && !rolled.contains("0 至 0"), "{rolled}");
}

#[test]
fn a_ledger_before_its_first_run_says_so() {
    let office = Office::new();
    Ledger::create(&office.ledger()).unwrap();
    assert_eq!(office.says("runs", &[]), "no runs yet\n");
    office.says("verify", &[]);
    for (command, rest) in [
        ("roll-forward", &[][..]),
        ("export", &["--to", "x.journal"]),
        ("release", &["1", "--by", "Q", "--out", "x"]),
        ("lock", &["2024-01", "--by", "Q", "--reason", "x"]),
    ] {
        assert!(office.refuses(command, rest).contains("has no postings yet"), "{command}");
    }
    assert!(!Path::new(&office.path("x.journal")).exists());
}

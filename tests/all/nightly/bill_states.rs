//! What is said of a bill: one number and code for one sheet, and of a bill on which no decision holds, why.

use std::process::{Command, Output};

use huzhu::accounting;
use huzhu::ledger::{Access, Ledger};

use super::office::{Bill, Facts, Office};
use super::reported::half;

fn bill<'a>(id: &'a str, member: &'a str) -> Bill<'a> {
    Bill::new(id, member, "2024-03-01", "3000.00")
}

fn run(office: &Office, arguments: &[&str]) -> Output {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en"]).args(arguments).arg("--ledger").arg(office.path("ledger"));
    huzhu.output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// What is printed where it succeeds.
fn prints(office: &Office, arguments: &[&str]) -> String {
    let output = run(office, arguments);
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

/// What `huzhu ledger balance` prints.
fn balance(office: &Office, id: &str) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en", "ledger", "balance"]).arg(office.path("ledger")).arg(id);
    text(huzhu.output().unwrap().stdout)
}

/// Why it fails.
fn refuses(office: &Office, arguments: &[&str]) -> String {
    let output = run(office, arguments);
    assert!(!output.status.success(), "{}", text(output.stdout));
    text(output.stderr)
}

/// The number and the code on the notice of a bill.
fn sheet(office: &Office, bill: &str) -> (String, String) {
    let html = prints(office, &["notice", bill]);
    let number = (1..9).map(|run| format!("{run}-{bill}")).find(|number| html.contains(number));
    let is_code = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        parts.len() == 3 && parts.iter().all(|part| part.len() == 4)
    };
    let code = html.split(['<', '>']).map(str::trim).find(is_code).unwrap();
    (number.unwrap(), code.to_owned())
}

/// Half of the total is paid, whatever of it is in scope.
#[test]
fn a_disallowance_that_moves_no_money_makes_another_sheet() {
    let office = Office::under(half());
    office.night("2024-03-06", &Facts::of(&["A"]).bill(bill("A1", "A")));
    let before = sheet(&office, "A1");
    assert_eq!(before.0, "1-A1");
    let column = ["A1", "--column", "in_scope", "--amount", "320.00"];
    let because = ["--reason", "no referral", "--on", "2024-03-07"];
    office.say("disallow", &[&column[..], &because].concat()).unwrap();
    assert_eq!(sheet(&office, "A1"), before, "nothing has taken it up yet");
    office.night("2024-03-07", &Facts::default());
    assert_eq!(office.balance("A"), [150_000, 150_000, 0]);
    let after = sheet(&office, "A1");
    assert_eq!(after.0, "2-A1");
    assert_ne!(after.1, before.1);
    let other = prints(&office, &["explain", "A1", "--check", &before.1]);
    assert!(other.contains("by run 1 for 2024-03-06"), "{other}");
    assert!(other.contains("otherwise since"), "{other}");
    let newest = prints(&office, &["explain", "A1", "--check", &after.1]);
    assert!(newest.contains("by run 2 for 2024-03-07"), "{newest}");
    assert!(!newest.contains("otherwise since"), "{newest}");
    let moved = prints(&office, &["explain", "A1", "--diff"]);
    assert!(moved.contains("run 2") && !moved.contains("decided once"), "{moved}");
    assert!(prints(&office, &["notice", "--run", "2"]).contains("2-A1"));
    // Nights that bring nothing of the bill change no sheet.
    office.night("2024-03-08", &Facts::default().bill(Bill::new("A2", "A", "2024-05-01", "10.00")));
    assert_eq!(sheet(&office, "A1"), after);
}

#[test]
fn a_corrected_row_makes_another_sheet_and_a_row_that_does_not_hold_makes_none() {
    let office = Office::new("city");
    office.night("2024-03-06", &Facts::of(&["A"]).bill(bill("A1", "A").revision("2")));
    let before = sheet(&office, "A1");
    // An older row comes late, and the bill is as it was.
    let late = Bill { total: "9000.00", ..bill("A1", "A") }.revision("1");
    office.night("2024-03-07", &Facts::default().bill(late));
    assert_eq!(sheet(&office, "A1"), before);
    // Another diagnosis pays the same.
    let mended = bill("A1", "A").revision("3").row().replacen(",I10,", ",I11,", 1);
    let pays = office.balance("A");
    office.night("2024-03-08", &Facts::default().bill_row(mended));
    assert_eq!(office.balance("A"), pays);
    let after = sheet(&office, "A1");
    assert_eq!(after.0, "3-A1");
    assert_ne!(after.1, before.1);
}

#[test]
fn a_bill_that_was_taken_back_is_not_said_to_have_been_undecided_or_in_an_opening() {
    let office = Office::new("city");
    let facts = Facts::of(&["A", "B"]).bill(bill("A1", "A")).bill(bill("A2", "A"));
    office.night("2024-03-06", &facts);
    office.night("2024-03-07", &Facts::default().bill(bill("A1", "A").void()));
    // A2 goes to B, and is taken back there.
    office.night("2024-03-08", &Facts::default().bill(bill("A2", "B").revision("1")));
    let of_b = prints(&office, &["explain", "A2"]);
    assert!(of_b.starts_with("bill `A2` as posted by run 3"), "{of_b}");
    office.night("2024-03-09", &Facts::default().bill(bill("A2", "B").revision("1").void()));
    for (id, run, day) in [("A1", 2, "2024-03-07"), ("A2", 4, "2024-03-09")] {
        let took = format!("run {run} of {day} took bill `{id}` back, and pays nothing on it");
        let notice = refuses(&office, &["notice", id]);
        assert!(notice.contains(&took) && notice.contains("`huzhu explain` shows"), "{notice}");
        assert!(prints(&office, &["explain", id]).contains(&took));
    }
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    assert_eq!(accounting::balance(&ledger, "A").unwrap().undecided.len(), 2);
}

/// C turns out to be A. Bills that came under C are taken back under either id.
#[test]
fn a_joined_bill_that_was_taken_back_is_in_no_opening() {
    let office = Office::new("city");
    let facts = Facts::of(&["A", "C"]).bill(bill("A1", "A")).bill(bill("C1", "C"));
    office.night("2024-03-06", &facts.bill(bill("C2", "C")));
    office.say("same-person", &["A", "C", "--reason", "one", "--on", "2024-03-06"]).unwrap();
    office.night("2024-03-07", &Facts::default());
    assert!(prints(&office, &["explain", "C1"]).starts_with("bill `C1` as posted by run 2"));
    let back = Facts::default().bill(bill("C1", "A").void()).bill(bill("C2", "C").void());
    office.night("2024-03-08", &back);
    for id in ["C1", "C2"] {
        let told = prints(&office, &["explain", id]);
        assert!(told.starts_with(&format!("run 3 of 2024-03-08 took bill `{id}` back")), "{told}");
    }
    let balance = balance(&office, "A");
    assert!(!balance.contains("opening includes"), "{balance}");
}

/// A bill of 3,000.00 pays 1,250.00; with one of C beside it, 2,500.00 more in all.
#[test]
fn the_balance_of_a_person_has_payments_under_every_id() {
    let office = Office::new("city");
    let facts = Facts::of(&["A", "C"]).bill(bill("A1", "A")).bill(bill("C1", "C"));
    office.night("2024-03-06", &facts);
    let ids = |id: &str| {
        let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
        let payments = accounting::balance(&ledger, id).unwrap().payments.into_iter();
        payments.map(|one| (one.id, one.amount.minor())).collect::<Vec<_>>()
    };
    let (of_a, of_c) = (ids("A"), ids("C"));
    office.say("same-person", &["A", "C", "--reason", "one", "--on", "2024-03-06"]).unwrap();
    assert_eq!(ids("A"), of_a, "no night has joined them yet");
    office.night("2024-03-07", &Facts::default());
    let both = ids("A");
    assert!(of_a.iter().chain(&of_c).all(|one| both.contains(one)), "{both:?}");
    let all: i64 = both.iter().map(|(_, amount)| amount).sum();
    assert_eq!(all, office.balance("A")[1]);
    // The bank has all of it, under whatever id.
    let released = format!("released {}.{:02}", all / 100, all % 100);
    let balance = balance(&office, "C");
    assert!(balance.contains(&released), "{released}: {balance}");
}

#[test]
fn what_is_entered_about_a_bill_that_waits_is_refused_with_what_it_waits_for() {
    let office = Office::new("city");
    office.night("2024-03-06", &Facts::of(&["A"]).bill(bill("A1", "A")).bill(bill("W1", "W")));
    let because = ["--reason", "no referral", "--on", "2024-03-06"];
    let disallow = ["W1", "--column", "in_scope", "--amount", "1.00"];
    let decide = ["W1", "reimbursement", "1.00"];
    let waits =
        "bill `W1` is not decided: it has waited since run 1 of 2024-03-06 for its member W***";
    for (command, what) in
        [("disallow", &disallow[..]), ("allow", &disallow), ("override", &decide)]
    {
        let why = office.say(command, &[what, &because].concat()).unwrap_err();
        assert!(why.contains(waits), "{command}: {why}");
    }
}

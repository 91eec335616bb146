//! What was booked by mistake as repaid or waived is reversed (冲正): the person owes what was owed, and nothing is erased.
//! Amounts are under the city benchmark: 500 of a year are the member's, then 50 % up to 5,000 of the year.

use std::process::Command;

use huzhu::accounting::roll_forward;
use huzhu::ledger::{Access, Ledger};

use super::office::{Bill, Facts, Office, Terms};

const RECOVERS: &str = "order_of_bills = \"recovers\"\nrevisions = \"replace\"";

fn bill(id: &str, revision: &str) -> Facts {
    Facts::default().bill(Bill::new(id, "A", "2024-05-01", "1000.00").revision(revision))
}

/// A was paid 250.00 for M, which is void then: A owes it all.
fn owing() -> Office {
    let office = Office::under(Terms::corrected(RECOVERS));
    office.night("2024-06-01", &Facts::of(&["A", "B"]).and(&bill("M", "1")));
    let void = Bill::new("M", "A", "2024-05-01", "1000.00").revision("2").void();
    office.night("2024-06-02", &Facts::default().bill(void));
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    office
}

/// `huzhu ledger COMMAND` of Li and Wang.
fn book(office: &Office, command: &str, rest: &[&str]) -> Result<String, String> {
    let done =
        office.say_alone(command, &[rest, &["--second", "Wang", "--reason", "a slip"]].concat());
    office.cash_is_accounted_for();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let month = roll_forward(&ledger, None).unwrap();
    assert!(month.adds_up(), "{month:#?}");
    done
}

/// What `huzhu ledger COMMAND` prints.
fn prints(office: &Office, command: &str, rest: &[&str]) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.args(["--lang", "en", "ledger", command]).arg(office.path("ledger")).args(rest);
    let output = huzhu.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_repayment_that_is_reversed_is_owed_again_and_its_receipt_can_be_booked() {
    let office = owing();
    let repaid =
        |amount: &str| book(&office, "repaid", &["A", "--amount", amount, "--receipt", "R-1"]);
    let said = repaid("100.00").unwrap();
    assert!(said.contains("booked in run 3"), "{said}");
    assert_eq!(office.balance("A"), [0, 15_000, 15_000]);
    let said = book(&office, "reverse", &["3"]).unwrap();
    let line = "run 3 is reversed: 100.00 of member A*** was not repaid by the member";
    assert!(said.contains(line) && said.contains("owed 150.00, now 250.00"), "{said}");
    assert!(said.contains("booked in run 4"), "{said}");
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    // It was 120.00, on the same receipt.
    repaid("120.00").unwrap();
    assert_eq!(office.balance("A"), [0, 13_000, 13_000]);
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let month = roll_forward(&ledger, None).unwrap();
    let sums = [month.overpaid.found, month.overpaid.repaid, month.overpaid.closing, month.repaid];
    assert_eq!(sums.map(|sum| sum.minor()), [25_000, 12_000, 13_000, 12_000]);
    drop(ledger);
    for (run, why) in [
        ("3", "run 4 reversed run 3 already"),
        ("4", "run 4 booked no repayment and no waiver"),
        ("1", "run 1 booked no repayment and no waiver"),
        ("9", "run 9 booked no repayment and no waiver"),
    ] {
        let told = book(&office, "reverse", &[run]).unwrap_err();
        assert!(told.contains(why), "{run}: {told}");
    }
    let alone = office.say_alone("reverse", &["5", "--reason", "a slip"]).unwrap_err();
    assert!(alone.contains("two people answer for this"), "{alone}");
    assert_eq!(office.balance("A"), [0, 13_000, 13_000]);
}

#[test]
fn runs_acts_and_each_look_back_show_what_was_reversed() {
    let office = owing();
    book(&office, "repaid", &["A", "--amount", "100.00"]).unwrap();
    book(&office, "reverse", &["3"]).unwrap();
    let owed = |run: &str| prints(&office, "balance", &["A", "--at-run", run]);
    assert!(owed("3").contains("recoverable 150.00"), "{}", owed("3"));
    assert!(owed("4").contains("recoverable 250.00"), "{}", owed("4"));
    let runs = prints(&office, "runs", &[]);
    let line = "run 3, 2024-06-02, by Li: repaid by the member, outside a night; reversed by run 4";
    assert!(runs.contains(line), "{runs}");
    assert!(!prints(&office, "runs", &["--at-run", "3"]).contains("reversed"));
    let acts = prints(&office, "acts", &["--kind", "reverse"]);
    assert!(
        acts.contains("150.00") && acts.contains("250.00") && acts.contains("a slip"),
        "{acts}"
    );
    let why = book(&office, "take-back", &["4"]).unwrap_err();
    assert!(!why.is_empty(), "a run that books is not taken back");
    let journal = office.path("journal");
    prints(&office, "export", &["--to", journal.to_str().unwrap()]);
    let journal = std::fs::read_to_string(journal).unwrap();
    let bank: Vec<&str> = journal.lines().filter(|line| line.contains("assets:bank")).collect();
    assert!(bank.iter().any(|line| line.contains("100.00") && line.contains('-')), "{bank:?}");
}

#[test]
fn a_waiver_that_is_reversed_is_owed_again_from_the_day_on_which_it_was_found() {
    let office = owing();
    let letters = |folder: &str| {
        let folder = office.path(folder);
        office.say_alone("letters", &["--out", folder.to_str().unwrap()]).unwrap()
    };
    assert!(letters("first").contains("letters: 1"));
    book(&office, "waived", &["A", "--amount", "250.00"]).unwrap();
    assert_eq!((office.balance("A"), office.balances()["A"].stood), ([0, 25_000, 0], 25_000));
    let said = book(&office, "reverse", &["3"]).unwrap();
    assert!(said.contains("250.00 of member A*** was not waived"), "{said}");
    assert_eq!((office.balance("A"), office.balances()["A"].stood), ([0, 25_000, 25_000], 0));
    // A was written to about it, and it is no new debt.
    let none = letters("second");
    assert!(none.contains("no one owes anything that no letter was written about"), "{none}");
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let overpaid = roll_forward(&ledger, None).unwrap().overpaid;
    let sums = [overpaid.found, overpaid.waived, overpaid.closing];
    assert_eq!(sums.map(|sum| sum.minor()), [25_000, 0, 25_000]);
    drop(ledger);
    // The next bill pays 250.00: all of it is offset.
    office.night("2024-06-03", &bill("N", "1"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

/// The bill is right after all. What was said to be repaid is paid once more by the night, so that A owes it where it was
/// never repaid; what was waived is what the bill pays, and nothing of a waiver is left.
#[test]
fn after_the_bill_is_restored_no_more_is_reversed_than_stands() {
    let office = owing();
    book(&office, "repaid", &["A", "--amount", "250.00"]).unwrap();
    office.night("2024-06-03", &bill("M", "3"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    book(&office, "reverse", &["3"]).unwrap();
    assert_eq!(office.balance("A"), [25_000, 50_000, 25_000]);
    let office = owing();
    book(&office, "waived", &["A", "--amount", "250.00"]).unwrap();
    office.night("2024-06-03", &bill("M", "3"));
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
    let why = book(&office, "reverse", &["3"]).unwrap_err();
    assert!(
        why.contains("run 3 booked 250.00, and 0.00 of all that was booked so stands"),
        "{why}"
    );
    assert_eq!(office.balance("A"), [25_000, 25_000, 0]);
}

#[test]
fn nothing_is_reversed_before_the_night_that_a_fact_waits_for() {
    let office = owing();
    book(&office, "repaid", &["A", "--amount", "100.00"]).unwrap();
    let join = ["A", "B", "--reason", "one person", "--on", "2024-06-02"];
    office.say("same-person", &join).unwrap();
    let why = book(&office, "reverse", &["3"]).unwrap_err();
    assert!(why.contains("may change with the next night"), "{why}");
    office.night("2024-06-03", &Facts::default());
    book(&office, "reverse", &["3"]).unwrap();
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
}

/// Why somebody repaid, or why it was waived, can be of the person: it stands in the act, from which it goes with the
/// person, and in no manifest or summary of a run.
#[test]
fn a_reason_stands_in_the_act_alone() {
    let office = owing();
    book(&office, "repaid", &["A", "--amount", "100.00"]).unwrap();
    book(&office, "waived", &["A", "--amount", "100.00"]).unwrap();
    book(&office, "reverse", &["4"]).unwrap();
    let of_runs = "SELECT manifest || summary, no FROM run";
    assert!(office.sums(of_runs).keys().all(|text| !text.contains("a slip")));
    let acts = "SELECT kind, count(*) FROM act WHERE reason = 'a slip' GROUP BY kind";
    let acts: Vec<String> = office.sums(acts).into_keys().collect();
    assert_eq!(acts, ["repaid", "reverse", "waived"]);
}

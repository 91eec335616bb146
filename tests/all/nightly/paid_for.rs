//! Contributions that come in: a period is paid for on a later night, and what was denied becomes due.

use std::fs;

use huzhu::ledger::{Access, Ledger};
use huzhu::statistics;

use super::facts::come_to_the_same;
use super::office::{Bill, Facts, Office, Terms};

/// The city benchmark, in which cover begins on the day after the contribution came in.
fn office() -> Office {
    let gap = "renewal_gap = 31\n";
    let asks = format!("{gap}cover_begins = \"day_after_receipt\"\n");
    Office::under(Terms::city(&[(gap, &asks)]))
}

/// A's period of 2024, for which money came in on that day; a later row has a higher revision.
fn paid(revision: &str, paid_on: &str) -> Facts {
    Facts::default()
        .enrolment(format!("A,city,2024-01-01,2024-12-31,1,2023-12-01,{revision},,{paid_on}"))
}

/// A bill of 2,500.00 of 1 May: 500.00 are the deductible, half of the rest is paid.
fn bill() -> Facts {
    Facts::default()
        .bill(Bill { admission: "2024-05-01", ..Bill::new("b", "A", "2024-05-02", "2500.00") })
}

fn decided(office: &Office) -> Vec<String> {
    office.cells("decisions.csv", &[0, 3, 4])
}

#[test]
fn what_was_denied_before_the_money_came_in_is_due_when_it_has() {
    let office = office();
    let first = paid("", "").and(&bill()).member("A");
    office.night("2024-06-01", &first);
    assert_eq!(decided(&office), ["b denied not_paid_for"]);
    assert_eq!(office.balance("A"), [0, 0, 0]);
    // It had come in before the stay, of which the office heard later: 30 days of waiting are over on 9 April.
    office.night("2024-06-10", &paid("1", "2024-03-09"));
    assert_eq!(decided(&office), ["b paid per_diem:no_day_counts"]);
    let causes = office.cells("changes.csv", &[8]);
    assert_eq!(causes, ["enrolment", "period_replaced:2024-01-01..2024-12-31"]);
    assert_eq!(office.balance("A"), [100_000, 100_000, 0]);
    // A night on the same row changes nothing; a correction of the day takes the cover of the stay away.
    office.night("2024-06-11", &paid("1", "2024-03-09"));
    assert_eq!(office.balance("A"), [100_000, 100_000, 0]);
    office.night("2024-06-12", &paid("2", "2024-05-01"));
    assert_eq!(decided(&office), ["b denied before_receipt"]);
    assert_eq!(office.balance("A"), [0, 100_000, 100_000]);
    // What the ledger knows comes out of it and goes into another one, the day of the receipt with it.
    office.night("2024-06-13", &paid("3", "2024-03-09"));
    come_to_the_same(&office);
    let kept = fs::read_to_string(office.path("facts/enrolments.csv")).unwrap();
    assert!(kept.lines().next().unwrap().contains(",paid_on"), "{kept}");
    assert!(kept.contains(",3,,2024-03-09,"), "{kept}");
}

#[test]
fn money_does_not_come_in_behind_the_night_and_the_column_is_never_left_out() {
    let office = office();
    let report = office.night("2024-06-01", &paid("", "2024-06-02").and(&bill()).member("A"));
    let refused = office.cells("rejects.csv", &[0, 2, 4]);
    assert!(refused.contains(&"enrolments.csv paid_on date_after_night".to_owned()), "{refused:?}");
    let blocked = refused.iter().filter(|one| one.ends_with("member_id blocked_by_reject"));
    assert_eq!((report.summary.rejected_rows, blocked.count()), (3, 2), "{refused:?}");
    let without = Facts::default().member("A").enrolled("A");
    let why = office.refuses("2024-06-02", &without);
    assert!(why.contains("enrolments.csv` lacks columns; add to its header: `paid_on`"), "{why}");
    // On the night itself it may.
    office.night("2024-06-02", &paid("", "2024-06-02").and(&bill()).member("A"));
    assert_eq!(decided(&office), ["b denied before_receipt"]);
}

#[test]
fn periods_that_are_paid_for_are_held_to_the_receipts_that_are_booked() {
    let office = office();
    let period = |id: &str, paid_on: &str| {
        format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01,,,{paid_on}")
    };
    let facts = ["A", "B", "D"].iter().fold(Facts::default(), |facts, id| facts.member(id));
    let facts = facts.member_row("C,1980-01-01,M,98.01,no");
    let days = [("A", "2024-03-09"), ("B", "2024-03-04"), ("C", "2024-02-01"), ("D", "")];
    office.night(
        "2024-06-01",
        &days.iter().fold(facts, |facts, (id, day)| facts.enrolment(period(id, day))),
    );
    // The unit of A and B paid a day after B's period says; C's money came a day later than its period says; D's period is
    // not paid for; and what was taken back did not come in.
    let rows = [
        "R1,2024-03-05,120.00,city,99,,,,",
        "R2,2024-02-02,60.00,city,,C,,,",
        "R3,2024-03-01,60.00,city,,D,,,",
        "R4,2024-01-05,60.00,city,,B,,,",
    ];
    office.receipts("2024-06-01", &rows).unwrap();
    office.receipts("2024-06-02", &["R4,2024-01-05,,city,,B,,,void"]).unwrap();
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let found = statistics::paid_for(&ledger, &office.terms.book).unwrap();
    assert_eq!(found.periods, 3);
    let periods = found.without_receipt.iter().map(|one| one.member_id.as_str());
    assert_eq!(periods.collect::<Vec<_>>(), ["B", "C"]);
    let receipts = found.without_period.iter().map(|one| one.reference.as_str());
    assert_eq!(receipts.collect::<Vec<_>>(), ["R2", "R3"]);
    let told = office.tells("paid-for", &[]);
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(lines[0].ends_with("without a receipt of that day or before: 2"), "{told}");
    assert!(lines[5].starts_with("R3: ") && lines[5].ends_with("60.00 on 2024-03-01"), "{told}");
}

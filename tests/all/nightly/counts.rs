//! Columns of the scheme's own that are numbers, through a ledger: kept, read again, exported and taken back. Willow Bay
//! with a deductible that is 100.00 less for each day of treatment, and an amount that every bill has.

use std::fs;

use super::office::{Facts, Office, Terms};
use super::sheets::{Record, Sheets, night, night_on_files, refused, stay, told_in, willow_terms};

fn terms() -> Terms {
    let fields = "[fields]\nvisits = { type = \"count\", of = \"bill\" }\n\
                  helped = { type = \"amount\", of = \"bill\" }\n\n[[plan]]";
    let folder = tempfile::tempdir().unwrap();
    willow_terms("", "").write(folder.path());
    let file = folder.path().join("willow.toml");
    let text = fs::read_to_string(&file).unwrap().replacen("[[plan]]", fields, 1);
    let text = text.replacen("amount = \"500\"", "amount = \"max(0, 500 - 100 times visits)\"", 1);
    let text = text.replacen("funds_paid\"", "funds_paid - helped\"", 1);
    fs::write(&file, text).unwrap();
    Terms::read(folder.path())
}

fn a1() -> Record {
    let bill = stay("A1", "A", "2024-03-01", "2024-03-11", "6000.00");
    bill.with(&[("visits", "2"), ("helped", "0.00")])
}

fn a2() -> Record {
    let bill = stay("A2", "A", "2024-05-01", "2024-05-03", "700.00");
    bill.with(&[("visits", "0"), ("helped", "20.00")])
}

/// 5,700.00 and 280.00 of the first bill, at a half and as daily money: 300.00 were deducted.
fn office() -> Office {
    let office = Office::under(terms());
    let covered =
        Facts::default().member("A").enrolment("A,medical,2023-01-01,2024-12-31,1,2022-12-01,,");
    night(&office, "2024-04-01", &Sheets::of(&covered).and(&Sheets::bills(&[a1()])));
    assert_eq!(refused(&office), [""; 0]);
    assert_eq!(office.balance("A")[0], 285_000 + 28_000);
    office
}

#[test]
fn a_number_is_kept_and_read_again() {
    let office = office();
    // The same row says nothing new.
    assert_eq!(night(&office, "2024-04-02", &Sheets::bills(&[a1()])).summary.changes, 0);
    // Of 500.00 that are to be deducted now, 300.00 were: 480.00 are left of 680.00, at a half.
    night(&office, "2024-06-01", &Sheets::bills(&[a2()]));
    let pays = told_in(&office, "decisions.csv", &["bill_id", "payable"]);
    assert_eq!(pays, ["A1 3130.00", "A2 240.00"]);
    // A bill without its number is none.
    night(
        &office,
        "2024-06-02",
        &Sheets::bills(&[a2().with(&[("bill_id", "A3"), ("visits", "")])]),
    );
    assert!(refused(&office)[0].contains("missing_value"), "{:?}", refused(&office));
}

#[test]
fn an_exported_number_is_a_number_and_another_ledger_reads_it() {
    let office = office();
    night(&office, "2024-06-01", &Sheets::bills(&[a2()]));
    let to = office.path("facts");
    office.tells("export", &["--facts", to.to_str().unwrap()]);
    let bills = fs::read_to_string(to.join("bills.csv")).unwrap();
    let header: Vec<&str> = bills.lines().next().unwrap().split(',').collect();
    let at = header.iter().position(|name| *name == "visits").expect("the column is there");
    let visits: Vec<&str> =
        bills.lines().skip(1).map(|line| line.split(',').nth(at).unwrap()).collect();
    assert_eq!(visits, ["2", "0"]);
    let other = Office::under(terms());
    fs::create_dir_all(other.path("data")).unwrap();
    for name in ["members.csv", "enrolments.csv", "bills.csv"] {
        fs::copy(to.join(name), other.path("data").join(name)).unwrap();
    }
    night_on_files(&other, "2024-07-01");
    assert_eq!(other.balance("A")[0], office.balance("A")[0]);
}

#[test]
fn a_refund_may_write_its_number_with_a_minus_sign() {
    let office = office();
    for (number, visits) in [("1", "-2"), ("2", "2")] {
        let refund = a1().with(&[
            ("bill_id", &format!("R{number}")),
            ("takes_back", "A1"),
            ("total", "-6000.00"),
            ("visits", visits),
        ]);
        night(&office, &format!("2024-06-0{number}"), &Sheets::bills(&[refund]));
        assert_eq!(refused(&office), [""; 0]);
        assert_eq!(office.balance("A")[0], 0, "{visits}");
    }
}

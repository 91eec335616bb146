//! Stays and dates at Willow Bay: 30 days of waiting, half of what is above 500.00, and 40.00 for each night from
//! the fourth day of a stay on.

use super::sheets::{A1_PAYS, Record, Willow, a1, refused, stay, told_in, willow_terms};

/// Two bills of one stay, from 20 January to 20 February; cover begins with `cover`.
fn interim(first: &str, second: &str) -> [Record; 2] {
    let bill = |id, from, to| {
        stay(id, "D", from, to, "6000.00").with(&[("stay_id", "S"), ("settled_on", to)])
    };
    [bill("W1", "2024-01-20", first), bill("W2", second, "2024-02-20")]
}

fn covered_from(day: &str) -> Willow {
    let willow = Willow::new();
    let period = format!("D,medical,{day},2024-12-31,1,2023-12-01,,");
    let facts = super::office::Facts::default().member("D").enrolment(period);
    willow.night("2024-06-01", &super::sheets::Sheets::of(&facts));
    willow
}

/// Status and reasons of the bills of tonight.
fn decided(willow: &Willow) -> Vec<String> {
    told_in(&willow.office, "decisions.csv", &["bill_id", "status", "reasons", "payable"])
}

#[test]
fn an_interim_bill_waits_as_its_stay_does_in_whatever_order_they_come() {
    for last_first in [false, true] {
        let willow = covered_from("2024-01-01");
        let [w1, w2] = interim("2024-01-31", "2024-01-31");
        let (one, other) = if last_first { (w2, w1) } else { (w1, w2) };
        willow.bills("2024-06-02", &[one]);
        willow.bills("2024-06-03", &[other]);
        // The stay began on day 19 of the cover, be its second bill of day 30.
        let denied = ["W1 denied waiting_period 0.00", "W2 denied waiting_period 0.00"];
        assert_eq!(decided(&willow), denied);
        // What was paid on the second alone, 2,750 and 17 nights, is to be set off.
        let paid = if last_first { 343_000 } else { 0 };
        assert_eq!(willow.balance("D"), [0, paid, paid]);
    }
}

#[test]
fn nights_between_two_bills_of_a_stay_count_on_the_second() {
    // 31 nights are 28 from the fourth on: 320 of the first bill, 800 of the second, whichever day it begins.
    for second in ["2024-01-31", "2024-02-01", "2024-02-02"] {
        let willow = covered_from("2023-01-01");
        willow.bills("2024-06-02", &interim("2024-01-31", second));
        let benefits = told_in(&willow.office, "decisions.csv", &["bill_id", "daily"]);
        assert_eq!(benefits, ["W1 320.00", "W2 800.00"], "{second}");
    }
}

#[test]
fn what_lies_further_apart_is_another_stay_and_is_flagged() {
    let apart = |terms, second| {
        let willow = Willow::under(willow_terms(terms, ""));
        let bill = |id, from, to| stay(id, "A", from, to, "100.00").with(&[("stay_id", "S")]);
        let first = bill("B1", "2024-03-01", "2024-03-05");
        willow.bills("2024-06-01", &[first, bill("B2", second, "2024-04-20")]);
        told_in(&willow.office, "decisions.csv", &["bill_id", "reasons", "daily"])
    };
    // One day between them is as none; two are not, unless the scheme says so.
    let one_stay = "medical:within_deductible";
    let begins_anew = "stay_apart;medical:within_deductible";
    for (terms, second, reasons, nights) in [
        ("", "2024-03-06", one_stay, 46),
        ("", "2024-03-07", one_stay, 46),
        ("", "2024-03-08", begins_anew, 43 - 3),
        ("stay_gap = 0", "2024-03-07", begins_anew, 44 - 3),
        ("stay_gap = 30", "2024-04-05", one_stay, 46),
        ("stay_gap = 30", "2024-04-06", begins_anew, 14 - 3),
    ] {
        let told = apart(terms, second);
        let daily = format!("{}.00", nights * 40);
        assert_eq!(told[1], format!("B2 {reasons} {daily}"), "{terms} {second}");
        assert_eq!(told[0], format!("B1 {reasons} 40.00"), "{terms} {second}");
    }
}

#[test]
fn bills_of_one_stay_that_share_days_and_equal_bills_are_told_as_possible_duplicates() {
    let flagged = |others: &[Record]| {
        let willow = Willow::new();
        willow.bills("2024-06-01", &[&[a1()], others].concat());
        let rows = told_in(&willow.office, "decisions.csv", &["bill_id", "reasons"]);
        let has = |row: &&String| row.contains("possible_duplicate");
        let mut told: Vec<String> =
            rows.iter().filter(has).map(|row| row[..2].to_owned()).collect();
        told.sort();
        told
    };
    let with = |cells: &[(&str, &str)]| a1().with(&[("bill_id", "A2")]).with(cells);
    // The same hospital, days and amounts under two numbers, be it in hospital or not.
    assert_eq!(flagged(&[with(&[])]), ["A1", "A2"]);
    assert_eq!(flagged(&[with(&[("category", "outpatient_chronic")])]), ["A1", "A2"]);
    for other in [("hospital_id", "H2"), ("total", "6000.01"), ("discharge", "2024-03-12")] {
        assert_eq!(flagged(&[with(&[other])]), [""; 0], "{other:?}");
    }
    // Of one stay, where more than a day is on both.
    let of_stay = |from, to| {
        let first = a1().with(&[("stay_id", "S")]);
        let second = stay("A2", "A", from, to, "100.00").with(&[("stay_id", "S")]);
        [first.with(&[("bill_id", "A3")]), second]
    };
    assert_eq!(flagged(&of_stay("2024-03-10", "2024-03-20")), ["A1", "A2", "A3"]);
    assert_eq!(flagged(&of_stay("2024-03-11", "2024-03-20")), ["A1", "A3"]);
}

// Dates.

#[test]
fn dates_that_cannot_be_so_are_refused_each_by_its_code() {
    let refused_for = |cells: &[(&str, &str)]| {
        let willow = Willow::new();
        let report = willow.bills("2024-06-01", &[a1().with(cells)]);
        assert_eq!(report.summary.payments, u64::from(report.summary.rejected_rows == 0));
        refused(&willow.office)
    };
    for (cells, code) in [
        (&[("settled_on", "2014-03-11")][..], "settled_before_admission"),
        (&[("submitted_on", "2023-03-11")], "submitted_before_admission"),
        (&[("admission", "1979-12-01"), ("discharge", "1979-12-31")], "admitted_before_birth"),
        (&[("settled_on", "9999-12-31")], "date_after_night"),
        (&[("settled_on", "2024-06-02")], "date_after_night"),
        (&[("submitted_on", "2024-06-02")], "date_after_night"),
        (&[("discharge", "2024-06-03"), ("settled_on", "2024-05-01")], "date_after_night"),
        (&[("admission", "2023-02-28"), ("discharge", "2024-03-01")], "long_stay"),
    ] {
        assert!(refused_for(cells)[0].ends_with(code), "{cells:?}: {:?}", refused_for(cells));
    }
    // On the night, of a year, and longer where somebody has looked.
    assert_eq!(refused_for(&[("settled_on", "2024-06-01")]), [""; 0]);
    assert_eq!(refused_for(&[("admission", "2023-03-01"), ("discharge", "2024-03-01")]), [""; 0]);
    let looked = [("admission", "2023-02-01"), ("discharge", "2024-03-01"), ("revision", "1")];
    assert_eq!(refused_for(&looked), [""; 0]);
    // What a ledger took before these were asked comes out of it with its day, and into another one.
    let taken = [("settled_on", "2023-03-11"), ("known_on", "2024-05-01")];
    assert_eq!(refused_for(&taken), [""; 0]);
    let long = [("admission", "2023-02-01"), ("discharge", "2024-03-01"), taken[1]];
    assert_eq!(refused_for(&long), [""; 0]);
}

#[test]
fn a_bill_known_before_its_member_was_born_by_a_correction_is_paid_no_more() {
    let willow = Willow::new();
    willow.bills("2024-06-01", &[a1()]);
    assert_eq!(willow.balance("A"), [A1_PAYS, A1_PAYS, 0]);
    let born = super::office::Facts::default().member_row("A,2024-04-01,M,99.01,no");
    willow.night("2024-06-02", &super::sheets::Sheets::of(&born));
    assert_eq!(decided(&willow), ["A1 denied admitted_before_birth 0.00"]);
    assert_eq!(willow.balance("A"), [0, A1_PAYS, A1_PAYS]);
}

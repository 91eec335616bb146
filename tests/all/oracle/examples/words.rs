//! Small words for the examples.

use super::super::calendar::days_after;
use super::super::{Bill, Decision, Enrolment, Fraction, Member, decide};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub fn day(text: &str) -> Date {
    text.parse().expect("examples have good dates")
}

pub fn amount(text: &str) -> Fraction {
    Fraction::parse(text).expect("examples have good amounts")
}

pub fn member() -> Member {
    Member {
        member_id: "M".to_owned(),
        birth_date: day("1980-06-15"),
        sex: "F".to_owned(),
        household: String::new(),
        hardship: "no".to_owned(),
        fields: BTreeMap::new(),
        changes: Vec::new(),
    }
}

pub fn enrolment(start: &str, end: &str) -> Enrolment {
    let (start, end) = (day(start), day(end));
    Enrolment {
        plan: "p".to_owned(),
        start,
        end,
        units: 1,
        enrolled_on: start,
        paid_on: None,
        fields: BTreeMap::new(),
    }
}

pub fn year_2024() -> Vec<Enrolment> {
    vec![enrolment("2024-01-01", "2024-12-31")]
}

/// A stay of ten nights in a hospital of level 2, of which `columns` say what it cost.
pub fn bill(id: &str, admission: &str, columns: &[(&str, &str)]) -> Bill {
    let admission = day(admission);
    let discharge = days_after(admission, 10);
    let amounts = columns.iter().map(|(column, text)| ((*column).to_owned(), amount(text)));
    Bill {
        bill_id: id.to_owned(),
        category: "inpatient".to_owned(),
        hospital_level: "2".to_owned(),
        admission,
        discharge,
        settled_on: discharge,
        submitted_on: None,
        stay_id: None,
        diagnosis: "J18".to_owned(),
        amounts: amounts.collect(),
        fields: BTreeMap::new(),
    }
}

/// A bill of the self-paid amount only.
pub fn self_paid(id: &str, admission: &str, total: &str) -> Bill {
    bill(id, admission, &[("total", total)])
}

pub fn nights(bill: Bill, nights: i64) -> Bill {
    let discharge = days_after(bill.admission, nights);
    Bill { discharge, settled_on: discharge, ..bill }
}

pub fn of_stay(bill: Bill, stay: &str) -> Bill {
    Bill { stay_id: Some(stay.to_owned()), ..bill }
}

/// A rule file: the scheme, one edition, the keys of the one plan `p`, and the rest.
pub fn rules(plan: &str, rest: &str) -> String {
    rules_by("admission", "2024-01-01", plan, rest)
}

pub fn rules_by(basis: &str, from: &str, plan: &str, rest: &str) -> String {
    format!(
        "[scheme]\nid = \"s\"\ncurrency = \"CNY\"\nbasis = \"{basis}\"\norder = \"settlement\"\n\
         [edition]\nid = \"{from}\"\nfrom = \"{from}\"\n\
         [[plan]]\nid = \"p\"\n{plan}\n{rest}"
    )
}

/// One benefit `b`, for in-patients.
pub fn benefit(terms: &str) -> String {
    named("b", "beside", terms)
}

pub fn named(id: &str, against_bill: &str, terms: &str) -> String {
    format!(
        "[[benefit]]\nid = \"{id}\"\nplan = \"p\"\ncategories = [\"inpatient\"]\n\
         against_bill = \"{against_bill}\"\n{terms}\n"
    )
}

pub fn payable(decisions: &[Decision]) -> Vec<i64> {
    decisions.iter().map(|decision| decision.payable).collect()
}

/// What the bills are paid, in fen, in the order in which they are decided, in 2024.
pub fn paid(rules: &str, bills: &[Bill]) -> Vec<i64> {
    payable(&decide(&[rules], &member(), &year_2024(), bills))
}

/// What single bills are paid, each for a member who has no other.
pub fn each_pays(rules: &str, expected: &[(&str, i64)]) {
    for (amount, fen) in expected {
        assert_eq!(paid(rules, &[self_paid("1", "2024-03-01", amount)]), [*fen], "on {amount}");
    }
}

pub fn denials(plan: &str, basis: &str, enrolments: &[Enrolment], bill: Bill) -> Vec<String> {
    let rules = rules_by(basis, "2000-01-01", plan, &benefit("sum = 1"));
    decide(&[&rules], &member(), enrolments, &[bill])[0].denials.clone()
}

//! Spells in hospital: windows that begin anew after so many days out of hospital, by cases worked by hand. The oracle
//! has them too (`tests/all/properties.rs`).

use crate::common::{book, differences, head};

/// All that a member bears above 1,000 of each spell; a spell ends after 60 days out of hospital.
const TERMS: &str = r#"
[windows.spell]
apart = 60
apart_from = "discharge"
categories = ["inpatient"]
counts = "every_stay"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
renewal_gap = 0
[[benefit]]
id = "aid"
plan = "medical"
title = { zh = "医疗互助金", en = "aid" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "total"
rate = "100%"
[benefit.deductible]
amount = "1000"
window = "spell"
"#;

#[track_caller]
fn holds(terms: &str, cases: &str) {
    let book = book(&[&(head("spells", "2020-01-01") + terms)]);
    let defaults = "[[defaults.enrolment]]\nplan = \"medical\"\nstart = \"2024-01-01\"\nend = \"2024-12-31\"\n";
    assert_eq!(differences(&book, &format!("{defaults}{cases}")), "");
}

/// A stay that ends on 11 March, and one that begins on a day in May: what the second pays.
fn second(admission: &str, pays: &str) -> String {
    format!(
        r#"
[[case]]
id = "from {admission}"
bill = [
  {{ id = "1", admission = "2024-03-01", discharge = "2024-03-11", total = "3000", expect = {{ aid = "2000" }} }},
  {{ id = "2", admission = "{admission}", discharge = "2024-05-20", total = "3000", expect = {{ aid = "{pays}" }} }},
]
"#
    )
}

/// With 11 March as the first day out of hospital, 9 May is the sixtieth: from 10 May on a new spell begins.
#[test]
fn the_day_of_the_discharge_is_the_first_day_out_of_hospital() {
    holds(TERMS, &(second("2024-05-09", "3000") + &second("2024-05-10", "2000")));
}

/// With 12 March as the first, 10 May is the sixtieth.
#[test]
fn the_day_after_the_discharge_is_the_first_day_out_of_hospital() {
    let terms = TERMS.replace("\"discharge\"", "\"day_after_discharge\"");
    holds(&terms, &(second("2024-05-10", "3000") + &second("2024-05-11", "2000")));
}

/// From 11 March to 20 June are 101 days: two spells. A stay from 20 April to 1 May, filed last, is 40 days from the
/// one and 50 from the other: all three are one spell, and the stay of June bears nothing more.
#[test]
fn a_stay_filed_late_joins_two_spells() {
    let [first, third] = [
        r#"{ id = "1", admission = "2024-03-01", discharge = "2024-03-11", total = "3000", expect = { aid = "2000" } }"#,
        r#"{ id = "3", admission = "2024-06-20", discharge = "2024-06-25", total = "3000", expect = { aid = "JUNE" } }"#,
    ];
    let late = r#"{ id = "2", admission = "2024-04-20", discharge = "2024-05-01", settled_on = "2024-07-01", total = "500", expect = { aid = "500" } }"#;
    let case = |id: &str, bills: &[&str], june: &str| {
        let bills = bills.join(",\n").replace("JUNE", june);
        format!("\n[[case]]\nid = \"{id}\"\nbill = [\n{bills}\n]\n")
    };
    let apart = case("apart", &[first, third], "2000");
    let joined = case("joined", &[first, third, late], "3000");
    holds(TERMS, &(apart + &joined));
}

/// A stay of February, in a gap of cover, lies between two that are covered and 96 days apart. Where every stay keeps a
/// spell open, all are one; where covered stays alone do, they are two.
#[test]
fn a_stay_without_cover_keeps_a_spell_open_where_every_stay_counts() {
    let case = |pays: &str| {
        format!(
            r#"
[[case]]
id = "a gap of cover"
enrolment = [
  {{ plan = "medical", start = "2024-01-01", end = "2024-01-31" }},
  {{ plan = "medical", start = "2024-04-01", end = "2024-12-31" }},
]
bill = [
  {{ id = "1", admission = "2024-01-05", discharge = "2024-01-15", total = "3000", expect = {{ aid = "2000" }} }},
  {{ id = "2", admission = "2024-02-20", discharge = "2024-03-05", total = "3000", expect = {{ status = "denied" }} }},
  {{ id = "3", admission = "2024-04-20", discharge = "2024-04-25", total = "3000", expect = {{ aid = "{pays}" }} }},
]
"#
        )
    };
    holds(TERMS, &case("3000"));
    holds(&TERMS.replace("every_stay", "covered_stays"), &case("2000"));
}

/// A bill of another kind is no stay in hospital: it neither keeps a spell open nor joins two.
#[test]
fn a_bill_of_another_kind_joins_nothing() {
    holds(
        TERMS,
        r#"
[[case]]
id = "outpatient"
bill = [
  { id = "1", admission = "2024-03-01", discharge = "2024-03-11", total = "3000", expect = { aid = "2000" } },
  { id = "2", category = "outpatient_chronic", admission = "2024-04-20", discharge = "2024-04-20", total = "100", expect = { status = "denied" } },
  { id = "3", admission = "2024-05-20", discharge = "2024-05-25", total = "3000", expect = { aid = "2000" } },
]
"#,
    );
}

/// What an old system had counted by 20 March, 400, is of the stay of April, and not of that of June, 73 days later.
#[test]
fn an_opening_is_of_the_spell_that_its_day_is_near() {
    holds(
        TERMS,
        r#"
[[case]]
id = "opening"
bill = [
  { id = "1", admission = "2024-04-05", discharge = "2024-04-10", total = "3000", expect = { aid = "2400" } },
  { id = "2", admission = "2024-06-22", discharge = "2024-06-25", total = "3000", expect = { aid = "2000" } },
]
[[case.opening]]
accumulator = "aid.deductible"
day = "2024-03-20"
value = "400"
"#,
    );
}

/// Interim bills are one stay: the second half keeps the spell of the first open, whatever its own days are from
/// others.
#[test]
fn a_stay_is_of_one_spell_as_a_whole() {
    holds(
        TERMS,
        r#"
[[case]]
id = "interim bills"
bill = [
  { id = "1", stay_id = "S", admission = "2024-03-01", discharge = "2024-03-31", total = "3000", expect = { aid = "2000" } },
  { id = "2", stay_id = "S", admission = "2024-03-31", discharge = "2024-05-31", total = "3000", expect = { aid = "3000" } },
  { id = "3", admission = "2024-07-29", discharge = "2024-07-30", total = "3000", expect = { aid = "3000" } },
  { id = "4", admission = "2024-09-28", discharge = "2024-09-30", total = "3000", expect = { aid = "2000" } },
]
"#,
    );
}

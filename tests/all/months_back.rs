//! Months that are looked back on, and the number of a month among those in which a benefit was paid, by cases worked
//! by hand. The oracle has them too (`tests/all/properties.rs`).

use crate::common::{book, differences, head};

const PLAN: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
"#;

/// A benefit of all that a bill comes to, with more terms.
fn terms(months: u8, more: &str) -> String {
    format!(
        "\n[windows.back]\nmonths_back = {months}\n{PLAN}\n[[benefit]]\nid = \"aid\"\nplan = \"medical\"\n\
         title = {{ zh = \"医疗互助金\", en = \"aid\" }}\nclause = \"2\"\ncategories = [\"inpatient\"]\n\
         against_bill = \"within\"\nbase = \"total\"\n{more}\n"
    )
}

/// One bill of a case, which begins and ends on a day.
fn bill(day: &str, total: &str, expect: &str) -> String {
    format!(
        "{{ id = \"{day}\", admission = \"{day}\", discharge = \"{day}\", total = \"{total}\", expect = {{ {expect} }} }}"
    )
}

#[track_caller]
fn holds(terms: &str, bills: &[String], more: &str) {
    let head = head("months", "2020-01-01").replace("\"settlement\"", "\"admission\"");
    let book = book(&[&(head + terms)]);
    let cases = format!(
        "[[case]]\nid = \"1\"\nbill = [\n{}\n]\nenrolment = [{{ plan = \"medical\", start = \"2023-01-01\", \
         end = \"2026-12-31\" }}]\n{more}",
        bills.join(",\n")
    );
    assert_eq!(differences(&book, &cases), "");
}

const LIMIT: &str = "rate = \"100%\"\n[[benefit.limit]]\namount = \"1000\"\nwindow = \"back\"";

/// At most 1,000 in any three months. March looks back on January: 200 are left. April does not: of February to April
/// 200 are used, and with 800 nothing is left. A bill of another March is 12 months later.
#[test]
fn a_limit_holds_over_the_months_up_to_that_of_the_bill() {
    let bills = [
        bill("2024-01-31", "800", r#"aid = "800", left = { aid_back = "200" }"#),
        bill("2024-03-01", "800", r#"aid = "200", left = { aid_back = "0" }"#),
        bill("2024-04-01", "800", r#"aid = "800", left = { aid_back = "0" }"#),
        bill("2025-03-01", "1600", r#"aid = "1000""#),
    ];
    holds(&terms(3, LIMIT), &bills, "");
}

/// The same over the turn of a year; two bills of one month share what is left of it.
#[test]
fn months_go_on_over_the_turn_of_the_year() {
    let bills = [
        bill("2023-11-30", "300", r#"aid = "300""#),
        bill("2023-12-31", "300", r#"aid = "300""#),
        bill("2024-01-01", "300", r#"aid = "300""#),
        bill("2024-01-02", "300", r#"aid = "100""#),
        bill("2024-02-01", "900", r#"aid = "300""#),
    ];
    holds(&terms(3, LIMIT), &bills, "");
}

/// What an old system had paid in January, 900, leaves 100 for March, and nothing less for April.
#[test]
fn an_opening_is_of_its_month() {
    let bills =
        [bill("2024-03-01", "800", r#"aid = "100""#), bill("2024-04-01", "800", r#"aid = "800""#)];
    let opening =
        "[[case.opening]]\naccumulator = \"aid_back\"\nday = \"2024-01-15\"\nvalue = \"900\"\n";
    holds(&terms(3, LIMIT), &bills, opening);
}

/// The deductible is of the month, and lower from the fourth month in which the benefit is paid.
const FOURTH: &str = r#"rate = "100%"
[benefit.deductible]
window = "month"
amount = { by = "ordinal", counts = "paid_months", window = "back", is = { "1-3" = "801", "4+" = "444" } }"#;

/// Japan's high-cost medical expense benefit: from the fourth month within twelve that is paid, the member bears less.
/// February is not paid and does not count. In May three months were paid before: 444. In January of the next year the
/// window begins in February: March, April and May were paid. In April of the next year it begins in May: May and
/// January were, and it is the third.
#[test]
fn the_fourth_paid_month_within_twelve_has_a_lower_deductible() {
    let bills = [
        bill("2024-01-10", "1000", r#"aid = "199""#),
        bill("2024-02-10", "500", r#"aid = "0""#),
        bill("2024-03-10", "1000", r#"aid = "199""#),
        bill("2024-04-10", "1000", r#"aid = "199""#),
        bill("2024-04-20", "50", r#"aid = "50""#),
        bill("2024-05-10", "1000", r#"aid = "556""#),
        bill("2025-01-10", "1000", r#"aid = "556""#),
        bill("2025-04-10", "1000", r#"aid = "199""#),
    ];
    holds(&terms(12, FOURTH), &bills, "");
}

/// A month counts once it is paid by hand, and does not where nothing is: March is then the third, and April the
/// fourth.
#[test]
fn a_month_that_is_paid_by_hand_counts() {
    let bills = [
        bill("2024-01-10", "1000", r#"aid = "199""#),
        bill("2024-02-10", "500", r#"aid = "20""#),
        bill("2024-03-10", "1000", r#"aid = "199""#),
        bill("2024-04-10", "1000", r#"aid = "556""#),
    ];
    let by_hand = "[[case.override]]\nbill = \"2024-02-10\"\nbenefit = \"aid\"\namount = \"20\"\n";
    holds(&terms(12, FOURTH), &bills, by_hand);
}

/// Three months that an old system had paid make the first one here the fourth.
#[test]
fn openings_of_paid_months_count() {
    let opening = |day: &str| {
        format!("[[case.opening]]\naccumulator = \"aid.paid_months\"\nday = \"{day}\"\nvalue = 1\n")
    };
    let openings = ["2023-06-01", "2023-09-01", "2023-12-01"].map(opening).concat();
    let bills = [
        bill("2024-01-10", "1000", r#"aid = "556""#),
        // June 2023 is no longer looked back on: September, December and January were paid.
        bill("2024-06-10", "1000", r#"aid = "556""#),
        // In the twelve months to January 2025 June alone was paid before.
        bill("2025-01-10", "1000", r#"aid = "199""#),
    ];
    holds(&terms(12, FOURTH), &bills, &openings);
}

/// The third stay within six months is paid half: that of June looks back on February and April; that of August on
/// April and June; that of next January on August alone.
#[test]
fn stays_are_numbered_over_the_months_up_to_each() {
    let third = r#"rate = { by = "ordinal", counts = "covered_stays", window = "back", is = { "1-2" = "100%", "3+" = "50%" } }"#;
    let bills = [
        bill("2024-02-10", "100", r#"aid = "100""#),
        bill("2024-04-10", "100", r#"aid = "100""#),
        bill("2024-06-10", "100", r#"aid = "50""#),
        bill("2024-08-10", "100", r#"aid = "50""#),
        bill("2025-01-10", "100", r#"aid = "100""#),
    ];
    holds(&terms(6, third), &bills, "");
}

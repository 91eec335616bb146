//! What is paid when a period is over: bills that are decided after all others, and sums of what was decided before, by
//! cases worked by hand. The oracle has them too (`tests/all/properties.rs`).

use crate::common::{book, differences, head};
use huzhu::cases;
use huzhu::scheme::Source;

/// Half of what primary cover left; and at the year's end 20 % of what was left of all bills of the year, up to 5,000.
const TERMS: &str = r#"
[totals.year_left]
of = "total - funds_paid - paid.medical"
over = "medical"
window = "year"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗互助金", en = "medical aid" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "total - funds_paid"
rate = "50%"
[[benefit.limit]]
amount = "6000"
window = "year"
[[benefit]]
id = "second"
plan = "medical"
title = { zh = "二次补助", en = "second distribution" }
clause = "3"
categories = ["year_end"]
against_bill = "beside"
sum = "min(5000, 20% of year_left)"
"#;

/// The row that the office files when the year is over.
const YEAR_END: &str = r#"{ id = "end", category = "year_end", admission = "2024-12-31", discharge = "2024-12-31", settled_on = "2025-01-20", total = "0""#;

fn rules() -> String {
    let scheme = "categories = [\"year_end\"]\ndecided_last = [\"year_end\"]\n[edition]";
    head("last", "2020-01-01").replace("[edition]", scheme) + TERMS
}

#[track_caller]
fn holds(cases: &str) {
    let book = book(&[&rules()]);
    let defaults = "[[defaults.enrolment]]\nplan = \"medical\"\nstart = \"2024-01-01\"\nend = \"2025-12-31\"\n";
    assert_eq!(differences(&book, &format!("{defaults}{cases}")), "");
}

fn bill(id: &str, admission: &str, settled_on: &str, total: &str, medical: &str) -> String {
    format!(
        "{{ id = \"{id}\", admission = \"{admission}\", discharge = \"{admission}\", settled_on = \"{settled_on}\", \
         total = \"{total}\", expect = {{ medical = \"{medical}\" }} }}"
    )
}

fn case(id: &str, bills: &[String], second: &str, more: &str) -> String {
    let end = format!("{YEAR_END}, expect = {{ second = \"{second}\" }} }}");
    format!("\n[[case]]\nid = \"{id}\"\nbill = [\n{end},\n{}\n]\n{more}", bills.join(",\n"))
}

/// Of 8,000 and 2,000 the members bear half: 20 % of 5,000 are 1,000. The bill of November is settled after the row of
/// the year's end, and counts; that of the next year does not.
#[test]
fn a_bill_settled_after_the_year_end_counts_for_its_year() {
    let bills = [
        bill("1", "2024-03-01", "2024-03-02", "8000", "4000"),
        bill("2", "2024-11-30", "2025-03-01", "2000", "1000"),
        bill("3", "2025-01-02", "2025-01-03", "9000", "4500"),
    ];
    holds(&case("late", &bills, "1000", ""));
}

/// The limit cuts the second bill to 2,000 of 5,000: of 18,000 in all, 6,000 are paid, and 20 % of 12,000 are 2,400.
/// Decided by hand, 5,000 of the first bill leave 1,000 for the second: the sum is the same, since the limit is.
#[test]
fn what_is_paid_counts_after_limits_and_by_hand() {
    let bills = |one: &str, two: &str| {
        [
            bill("1", "2024-03-01", "2024-03-02", "8000", one),
            bill("2", "2024-05-01", "2024-05-02", "10000", two),
        ]
    };
    let by_hand = |amount: &str| {
        format!("[[case.override]]\nbill = \"1\"\nbenefit = \"medical\"\namount = \"{amount}\"\n")
    };
    holds(&case("limit", &bills("4000", "2000"), "2400", ""));
    holds(&case("by hand", &bills("5000", "1000"), "2400", &by_hand("5000")));
    // Nothing of the first bill by hand leaves the second its 5,000: 20 % of 13,000.
    holds(&case("nothing", &bills("0", "5000"), "2600", &by_hand("0")));
}

/// Without a row nothing is paid, and without a bill nothing is left to pay a share of.
#[test]
fn nothing_is_paid_before_it_is_filed_nor_of_nothing() {
    holds(
        "\n[[case]]\nid = \"no row\"\nexpect = { payable = \"4000\" }\nbill = [{ id = \"1\", admission = \"2024-03-01\", \
         discharge = \"2024-03-02\", total = \"8000\", expect = { second = \"0\" } }]\n",
    );
    let end = format!("{YEAR_END}, expect = {{ second = \"0\", status = \"nil\" }} }}");
    holds(&format!("\n[[case]]\nid = \"no bill\"\nbill = [{end}]\n"));
}

/// `huzhu check` tries single bills, and what is paid on those before it no single bill can show.
#[test]
fn a_benefit_of_what_was_decided_before_is_not_said_to_be_out_of_reach() {
    let source = Source { path: "rules.toml".into(), text: rules() };
    assert!(cases::warnings(&book(&[&rules()]), vec![source]).is_empty());
}

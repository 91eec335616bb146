//! Mistakes that claims engines and rule languages have made in the open, each a test of ours.
//!
//! Most are told in the author's language: a rule file, bills, and the answer beside them.

use crate::common::{book, differences, head, rules};
use huzhu::adjudication::Adjudicator;
use huzhu::explanation::{explain, trace};
use huzhu::money::{Currency, Money};
use huzhu::scheme::{Book, Source};

/// A rule file with these benefits; plans `medical` and `other`.
fn scheme(benefits: &str) -> Book {
    book(&[&(head("mistakes", "2024-01-01") + PLANS + benefits)])
}

const PLANS: &str = r#"
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
[[plan]]
id = "other"
title = { zh = "其他", en = "other" }
clause = "2"
"#;

/// A benefit of a plan, in the order `id`, `plan`, rules.
fn benefit(id: &str, plan: &str, rules: &str) -> String {
    format!(
        r#"
[[benefit]]
id = "{id}"
plan = "{plan}"
title = {{ zh = "互助金", en = "benefit" }}
clause = "3"
categories = ["inpatient"]
{rules}
"#
    )
}

/// Nobody is paid under it; a plan must have a benefit.
fn idle() -> String {
    benefit("idle", "other", "against_bill = \"within\"\nbase = \"0\"\nrate = \"0%\"")
}

const COVER: &str = r#"
[[defaults.enrolment]]
plan = "medical"
start = "2024-01-01"
end = "2024-12-31"
[defaults.bill]
admission = "2024-03-01"
discharge = "2024-03-05"
"#;

fn holds(book: &Book, cases: &str) {
    assert_eq!(differences(book, &format!("{COVER}{cases}")), "");
}

/// openIMIS cut line amounts to whole units by an integer cast.
#[test]
fn parts_of_a_yuan_are_paid() {
    let half = "against_bill = \"within\"\nbase = \"total\"\nrate = \"50%\"";
    let book = scheme(&(benefit("half", "medical", half) + &idle()));
    holds(
        &book,
        r#"
[[case]]
id = "fen"
bill = [{ total = "1.99", expect = { half = "1.00" } }, { total = "0.01", expect = { half = "0.01" } }]
"#,
    );
}

/// openIMIS held a category's ceiling within one claim only, never over the period.
#[test]
fn a_ceiling_of_the_period_holds_over_its_claims() {
    let capped = r#"against_bill = "within"
base = "total"
rate = "100%"
[[benefit.limit]]
amount = "150"
window = "cover""#;
    let book = scheme(&(benefit("capped", "medical", capped) + &idle()));
    holds(
        &book,
        r#"
[[case]]
id = "ceiling"
bill = [
  { total = "100", expect = { capped = "100", left = { capped_cover = "50" } } },
  { total = "100", expect = { capped = "50", reasons = ["overlapping_stay", "capped:cut_by_limit"], left = { capped_cover = "0" } } },
  { total = "100", expect = { capped = "0", status = "nil", reasons = ["overlapping_stay", "capped:limit_reached"] } },
]
expect = { payable = "150" }
"#,
    );
}

/// openIMIS counted archived accumulator rows again when claims were reprocessed.
#[test]
fn deciding_again_counts_nothing_twice() {
    let book = rules("weihai");
    let source = Source {
        path: "cases.toml".into(),
        text: include_str!("../../rules/weihai/cases_2024.toml").to_owned(),
    };
    let cases = huzhu::cases::read(&book, source).expect("the project's cases are right");
    for case in &cases {
        let first = huzhu::cases::run(&book, case);
        assert_eq!(first, huzhu::cases::run(&book, case));
    }
    // The same memory, used again for the same member, gives the same explanations.
    let dossier = crate::common::Dossier::read(
        &book,
        "member_id,birth_date,sex,org_code,hardship\nM,1980-01-01,F,a,0",
        "member_id,plan,start,end,units,enrolled_on\nM,medical,2024-01-01,2024-12-31,1,2024-01-01",
        "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
         1,inpatient,2,2024-03-01,2024-03-09,2024-03-09,9000,5000\n\
         2,inpatient,2,2024-05-01,2024-05-09,2024-05-09,9000,5000",
    );
    let mut adjudicator = Adjudicator::new(&book);
    let first = dossier.with(|history| explain(&mut adjudicator, history));
    assert_eq!(first, dossier.with(|history| explain(&mut adjudicator, history)));
    assert!(first.iter().all(|one| one.payable() > Money::ZERO));
}

/// openIMIS chose the better of two products, and paid the other one's terms.
#[test]
fn the_alternative_chosen_is_the_one_paid() {
    let book = scheme(&format!(
        "{}{}{}{}",
        benefit("low", "medical", "against_bill = \"within\"\nbase = \"total\"\nrate = \"10%\""),
        benefit(
            "high",
            "medical",
            "against_bill = \"within\"\nbase = \"total\"\nrate = \"20%\"\nminimum = \"30\""
        ),
        idle(),
        "[[alternatives]]\nclause = \"4\"\nbenefits = [\"low\", \"high\"]\nwindow = \"cover\"\ntake = \"larger\"\n",
    ));
    holds(
        &book,
        r#"
[[case]]
id = "larger"
bill = [{ total = "100", expect = { low = "0", high = "30", reasons = ["low:not_chosen", "high:raised_to_minimum"] } }]
"#,
    );
}

/// openIMIS had a child's exclusion that was never used.
#[test]
fn who_is_excluded_is_excluded() {
    let adults =
        "when = { age = \"18+\" }\nagainst_bill = \"within\"\nbase = \"total\"\nrate = \"50%\"";
    let book = scheme(&(benefit("adults", "medical", adults) + &idle()));
    holds(
        &book,
        r#"
[[case]]
id = "child"
member = { birth_date = "2006-03-02" }
bill = [
  { total = "100", expect = { payable = "0", status = "denied", reasons = ["overlapping_stay", "adults:excluded_age"] } },
  { admission = "2024-03-02", total = "100", expect = { payable = "50", reasons = ["overlapping_stay"] } },
]
"#,
    );
}

/// openIMIS ignored quantities already consumed once a reviewer approved a claim.
#[test]
fn days_used_up_stay_used_up() {
    let daily = r#"against_bill = "beside"
[benefit.days]
count = "nights"
pays = "40"
shared_days = "once"
[[benefit.limit]]
days = 6
window = "cover""#;
    let book = scheme(&(benefit("daily", "medical", daily) + &idle()));
    holds(
        &book,
        r#"
[[case]]
id = "days"
bill = [
  { total = "100", expect = { daily = "160", left = { daily_cover = 2 } } },
  { admission = "2024-04-01", discharge = "2024-04-11", total = "100", expect = { daily = "80", left = { daily_cover = 0 } } },
  { admission = "2024-05-01", discharge = "2024-05-02", total = "100", expect = { daily = "0", status = "nil" } },
]
"#,
    );
}

/// openIMIS, with two policies, stored only the last one's amount.
#[test]
fn every_plan_held_pays_its_own() {
    let rate =
        |rate: &str| format!("against_bill = \"within\"\nbase = \"total\"\nrate = \"{rate}\"");
    let book =
        scheme(&(benefit("one", "medical", &rate("10%")) + &benefit("two", "other", &rate("5%"))));
    holds(
        &book,
        r#"
[[case]]
id = "both"
enrolment = [
  { plan = "medical", start = "2024-01-01", end = "2024-12-31" },
  { plan = "other", start = "2024-01-01", end = "2024-12-31" },
]
bill = [{ total = "100", expect = { one = "10", two = "5", payable = "15" } }]
"#,
    );
}

/// Whole francs were lost to 32-bit floats (OpenFisca), cents to 64-bit ones (batch totals of
/// openIMIS, JSON decimals of ZEN): amounts beyond either, and sums of tenths, are exact.
#[test]
fn no_amount_passes_through_a_float() {
    let whole = "against_bill = \"within\"\nbase = \"total\"\nrate = 0.10";
    let book = scheme(&(benefit("tenth", "medical", whole) + &idle()));
    holds(
        &book,
        r#"
[[case]]
id = "beyond floats"
bill = [
  { total = 16777217.10, expect = { tenth = "1677721.71" } },
  { total = "99999999999.99", expect = { tenth = "10000000000.00" } },
  { total = 0.30, expect = { tenth = "0.03" } },
]
"#,
    );
    let tenths: Money = (0..1_000_000).map(|_| Currency::CNY.parse("0.1").unwrap()).sum();
    assert_eq!(Currency::CNY.show(tenths), "100000.00");
}

/// The trace that programs read has amounts as text.
#[test]
fn a_trace_has_no_binary_fraction() {
    let book = rules("guangdong");
    let dossier = crate::common::Dossier::read(
        &book,
        "member_id,birth_date,sex,org_code,hardship\nM,1980-01-01,F,a,0",
        "member_id,plan,start,end,units,enrolled_on\nM,second_insurance,2022-01-01,2022-12-31,1,2022-01-01",
        "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
         1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,9000.10,5000.30",
    );
    let explanations = dossier.explanations(&book);
    assert!(explanations[0].payable() > Money::ZERO);
    let trace = trace(&book, &explanations[0], "1");
    assert!(no_fraction(&trace), "{trace}");
}

fn no_fraction(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.is_i64() || number.is_u64(),
        serde_json::Value::Array(items) => items.iter().all(no_fraction),
        serde_json::Value::Object(entries) => entries.values().all(no_fraction),
        _ => true,
    }
}

/// Beancount let a mismatch of one cent pass: a case that is one fen off does not hold.
#[test]
fn one_fen_is_a_difference() {
    let book = rules("pinghu");
    let cases = include_str!("../../rules/pinghu/cases.toml");
    assert_eq!(differences(&book, cases), "");
    let off = cases.replace("\"2616.49\"", "\"2616.48\"");
    assert_ne!(off, cases);
    let told = differences(&book, &off);
    assert!(told.contains("expected 2616.48, decided 2616.49"), "{told}");
}

/// MS RulesEngine compared null as a number: what a bill lacks is not a number that happens to be
/// small. A field without a default must be there.
#[test]
fn a_missing_field_is_not_zero() {
    let text = head("mistakes", "2024-01-01")
        + PLANS
        + "[fields]\nbed_charge = { type = \"amount\", of = \"bill\" }\n"
        + &benefit(
            "bed",
            "medical",
            "against_bill = \"within\"\nbase = \"total - bed_charge\"\nrate = \"50%\"",
        )
        + &idle();
    let book = book(&[&text]);
    let source = Source {
        path: "cases.toml".into(),
        text: format!("{COVER}[[case]]\nid = \"none\"\nbill = [{{ total = \"100\" }}]\n"),
    };
    let file = huzhu::cases::read(&book, source).expect_err("the bill lacks its bed charge");
    let told = file.render(huzhu::words::Lang::English);
    assert!(told.contains("`bed_charge`"), "{told}");
}

/// PolicyEngine once dropped unknown keys of a rule file silently.
#[test]
fn an_unknown_key_is_told_with_the_nearest_known_one() {
    let text = head("mistakes", "2024-01-01")
        + PLANS
        + &benefit(
            "one",
            "medical",
            "against_bill = \"within\"\nbase = \"total\"\nrate = \"50%\"\nminimun = \"30\"",
        )
        + &idle();
    let source = Source { path: "rules.toml".into(), text };
    let error = Book::compile(vec![source]).expect_err("`minimun` is not known");
    let told = error.render(huzhu::words::Lang::English);
    assert!(
        told.contains("unknown key `minimun`") && told.contains("did you mean `minimum`?"),
        "{told}"
    );
}

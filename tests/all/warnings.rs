//! Warnings of `huzhu check`: rules that are right and hardly meant, each with a bill that shows it. The bill is a case that
//! holds, and rules that are meant as they stand are not warned about.

use crate::common::{differences, head};
use huzhu::cases;
use huzhu::diagnostic::{Finding, Severity};
use huzhu::scheme::{Book, BookError, Source};
use huzhu::words::Lang;

const PLAN: &str =
    "\n[[plan]]\nid = \"medical\"\ntitle = { zh = \"医疗\", en = \"medical\" }\nclause = \"1\"\n";

/// A benefit within the bill, with these terms.
fn benefit(id: &str, terms: &str) -> String {
    format!(
        "\n[[benefit]]\nid = \"{id}\"\nplan = \"medical\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nclause = \"1\"\n\
         categories = [\"inpatient\"]\nagainst_bill = \"within\"\n{terms}\n"
    )
}

/// What is said of rules, after each case that is shown was run and held.
fn told(terms: &str) -> Vec<Finding> {
    let text = head("warnings", "2024-01-01") + PLAN + terms;
    let sources = vec![Source { path: "rules.toml".into(), text }];
    let book = Book::compile(sources.clone()).unwrap_or_else(|why| panic!("{}", shown(&why)));
    let files = cases::warnings(&book, sources);
    let all: Vec<Finding> = files.iter().flat_map(|file| file.findings()).collect();
    for one in &all {
        assert_eq!(one.severity, Severity::Warning);
        if let Some(example) = &one.example {
            assert_eq!(differences(&book, example), "", "{example}");
        }
    }
    all
}

fn shown(why: &BookError) -> String {
    why.render(Lang::English)
}

/// Rules of which exactly one thing is said, and what the bill that shows it is paid.
#[track_caller]
fn one(terms: &str, message: &str, paid: &str) {
    let all = told(terms);
    let messages: Vec<&str> = all.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(all.len(), 1, "{messages:?}");
    assert!(messages[0].contains(message), "{messages:?}");
    let example = all[0].example.clone().expect("a bill shows it");
    assert!(example.contains(&format!("payable = \"{paid}\"")), "{example}");
}

#[track_caller]
fn nothing(terms: &str) {
    let all = told(terms);
    let messages: Vec<&str> = all.iter().map(|one| one.message.as_str()).collect();
    assert!(all.is_empty(), "{messages:?}");
}

/// 10 % of the first 10,000 of a bill: at most 1,000.00.
const TO_TEN_THOUSAND: &str = "base = \"in_scope\"\n[benefit.bands]\nposition = \"each_bill\"\n\
                               rates = [{ to = \"10000\", pays = \"10%\" }]\n";

fn limited(amount: &str, window: &str) -> String {
    let limit = format!("[[benefit.limit]]\namount = \"{amount}\"\nwindow = \"{window}\"\n");
    benefit("medical", &(TO_TEN_THOUSAND.to_owned() + &limit))
}

#[test]
fn a_limit_above_all_that_the_bands_pay_is_warned_about() {
    one(&limited("1000.01", "bill"), "comes up to the limit `medical_bill`", "1000.00");
    nothing(&limited("1000", "bill"));
    nothing(&limited("999.99", "bill"));
    // Over a year several bills come to more.
    nothing(&limited("1000", "year"));
    nothing(&limited("5000", "cover"));
}

#[test]
fn what_is_only_computed_is_not_warned_about_because_it_is_paid_nothing() {
    let computed = benefit("local", "pays_out = false\nbase = \"in_scope\"\nrate = \"80%\"");
    let computed = computed.replace("against_bill = \"within\"\n", "");
    let rest = benefit("medical", "base = \"in_scope - paid.local\"\nrate = \"50%\"");
    nothing(&(computed + &rest));
}

#[test]
fn a_limit_in_days_or_times_is_tried_with_long_stays_and_many_bills() {
    let days = |most: i64| {
        let limit = format!("[[benefit.limit]]\ndays = {most}\nwindow = \"cover\"\n");
        let daily = "[benefit.days]\ncount = \"nights\"\npays = \"40\"\nshared_days = \"once\"\n";
        benefit("daily", &(daily.to_owned() + &limit)).replace("within", "beside")
    };
    nothing(&days(180));
    one(&days(9000), "the limit `daily_cover`", "12000.00");
    let times = "[[benefit.limit]]\ntimes = 2\nwindow = \"year\"\n";
    nothing(&benefit("medical", &(TO_TEN_THOUSAND.to_owned() + times)));
}

#[test]
fn what_counts_of_a_base_that_is_smaller_is_warned_about() {
    let counted = |most: &str| {
        let counted = format!("[benefit.counted]\nmost = \"{most}\"\nwindow = \"bill\"\n");
        benefit("medical", &format!("base = \"min(in_scope, 1000)\"\nrate = \"10%\"\n{counted}"))
    };
    one(&counted("1000"), "`counted` cuts the base of no bill", "100.00");
    nothing(&counted("999"));
}

#[test]
fn a_benefit_behind_a_deductible_above_its_bands_is_never_paid() {
    let behind = |amount: &str| {
        let bands = TO_TEN_THOUSAND.replace("position", "from = \"gross\"\nposition");
        let deductible =
            format!("[benefit.deductible]\namount = \"{amount}\"\nwindow = \"bill\"\n");
        benefit("medical", &(bands + &deductible))
    };
    one(&behind("10000"), "no bill that was tried is paid anything under `medical`", "0.00");
    nothing(&behind("9999"));
}

#[test]
fn a_threshold_at_the_end_of_the_bands_is_warned_about() {
    let behind = |edge: &str| {
        let gate = format!(
            "[benefit.threshold]\nof = \"in_scope\"\nat_least = \"{edge}\"\nwindow = \"bill\"\n"
        );
        benefit("medical", &(TO_TEN_THOUSAND.to_owned() + &gate))
    };
    one(
        &behind("10000"),
        "the threshold 10000.00 is not below the end of the bands, 10000.00",
        "1000.00",
    );
    nothing(&behind("6000"));
}

#[test]
fn two_benefits_on_one_cost_are_warned_about_where_the_bill_does_not_bear_both() {
    let first = benefit("first", "base = \"in_scope\"\nrate = \"60%\"");
    let second = |base: &str| benefit("second", &format!("base = \"{base}\"\nrate = \"60%\""));
    let all = told(&format!("{first}{}", second("in_scope")));
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].message.contains("`second` is cut since another benefit"), "{all:?}");
    nothing(&format!("{first}{}", second("in_scope - paid.first")));
}

#[test]
fn a_bill_that_is_paid_less_for_one_fen_more_is_shown() {
    // 60 % of 10,000.00 are 6,000.00, and 50 % of 10,000.01 are 5,000.01.
    let rate = |above: &str| {
        let steps = format!("[{{ to = \"10000\", is = \"60%\" }}, {{ is = \"{above}\" }}]");
        benefit(
            "medical",
            &format!(
                "base = \"in_scope\"\nrate = {{ by = \"in_scope\", edge = \"belongs_below\", steps = {steps} }}"
            ),
        )
    };
    one(&rate("50%"), "a bill of one minor unit more is paid less", "5000.01");
    nothing(&rate("70%"));
}

#[test]
fn braces_over_lines_or_with_a_comma_at_the_end_are_warned_about() {
    let rate = |table: &str| benefit("medical", &format!("base = \"in_scope\"\nrate = {table}"));
    for table in [
        "{ by = \"sex\",\n is = { M = \"50%\", F = \"60%\" } }",
        "{ by = \"sex\", is = { M = \"50%\", F = \"60%\", } }",
    ] {
        let all = told(&rate(table));
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].message.contains("TOML 1.0"), "{all:?}");
        assert_eq!((all[0].help.is_some(), all[0].example.is_none()), (true, true));
    }
    // Within brackets lines may end, and what stands in quotes or behind `#` is no brace.
    nothing(&rate("{ by = \"sex\", is = { M = \"50%\", F = \"60%\" } } # {\n"));
    let rows = "{ by = [\"sex\"], rows = [\n{ sex = \"M\", is = \"50%\" },\n{ sex = \"F\", is = \"60%\" },\n] }";
    nothing(&rate(rows));
}

/// Facts by which a benefit opens are found by trying.
#[test]
fn conditions_ages_and_units_are_tried_before_a_benefit_is_said_to_be_out_of_reach() {
    let when = "when = { hospital_level = \"3\", sex = \"F\", hardship = \"yes\", cause = \"accident\" }\n";
    let terms =
        benefit("medical", &format!("{when}base = \"in_scope - pool_paid\"\nrate = \"60%\""));
    nothing(&terms);
    let old =
        PLAN.to_owned() + "age = { on = \"basis\", from = 60, to = 80, older = \"refused\" }\n";
    let text = head("warnings", "2024-01-01")
        + &old
        + &benefit("medical", "base = \"deductible\"\nrate = \"60%\"");
    let sources = vec![Source { path: "rules.toml".into(), text }];
    let book = Book::compile(sources.clone()).unwrap();
    assert!(cases::warnings(&book, sources).is_empty());
}

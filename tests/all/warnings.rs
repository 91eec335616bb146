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

/// What is said of rules whose plan says more, by the key that it is said of.
fn of_plan(plan: &str, terms: &str) -> Vec<String> {
    let text = head("warnings", "2024-01-01") + PLAN + plan + terms;
    let sources = vec![Source { path: "rules.toml".into(), text }];
    let book = Book::compile(sources.clone()).unwrap_or_else(|why| panic!("{}", shown(&why)));
    let files = cases::warnings(&book, sources);
    let keys = files.iter().flat_map(|file| {
        file.found.in_order().into_iter().map(|one| file.text[one.span.clone()].to_owned())
    });
    keys.collect()
}

/// Each key with rules under which no decision can depend on it, and rules under which one does.
#[test]
fn a_key_on_which_no_decision_can_depend_is_warned_about() {
    let plain = benefit("medical", "base = \"in_scope\"\nrate = \"60%\"");
    let with =
        |terms: &str| benefit("medical", &format!("base = \"in_scope\"\nrate = \"60%\"\n{terms}"));
    let waits = |days: i32, renewal: &str| {
        format!("waiting = {{ days = {days}, on_renewal = \"{renewal}\" }}\n")
    };
    let gap = "renewal_gap = 31\n";
    let by = |fact: &str| {
        let rate = format!("{{ by = \"{fact}\", is = {{ \"1\" = \"50%\", \"2+\" = \"60%\" }} }}");
        benefit("medical", &format!("base = \"in_scope\"\nrate = {rate}"))
    };
    let days = "days_covered = \"across_renewals\"\n";
    let from_start = "days_covered = \"each_period\"\n";
    let older = "age = { on = \"basis\", to = 60, older = \"renewal_only\" }\n";
    let ways = "enrol = [{ opens = \"05-01\", closes = \"05-31\", years_before = 0, waiting = { days = 60, on_renewal = \"waived\" } }]\n";
    let when = |plan: &str| format!("when = {{ {plan} }}\n");
    let both = "hardship = \"yes,no\"";
    for (plan, terms, idle) in [
        // No renewal is asked for: nobody waits, those who wait do so again, or for no day.
        (gap.to_owned(), plain.clone(), &["renewal_gap"][..]),
        (gap.to_owned() + &waits(30, "served_again"), plain.clone(), &["renewal_gap"]),
        (gap.to_owned() + &waits(0, "waived"), plain.clone(), &["renewal_gap", "waiting"]),
        (gap.to_owned() + from_start, by("days_covered"), &["renewal_gap"]),
        (gap.to_owned() + &waits(30, "waived"), plain.clone(), &[]),
        (gap.to_owned() + &waits(30, "credited"), plain.clone(), &[]),
        (gap.to_owned(), with(&waits(30, "waived")), &[]),
        (gap.to_owned() + older, plain.clone(), &[]),
        (gap.to_owned() + ways, plain.clone(), &[]),
        (gap.to_owned(), by("years_enrolled"), &[]),
        (gap.to_owned() + days, by("days_covered"), &[]),
        (from_start.to_owned(), plain.clone(), &["days_covered"]),
        // What each benefit has of its own, the plan says for nothing.
        (waits(30, "served_again"), with(&waits(90, "served_again")), &["waiting"]),
        (
            waits(30, "served_again"),
            with(&waits(90, "served_again"))
                + &benefit("second", "base = \"in_scope - paid.medical\"\nrate = \"10%\""),
            &[],
        ),
        (waits(0, "served_again"), plain.clone(), &["waiting"]),
        (String::new(), with(&waits(0, "served_again")), &["waiting"]),
        (waits(30, "served_again"), with(&waits(0, "served_again")), &["waiting"]),
        // Conditions that any bill meets.
        (when(both), plain.clone(), &["when"]),
        (String::new(), with(&when(both)), &["when"]),
        (String::new(), with(&when("age = \"0-17,18+\"")), &["when"]),
        (String::new(), with(&when("age = \"0-17,19+\"")), &[]),
        (String::new(), with(&when("hardship = \"yes\"")), &[]),
    ] {
        assert_eq!(of_plan(&plan, &terms), idle, "{plan}{terms}");
    }
}

#[test]
fn a_run_off_of_bills_that_go_by_the_diagnosis_is_warned_about() {
    let plan = "run_off = { days = 30, beyond = \"denied\" }\n";
    let text = |basis: &str| {
        let head = head("warnings", "2024-01-01").replace("basis = \"admission\"", basis);
        let of = benefit("medical", "base = \"in_scope\"\nrate = \"60%\"");
        let sources = vec![Source { path: "rules.toml".into(), text: head + PLAN + plan + &of }];
        cases::warnings(&Book::compile(sources.clone()).unwrap(), sources).len()
    };
    assert_eq!(text("basis = { inpatient = \"diagnosed\", otherwise = \"discharge\" }"), 1);
    assert_eq!(text("basis = \"discharge\""), 0);
}

/// A provision that no bill shows is as good as none.
#[test]
fn a_provision_that_changes_nothing_is_warned_about() {
    let with = |terms: &str| benefit("medical", &(TO_TEN_THOUSAND.to_owned() + terms));
    let before = |terms: &str| benefit("medical", &format!("{terms}{TO_TEN_THOUSAND}"));
    let from = TO_TEN_THOUSAND.replace("position", "from = \"above_deductible\"\nposition");
    let deductible = |amount: &str| {
        let behind = format!("[benefit.deductible]\namount = \"{amount}\"\nwindow = \"bill\"\n");
        benefit("medical", &(from.clone() + &behind))
    };
    let gate = |edge: &str| {
        with(&format!(
            "[benefit.threshold]\nof = \"in_scope\"\nat_least = \"{edge}\"\nwindow = \"bill\"\n"
        ))
    };
    one(&deductible("0"), "`deductible` changes nothing", "1000.00");
    nothing(&deductible("1"));
    one(&gate("0"), "`threshold` changes nothing", "1000.00");
    nothing(&gate("0.01"));
    one(&before("factor = 1.0\n"), "`factor` changes nothing", "1000.00");
    nothing(&before("factor = { by = \"hardship\", is = { no = 1.0, yes = 0.9 } }\n"));
    nothing(&before("minimum = \"50\"\n"));
    // Behind this threshold no bill is paid less than 600.00.
    let behind = before("minimum = \"599\"\n")
        + "[benefit.threshold]\nof = \"in_scope\"\nat_least = \"6000\"\nwindow = \"bill\"\n";
    one(&behind, "`minimum` changes nothing", "1000.00");
}

/// What one benefit leaves of a shared limit, and bills that a count opens, are found by trying.
#[test]
fn benefits_under_one_limit_and_behind_a_count_are_paid_by_some_bill() {
    let first = benefit("first", "base = \"in_scope - funds_paid\"\nrate = \"50%\"");
    let second = benefit("second", "base = \"out_of_catalogue\"\nrate = \"20%\"");
    let shared = "\n[[limit]]\nid = \"both\"\nclause = \"4\"\namount = \"10000\"\nwindow = \"year\"\nbenefits = [\"first\", \"second\"]\n";
    nothing(&(first + &second + shared));
    let visits = "[fields]\nvisits = { type = \"count\", of = \"bill\", default = 0 }\n";
    let counted = |when: &str| {
        let of = benefit(
            "visits",
            &format!("when = {{ visits = \"{when}\" }}\nsum = \"60 times visits\""),
        );
        visits.to_owned() + &of.replace("within", "beside")
    };
    for when in ["1+", "7", "12-15", "3+"] {
        nothing(&counted(when));
    }
    let stays = "[[benefit.limit]]\nstays = 100000\nwindow = \"year\"\n";
    one(
        &benefit("medical", &(TO_TEN_THOUSAND.to_owned() + stays)),
        "comes up to the limit `medical_year`",
        "1000.00",
    );
}

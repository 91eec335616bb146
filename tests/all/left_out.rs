//! What cases leave out: the parts of rules that none reaches, and changes of rules that none notices.

use std::path::{Path, PathBuf};

use huzhu::cases::{Coverage, Fate, Mutant, Mutation, MutationError, Suite, coverage, mutate};
use huzhu::scheme::{Source, book_folders};
use huzhu::words::Lang;

use crate::common::head;

/// 60 % of what is above 500 on each bill, at most 1,000 a year, once the bill comes to 600; from the second stay of the
/// year on 70 %.
fn rules() -> String {
    head("left_out", "2024-01-01")
        + r#"
[parameters]
cap = "1000"
[schedules.share]
by = "ordinal"
counts = "covered_stays"
window = "year"
is = { "1" = "60%", "2+" = "70%" }
[[plan]]
id = "medical"
title = { zh = "医疗", en = "medical" }
clause = "1"
waiting = { days = 30, on_renewal = "served_again" }
[[benefit]]
id = "medical"
plan = "medical"
title = { zh = "医疗", en = "medical" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "in_scope - funds_paid"
rate = "share"
[benefit.threshold]
of = "in_scope"
at_least = "600"
window = "bill"
[benefit.deductible]
amount = "500"
window = "bill"
[[benefit.limit]]
amount = "cap"
window = "year"
"#
}

const DEFAULTS: &str = r#"
[[defaults.enrolment]]
plan = "medical"
start = "2024-01-01"
end = "2024-12-31"
[defaults.bill]
hospital_level = "2"
admission = "2024-03-01"
discharge = "2024-03-11"
"#;

fn suite(cases: &str) -> Suite {
    suite_of(rules(), format!("{DEFAULTS}{cases}"))
}

fn suite_of(rules: String, cases: String) -> Suite {
    let source = |path: &str, text: String| Source { path: path.into(), text };
    let (rules, cases) = (source("rules.toml", rules), source("cases.toml", cases));
    let suite = Suite::of(vec![rules], vec![cases]);
    suite.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)))
}

/// Of 1,000 the 500 above the deductible are paid at 60 %.
const ONE_BILL: &str =
    "[[case]]\nid = \"one\"\nbill = [{ total = \"1000\", expect = { payable = \"300\" } }]\n";

fn gaps(coverage: &Coverage) -> Vec<(&str, String)> {
    coverage.gaps().map(|part| (part.path.as_str(), part.missing.to_string())).collect()
}

#[test]
fn what_one_bill_does_not_reach_is_listed() {
    let coverage = coverage(&suite(ONE_BILL));
    let found = gaps(&coverage);
    let expected = [
        ("schedules.share.is.2+", "no figure of any case depends on `70%`"),
        ("plan.medical.waiting.days", "no figure of any case depends on `30`"),
        ("plan.medical.waiting", "no case is denied as `waiting_period`"),
        ("benefit.medical.categories", "no case is excluded by `category`"),
        ("benefit.medical.threshold", "no case stays below the threshold"),
        ("benefit.medical.deductible", "no case stays within the deductible"),
        ("benefit.medical.limit[0]", "no case uses up the limit `medical_year`"),
    ];
    let is = |(path, missing): &(&str, &str)| {
        found.iter().any(|(at, what)| at == path && what == missing)
    };
    let missing: Vec<_> = expected.iter().filter(|one| !is(one)).collect();
    assert!(missing.is_empty(), "{missing:?} among {found:#?}");
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    let limit = coverage.gaps().find(|part| part.path == "benefit.medical.limit[0]").unwrap();
    let line = rules().lines().position(|line| line == "[[benefit.limit]]").unwrap();
    assert!((line + 1..=line + 2).contains(&limit.line), "{limit:?}");
    assert_eq!(limit.file, PathBuf::from("rules.toml"));
}

/// Below 600, exactly 500 above which nothing is left, a category of its own, the second stay, the last of the limit, and
/// a stay of 30 January, one day too early.
const THE_REST: &str = r#"
[[case]]
id = "rest"
bill = [
  { id = "small", total = "599.99", expect = { payable = "0" } },
  { id = "within", total = "700", pool_paid = "200", expect = { payable = "0" } },
  { id = "other", category = "event", total = "700", expect = { payable = "0" } },
  { id = "cap", total = "3000", expect = { payable = "1000", left = { medical_year = "0" } } },
  { id = "early", admission = "2024-01-30", discharge = "2024-02-02", total = "3000", expect = { payable = "0" } },
]
"#;

#[test]
fn cases_that_reach_every_part_leave_no_gap() {
    let coverage = coverage(&suite(&format!("{ONE_BILL}{THE_REST}")));
    assert_eq!(gaps(&coverage), []);
    assert!(coverage.parts.iter().all(|part| part.reached_by.is_some()));
}

fn mutants(cases: &str) -> Mutation {
    mutate(&suite(cases), true).unwrap()
}

/// What survives, as `VALUE: WAS -> BECOMES`.
fn survivors(mutation: &Mutation) -> Vec<String> {
    let one = mutation.survivors();
    one.map(|one| format!("{}: {} -> {}", one.value, one.was, one.becomes)).collect()
}

/// 300.00 is 60 % of 500: one point more or less of the rate, one fen of the deductible and the like are noticed; the
/// limit, the waiting period, the later rate and both edges are not.
#[test]
fn a_change_that_no_case_notices_survives_with_a_bill_that_does() {
    let found = mutants(ONE_BILL);
    let listed = survivors(&found);
    for survives in [
        "parameters.cap: 1000 -> 1000.01",
        "schedules.share.is: 1 | 2+ -> 1-2 | 3+",
        "plan.medical.waiting.days: 30 -> 31",
        "benefit.medical.threshold.at_least: at_least -> above",
        "benefit.medical.threshold.at_least: 600 -> 599.99",
    ] {
        assert!(listed.iter().any(|one| one == survives), "{survives} among {listed:#?}");
    }
    for killed in
        ["schedules.share.is.1: 60% -> 61%", "benefit.medical.deductible.amount: 500 -> 500.01"]
    {
        assert!(!listed.iter().any(|one| one == killed), "{killed} among {listed:#?}");
    }
    // A limit of another amount is in the working of every bill, and no case expects what is left of it.
    let cap = found.survivors().find(|one| one.value == "parameters.cap").unwrap();
    let Fate::Survived { unnoticed_by, bill, .. } = &cap.fate else { panic!("it survives") };
    assert_eq!(unnoticed_by.as_deref(), Some("one"));
    let bill = bill.as_deref().expect("a bill above the limit tells them apart");
    let with = format!("{ONE_BILL}{}", bill.replace("\"trial\"", "\"found\""));
    let again = survivors(&mutants(&with));
    assert!(!again.iter().any(|one| one.starts_with("parameters.cap: 1000 ->")), "{again:#?}");
}

/// Every survivor of a plan that asks for days, ages, dates and gaps is shown with a bill that tells it from the rules; a case
/// that is refused either way is told why in other words, and no figure of it is another.
#[test]
fn changes_of_days_ages_and_windows_have_a_bill_that_tells_them_apart() {
    let rules = rules().replace(
        "waiting = { days = 30, on_renewal = \"served_again\" }\n",
        "renewal_gap = 31\nwaiting = { days = 30, on_renewal = \"waived\" }\n\
         age = { on = \"basis\", from = 16, to = 60, older = \"refused\" }\n\
         filing = { days = 90, after = \"discharge\" }\n\
         service = { since = \"hired_on\", months = 3, on = \"basis\" }\n\
         enrol = [{ opens = \"10-20\", closes = \"12-20\", years_before = 1 }]\n",
    );
    let rules = rules.replace("[parameters]", "[fields]\nhired_on = { type = \"date\", of = \"member\", default = \"2000-01-01\" }\n[parameters]");
    let defaults = DEFAULTS.replace("end = ", "enrolled_on = \"2023-11-20\"\nend = ");
    let early = "[[case]]\nid = \"early\"\nbill = [{ admission = \"2024-01-05\", discharge = \"2024-01-06\", total = \"1000\", expect = { payable = \"0\" } }]\n";
    let found = mutate(&suite_of(rules, format!("{defaults}{ONE_BILL}{early}")), true).unwrap();
    let of_plan = |one: &&Mutant| one.value.starts_with("plan.medical.");
    let survivors: Vec<&Mutant> = found.survivors().filter(of_plan).collect();
    let mut values: Vec<&str> = survivors.iter().map(|one| one.value.as_str()).collect();
    values.dedup();
    assert_eq!(
        values,
        [
            "plan.medical.renewal_gap",
            "plan.medical.waiting.days",
            "plan.medical.age.from",
            "plan.medical.age.to",
            "plan.medical.filing.days",
            "plan.medical.service.months",
            "plan.medical.enrol[0].opens",
            "plan.medical.enrol[0].closes",
        ]
    );
    for one in &survivors {
        let Fate::Survived { unnoticed_by, reworded_in, bill } = &one.fate else { continue };
        assert!(bill.is_some(), "{} {} -> {}", one.value, one.was, one.becomes);
        assert_eq!(unnoticed_by, &None, "{}", one.value);
        // The stay of 5 January waits for 26 days more, or 25 or 27, and is paid nothing.
        let is_told = one.value == "plan.medical.waiting.days";
        assert_eq!(reworded_in.as_deref(), is_told.then_some("early"), "{}", one.value);
    }
}

/// One fen below the threshold and exactly it, both sides of the waiting period, both ordinals (a stay that is left unpaid is
/// numbered too: the second is paid 70 % of 100, the third 70 % of 500, and the fourth what the limit leaves of 1,750), and
/// the first day of the edition with the day before it.
const TO_THE_EDGE: &str = r#"
[[case]]
id = "edges"
bill = [
  { id = "599.99", total = "599.99", expect = { payable = "0" } },
  { id = "600", total = "600", expect = { payable = "70" } },
  { id = "second", admission = "2024-04-01", discharge = "2024-04-02", total = "1000", expect = { payable = "350" } },
  { id = "third", admission = "2024-05-01", discharge = "2024-05-02", total = "3000", expect = { payable = "580" } },
]
[[case]]
id = "waiting"
bill = [
  { id = "29", admission = "2024-01-30", discharge = "2024-02-02", total = "1000", expect = { payable = "0" } },
  { id = "30", admission = "2024-01-31", discharge = "2024-02-03", total = "1000", expect = { payable = "300" } },
]
[[case]]
id = "edition"
enrolment = [{ plan = "medical", start = "2023-01-01", end = "2024-12-31" }]
bill = [
  { id = "before", admission = "2023-12-31", discharge = "2024-01-02", total = "1000", expect = { payable = "0" } },
  { id = "first", admission = "2024-01-01", discharge = "2024-01-03", total = "1000", expect = { payable = "300" } },
]
"#;

#[test]
fn cases_at_every_edge_kill_every_change() {
    let found = mutants(&format!("{ONE_BILL}{TO_THE_EDGE}"));
    assert_eq!(survivors(&found), [""; 0]);
    let (killed, of) = found.score();
    assert!(killed == of && of > 15, "{killed} of {of}");
    let refused = found.mutants.iter().filter(|one| one.fate == Fate::Refused).count();
    assert!(refused + of == found.mutants.len());
}

#[test]
fn a_mark_is_held_to_what_cases_and_bills_show() {
    let mark = |value: &str, becomes: &str| {
        format!(
            "[[equivalent]]\nvalue = \"{value}\"\nbecomes = \"{becomes}\"\nreason = \"so it is\"\n"
        )
    };
    // A bill above the limit tells it from one of a fen more.
    let text = mark("parameters.cap", "1000.01")
        + &mark("parameters.cap", "2000")
        + &mark("schedules.share.is.1", "61%");
    let found = mutants(&format!("{ONE_BILL}{text}"));
    let wrong = found.wrong_marks.iter().map(|one| (one.value.as_str(), one.is_told_apart));
    let wrong: Vec<_> = wrong.collect();
    let expected =
        [("parameters.cap", true), ("parameters.cap", false), ("schedules.share.is.1", true)];
    assert_eq!(wrong, expected);
}

#[test]
fn rules_whose_cases_do_not_hold_are_not_changed() {
    let wrong = ONE_BILL.replace("300", "301");
    let why = mutate(&suite(&wrong), false).unwrap_err();
    assert_eq!(why, MutationError::DoesNotHold { case: "one".to_owned() });
    assert_eq!(mutate(&suite(""), false).unwrap_err(), MutationError::NoCases);
}

#[test]
fn what_a_wrong_case_reaches_proves_nothing() {
    let right = suite(ONE_BILL);
    assert_eq!(right.first_that_fails(), None);
    let wrong = suite(&ONE_BILL.replace("300", "301"));
    assert_eq!(wrong.first_that_fails().as_deref(), Some("one"));
}

/// What a replay sets by a path is what is changed there.
#[cfg(feature = "office")]
#[test]
fn a_value_that_is_changed_is_called_as_a_replay_calls_it() {
    use huzhu::scenario::Scenario;

    for name in ["weihai", "beijing", "hangzhou"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name);
        let scenario = Scenario::read(folder.to_str().unwrap()).unwrap();
        let found = mutate(&Suite::load(&folder).unwrap(), false).unwrap();
        for one in &found.mutants {
            let is_edge = one.was.parse::<f64>().is_err() && !one.was.ends_with('%');
            let Ok(path) = one.value.parse() else { continue };
            let value = scenario.value(&path);
            let is_called = value.as_ref().is_ok_and(|value| value.contains(&one.was));
            assert!(is_called || is_edge, "{}: {} is {value:?}", one.value, one.was);
        }
    }
}

/// Books of which cases leave something out: the parts that none reaches, and the changes that none notices. They only
/// fall; a book that is not listed leaves nothing out.
const LEAVE_OUT: [(&str, usize, usize); 0] = [];

#[test]
fn the_cases_of_shipped_books_leave_nothing_out() {
    let folders = book_folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap();
    let mut wrong = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let suite = Suite::load(&folder).unwrap();
        let mutation = mutate(&suite, false).unwrap();
        let found = (coverage(&suite).gaps().count(), mutation.survivors().count());
        let listed = LEAVE_OUT.iter().find(|(book, ..)| *book == name);
        let listed = listed.map_or((0, 0), |(_, gaps, survivors)| (*gaps, *survivors));
        if found != listed || !mutation.wrong_marks.is_empty() {
            let now = format!("{found:?}, and {:?}", mutation.wrong_marks);
            wrong.push(format!("{name}: {now}; `huzhu test rules/{name} --coverage`, `--mutate`"));
        }
    }
    assert!(
        wrong.is_empty(),
        "fewer: write them down; more: write the cases:\n{}",
        wrong.join("\n")
    );
}

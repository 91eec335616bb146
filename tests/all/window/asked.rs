//! What a clerk asks, and what stands on the page.

use std::collections::BTreeMap;
use std::path::Path;

use huzhu::date::Day;
use huzhu::scheme::Book;
use huzhu::window::{Counter, Standing, cover};
use serde_json::json;

use super::visitor::{ANNA, ANNA_ON_AN_OLD_CARD, Office};

/// A stay of 8,000.00 of which the pooled fund pays 3,000.00: of 5,000.00 the first bill of the year has used up the
/// deductible of 600.00, so that the city pays 50 % of 5,000.00 and a day's allowance for each of four nights.
const STAY: [(&str, &str); 7] = [
    ("category", "inpatient"),
    ("hospital_level", "3"),
    ("admission", "2024-05-02"),
    ("discharge", "2024-05-06"),
    ("total", "8000.00"),
    ("pool_paid", "3000.00"),
    ("rest_is_zero", "yes"),
];

/// The other amounts that the rules ask for.
const ZEROS: [&str; 6] = [
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];

fn with<'s>(changes: &[(&'s str, &'s str)]) -> Vec<(&'s str, &'s str)> {
    let kept = STAY.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes).copied().collect()
}

/// What `huzhu preview` says of the same bill.
fn previewed(office: &Office, boxes: &[(&str, &str)]) -> serde_json::Value {
    let mut bill = format!("[bill]\nmember_id = \"{ANNA}\"\n");
    for (name, text) in boxes.iter().filter(|(name, _)| *name != "rest_is_zero") {
        bill += &format!("{name} = \"{text}\"\n");
    }
    for name in [
        "out_of_catalogue",
        "class_b_prepay",
        "deductible",
        "critical_paid",
        "assistance_paid",
        "other_paid",
    ] {
        bill += &format!("{name} = \"0\"\n");
    }
    office.write("bill.toml", &bill);
    let said = office.does(&[
        "preview",
        "--ledger",
        "city.ledger",
        "--bill",
        "bill.toml",
        "--format",
        "json",
    ]);
    serde_json::from_str(&said).unwrap()
}

#[test]
fn the_page_says_what_preview_says_under_any_id_of_the_member() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let expected = previewed(&office, &STAY);
    let pays = expected["payable"].as_str().unwrap();
    for id in
        [ANNA, ANNA_ON_AN_OLD_CARD, &format!(" {ANNA} "), "９９００００１９８００１０１００１２"]
    {
        let page = browser.finds(id);
        assert_eq!(page, "/member/1", "an address has no id, and one person is one number");
        let answer = browser.fills(&page, &STAY);
        let (whole, part) = pays.split_at(pays.len() - 6);
        let shown = format!("the cover pays {whole},{part}");
        assert!(answer.text().contains(&shown), "{shown}: {}", answer.text());
        assert!(!answer.body.contains(ANNA), "the id is masked");
    }
    // The API answers the same, to the letter.
    let zeros = ZEROS.map(|name| (name, "0"));
    let mut bill: BTreeMap<&str, &str> = STAY.into_iter().chain(zeros).collect();
    bill.remove("rest_is_zero");
    let answered = window.api("preview", &json!({ "member_id": ANNA, "bill": bill }));
    assert_eq!(answered.status, 200, "{}", answered.body);
    assert_eq!(answered.json()["payable"], expected["payable"]);
    assert_eq!(answered.json()["benefits"], expected["benefits"]);
}

#[test]
fn what_is_not_known_yet_gives_a_range_and_names_the_figure() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let zeros = [
        "out_of_catalogue",
        "critical_paid",
        "assistance_paid",
        "other_paid",
        "class_b_prepay",
        "deductible",
    ];
    let mut boxes: Vec<(&str, &str)> = STAY
        .iter()
        .filter(|(name, _)| *name != "rest_is_zero" && *name != "pool_paid")
        .copied()
        .collect();
    boxes.extend(zeros.map(|name| (name, "0")));
    let text = browser.fills(&page, &boxes).text();
    assert!(text.contains("the cover pays between"), "{text}");
    assert!(text.contains("on the sheet, look for paid by the pooled fund"), "{text}");
    let text = browser.fills(&page, &with(&[("total", "")])).text();
    assert!(text.contains("fill in the total of the bill first"), "{text}");
}

#[test]
fn days_and_amounts_are_read_as_people_write_them() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let expected = browser.fills(&page, &STAY).text();
    let said = |text: &str| text.split("the bill in the order").next().unwrap().to_owned();
    for (name, text) in [
        ("admission", "2024/5/2"),
        ("admission", "2024.5.2"),
        ("admission", "20240502"),
        ("admission", "2024年5月2日"),
        ("discharge", "２０２４－０５－０６"),
        ("total", "8,000.00"),
        ("total", "８０００"),
        ("pool_paid", "3,000"),
    ] {
        let answer = browser.fills(&page, &with(&[(name, text)])).text();
        assert_eq!(said(&answer), said(&expected), "{name} {text}");
    }
    // What can be read in two ways is asked for again.
    for (name, text) in [
        ("total", "8,00.00"),
        ("total", "80,00"),
        ("total", "12。5"),
        ("total", "1e3"),
        ("admission", "2024-5"),
    ] {
        let answer = browser.fills(&page, &with(&[(name, text)]));
        assert_eq!(answer.status, 422, "{name} {text}");
        assert!(answer.body.contains(&format!("id=\"{name}-fault\"")), "{name} {text}");
    }
}

#[test]
fn a_mistake_stands_at_its_box_and_nothing_that_was_typed_is_lost() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let wrong = with(&[
        ("discharge", "2024-04-31"),
        ("total", "all"),
        ("hospital_level", ""),
        ("diagnosis", "I10 \"<i>"),
    ]);
    let answer = browser.fills(&page, &wrong);
    assert_eq!(answer.status, 422);
    let (head, _) = answer.body.split_once("<h1>").unwrap();
    for column in ["hospital_level", "discharge", "total"] {
        assert!(head.contains(&format!("href=\"#{column}\"")), "{column}: {head}");
        assert!(answer.body.contains(&format!("aria-describedby=\"{column}-fault\"")), "{column}");
    }
    assert_eq!(head.matches("<li>").count(), 3, "{head}");
    for kept in [
        "value=\"2024-04-31\"",
        "value=\"all\"",
        "value=\"I10 &quot;&lt;i&gt;\"",
        "value=\"3000.00\"",
    ] {
        assert!(answer.body.contains(kept), "{kept}");
    }
    // The API names the same fields.
    let mut bill: BTreeMap<&str, &str> = wrong.iter().copied().collect();
    bill.remove("rest_is_zero");
    let problem = window.api("preview", &json!({ "member_id": ANNA, "bill": bill }));
    assert_eq!(
        (problem.status, problem.headers["content-type"].as_str()),
        (422, "application/problem+json")
    );
    let fields: Vec<_> = problem.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].clone())
        .collect();
    assert_eq!(fields, ["hospital_level", "discharge", "total"]);
}

#[test]
fn who_is_not_in_the_ledger_is_said_at_the_box_of_the_id() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let unknown = browser.fills("/member", &[("member_id", "990000198001010039")]);
    assert_eq!(unknown.status, 422);
    assert!(unknown.body.contains("id=\"member_id-fault\""), "{}", unknown.body);
    let answered = window.api("cover", &json!({ "member_id": "990000198001010039" }));
    assert_eq!(
        (answered.status, &answered.json()["errors"][0]["field"]),
        (404, &json!("member_id"))
    );
}

#[test]
fn cover_and_limits_are_those_of_the_day_also_where_nothing_is_used() {
    let office = Office::new();
    let counter = Counter::new(office.path("city.ledger"), None);
    let visit = counter.visit(ANNA).unwrap();
    let on = |day: &str| cover(&visit.terms.book, &visit.past, Day::parse(day).unwrap());
    let standing = |day: &str| on(day).periods[0].standing;
    assert_eq!(
        ["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"].map(standing),
        [Standing::ToCome, Standing::InForce, Standing::InForce, Standing::Over]
    );
    let used = |day: &str| -> Vec<(String, i64, i64)> {
        let limits = on(day).limits.into_iter();
        limits.map(|one| (one.limit.id, one.limit.before, one.limit.most)).collect()
    };
    // The first bill is paid (5,000 - 500) x 50 %, and no night: whatever is settled now finds that used, on whichever day
    // of the year it began.
    let expected = [("reimbursement_year", 225_000, 2_000_000), ("per_diem_year", 0, 90)];
    let expected = expected.map(|(id, used, most)| (id.to_owned(), used, most));
    assert_eq!(used("2024-02-29"), expected);
    assert_eq!(used("2024-05-01"), expected);
    assert!(used("2025-02-01").is_empty(), "without cover no limit is reached");
    assert!(!on("2025-02-01").reasons.is_empty(), "and the reason is named");
}

/// What is left empty because the sheet has nothing there is zero; what the scheme says of an empty amount stays so: of
/// Weihai's own share that was not split, the terms have a formula.
#[test]
fn zeros_take_no_meaning_from_an_amount_that_may_stay_empty() {
    use huzhu::window::boxes;
    let book = Book::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/weihai")).unwrap();
    let boxes = boxes(&book);
    let of = |column: &str| boxes.iter().find(|one| one.column == column).unwrap().may_stay_empty;
    assert!(!of("out_of_catalogue") && !of("critical_paid"));
    assert!(of("in_scope") && of("residual_1"), "they are worked out where they are empty");
}

/// The allowance of 2015 is for levels 2 and 3 and for local hospitals: its ceiling is listed though a bill of level 1, or
/// of another hospital, would not reach it; and no reason is named, since some bills are served.
#[test]
fn a_limit_behind_a_condition_is_listed_and_cover_in_force_has_no_reasons() {
    use huzhu::claim::{EnrolmentForm, MemberForm};
    use huzhu::preview::Past;
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/workers_allowance");
    let book = Book::load(&book).unwrap();
    let day = |text| Day::parse(text).unwrap();
    let member = MemberForm::new(day("1980-01-01"), "F", false).read(&book).unwrap();
    let plan = &book.vocabulary().plans()[0];
    let period =
        EnrolmentForm::new(plan, day("2016-01-01"), day("2016-12-31")).read(&book).unwrap();
    let cover = cover(&book, &Past::new(member, vec![period]), day("2016-06-01"));
    let limits: Vec<i64> = cover.limits.iter().map(|one| one.limit.most).collect();
    assert!(limits.contains(&450_000), "4,500.00 a period: {limits:?}");
    assert_eq!(cover.reasons, []);
}

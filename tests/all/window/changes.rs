//! What would change the answer: held against bills that are asked about one by one.

use std::path::Path;

use huzhu::claim::{EnrolmentForm, MemberForm};
use huzhu::date::Day;
use huzhu::money::Money;
use huzhu::preview::{self, Past};
use huzhu::scheme::{Book, Source};
use huzhu::window::{Change, Filled, Otherwise, changes, read};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Half of what is above 1,000.00, from level 3 on 40 %, up to 5,000.00 a year; 30 days of waiting, 60 to file.
const SCHEME: &str = r#"
[scheme]
id = "changes"
title = { zh = "测试", en = "test" }
currency = "CNY"
basis = "admission"
order = "settlement"

[edition]
id = "2024"
title = { zh = "2024", en = "2024" }
from = "2024-01-01"
to = "2024-12-31"
source = "none"

[[plan]]
id = "aid"
title = { zh = "互助", en = "aid" }
clause = "1"
units = { most = 2 }
waiting = { days = 30, on_renewal = "served_again" }
filing = { days = 60, after = "discharge" }

[[benefit]]
id = "stay"
plan = "aid"
title = { zh = "住院", en = "in hospital" }
clause = "2"
categories = ["inpatient"]
base = "total"
deductible = { amount = "1000", window = "bill" }
rate = { by = "hospital_level", is = { "3" = "40%" }, otherwise = "50%" }
per_unit = true
against_bill = "within"
limit = [{ amount = "5000", window = "year", per_unit = false }]
"#;

fn book() -> Book {
    let source = Source { path: "changes.toml".into(), text: SCHEME.to_owned() };
    Book::compile(vec![source]).unwrap_or_else(|why| panic!("{why:?}"))
}

fn past(book: &Book, units: u32) -> Past {
    let member = MemberForm::new(day("1980-01-01"), "F", false).read(book).unwrap();
    let period = EnrolmentForm::new("aid", day("2024-01-01"), day("2024-12-31")).units(units);
    Past::new(member, vec![period.read(book).unwrap()])
}

fn bill(boxes: &[(&str, &str)]) -> Filled {
    let usual = [
        ("category", "inpatient"),
        ("hospital_level", "2"),
        ("admission", "2024-03-01"),
        ("discharge", "2024-03-05"),
        ("total", "3000.00"),
        ("pool_paid", "0"),
        ("out_of_catalogue", "0"),
        ("class_b_prepay", "0"),
        ("deductible", "0"),
        ("critical_paid", "0"),
        ("assistance_paid", "0"),
        ("other_paid", "0"),
    ];
    let pairs = usual.iter().chain(boxes);
    pairs.map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect()
}

fn all(boxes: &[(&str, &str)], units: u32) -> (Book, Vec<Change>) {
    let book = book();
    let filled = bill(boxes);
    let (past, query) = read(&book, &filled, &past(&book, units)).unwrap();
    let all = changes(&filled, &past, &preview::preview(&book, &past, &query));
    (book, all)
}

/// What more of the cost pays.
fn of_cost(total: &str) -> String {
    let (book, all) = all(&[("total", total)], 1);
    let more = all.iter().find(|one| matches!(one.what, Otherwise::More(_)));
    more.map_or_else(String::new, |one| one.sentence(&book).to_string())
}

fn sentences(boxes: &[(&str, &str)], units: u32) -> Vec<String> {
    let (book, all) = all(boxes, units);
    all.iter().map(|one| one.sentence(&book).to_string()).collect()
}

#[test]
fn the_next_amount_is_told_with_its_end_to_the_fen() {
    // (x - 1,000) / 2 comes to 5,000 at 11,000.
    assert_eq!(
        of_cost("3000"),
        "each further 1,000.00 of the cost pays 500.00 more, up to 11,000.00; beyond that nothing more is paid"
    );
    assert_eq!(
        of_cost("10600"),
        "a further 400.00 of the cost pays 200.00 more, up to 11,000.00; beyond that nothing more is paid"
    );
    assert_eq!(
        of_cost("400"),
        "only above 1,000.00, which is 600.00 more: each further 1,000.00 of the cost pays 500.00 more, up to 11,000.00; \
         beyond that nothing more is paid"
    );
    assert_eq!(of_cost("12000"), "", "the limit is used up");
}

#[test]
fn days_levels_and_units_that_change_it_are_ranked_by_what_they_move() {
    assert_eq!(
        sentences(&[], 1),
        [
            "with 2 units: 2,000.00 is paid, 1,000.00 more",
            "each further 1,000.00 of the cost pays 500.00 more, up to 11,000.00; beyond that nothing more is paid",
            "hospital level: with level 3, 800.00 is paid, 200.00 less",
        ]
    );
    // One unit less, and kinds of care that are not paid, help nobody.
    assert_eq!(
        sentences(&[], 2),
        [
            "each further 1,000.00 of the cost pays 1,000.00 more, up to 6,000.00; beyond that nothing more is paid",
            "hospital level: with level 3, 1,600.00 is paid, 400.00 less",
        ]
    );
    let waits = [("admission", "2024-01-11"), ("discharge", "2024-01-15")];
    assert_eq!(
        sentences(&waits, 1),
        ["had the stay begun on 2024-01-31, 20 days later: 1,000.00 is paid, 1,000.00 more"]
    );
    assert_eq!(
        sentences(&[("submitted_on", "2024-06-01")], 1),
        ["had it been filed by 2024-05-04: 1,000.00 is paid, 1,000.00 more"]
    );
    let (early, late) = ("2023-12-30", "2024-01-03");
    let before = sentences(&[("admission", early), ("discharge", late)], 1);
    assert!(before.is_empty(), "two days later it would still wait: {before:?}");
}

/// How a bill is worked out without its amounts: of each benefit the reasons, and the steps with bands, rates and factors.
fn way(book: &Book, past: &Past, filled: &Filled, total: &str) -> Value {
    let mut filled = filled.clone();
    filled.insert("total".to_owned(), total.to_owned());
    let (past, query) = read(book, &filled, past).unwrap();
    let trace = preview::json(&preview::preview(book, &past, &query), &[]);
    let step = |step: &Value| {
        let slices = step["slices"].as_array();
        let band = slices.and_then(|all| Some((all.len(), all.last()?["rate"].clone())));
        json!([step["step"], band, step["rate"], step["factor"]])
    };
    let benefit = |one: &Value| {
        let steps = one["steps"].as_array().unwrap().iter();
        let steps = steps.filter(|step| step["step"] != "rounding").map(step);
        json!([one["benefit"], one["outcome"], steps.collect::<Vec<_>>()])
    };
    trace["benefits"].as_array().unwrap().iter().map(benefit).collect()
}

/// Every change pays what the bill with it is paid, and every end is the last fen at that pace: under the rules here, with
/// bills of many amounts.
#[test]
fn each_change_pays_what_the_bill_with_it_is_paid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let (mut looked_at, mut ends) = (0, 0);
    for (rules, plan, from) in [("pinghu", "medical", "2022-01-01"), ("city", "city", "2024-01-01")]
    {
        let book = Book::load(&folder.join(rules)).unwrap();
        let member = MemberForm::new(day("1980-01-01"), "F", false).read(&book).unwrap();
        let period = EnrolmentForm::new(plan, day(from), day(from) + 364).read(&book).unwrap();
        let past = Past::new(member, vec![period]);
        let paid = |filled: &Filled| {
            let (past, query) = read(&book, filled, &past).unwrap();
            preview::preview(&book, &past, &query).explanation.payable()
        };
        for total in ["0", "450.37", "3000", "12345.67", "80000", "600000"] {
            let (first, last) = ((day(from) + 100).to_string(), (day(from) + 104).to_string());
            let filled = bill(&[("admission", &first), ("discharge", &last), ("total", total)]);
            let (past, query) = read(&book, &filled, &past).unwrap();
            let with = |column: &str, text: String| {
                let mut other = filled.clone();
                other.insert(column.to_owned(), text);
                paid(&other)
            };
            let show = |amount: Money| book.vocabulary().currency().show(amount);
            for change in changes(&filled, &past, &preview::preview(&book, &past, &query)) {
                looked_at += 1;
                assert_eq!(change.before, paid(&filled));
                match &change.what {
                    Otherwise::Word { column, words, .. } => {
                        for (word, _) in words {
                            assert_eq!(
                                change.after,
                                with(column, word.clone()),
                                "{rules} {total} {column} {word}"
                            );
                        }
                    }
                    Otherwise::More(growth) => {
                        let at = |amount: Money| with("total", show(amount));
                        let is_at_once = growth.at_once != Money::ZERO;
                        let start = growth.from + Money::from_minor(i64::from(is_at_once));
                        assert!(
                            !is_at_once || at(start) - at(growth.from) == growth.at_once,
                            "{growth:?}"
                        );
                        let more = at(start + growth.each.more) - at(start);
                        assert!(
                            (more - growth.each.pays).minor().abs() <= 1,
                            "{rules} {total}: {growth:?}"
                        );
                        if let Some((end, beyond)) = growth.then {
                            // Up to the end the bill is worked out as before it, one fen behind it otherwise.
                            let fen = Money::from_minor(1);
                            let way = |amount| way(&book, &past, &filled, &show(amount));
                            assert!(
                                end == start || way(end - fen) == way(end),
                                "{rules} {total}: {growth:?}"
                            );
                            assert_ne!(way(end), way(end + fen), "{rules} {total}: {growth:?}");
                            let more = at(end + fen + beyond.more) - at(end + fen);
                            assert_eq!(more, beyond.pays, "{rules} {total}: {growth:?}");
                            ends += 1;
                        }
                    }
                    Otherwise::Stay { .. } | Otherwise::FiledBy(_) | Otherwise::Units(_) => {}
                }
            }
        }
    }
    assert!(looked_at > 15 && ends > 5, "{looked_at} looked at, {ends} ends");
}

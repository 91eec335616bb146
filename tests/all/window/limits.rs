//! Limits at a glance: those behind conditions that no ordinary bill meets, and all that any bill could come to.

use std::collections::BTreeSet;
use std::path::Path;

use huzhu::claim::{EnrolmentForm, MemberForm};
use huzhu::date::Day;
use huzhu::preview::{self, Past};
use huzhu::scheme::{Book, Source, Window};
use huzhu::window::{BoxKind, Filled, boxes, cover, read};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Money for an accident abroad, in a hospital of level 1, of a listed disease, after two nights.
const BEHIND_CONDITIONS: &str = r#"
[scheme]
id = "glance"
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

[fields]
abroad = { type = "flag", of = "bill", default = "no", title = { zh = "境外就医", en = "abroad" } }

[lists]
burns = ["T20*"]

[[plan]]
id = "aid"
title = { zh = "互助", en = "aid" }
clause = "1"
waiting = { days = { by = "cause", is = { accident = 0 }, otherwise = 30 }, on_renewal = "served_again" }

[[benefit]]
id = "rare"
plan = "aid"
title = { zh = "境外意外", en = "accident abroad" }
clause = "2"
categories = ["inpatient"]
when = { abroad = "yes", hospital_level = "1", cause = "accident", diagnosis = "burns", nights = "2+" }
base = "total"
rate = "50%"
against_bill = "within"
limit = [{ amount = "5000", window = "year" }]

[[benefit]]
id = "usual"
plan = "aid"
title = { zh = "住院", en = "in hospital" }
clause = "3"
categories = ["inpatient"]
base = "total"
rate = "50%"
against_bill = "within"
limit = [{ amount = "7000", window = "year" }]
"#;

#[test]
fn a_limit_behind_several_unusual_words_a_disease_and_nights_is_listed() {
    let source = Source { path: "glance.toml".into(), text: BEHIND_CONDITIONS.to_owned() };
    let book = Book::compile(vec![source]).unwrap();
    let member = MemberForm::new(day("1980-01-01"), "F", false).read(&book).unwrap();
    let period = EnrolmentForm::new("aid", day("2024-01-01"), day("2024-12-31"));
    let past = Past::new(member, vec![period.read(&book).unwrap()]);
    let most = |on: &str| -> Vec<i64> {
        cover(&book, &past, day(on)).limits.iter().map(|one| one.limit.most).collect()
    };
    assert_eq!(most("2024-06-01"), [500_000, 700_000]);
    assert_eq!(most("2024-01-10"), [500_000, 700_000], "an accident waits for nothing");
    assert_eq!(most("2025-01-10"), [0; 0]);
}

/// A member who holds every plan of an edition for its first year.
fn holder_of_all(book: &Book, at: usize) -> Option<(Past, Day)> {
    let edition = &book.editions()[at];
    let from = edition.from();
    let to = edition.to().min(from + 364);
    let mut form = MemberForm::new(day("1975-03-01"), "F", true);
    let vocabulary = book.vocabulary();
    for field in vocabulary.fields() {
        use huzhu::claim::{FieldKind, Owner};
        if let (Owner::Member, FieldKind::Word { values, default: None, .. }) =
            (field.owner, &field.kind)
        {
            form = form.field(&field.name, &values[0]);
        }
    }
    let member = form.read(book).ok()?;
    let periods = edition.plans().iter().map(|plan| {
        EnrolmentForm::new(plan.id(), from, to).enrolled_on(from - 1).paid_on(from - 1).read(book)
    });
    let periods: Result<Vec<_>, _> = periods.collect();
    Some((Past::new(member, periods.ok()?), from + (to - from) * 2 / 3))
}

/// A bill of the day with one of the words of each box, as a number picks them.
fn any_bill(book: &Book, on: Day, mut number: u64) -> Filled {
    let mut pick = |count: usize| {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % count.max(1)
    };
    let mut filled = Filled::new();
    let codes: Vec<&String> =
        book.vocabulary().lists().iter().flat_map(|(_, codes)| codes).collect();
    for one in boxes(book) {
        let text = match &one.kind {
            BoxKind::Choice(words) => words[pick(words.len())].0.clone(),
            BoxKind::Day => on.to_string(),
            BoxKind::Amount => {
                if one.may_stay_empty {
                    continue;
                } else {
                    "0".to_owned()
                }
            }
            BoxKind::Text if one.column == "diagnosis" => match codes.get(pick(codes.len() + 2)) {
                Some(code) => code.trim_end_matches('*').to_owned(),
                None => continue,
            },
            BoxKind::Text if one.is_needed => "0".to_owned(),
            BoxKind::Text => continue,
        };
        filled.insert(one.column, text);
    }
    filled
}

/// Whatever bill of the day is asked about under any of the rules here, the limits that it comes to were listed before.
#[test]
fn no_bill_of_the_day_comes_to_a_limit_that_is_not_listed() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let (mut asked, mut came_to) = (0, 0);
    for folder in std::fs::read_dir(rules).unwrap() {
        let folder = folder.unwrap().path();
        let Ok(book) = Book::load(&folder) else { continue };
        for at in 0..book.editions().len() {
            let Some((past, on)) = holder_of_all(&book, at) else { continue };
            let listed: BTreeSet<String> =
                cover(&book, &past, on).limits.into_iter().map(|one| one.limit.id).collect();
            for number in 0..60 {
                let Ok((past, query)) = read(&book, &any_bill(&book, on, number), &past) else {
                    continue;
                };
                asked += 1;
                let preview = preview::preview(&book, &past, &query);
                let limits = preview.explanation.workings.iter().flat_map(|one| &one.limits);
                let adding_up =
                    limits.filter(|one| !matches!(one.window, Window::Bill | Window::Stay));
                for limit in adding_up {
                    came_to += 1;
                    assert!(
                        listed.contains(&limit.id),
                        "{}: {} of {:?}",
                        folder.display(),
                        limit.id,
                        query.bill
                    );
                }
            }
        }
    }
    assert!(asked > 500 && came_to > 150, "{asked} asked about, {came_to} limits");
}

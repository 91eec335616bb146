//! A clerk's ways over the page: comparing, correcting, and another language.

use super::visitor::{ANNA, Office};

/// The stay of the other tests, which the city pays 2,500.00 and allowances of.
const STAY: [(&str, &str); 7] = [
    ("category", "inpatient"),
    ("hospital_level", "3"),
    ("admission", "2024-05-02"),
    ("discharge", "2024-05-06"),
    ("total", "8000.00"),
    ("pool_paid", "3000.00"),
    ("rest_is_zero", "yes"),
];

fn and<'s>(more: &[(&'s str, &'s str)]) -> Vec<(&'s str, &'s str)> {
    STAY.iter().chain(more).copied().collect()
}

#[test]
fn what_if_stands_beside_the_answer_and_the_difference_has_a_cause() {
    let office = Office::new();
    let draft = office.rules().replace("year_deductible = \"500\"", "year_deductible = \"4000\"");
    office.write("draft.toml", &draft);
    let window = office.window_with(&["--draft", "draft.toml"]);
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let text = browser.fills(&page, &STAY).text();
    assert!(text.contains("what would change the answer"), "{text}");
    assert!(!text.contains("where the difference comes from"), "{text}");
    let later = and(&[("compare", "yes"), ("if_admission", "2025-05-02")]);
    let text = browser.fills(&page, &later).text();
    assert!(
        text.contains("admission : 2025-05-02 in place of 2024-05-02")
            || text.contains("in place of 2024-05-02"),
        "{text}"
    );
    assert!(
        text.contains("where the difference comes from now: not covered on 2025-05-02"),
        "{text}"
    );
    let text = browser.fills(&page, &and(&[("compare", "yes"), ("use_draft", "yes")])).text();
    assert!(
        text.contains("medical aid: after the bands there was 2950.00, and is 2600.00"),
        "{text}"
    );
    assert!(text.contains("the rules are those of the draft"), "{text}");
    // No difference is told as that.
    let text = browser
        .fills(
            &page,
            &and(&[
                ("compare", "yes"),
                ("if_cause", "other"),
                ("if_admission", ""),
                ("if_hospital_level", ""),
            ]),
        )
        .text();
    assert!(text.contains("no difference: what is paid does not depend on this here"), "{text}");
    let text =
        browser.fills(&page, &and(&[("compare", "yes"), ("if_admission", "2024-05-02")])).text();
    assert!(text.contains("nothing is otherwise"), "{text}");
    // A mistake stands at its box.
    let wrong = browser.fills(&page, &and(&[("compare", "yes"), ("if_admission", "2024-05-32")]));
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"if_admission-fault\""), "{}", wrong.body);
}

/// Bills that are settled on one day are decided by their ids: a neighbour has the id of the bill that is asked about, and a
/// word that the rules never look at changes nothing.
#[test]
fn a_neighbour_has_its_place_among_bills_of_one_day() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let one_day: Vec<(&str, &str)> = STAY
        .iter()
        .filter(|(name, _)| !["admission", "discharge"].contains(name))
        .copied()
        .chain([
            ("admission", "2024-03-10"),
            ("discharge", "2024-03-12"),
            ("settled_on", "2024-04-01"),
        ])
        .collect();
    let text = browser.fills(&page, &one_day).text();
    assert!(text.contains("hospital level: with"), "{text}");
    for word in ["cause: with", "referral: with", "network: with"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_bill_that_stands_in_the_history_is_told_as_what_it_would_be_corrected_to() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let corrected = [
        ("category", "inpatient"),
        ("hospital_level", "1"),
        ("admission", "2024-03-01"),
        ("discharge", "2024-03-02"),
        ("settled_on", "2024-04-01"),
        ("total", "4000.00"),
        ("rest_is_zero", "yes"),
    ];
    let text = browser.fills(&page, &corrected).text();
    assert!(text.contains("is this a correction of bill A1?"), "{text}");
    let same: Vec<(&str, &str)> = corrected.iter().copied().chain([("bill_id", "A1")]).collect();
    let text = browser.fills(&page, &same).text();
    assert!(text.contains("in the place of bill A1"), "{text}");
    assert!(!text.contains("is this a correction"), "{text}");
    // Exactly what it is now: the same is paid.
    let unchanged: Vec<(&str, &str)> = same
        .iter()
        .map(|(name, text)| (*name, if *name == "total" { "5000.00" } else { *text }))
        .collect();
    let text = browser.fills(&page, &unchanged).text();
    let (_, line) = text.split_once("that bill pays ").unwrap();
    let (before, rest) = line.split_once(';').unwrap();
    assert!(rest.starts_with(&format!(" with this in its place it pays {before}")), "{line}");
}

#[test]
fn another_language_keeps_what_was_typed_also_half_a_bill() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let half = [("category", "inpatient"), ("total", "8,0"), ("speak", "zh")];
    let chinese = browser.fills(&page, &half);
    assert_eq!(chinese.status, 200);
    assert!(
        chinese.body.contains("lang=\"zh-CN\"")
            && chinese.body.contains("name=\"total\" value=\"8,0\"")
    );
    assert!(!chinese.body.contains("fault\""), "what is half typed is no mistake yet");
    let whole = browser.fills(&page, &and(&[("speak", "en")]));
    assert!(whole.text().contains("the cover pays"), "{}", whole.text());
}

#[test]
fn a_member_is_found_by_name_and_unit_and_each_look_is_logged() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let seeks = |name: &str, unit: &str| browser.fills("/find", &[("name", name), ("unit", unit)]);
    let found = seeks("Ａｎｎａ<b> ", "9900");
    assert_eq!(found.status, 200, "{}", found.body);
    let text = found.text();
    assert!(
        text.contains("Anna&lt;b&gt;") && text.contains("1980") && text.contains("9900.01"),
        "{text}"
    );
    assert!(!found.body.contains(ANNA), "the id is masked");
    assert!(found.body.contains("href=\"/member/1\""), "{}", found.body);
    assert_eq!(browser.gets("/member/1").status, 200);
    for (name, unit, said) in [
        ("Anna<b>", "1234", "no member of this name is known in such a unit"),
        ("Anna", "", "no member of this name is known in such a unit"),
        ("", "9900", "fill in the name"),
    ] {
        let refused = seeks(name, unit);
        assert_eq!(refused.status, 422, "{name} {unit}");
        assert!(refused.text().contains(said), "{}", refused.text());
    }
    let looks = office.looks(&[]);
    let searches = looks.iter().filter(|[_, command, _]| command == "serve find");
    assert_eq!(searches.count(), 3, "one that found her, and two that found nobody: {looks:?}");
}

#[test]
fn a_name_that_many_have_asks_for_more_and_a_new_night_is_found_too() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let seeks = |unit: &str| browser.fills("/find", &[("name", "王伟"), ("unit", unit)]).text();
    assert!(seeks("").contains("no member of this name"));
    let mut members = "member_id,birth_date,sex,org_code,hardship,name\n".to_owned();
    let mut enrolments = "member_id,plan,start,end,units,enrolled_on\n".to_owned();
    for number in 10..22 {
        let id = format!("STAFF-{number}");
        members += &format!("{id},19{number}-01-01,M,8800.{number},no,王伟\n");
        enrolments += &format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01\n");
    }
    office.next_night(&members, &enrolments);
    assert!(seeks("").contains("more than 10 members have this name"), "{}", seeks(""));
    let one = seeks("8800.11");
    assert!(one.contains("1 of this name") && one.contains("1911"), "{one}");
}

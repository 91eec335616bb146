//! How much of a ledger a question reads: no more of a city than of a town.

use std::thread::sleep;
use std::time::{Duration, Instant};

use huzhu::money::Money;
use huzhu::window::{Counter, Visit, history};
use serde_json::json;

use super::city::City;
use super::visitor::{ANNA, Browser, Office};

/// Members of the town; the city has four times as many.
const TOWN: usize = 500;
/// So many members are asked about, from all over the ledger.
const ASKED: usize = 10;
/// A tree of four times as many rows may be one page deeper: so many trees are looked into, of pages of 8 KiB.
const DEEPER: usize = 2 * 8192;

/// Something that a browser or a program asks of a member.
type Question = (&'static str, fn(&Browser, &str));

const QUESTIONS: [Question; 5] = [
    ("finding a member", |browser, id| {
        browser.finds(id);
    }),
    ("the page of a member", |browser, id| {
        let page = browser.finds(id);
        assert_eq!(browser.gets(&page).status, 200);
    }),
    ("cover", |browser, id| asks(browser, "cover", &json!({ "member_id": id }))),
    ("history", |browser, id| asks(browser, "history", &json!({ "member_id": id }))),
    ("a preview", |browser, id| {
        let bill = json!({
            "category": "inpatient", "hospital_level": "2", "admission": "2024-06-01",
            "discharge": "2024-06-05", "total": "5000", "out_of_catalogue": "0",
            "class_b_prepay": "0", "deductible": "0", "pool_paid": "1000", "critical_paid": "0",
            "assistance_paid": "0", "other_paid": "0",
        });
        asks(browser, "preview", &json!({ "member_id": id, "bill": bill }));
    }),
];

fn asks(browser: &Browser, path: &str, body: &serde_json::Value) {
    let answer = browser.window.api(path, body);
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// A ledger with all of a city in it.
fn posted(members: usize) -> City {
    let city = City::new(members, 7);
    city.night("data", "out", "2026-11-30");
    city.with_key()
}

/// Bytes that each question reads, the least of all members: some have more bills than others.
fn least_read(city: &City) -> Vec<usize> {
    let window = city.office.window();
    let browser = window.browser();
    let members = city.members();
    let some: Vec<&String> = members.iter().step_by(members.len() / ASKED).collect();
    let read = |question: fn(&Browser, &str), id: &str| {
        let before = window.bytes_read();
        question(&browser, id);
        window.bytes_read() - before
    };
    QUESTIONS[0].1(&browser, some[0]); // The first one has the rules compiled.
    let least = |(_, question): &Question| some.iter().map(|id| read(*question, id)).min().unwrap();
    QUESTIONS.iter().map(least).collect()
}

#[test]
fn a_question_reads_no_more_of_a_ledger_with_four_times_the_members() {
    let (town, city) = (posted(TOWN), posted(4 * TOWN));
    for ((name, _), (less, more)) in
        QUESTIONS.iter().zip(least_read(&town).into_iter().zip(least_read(&city)))
    {
        println!("{name}: {less} bytes, of four times the members {more}");
        assert!(more <= less + DEEPER, "{name}: {less} bytes, of four times the members {more}");
    }
}

/// The first search reads every name, and no page twice; those after it read what one name asks for.
#[test]
fn only_the_first_search_by_name_reads_the_whole_ledger() {
    let read = |members: usize| {
        let city = posted(members);
        let whole = std::fs::metadata(city.office.path("city.ledger")).unwrap().len() as usize;
        let window = city.office.window();
        let browser = window.browser();
        let seeks = |name: usize| {
            let before = window.bytes_read();
            let found = browser.fills("/find", &[("name", &format!("N{name}")), ("unit", "")]);
            assert!(found.text().contains("1 of this name"), "{name}: {}", found.text());
            window.bytes_read() - before
        };
        let first = seeks(members - 1);
        (first, seeks(members / 2), whole)
    };
    let ((_, less, _), (first, more, whole)) = (read(TOWN), read(4 * TOWN));
    println!(
        "the first search: {first} of {whole} bytes; others {less}, of four times as many {more}"
    );
    assert!(first < 2 * whole, "{first} of {whole}");
    assert!(more <= less + DEEPER, "{less} bytes, of four times the members {more}");
}

/// What was posted on each bill of a member.
fn posted_of(visit: &Visit) -> Vec<Option<Money>> {
    history(visit).unwrap().iter().map(|line| line.posted).collect()
}

/// A night that ends while a question is answered waits until it is: all of the answer is of one state of the ledger.
#[test]
fn a_question_sees_the_ledger_as_it_was_before_the_night_to_its_end() {
    let office = Office::new();
    let counter = Counter::new(office.path("city.ledger"), None);
    let visit = counter.visit(ANNA).unwrap();
    let before = posted_of(&visit);
    std::thread::scope(|scope| {
        let night = scope.spawn(|| office.next_night_of_anna("A2"));
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(2) && !night.is_finished() {
            sleep(Duration::from_millis(20));
        }
        assert!(!night.is_finished(), "the night waits for who reads");
        assert_eq!(posted_of(&visit), before);
        drop(visit);
        night.join().unwrap();
    });
    assert_eq!(posted_of(&counter.visit(ANNA).unwrap()).len(), before.len() + 1);
}

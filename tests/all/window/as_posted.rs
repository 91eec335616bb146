//! What the window says of a bill is what a batch decides and the next night posts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::city::{Bill, City, number};

/// What each plan decides.
const WHAT: [&str; 3] = ["plan", "status", "payable"];

/// The rows of decisions.csv by bill: texts by column.
fn decisions(city: &City, out: &str) -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
    let text = std::fs::read_to_string(city.office.path(&format!("{out}/decisions.csv"))).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut by_bill: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in rows.deserialize::<BTreeMap<String, String>>().map(Result::unwrap) {
        by_bill.entry(row["bill_id"].clone()).or_default().push(row);
    }
    by_bill
}

/// What an answer of the API decides: by plan its status and what is payable, and by benefit what is paid.
fn decided(answer: &Value) -> (Vec<[&str; 3]>, BTreeMap<&str, &Value>) {
    let all = answer["decisions"].as_array().unwrap().iter();
    // Where no plan serves a bill none is named.
    let all = all.map(|one| WHAT.map(|name| one[name].as_str().unwrap_or_default()));
    let benefits = answer["benefits"].as_array().unwrap().iter();
    let paid = benefits.map(|one| (one["benefit"].as_str().unwrap(), &one["paid"])).collect();
    (all.collect(), paid)
}

/// Holds an answer to the rows of a batch.
fn is_as_decided(answer: &Value, rows: &[BTreeMap<String, String>], at: &str) {
    let (all, paid) = decided(answer);
    assert_eq!(all.len(), rows.len(), "{at}");
    for (row, decided) in rows.iter().zip(&all) {
        assert_eq!(*decided, WHAT.map(|name| row[name].as_str()), "{at}");
        for benefit in ["reimbursement", "per_diem"] {
            let shown = paid.get(benefit).map_or("0.00", |paid| paid.as_str().unwrap());
            assert_eq!(shown, row[benefit], "{at} {benefit}");
        }
    }
}

fn asks(window: &super::visitor::Window, bill: &Bill) -> Value {
    let (member, mut cells) = (bill["member_id"].clone(), bill.clone());
    cells.remove("member_id");
    let answer = window.api("preview", &json!({ "member_id": member, "bill": cells }));
    assert_eq!(answer.status, 200, "{}: {}", bill["bill_id"], answer.body);
    answer.json()
}

/// For each member of an invented city the last bill is asked about on a ledger that does not know it, and then
/// handed in: it is paid, benefit by benefit, what the window said, with as much left of each limit; a batch that has
/// no ledger decides the same, and the night posts that.
#[test]
fn what_the_window_says_of_a_bill_is_what_a_batch_decides_and_the_night_posts() {
    let (count, seed) = (number("HUZHU_PREVIEWS", 150), number("HUZHU_SEED", 2024));
    // Two members of three have a bill.
    let city = City::new(count * 2, seed);
    let last: Vec<Bill> = city.last_bills().into_iter().take(count).collect();
    city.data_without(&last, "before");
    city.night("before", "first", "2026-11-29");
    let city = city.with_key();
    let window = city.office.window();
    let said: Vec<Value> = last.iter().map(|bill| asks(&window, bill)).collect();
    drop(window);
    city.night("data", "second", "2026-11-30");
    city.batch("data", "alone", &[]);
    let (posted, alone) = (decisions(&city, "second"), decisions(&city, "alone"));
    let window = city.office.window();
    let (mut paid, mut limits) = (0, 0);
    for (bill, said) in last.iter().zip(&said) {
        let (id, member) = (&bill["bill_id"], &bill["member_id"]);
        is_as_decided(said, &alone[id], id);
        is_as_decided(said, &posted[id], id);
        let explained = window.api("explain", &json!({ "member_id": member, "bill_id": id }));
        let explained = explained.json();
        assert_eq!(explained["posted"], said["payable"], "{id}");
        for part in ["decisions", "benefits", "balance", "payable"] {
            assert_eq!(explained[part], said[part], "{id} {part}");
        }
        paid += usize::from(said["payable"] != "0.00");
        let benefits = said["benefits"].as_array().unwrap().iter();
        limits += benefits.map(|one| one["limits"].as_array().unwrap().len()).sum::<usize>();
    }
    println!("{} bills asked about, {paid} of them paid, {limits} limits", last.len());
    assert!(last.len() == count && paid * 2 > count, "{} asked about, {paid} paid", last.len());
    assert!(limits > paid, "{limits} limits");
}

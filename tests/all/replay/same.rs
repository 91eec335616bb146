//! The same question has the same answer: whatever the threads and the order of rows, and but for
//! intervals whatever the seed.

use huzhu::replay::{Pseudonyms, Scope};
use serde_json::Value;

use super::city::{Asked, City, Told, minor, set, terms};
use crate::nightly::office::Dice;

/// Everything that may be asked.
fn everything() -> Asked {
    let baseline = terms("city");
    let other = set(&baseline, &["parameters.ceiling=9000", "parameters.low_pays=55%"]);
    Asked {
        sweeps: vec!["parameters.ceiling=5000..20000:5000".parse().unwrap()],
        solves: vec!["parameters.high_pays for total = 300000".parse().unwrap()],
        provisions: true,
        replicates: 100,
        over: 1,
        ..Asked::of(&[baseline, other]).by_bill()
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    for city in [City::new(600, 1_200, "city:3"), City::dirty(600, 1_200, "6%")] {
        let files = |threads| Asked { threads: Some(threads), ..everything() }.on(&city).files();
        let one = files(1);
        assert!(one.len() >= 11, "{:?}", one.keys());
        assert!(files(2) == one && files(7) == one);
    }
}

#[test]
fn rows_in_another_order_make_the_same_tables() {
    let city = City::new(300, 1_200, "city:3");
    let mut dice = Dice::new(3);
    let shuffled = city.files().map(|text| {
        let (head, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        for at in (1..rows.len()).rev() {
            rows.swap(at, dice.roll(at as u64 + 1) as usize);
        }
        format!("{head}\n{}\n", rows.join("\n"))
    });
    let other = City::of(shuffled.each_ref().map(String::as_str));
    for ids in [Pseudonyms::Whole, Pseudonyms::Numbered] {
        let asked = Asked { by_bill: ids == Pseudonyms::Whole, ids, ..everything() };
        let [mut one, mut two] = [&city, &other].map(|city| asked.on(city).files());
        let reports = [&mut one, &mut two].map(|files| {
            // Only hashes of the files are other.
            files.remove("manifest.json").unwrap();
            files.remove("report.html");
            without(&files.remove("report.json").unwrap(), &["inputs"])
        });
        assert_eq!(reports[0], reports[1]);
        assert!(one == two);
    }
}

#[test]
fn another_seed_changes_intervals_alone() {
    let city = City::new(300, 1_200, "city:3");
    let told = |seed| Asked { seed, ..everything() }.on(&city);
    let [one, two] = [1, 2].map(told);
    let intervals = |told: &Told| told.report.baseline.interval.clone().unwrap();
    assert_ne!(intervals(&one), intervals(&two));
    let [mut one, mut two] = [one, two].map(|told| told.files());
    let reports = [&mut one, &mut two].map(|files| {
        files.remove("manifest.json").unwrap();
        files.remove("report.html");
        without(&files.remove("report.json").unwrap(), &["interval", "seed"])
    });
    assert_eq!(reports[0], reports[1]);
    assert!(one == two);
}

#[test]
fn another_seed_draws_another_sample_and_a_larger_one_holds_the_smaller() {
    let city = City::new(300, 1_200, "city:3");
    let bills = |seed, share| {
        let scope = Scope { sample: Some(share), ..Scope::default() };
        let asked = Asked { seed, scope, ..Asked::of(&[terms("city")]).by_bill() };
        asked.on(&city).by_bill("city")
    };
    let (one, other, larger) = (bills(1, 2_000), bills(2, 2_000), bills(1, 5_000));
    assert_ne!(one, other);
    assert!(one.len() < larger.len() && one.keys().all(|bill| larger.contains_key(bill)));
    assert_eq!(bills(1, 10_000).len(), 1_200, "all");
}

/// A report but for what stands under some keys.
fn without(report: &str, keys: &[&str]) -> Value {
    fn strip(value: &mut Value, keys: &[&str]) {
        match value {
            Value::Object(all) => {
                all.retain(|key, _| !keys.contains(&key.as_str()));
                all.values_mut().for_each(|value| strip(value, keys));
            }
            Value::Array(all) => all.iter_mut().for_each(|value| strip(value, keys)),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(report).unwrap();
    strip(&mut value, keys);
    let total = value["baseline"]["total"].as_str().unwrap();
    assert!(minor(total) > 0, "something is paid");
    value
}

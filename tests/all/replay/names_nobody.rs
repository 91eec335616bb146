//! Results are for a committee: nobody is named, and nobody can be told by a small cell.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::replay::Pseudonyms;
use huzhu::scenario::Scenario;

use super::city::{Asked, City, Told, set, terms};

fn two() -> [Scenario; 2] {
    let baseline = terms("city");
    let other = set(&baseline, &["parameters.year_deductible=300", "parameters.high_pays=60%"]);
    [baseline, other]
}

/// Of the members' file a column, of the bills' the ids.
fn ids_and_birth_dates(city: &City) -> Vec<String> {
    let [members, _, bills] = city.files();
    let column = |text: &str, at: usize| -> Vec<String> {
        text.lines().skip(1).map(|row| row.split(',').nth(at).unwrap().to_owned()).collect()
    };
    let parts = [column(&members, 0), column(&members, 1), column(&bills, 0)];
    parts.concat().into_iter().filter(|text| !text.is_empty()).collect()
}

#[test]
fn no_id_and_no_birth_date_is_in_any_file() {
    let city = City::new(300, 1_200, "city:3");
    for ids in [Pseudonyms::Numbered, Pseudonyms::Keyed(b"secret".to_vec())] {
        let asked = Asked {
            provisions: true,
            replicates: 50,
            sweeps: vec!["parameters.ceiling=5000..20000:5000".parse().unwrap()],
            ids,
            ..Asked::of(&two())
        };
        let told = asked.on(&city);
        assert!(told.table("differences.csv").len() > 50);
        for (name, text) in told.files() {
            let found =
                ids_and_birth_dates(&city).into_iter().find(|id| text.contains(id.as_str()));
            assert_eq!(found, None, "{name}");
        }
    }
    let whole =
        Asked { ids: Pseudonyms::Whole, ..Asked::of(&two()) }.on(&city).text("differences.csv");
    assert!(ids_and_birth_dates(&city).iter().any(|id| whole.contains(id)), "they are looked for");
}

/// Members of differences.csv, in its order.
fn members(told: &Told) -> Vec<String> {
    told.table("differences.csv").into_iter().map(|mut row| row.remove("member").unwrap()).collect()
}

#[test]
fn one_key_makes_one_word_of_a_member_in_every_run_and_another_key_others() {
    let city = City::new(300, 1_200, "city:3");
    let [baseline, other] = two();
    let third = set(&baseline, &["parameters.low_pays=45%"]);
    let words = |scenario: &Scenario, key: &str| -> BTreeMap<String, String> {
        let asked = Asked::of(&[baseline.clone(), scenario.clone()]);
        let ids = members(&Asked { ids: Pseudonyms::Whole, ..asked.clone() }.on(&city));
        let ids_of = Pseudonyms::Keyed(key.as_bytes().to_vec());
        let words = members(&Asked { ids: ids_of, ..asked }.on(&city));
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no two share one");
        ids.into_iter().zip(words).collect()
    };
    let (one, again, another) =
        (words(&other, "secret"), words(&third, "secret"), words(&other, "other"));
    let both: Vec<&String> = one.keys().filter(|id| again.contains_key(*id)).collect();
    assert!(both.len() > 50);
    both.iter().for_each(|id| assert_eq!(one[*id], again[*id]));
    let known: BTreeSet<&String> = one.values().collect();
    assert!(another.values().all(|word| !known.contains(word)));
}

#[test]
fn without_a_key_members_are_numbered_by_what_they_gain() {
    let told = Asked::of(&two()).on(&City::new(300, 1_200, "city:3"));
    let numbers = members(&told);
    let expected: Vec<String> = (1..=numbers.len()).map(|at| format!("m{at:06}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn no_cell_is_of_fewer_members_than_was_asked_for() {
    let city = City::new(500, 2_000, "city:3");
    for least_members in [5, 37, 150, 300] {
        let told = Asked { least_members, ..Asked::of(&two()) }.on(&city);
        let mut cells: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
        for row in told.table("totals.csv").iter().filter(|row| !row["by"].is_empty()) {
            let key = (row["terms"].clone(), row["by"].clone());
            cells.entry(key).or_default().push(row["members"].parse().unwrap());
        }
        for ((terms, by), members) in cells {
            let enough = members.iter().all(|count| *count == 0 || *count >= least_members);
            assert!(enough || members.len() == 1, "{terms} by {by}: {members:?}");
        }
        let difference = told.report.scenarios[0].difference.as_ref().unwrap();
        let [losers, gainers] = [difference.losers, difference.gainers];
        for bin in &difference.bins {
            // Of either side one bin is left in the end, be it small.
            let is_all = [losers, gainers].contains(&bin.members);
            assert!(bin.members >= least_members || is_all || bin.members == 0, "{bin:?}");
        }
    }
}

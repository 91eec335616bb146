//! Nothing that is told tells of a few, nor does anything that is found by taking what is told from a sum.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::replay::{HistorySource, ReplayError, Scope};
use huzhu::scenario::Scenario;

use super::city::{Asked, City, Rows, Told, minor, patched, said, set, terms};
use crate::nightly::office::{Bill, Facts};

const LEAST: u64 = 5;

/// Of each unit so many members, each with a bill of 1,000 and one fen more than that of the one before.
fn city(units: &[(&str, usize)]) -> City {
    let mut facts = Facts::default();
    for (unit, count) in units {
        for at in 0..*count {
            let id = format!("{unit}-{at}");
            let total = format!("10{:02}.00", facts.members.len() % 100);
            let bill = Bill::new(&id, &id, "2024-03-02", &total);
            facts =
                facts.member_row(format!("{id},1980-01-01,M,{unit}.9,no")).enrolled(&id).bill(bill);
        }
    }
    City::with(&facts)
}

fn asked() -> Asked {
    Asked { least_members: LEAST, ..Asked::of(&[terms("city")]) }
}

fn rows(told: &Told, by: &str) -> BTreeMap<String, u64> {
    let rows = told.table("totals.csv").into_iter().filter(|row| row["by"] == by);
    rows.map(|row| (row["value"].clone(), row["members"].parse().unwrap())).collect()
}

/// What is left of a sum when all that is named of it is taken away.
fn rest(sum: u64, parts: &BTreeMap<String, u64>, is_in: impl Fn(&str) -> bool) -> u64 {
    let named = parts.iter().filter(|(value, _)| is_in(value) && !value.contains("(merged)"));
    sum - named.map(|(_, members)| members).sum::<u64>()
}

/// Takes every place that is named from every sum that it lies in; nothing of fewer members may be left.
fn resists(units: &[(&str, usize)]) -> Told {
    let told = asked().on(&city(units));
    let (districts, towns) = (rows(&told, "district"), rows(&told, "town"));
    let enough =
        |rest: u64, of: &str| assert!(rest == 0 || rest >= LEAST, "{of}: {rest} of {units:?}");
    let all = told.report.members;
    enough(rest(all, &districts, |_| true), "the city less its districts");
    enough(rest(all, &towns, |_| true), "the city less its towns");
    let mut others = 0;
    for (district, members) in &districts {
        assert!(*members >= LEAST, "{district}");
        let is_in = |town: &str| town == district || town.starts_with(&format!("{district}."));
        if district == "(merged)" {
            others += members;
            continue;
        }
        enough(rest(*members, &towns, is_in), district);
        let of_district = towns.iter().filter(|(town, _)| is_in(town)).map(|(_, members)| members);
        assert_eq!(of_district.sum::<u64>(), *members, "towns of {district} add up to it");
    }
    // Of districts that are not named, the towns that are.
    let named =
        |town: &str| districts.keys().any(|district| town.starts_with(&format!("{district}.")));
    enough(rest(others, &towns, |town| !named(town)), "districts not named, less their towns");
    for (town, members) in &towns {
        assert!(*members >= LEAST, "{town}");
    }
    told
}

#[test]
fn no_town_is_found_by_taking_the_others_from_its_district() {
    // The towns of 1 and of 2 would be put together, and each be its district less the town of 9.
    resists(&[
        ("99.01.01", 9),
        ("99.01.02", 4),
        ("99.02.01", 9),
        ("99.02.02", 3),
        ("99.03.01", 20),
    ]);
    // Only one town of its district is small.
    resists(&[("99.01.01", 9), ("99.01.02", 12), ("99.01.03", 1), ("99.02.01", 30)]);
}

#[test]
fn no_district_is_found_by_its_towns_nor_by_taking_the_others_from_the_city() {
    let told = resists(&[("99.01.01", 3), ("99.02.01", 9), ("99.02.02", 8), ("99.03.01", 30)]);
    assert_eq!(
        rows(&told, "district"),
        BTreeMap::from([("99.03".into(), 30), ("(merged)".into(), 20)])
    );
    assert_eq!(rows(&told, "town").len(), 3, "of the hidden districts one town is told");
    resists(&[("99.01.01", 3), ("99.02.01", 30)]);
    resists(&[("99.01.01", 3), ("99.02.01", 3), ("99.03.01", 3), ("99.04", 3)]);
    resists(&[("99.01", 3), ("99.01.01", 8), ("99.01.02", 8), ("99.02", 1), ("99.03.07", 6)]);
}

#[test]
fn whatever_the_towns_nothing_is_found_by_taking_away() {
    // Sizes of nine towns in three districts, drawn by a rule that anybody can follow.
    for seed in 1..40usize {
        let size = |at: usize| (seed * 7 + at * at * 5 + seed * at * 3) % 11;
        let units: Vec<(String, usize)> =
            (0..9).map(|at| (format!("99.0{}.0{}", at / 3, at % 3), size(at))).collect();
        if units.iter().map(|(_, size)| size).sum::<usize>() >= LEAST as usize {
            resists(&units.iter().map(|(unit, size)| (unit.as_str(), *size)).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_same_few_in_two_years_are_not_many() {
    let few: Vec<(&str, &[&str])> =
        ["A", "B", "C", "D"].map(|id| (id, &["2022-03-01", "2023-03-01"][..])).to_vec();
    let many = ["E", "F", "G", "H", "I", "J"].map(|id| (id, &["2024-03-01"][..]));
    let mut facts = Facts::default();
    for (id, days) in few.into_iter().chain(many) {
        facts =
            facts.member(id).enrolment(format!("{id},city,2022-01-01,2024-12-31,1,2021-12-01,,"));
        for day in days {
            let bill = format!("{id}{day}");
            facts = facts.bill(Bill { admission: day, ..Bill::new(&bill, id, day, "2000.00") });
        }
    }
    // Four in 2022 and four in 2023 are not eight, since they are the same: 2024 is told with them.
    let years = rows(&asked().on(&City::with(&facts)), "year");
    assert_eq!(years.keys().collect::<Vec<_>>(), ["(merged)"], "{years:?}");
}

fn why(asked: &Asked, city: &City) -> String {
    let out = tempfile::tempdir().unwrap();
    match asked.run(HistorySource::Files(&city.inputs()), out.path(), &()) {
        Err(why @ ReplayError::Question(_)) => said(&why),
        Err(why) => panic!("{}", said(&why)),
        Ok(_) => String::new(),
    }
}

#[test]
fn a_scope_of_a_few_is_refused_and_the_remedy_is_told() {
    let city = city(&[("99.01.01", 4), ("99.01.02", 5), ("99.02.01", 9)]);
    let unit = |unit: &str| Scope { unit: Some(unit.to_owned()), ..Scope::default() };
    let named = |ids: &[&str]| {
        let ids: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        Scope { members: Some(ids), ..Scope::default() }
    };
    let refused = |scope: &Scope| why(&Asked { scope: scope.clone(), ..asked() }, &city);
    for scope in [
        unit("99.01.01"),
        named(&["99.01.02-0"]),
        named(&["99.01.02-0", "99.01.02-1", "99.01.02-2", "99.01.02-3"]),
        // One of those who are named is nobody.
        named(&["99.01.02-0", "99.01.02-1", "99.01.02-2", "99.01.02-3", "nobody"]),
    ] {
        let why = refused(&scope);
        assert!(why.starts_with("fewer than 5 members are in scope"), "{why}");
        assert!(why.contains("write `--least-members 1`"), "{why}");
        let told = Asked { scope, least_members: 1, ..asked() }.on(&city);
        assert!(told.totals()[0] > 0, "who may be told is told");
    }
    assert_eq!(refused(&unit("99.01.02")), "");
    assert_eq!(refused(&Scope::default()), "");
    // With only this many members in all, all of them are a few.
    assert!(
        why(&Asked { least_members: 19, ..asked() }, &city).starts_with("fewer than 19 members")
    );
}

#[test]
fn the_sum_of_a_few_who_are_paid_is_not_told_of_a_part_of_the_fund() {
    let city = city(&[("99.01.01", 9), ("99.02.01", 90)]);
    // Of the nine, only four have costs above 1,004.
    let high = set(&terms("city"), &["parameters.year_deductible=1004"]).called("high");
    let scope = Scope { unit: Some("99.01".to_owned()), ..Scope::default() };
    let asked = Asked { scope, least_members: LEAST, ..Asked::of(&[terms("city"), high]) };
    let why = why(&asked, &city);
    assert!(
        why.starts_with("under `high` fewer than 5 of the members in scope receive anything"),
        "{why}"
    );
    assert!(why.contains("write `--least-members 1`"), "{why}");
}

#[test]
fn what_one_member_gains_is_not_told_by_the_place() {
    // Costs are 1,000 to 1,078, and half of what is above 500 is paid, up to 253.50: of the nine members of
    // 99.01 one would get more, of all others everybody.
    let city = city(&[("99.01.01", 9), ("99.02.01", 30), ("99.03.01", 40)]);
    let low = set(&terms("city"), &["parameters.ceiling=253.50"]).called("low");
    let pair = [low, terms("city").called("more")];
    let asked = Asked { least_members: LEAST, ..Asked::of(&pair) };
    let told = asked.on(&city);
    let districts: Vec<String> = rows(&told, "district").into_keys().collect();
    assert_eq!(districts, ["(merged)", "99.03"], "what 99.01 gains is what one member gains");
    let scope = Scope { unit: Some("99.01".to_owned()), ..Scope::default() };
    let why = why(&Asked { scope, ..asked.clone() }, &city);
    assert!(
        why.starts_with("under `more` fewer than 5 of the members in scope receive more or less"),
        "{why}"
    );
    let all = Asked { least_members: 1, ..asked }.on(&city);
    assert_eq!(rows(&all, "district").len(), 3);
    // By what bills are, it is told: that somebody's bill is of this year says nothing of who it is.
    assert_eq!(rows(&told, "year").into_keys().collect::<Vec<_>>(), ["2024"]);
}

#[test]
fn of_a_unit_no_single_months_are_told() {
    let city = city(&[("99.01.01", 9), ("99.02.01", 9)]);
    let scope = Scope { unit: Some("99.01".to_owned()), ..Scope::default() };
    let files = |asked: Asked| asked.on(&city).files().into_keys().collect::<Vec<_>>();
    let has_months = |files: &[String]| {
        files
            .iter()
            .filter(|name| ["transactions.csv", "triangles.csv"].contains(&&***name))
            .count()
    };
    assert_eq!(has_months(&files(asked())), 2);
    assert_eq!(has_months(&files(Asked { scope: scope.clone(), ..asked() })), 0);
    assert_eq!(has_months(&files(Asked { scope: scope.clone(), least_members: 1, ..asked() })), 2);
    let told = Asked { scope, ..asked() }.on(&city).report;
    assert!(
        told.warnings
            .iter()
            .any(|one| one.en.starts_with("transactions.csv and triangles.csv are not written"))
    );
}

/// Six who are settled in March, two in May, six in June.
fn in_months() -> City {
    let mut facts = Facts::default();
    for (month, count) in [("03", 6), ("05", 2), ("06", 6)] {
        for at in 0..count {
            let (id, day) = (format!("{month}-{at}"), format!("2024-{month}-09"));
            facts = facts.member(&id).enrolled(&id).bill(Bill::new(&id, &id, &day, "1500.00"));
        }
    }
    City::with(&facts)
}

#[test]
fn months_in_which_a_few_are_paid_stand_with_the_next() {
    let paid = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("paid");
    let months = |least_members| -> Rows {
        let rows =
            Asked { least_members, ..Asked::of(std::slice::from_ref(&paid)) }.on(&in_months());
        rows.table("fund.csv").into_iter().filter(|row| *row["month"] >= *"2024-03").collect()
    };
    let told: Vec<_> = months(LEAST)
        .iter()
        .map(|row| (row["month"].clone(), minor(&row["paid"]), row["months"].clone()))
        .collect();
    let row = |month: &str, paid: i64, months: &str| (month.to_owned(), paid, months.to_owned());
    assert_eq!(
        told,
        [row("2024-03", 300_000, "1"), row("2024-04", 0, "1"), row("2024-06", 400_000, "2")]
    );
    let (few, all) = (months(LEAST), months(1));
    assert_eq!(all.len(), 4);
    assert_eq!(few.last().unwrap()["balance"], all.last().unwrap()["balance"]);
    // 14 members, each month.
    assert_eq!([&few[2]["exposure"], &all[2]["exposure"]], ["28.00", "14.00"]);
    // None come after the last: it stands with the one before.
    let told = Asked { least_members: 7, ..Asked::of(&[paid]) }.on(&in_months()).table("fund.csv");
    let told: Vec<_> = told
        .iter()
        .map(|row| row["month"].as_str())
        .skip_while(|month| *month < "2024-03")
        .collect();
    assert_eq!(
        told,
        ["2024-06"],
        "six in March and two in May are eight, who stand alone but for June"
    );
}

#[test]
fn levels_under_which_a_few_get_anything_are_left_out_of_a_sweep() {
    let city = city(&[("99.01.01", 20)]);
    // Costs are 1,000 to 1,019.
    let sweeps = vec!["parameters.year_deductible=1005..1025:5".parse().unwrap()];
    let told = Asked { sweeps, ..asked() }.on(&city);
    let levels: Vec<String> = told
        .table("sweep.csv")
        .iter()
        .map(|row| row["parameters.year_deductible"].clone())
        .collect();
    assert_eq!(
        levels,
        ["1005", "1010", "1020", "1025"],
        "from 1,015 on four are paid, then nobody"
    );
    let left_out = |told: &Told| {
        let mut warnings = told.report.warnings.iter().map(|one| one.en.clone());
        warnings.find(|one| one.contains("the sweep leaves out")).unwrap_or_default()
    };
    assert!(left_out(&told).starts_with("the sweep leaves out 1 levels"));
    // Nothing may be left; nor a whole row of a grid.
    for (sweeps, points) in [
        (vec!["parameters.year_deductible=1015..1018:1"], 0),
        (vec!["parameters.year_deductible=1010..1015:5", "parameters.ceiling=900..1000:100"], 2),
    ] {
        let sweeps = sweeps.into_iter().map(|sweep| sweep.parse().unwrap()).collect();
        let told = Asked { sweeps, ..asked() }.on(&city);
        assert_eq!(told.table("sweep.csv").len(), points);
        assert!(!left_out(&told).is_empty() && told.text("report.html").contains("other levels"));
    }
}

#[test]
fn a_percentile_that_a_few_are_beyond_is_left_out() {
    let city = city(&[("99.01.01", 40)]);
    let pair = [terms("city"), set(&terms("city"), &["parameters.low_pays=55%"])];
    let told = |least_members: u64| -> Vec<u32> {
        let report = Asked { least_members, ..Asked::of(&pair) }.on(&city).report;
        let percentiles = &report.scenarios[0].difference.as_ref().unwrap().percentiles;
        percentiles.iter().map(|one| one.of_hundred).collect()
    };
    // The tenth of a hundred is the fourth of 40: three are below it. The ninetieth is the fifth from above.
    assert_eq!(told(LEAST), [25, 50, 75, 90]);
    assert_eq!(told(4), [10, 25, 50, 75, 90]);
    assert_eq!(told(1), [1, 5, 10, 25, 50, 75, 90, 95, 99]);
}

#[test]
fn terms_are_told_of_a_few_where_that_is_asked_for() {
    let all: [Scenario; 1] = [terms("city")];
    let told = Asked { least_members: 1, ..Asked::of(&all) }
        .on(&city(&[("99.01.01", 1), ("99.02.01", 2)]));
    assert_eq!(
        rows(&told, "town"),
        BTreeMap::from([("99.01.01".into(), 1), ("99.02.01".into(), 2)])
    );
}

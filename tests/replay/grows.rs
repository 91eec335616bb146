//! Bills of past years as those of a later one would be: what they cost, and how many there are.

use huzhu::date::Day;
use huzhu::replay::{Growth, More, Rates, Unreported};

use crate::city::{Asked, City, minor, said, set, terms};

fn rates(texts: &[&str]) -> Rates {
    Rates(texts.iter().map(|text| text.parse().unwrap()).collect())
}

fn costs(texts: &[&str], to: i32) -> Growth {
    Growth { costs: rates(texts), to, ..Growth::default() }
}

fn bills(texts: &[&str], more: More, to: i32) -> Growth {
    Growth { bills: rates(texts), more, to, ..Growth::default() }
}

/// Rows of a file, cell by cell, without its header.
fn cells(file: &str) -> (Vec<&str>, Vec<Vec<String>>) {
    let row = |line: &str| line.split(',').map(str::to_owned).collect();
    let header = file.lines().next().unwrap().split(',').collect();
    (header, file.lines().skip(1).map(row).collect())
}

fn file(header: &[&str], rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| row.join(",") + "\n");
    header.join(",") + "\n" + &lines.collect::<String>()
}

/// A day so many days later.
fn later(day: &str, days: i32) -> String {
    match day {
        "" => String::new(),
        day => (Day::parse(day).unwrap() + days).to_string(),
    }
}

/// The bills of a city with every amount doubled for each year from that of the bill to 2026.
fn doubled(city: &City) -> City {
    let [members, enrolments, bills] = city.files();
    let (header, mut rows) = cells(&bills);
    let amounts = ["total", "out_of_catalogue", "class_b_prepay", "deductible", "pool_paid"];
    let amounts = amounts.into_iter().chain(["critical_paid", "assistance_paid", "other_paid"]);
    let amounts: Vec<&str> = amounts.chain(["over_limit", "in_scope"]).collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for row in &mut rows {
        let year: u32 = row[at("admission")][..4].parse().unwrap();
        for column in amounts.iter().map(|name| at(name)) {
            if !row[column].is_empty() {
                let fen: i64 = row[column].replace('.', "").parse().unwrap();
                let fen = fen << (2026 - year);
                row[column] = format!("{}.{:02}", fen / 100, fen % 100);
            }
        }
    }
    City::of([&members, &enrolments, &file(&header, &rows)])
}

#[test]
fn costs_that_double_each_year_are_those_of_bills_of_twice_the_amounts() {
    let (city, baseline) = (City::new(300, 1_000, "city:3"), terms("city"));
    let sides = [baseline.clone(), set(&baseline, &["parameters.year_deductible=300"])];
    let on = |growth: Growth| Asked { growth, ..Asked::of(&sides) }.on(&city);
    let grown = Asked { growth: costs(&["100%"], 2026), ..Asked::of(&sides).by_bill() }.on(&city);
    let told = Asked::of(&sides).by_bill().on(&doubled(&city));
    assert_eq!(grown.by_bill("city"), told.by_bill("city"));
    assert_eq!(grown.totals(), told.totals());
    assert_eq!(grown.report.burden, told.report.burden);
    // At no growth all is as it was; to a year before the first bill, too.
    let as_it_was = Asked::of(&sides).on(&city);
    assert_ne!(as_it_was.totals(), grown.totals());
    let none = on(costs(&["0%"], 2026));
    let before = on(costs(&["100%"], 2000));
    assert_eq!((none.totals(), before.totals()), (as_it_was.totals(), as_it_was.totals()));
    assert!(none.report.warnings.iter().any(|warning| warning.en.contains("2026")));
    // What all years have in common may be said year by year.
    let years: Vec<String> = (2020..=2026).map(|year| format!("{year}=100%")).collect();
    let years: Vec<&str> = years.iter().map(String::as_str).collect();
    assert_eq!(on(costs(&years, 2026)).totals(), grown.totals());
    assert_ne!(on(costs(&years[1..5], 2026)).totals(), grown.totals());
}

#[test]
fn costs_of_any_growth_are_still_those_of_bills_whose_parts_fit() {
    let (city, terms) = (City::new(300, 1_000, "medical,allowance"), terms("weihai@2024"));
    for rate in ["3.33%", "-7.77%", "inpatient=12.5%"] {
        let growth = costs(&[rate], 2031);
        let told = Asked { growth, ..Asked::of(std::slice::from_ref(&terms)) }.on(&city);
        let burden = &told.report.burden.sides;
        // Nobody is left with less than nothing, and the scheme pays no more than what was left, but for
        // the daily money beside the bill.
        assert!(minor(&burden[1].own) <= minor(&burden[0].own) && minor(&burden[1].own) >= 0);
        assert!(told.totals()[0] > 0, "{rate}");
    }
}

/// A city with every bill of 2023 and before twice: the second right behind the first, or before it where
/// it would come into another year.
fn twice_until_2023(city: &City) -> City {
    let [members, enrolments, bills] = city.files();
    let (header, rows) = cells(&bills);
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let mut all = rows.clone();
    for mut row in rows {
        let day = |row: &[String], name: &str| Day::parse(&row[at(name)]).unwrap();
        let (from, to) = (day(&row, "admission"), day(&row, "discharge"));
        if from.year() > 2023 {
            continue;
        }
        let step = to - from + 1;
        let crosses = |step: i32| (from + step).year() != from.year();
        let step = if crosses(step) && !crosses(-step) { -step } else { step };
        for name in ["admission", "discharge", "settled_on", "submitted_on"] {
            row[at(name)] = later(&row[at(name)], step);
        }
        (row[at("bill_id")], row[at("stay_id")]) =
            (row[at("bill_id")].clone() + "#2", String::new());
        all.push(row);
    }
    City::of([&members, &enrolments, &file(&header, &all)])
}

/// A city in which every bill of 2023 and before is once more that of somebody who is like the member.
fn others_until_2023(city: &City) -> City {
    let [members, enrolments, bills] = city.files();
    let (of_members, mut people) = cells(&members);
    let (of_enrolments, mut periods) = cells(&enrolments);
    let (header, mut all) = cells(&bills);
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for mut row in all.clone() {
        if Day::parse(&row[at("admission")]).unwrap().year() > 2023 {
            continue;
        }
        let (bill, member) = (row[at("bill_id")].clone(), row[at("member_id")].clone());
        let like = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            let mut rows: Vec<_> = rows.iter().filter(|row| row[0] == member).cloned().collect();
            rows.iter_mut().for_each(|row| row[0] = format!("like {bill}"));
            rows
        };
        people.extend(like(&people));
        periods.extend(like(&periods));
        row[at("bill_id")] += "#2";
        row[at("member_id")] = format!("like {bill}");
        row[at("stay_id")] = String::new();
        all.push(row);
    }
    let (people, periods) = (file(&of_members, &people), file(&of_enrolments, &periods));
    City::of([&people, &periods, &file(&header, &all)])
}

#[test]
fn bills_that_come_twice_are_those_of_a_city_that_has_them_twice() {
    let (city, baseline) = (City::new(300, 1_000, "city:3"), terms("city"));
    let sides = [baseline.clone(), set(&baseline, &["parameters.year_deductible=300"])];
    let whose = [
        (More::SameMembers, twice_until_2023(&city)),
        (More::OtherMembers, others_until_2023(&city)),
    ];
    let mut totals = Vec::new();
    for (more, expected) in whose {
        let growth = bills(&["2024=100%"], more, 2026);
        let grown = Asked { growth, ..Asked::of(&sides).by_bill() }.on(&city);
        let told = Asked::of(&sides).by_bill().on(&expected);
        assert!(told.report.bills > 1_200, "{}", told.report.bills);
        for side in &sides {
            assert_eq!(grown.by_bill(&side.name), told.by_bill(&side.name), "{more:?}");
        }
        assert_eq!(grown.report.groups, told.report.groups, "{more:?}");
        assert_eq!(grown.report.burden, told.report.burden, "{more:?}");
        assert_eq!(grown.report.members, told.report.members, "{more:?}");
        let moved: i64 =
            grown.table("differences.csv").iter().map(|row| minor(&row["difference"])).sum();
        assert_eq!(moved, grown.totals()[1] - grown.totals()[0]);
        totals.push(grown.totals()[0]);
    }
    // A deductible of a year is met once by one person, and twice by two.
    assert!(totals[0] > totals[1], "{totals:?}");
}

#[test]
fn of_a_hundred_bills_that_are_to_be_a_hundred_and_ten_about_ten_come_twice() {
    let (city, terms) = (City::new(2_000, 8_000, "city:3"), terms("city"));
    let on = |rate: &str, seed: u64| {
        let growth = bills(&[rate], More::SameMembers, 2024);
        Asked { growth, seed, ..Asked::of(std::slice::from_ref(&terms)) }.on(&city)
    };
    let before = on("0%", 1);
    let of_2023 = |told: &crate::city::Told| -> u64 {
        let years = told.table("totals.csv").into_iter().filter(|row| row["value"] == "2023");
        years.map(|row| row["bills"].parse::<u64>().unwrap()).next().unwrap()
    };
    let were = of_2023(&before);
    for (rate, share) in [("10%", 0.10), ("-10%", -0.10), ("37.5%", 0.375)] {
        let (one, other) = (on(rate, 1), on(rate, 2));
        assert_ne!(one.totals(), other.totals(), "another seed draws other bills");
        assert_eq!(one.totals(), on(rate, 1).totals(), "and the same seed the same");
        for told in [one, other] {
            let (now, more) = (of_2023(&told) as f64, were as f64 * share);
            let sigma = (were as f64 * share.abs() * (1.0 - share.abs())).sqrt();
            assert!((now - were as f64 - more).abs() < 4.0 * sigma, "{rate}: {were} to {now}");
        }
    }
}

#[test]
fn a_category_that_falls_to_nothing_leaves_no_bill_of_it() {
    let (city, terms) = (City::new(300, 1_000, "city:3"), terms("city"));
    let growth = bills(&["inpatient=-100%"], More::SameMembers, 2040);
    let told = Asked { growth, ..Asked::of(&[terms]) }.on(&city);
    let rows = told.table("totals.csv");
    let inpatient = rows.iter().find(|row| row["value"] == "inpatient");
    assert!(inpatient.is_none_or(|row| row["bills"] == "0"), "{inpatient:?}");
    assert!(told.report.bills > 0);
}

#[test]
fn a_level_of_a_sweep_grows_as_a_scenario_does() {
    let (city, baseline) = (City::new(300, 1_000, "city:3"), terms("city"));
    let scenario = set(&baseline, &["parameters.year_deductible=300"]);
    for more in [More::SameMembers, More::OtherMembers] {
        let growth = Growth {
            costs: rates(&["4%"]),
            bills: rates(&["7.5%", "inpatient,2024=20%"]),
            more,
            to: 2026,
        };
        let sweeps = vec!["parameters.year_deductible=300..500:200".parse().unwrap()];
        let sides = [baseline.clone(), scenario.clone()];
        let told = Asked { growth, sweeps, ..Asked::of(&sides) }.on(&city);
        let swept: Vec<i64> =
            told.table("sweep.csv").iter().map(|row| minor(&row["total"])).collect();
        assert_eq!(swept, [told.totals()[1], told.totals()[0]], "{more:?}");
        let asked = told.report.question.growth.as_ref().unwrap();
        assert_eq!((asked.to, asked.more), (2026, Some(more.code())));
        assert_eq!(asked.bills, ["7.5%", "inpatient,2024=20%"]);
    }
}

#[test]
fn growth_without_measure_or_sense_is_told_and_nothing_is_written() {
    let (city, terms) = (City::new(300, 1_000, "city:3"), terms("city"));
    let cases = [
        (bills(&["100%"], More::SameMembers, 2040), "more than 10000 of one member"),
        (bills(&["100%"], More::OtherMembers, 2040), "more than 10000 of one member"),
        (bills(&["inpatient=5%", "2024=6%"], More::SameMembers, 2026), "`inpatient,2024=...`"),
        (costs(&["1%"], 2090), "more than 50 years"),
    ];
    for (growth, part) in cases {
        let asked = Asked { growth, ..Asked::of(std::slice::from_ref(&terms)) };
        let out = tempfile::tempdir().unwrap();
        let history = huzhu::replay::History::Files(&city.inputs());
        let why: Unreported = asked.run(history, out.path(), &()).unwrap_err();
        assert!(said(&why).contains(part), "{part}: {}", said(&why));
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
    }
}

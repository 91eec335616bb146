//! The trend that history shows, and the credibility of units: worked by hand, and held to the other tables.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::replay::Scope;
use huzhu::scenario::{Scenario, Trend, TrendRates};

use super::city::{Asked, City, Told, minor, patched, set, sums, terms};
use crate::nightly::office::{Bill, Facts};

type Row = BTreeMap<String, String>;

fn with_fee() -> Scenario {
    patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now")
}

/// Members of one sex who are covered in a year and, some of them, have one bill of so much in it.
fn alike(
    facts: Facts,
    sex: &str,
    year: i32,
    (members, bills): (usize, usize),
    total: &str,
) -> Facts {
    (0..members).fold(facts, |facts, at| {
        let id = format!("{sex}{year}-{at}");
        let facts = facts
            .member_row(format!("{id},1980-01-01,{sex},99.01.02,no"))
            .enrolment(format!("{id},city,{year}-01-01,{year}-12-31,1,{}-12-01,,", year - 1));
        if at >= bills {
            return facts;
        }
        let day = format!("{year}-06-01");
        facts.bill(Bill { admission: &day, ..Bill::new(&id, &id, &day, total) })
    })
}

#[test]
fn more_old_members_are_no_trend_and_more_claims_of_people_alike_are() {
    // Men: 10 of 40, then 15 of 30. Women: 5 of 20, then 5 of 40. Bills of men of 1,500.00 pay 500.00, those of women
    // 2,500.00 pay 1,000.00. Days of a year cancel.
    let facts = alike(Facts::default(), "M", 2023, (40, 10), "1500.00");
    let facts = alike(facts, "F", 2023, (20, 5), "2500.00");
    let facts = alike(facts, "M", 2025, (30, 15), "1500.00");
    let facts = alike(facts, "F", 2025, (40, 5), "2500.00");
    let facts = alike(facts, "M", 2024, (30, 15), "1500.00");
    let facts = alike(facts, "F", 2024, (40, 5), "2500.00");
    let asked =
        Asked { valued_on: huzhu::date::Day::parse("2025-12-31"), ..Asked::of(&[with_fee()]) };
    let told = asked.on(&City::with(&facts));
    let rows = told.table("trend.csv");
    let years: Vec<&str> = rows.iter().map(|row| &*row["year"]).collect();
    assert_eq!(years, ["2024", "2025", ""], "two steps, and their mean");
    // 2023 is of 365 days and 2024 of 366, so that a day of 2024 has a little less of everything. With weights of
    // 40 * 365 + 30 * 366 days of men and 20 * 365 + 40 * 366 of women, by hand:
    // claims from 0.25 / 365 of both to 0.5 / 366 of men and 0.125 / 366 of women a day.
    let (men, women) = (40 * 365 + 30 * 366, 20 * 365 + 40 * 366);
    let (men, women) = (f64::from(men), f64::from(women));
    let before = (men + women) * 0.25 / 365.0;
    let after = (men * 0.5 + women * 0.125) / 366.0;
    let paid_before = (men * 0.25 * 500.0 + women * 0.25 * 1_000.0) / 365.0;
    let paid_after = (men * 0.5 * 500.0 + women * 0.125 * 1_000.0) / 366.0;
    let percent = |times: f64| format!("{:.2}%", (times - 1.0) * 100.0);
    assert_eq!(rows[0]["claims_per_person"], percent(after / before));
    assert_eq!(rows[0]["paid_per_person"], percent(paid_after / paid_before));
    let severity = (paid_after / paid_before) / (after / before);
    assert_eq!(rows[0]["paid_per_claim"], percent(severity));
    // With the mix as it was: 10,000.00 of 60 people, then 12,500.00 of 70.
    let as_it_was = (12_500.0 / (70.0 * 366.0)) / (10_000.0 / (60.0 * 365.0));
    assert_eq!(rows[0]["paid_per_person_as_it_was"], percent(as_it_was));
    assert_eq!((&*rows[0]["alike"], &*rows[2]["alike"]), ("100.00%", ""));
    // 2025 is 2024 again, but for the leap day.
    assert_eq!(rows[1]["paid_per_person"], percent(366.0 / 365.0));
}

#[test]
fn rules_of_several_editions_are_not_held_and_say_so() {
    let city = City::new(200, 600, "medical:2,allowance:2");
    let told = Asked::of(&[terms("weihai"), terms("weihai@2024")]).on(&city);
    let why: Vec<_> = told.report.measured.iter().map(|one| one.why_none).collect();
    assert_eq!(why[0], Some("several_editions"));
    assert_ne!(why[1], Some("several_editions"));
    assert!(told.table("trend.csv").iter().all(|row| row["terms"] == "weihai@2024"));
    assert!(told.text("report.html").contains("RULES@EDITION"));
}

#[test]
fn of_bills_that_are_grown_no_trend_is_measured() {
    let costs = TrendRates(vec!["5%".parse().unwrap()]);
    let growth = Trend { costs, to: 2027, ..Trend::default() };
    let told = Asked { growth, ..Asked::of(&[with_fee()]) }.on(&City::new(100, 300, "city:3"));
    assert_eq!(told.report.measured[0].why_none, Some("grown"));
    assert_eq!(told.table("trend.csv"), Vec::<Row>::new());
    // The answer is that of a year: of three years of cover, though a stay began in the year before them.
    assert!(
        told.text("report.html").contains("on average over 3 finished years"),
        "{}",
        told.text("experience.csv")
    );
}

fn units(told: &Told, terms: &str) -> Vec<Row> {
    told.table("credibility.csv").into_iter().filter(|row| row["terms"] == terms).collect()
}

#[test]
fn units_add_up_to_what_is_paid_and_earned_and_covered_however_small_ones_are_merged() {
    let city = City::new(500, 2_000, "city:3");
    let two = [with_fee(), set(&with_fee(), &["parameters.ceiling=40000"]).called("better")];
    for least_members in [1, 5, 60] {
        let told = Asked { least_members, ..Asked::of(&two) }.on(&city);
        let (totals, experience) = (told.totals(), told.table("experience.csv"));
        for (terms, total) in ["now", "better"].into_iter().zip(totals) {
            let rows = units(&told, terms);
            let is_year = |row: &&Row| {
                row["terms"] == terms && row["plan"].is_empty() && row["age"].is_empty()
            };
            let years: Vec<&Row> = experience.iter().filter(is_year).collect();
            let sum = |rows: &[&Row], column: &str| -> i64 {
                rows.iter().map(|row| minor(&row[column])).sum()
            };
            let rows: Vec<&Row> = rows.iter().collect();
            assert_eq!(sum(&rows, "paid"), total);
            assert_eq!(sum(&rows, "earned"), sum(&years, "earned"));
            let claims = |rows: &[&Row]| -> u64 {
                rows.iter().map(|row| row["claims"].parse::<u64>().unwrap()).sum()
            };
            assert_eq!(claims(&rows), claims(&years));
            let months = sum(&rows, "people_months") - sum(&years, "people_months");
            assert!(months.abs() <= (rows.len() + years.len()) as i64, "each row is rounded");
        }
    }
}

#[test]
fn nothing_of_a_few_is_found_by_taking_units_from_their_town() {
    let city = City::new(400, 1_500, "city:3");
    let least_members = 12;
    let told = Asked { least_members, ..Asked::of(&[with_fee()]) }.on(&city);
    let rows = units(&told, "now");
    let towns = told.table("totals.csv");
    let towns: Vec<&Row> = towns.iter().filter(|row| row["by"] == "town").collect();
    let paid = sums(&rows, "unit", "paid");
    for town in towns {
        let value = &town["value"];
        let is_part = |unit: &&String| *unit == value || unit.starts_with(&format!("{value}."));
        let own: i64 = paid.iter().filter(|(unit, _)| is_part(unit)).map(|(_, paid)| paid).sum();
        assert_eq!(own, minor(&town["payable"]), "{value}");
    }
    // Each unit is of enough members, or of none who is paid: by hand, from the bills that are paid.
    let by_bill = Asked::of(&[with_fee()]).by_bill().on(&city).by_bill("now");
    let [members, _, bills] = city.files();
    let cells = |text: &str| -> Vec<Vec<String>> {
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let unit_of: BTreeMap<String, String> =
        cells(&members).into_iter().map(|row| (row[0].clone(), row[3].clone())).collect();
    let mut payees: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in cells(&bills) {
        if by_bill.get(&row[0]).is_some_and(|paid| *paid > 0) {
            payees.entry(&unit_of[&row[1]]).or_default().insert(row[1].clone());
        }
    }
    let mut shown = 0;
    for row in rows.iter().filter(|row| !row["unit"].contains("(merged)")) {
        let people = payees.get(&*row["unit"]).map_or(0, BTreeSet::len);
        assert!(people == 0 || people as u64 >= least_members, "{}: {people}", row["unit"]);
        shown += 1;
    }
    assert!(rows.len() > shown, "some are merged");
}

#[test]
fn a_small_unit_is_taken_to_cost_partly_what_all_cost() {
    let city = City::new(500, 2_000, "city:3");
    let told = Asked::of(&[with_fee()]).on(&city);
    let rows = units(&told, "now");
    let all = minor(told.report.credibility[0].cost.as_ref().unwrap());
    let mut partly = 0;
    for row in &rows {
        let full: u64 = row["full_credibility"].parse().unwrap();
        let claims: u64 = row["claims"].parse().unwrap();
        let share: f64 = row["credibility"].parse().unwrap();
        assert_eq!(claims >= full, share == 1.0, "{row:?}");
        let by_hand = (claims as f64 / full as f64).sqrt().min(1.0);
        // The number of claims is rounded up to a whole one in the table.
        assert!((share - by_hand).abs() < 0.002, "{row:?}");
        let (own, believed) =
            (minor(&row["paid_per_person_month"]), minor(&row["credible_per_person_month"]));
        assert!((own.min(all)..=own.max(all)).contains(&believed), "{row:?}");
        partly += usize::from(own != believed);
    }
    assert!(partly > 0);
}

#[test]
fn of_a_unit_alone_it_is_one_row() {
    let city = City::new(300, 1_200, "city:3");
    let [members, ..] = city.files();
    let unit = members.lines().nth(1).unwrap().split(',').nth(3).unwrap().to_owned();
    let scope = Scope { unit: Some(unit.clone()), ..Scope::default() };
    let told = Asked { scope, ..Asked::of(&[with_fee()]) }.on(&city);
    let rows = units(&told, "now");
    assert_eq!(rows.iter().map(|row| &*row["unit"]).collect::<Vec<_>>(), [unit]);
    assert_eq!(minor(&rows[0]["paid"]), told.totals()[0]);
}

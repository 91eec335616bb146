//! Every table adds up to the total, whatever is asked and however small cells are merged.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::replay::Scope;
use huzhu::scenario::Scenario;

use super::city::{Asked, City, Rows, Told, minor, patched, set, sums, terms};
use crate::nightly::office::{Bill, Facts};

/// The city benchmark, with a fee; one scenario that is better for most and one that is worse.
fn three() -> [Scenario; 3] {
    let baseline = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let better = set(&baseline, &["parameters.ceiling=40000", "parameters.year_deductible=300"]);
    let mixed = set(&baseline, &["parameters.ceiling=30000", "parameters.low_pays=40%"]);
    [baseline, better.called("better"), mixed.called("mixed")]
}

const NAMES: [&str; 3] = ["now", "better", "mixed"];

fn rows_of<'r>(rows: &'r Rows, terms: &str) -> Vec<&'r BTreeMap<String, String>> {
    rows.iter().filter(|row| row["terms"] == terms).collect()
}

/// Holds every table against the totals of the report.
fn adds_up(told: &Told) {
    let totals: BTreeMap<String, i64> =
        NAMES.iter().map(|name| (*name).to_owned()).zip(told.totals()).collect();
    assert_eq!(totals.len(), 3);
    let (table, bills) = (told.table("totals.csv"), told.table("by_bill.csv"));
    assert_eq!(bills.len() as u64, told.report.bills);
    let mut dimensions: BTreeSet<&str> = table.iter().map(|row| row["by"].as_str()).collect();
    assert!(dimensions.remove("") && dimensions.len() >= 9, "{dimensions:?}");
    for (name, total) in &totals {
        let of_bills: i64 = bills.iter().map(|row| minor(&row[name])).sum();
        assert_eq!(of_bills, *total, "{name}: by_bill.csv");
        for by in &dimensions {
            let rows: Vec<_> =
                rows_of(&table, name).into_iter().filter(|row| row["by"] == *by).collect();
            let payable: i64 = rows.iter().map(|row| minor(&row["payable"])).sum();
            assert_eq!(payable, *total, "{name}: totals.csv by {by}");
            let count = |column: &str| -> u64 {
                rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
            };
            if *by != "benefit" {
                assert_eq!(count("bills"), told.report.bills, "{name}: bills by {by}");
            }
        }
        let years: u64 = (rows_of(&told.table("burden.csv"), name).iter())
            .map(|row| row["years"].parse::<u64>().unwrap())
            .sum();
        assert_eq!(years, told.report.burden.years, "{name}: burden.csv");
    }
    assert_eq!(sums(&told.table("transactions.csv"), "terms", "paid"), totals, "transactions.csv");
    assert_eq!(sums(&last_diagonal(told), "terms", "paid"), totals, "triangles.csv");
    // Contributions are of all days: beside bills of some days they would tell nothing.
    let of_all_days = told.report.question.from.is_none();
    assert_eq!(told.report.fund.is_some(), of_all_days);
    if of_all_days {
        assert_eq!(sums(&told.table("fund.csv"), "terms", "paid"), totals, "fund.csv");
    }
    differences_add_up(told, &totals);
    // Nothing of this scheme is paid beside a bill: what is paid is what members need not pay.
    let own: Vec<i64> = told.report.burden.sides.iter().map(|side| minor(&side.own)).collect();
    for (own_after, total) in own[1..].iter().zip(told.totals()) {
        assert_eq!(own[0] - own_after, total, "burden of the report");
    }
}

/// Of every year of origin the row of the latest valuation.
fn last_diagonal(told: &Told) -> Rows {
    let mut latest: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
    for row in told.table("triangles.csv") {
        let key = (row["terms"].clone(), row["origin"].clone());
        if latest.get(&key).is_none_or(|known| known["valuation"] < row["valuation"]) {
            latest.insert(key, row);
        }
    }
    latest.into_values().collect()
}

fn differences_add_up(told: &Told, totals: &BTreeMap<String, i64>) {
    let differences = told.table("differences.csv");
    for row in &differences {
        let [baseline, payable, more] =
            ["baseline", "payable", "difference"].map(|column| minor(&row[column]));
        assert_eq!(payable - baseline, more);
        assert!(more != 0, "who is paid the same is not in it");
    }
    for side in &told.report.scenarios {
        let of_side = rows_of(&differences, &side.name);
        let all: Vec<i64> = of_side.iter().map(|row| minor(&row["difference"])).collect();
        let difference = side.difference.as_ref().unwrap();
        let sum: i64 = all.iter().sum();
        assert_eq!(sum, totals[&side.name] - totals["now"], "{}", side.name);
        assert_eq!(sum, minor(&difference.total));
        assert_eq!(sum, minor(&difference.gains) - minor(&difference.losses));
        assert_eq!(difference.gainers, all.iter().filter(|more| **more > 0).count() as u64);
        assert_eq!(difference.losers, all.iter().filter(|more| **more < 0).count() as u64);
        assert_eq!(difference.unmoved + all.len() as u64, told.report.members);
        let binned: u64 = difference.bins.iter().map(|bin| bin.members).sum();
        assert_eq!(binned, all.len() as u64, "bins");
    }
}

#[test]
fn every_table_adds_up_to_the_total_also_where_small_cells_are_merged() {
    let city = City::new(500, 2_000, "city:3");
    for least_members in [0, 5, 60, 300] {
        let told = Asked { least_members, ..Asked::of(&three()).by_bill() }.on(&city);
        adds_up(&told);
        let has_merged = told.text("totals.csv").contains("(merged)");
        assert_eq!(has_merged, least_members >= 5, "{least_members}");
    }
}

#[test]
fn every_table_adds_up_where_only_some_are_counted() {
    let city = City::new(500, 2_000, "city:3");
    let day = |text| huzhu::date::Day::parse(text);
    for scope in [
        Scope { from: day("2023-07-01"), to: day("2024-06-30"), ..Scope::default() },
        Scope { sample: Some(2_500), ..Scope::default() },
    ] {
        adds_up(&Asked { scope, ..Asked::of(&three()).by_bill() }.on(&city));
    }
}

#[test]
fn parts_of_the_city_add_up_to_the_city() {
    let city = City::new(300, 1_200, "city:3");
    let total = |scope: Scope| Asked { scope, ..Asked::of(&three()) }.on(&city).totals();
    let all = total(Scope::default());
    let add = |parts: Vec<Vec<i64>>| -> Vec<i64> {
        (0..3).map(|side| parts.iter().map(|part| part[side]).sum()).collect()
    };
    let day = |text: &str| huzhu::date::Day::parse(text);
    let before = Scope { to: day("2024-02-29"), ..Scope::default() };
    let after = Scope { from: day("2024-03-01"), ..Scope::default() };
    assert_eq!(add(vec![total(before), total(after)]), all, "by day");
    let [members, ..] = city.files();
    let district =
        |row: &str| row.split(',').nth(3).unwrap().split('.').take(2).collect::<Vec<_>>().join(".");
    let districts: BTreeSet<String> = members.lines().skip(1).map(district).collect();
    assert!(districts.len() > 2);
    let parts =
        districts.into_iter().map(|unit| total(Scope { unit: Some(unit), ..Scope::default() }));
    assert_eq!(add(parts.collect()), all, "by district");
    let mut ids: BTreeSet<String> =
        members.lines().skip(1).map(|row| row.split(',').next().unwrap().to_owned()).collect();
    let half = ids.split_off(&ids.iter().nth(150).unwrap().clone());
    let parts = [ids, half].map(|ids| total(Scope { members: Some(ids), ..Scope::default() }));
    assert_eq!(add(parts.to_vec()), all, "by member");
}

#[test]
fn a_fund_ends_with_what_came_in_less_what_was_paid() {
    let told = Asked::of(&three()).on(&City::new(300, 1_200, "city:3"));
    let months = told.table("fund.csv");
    for (side, total) in told.report.fund.as_ref().unwrap().sides.iter().zip(told.totals()) {
        let months = rows_of(&months, &side.name);
        let sum = |column: &str| -> i64 { months.iter().map(|row| minor(&row[column])).sum() };
        assert_eq!(sum("received"), minor(&side.contributions));
        assert_eq!(sum("earned"), sum("received"), "all periods end within the last year");
        let balance = minor(&months.last().unwrap()["balance"]);
        assert_eq!(balance, minor(&side.contributions) - total);
        let in_order = months.windows(2).all(|pair| pair[0]["month"] < pair[1]["month"]);
        assert!(in_order && months.len() >= 36);
    }
    // 60 a year for each unit of each period.
    let [_, enrolments, _] = City::new(300, 1_200, "city:3").files();
    let units = |row: &str| row.split(',').nth(4).unwrap().parse::<i64>().unwrap();
    let expected: i64 = enrolments.lines().skip(1).map(|row| units(row) * 6_000).sum();
    assert_eq!(minor(&told.report.fund.as_ref().unwrap().sides[0].contributions), expected);
}

#[test]
fn a_provision_holds_back_what_is_paid_without_it() {
    let city = City::new(300, 1_200, "city:3");
    let baseline = terms("city");
    let told = Asked { provisions: true, ..Asked::of(std::slice::from_ref(&baseline)) }.on(&city);
    let total = told.totals()[0];
    let mut held_back = BTreeMap::new();
    for one in &told.report.provisions {
        held_back.insert(one.address.as_str(), minor(one.effect.as_ref().unwrap()));
    }
    let places = ["deductible", "limit[0]"].map(|part| format!("benefit.reimbursement.{part}"));
    let [deductible, ceiling] = places.each_ref().map(String::as_str);
    let days = "benefit.per_diem.limit[0]";
    assert_eq!(held_back.keys().copied().collect::<Vec<_>>(), [days, deductible, ceiling]);
    let without = |place: &str| baseline.without(&place.parse().unwrap()).unwrap().called(place);
    for terms in [
        without(ceiling),
        without(days),
        // Bands begin above the deductible: it cannot go, and can be nothing.
        set(&baseline, &["parameters.year_deductible=0"]).called(deductible),
    ] {
        let paid = Asked::of(&[baseline.clone(), terms.clone()]).on(&city).totals()[1];
        assert_eq!(held_back[terms.name.as_str()], paid - total, "{}", terms.name);
    }
    assert!(held_back[deductible] > 0 && held_back[ceiling] > 0 && held_back[days] >= 0);
}

#[test]
fn what_came_in_is_received_when_it_did_and_earned_over_the_days_that_it_covers() {
    let asks = "[plan.city]\nfee = \"60\"\ncover_begins = \"day_after_receipt\"\n";
    let paid = patched(&terms("city"), asks).called("paid");
    // Of 2024: A's money came in on 31 March, B's never did, C's when the year was over.
    let facts = [("A", "2024-03-31"), ("B", ""), ("C", "2025-02-03")].iter().fold(
        Facts::default(),
        |facts, (id, paid_on)| {
            let row = format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01,,,{paid_on}");
            facts.member(id).enrolment(row)
        },
    );
    let facts = facts
        .bill(Bill { admission: "2024-11-03", ..Bill::new("X", "A", "2025-02-09", "1500.00") });
    let months = Asked::of(std::slice::from_ref(&paid)).on(&City::with(&facts)).table("fund.csv");
    let by_month = |column: &str| -> Vec<(String, i64)> {
        let rows = months.iter().map(|row| (row["month"].clone(), minor(&row[column])));
        rows.filter(|(_, amount)| *amount != 0).collect()
    };
    let of = |month: &str, amount| (month.to_owned(), amount);
    assert_eq!(by_month("received"), [of("2024-03", 6_000), of("2025-02", 6_000)]);
    // April to December are 275 days, nine months of cover; 60.00 * 30 / 275 = 6.545...
    let earned = by_month("earned");
    assert_eq!((&earned[0], earned.len()), (&of("2024-04", 654), 10));
    assert_eq!(earned[..9].iter().map(|one| one.1).sum::<i64>(), 6_000);
    assert_eq!(earned[9], of("2025-02", 6_000), "it covers no day");
    assert_eq!(by_month("exposure").iter().map(|one| one.1).sum::<i64>(), 900);
}

#[test]
fn who_is_enrolled_twice_for_the_same_days_pays_twice_and_is_covered_once() {
    let paid = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("paid");
    let months = |rows: &[&str]| -> Rows {
        let facts = Facts::default().member("A");
        let facts = rows.iter().fold(facts, |facts, row| facts.enrolment(*row));
        let facts = facts
            .bill(Bill { admission: "2024-11-03", ..Bill::new("B", "A", "2024-12-09", "1500.00") });
        Asked::of(std::slice::from_ref(&paid)).on(&City::with(&facts)).table("fund.csv")
    };
    let of =
        |rows: &Rows, column: &str| -> i64 { rows.iter().map(|row| minor(&row[column])).sum() };
    let year = "A,city,2024-01-01,2024-12-31,1,2023-12-01,,";
    let (once, twice) =
        (months(&[year]), months(&[year, "A,city,2024-07-01,2024-12-31,1,2023-12-05,,"]));
    assert_eq!((of(&once, "exposure"), of(&twice, "exposure")), (1_200, 1_200), "months of cover");
    assert_eq!(
        (of(&once, "received"), of(&twice, "received")),
        (6_000, 12_000),
        "each row is a payment"
    );
    assert_eq!((of(&once, "earned"), of(&twice, "earned")), (6_000, 12_000));
}

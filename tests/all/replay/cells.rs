//! Cells of every table, counted again from the files and from what is paid on each bill.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::replay::Scope;
use huzhu::scenario::Scenario;

use super::city::{Asked, City, Rows, Told, minor, patched, set, table, terms};
use crate::nightly::office::{Bill, Facts};

/// A bill with its member, as in the files, and what two sets of terms pay on it.
struct Line {
    bill: BTreeMap<String, String>,
    member: BTreeMap<String, String>,
    pays: [i64; 2],
}

struct Desk {
    told: Told,
    lines: Vec<Line>,
}

const NAMES: [&str; 2] = ["now", "lower"];

fn two() -> [Scenario; 2] {
    let baseline = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let lower = set(&baseline, &["parameters.ceiling=3000"]).called("lower");
    [baseline, lower]
}

impl Desk {
    fn new() -> Desk {
        let city = City::new(300, 1_200, "city:3");
        let told = Asked { least_members: 0, ..Asked::of(&two()).by_bill() }.on(&city);
        let [members, _, bills] = city.files().map(|text| table(&text));
        let by_id = |rows: Rows, id: &str| -> BTreeMap<String, BTreeMap<String, String>> {
            rows.into_iter().map(|row| (row[id].clone(), row)).collect()
        };
        let (members, bills) = (by_id(members, "member_id"), by_id(bills, "bill_id"));
        let line = |row: BTreeMap<String, String>| Line {
            bill: bills[&row["bill_id"]].clone(),
            member: members[&row["member_id"]].clone(),
            pays: NAMES.map(|name| minor(&row[name])),
        };
        let lines: Vec<Line> = told.table("by_bill.csv").into_iter().map(line).collect();
        assert_eq!(lines.len(), bills.len());
        Desk { told, lines }
    }

    /// Holds the rows of one dimension against bills put together by what `value` says of them.
    fn holds(&self, by: &str, value: impl Fn(&Line) -> String) {
        for (side, name) in NAMES.iter().enumerate() {
            let mut expected: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
            self.lines.iter().for_each(|line| expected.entry(value(line)).or_default().push(line));
            let rows = self.told.table("totals.csv").into_iter();
            let rows: Rows = rows.filter(|row| row["terms"] == *name && row["by"] == by).collect();
            assert_eq!(rows.len(), expected.len(), "{by}");
            for row in rows {
                let lines = &expected[&row["value"]];
                let is_paid = |line: &&&Line| line.pays[side] > 0;
                let members = |lines: &mut dyn Iterator<Item = &&Line>| {
                    lines.map(|line| &line.member["member_id"]).collect::<BTreeSet<_>>().len()
                };
                let told = ["bills", "members", "bills_with_benefit", "members_with_benefit"]
                    .map(|column| row[column].parse::<usize>().unwrap());
                let counted = [
                    lines.len(),
                    members(&mut lines.iter()),
                    lines.iter().filter(is_paid).count(),
                    members(&mut lines.iter().filter(is_paid)),
                ];
                assert_eq!(told, counted, "{name}: {by} {}", row["value"]);
                let paid: i64 = lines.iter().map(|line| line.pays[side]).sum();
                assert_eq!(minor(&row["payable"]), paid, "{name}: {by} {}", row["value"]);
            }
        }
    }
}

/// Whole years from one day to another, both like `2024-03-01`.
fn age(birth: &str, day: &str) -> i32 {
    let year = |day: &str| day[..4].parse::<i32>().unwrap();
    year(day) - year(birth) - i32::from(day[5..] < birth[5..])
}

#[test]
fn cells_are_of_the_bills_they_name() {
    let desk = Desk::new();
    desk.holds("", |_| String::new());
    desk.holds("year", |line| line.bill["admission"][..4].to_owned());
    desk.holds("hospital_level", |line| line.bill["hospital_level"].clone());
    desk.holds("category", |line| line.bill["category"].clone());
    desk.holds("sex", |line| line.member["sex"].clone());
    desk.holds("hardship", |line| match line.member["hardship"].as_str() {
        "" => "no".to_owned(),
        told => told.to_owned(),
    });
    desk.holds("age", |line| {
        let bands = ["0-29", "30-39", "40-49", "50-59", "60-69", "70+"];
        let from = [0, 30, 40, 50, 60, 70];
        let age = age(&line.member["birth_date"], &line.bill["admission"]);
        bands[from.iter().rposition(|from| *from <= age).unwrap()].to_owned()
    });
    for (by, depth) in [("district", 2), ("town", 3)] {
        let path = |line: &Line| -> Vec<String> {
            line.member["org_code"].split('.').take(depth).map(str::to_owned).collect()
        };
        desk.holds(by, |line| path(line).join("."));
    }
}

#[test]
fn benefits_are_those_that_the_batch_pays() {
    let desk = Desk::new();
    let rows = desk.told.table("totals.csv");
    let rows = rows.iter().filter(|row| row["by"] == "benefit" && row["terms"] == "now");
    let paid: BTreeMap<&str, i64> =
        rows.map(|row| (row["value"].as_str(), minor(&row["payable"]))).collect();
    // With no money for days, all that is paid is the other benefit.
    let [now, _] = two();
    let without = now.without(&"benefit.per_diem".parse().unwrap()).unwrap().called("without");
    let city = City::new(300, 1_200, "city:3");
    let reimbursed = Asked::of(&[now, without]).on(&city).totals()[1];
    assert_eq!(paid["reimbursement"], reimbursed, "it is paid before daily money");
    assert_eq!(paid["per_diem"], desk.told.totals()[0] - reimbursed);
    assert_eq!(paid.len(), 2);
}

#[test]
fn payments_lie_in_the_months_of_admission_and_of_settlement() {
    let desk = Desk::new();
    // Bills of one stay lie in the month in which it began.
    let mut began: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for line in desk.lines.iter().filter(|line| !line.bill["stay_id"].is_empty()) {
        let stay = (&*line.bill["member_id"], &*line.bill["stay_id"]);
        let first = began.entry(stay).or_insert(&line.bill["admission"]);
        *first = (*first).min(&line.bill["admission"]);
    }
    for (side, name) in NAMES.iter().enumerate() {
        let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
        // Months in which no terms pay anything are left out.
        for line in desk.lines.iter().filter(|line| line.pays.iter().any(|paid| *paid > 0)) {
            let month = |day: &str| format!("{}-01", &day[..7]);
            let stay = (&*line.bill["member_id"], &*line.bill["stay_id"]);
            let admission = began.get(&stay).copied().unwrap_or(&line.bill["admission"]);
            let months = (month(admission), month(&line.bill["settled_on"]));
            *expected.entry(months).or_default() += line.pays[side];
        }
        let rows = desk.told.table("transactions.csv").into_iter();
        let rows = rows.filter(|row| row["terms"] == *name);
        let found: BTreeMap<(String, String), i64> = rows
            .map(|row| ((row["origin"].clone(), row["valuation"].clone()), minor(&row["paid"])))
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn members_are_left_with_what_nobody_paid() {
    let desk = Desk::new();
    let burden = &desk.told.report.burden;
    // Before anything is paid, then under each set of terms.
    for (at, told) in burden.sides.iter().enumerate() {
        let mut years: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for line in &desk.lines {
            let others = ["pool_paid", "critical_paid", "assistance_paid", "other_paid"];
            let others: i64 = others.iter().map(|column| minor(&line.bill[*column])).sum();
            let paid = if at == 0 { 0 } else { line.pays[at - 1] };
            let left = (minor(&line.bill["total"]) - others - paid).max(0);
            let key = (line.member["member_id"].as_str(), &line.bill["settled_on"][..4]);
            *years.entry(key).or_default() += left;
        }
        assert_eq!(burden.years, years.len() as u64);
        assert_eq!(minor(&told.own), years.values().sum::<i64>());
        let beyond: Vec<i64> =
            years.values().map(|own| own - 3_000_000).filter(|own| *own > 0).collect();
        assert_eq!(told.above, beyond.len() as u64);
        assert_eq!(minor(&told.excess), beyond.iter().sum::<i64>());
        for band in &told.bands {
            let to = band.to.map_or(i64::MAX, |to| to * 100);
            let within = years.values().filter(|own| (band.from * 100..to).contains(*own));
            assert_eq!(band.years, within.count() as u64, "{band:?}");
        }
    }
    assert!(burden.sides[0].above > burden.sides[1].above && burden.sides[1].above > 0);
}

#[test]
fn money_beside_a_bill_does_not_make_up_for_another_one() {
    // Ten nights at 40 where 10 are left of the bill, and 5,000 of another that nobody pays.
    let stay = "S,A,inpatient,H1,1,2024-03-01,2024-03-11,2024-03-11,I10,1000.00,0.00,0.00,0.00,990.00,\
                0.00,0.00,0.00,,,,,,";
    let other = Bill { admission: "2024-05-01", ..Bill::new("E", "A", "2024-05-01", "5000.00") };
    let facts = Facts::default()
        .member("A")
        .enrolment("A,allowance,2024-01-01,2024-12-31,1,2023-12-01,,")
        .bill_row(stay)
        .bill(other);
    let told = Asked::of(&[terms("weihai@2024")]).on(&City::with(&facts));
    assert_eq!(told.totals(), [40_000]);
    let own: Vec<&str> = told.report.burden.sides.iter().map(|side| side.own.as_str()).collect();
    assert_eq!(own, ["5010.00", "5000.00"]);
}

#[test]
fn a_unit_is_not_another_whose_code_begins_alike() {
    let member = |facts: Facts, id: &str, unit: &str| {
        let bill = Bill::new(id, id, "2024-03-01", "1000.00");
        facts.member_row(format!("{id},1980-01-01,M,{unit},no")).enrolled(id).bill(bill)
    };
    let units = [("A", "99.1"), ("B", "99.10"), ("C", "99.1.5"), ("D", "9.1")];
    let facts = units.iter().fold(Facts::default(), |facts, (id, unit)| member(facts, id, unit));
    let scope = Scope { unit: Some("99.1".to_owned()), ..Scope::default() };
    let told = Asked { scope, ..Asked::of(&[terms("city")]).by_bill() }.on(&City::with(&facts));
    let counted = told.by_bill("city");
    assert_eq!(counted.keys().collect::<Vec<_>>(), ["A", "C"]);
    assert_eq!(counted["A"], 25_000, "1,000 less the deductible of 500, by half");
}

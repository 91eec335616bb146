//! A replay of the rules in force is what they paid, bill by bill; what changes nothing makes no
//! difference.

use std::collections::BTreeMap;

use huzhu::replay::{Pseudonyms, Scope};
use huzhu::scenario::Scenario;

use super::city::{Asked, City, contents, minor, patched, set, terms};
use crate::nightly::office::{Bill, Facts, Office};

/// Every bill of cancer counts as a critical disease: Hangzhou pays it or the daily money, the larger.
fn with_findings() -> City {
    let [members, enrolments, bills] = City::new(400, 1_600, "self_paid,critical,women").files();
    let mut lines = bills.lines();
    let mut told = vec![lines.next().unwrap().to_owned() + ",finding"];
    for line in lines {
        let is_cancer = line.split(',').nth(8).unwrap().starts_with('C');
        told.push(format!("{line},{}", if is_cancer { "critical_disease" } else { "none" }));
    }
    City::of([&members, &enrolments, &(told.join("\n") + "\n")])
}

#[test]
fn a_replay_of_the_rules_in_force_equals_the_batch_bill_by_bill() {
    for (rules, city) in [
        ("city", City::new(400, 1_600, "city:3")),
        // Two editions; a bill may open those before it.
        ("weihai", City::new(400, 1_600, "medical,allowance")),
        // Two benefits of which the larger is paid, over a whole period.
        ("hangzhou@2021", with_findings()),
    ] {
        let terms = terms(rules);
        let told = Asked::of(std::slice::from_ref(&terms)).by_bill().on(&city);
        let decided = city.decided(&terms);
        assert_eq!(told.by_bill(rules), decided, "{rules}");
        assert!(decided.values().filter(|paid| **paid > 0).count() > 50, "{rules} pays something");
        assert_eq!(told.totals(), [decided.values().sum::<i64>()], "{rules}");
        assert_eq!(told.report.bills, decided.len() as u64, "{rules}");
    }
}

#[test]
fn a_scenario_pays_what_a_batch_under_its_rules_pays() {
    let city = City::new(300, 1_200, "city:3");
    let baseline = terms("city");
    let other = set(&baseline, &["parameters.ceiling=9000", "parameters.low_pays=62.5%"]);
    let told = Asked::of(&[baseline, other.clone()]).by_bill().on(&city);
    assert_eq!(told.by_bill(&other.name), city.decided(&other));
}

#[test]
fn a_part_of_the_city_is_paid_what_it_is_paid_among_all() {
    let (city, terms) = (City::new(300, 1_200, "city:3"), terms("city"));
    let all = city.decided(&terms);
    let scope = Scope { from: Some(day("2024-01-01")), sample: Some(3_000), ..Scope::default() };
    let part = Asked { scope, ..Asked::of(&[terms]) }.by_bill().on(&city).by_bill("city");
    assert!(part.len() > 100 && part.len() < all.len() / 3);
    part.iter().for_each(|(bill, paid)| assert_eq!(all[bill], *paid, "{bill}"));
}

fn day(text: &str) -> huzhu::date::Day {
    huzhu::date::Day::parse(text).unwrap()
}

/// A ledger of a year: a bill that was corrected, one that was voided, what an older system had counted,
/// and an appeal.
fn office() -> Office {
    let office = Office::new("city");
    let bill = |id, member, settled_on, total| {
        Facts::default().bill(Bill::new(id, member, settled_on, total))
    };
    let because = ["--reason", "appeal 7"];
    office.night("2024-05-01", &Facts::of(&["A", "B", "C"]));
    let opening = ["A", "reimbursement.deductible", "300.00"];
    let days = ["--day", "2024-01-01", "--cut-over", "2024-03-31"];
    office.say("opening", &[&opening[..], &days, &because].concat()).unwrap();
    let first = bill("OLD", "A", "2024-03-01", "9000.00")
        .and(&bill("A1", "A", "2024-05-01", "1000.00"))
        .and(&bill("B1", "B", "2024-05-02", "3000.00"))
        .and(&bill("C1", "C", "2024-05-02", "2500.00"));
    office.night("2024-06-01", &first);
    office.say("override", &[&["C1", "reimbursement", "1400.00"][..], &because].concat()).unwrap();
    let moved = ["--column", "in_scope", "--amount", "200.00"];
    office.say("disallow", &[&["B1"][..], &moved, &because].concat()).unwrap();
    office.night("2024-06-02", &bill("B1", "B", "2024-05-02", "8000.00"));
    let voided = Facts::default().bill(Bill::new("A2", "A", "2024-05-03", "700.00").void());
    office.night("2024-06-03", &bill("A2", "A", "2024-05-03", "700.00"));
    office.night("2024-06-04", &voided.and(&bill("A3", "A", "2024-05-04", "90.00")));
    office
}

/// Of every bill what is posted, in minor units.
fn posted(office: &Office) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for balance in office.balances().values() {
        let (entitled, lines) = balance.told();
        let mut sum = 0;
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            let paid: i64 = cells[4].parse().unwrap();
            *all.entry(cells[0].to_owned()).or_insert(0) += paid;
            sum += paid;
        }
        assert_eq!(sum, entitled, "all of it is due");
    }
    all
}

#[test]
fn a_replay_of_a_ledger_equals_its_postings_and_leaves_it_as_it_was() {
    let office = office();
    let rules = office.rules();
    let terms = Scenario::read(rules.to_str().unwrap()).unwrap().called("rules");
    let before = contents(office.folder.path());
    let told = Asked::of(std::slice::from_ref(&terms)).by_bill().on_ledger(&office.path("ledger"));
    let paid = told.by_bill("rules");
    assert_eq!(paid, posted(&office));
    // 1,000 less the 200 that are left of the deductible, by half; what an older system settled and
    // what was voided is not there; of C the appeal. B: 5,000 by half and 2,300 by 60 %, since of 8,000 less the
    // deductible 200 are disallowed.
    let expected = [("A1", 40_000), ("A3", 4_500), ("B1", 388_000), ("C1", 140_000)];
    let expected = expected.map(|(bill, paid)| (bill.to_owned(), paid));
    assert_eq!(paid, BTreeMap::from(expected));
    let higher = set(&terms, &["parameters.low_pays=60%"]);
    let other = Asked::of(&[terms, higher.clone()]).by_bill().on_ledger(&office.path("ledger"));
    let other = other.by_bill(&higher.name);
    assert_eq!((other["A1"], other["C1"]), (48_000, 140_000), "an appeal stays as it was decided");
    assert!(contents(office.folder.path()) == before, "a ledger is only read");
}

#[test]
fn a_ledger_on_a_day_of_valuation_is_what_was_posted_by_then() {
    let office = office();
    let terms = Scenario::read(office.rules().to_str().unwrap()).unwrap().called("rules");
    let on = |day_of: &str| {
        let valued_on = Some(day(day_of));
        let asked = Asked { valued_on, ..Asked::of(std::slice::from_ref(&terms)).by_bill() };
        asked.on_ledger(&office.path("ledger")).by_bill("rules")
    };
    // On 1 June the opening was known; neither the appeal, nor what B's bill really cost, nor what is disallowed.
    let then = [("A1", 40_000), ("B1", 125_000), ("C1", 100_000)];
    assert_eq!(on("2024-06-01"), then.map(|(bill, paid)| (bill.to_owned(), paid)).into());
    // On 3 June the bill that was voided a day later was there: 700.00 by half.
    assert_eq!(on("2024-06-03").get("A2"), Some(&35_000));
    assert_eq!(on("2024-06-04"), posted(&office));
}

#[test]
fn what_was_said_of_a_benefit_that_a_scenario_lacks_is_left_out_there_and_told() {
    let office = office();
    let terms = Scenario::read(office.rules().to_str().unwrap()).unwrap().called("rules");
    let other = patched(&terms, "[benefit.reimbursement]\nremove = true\n").called("other");
    let told = Asked::of(&[terms, other]).by_bill().on_ledger(&office.path("ledger"));
    assert_eq!(told.by_bill("rules"), posted(&office));
    assert_eq!(told.by_bill("other").values().sum::<i64>(), 0, "only the daily money is left");
    let warnings = &told.report.warnings;
    assert!(warnings.iter().any(|one| one.en.contains("a scenario does not have")), "{warnings:?}");
}

#[test]
fn what_changes_nothing_makes_no_difference() {
    let (city, baseline) = (City::new(200, 800, "city:3"), terms("city"));
    let same = "parameters.ceiling = \"20000\"\n[benefit.per_diem.days]\nfrom_day = 4\n";
    let asked = Asked::of(&[
        baseline.clone(),
        set(&baseline, &["parameters.ceiling=20000"]),
        patched(&baseline, same),
        baseline.clone().called("again"),
    ]);
    let told = asked.on(&city);
    let total = told.totals()[0];
    assert_eq!(told.totals(), [total; 4]);
    assert_eq!(told.table("differences.csv"), []);
    assert_eq!(told.report.terms, [], "no value is other");
    for side in &told.report.scenarios {
        assert_eq!(side.changes, [], "{}", side.name);
        let difference = side.difference.as_ref().unwrap();
        assert_eq!((difference.gainers, difference.losers), (0, 0));
        assert_eq!(difference.share.as_deref(), Some("0.00%"));
        assert_eq!(difference.unmoved, told.report.members);
    }
    // The same amount written otherwise is another text and the same rule.
    let written = set(&baseline, &["parameters.ceiling=20000.00"]);
    assert_eq!(written.changes.len(), 1);
    let told = Asked { ids: Pseudonyms::Whole, ..Asked::of(&[baseline, written]) }.on(&city);
    assert_eq!(told.table("differences.csv"), []);
    assert_eq!(minor(&told.report.scenarios[0].total), total);
}

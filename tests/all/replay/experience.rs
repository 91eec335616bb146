//! Experience: cover and claims of the same people, side by side. Every day and every bill is counted once, and the
//! sums are those of the other tables.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::date::Day;
use huzhu::replay::{HistorySource, Scope};
use huzhu::scenario::Scenario;

use super::city::{Asked, City, Rows, Told, minor, patched, said, set, sums, terms};
use crate::nightly::office::{Bill, Facts};

type Row = BTreeMap<String, String>;

/// The city benchmark with a fee, and one scenario that is better for most.
fn two() -> [Scenario; 2] {
    let now = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let better = set(&now, &["parameters.ceiling=40000", "parameters.year_deductible=300"]);
    [now, better.called("better")]
}

fn with_fee() -> Asked {
    Asked::of(&two()[..1])
}

/// The rows of a level: of all plans or of each, and of all members or of those alike.
fn level<'r>(rows: &'r Rows, terms: &str, of_plans: bool, of_who: bool) -> Vec<&'r Row> {
    let is_of = |row: &&Row| {
        let who = ["age", "sex", "district"].iter().all(|column| !row[*column].is_empty());
        row["terms"] == terms && row["plan"].is_empty() != of_plans && who == of_who
    };
    rows.iter().filter(is_of).collect()
}

fn levels<'r>(rows: &'r Rows, terms: &str) -> [Vec<&'r Row>; 4] {
    [(false, false), (true, false), (false, true), (true, true)]
        .map(|(of_plans, of_who)| level(rows, terms, of_plans, of_who))
}

fn amount(rows: &[&Row], column: &str) -> i64 {
    rows.iter().map(|row| minor(&row[column])).sum()
}

fn count(rows: &[&Row], column: &str) -> u64 {
    rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum()
}

#[test]
fn cover_and_claims_of_a_year_stand_where_the_member_is_on_the_day() {
    // Forty on 1 July 2024, of a leap year: 182 days before, and 184 from then on.
    let bill =
        |id, day, settled_on| Bill { admission: day, ..Bill::new(id, "A", settled_on, "1500.00") };
    let facts = Facts::default()
        .member_row("A,1984-07-01,F,99.01.02,no")
        .enrolment("A,city,2024-01-01,2024-12-31,1,2023-12-01,,")
        .bill(bill("X", "2024-06-30", "2024-12-05"))
        .bill(bill("Y", "2024-07-01", "2024-12-06"));
    let rows = with_fee().on(&City::with(&facts)).table("experience.csv");
    let [years, plans, people, plans_of_people] = levels(&rows, "now");
    assert_eq!((years.len(), plans.len(), people.len(), plans_of_people.len()), (1, 1, 2, 2));
    let cells = |row: &Row, columns: &[&str]| -> Vec<String> {
        columns.iter().map(|column| row[*column].clone()).collect()
    };
    let shown = ["year", "age", "sex", "district", "people_days", "people_months"];
    assert_eq!(cells(people[0], &shown), ["2024", "30-39", "F", "99.01", "182", "6.00"]);
    assert_eq!(cells(people[1], &shown), ["2024", "40-49", "F", "99.01", "184", "6.00"]);
    // 60.00 * 182 / 366 = 29.836..., and what is left of 60.00. Half of 1,000.00 and of 1,500.00 is paid.
    let shown = ["claims", "claimants", "billed", "paid", "earned", "loss_ratio"];
    assert_eq!(cells(people[0], &shown), ["1", "1", "1500.00", "500.00", "29.83", "1676.16%"]);
    assert_eq!(cells(people[1], &shown), ["1", "1", "1500.00", "750.00", "30.17", "2485.91%"]);
    // Two claims in twelve months of one person; 1,250.00 on two claims, and in twelve months.
    let rates = ["claims_per_1000_a_year", "paid_per_claim", "paid_per_person_month", "loss_ratio"];
    assert_eq!(cells(years[0], &rates), ["2000.00", "625.00", "104.17", "2083.33%"]);
    assert_eq!(cells(years[0], &["claimants", "finished"]), ["1", "yes"]);
    assert_eq!(cells(plans[0], &["plan", "claimants"]), ["city", "1"]);
}

/// Holds every level of the table against the other tables of the report.
fn adds_up(told: &Told) {
    let rows = told.table("experience.csv");
    let fund = told.table("fund.csv");
    let (earned, exposure) = (sums(&fund, "terms", "earned"), sums(&fund, "terms", "exposure"));
    for (side, total) in
        [&told.report.baseline].into_iter().chain(&told.report.scenarios).zip(told.totals())
    {
        let all = levels(&rows, &side.name);
        let people_days = count(&all[0], "people_days");
        for (rows, of_plans) in all.iter().zip([false, true, false, true]) {
            assert_eq!(amount(rows, "paid"), total, "{}", side.name);
            assert_eq!(
                amount(rows, "billed"),
                amount(&all[0], "billed"),
                "one plan pays each bill"
            );
            assert_eq!(amount(rows, "earned"), earned[&side.name]);
            assert_eq!(count(rows, "plan_days"), count(&all[0], "plan_days"));
            let months = amount(rows, "plan_months");
            // Each row and each month is rounded to a hundredth.
            let most = (rows.len() + fund.len()) as i64;
            assert!((months - exposure[&side.name]).abs() <= most, "{months}: {}", side.name);
            if !of_plans {
                assert_eq!(count(rows, "people_days"), people_days);
                assert_eq!(count(rows, "claims"), side.bills_with_benefit);
            }
        }
    }
}

#[test]
fn every_level_adds_up_to_the_other_tables_however_small_cells_are_merged() {
    let city = City::new(500, 2_000, "city:3");
    for least_members in [0, 5, 60, 300] {
        let told = Asked { least_members, ..Asked::of(&two()) }.on(&city);
        adds_up(&told);
        let text = told.text("experience.csv");
        assert_eq!(text.contains("(merged)"), least_members >= 5, "{least_members}");
    }
}

#[test]
fn who_holds_two_plans_counts_once_in_people_and_twice_in_plans() {
    let city = City::new(200, 600, "medical:2,allowance:2");
    let terms = terms("weihai@2024");
    let told = Asked::of(std::slice::from_ref(&terms)).on(&city);
    let rows = told.table("experience.csv");
    let [years, plans, ..] = levels(&rows, &terms.name);
    let last = Day::parse(&told.report.experience.through).unwrap();
    let [_, enrolments, _] = city.files();
    let (mut of_people, mut of_plans) = (BTreeSet::new(), BTreeSet::new());
    for row in enrolments.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [from, to] = [2, 3].map(|at| Day::parse(cells[at]).unwrap());
        let mut day = from;
        while day <= to.min(last) {
            of_people.insert((cells[0], day));
            of_plans.insert((cells[0], cells[1], day));
            day = day + 1;
        }
    }
    assert_eq!(count(&years, "people_days"), of_people.len() as u64);
    assert_eq!(count(&years, "plan_days"), of_plans.len() as u64);
    assert!(of_plans.len() > of_people.len(), "some hold both");
    let medical: Vec<&Row> = plans.iter().copied().filter(|row| row["plan"] == "medical").collect();
    let of_medical = of_plans.iter().filter(|(_, plan, _)| *plan == "medical").count();
    assert_eq!(count(&medical, "people_days"), of_medical as u64);
    // Both plans may pay one bill: it is one claim of each, and one in all.
    assert!(count(&plans, "claims") > count(&years, "claims"));
    assert_eq!(amount(&plans, "paid"), told.totals()[0]);
    assert_eq!(count(&years, "claims"), told.report.baseline.bills_with_benefit);
}

#[test]
fn of_some_days_cover_is_counted_on_these_days() {
    let city = City::new(200, 800, "city:3");
    let day = |text| Day::parse(text);
    let days = |from, to| {
        let scope = Scope { from, to, ..Scope::default() };
        let rows = Asked { scope, ..with_fee() }.on(&city).table("experience.csv");
        let [years, ..] = levels(&rows, "now");
        assert!(years.iter().all(|row| row["earned"].is_empty()) || from.is_none() && to.is_none());
        count(&years, "people_days")
    };
    let (before, after) = (days(None, day("2024-02-29")), days(day("2024-03-01"), None));
    assert_eq!(before + after, days(None, None));
}

#[test]
fn a_year_that_is_not_over_is_told() {
    let bill =
        |id, settled_on| Bill { admission: settled_on, ..Bill::new(id, "A", settled_on, "900.00") };
    let facts = Facts::default().member("A").enrolled("A");
    let facts = facts.bill(bill("X", "2023-05-02")).bill(bill("Y", "2024-11-02"));
    let told = with_fee().on(&City::with(&facts));
    assert_eq!(told.report.experience.through, "2024-11-30");
    let rows = told.table("experience.csv");
    let [years, ..] = levels(&rows, "now");
    let finished: Vec<(&str, &str, &str)> =
        years.iter().map(|row| (&*row["year"], &*row["finished"], &*row["people_days"])).collect();
    assert_eq!(finished, [("2023", "yes", "365"), ("2024", "no", "335")]);
    assert!(told.text("report.html").contains("2024 †"));
}

const LEAST: u64 = 5;

/// Members of such ages and sexes in such districts, each with one bill that is paid.
fn alike(sizes: &[((&str, &str, &str), usize)]) -> City {
    let mut facts = Facts::default();
    for ((district, sex, birth), size) in sizes {
        for at in 0..*size {
            let id = format!("{district}{sex}{birth}-{at}");
            let total = format!("10{:02}.00", facts.members.len() % 100);
            let bill = Bill::new(&id, &id, "2024-03-02", &total);
            facts = facts
                .member_row(format!("{id},{birth}-01-01,{sex},{district}.9,no"))
                .enrolled(&id)
                .bill(bill);
        }
    }
    City::with(&facts)
}

/// Takes what is shown of members alike from every sum that other tables show: nothing of fewer may be left.
fn resists(sizes: &[((&str, &str, &str), usize)]) {
    let told = Asked { least_members: LEAST, ..with_fee() }.on(&alike(sizes));
    let rows = told.table("experience.csv");
    let [.., people, plans_of_people] = levels(&rows, "now");
    let totals = told.table("totals.csv");
    for rows in [people, plans_of_people] {
        assert!(
            rows.iter().all(|row| row["claimants"] == "0" || count(&[*row], "claimants") >= LEAST)
        );
        for (by, column) in [("", ""), ("age", "age"), ("sex", "sex"), ("district", "district")] {
            for total in totals.iter().filter(|total| total["by"] == by) {
                let is_part = |row: &&&Row| {
                    row["age"] != "(merged)" && (column.is_empty() || row[column] == total["value"])
                };
                let shown: Vec<&Row> = rows.iter().filter(is_part).copied().collect();
                let rest = count(&[total], "members_with_benefit") - count(&shown, "claimants");
                let (of, why) = (&total["value"], sizes);
                assert!(rest == 0 || rest >= LEAST, "{by} {of}: {rest} of {why:?}");
            }
        }
    }
}

#[test]
fn nothing_of_a_few_is_found_by_taking_members_alike_from_other_tables() {
    resists(&[
        (("99.01", "F", "1980"), 20),
        (("99.01", "M", "1980"), 3),
        (("99.02", "M", "1980"), 30),
    ]);
    // Sizes drawn by a rule that anybody can follow.
    for seed in 1..30usize {
        let mut sizes = Vec::new();
        for (at, district) in ["99.01", "99.02", "99.03"].into_iter().enumerate() {
            for (of, sex) in ["F", "M"].into_iter().enumerate() {
                for (age, birth) in ["1960", "1980", "2000"].into_iter().enumerate() {
                    let size = (seed * 7 + at * at * 5 + seed * of * 3 + age * (seed + at)) % 13;
                    sizes.push(((district, sex, birth), size));
                }
            }
        }
        resists(&sizes);
    }
}

#[test]
fn on_a_day_of_valuation_only_what_was_settled_by_then_is_known() {
    let city = City::new(300, 1_200, "city:3");
    let [members, enrolments, bills] = city.files();
    let settled_on = |row: &str| row.split(',').nth(7).unwrap().to_owned();
    let (head, rows) = bills.split_once('\n').unwrap();
    let rows = rows.lines().filter(|row| *settled_on(row) <= *"2024-12-31");
    let known = format!("{head}\n{}\n", rows.collect::<Vec<_>>().join("\n"));
    let known = City::of([&members, &enrolments, &known]);
    let asked = |valued_on| Asked { valued_on, ..Asked::of(&two()).by_bill() };
    let valued = asked(Day::parse("2024-12-31"));
    let (then, now) = (valued.on(&city), valued.on(&known));
    let unvalued = asked(None).on(&known);
    for name in
        ["totals.csv", "by_bill.csv", "transactions.csv", "experience.csv", "completion.csv"]
    {
        assert_eq!(then.text(name), now.text(name), "{name}");
        assert_eq!(then.text(name), unvalued.text(name), "{name}: bills of December are there");
    }
    assert!(then.totals()[0] < asked(None).on(&city).totals()[0]);
    assert_eq!(then.report.experience.through, "2024-12-31");
}

#[test]
fn years_are_completed_at_the_end_of_the_last_that_is_over() {
    let city = City::new(300, 1_200, "city:3");
    let told = Asked { valued_on: Day::parse("2025-06-30"), ..with_fee() }.on(&city);
    assert_eq!(told.report.completion.as_ref().unwrap().valued_on, "2024-12-31");
    let (completion, triangles) = (told.table("completion.csv"), told.table("triangles.csv"));
    let years: Vec<&Row> = completion.iter().filter(|row| !row["origin"].is_empty()).collect();
    assert!(years.len() >= 2, "{completion:?}");
    for year in &years {
        let is_same = |row: &&Row| row["origin"] == year["origin"] && row["valuation"] == "2024";
        assert_eq!(year["paid"], triangles.iter().find(is_same).unwrap()["paid"]);
    }
    let together = completion.last().unwrap();
    for column in ["paid", "chain_ladder", "bornhuetter_ferguson_to_come"] {
        assert_eq!(amount(&years, column), minor(&together[column]), "{column}");
    }
    assert!(told.text("report.html").contains("until 2024-12-31"));
    let unit = Scope { unit: Some("9900".to_owned()), ..Scope::default() };
    let of_unit = Asked { scope: unit, least_members: LEAST, ..with_fee() }.on(&city);
    assert_eq!(of_unit.report.completion, None, "months of one unit would show single members");
}

#[test]
fn what_is_known_of_no_bill_is_refused_with_the_day() {
    let city = City::new(50, 100, "city:3");
    let asked = Asked { valued_on: Day::parse("2001-01-01"), ..with_fee() };
    let out = tempfile::tempdir().unwrap();
    let why = asked.run(HistorySource::Files(&city.inputs()), out.path(), &()).unwrap_err();
    assert!(said(&why).contains("`--valued-on 2001-01-01` counts only"), "{}", said(&why));
}

#[test]
fn what_two_sets_of_terms_call_otherwise_has_both_names() {
    let both = ["weihai@2015", "weihai@2024"].map(terms);
    let told = Asked::of(&both).on(&City::new(50, 100, "medical,allowance"));
    assert_eq!(told.report.parts["plan.medical"].zh, "爱心互助补充医疗保险 / 住院医疗项目");
    assert_eq!(told.report.parts["parameters.ceiling"].zh.matches(" / ").count(), 0);
}

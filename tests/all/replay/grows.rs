//! Bills of past years as those of a later one would be: what they cost, and how many there are.

use std::collections::{BTreeMap, BTreeSet};

use huzhu::date::Day;
use huzhu::replay::{ReplayError, Scope};
use huzhu::scenario::{AddedBills, Scenario, Trend, TrendRates};

use super::city::{Asked, City, Told, minor, said, set, terms};
use crate::nightly::office::Facts;

fn rates(texts: &[&str]) -> TrendRates {
    TrendRates(texts.iter().map(|text| text.parse().unwrap()).collect())
}

fn costs(texts: &[&str], to: i32) -> Trend {
    Trend { costs: rates(texts), to, ..Trend::default() }
}

fn bills(texts: &[&str], more: AddedBills, to: i32) -> Trend {
    Trend { bills: rates(texts), added: more, to, ..Trend::default() }
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
    let on = |growth: Trend| Asked { growth, ..Asked::of(&sides) }.on(&city);
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

/// A city in which every stay of 2023 and before is once more that of somebody who is like the member.
fn others_until_2023(city: &City) -> City {
    let [members, enrolments, bills] = city.files();
    let (of_members, mut people) = cells(&members);
    let (of_enrolments, mut periods) = cells(&enrolments);
    let (header, mut all) = cells(&bills);
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (bill, member, stay) = (at("bill_id"), at("member_id"), at("stay_id"));
    let mut stays: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for row in &all {
        let id = if row[stay].is_empty() { &row[bill] } else { &row[stay] };
        stays.entry(id.clone()).or_default().push(row.clone());
    }
    for (id, mut rows) in stays {
        rows.sort_by_key(|row| (row[at("settled_on")].clone(), row[bill].clone()));
        if Day::parse(&rows[0][at("admission")]).unwrap().year() > 2023 {
            continue;
        }
        let (of, like) = (rows[0][member].clone(), format!("like {id}"));
        for known in [&mut people, &mut periods] {
            let mut more: Vec<_> = known.iter().filter(|row| row[0] == of).cloned().collect();
            more.iter_mut().for_each(|row| row[0].clone_from(&like));
            known.append(&mut more);
        }
        for row in &mut rows {
            row[member].clone_from(&like);
            row[bill] += "#2";
        }
        all.append(&mut rows);
    }
    let (people, periods) = (file(&of_members, &people), file(&of_enrolments, &periods));
    City::of([&people, &periods, &file(&header, &all)])
}

#[test]
fn further_bills_of_others_are_those_of_a_city_with_as_many_more_members_like_them() {
    let (city, baseline) = (City::new(300, 1_000, "city:3"), terms("city"));
    let sides = [baseline.clone(), set(&baseline, &["parameters.year_deductible=300"])];
    let growth = bills(&["2024=100%"], AddedBills::OtherMembers, 2026);
    let grown = Asked { growth, ..Asked::of(&sides).by_bill() }.on(&city);
    let told = Asked::of(&sides).by_bill().on(&others_until_2023(&city));
    assert!(told.report.bills > 1_200, "{}", told.report.bills);
    for side in &sides {
        assert!(grown.by_bill(&side.name) == told.by_bill(&side.name), "{}", side.name);
    }
    assert_eq!(grown.totals(), told.totals());
    assert_eq!(grown.report.burden, told.report.burden);
    // They are counted with the members they are like: nobody is told of by being many.
    let as_it_was = Asked::of(&sides).on(&city);
    assert_eq!(grown.report.members, as_it_was.report.members);
    let rows = grown.table("differences.csv");
    let moved: i64 = rows.iter().map(|row| minor(&row["difference"])).sum();
    assert_eq!(moved, grown.totals()[1] - grown.totals()[0]);
    let members: BTreeSet<&String> = rows.iter().map(|row| &row["member"]).collect();
    assert_eq!(members.len(), rows.len(), "a row a member");
}

/// What one set of terms pays on some bills and on their further ones, where there are twice as many.
fn doubled_bills(rules: &Scenario, more: AddedBills, facts: &Facts) -> BTreeMap<String, i64> {
    let growth = bills(&["100%"], more, 2025);
    let city = City::with(facts);
    let asked = Asked::of(std::slice::from_ref(rules)).by_bill();
    Asked { growth, least_members: 1, ..asked }.on(&city).by_bill(&rules.name)
}

fn pays(amounts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    amounts.iter().map(|(id, minor)| ((*id).to_owned(), *minor)).collect()
}

/// A stay of a cost in 2024, of which nobody has paid anything.
fn stay(id: &str, from: &str, to: &str, total: &str, stay: &str) -> String {
    format!(
        "{id},A,inpatient,H1,1,2024-{from},2024-{to},2024-{to},I10,{total},0.00,0.00,0.00,0.00,0.00,\
         0.00,0.00,{stay},,,,,"
    )
}

/// A member who is enrolled in a plan for some days.
fn covered(plan: &str, from: &str, to: &str, stays: &[String]) -> Facts {
    let mut facts = Facts::default().member("A");
    facts.enrolments.push(format!("A,{plan},{from},{to},1,{from},,"));
    facts.bills.extend_from_slice(stays);
    facts
}

const BOTH: [AddedBills; 2] = [AddedBills::SameMembers, AddedBills::OtherMembers];

#[test]
fn a_further_stay_lies_on_no_day_of_another() {
    // Seven nights at 40 each, twice; a day that two bills are of is paid once.
    let stays =
        [stay("B1", "06-01", "06-08", "100.00", ""), stay("B2", "06-09", "06-16", "100.00", "")];
    let facts = covered("allowance", "2024-01-01", "2024-12-31", &stays);
    let each = pays(&[("B1", 28_000), ("B1#2", 28_000), ("B2", 28_000), ("B2#2", 28_000)]);
    for more in BOTH {
        assert_eq!(doubled_bills(&terms("weihai@2024"), more, &facts), each, "{more:?}");
    }
}

#[test]
fn a_further_stay_takes_the_first_room_there_is_however_far() {
    // 1 to 14 January and 26 January to the end of the year are taken: 15 to 24 January is free.
    let stays = [
        stay("B1", "01-01", "01-10", "100.00", ""),
        stay("B2", "01-11", "01-14", "100.00", ""),
        stay("B3", "01-26", "12-31", "100.00", ""),
    ];
    let facts = covered("allowance", "2024-01-01", "2024-12-31", &stays);
    let rules = terms("weihai@2024");
    let (growth, city) = (bills(&["100%"], AddedBills::SameMembers, 2025), City::with(&facts));
    let asked = Asked { growth, ..Asked::of(std::slice::from_ref(&rules)).by_bill() };
    let told = asked.on(&city).by_bill(&rules.name);
    assert_eq!((told["B1"], told["B1#2"]), (36_000, 36_000));
}

#[test]
fn a_further_stay_is_in_the_same_cover_and_year() {
    // 50 % of 1,000. The days behind the stay are without cover; so are those before the other.
    let last = [stay("B1", "06-24", "06-30", "1000.00", "")];
    let first = [stay("B1", "01-01", "01-07", "1000.00", "")];
    let in_june = covered("medical", "2024-01-01", "2024-06-30", &last);
    let in_january = covered("medical", "2023-07-01", "2024-06-30", &first);
    for (facts, more) in [&in_june, &in_january].into_iter().flat_map(|f| BOTH.map(|m| (f, m))) {
        let each = pays(&[("B1", 50_000), ("B1#2", 50_000)]);
        assert_eq!(doubled_bills(&terms("pinghu@2022"), more, facts), each, "{more:?}");
    }
}

#[test]
fn stays_are_whole_and_so_are_further_ones() {
    // 400 and 300 of one stay are above 600 together: 50 % of 700. Each alone would be paid nothing.
    let stays =
        [stay("B1", "03-01", "03-05", "400.00", "S"), stay("B2", "03-05", "03-09", "300.00", "S")];
    let facts = covered("medical", "2024-01-01", "2024-12-31", &stays);
    for more in BOTH {
        let told = doubled_bills(&terms("pinghu@2022"), more, &facts);
        assert_eq!(told["B1"] + told["B2"], 35_000);
        assert_eq!(told["B1#2"] + told["B2#2"], 35_000, "{more:?}");
    }
}

#[test]
fn a_further_bill_has_an_id_that_no_other_of_the_member_has() {
    let stays =
        [stay("B", "03-01", "03-02", "1000.00", ""), stay("B#2", "05-01", "05-02", "800.00", "")];
    let facts = covered("medical", "2024-01-01", "2024-12-31", &stays);
    let each = pays(&[("B", 50_000), ("B#2", 40_000), ("B#3", 50_000), ("B#2#2", 40_000)]);
    for more in BOTH {
        assert_eq!(doubled_bills(&terms("pinghu@2022"), more, &facts), each, "{more:?}");
    }
}

#[test]
fn a_further_bill_counts_where_the_one_it_is_like_does() {
    let city = City::with(&covered(
        "medical",
        "2024-01-01",
        "2024-12-31",
        &[stay("B1", "06-24", "06-30", "1000.00", "")],
    ));
    let to = Day::parse("2024-06-30");
    for more in BOTH {
        let scope = Scope { to, ..Scope::default() };
        let growth = bills(&["100%"], more, 2025);
        let asked = Asked { growth, scope, least_members: 1, ..Asked::of(&[terms("pinghu@2022")]) };
        assert_eq!(asked.on(&city).report.bills, 2, "{more:?}");
    }
}

#[test]
fn where_there_is_no_room_a_further_stay_is_on_the_days_of_its_own() {
    // Born in the stay's first night, and at home on no day of the year: before there is nobody, behind is
    // another year. And a day of settlement that stands for none.
    let born = "A,2024-12-20,M,99.01,no";
    for (from, to, settled) in [("12-20", "12-31", "2024-12-31"), ("12-20", "12-31", "9999-12-31")]
    {
        let row = stay("B1", from, to, "1000.00", "").replacen(
            "2024-12-31,I10",
            &format!("{settled},I10"),
            1,
        );
        let mut facts = covered("medical", "2024-01-01", "2024-12-31", &[row]);
        facts.members = vec![born.to_owned()];
        for more in BOTH {
            let each = pays(&[("B1", 50_000), ("B1#2", 50_000)]);
            assert_eq!(doubled_bills(&terms("pinghu@2022"), more, &facts), each, "{more:?}");
        }
    }
}

#[test]
fn a_further_bill_of_whomever_is_paid_as_its_own_where_nothing_is_used_up() {
    // The rule of Pinghu looks at one stay alone but for a limit of the year, here out of reach.
    let rules = set(&terms("pinghu@2022"), &["benefit.medical.limit[0].amount=100000000"]);
    let city = City::new(300, 1_500, "medical");
    for more in BOTH {
        let growth = bills(&["100%"], more, 2024);
        let asked = Asked::of(std::slice::from_ref(&rules)).by_bill();
        let told = Asked { growth, ..asked }.on(&city).by_bill(&rules.name);
        let further: Vec<(&String, &i64)> =
            told.iter().filter(|(id, _)| id.contains('#')).collect();
        assert!(further.len() > 500, "{}", further.len());
        for (id, paid) in further {
            assert_eq!(*paid, told[id.split('#').next().unwrap()], "{id}");
        }
    }
}

#[test]
fn growth_makes_no_total_surer_no_small_cell_larger_and_no_contribution_other() {
    let (city, rules) = (City::new(400, 1_500, "medical,allowance"), terms("weihai@2024"));
    let on = |growth: Trend, threads: usize| {
        let threads = Some(threads);
        let asked = Asked::of(std::slice::from_ref(&rules));
        Asked { growth, threads, replicates: 400, ..asked }.on(&city)
    };
    let as_it_was = on(Trend::default(), 2);
    let width = |told: &Told| {
        let all = told.report.baseline.interval.as_ref().unwrap();
        (minor(&all.high) - minor(&all.low)) as f64 / told.totals()[0] as f64
    };
    for more in BOTH {
        let growth = bills(&["40%"], more, 2025);
        let grown = on(growth.clone(), 1);
        assert!(grown.report.bills as f64 > 1.3 * as_it_was.report.bills as f64);
        assert!(width(&grown) > 0.8 * width(&as_it_was), "{more:?}: {}", width(&grown));
        let cells = |told: &Told| -> Vec<(String, String)> {
            let rows = told.table("totals.csv").into_iter();
            let towns = rows.filter(|row| row["by"] == "town" || row["by"] == "district");
            towns.map(|row| (row["by"].clone(), row["value"].clone())).collect()
        };
        assert_eq!(cells(&grown), cells(&as_it_was), "{more:?}");
        let brought = |told: &Told| -> Vec<(String, String, String)> {
            let months = told.table("fund.csv").into_iter();
            let months = months.filter(|row| minor(&row["received"]) + minor(&row["earned"]) > 0);
            months
                .map(|row| (row["month"].clone(), row["received"].clone(), row["earned"].clone()))
                .collect()
        };
        assert_eq!(brought(&grown), brought(&as_it_was), "{more:?}");
        assert_eq!(on(growth, 4).files(), grown.files(), "on any number of threads");
    }
}

#[test]
fn of_a_hundred_bills_that_are_to_be_a_hundred_and_ten_about_ten_come_twice() {
    let (city, terms) = (City::new(2_000, 8_000, "city:3"), terms("city"));
    let on = |rate: &str, seed: u64| {
        let growth = bills(&[rate], AddedBills::SameMembers, 2024);
        Asked { growth, seed, ..Asked::of(std::slice::from_ref(&terms)) }.on(&city)
    };
    let before = on("0%", 1);
    let of_2023 = |told: &Told| -> u64 {
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
    let growth = bills(&["inpatient=-100%"], AddedBills::SameMembers, 2040);
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
    for more in [AddedBills::SameMembers, AddedBills::OtherMembers] {
        let growth = Trend {
            costs: rates(&["4%"]),
            bills: rates(&["7.5%", "inpatient,2024=20%"]),
            added: more,
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
        let asked = &told.report.question;
        assert_eq!(
            asked.sweeps,
            ["parameters.year_deductible=300,500"],
            "so that it can be asked again"
        );
        assert_eq!((&*asked.over, asked.ids), ("city", "numbered"));
    }
}

#[test]
fn what_grew_is_told_and_that_nothing_did() {
    let (city, rules) = (City::new(300, 1_000, "city:3"), terms("city"));
    let first = |growth: Trend| {
        let told = Asked { growth, ..Asked::of(std::slice::from_ref(&rules)) }.on(&city);
        told.report.warnings[0].en.clone()
    };
    assert!(first(costs(&["5%"], 2001)).contains(" 0 bills have other costs than they had"));
    assert!(
        first(costs(&["5%"], 2090 - 41)).contains(" 1,000 bills have other costs than they had")
    );
    assert!(first(bills(&["5%"], AddedBills::SameMembers, 2001)).contains("(+0)"));
    let (all, fewer) =
        (AddedBills::OtherMembers, first(bills(&["-30%"], AddedBills::SameMembers, 2026)));
    assert!(first(bills(&["2024=100%"], all, 2026)).contains("(+3"), "of 1,000 some are of 2023");
    assert!(fewer.contains("(−"), "{fewer}");
}

#[test]
fn years_above_a_sum_are_not_solved_for_where_further_stays_are_of_others() {
    let (city, rules) = (City::new(300, 1_000, "city:3"), terms("city"));
    let growth = bills(&["5%"], AddedBills::OtherMembers, 2026);
    let solves = vec!["parameters.high_pays for above = 1%".parse().unwrap()];
    let asked = Asked { growth, solves, ..Asked::of(&[rules]) };
    let out = tempfile::tempdir().unwrap();
    let history = huzhu::replay::HistorySource::Files(&city.inputs());
    let why = asked.run(history, out.path(), &()).unwrap_err();
    assert!(said(&why).contains("use `same-members`"), "{}", said(&why));
}

#[test]
fn growth_without_measure_or_sense_is_told_and_nothing_is_written() {
    let (city, terms) = (City::new(300, 1_000, "city:3"), terms("city"));
    let cases = [
        (bills(&["100%"], AddedBills::SameMembers, 2040), "grow to more than 10000"),
        (bills(&["100%"], AddedBills::OtherMembers, 2040), "grow to more than 10000"),
        (
            bills(&["inpatient=5%", "2024=6%"], AddedBills::SameMembers, 2026),
            "`inpatient,2024=...`",
        ),
        (costs(&["1%"], 2090), "more than 50 years"),
    ];
    for (growth, part) in cases {
        let asked = Asked { growth, ..Asked::of(std::slice::from_ref(&terms)) };
        let out = tempfile::tempdir().unwrap();
        let history = huzhu::replay::HistorySource::Files(&city.inputs());
        let why: ReplayError = asked.run(history, out.path(), &()).unwrap_err();
        assert!(said(&why).contains(part), "{part}: {}", said(&why));
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
    }
}

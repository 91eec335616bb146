//! Stress: the fund's year if more happened in it than did. The year as it was is that of experience.csv; a stress of
//! nothing changes nothing; and what a stress says is what the same office would be paid if it had happened.

use std::collections::BTreeMap;

use huzhu::date::Day;
use huzhu::money::Rate;
use huzhu::replay::{HistorySource, Scope};
use huzhu::scenario::{AddedBills, Scenario, Trend, TrendRates};

use super::city::{Asked, City, Told, minor, patched, said, set, table, terms};

type Row = BTreeMap<String, String>;

/// The city benchmark with a fee, and one scenario that is better for most.
fn two() -> [Scenario; 2] {
    let now = patched(&terms("city"), "[plan.city]\nfee = \"60\"\n").called("now");
    let better = set(&now, &["parameters.ceiling=40000", "parameters.year_deductible=300"]);
    [now, better.called("better")]
}

fn asked(share: &str) -> Asked {
    let stress = Some(share.parse::<Rate>().unwrap());
    let valued_on = Day::parse("2025-12-31");
    Asked { stress, valued_on, ..Asked::of(&two()) }
}

/// The row of a stress under some terms.
fn row(told: &Told, terms: &str, stress: &str) -> Row {
    let is_it = |row: &Row| row["terms"] == terms && row["stress"] == stress;
    let found = told.table("stress.csv").into_iter().find(is_it);
    found.unwrap_or_else(|| panic!("{terms}, {stress}: {}", told.text("stress.csv")))
}

const ALL: [&str; 6] = [
    "as_it_was",
    "stays_of_same_members",
    "stays_of_other_members",
    "costs",
    "ward",
    "young_third_lapses",
];

#[test]
fn the_year_as_it_was_is_that_of_the_experience() {
    let told = asked("20%").on(&City::new(300, 1_200, "city:3"));
    let experience = told.table("experience.csv");
    for terms in ["now", "better"] {
        let was = row(&told, terms, "as_it_was");
        let is_year = |row: &&Row| {
            row["terms"] == terms
                && row["year"] == was["year"]
                && row["plan"].is_empty()
                && row["age"].is_empty()
        };
        let year = experience.iter().find(is_year).unwrap();
        for column in ["claims", "paid", "earned", "loss_ratio"] {
            assert_eq!(was[column], year[column], "{column}");
        }
        assert_eq!((&*was["changed"], &*was["paid_more"]), ("0", "0.00"));
        for stress in ALL {
            let one = row(&told, terms, stress);
            assert_eq!(minor(&one["result"]), minor(&one["earned"]) - minor(&one["paid"]));
            assert_eq!(minor(&one["paid_more"]), minor(&one["paid"]) - minor(&was["paid"]));
        }
    }
    assert_eq!(told.table("stress.csv").len(), 2 * ALL.len());
}

#[test]
fn a_stress_of_nothing_changes_nothing() {
    let told = asked("0%").on(&City::new(300, 1_200, "city:3"));
    for terms in ["now", "better"] {
        let was = row(&told, terms, "as_it_was");
        for stress in ["stays_of_same_members", "stays_of_other_members", "costs"] {
            let one = Row::from([("stress".to_owned(), was["stress"].clone())]);
            let one = row(&told, terms, stress).into_iter().chain(one).collect::<Row>();
            assert_eq!(one, was, "{stress}");
        }
    }
}

#[test]
fn higher_costs_are_those_of_an_office_whose_bills_of_the_year_cost_more() {
    // A trend of 20 % to 2025 makes the bills of 2024 a fifth dearer; those of 2025 stay as they are. So do the
    // others here, since there are none before.
    let city = City::new(300, 1_200, "city:2");
    let valued_on = Day::parse("2024-12-31");
    let stressed = Asked { valued_on, ..asked("20%") }.on(&city);
    assert_eq!(row(&stressed, "now", "costs")["year"], "2024");
    let costs = TrendRates(vec!["2025=20%".parse().unwrap()]);
    let growth = Trend { costs, to: 2025, ..Trend::default() };
    let [from, to] = ["2024-01-01", "2024-12-31"].map(Day::parse);
    let scope = Scope { from, to, ..Scope::default() };
    let same_prices = Asked { growth, scope, valued_on, ..Asked::of(&two()) };
    let grown = same_prices.on(&city);
    let paid = ["now", "better"].map(|terms| minor(&row(&stressed, terms, "costs")["paid"]));
    // Bills of 2023 grow there as well, and use up nothing of 2024: every window of these rules is a calendar year.
    assert_eq!(paid.as_slice(), grown.totals());
    assert!(paid[0] > minor(&row(&stressed, "now", "as_it_was")["paid"]));
}

#[test]
fn more_stays_are_those_that_a_trend_adds() {
    let city = City::new(300, 1_200, "city:2");
    let valued_on = Day::parse("2024-12-31");
    let stressed = Asked { valued_on, ..asked("20%") }.on(&city);
    let [from, to] = ["2024-01-01", "2024-12-31"].map(Day::parse);
    for (added, stress) in [
        (AddedBills::SameMembers, "stays_of_same_members"),
        (AddedBills::OtherMembers, "stays_of_other_members"),
    ] {
        let bills = TrendRates(vec!["2025=20%".parse().unwrap()]);
        let growth = Trend { bills, added, to: 2025, ..Trend::default() };
        let scope = Scope { from, to, ..Scope::default() };
        let grown = Asked { growth, scope, valued_on, ..Asked::of(&two()) }.on(&city);
        let paid = ["now", "better"].map(|terms| minor(&row(&stressed, terms, stress)["paid"]));
        assert_eq!(paid.as_slice(), grown.totals(), "{stress}");
        assert_ne!(row(&stressed, "now", stress)["changed"], "0");
    }
}

/// A city with fifty more people: each with the facts and enrolments of a member, and the costliest stay of that member
/// in a year under other ids.
fn with_ward(city: &City, year: &str) -> City {
    let [members, enrolments, bills] = city.files();
    let mut stays: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for bill in table(&bills) {
        let stay =
            Some(&bill["stay_id"]).filter(|stay| !stay.is_empty()).unwrap_or(&bill["bill_id"]);
        stays.entry((bill["member_id"].clone(), stay.clone())).or_default().push(bill);
    }
    let mut costliest: BTreeMap<String, (i64, String, Vec<Row>)> = BTreeMap::new();
    for ((member, _), mut stay) in stays {
        stay.sort_by_key(|bill| (bill["settled_on"].clone(), bill["bill_id"].clone()));
        let is_night = stay.iter().any(|bill| bill["admission"] != bill["discharge"]);
        if !is_night || !stay.iter().all(|bill| bill["admission"].starts_with(year)) {
            continue;
        }
        let total: i64 = stay.iter().map(|bill| minor(&bill["total"])).sum();
        let one = (-total, stay[0]["bill_id"].clone(), stay);
        match costliest.get_mut(&member) {
            Some(known) if (known.0, &known.1) > (one.0, &one.1) => *known = one,
            Some(_) => {}
            None => drop(costliest.insert(member, one)),
        }
    }
    let mut costliest: Vec<_> = costliest.into_iter().collect();
    costliest.sort_by_key(|(_, (total, first, _))| (*total, first.clone()));
    costliest.truncate(50);
    let of = |text: &str, member: &str| -> String {
        let lines = text.lines().skip(1).filter(|line| line.starts_with(&format!("{member},")));
        lines.map(|line| format!("W{line}\n")).collect()
    };
    let head: Vec<&str> = bills.lines().next().unwrap().split(',').collect();
    let (mut members, mut enrolments, mut bills) =
        (members.clone(), enrolments.clone(), bills.clone());
    for (member, (_, _, stay)) in &costliest {
        let (person, cover) = (of(&members, member), of(&enrolments, member));
        members.push_str(&person);
        enrolments.push_str(&cover);
        for bill in stay {
            let of_another = ["bill_id", "member_id", "stay_id"];
            let cell = |name: &&str| match of_another.contains(name) && !bill[*name].is_empty() {
                true => format!("W{}", bill[*name]),
                false => bill[*name].clone(),
            };
            bills.push_str(&(head.iter().map(cell).collect::<Vec<_>>().join(",") + "\n"));
        }
    }
    City::of([&members, &enrolments, &bills])
}

#[test]
fn a_ward_is_fifty_more_people_with_the_costliest_stays() {
    let city = City::new(300, 1_200, "city:3");
    let told = asked("20%").on(&city);
    let filled = asked("20%").on(&with_ward(&city, "2025"));
    for terms in ["now", "better"] {
        let (ward, was) = (row(&told, terms, "ward"), row(&told, terms, "as_it_was"));
        assert!(ward["changed"].parse::<u64>().unwrap() >= 50, "a stay may have several bills");
        assert_eq!(ward["earned"], was["earned"], "people are added, and not their contributions");
        let filled = row(&filled, terms, "as_it_was");
        for column in ["claims", "paid"] {
            assert_eq!(ward[column], filled[column], "{terms}, {column}");
        }
        assert!(minor(&ward["paid_more"]) > 0);
    }
}

#[test]
fn the_young_third_takes_its_bills_and_its_contributions_along() {
    let city = City::new(300, 1_200, "city:3");
    let told = asked("20%").on(&city);
    let [members, enrolments, bills] = city.files();
    let covered = |id: &str| {
        let of = |line: &&str| line.starts_with(&format!("{id},"));
        let mut periods =
            enrolments.lines().filter(of).map(|line| line.split(',').collect::<Vec<_>>());
        periods.any(|cells| cells[2] <= "2025-12-31" && "2025-01-01" <= cells[3])
    };
    let people = members.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let mut people: Vec<(&str, &str)> = people.map(|cells| (cells[1], cells[0])).collect();
    people.retain(|(_, id)| covered(id));
    people.sort_by(|(birth, id), (other, than)| other.cmp(birth).then(id.cmp(than)));
    let leaving: Vec<&str> = people.iter().take(people.len() / 3).map(|(_, id)| *id).collect();
    let is_of = |line: &str, at: usize| leaving.contains(&line.split(',').nth(at).unwrap());
    let without = |text: &str, at: usize| {
        let (head, rows) = text.split_once('\n').unwrap();
        let rows = rows.lines().filter(|line| !is_of(line, at));
        format!("{head}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let files = [without(&members, 0), without(&enrolments, 0), without(&bills, 1)];
    let staying = City::of(files.each_ref().map(String::as_str));
    let left = asked("20%").on(&staying);
    for terms in ["now", "better"] {
        let (lapsed, was) =
            (row(&told, terms, "young_third_lapses"), row(&left, terms, "as_it_was"));
        for column in ["members", "claims", "paid", "earned", "loss_ratio", "result"] {
            assert_eq!(lapsed[column], was[column], "{column}");
        }
        assert_eq!(lapsed["changed"], leaving.len().to_string());
    }
}

#[test]
fn what_changes_a_few_is_not_shown() {
    let city = City::new(40, 120, "city:3");
    let mut hidden = 0;
    for seed in 1..6 {
        let told = Asked { least_members: 5, seed, ..asked("10%") }.on(&city);
        let stress = told.report.stress.as_ref().unwrap();
        for row in &stress.rows {
            assert!(row.changed == 0 || row.changed >= 5, "{row:?}");
        }
        assert_eq!(stress.rows.len() + 2 * stress.hidden, 2 * ALL.len());
        assert_eq!(told.text("report.html").contains("too few members"), stress.hidden > 0);
        hidden += stress.hidden;
    }
    assert!(hidden > 0, "of about forty bills a tenth is fewer than five now and then");
}

#[test]
fn a_stress_beside_growth_or_of_some_days_is_refused() {
    let city = City::new(50, 100, "city:3");
    let out = tempfile::tempdir().unwrap();
    let some_days = Scope { from: Day::parse("2024-01-01"), ..Scope::default() };
    let costs = TrendRates(vec!["5%".parse().unwrap()]);
    let growth = Trend { costs, to: 2026, ..Trend::default() };
    for asked in [Asked { scope: some_days, ..asked("20%") }, Asked { growth, ..asked("20%") }] {
        let why = asked.run(HistorySource::Files(&city.inputs()), out.path(), &()).unwrap_err();
        assert!(said(&why).contains("leave out `--from`"), "{}", said(&why));
    }
}

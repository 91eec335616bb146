//! Where rules go one way, so do totals: a higher rate or limit, a lower threshold or deductible, never
//! pays members less in all.

use std::sync::LazyLock;

use huzhu::replay::{SolvedAt, Terms};
use proptest::prelude::*;

use crate::city::{Asked, City, minor, patched, set, terms};

static CITY: LazyLock<City> = LazyLock::new(|| City::new(60, 300, "city:3"));
static WEIHAI: LazyLock<City> = LazyLock::new(|| City::new(60, 300, "medical,allowance"));

/// A parameter, the levels it may have, whether they are shares, and whether more of it pays more.
type Parameter = (&'static str, std::ops::RangeInclusive<u32>, bool, bool);

const CITY_PARAMETERS: [Parameter; 7] = [
    ("low_pays", 1..=100, true, true),
    ("middle_pays", 1..=100, true, true),
    ("high_pays", 1..=100, true, true),
    ("ceiling", 100..=60_000, false, true),
    ("daily_money", 1..=300, false, true),
    ("paid_days", 1..=120, false, true),
    ("year_deductible", 1..=5_000, false, false),
];

const WEIHAI_PARAMETERS: [Parameter; 7] = [
    ("band_1_pays", 1..=100, true, true),
    ("band_2_pays", 1..=100, true, true),
    ("band_3_pays", 1..=100, true, true),
    ("ceiling", 100..=150_000, false, true),
    ("daily_money", 1..=300, false, true),
    ("daily_ceiling", 100..=20_000, false, true),
    ("qualifying_amount", 100..=20_000, false, false),
];

/// Levels of all parameters, and the place of one that is to have another level.
fn any_levels(parameters: &[Parameter; 7]) -> impl Strategy<Value = ([u32; 7], usize, u32)> {
    let ranges = parameters.clone().map(|one| one.1);
    let levels = ranges.clone();
    let all: [_; 7] = levels.map(|range| range.boxed());
    (all, 0..7usize).prop_flat_map(move |(mut levels, place)| {
        // Rates that rise with costs: otherwise a lower deductible may move costs to a lower rate.
        levels[..3].sort_unstable();
        (Just(levels), Just(place), ranges[place].clone())
    })
}

fn with(terms: &Terms, parameters: &[Parameter; 7], levels: &[u32; 7]) -> Terms {
    let written = parameters.iter().zip(levels).map(|((name, _, is_share, _), level)| {
        format!("parameters.{name}={level}{}", if *is_share { "%" } else { "" })
    });
    let is_there =
        |text: &String| terms.value(&text.split_once('=').unwrap().0.parse().unwrap()).is_ok();
    let written: Vec<String> = written.filter(is_there).collect();
    set(terms, &written.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Holds that the side of the two that is better for members is paid at least as much.
fn goes_one_way(
    city: &City,
    terms: &Terms,
    parameters: &[Parameter; 7],
    (levels, place, other): ([u32; 7], usize, u32),
) {
    let mut others = levels;
    others[place] = other;
    let [one, two] = [levels, others].map(|levels| with(terms, parameters, &levels));
    let totals = Asked::of(&[one.called("one"), two.called("two")]).on(city).totals();
    let is_better = (other > levels[place]) == parameters[place].3;
    let (worse, better) = if is_better { (totals[0], totals[1]) } else { (totals[1], totals[0]) };
    assert!(better >= worse || other == levels[place], "{}: {totals:?}", parameters[place].0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_better_for_members_never_pays_less_in_the_city(asked in any_levels(&CITY_PARAMETERS)) {
        // With daily money beside it, a higher rate may pay less in all: what it takes of a bill that
        // both use up was daily money before, and is now missing below the ceiling.
        let is_of_days = ["daily_money", "paid_days"].contains(&CITY_PARAMETERS[asked.1].0);
        let all = terms("city");
        let terms = if is_of_days { all } else { all.without(&"benefit.per_diem".parse().unwrap()).unwrap() };
        goes_one_way(&CITY, &terms, &CITY_PARAMETERS, asked);
    }

    #[test]
    fn what_is_better_for_members_never_pays_less_in_weihai(asked in any_levels(&WEIHAI_PARAMETERS)) {
        goes_one_way(&WEIHAI, &terms("weihai@2024"), &WEIHAI_PARAMETERS, asked);
    }
}

#[test]
fn a_sweep_goes_one_way_and_its_points_pay_what_scenarios_with_these_values_pay() {
    let baseline = terms("city");
    let at = ["parameters.ceiling=5000", "parameters.year_deductible=1000"];
    let asked = Asked {
        sweeps: vec![
            "parameters.ceiling=1000..9000:4000".parse().unwrap(),
            "parameters.year_deductible=0..2000:500".parse().unwrap(),
        ],
        ..Asked::of(&[baseline.clone(), set(&baseline, &at).called("one")])
    };
    let told = asked.on(&CITY);
    let points = told.report.sweep.as_ref().unwrap();
    assert_eq!(points.points.len(), 15);
    let totals: Vec<i64> = points.points.iter().map(|point| minor(&point.total)).collect();
    for (at, total) in totals.iter().enumerate() {
        assert!(
            at % 5 == 0 || *total < totals[at - 1],
            "a higher deductible pays less: {totals:?}"
        );
        assert!(at < 5 || *total >= totals[at - 5], "a higher ceiling pays no less: {totals:?}");
        let more = minor(&points.points[at].difference);
        assert_eq!(more, total - told.totals()[0]);
    }
    let same = points.points.iter().find(|point| point.levels == ["5000", "1000"]).unwrap();
    assert_eq!(same.total, told.report.scenarios[0].total);
    assert_eq!(same.bills_with_benefit, told.report.scenarios[0].bills_with_benefit);
    assert_eq!(same.members_with_benefit, told.report.scenarios[0].members_with_benefit);
    assert_eq!(same.above, told.report.burden.sides[2].above);
}

#[test]
fn a_value_that_is_solved_for_meets_its_target_as_nearly_as_it_is_written() {
    let baseline = terms("city");
    let total = Asked::of(std::slice::from_ref(&baseline)).on(&CITY).totals()[0];
    let target = total / 100 * 9 / 10;
    for (address, rises) in [("parameters.ceiling", true), ("parameters.year_deductible", false)] {
        let solve = format!("{address} for total = {target}").parse().unwrap();
        let told =
            Asked { solves: vec![solve], ..Asked::of(std::slice::from_ref(&baseline)) }.on(&CITY);
        let found = &told.report.solved[0];
        let (below, above) = (found.below.as_ref().unwrap(), found.above.as_ref().unwrap());
        assert!(minor(&below.figure) <= target * 100 && target * 100 <= minor(&above.figure));
        let steps = above.level.parse::<i64>().unwrap() - below.level.parse::<i64>().unwrap();
        assert_eq!(steps, if rises { 1 } else { -1 }, "{address}: neighbours");
        assert_eq!(found.note, None, "{address}");
        for at in [below, above] {
            let terms = set(&baseline, &[&format!("{address}={}", at.level)]);
            let paid = Asked::of(&[baseline.clone(), terms]).on(&CITY).totals()[1];
            assert_eq!(paid, minor(&at.figure), "{address} = {}", at.level);
        }
    }
}

#[test]
fn whatever_the_target_the_levels_on_either_side_of_it_are_neighbours() {
    let baseline = terms("city");
    let total = Asked::of(std::slice::from_ref(&baseline)).on(&CITY).totals()[0];
    let solve = |part: i64| {
        let target = total / 100 * part / 20;
        format!("parameters.year_deductible for total = {target}").parse().unwrap()
    };
    let solves = (15..=20).map(solve).collect();
    let told = Asked { solves, ..Asked::of(&[baseline]) }.on(&CITY);
    for solved in &told.report.solved {
        let [below, above] = [&solved.below, &solved.above]
            .map(|at| at.as_ref().unwrap().level.parse::<i64>().unwrap());
        assert!(below == above + 1 || below == above, "{}: {above} to {below}", solved.target);
    }
}

#[test]
fn a_scenario_that_is_swept_or_solved_over_keeps_what_else_it_changes() {
    let baseline = terms("city");
    let scenario = set(&baseline, &["parameters.low_pays=30%"]).called("scenario");
    let same = set(&scenario, &["parameters.ceiling=4000"]).called("same");
    let asked = Asked { over: 1, ..Asked::of(&[baseline, scenario, same]) };
    let paid = asked.on(&CITY).totals()[2];
    let sweeps = vec!["parameters.ceiling=4000..4000:1".parse().unwrap()];
    let target = format!("{}.{:02}", paid / 100, paid % 100);
    let solves = vec![format!("parameters.ceiling for total = {target}").parse().unwrap()];
    let told = Asked { sweeps, solves, ..asked }.on(&CITY);
    let sweep = told.report.sweep.as_ref().unwrap();
    assert_eq!((sweep.terms.as_str(), minor(&sweep.points[0].total)), ("scenario", paid));
    let below = told.report.solved[0].below.as_ref().unwrap();
    assert_eq!((below.level.as_str(), below.figure.as_str()), ("4000", target.as_str()));
}

#[test]
fn a_loss_ratio_and_a_share_of_years_are_solved_for_as_the_report_tells_them() {
    let city = City::new(300, 1_200, "city:3");
    let baseline = patched(&terms("city"), "[plan.city]\nfee = \"900\"\n").called("now");
    let at = |level: &str| {
        let terms = set(&baseline, &[&format!("parameters.ceiling={level}")]);
        let report = Asked::of(&[baseline.clone(), terms]).on(&city).report;
        let ratio = report.fund.as_ref().unwrap().sides[1].loss_ratio.as_ref().unwrap();
        let above = report.burden.sides[2].above as f64 / report.burden.years as f64;
        [percent(ratio), 100.0 * above]
    };
    let (lowest, highest) = (at("0"), at("20000"));
    let targets = [0, 1].map(|figure| (lowest[figure] + highest[figure]) / 2.0);
    assert!(lowest[0] < targets[0] && lowest[1] > targets[1], "{lowest:?} {highest:?}");
    let solves = [("loss_ratio", targets[0]), ("above", targets[1])].map(|(figure, target)| {
        format!("parameters.ceiling for {figure} = {target:.2}%").parse().unwrap()
    });
    let asked = Asked { solves: solves.to_vec(), ..Asked::of(std::slice::from_ref(&baseline)) };
    let told = asked.on(&city).report.solved;
    for (figure, (solved, target)) in told.iter().zip(targets).enumerate() {
        let [below, above] = [&solved.below, &solved.above].map(|at| at.as_ref().unwrap());
        assert!(percent(&below.figure) < target + 0.01 && target - 0.01 < percent(&above.figure));
        for found in [below, above] {
            let there = at(&found.level)[figure];
            assert!((percent(&found.figure) - there).abs() < 0.006, "{found:?}: {there}");
        }
        let steps = |at: &SolvedAt| at.level.parse::<i64>().unwrap();
        assert!((steps(above) - steps(below)).abs() <= 1, "{below:?}, {above:?}");
    }
}

fn percent(text: &str) -> f64 {
    text.strip_suffix('%').unwrap().parse().unwrap()
}

//! Where rules go one way, so do totals: a higher rate or limit, a lower threshold or deductible, never
//! pays members less in all.

use std::sync::LazyLock;

use huzhu::report::SolvedAt;
use huzhu::scenario::Scenario;
use proptest::prelude::*;

use super::city::{Asked, City, minor, patched, set, terms};

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

fn with(terms: &Scenario, parameters: &[Parameter; 7], levels: &[u32; 7]) -> Scenario {
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
    terms: &Scenario,
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
fn a_value_is_solved_for_beside_terms_that_have_other_plans() {
    // Only period 15 has an allowance.
    let both = ["weihai@2015", "weihai@2024"].map(terms);
    for over in [0, 1] {
        let asked = Asked { over, ..Asked::of(&both) };
        let target = asked.on(&WEIHAI).totals()[over] / 100 * 9 / 10;
        let solves = vec![format!("parameters.ceiling for total = {target}").parse().unwrap()];
        let told = Asked { solves, ..asked }.on(&WEIHAI);
        let found = told.report.solved[0].below.as_ref().unwrap();
        let level = set(&both[over], &[&format!("parameters.ceiling={}", found.level)]);
        let [one, other] = both.clone();
        let paid = Asked::of(&[one, other, level.called("level")]).on(&WEIHAI).totals()[2];
        assert_eq!(paid, minor(&found.figure), "ceiling = {}", found.level);
        assert!(paid <= target * 100);
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

/// What is found for one question over the city benchmark.
fn solved(terms: &Scenario, question: &str) -> huzhu::report::Report {
    let solves = vec![question.parse().unwrap()];
    Asked { solves, ..Asked::of(std::slice::from_ref(terms)) }.on(&CITY).report
}

#[test]
fn where_no_level_meets_the_target_the_one_is_told_from_which_the_figure_stands_still() {
    let report = solved(&terms("city"), "parameters.ceiling for total = 99000000");
    let found = &report.solved[0];
    let level: i64 = found.below.as_ref().unwrap().level.parse().unwrap();
    let paid = |level: i64| {
        let terms = set(&terms("city"), &[&format!("parameters.ceiling={level}")]);
        Asked::of(&[terms]).on(&CITY).totals()[0]
    };
    assert!(paid(level - 1) < paid(level) && paid(level) == paid(10 * level), "{level}");
    let note = found.note.as_ref().unwrap();
    assert!(note.en.contains("no level between 0 and"), "{}", note.en);
    assert!(note.en.contains(&format!("the figure is the same at all levels from {level} to ")));
    assert!(note.zh.contains(&format!("取值在 {level} 至 ")), "{}", note.zh);
}

#[test]
fn a_rate_that_is_written_as_a_decimal_is_solved_for_as_a_share() {
    let mut decimal = terms("city");
    for source in &mut decimal.sources {
        source.text = source.text.replace("high_pays = \"70%\"", "high_pays = \"0.700\"");
    }
    assert_eq!(decimal.value(&"parameters.high_pays".parse().unwrap()).unwrap(), "0.700");
    let whole = set(&decimal, &["parameters.high_pays=1.000"]);
    let [now, most] = [&decimal, &whole]
        .map(|terms| Asked::of(std::slice::from_ref(terms)).on(&CITY).totals()[0]);
    assert!(most > now);
    let target = (now + most) / 200;
    let report = solved(&decimal, &format!("parameters.high_pays for total = {target}"));
    let [below, above] = [&report.solved[0].below, &report.solved[0].above]
        .map(|at| at.as_ref().unwrap().level.replace('.', "").parse::<i64>().unwrap());
    assert!(above - below <= 1 && 700 < below && above <= 1_000, "{below} {above}");
    // What the whole does not meet nothing meets: there is no rate above it.
    let report = solved(&decimal, &format!("parameters.high_pays for total = {}", most / 50));
    assert_eq!(report.solved[0].below.as_ref().unwrap().level, "1.000");
    let note = &report.solved[0].note.as_ref().unwrap().en;
    assert!(note.starts_with("no level between 0 and 1.000 meets the target"), "{note}");
}

#[test]
fn what_meets_a_target_is_told_as_an_answer() {
    let told = |question: &str| {
        let report = solved(&terms("city"), question);
        let line = huzhu::report::summary(&report)
            .into_iter()
            .find(|one| one.to_string().contains(" for "));
        let line = line.unwrap();
        [line.to_string(), format!("{line:#}")]
    };
    // Nobody is paid anything with a ceiling of zero: one level, and it is told once.
    let [en, zh] = told("parameters.ceiling for above = 0%");
    assert!(
        en.starts_with("`parameters.ceiling` for above = 0%: ") && en.matches("gives").count() == 1,
        "{en}"
    );
    assert!(zh.starts_with("求 `parameters.ceiling`，使年度个人负担过重的比例为 0%：取 "), "{zh}");
    let [en, zh] = told("parameters.ceiling for total = 31250");
    assert!(en.matches(" gives ").count() == 2, "{en}");
    assert!(
        zh.starts_with("求 `parameters.ceiling`，使给付合计为 31250：取 ")
            && zh.matches(" 时为 ").count() == 2,
        "{zh}"
    );
}

#[test]
fn each_level_of_a_sweep_has_its_loss_ratio_as_a_scenario_has_it() {
    let (city, baseline) = (City::new(400, 1_500, "medical,allowance"), terms("weihai@2024"));
    // One value that moves payments, and one that moves contributions.
    for (key, level) in [("parameters.daily_money", "30"), ("plan.allowance.fee", "50")] {
        let scenario = set(&baseline, &[&format!("{key}={level}")]);
        let sweep = format!("{key}={level}..{level}:1").parse().unwrap();
        let asked = Asked { sweeps: vec![sweep], ..Asked::of(&[baseline.clone(), scenario]) };
        let told = asked.on(&city);
        let funds = &told.report.fund.as_ref().unwrap().sides;
        let swept = &told.report.sweep.as_ref().unwrap().points[0];
        assert_eq!(swept.loss_ratio, funds[1].loss_ratio, "{key}");
        assert_ne!(swept.loss_ratio, funds[0].loss_ratio, "{key}");
        assert_eq!(
            told.table("sweep.csv")[0]["loss_ratio"],
            *funds[1].loss_ratio.as_ref().unwrap()
        );
    }
}

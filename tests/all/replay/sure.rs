//! Intervals hold what they say: of samples of a city, 95 of 100 hold what all of it pays.

use std::collections::BTreeMap;

use huzhu::intake::{Intake, read};
use huzhu::money::{Money, MoneySum};
use huzhu::replay::{Interval, PassInput, PassTotals, Resampled, Scope, run_pass};
use huzhu::scenario::{Scenario, compile};
use huzhu::scheme::Book;

use super::city::{City, minor, set, terms};

/// The scores of a city under these books.
fn scores(
    books: &[Book],
    intake: &Intake,
    scope: &Scope,
    seed: u64,
    replicates: usize,
) -> PassTotals {
    let question = PassInput {
        scenarios: books,
        points: &[],
        scope,
        above: Money::ZERO,
        replicates,
        seed,
        by_bill: true,
        cost_ranges: &[],
        trend: None,
        manual_facts: &BTreeMap::new(),
    };
    run_pass(&question, intake, &()).unwrap()
}

/// A spread that 95 of 100 normal draws lie within is so many standard deviations wide.
const WIDE: f64 = 3.92;

#[test]
fn the_mean_of_all_draws_is_near_the_total() {
    let city = City::new(1_000, 3_000, "city:3");
    let baseline = terms("city");
    let other = set(&baseline, &["parameters.ceiling=8000"]);
    let books = compile(&[baseline, other]).unwrap();
    let inputs = city.inputs();
    let intake = read(&inputs, books[0].vocabulary(), &()).unwrap();
    for seed in 1..=5 {
        let scores = scores(&books, &intake, &Scope::default(), seed, 1_000);
        let totals = scores.payable(2);
        let near = |interval: Interval, total: MoneySum| {
            let spread = (interval.high - interval.low).minor() as f64 / WIDE;
            let away = (interval.mean - total).minor().abs() as f64;
            assert!(away < 3.0 * spread / 1_000f64.sqrt(), "{interval:?} of {total:?}");
            assert!(interval.low < total && total < interval.high, "{interval:?} of {total:?}");
        };
        near(scores.resampled.total(0).unwrap(), totals[0]);
        near(scores.resampled.total(1).unwrap(), totals[1]);
        near(scores.resampled.difference(1, 0).unwrap(), totals[1] - totals[0]);
        // The draws are shared: a difference is surer than the totals.
        let width = |one: Interval| one.high - one.low;
        let of_totals = width(scores.resampled.total(0).unwrap());
        assert!(width(scores.resampled.difference(1, 0).unwrap()) < of_totals);
    }
}

/// What each member is paid in all.
fn by_member(scores: &PassTotals) -> BTreeMap<String, Money> {
    let mut paid = BTreeMap::new();
    for line in std::str::from_utf8(&scores.bill_rows).unwrap().lines() {
        let cells: Vec<&str> = line.split(',').collect();
        *paid.entry(cells[1].to_owned()).or_default() += Money::from_minor(minor(cells[2]));
    }
    paid
}

#[test]
fn samples_of_a_tenth_hold_what_the_whole_city_is_paid_as_often_as_they_say() {
    const DRAWS: usize = 200;
    let city = City::new(4_000, 12_000, "city:3");
    let terms: [Scenario; 1] = [terms("city")];
    let books = compile(&terms).unwrap();
    let inputs = city.inputs();
    let intake = read(&inputs, books[0].vocabulary(), &()).unwrap();
    let all = scores(&books, &intake, &Scope::default(), 1, 0);
    let (total, paid) = (all.payable(1)[0].minor(), by_member(&all));
    let scope = Scope { sample: Some(1_000), ..Scope::default() };
    let mut held = 0;
    for seed in 1..=200 {
        let mut draws = Resampled::new(DRAWS);
        for member in scope.members(&intake, seed) {
            let id = intake.member_id(member);
            let in_all = paid.get(id).copied().unwrap_or_default();
            draws.add(seed, id, &[((2024, 2024), vec![in_all])]);
        }
        if seed == 1 {
            let asked = scores(&books, &intake, &scope, seed, DRAWS);
            let asked = asked.resampled.total(0);
            assert_eq!(
                asked,
                draws.total(0),
                "a replay of the sample draws so, whatever the years"
            );
        }
        let interval = draws.total(0).unwrap();
        held +=
            u32::from(10 * interval.low.minor() <= total && total <= 10 * interval.high.minor());
    }
    assert!((176..=198).contains(&held), "{held} of 200 samples hold the total");
}

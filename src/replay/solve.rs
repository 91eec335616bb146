//! The value that meets a target: `parameters.ceiling for total = 19550000`.
//!
//! Levels lie on a grid of the value's own precision, as it is written in the rules. Many are tried in
//! one pass, then many between the two that the target lies between, until these are neighbours.

use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::address::Address;
use crate::words::{self, Sentence};

/// What is to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// What is paid in all.
    Total,
    /// Payments as a share of earned contributions.
    LossRatio,
    /// The share of years of members with bills in which more than the stated sum is left.
    Above,
}

impl Figure {
    const ALL: [Figure; 3] = [Figure::Total, Figure::LossRatio, Figure::Above];

    /// The word on the command line and in files.
    pub fn code(self) -> &'static str {
        match self {
            Figure::Total => "total",
            Figure::LossRatio => "loss_ratio",
            Figure::Above => "above",
        }
    }
}

/// A question of this kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solve {
    /// The value.
    pub address: Address,
    /// What is to be met.
    pub figure: Figure,
    /// How it is written.
    pub target: String,
    /// An amount, or a share.
    pub(super) wanted: Decimal,
}

/// Reads `ADDRESS for FIGURE = TARGET`; of `loss_ratio` and `above` the target is a percentage.
impl FromStr for Solve {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Solve, Sentence> {
        let parts = text.split_once(" for ");
        let (key, rest) = parts.ok_or_else(|| words::replay::solve_without_for(text))?;
        let address = Address::before(key, text)?;
        let (figure, target) = rest.split_once('=').unwrap_or((rest, ""));
        let (figure, target) = (figure.trim(), target.trim());
        let known = Figure::ALL.into_iter().find(|known| known.code() == figure);
        let figure = known.ok_or_else(|| words::replay::no_figure(text, figure))?;
        Ok(Solve {
            address,
            figure,
            wanted: wanted(figure, target, text)?,
            target: target.to_owned(),
        })
    }
}

/// The target of a figure: an amount, or a share of one.
fn wanted(figure: Figure, target: &str, text: &str) -> Result<Decimal, Sentence> {
    if target.is_empty() {
        return Err(words::replay::solve_without_target(text));
    }
    let (number, is_share) = match target.strip_suffix('%') {
        Some(number) => (number, true),
        None => (target, false),
    };
    let number: Result<Decimal, _> = number.parse();
    let number = number.map_err(|_| words::replay::target_no_number(text, target))?;
    match (figure == Figure::Total, is_share) {
        _ if number < Decimal::ZERO => Err(words::replay::target_below_zero(text, target)),
        (true, true) => Err(words::replay::target_no_amount(text, target)),
        (false, false) => Err(words::replay::target_no_share(text, figure.code(), target)),
        (true, false) => Ok(number),
        (false, true) => Ok(number / Decimal::ONE_HUNDRED),
    }
}

/// The levels of a value, all of one precision: a share from nothing to all, an amount from nothing to
/// ten times what it is (10,000 where it is nothing), and ten times more again where that is not enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    decimals: u32,
    is_share: bool,
    last: i64,
}

impl Levels {
    /// How many times what it is an amount may become at first, and at each widening.
    const TIMES: i64 = 10;
    /// An amount is no more than this many steps.
    const MOST: i64 = 1_000_000_000_000;

    /// The levels of a value that is written so; nothing where it is no number.
    pub fn of(present: &str) -> Option<Levels> {
        let (number, is_share) = match present.strip_suffix('%') {
            Some(number) => (number, true),
            None => (present, false),
        };
        let number: Decimal = number.parse().ok()?;
        let decimals = number.scale();
        // Ten times nothing is nothing.
        let number = if number.is_zero() { Decimal::ONE_THOUSAND } else { number };
        let steps = |number: Decimal| {
            let steps = number.checked_mul(Decimal::from(10i64.checked_pow(decimals)?))?;
            steps.to_i64().filter(|steps| (1..=Levels::MOST).contains(steps))
        };
        let last = match is_share {
            true => steps(Decimal::ONE_HUNDRED)?,
            false => steps(number)?.checked_mul(Levels::TIMES)?,
        };
        Some(Levels { decimals, is_share, last })
    }

    /// The same further on; nothing where a value cannot be larger.
    fn wider(&self) -> Option<Levels> {
        let last = self.last.checked_mul(Levels::TIMES).filter(|last| *last <= Levels::MOST)?;
        (!self.is_share).then_some(Levels { last, ..self.clone() })
    }

    /// The last level; the first is zero.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// A level as it is written in rules.
    pub fn write(&self, level: i64) -> String {
        let number = Decimal::new(level, self.decimals);
        if self.is_share { format!("{number}%") } else { number.to_string() }
    }
}

/// What was found: the nearest levels on either side of the target, each with its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The figure is at or below the target.
    pub below: Option<(i64, Decimal)>,
    /// The figure is at or above it.
    pub above: Option<(i64, Decimal)>,
    /// Whether figures went one way only, from level to level.
    pub one_way: bool,
    /// The last level that was tried.
    pub last: i64,
}

/// Levels tried in one pass.
const TRIED: i64 = 16;

/// Finds the neighbouring levels between which the figure passes the target, trying several at once;
/// levels that are no rules have no figure.
///
/// # Errors
///
/// Whatever `figures` fails with.
pub fn search<E>(
    levels: &Levels,
    wanted: Decimal,
    mut figures: impl FnMut(&[i64]) -> Result<Vec<Option<Decimal>>, E>,
) -> Result<Found, E> {
    let (mut low, mut high) = (0, levels.last());
    let mut levels = levels.clone();
    let mut one_way = true;
    loop {
        let mut tried: Vec<i64> =
            (0..=TRIED).map(|part| low + (high - low) * part / TRIED).collect();
        tried.dedup();
        let found = tried.iter().copied().zip(figures(&tried)?);
        let found: Vec<(i64, Decimal)> =
            found.filter_map(|(level, figure)| Some((level, figure?))).collect();
        let rises = found.windows(2).any(|pair| pair[1].1 > pair[0].1);
        let falls = found.windows(2).any(|pair| pair[1].1 < pair[0].1);
        one_way &= !(rises && falls);
        let passes = |pair: &&[(i64, Decimal)]| {
            let (one, other) = (pair[0].1, pair[1].1);
            (one <= wanted && wanted <= other) || (other <= wanted && wanted <= one)
        };
        let Some(pair) = found.windows(2).find(passes) else {
            // Further on it may be met, if the figure moves at all.
            match levels.wider().filter(|_| rises || falls) {
                Some(wider) => {
                    (low, high) = (levels.last(), wider.last());
                    levels = wider;
                    continue;
                }
                None => return Ok(nearest(&found, wanted, one_way, levels.last())),
            }
        };
        let [one, other] = [pair[0], pair[1]];
        // What lies between two that are tried again is no rule.
        if other.0 - one.0 <= 1 || (one.0, other.0) == (low, high) {
            let (below, above) = if one.1 <= wanted { (one, other) } else { (other, one) };
            let exact = [one, other].into_iter().find(|(_, figure)| *figure == wanted);
            let (below, above) = exact.map_or((below, above), |exact| (exact, exact));
            let last = levels.last();
            return Ok(Found { below: Some(below), above: Some(above), one_way, last });
        }
        (low, high) = (one.0, other.0);
    }
}

/// Where no two levels have the target between them: the nearest one, on its side.
fn nearest(found: &[(i64, Decimal)], wanted: Decimal, one_way: bool, last: i64) -> Found {
    let near = found.iter().copied().min_by_key(|(_, figure)| (*figure - wanted).abs());
    let below = near.filter(|(_, figure)| *figure <= wanted);
    let above = near.filter(|(_, figure)| *figure >= wanted);
    Found { below, above, one_way, last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(present: &str, wanted: i64, figure: impl Fn(i64) -> i64) -> (Levels, Found) {
        let levels = Levels::of(present).unwrap();
        let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, ()> {
            Ok(tried.iter().map(|level| Some(Decimal::from(figure(*level)))).collect())
        };
        let found = search(&levels, Decimal::from(wanted), figures).unwrap();
        (levels, found)
    }

    #[test]
    fn the_target_lies_between_neighbours() {
        let (levels, found) = solve("50000", 1_234_567, |level| level * 7);
        let (below, above) = (found.below.unwrap(), found.above.unwrap());
        assert_eq!((below.0 + 1, above.0), (above.0, 176_367));
        assert_eq!(levels.write(below.0), "176366");
        // A deductible: the more it is, the less is paid.
        let (_, found) = solve("8000", 500, |level| 100_000 - level * 3);
        assert_eq!(found.below.unwrap().0, found.above.unwrap().0 + 1);
        assert!(found.one_way);
    }

    #[test]
    fn a_level_that_meets_the_target_is_both_sides() {
        let (levels, found) = solve("65.0%", 5_000, |level| level * 10);
        assert_eq!((found.below.unwrap().0, found.above.unwrap().0), (500, 500));
        assert_eq!(levels.write(500), "50.0%");
    }

    #[test]
    fn a_value_of_nothing_is_tried_from_nothing_up() {
        let (levels, found) = solve("0", 1_234_567, |level| level * 7);
        assert_eq!(levels.write(found.below.unwrap().0), "176366");
        assert_eq!(Levels::of("0.00").unwrap().write(1), "0.01");
    }

    #[test]
    fn what_cannot_be_met_is_told_with_how_near_it_gets() {
        let (_, found) = solve("65%", 1_000, |level| level);
        assert_eq!((found.below.unwrap(), found.above), ((100, Decimal::from(100)), None));
        // An amount may become more than ten times what it is.
        let (_, found) = solve("100", 50_000, |level| level);
        assert_eq!(found.below, Some((50_000, Decimal::from(50_000))));
        let (_, found) = solve("100", 50_000, |level| level.min(700));
        assert_eq!((found.below.unwrap().1, found.above), (Decimal::from(700), None));
        let (_, found) = solve("65%", 1_000, |level| (level - 50).abs() * 10);
        assert!(!found.one_way);
    }

    #[test]
    fn levels_that_are_no_rules_are_passed_over() {
        let levels = Levels::of("100").unwrap();
        let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, ()> {
            let figure = |level: i64| (level % 10 == 0).then(|| Decimal::from(level));
            Ok(tried.iter().map(|level| figure(*level)).collect())
        };
        let found = search(&levels, Decimal::from(495), figures).unwrap();
        let (below, above) = (found.below.unwrap().0, found.above.unwrap().0);
        assert!(below < 495 && 495 < above && below % 10 == 0 && above % 10 == 0);
    }

    #[test]
    fn questions_are_read() {
        let solve: Solve = "parameters.ceiling for total = 19550000".parse().unwrap();
        assert_eq!((solve.figure, solve.wanted), (Figure::Total, Decimal::from(19_550_000)));
        let solve: Solve = "parameters.ceiling for above = 2.5%".parse().unwrap();
        assert_eq!((solve.figure, solve.wanted), (Figure::Above, Decimal::new(25, 3)));
    }

    #[test]
    fn what_is_no_question_is_told_with_what_is_wrong() {
        for (text, told) in [
            ("a = 1", "no `for` between key and figure"),
            (" for total = 1", "names no key"),
            ("a for total", "has no target"),
            ("a for total =", "has no target"),
            ("a for b = 1", "`b` in `a for b = 1` is no figure; there are `total`"),
            ("a for total = 1,000", "the target `1,000` of `a for total = 1,000` is no number"),
            ("a for total = -1", "is below zero"),
            ("a for total = 5%", "`total` is an amount, and `5%`"),
            ("a for above = 3", "`above` is a share, and `3`"),
            ("a for loss_ratio = 3", "`loss_ratio` is a share, and `3`"),
        ] {
            let why = text.parse::<Solve>().unwrap_err().to_string();
            assert!(why.contains(told) && why.contains(text), "{why}");
        }
    }
}

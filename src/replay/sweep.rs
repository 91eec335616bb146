//! One value tried at many levels: `parameters.ceiling=50000..100000:10000`; several at once make a grid.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::address::Address;
use super::terms::Terms;
use crate::words::{self, Sentence};

/// Levels of one value, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// Which value.
    pub address: Address,
    /// The levels, each as it is written in rules.
    pub levels: Vec<String>,
}

/// The most levels of all sweeps together.
pub const MOST_POINTS: usize = 10_000;

/// Reads `KEY=from..to:step`; with the decimals of the finest of the three, and with `%` where they have
/// one. Both ends are tried, also where the last step is shorter.
impl FromStr for Sweep {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Sweep, Sentence> {
        let bad = || words::replay::bad_sweep(text);
        let (address, range) = text.rsplit_once('=').ok_or_else(bad)?;
        let (from, rest) = range.split_once("..").ok_or_else(bad)?;
        let (to, step) = rest.split_once(':').ok_or_else(bad)?;
        let ends = [from, to, step].map(str::trim);
        let share = ends.iter().filter(|end| end.ends_with('%')).count();
        if share != 0 && share != ends.len() {
            return Err(bad());
        }
        let number = |end: &str| end.strip_suffix('%').unwrap_or(end).parse::<Decimal>().ok();
        let [Some(from), Some(to), Some(step)] = ends.map(number) else { return Err(bad()) };
        if step <= Decimal::ZERO {
            return Err(bad());
        }
        let decimals = [from, to, step].iter().map(Decimal::scale).max().unwrap_or(0);
        let write = |mut level: Decimal| {
            level.rescale(decimals);
            if share > 0 { format!("{level}%") } else { level.to_string() }
        };
        let mut levels = Vec::new();
        let mut level = from;
        while (from <= to && level < to) || (from > to && level > to) {
            levels.push(write(level));
            let next = if from <= to { level.checked_add(step) } else { level.checked_sub(step) };
            level = next.ok_or_else(bad)?;
            if levels.len() >= MOST_POINTS {
                return Err(words::replay::too_many_points(MOST_POINTS));
            }
        }
        levels.push(write(to));
        Ok(Sweep { address: address.parse()?, levels })
    }
}

/// A point of a grid: a level of each sweep, and the terms with these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// A level of each sweep, in the order of the sweeps.
    pub levels: Vec<String>,
    /// The terms with these levels.
    pub terms: Terms,
}

/// Every point of the grid that sweeps make over some terms, the last sweep going round fastest.
///
/// # Errors
///
/// What is wrong with each sweep; or that there are too many points.
pub fn grid(terms: &Terms, sweeps: &[Sweep]) -> Result<Vec<Point>, Vec<Sentence>> {
    let count =
        sweeps.iter().try_fold(1usize, |count, sweep| count.checked_mul(sweep.levels.len()));
    if count.is_none_or(|count| count > MOST_POINTS) {
        return Err(vec![words::replay::too_many_points(MOST_POINTS)]);
    }
    let wrong: Vec<Sentence> = (sweeps.iter())
        .filter_map(|sweep| terms.set(&sweep.address, sweep.levels.first()?).err())
        .collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut points = vec![Point { levels: Vec::new(), terms: terms.clone() }];
    for sweep in sweeps {
        let mut next = Vec::with_capacity(points.len() * sweep.levels.len());
        for point in &points {
            for level in &sweep.levels {
                let terms = point.terms.set(&sweep.address, level).map_err(|why| vec![why])?;
                let levels = point.levels.iter().chain([level]).cloned().collect();
                next.push(Point { levels, terms });
            }
        }
        points = next;
    }
    let named = |point: Point| {
        let pairs = sweeps.iter().zip(&point.levels);
        let pairs: Vec<String> =
            pairs.map(|(one, level)| format!("{}={level}", one.address)).collect();
        Point { terms: point.terms.called(pairs.join(", ")), ..point }
    };
    Ok(points.into_iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Vec<String> {
        text.parse::<Sweep>().unwrap().levels
    }

    #[test]
    fn levels_go_from_end_to_end() {
        assert_eq!(levels("a=50%..60%:5%"), ["50%", "55%", "60%"]);
        assert_eq!(levels("a=0.5%..1%:0.25%"), ["0.50%", "0.75%", "1.00%"]);
        assert_eq!(
            levels("a=8000..6000:1500"),
            ["8000", "6500", "6000"],
            "down, the last step shorter"
        );
        assert_eq!(levels("a=7..7:1"), ["7"]);
    }

    #[test]
    fn what_is_no_sweep_is_told() {
        for text in
            ["a", "a=1", "a=1..2", "a=1..2:0", "a=1..2:-1", "a=1%..2:1", "a=x..2:1", "=1..2:1"]
        {
            assert!(text.parse::<Sweep>().is_err(), "{text}");
        }
        assert!("a=0..1000000:1".parse::<Sweep>().is_err());
    }
}

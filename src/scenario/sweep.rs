//! One value tried at many levels: `parameters.ceiling=50000..100000:10000`; several at once make a grid.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Scenario;
use super::rule_path::RulePath;
use crate::diagnostic::{Diagnostic, Reviewed};
use crate::scheme::BookError;
use crate::words::{self, Sentence};

/// Levels of one value, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// Which value.
    pub address: RulePath,
    /// The levels, each as it is written in rules.
    pub levels: Vec<String>,
}

/// The value and all its levels.
impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.address, self.levels.join(","))
    }
}

/// The most levels of all sweeps together.
pub const MOST_POINTS: usize = 10_000;

/// Reads `KEY=from..to:step`; with the decimals of the finest of the three, and with `%` where they have
/// one. Both ends are tried, also where the last step is shorter.
impl FromStr for Sweep {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Sweep, Sentence> {
        let parts = text.rsplit_once('=');
        let (key, range) = parts.ok_or_else(|| words::replay::sweep_without_levels(text))?;
        let address = RulePath::before(key, text)?;
        let ends = range.split_once("..");
        let (from, rest) = ends.ok_or_else(|| words::replay::sweep_without_end(text))?;
        let rest = rest.split_once(':');
        let (to, step) = rest.ok_or_else(|| words::replay::sweep_without_step(text))?;
        Ok(Sweep { address, levels: levels([from, to, step].map(str::trim), text)? })
    }
}

/// The levels from one to another by a step, each as it is written in rules.
fn levels(written: [&str; 3], text: &str) -> Result<Vec<String>, Sentence> {
    let [from, to, step] = [0, 1, 2].map(|at| number(written[at], text));
    let (from, to, step) = (from?, to?, step?);
    let shares = written.iter().filter(|end| end.ends_with('%')).count();
    if shares != 0 && shares != written.len() {
        let [from, to, step] = written;
        return Err(words::replay::sweep_of_two_units(text, from, to, step));
    }
    if step <= Decimal::ZERO {
        return Err(words::replay::sweep_step_not_above_zero(text, written[2]));
    }
    let decimals = [from, to, step].iter().map(Decimal::scale).max().unwrap_or(0);
    let write = |mut level: Decimal| {
        level.rescale(decimals);
        if shares > 0 { format!("{level}%") } else { level.to_string() }
    };
    let mut levels = Vec::new();
    let mut level = from;
    while (from <= to && level < to) || (from > to && level > to) {
        levels.push(write(level));
        let next = if from <= to { level.checked_add(step) } else { level.checked_sub(step) };
        level = next.unwrap_or(to); // A step beyond all numbers is one beyond the last level.
        if levels.len() >= MOST_POINTS {
            return Err(words::replay::too_many_levels(text, MOST_POINTS));
        }
    }
    levels.push(write(to));
    Ok(levels)
}

/// A level or a step, without its `%`.
fn number(written: &str, text: &str) -> Result<Decimal, Sentence> {
    if written.is_empty() {
        return Err(words::replay::sweep_number_missing(text));
    }
    let number = written.strip_suffix('%').unwrap_or(written).parse();
    number.map_err(|_| words::replay::sweep_no_number(text, written))
}

/// A point of a grid: a level of each sweep, and the terms with these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// A level of each sweep, in the order of the sweeps.
    pub levels: Vec<String>,
    /// The terms with these levels.
    pub terms: Scenario,
}

/// Every point of the grid that sweeps make over some terms, the last sweep going round fastest.
///
/// # Errors
///
/// What is wrong with each sweep; or that there are too many points.
pub fn grid(terms: &Scenario, sweeps: &[Sweep]) -> Result<Vec<Point>, Vec<Sentence>> {
    check(terms, sweeps)?;
    let addresses: Vec<&RulePath> = sweeps.iter().map(|sweep| &sweep.address).collect();
    let mut dials = terms.dials(&addresses).map_err(|why| vec![why])?;
    let mut points = Vec::new();
    for levels in combined(sweeps) {
        let pairs = addresses.iter().zip(&levels);
        let name: Vec<String> = pairs.map(|(at, level)| format!("{at}={level}")).collect();
        let terms = dials.at(&levels).map_err(|why| vec![why])?;
        points.push(Point { levels, terms: terms.called(name.join(", ")) });
    }
    Ok(points)
}

/// Makes sure that every sweep is of a value of its unit, and that there are not too many points.
pub(crate) fn check(terms: &Scenario, sweeps: &[Sweep]) -> Result<(), Vec<Sentence>> {
    let counts = sweeps.iter().map(|sweep| sweep.levels.len());
    let count = counts.clone().try_fold(1usize, usize::checked_mul);
    let mut wrong: Vec<Sentence> = Vec::new();
    if count.is_none_or(|count| count > MOST_POINTS) {
        let counts: Vec<String> = counts.map(|count| count.to_string()).collect();
        wrong.push(words::replay::too_many_points(counts.join(" × "), MOST_POINTS));
    }
    for (at, Sweep { address, levels }) in sweeps.iter().enumerate() {
        if sweeps[..at].iter().any(|sweep| terms.is_one(&sweep.address, address)) {
            wrong.push(words::replay::swept_twice(address));
        }
        wrong.extend(levels.first().and_then(|level| terms.set(address, level).err()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Every level of each sweep with every level of the others.
fn combined(sweeps: &[Sweep]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for sweep in sweeps {
        let further = |levels: &Vec<String>| {
            let with = |level: &String| levels.iter().chain([level]).cloned().collect();
            sweep.levels.iter().map(with).collect::<Vec<Vec<String>>>()
        };
        all = all.iter().flat_map(further).collect();
    }
    all
}

/// Mistakes of points, each kind once: what befalls many levels is shown at the first of them, and it
/// is said how many there are.
pub(crate) fn once_per_kind(why: BookError, points: usize) -> BookError {
    let BookError::Rules(files) = why else { return why };
    let mut kinds: Vec<(MistakeKind, &Reviewed, &Diagnostic, usize)> = Vec::new();
    for file in &files {
        for mistake in file.found.in_order() {
            let kind = kind(file, mistake);
            match kinds.iter_mut().find(|(known, ..)| *known == kind) {
                Some((.., times)) => *times += 1,
                None => kinds.push((kind, file, mistake, 1)),
            }
        }
    }
    let told = kinds.into_iter().map(|(_, file, mistake, times)| {
        let message = match times {
            1 => mistake.message.clone(),
            _ => words::replay::at_levels(&mistake.message, times, points),
        };
        let mut told = Reviewed::new(&file.path, file.text.clone());
        told.found.error(mistake.span.clone(), message).help = mistake.help.clone();
        told
    });
    BookError::Rules(told.collect())
}

/// What the same mistake has alike at all levels: the file, the line, and, but for numbers, what stands
/// before it and what is said of it.
type MistakeKind = (String, usize, String, String);

fn kind(file: &Reviewed, mistake: &Diagnostic) -> MistakeKind {
    let path = file.path.display().to_string();
    let path = path.rsplit_once(" (").map_or(path.as_str(), |(path, _)| path).to_owned();
    let before = &file.text[..mistake.span.start.min(file.text.len())];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let without_numbers = |text: &str| {
        let is_word = |c: &char| !c.is_ascii_digit() && !"-.%".contains(*c);
        text.chars().filter(is_word).collect()
    };
    let said = without_numbers(&mistake.message.to_string());
    (path, before.matches('\n').count(), without_numbers(line), said)
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
    fn what_is_no_sweep_is_told_with_what_is_wrong() {
        for (text, told) in [
            ("a", "the key has no `=`"),
            ("=1..2:1", "has no key"),
            ("a=1", "no `..` between"),
            ("a=1..2", "has no step"),
            ("a=1..2:", "lacks a number"),
            ("a=..2:1", "lacks a number"),
            ("a=x..2:1", "`x` in `a=x..2:1` is not a number"),
            ("a=60%..0.7:1%", "some of `60%`, `0.7` and `1%` have `%`"),
            ("a=1..2:0", "the step `0` of `a=1..2:0` is not above zero"),
            ("a=2..1:-1", "the step `-1`"),
            ("a=0..1000000:1", "more than 10000 levels"),
            ("a b=1..2:1", "`a b` is not a place"),
        ] {
            let why = text.parse::<Sweep>().unwrap_err().to_string();
            assert!(why.contains(told) && why.contains(text.split('=').next().unwrap()), "{why}");
        }
    }

    fn sweeps(texts: &[&str]) -> Vec<Sweep> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_point_of_a_grid_is_what_setting_each_value_makes() {
        let terms = Scenario::read("rules/weihai").unwrap();
        let sweeps = sweeps(&[
            "2024:parameters.ceiling=100000..90000:5000",
            "2015:parameters.band_1_pays=60%..70%:5%",
            "2024:parameters.daily_money=40..41:1",
        ]);
        let points = grid(&terms, &sweeps).unwrap();
        assert_eq!(points.len(), 3 * 3 * 2);
        for Point { levels, terms: point } in points {
            let mut one_by_one = terms.clone();
            for (sweep, level) in sweeps.iter().zip(&levels) {
                one_by_one = one_by_one.set(&sweep.address, level).unwrap();
            }
            assert_eq!(point.sources, one_by_one.sources, "{levels:?}");
            assert_eq!(point.changes, one_by_one.changes, "{levels:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_grid_is_told_at_once() {
        let terms = Scenario::read("rules/weihai@2024").unwrap();
        let sweeps = sweeps(&[
            "parameters.ceiling=1..200:1",
            "parameters.band_1_pays=1..100:1",
            "parameters.cieling=1..2:1",
            "2024:parameters.ceiling=1..2:1",
        ]);
        let why: Vec<String> =
            grid(&terms, &sweeps).unwrap_err().iter().map(Sentence::to_string).collect();
        let told = [
            "make 200 × 100 × 2 × 2 points",
            "keep the unit",
            "`parameters.ceiling`?",
            "is swept twice",
        ];
        assert_eq!(why.len(), told.len(), "{why:?}");
        why.iter().zip(told).for_each(|(why, told)| assert!(why.contains(told), "{why}"));
    }

    #[test]
    fn a_mistake_of_many_levels_is_shown_once() {
        let terms = Scenario::read("rules/weihai@2024").unwrap();
        let sweeps =
            sweeps(&["parameters.ceiling=-300..200:100", "parameters.band_1_pays=90%..110%:10%"]);
        let points = grid(&terms, &sweeps).unwrap();
        let all: Vec<Scenario> = points.iter().map(|point| point.terms.clone()).collect();
        let why = once_per_kind(crate::scenario::compile(&all).unwrap_err(), points.len());
        let BookError::Rules(files) = why else { panic!("texts are at hand") };
        let told: Vec<String> =
            files.iter().flat_map(Reviewed::findings).map(|one| one.message).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].contains("`-300`") && told[0].ends_with("(so at 9 of 18 points)"),
            "{told:?}"
        );
        assert!(
            told[1].contains("`110%`") && told[1].ends_with("(so at 6 of 18 points)"),
            "{told:?}"
        );
    }
}

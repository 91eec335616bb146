//! One value tried at many levels: `parameters.ceiling=50000..100000:10000`; several at once make a grid.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::{RulePath, Scenario, ScenarioError};
use crate::diagnostic::{Diagnostic, Reviewed};
use crate::scheme::BookError;
use crate::words::{Sentence, replay as words};

/// One value, and the levels it is tried at, in their order.
///
/// ```
/// use huzhu::scenario::Sweep;
///
/// let sweep: Sweep = "parameters.band_1_pays=50%..60%:5%".parse().unwrap();
/// assert_eq!(sweep.levels, ["50%", "55%", "60%"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// Which value.
    pub path: RulePath,
    /// The levels, each as it is written in rules.
    pub levels: Vec<String>,
}

/// The value and all its levels.
impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path, self.levels.join(","))
    }
}

/// The most levels of all sweeps together.
pub const MOST_POINTS: usize = 10_000;

/// Reads `PATH=FROM..TO:STEP`. Levels have the decimals of the finest of the three, and `%` where they have one.
/// Both ends are tried, even if the last step is shorter.
impl FromStr for Sweep {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Sweep, ScenarioError> {
        read(text).map_err(ScenarioError::Syntax)
    }
}

fn read(text: &str) -> Result<Sweep, Sentence> {
    let parts = text.rsplit_once('=');
    let (key, range) = parts.ok_or_else(|| words::sweep_without_levels(text))?;
    let path = RulePath::before(key, text)?;
    let ends = range.split_once("..");
    let (from, rest) = ends.ok_or_else(|| words::sweep_without_end(text))?;
    let rest = rest.split_once(':');
    let (to, step) = rest.ok_or_else(|| words::sweep_without_step(text))?;
    Ok(Sweep { path, levels: levels([from, to, step].map(str::trim), text)? })
}

/// The levels from one to another by a step, each as it is written in rules.
fn levels(written: [&str; 3], text: &str) -> Result<Vec<String>, Sentence> {
    let [from, to, step] = [0, 1, 2].map(|at| number(written[at], text));
    let (from, to, step) = (from?, to?, step?);
    let shares = written.iter().filter(|end| end.ends_with('%')).count();
    if shares != 0 && shares != written.len() {
        let [from, to, step] = written;
        return Err(words::sweep_of_two_units(text, from, to, step));
    }
    if step <= Decimal::ZERO {
        return Err(words::sweep_step_not_above_zero(text, written[2]));
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
        level = next.unwrap_or(to); // A step beyond all numbers ends at the last level.
        if levels.len() >= MOST_POINTS {
            return Err(words::too_many_levels(text, MOST_POINTS));
        }
    }
    levels.push(write(to));
    Ok(levels)
}

/// A level or a step, without its `%`.
fn number(written: &str, text: &str) -> Result<Decimal, Sentence> {
    if written.is_empty() {
        return Err(words::sweep_number_missing(text));
    }
    let number = written.strip_suffix('%').unwrap_or(written).parse();
    number.map_err(|_| words::sweep_no_number(text, written))
}

/// A point of a grid: a level of each sweep, and the scenario with these levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// A level of each sweep, in the order of the sweeps.
    pub levels: Vec<String>,
    /// The scenario with these levels.
    pub scenario: Scenario,
}

/// Every point of the grid that sweeps make over a scenario; the last sweep goes round fastest.
///
/// ```
/// use huzhu::scenario::{Scenario, grid};
///
/// let baseline = Scenario::read("rules/weihai@2024").unwrap();
/// let sweeps = ["parameters.ceiling=80000..100000:10000", "parameters.band_1_pays=60%..65%:5%"];
/// let sweeps = sweeps.map(|text| text.parse().unwrap());
/// let points = grid(&baseline, &sweeps).unwrap();
/// assert_eq!(points.len(), 3 * 2);
/// assert_eq!(points[1].levels, ["80000", "65%"]);
/// ```
///
/// # Errors
///
/// What is wrong with each sweep; or that there are too many points.
pub fn grid(scenario: &Scenario, sweeps: &[Sweep]) -> Result<Vec<Point>, Vec<ScenarioError>> {
    check(scenario, sweeps)?;
    let paths: Vec<&RulePath> = sweeps.iter().map(|sweep| &sweep.path).collect();
    let mut setter = scenario.setter(&paths).map_err(|why| vec![why])?;
    let mut points = Vec::new();
    for levels in combined(sweeps) {
        let pairs = paths.iter().zip(&levels);
        let name: Vec<String> = pairs.map(|(at, level)| format!("{at}={level}")).collect();
        let scenario = setter.at(&levels).map_err(|why| vec![why])?;
        points.push(Point { levels, scenario: scenario.called(name.join(", ")) });
    }
    Ok(points)
}

/// Checks that every sweep is of a value of its unit, and that there are not too many points.
pub(crate) fn check(scenario: &Scenario, sweeps: &[Sweep]) -> Result<(), Vec<ScenarioError>> {
    let levels: Vec<usize> = sweeps.iter().map(|sweep| sweep.levels.len()).collect();
    let points = levels.iter().copied().try_fold(1usize, usize::checked_mul);
    let mut wrong: Vec<ScenarioError> = Vec::new();
    if points.is_none_or(|points| points > MOST_POINTS) {
        wrong.push(ScenarioError::TooManyPoints { levels, most: MOST_POINTS });
    }
    for (at, Sweep { path, levels }) in sweeps.iter().enumerate() {
        if sweeps[..at].iter().any(|sweep| scenario.is_one(&sweep.path, path)) {
            wrong.push(ScenarioError::SweptTwice(path.clone()));
        }
        wrong.extend(levels.first().and_then(|level| scenario.set(path, level).err()));
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

/// Mistakes of points, each kind once: a mistake at many levels is shown at the first of them, with how many there
/// are.
pub(crate) fn once_per_kind(why: BookError, points: usize) -> BookError {
    let BookError::Rules(files) = why else { return why };
    let mut kinds: Vec<(MistakeKind, &Reviewed, &Diagnostic, usize)> = Vec::new();
    for file in &files {
        for mistake in file.found.in_order() {
            let kind = MistakeKind::of(file, mistake);
            match kinds.iter_mut().find(|(known, ..)| *known == kind) {
                Some((.., times)) => *times += 1,
                None => kinds.push((kind, file, mistake, 1)),
            }
        }
    }
    let shown = kinds.into_iter().map(|(_, file, mistake, times)| {
        let message = match times {
            1 => mistake.message.clone(),
            _ => words::at_levels(&mistake.message, times, points),
        };
        let mut shown = Reviewed::new(&file.path, file.text.clone());
        shown.found.error(mistake.span.clone(), message).help = mistake.help.clone();
        shown
    });
    BookError::Rules(shown.collect())
}

/// What the same mistake has in common at all levels; numbers, which differ, are left out.
#[derive(PartialEq, Eq)]
struct MistakeKind {
    file: String,
    /// Lines before it.
    line: usize,
    /// What stands before it on its line.
    before: String,
    message: String,
}

impl MistakeKind {
    fn of(file: &Reviewed, mistake: &Diagnostic) -> MistakeKind {
        let path = file.path.display().to_string();
        let path = path.rsplit_once(" (").map_or(path.as_str(), |(path, _)| path).to_owned();
        let before = &file.text[..mistake.span.start.min(file.text.len())];
        let line = before.rsplit('\n').next().unwrap_or_default();
        MistakeKind {
            file: path,
            line: before.matches('\n').count(),
            before: without_numbers(line),
            message: without_numbers(&mistake.message.to_string()),
        }
    }
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && !"-.%".contains(*c)).collect()
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

    /// What is reported of a text.
    type Expected<'e> = &'e dyn Fn(&str) -> Sentence;

    #[test]
    fn a_text_that_is_no_sweep_is_reported_with_what_is_wrong() {
        let units = |text: &str| words::sweep_of_two_units(text, "60%", "0.7", "1%");
        let no_number = |text: &str| words::sweep_no_number(text, "x");
        let no_step = |text: &str| words::sweep_step_not_above_zero(text, "0");
        let below_zero = |text: &str| words::sweep_step_not_above_zero(text, "-1");
        let too_many = |text: &str| words::too_many_levels(text, MOST_POINTS);
        let cases: [(&str, Expected); 12] = [
            ("a", &|text| words::sweep_without_levels(text)),
            ("=1..2:1", &|text| words::without_key(text)),
            ("a=1", &|text| words::sweep_without_end(text)),
            ("a=1..2", &|text| words::sweep_without_step(text)),
            ("a=1..2:", &|text| words::sweep_number_missing(text)),
            ("a=..2:1", &|text| words::sweep_number_missing(text)),
            ("a=x..2:1", &no_number),
            ("a=60%..0.7:1%", &units),
            ("a=1..2:0", &no_step),
            ("a=2..1:-1", &below_zero),
            ("a=0..1000000:1", &too_many),
            ("a b=1..2:1", &|_| words::bad_address("a b")),
        ];
        for (text, expected) in cases {
            let why = text.parse::<Sweep>().unwrap_err().sentence();
            assert_eq!(why, expected(text), "{text}");
        }
    }

    fn sweeps(texts: &[&str]) -> Vec<Sweep> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_point_of_a_grid_is_what_setting_each_value_makes() {
        let scenario = Scenario::read("rules/weihai").unwrap();
        let sweeps = sweeps(&[
            "2024:parameters.ceiling=100000..90000:5000",
            "2015:parameters.band_1_pays=60%..70%:5%",
            "2024:parameters.daily_money=40..41:1",
        ]);
        let points = grid(&scenario, &sweeps).unwrap();
        assert_eq!(points.len(), 3 * 3 * 2);
        for Point { levels, scenario: point } in points {
            let mut one_by_one = scenario.clone();
            for (sweep, level) in sweeps.iter().zip(&levels) {
                one_by_one = one_by_one.set(&sweep.path, level).unwrap();
            }
            assert_eq!(point.sources, one_by_one.sources, "{levels:?}");
            assert_eq!(point.changes, one_by_one.changes, "{levels:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_grid_is_reported_at_once() {
        let scenario = Scenario::read("rules/weihai@2024").unwrap();
        let sweeps = sweeps(&[
            "parameters.ceiling=1..200:1",
            "parameters.band_1_pays=1..100:1",
            "parameters.cieling=1..2:1",
            "2024:parameters.ceiling=1..2:1",
        ]);
        let why = grid(&scenario, &sweeps).unwrap_err();
        let [
            ScenarioError::TooManyPoints { levels, .. },
            ScenarioError::OtherKind { present, given, .. },
            ScenarioError::NoValue { suggestion, .. },
            ScenarioError::SweptTwice(_),
        ] = &why[..]
        else {
            panic!("{why:?}")
        };
        assert_eq!(levels, &[200, 100, 2, 2]);
        assert_eq!((present.as_str(), given.as_str()), ("65%", "1"));
        assert!(suggestion.to_string().contains("`parameters.ceiling`"), "{suggestion}");
    }

    #[test]
    fn a_mistake_of_many_levels_is_shown_once() {
        let scenario = Scenario::read("rules/weihai@2024").unwrap();
        let sweeps =
            sweeps(&["parameters.ceiling=-300..200:100", "parameters.band_1_pays=90%..110%:10%"]);
        let points = grid(&scenario, &sweeps).unwrap();
        let all: Vec<Scenario> = points.iter().map(|point| point.scenario.clone()).collect();
        let why = once_per_kind(crate::scenario::compile(&all).unwrap_err(), points.len());
        let BookError::Rules(files) = why else { panic!("texts are at hand") };
        let found: Vec<String> =
            files.iter().flat_map(Reviewed::findings).map(|one| one.message).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("`-300`") && found[0].ends_with("(so at 9 of 18 points)"),
            "{found:?}"
        );
        assert!(
            found[1].contains("`110%`") && found[1].ends_with("(so at 6 of 18 points)"),
            "{found:?}"
        );
    }
}

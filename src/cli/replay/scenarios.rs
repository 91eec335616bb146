//! The scenarios of a command line: rules, patches on the baseline, and values that are set in it.

use std::path::Path;

use clap::ArgMatches;

use super::arguments::texts;
use super::wrong::Wrong;
use crate::cli::error::ArgumentError;
use crate::scenario::{RulePath, Scenario, ScenarioError, compile};
use crate::scheme::{BookError, Source};
use crate::words::replay as words;

/// The baseline, then every scenario: rules, patches on the baseline, and all that is set together; `false` if some
/// could not be read.
pub(super) fn scenarios(
    baseline: Scenario,
    matches: &ArgMatches,
    wrong: &mut Wrong,
) -> (Vec<Scenario>, bool) {
    let before = wrong.count();
    let mut all = vec![baseline.clone()];
    all.extend(wrong.unless_any(texts(matches, "scenario").map(read)));
    all.extend(wrong.unless_any(texts(matches, "patch").map(|text| patched(&baseline, text))));
    for (name, sets) in sets(texts(matches, "set")) {
        let name = name.map_or_else(|| sets.join(", "), str::to_owned);
        all.push(with_all(baseline.clone(), &sets, wrong).called(name));
    }
    let are_whole = wrong.count() == before;
    if !are_whole {
        wrong.unless(compile(&all)); // Mistakes in the others are reported, too.
    }
    (all, are_whole)
}

/// Reads `RULES`, or `NAME=RULES`.
pub(super) fn read(asked: &str) -> Result<Scenario, ScenarioError> {
    match named(asked) {
        (Some(name), rules) => Ok(Scenario::read(rules)?.called(name)),
        (None, rules) => Scenario::read(rules),
    }
}

/// The name before a path, where there is one, and the path.
pub(super) fn named(asked: &str) -> (Option<&str>, &str) {
    match asked.split_once('=').filter(|(name, _)| !name.contains(['/', '\\'])) {
        Some((name, path)) => (Some(name), path),
        None => (None, asked),
    }
}

/// The baseline with what a file changes, under the name that is given, or that of the file.
fn patched(baseline: &Scenario, asked: &str) -> Result<Scenario, BookError> {
    let (name, path) = named(asked);
    let path = Path::new(path);
    let of_file = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.map_or_else(of_file, str::to_owned);
    Ok(baseline.patched(&Source::read_one(path)?)?.called(name))
}

/// What is set, by the name of its scenario, in the order in which each name came first.
fn sets<'t>(all: impl Iterator<Item = &'t str>) -> Vec<(Option<&'t str>, Vec<&'t str>)> {
    let mut sets: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for text in all {
        let (name, set) = match text.split_once('=') {
            Some((name, set)) if is_name(set) => (Some(name.trim()), set),
            _ => (None, text),
        };
        match sets.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sets)) => sets.push(set),
            None => sets.push((name, vec![set])),
        }
    }
    sets
}

/// Whether what stands before the first `=` is a name: a path and another `=` follow it, and no value begins so.
fn is_name(rest: &str) -> bool {
    let is_path = |text: &str| text.contains('.') && text.parse::<RulePath>().is_ok();
    rest.split_once('=').is_some_and(|(key, _)| is_path(key.trim()))
}

/// The scenario with every `KEY=VALUE`, each key once.
fn with_all(mut scenario: Scenario, sets: &[&str], wrong: &mut Wrong) -> Scenario {
    let mut keys: Vec<RulePath> = Vec::new();
    for set in sets {
        let Some((key, value)) = wrong.unless(set_one(set)) else { continue };
        match keys.iter().any(|known| scenario.is_one(known, &key)) {
            true => wrong.add(words::set_twice(&key)),
            false => scenario = wrong.unless(scenario.set(&key, value)).unwrap_or(scenario),
        }
        keys.push(key);
    }
    scenario
}

/// Reads `KEY=VALUE`.
fn set_one(text: &str) -> Result<(RulePath, &str), ArgumentError> {
    let no_equals = || ArgumentError::SetWithoutEquals { text: text.to_owned() };
    let (key, value) = text.split_once('=').ok_or_else(no_equals)?;
    match value.trim() {
        "" => Err(ArgumentError::SetWithoutValue { text: text.to_owned() }),
        value => Ok((RulePath::before(key, text)?, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::{named, sets};

    #[test]
    fn what_is_set_under_one_name_is_one_alternative() {
        let all = [
            "parameters.ceiling=9000",
            "low=parameters.ceiling=60%",
            "2015:parameters.low_pays={ by = \"x.y\", is = { a = 1 } }",
            "low=2015:benefit.medical.rate=50%",
            "v1.2=parameters.ceiling=\"a.b=c\"",
            "parameters.text=\"a.b=c\"",
        ];
        assert_eq!(
            sets(all.into_iter()),
            [
                (None, vec![all[0], all[2], all[5]]),
                (Some("low"), vec!["parameters.ceiling=60%", "2015:benefit.medical.rate=50%"]),
                (Some("v1.2"), vec!["parameters.ceiling=\"a.b=c\""]),
            ]
        );
    }

    #[test]
    fn a_path_with_a_sign_of_equality_in_a_folder_has_no_name() {
        assert_eq!(named("low=a.toml"), (Some("low"), "a.toml"));
        assert_eq!(named("a.toml"), (None, "a.toml"));
        assert_eq!(named("x/y=1/a.toml"), (None, "x/y=1/a.toml"));
    }
}

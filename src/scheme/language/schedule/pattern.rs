//! Facts by name, and patterns of their values: `2`, `1,3`, `2-5` or `3+`, or words.

use std::ops::RangeInclusive;

use crate::claim::{Fact, FactValues, NUMBER_MOST};
use crate::scheme::language::reader::{Read, Reports, all};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, list, nearest};
use crate::words;

/// Ranges of a fact that one pattern stands for.
pub(crate) type Ranges = Vec<RangeInclusive<i64>>;

/// The fact of a name, or a report that lists the names.
pub(crate) fn named_fact(text: &str, span: Span, scope: &mut Scope) -> Read<Fact> {
    if let Some(fact) = scope.vocabulary.fact(text) {
        return scope.allow_fact(fact, span);
    }
    let names = scope.vocabulary.fact_names();
    let help = match nearest(text, names) {
        Some(near) => words::rules::did_you_mean(near),
        None => words::rules::names_here(list(scope.vocabulary.fact_names())),
    };
    Err(scope.advise(span, words::rules::unknown_fact(text), help))
}

/// Reads `2`, `1,3`, `2-5` or `3+`, or words.
pub(crate) fn read_pattern(text: &str, span: Span, fact: Fact, scope: &mut Scope) -> Read<Ranges> {
    let parts = text.split(',').map(str::trim);
    let mut ranges: Ranges = all(parts.map(|part| one_pattern(part, &span, fact, scope)))?;
    ranges.sort_unstable_by_key(|range| *range.start());
    ranges.dedup();
    Ok(ranges)
}

fn one_pattern(
    text: &str,
    span: &Span,
    fact: Fact,
    scope: &mut Scope,
) -> Read<RangeInclusive<i64>> {
    let name = scope.vocabulary.fact_name(fact);
    let (range, known) = match scope.vocabulary.values(fact) {
        FactValues::Words(words) => {
            let at = words.iter().position(|word| word == text).map(|at| at as i64);
            (at.map(|at| at..=at), list(words.iter().map(String::as_str)))
        }
        FactValues::From(least) => {
            let known = format!("`{least}` `{}-{}` `{}+`", least + 1, least + 4, least + 5);
            (numbers(text).filter(|range| *range.start() >= least), known)
        }
    };
    match range {
        Some(range) if range.is_empty() => {
            Err(scope.error(span.clone(), words::rules::range_backwards(text)))
        }
        Some(range) => Ok(range),
        None => {
            let message = words::rules::not_a_pattern(text, name);
            Err(scope.advise(span.clone(), message, words::rules::values_of(name, known)))
        }
    }
}

fn numbers(text: &str) -> Option<RangeInclusive<i64>> {
    let number = |text: &str| {
        let plain = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten().filter(|&n: &i64| n <= NUMBER_MOST)
    };
    if let Some(from) = text.strip_suffix('+') {
        return Some(number(from)?..=i64::MAX);
    }
    match text.split_once('-') {
        Some((from, to)) => Some(number(from)?..=number(to)?),
        None => number(text).map(|n| n..=n),
    }
}

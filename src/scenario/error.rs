//! Why there is no such scenario.

use std::fmt;
use std::path::PathBuf;

use super::RulePath;
use crate::scheme::{BookError, quoted_list};
use crate::words::{Lang, Sentence, replay as words};

/// Why a scenario, a sweep of it or a trend cannot be made.
///
/// ```
/// use huzhu::scenario::{Scenario, ScenarioError};
///
/// let scenario = Scenario::read("rules/weihai@2024").unwrap();
/// let why = scenario.set(&"parameters.cieling".parse().unwrap(), "1").unwrap_err();
/// assert!(matches!(why, ScenarioError::NoValue { .. }));
/// assert!(why.to_string().ends_with("did you mean `parameters.ceiling`?"));
/// ```
#[derive(Clone, Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A rule file cannot be read, or has mistakes.
    Rules(BookError),
    /// A rule file is no TOML.
    NotToml {
        /// The file.
        file: PathBuf,
        /// What the parser says.
        why: Sentence,
    },
    /// A text is no rule path, sweep, target or rate.
    Syntax(#[source] Sentence),
    /// No edition has this id.
    NoEdition {
        /// The id that was asked for.
        edition: String,
        /// The ids there are.
        known: Vec<String>,
    },
    /// Nothing stands at a rule path.
    NoValue {
        /// The path.
        path: RulePath,
        /// The scenario it was looked for in.
        scenario: String,
        /// What may have been meant.
        suggestion: Sentence,
    },
    /// Several editions have a value at a rule path that names no edition.
    SeveralEditions {
        /// The path.
        path: RulePath,
        /// The ids of these editions.
        editions: Vec<String>,
    },
    /// A part of the rules stands at a rule path, not a value.
    NotAValue {
        /// The path.
        path: RulePath,
        /// The values in that part.
        inside: Sentence,
    },
    /// The new value has another unit or kind than the present one.
    OtherKind {
        /// Where it was to stand.
        path: RulePath,
        /// What stands there now.
        present: String,
        /// What was to stand there.
        given: String,
    },
    /// The new value has another form than the list or table that stands there now.
    OtherForm {
        /// Where it was to stand.
        path: RulePath,
        /// What stands there now.
        present: String,
        /// What was to stand there.
        given: String,
    },
    /// A value was set whose name no formula uses any more.
    Unused {
        /// Where the value stood.
        path: String,
    },
    /// A value that holds nothing was taken for a part of the rules.
    NotAPart(RulePath),
    /// A patch changes a part that is new in a place where only its whole can be new.
    NewPart {
        /// That nothing stands there.
        why: Box<ScenarioError>,
        /// The part, as a patch writes it.
        part: String,
    },
    /// A patch would replace all of several parts by one.
    OneOfMany {
        /// The parts, as a patch writes them.
        part: String,
    },
    /// Two sweeps are of one value.
    SweptTwice(RulePath),
    /// Sweeps make more points than [`MOST_POINTS`](super::MOST_POINTS).
    TooManyPoints {
        /// The levels of each sweep.
        levels: Vec<usize>,
        /// The most points.
        most: usize,
    },
    /// A rate of a trend is of a category that the scheme does not have.
    UnknownCategory {
        /// The category.
        category: String,
        /// The categories there are.
        known: Vec<String>,
    },
    /// A rate is of a year that the trend does not cross.
    RateOfOtherYear {
        /// The rate, as it was written.
        rate: String,
        /// The first year that may have a rate.
        first: i32,
        /// The last.
        last: i32,
    },
    /// Two rates are of the same category and year.
    RateTwice {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// A bill is too many years older than the year asked for, or grows too large.
    TrendTooFar {
        /// The most years.
        most_years: i32,
    },
    /// A trend would make more bills of one member than can be decided.
    TooManyBills {
        /// The most bills of a member.
        most: usize,
    },
    /// A category has a rate and a year has one, and nothing says which holds for both.
    RateUnclear {
        /// The category.
        category: String,
        /// The year.
        year: i32,
    },
}

impl From<BookError> for ScenarioError {
    fn from(why: BookError) -> ScenarioError {
        ScenarioError::Rules(why)
    }
}

impl ScenarioError {
    /// The error as a person reads it, in both languages.
    pub fn sentence(&self) -> Sentence {
        let list = |all: &[String]| quoted_list(all.iter().map(String::as_str));
        match self {
            ScenarioError::Rules(why) => {
                Sentence::new(why.render(Lang::English), why.render(Lang::Chinese))
            }
            ScenarioError::NotToml { file, why } => words::rules_not_toml(file.display(), why),
            ScenarioError::Syntax(why) => why.clone(),
            ScenarioError::NoEdition { edition, known } => words::no_edition(edition, list(known)),
            ScenarioError::NoValue { path, scenario, suggestion } => {
                words::addresses_nothing(path, scenario, suggestion)
            }
            ScenarioError::SeveralEditions { path, editions } => {
                words::in_several_editions(path, list(editions), &editions[0])
            }
            ScenarioError::NotAValue { path, inside } => words::not_a_value(path, inside),
            ScenarioError::OtherKind { path, present, given } => {
                words::other_kind(path, present, given)
            }
            ScenarioError::OtherForm { path, present, given } => {
                words::other_form(path, present, given)
            }
            ScenarioError::Unused { path } => words::unasked(path),
            ScenarioError::NotAPart(path) => words::not_a_part(path),
            ScenarioError::NewPart { why, part } => words::part_is_new(why, part),
            ScenarioError::OneOfMany { part } => words::part_of_many(part),
            ScenarioError::SweptTwice(path) => words::swept_twice(path),
            ScenarioError::TooManyPoints { levels, most } => {
                let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
                words::too_many_points(levels.join(" × "), most)
            }
            ScenarioError::UnknownCategory { category, known } => {
                words::no_category(category, list(known))
            }
            ScenarioError::RateOfOtherYear { rate, first, last } => {
                words::growth_of_other_years(rate, first, last)
            }
            ScenarioError::TrendTooFar { most_years } => words::grows_too_far(most_years),
            ScenarioError::TooManyBills { most } => words::too_many_more(most),
            ScenarioError::RateTwice { first, second } => words::grows_twice(first, second),
            ScenarioError::RateUnclear { category, year } => words::growth_unclear(category, year),
        }
    }
}

/// In English; with `{:#}`, in Chinese.
impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

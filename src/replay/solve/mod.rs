//! The value that meets a target: `parameters.ceiling for total = 19550000`.

mod levels;
mod search;
mod target;

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::error::SolveError;
use crate::report::Figure;
use crate::scenario::RulePath;
pub(super) use levels::Levels;
pub(super) use target::TargetSearch;

/// A value that is to meet a target.
///
/// ```
/// use huzhu::replay::Solve;
/// use huzhu::report::Figure;
///
/// let solve: Solve = "parameters.ceiling for loss_ratio = 85%".parse().unwrap();
/// assert_eq!((solve.path.to_string().as_str(), solve.figure), ("parameters.ceiling", Figure::LossRatio));
/// assert!("parameters.ceiling for loss_ratio = 85".parse::<Solve>().is_err(), "a share has a `%`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solve {
    /// Where the value stands.
    pub path: RulePath,
    /// What is to be met.
    pub figure: Figure,
    /// The target, as it was written.
    pub target: String,
    /// The target: an amount, or a share of one.
    wanted: Decimal,
}

/// As it is written on the command line.
impl fmt::Display for Solve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for {} = {}", self.path, self.figure.code(), self.target)
    }
}

/// Reads `PATH for FIGURE = TARGET`; the target of `loss_ratio` and `above` is a percentage.
impl FromStr for Solve {
    type Err = SolveError;

    fn from_str(text: &str) -> Result<Solve, SolveError> {
        let whole = || text.to_owned();
        let parts = text.split_once(" for ");
        let (key, rest) = parts.ok_or_else(|| SolveError::NoFor { text: whole() })?;
        let path = RulePath::before(key, text).map_err(SolveError::Path)?;
        let (figure, target) = rest.split_once('=').unwrap_or((rest, ""));
        let (figure, target) = (figure.trim(), target.trim());
        let known = Figure::ALL.into_iter().find(|known| known.code() == figure);
        let unknown = || SolveError::NoFigure { text: whole(), figure: figure.to_owned() };
        let figure = known.ok_or_else(unknown)?;
        let wanted = wanted(figure, target, text)?;
        Ok(Solve { path, figure, wanted, target: target.to_owned() })
    }
}

/// The target of a figure: an amount, or a share of one.
fn wanted(figure: Figure, target: &str, text: &str) -> Result<Decimal, SolveError> {
    if target.is_empty() {
        return Err(SolveError::NoTarget { text: text.to_owned() });
    }
    let (number, is_share) = match target.strip_suffix('%') {
        Some(number) => (number, true),
        None => (target, false),
    };
    let (text, target) = (text.to_owned(), target.to_owned());
    let Ok(number) = number.parse::<Decimal>() else {
        return Err(SolveError::NotANumber { text, target });
    };
    match (figure == Figure::Total, is_share) {
        _ if number < Decimal::ZERO => Err(SolveError::BelowZero { text, target }),
        (true, true) => Err(SolveError::NotAnAmount { text, target }),
        (false, false) => Err(SolveError::NotAShare { text, figure: figure.code(), target }),
        (true, false) => Ok(number),
        (false, true) => Ok(number / Decimal::ONE_HUNDRED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Sentence, replay as words};

    #[test]
    fn questions_are_read() {
        let solve: Solve = "parameters.ceiling for total = 19550000".parse().unwrap();
        assert_eq!((solve.figure, solve.wanted), (Figure::Total, Decimal::from(19_550_000)));
        let solve: Solve = "parameters.ceiling for above = 2.5%".parse().unwrap();
        assert_eq!((solve.figure, solve.wanted), (Figure::Above, Decimal::new(25, 3)));
    }

    /// What is reported of a text.
    type Expected<'e> = &'e dyn Fn(&str) -> Sentence;

    #[test]
    fn a_text_that_is_no_question_is_reported_with_what_is_wrong() {
        let cases: [(&str, Expected); 10] = [
            ("a = 1", &|text| words::solve_without_for(text)),
            (" for total = 1", &|text| words::without_key(text)),
            ("a for total", &|text| words::solve_without_target(text)),
            ("a for total =", &|text| words::solve_without_target(text)),
            ("a for b = 1", &|text| words::no_figure(text, "b")),
            ("a for total = 1,000", &|text| words::target_no_number(text, "1,000")),
            ("a for total = -1", &|text| words::target_below_zero(text, "-1")),
            ("a for total = 5%", &|text| words::target_no_amount(text, "5%")),
            ("a for above = 3", &|text| words::target_no_share(text, "above", "3")),
            ("a for loss_ratio = 3", &|text| words::target_no_share(text, "loss_ratio", "3")),
        ];
        for (text, expected) in cases {
            let why = text.parse::<Solve>().unwrap_err().sentence();
            assert_eq!(why, expected(text), "{text}");
        }
    }
}

//! The levels at which a value is tried: a grid of its own precision, as it is written in the rules.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Solve;
use crate::replay::error::QuestionError;
use crate::scenario::Scenario;
use crate::scheme::Book;

/// The levels of a value, all of one precision: a share from zero to the whole, an amount from zero to ten times what
/// it is (10,000 where it is zero), and ten times more again where that is not enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    decimals: u32,
    has_sign: bool,
    is_share: bool,
    /// The level that the rules have now.
    pub present: i64,
    last: i64,
}

impl Levels {
    /// How many times its present amount a value may become at first, and at each widening.
    const TIMES: i64 = 10;
    /// An amount is no more than this many steps.
    const MOST: i64 = 1_000_000_000_000;

    /// The levels of a value that is solved for. A share may be written as a decimal, as in `0.65`: where more than the
    /// whole is no rule, no level is above it.
    pub fn in_scenario(over: &Scenario, solve: &Solve) -> Result<Levels, QuestionError> {
        let present = over.value(&solve.path).map_err(QuestionError::Scenario)?;
        let Some(levels) = Levels::of(&present) else {
            let parameter = over.parameter(&present, solve.path.edition.as_ref());
            let path = solve.path.clone();
            return Err(QuestionError::NotANumber { path, value: present, parameter });
        };
        let are_rules = |level: i64| {
            let set = over.set(&solve.path, &levels.write(level));
            set.is_ok_and(|scenario| Book::compile(scenario.sources).is_ok())
        };
        let is_share = levels.beyond_a_share().is_some_and(|level| !are_rules(level));
        Ok(if is_share { levels.of_a_share() } else { levels })
    }

    /// The levels of a value that is written so; `None` where it is no number.
    pub fn of(present: &str) -> Option<Levels> {
        let (number, has_sign) = match present.strip_suffix('%') {
            Some(number) => (number, true),
            None => (present, false),
        };
        let number: Decimal = number.parse().ok()?;
        let decimals = number.scale();
        // Ten times zero is zero.
        let number = if number.is_zero() { Decimal::ONE_THOUSAND } else { number };
        let steps = |number: Decimal| {
            let steps = number.checked_mul(Decimal::from(10i64.checked_pow(decimals)?))?;
            steps.to_i64().filter(|steps| (0..=Levels::MOST).contains(steps))
        };
        let present = steps(number)?;
        let last = match has_sign {
            true => steps(Decimal::ONE_HUNDRED)?,
            false => present.checked_mul(Levels::TIMES).filter(|last| *last > 0)?,
        };
        Some(Levels { decimals, has_sign, is_share: has_sign, present, last })
    }

    /// The level above all shares, where the value may be one that is written as a decimal: `0.65`.
    pub fn beyond_a_share(&self) -> Option<i64> {
        let whole = 10i64.checked_pow(self.decimals)?;
        (!self.has_sign && self.decimals > 0 && self.present <= whole).then_some(whole + 1)
    }

    /// The levels of the same value as a share.
    #[must_use]
    pub fn of_a_share(self) -> Levels {
        let whole = 10i64.pow(self.decimals);
        Levels { is_share: true, last: whole, ..self }
    }

    /// The same levels and further ones; `None` where a value cannot be larger.
    pub fn wider(&self) -> Option<Levels> {
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
        if self.has_sign { format!("{number}%") } else { number.to_string() }
    }
}

//! A formula while it is read: a sum with decimal weights, which compiles to whole numbers.

use rust_decimal::Decimal;

use super::number::Number;
use super::tree::{Choice, Chosen, Formula, How, Quotient, Shape, Source, decimals_of};
use crate::claim::Column;
use crate::money::{Exact, Money, Rate};
use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::table::Span;
use crate::scheme::language::window::Slot;
use crate::words;

/// A formula while it is read: weights are decimals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum {
    constant: Decimal,
    columns: Vec<(Decimal, Column)>,
    others: Vec<(Decimal, Source)>,
    choices: Vec<(How, Vec<Sum>)>,
    /// Whether a share of a share was too fine to be kept.
    lost: bool,
}

impl Sum {
    pub(crate) fn amount(amount: Money) -> Sum {
        Sum { constant: Decimal::from(amount.minor()), ..Sum::default() }
    }

    pub(crate) fn column(column: Column) -> Sum {
        Sum { columns: vec![(Decimal::ONE, column)], ..Sum::default() }
    }

    /// The greatest of some formulas, or the least.
    pub(super) fn choice(greatest: bool, among: Vec<Sum>) -> Sum {
        let how = if greatest { How::Greatest } else { How::Least };
        Sum { choices: vec![(how, among)], ..Sum::default() }
    }

    /// The formula at the place that facts or an amount choose. Of amounts alone it is a schedule of amounts, which
    /// is one look into a table.
    pub(super) fn chosen(place: Chosen<u32>, among: Vec<Sum>) -> Sum {
        match among.iter().map(Sum::fixed).collect::<Option<Vec<Money>>>() {
            Some(amounts) => {
                let amount = |place| amounts.get(place as usize).copied();
                Sum::schedule(place.map(|place| amount(place).unwrap_or_default()))
            }
            None => Sum { choices: vec![(How::Chosen(place), among)], ..Sum::default() },
        }
    }

    /// So many times it.
    pub(super) fn by(self, number: Number) -> Sum {
        Sum { choices: vec![(How::Times(Box::new(number)), vec![self])], ..Sum::default() }
    }

    /// This share of it, which facts or an amount choose.
    pub(super) fn share(self, rate: &Chosen<Rate>) -> Sum {
        let rates = distinct(rate);
        let place = |rate| rates.partition_point(|other| *other < rate) as u32;
        let among = rates.iter().map(|rate| self.clone().times(rate.decimal())).collect();
        match rate {
            Chosen::Always(rate) => self.times(rate.decimal()),
            chosen => Sum::chosen(chosen.map(place), among),
        }
    }

    /// The amount, where it is always the same one, in whole minor units and not below zero.
    pub(super) fn fixed(&self) -> Option<Money> {
        let fixed = self.columns.is_empty() && self.others.is_empty() && self.choices.is_empty();
        let constant = self.constant.normalize();
        let whole = fixed && !self.lost && constant.scale() == 0 && !constant.is_sign_negative();
        let minor = whole.then(|| i64::try_from(constant.mantissa()).ok()).flatten();
        minor.map(Money::from_minor).filter(|amount| *amount <= Money::MOST)
    }

    /// Whether it is always the same amount, below zero.
    pub(super) fn is_negative(&self) -> bool {
        let fixed = self.columns.is_empty() && self.others.is_empty() && self.choices.is_empty();
        fixed && self.constant < Decimal::ZERO
    }

    fn source(source: Source) -> Sum {
        Sum { others: vec![(Decimal::ONE, source)], ..Sum::default() }
    }

    pub(crate) fn schedule(schedule: Chosen<Money>) -> Sum {
        Sum::source(Source::Schedule(schedule))
    }

    pub(super) fn quotient(quotient: Quotient) -> Sum {
        Sum::source(Source::Quotient(Box::new(quotient)))
    }

    pub(crate) fn left() -> Sum {
        Sum::source(Source::Left)
    }

    pub(crate) fn paid(benefit: u8, most: Money) -> Sum {
        Sum::source(Source::Paid { benefit, most })
    }

    /// The sum of a formula over a window.
    pub(crate) fn total(slot: Slot, of: &Formula) -> Sum {
        let (decimals, [least, most]) = (of.decimals(), of.range_of_sum());
        Sum::source(Source::Total { slot, decimals, least, most })
    }

    pub(super) fn plus(mut self, other: Sum) -> Sum {
        self.constant += other.constant;
        self.columns.extend(other.columns);
        self.others.extend(other.others);
        self.choices.extend(other.choices);
        self.lost |= other.lost;
        self
    }

    /// Everything times a number; a negative one turns least and greatest round.
    pub(super) fn times(self, number: Decimal) -> Sum {
        // More decimals than a `Decimal` holds would be rounded away in silence.
        let kept =
            |weight: &Decimal| weight.normalize().scale() + number.scale() <= Decimal::MAX_SCALE;
        let weights = self.columns.iter().map(|(w, _)| w).chain(self.others.iter().map(|(w, _)| w));
        let lost = self.lost || !weights.chain([&self.constant]).all(kept);
        let choices = self.choices.into_iter().map(|(how, among)| {
            let among = among.into_iter().map(|sum| sum.times(number)).collect();
            (if number.is_sign_negative() { how.turned_round() } else { how }, among)
        });
        Sum {
            constant: self.constant.normalize() * number,
            columns: self.columns.into_iter().map(|(w, c)| (w.normalize() * number, c)).collect(),
            others: self.others.into_iter().map(|(w, s)| (w.normalize() * number, s)).collect(),
            choices: choices.collect(),
            lost,
        }
    }

    /// The formula, or a report that it is too fine or too large to be exact.
    pub(crate) fn compile_at(self, span: Span, scope: &mut impl Reports) -> Read<Formula> {
        match self.compile() {
            Some(formula) if formula.is_countable() => Ok(formula),
            Some(_) => {
                let help = words::rules::formula_too_large_help();
                Err(scope.advise(span, words::rules::formula_too_large(), help))
            }
            None => {
                let message = words::rules::formula_too_fine(Exact::DIGITS);
                Err(scope.advise(span, message, words::rules::overflow_help()))
            }
        }
    }

    /// Whole-number weights; nothing where one has more than four decimals or is out of bounds.
    fn compile(self) -> Option<Formula> {
        if self.lost {
            return None;
        }
        let choices = self.choices.into_iter().map(|(how, among)| {
            let among: Option<Box<[_]>> = among.into_iter().map(Sum::compile).collect();
            Some(Choice { how, among: among? })
        });
        let formula = Formula {
            constant: i128::from(whole(self.constant)?),
            columns: whole_columns(self.columns)?,
            choices: choices.collect::<Option<_>>()?,
            others: self.others.into_iter().map(whole_source).collect::<Option<_>>()?,
            shape: Shape::Other,
        }
        .shaped();
        // Columns are summed in a machine word.
        let weights: i128 = formula.columns.iter().map(|(w, _)| i128::from(w.abs())).sum();
        (weights * i128::from(Money::MOST.minor()) < i128::from(i64::MAX)).then_some(formula)
    }
}

/// Every rate that facts or an amount may choose, once.
pub(super) fn distinct(rate: &Chosen<Rate>) -> Vec<Rate> {
    let mut rates = rate.values().to_vec();
    rates.sort_unstable();
    rates.dedup();
    rates
}

/// A number in whole ten-thousandths, where it is one.
fn whole(number: Decimal) -> Option<i64> {
    let number = (number * Decimal::from(Exact::ONE as i64)).normalize();
    (number.scale() == 0).then(|| i64::try_from(number.mantissa()).ok()).flatten()
}

/// Each column once, with its whole weight.
fn whole_columns(all: Vec<(Decimal, Column)>) -> Option<Box<[(i64, Column)]>> {
    let mut columns: Vec<(i64, Column)> = Vec::new();
    for (weight, column) in all {
        let weight = whole(weight)?;
        match columns.iter_mut().find(|(_, known)| *known == column) {
            Some((sum, _)) => *sum += weight,
            None => columns.push((weight, column)),
        }
    }
    Some(columns.into_boxed_slice())
}

/// A source with its whole weight, where a total times it is still exact.
fn whole_source((weight, source): (Decimal, Source)) -> Option<(i64, Source)> {
    let weight = whole(weight)?;
    let total = match source {
        Source::Total { decimals, .. } => decimals,
        _ => 0,
    };
    (total == 0 || total + decimals_of(weight) <= Exact::DIGITS).then_some((weight, source))
}

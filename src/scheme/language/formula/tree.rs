//! Compiled formulas, and values that facts or an amount choose: a formula may name such a value, and what chooses by
//! an amount is a formula, so that they stand together.

use super::number::Number;
use crate::claim::Column;
use crate::money::{Exact, Money, Rate, Rounding};
use crate::scheme::language::facts::{Effect, Facts};
use crate::scheme::language::schedule::by_amount::Steps;
use crate::scheme::language::schedule::by_facts::Schedule;
use crate::scheme::language::window::Slot;

/// A compiled formula.
#[derive(Clone, Debug)]
pub struct Formula {
    pub(crate) constant: i128,
    /// Columns of the bill, each with its weight in ten-thousandths: nearly all of most formulas.
    pub(crate) columns: Box<[(i64, Column)]>,
    pub(crate) others: Box<[(i64, Source)]>,
    pub(crate) choices: Box<[Choice]>,
    pub(crate) shape: Shape,
}

/// The shapes of most formulas, which must not pay for the others.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// Always the same.
    Fixed,
    /// A sum of columns.
    Columns,
    /// A sum of columns, but not below zero.
    NotBelowZero {
        constant: i128,
        columns: Box<[(i64, Column)]>,
    },
    Other,
}

/// What a formula may name besides columns.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Schedule(Chosen<Money>),
    /// What is left of the bill when the benefit is decided.
    Left,
    /// What a benefit pays on this bill, by its place in the book.
    Paid {
        benefit: u8,
        most: Money,
    },
    /// An amount divided by a rate, rounded.
    Quotient(Box<Quotient>),
    /// A sum over a window, with so many decimals of a minor unit, and the least and the most that it can come to.
    Total {
        slot: Slot,
        decimals: u32,
        least: Exact,
        most: Exact,
    },
}

/// An amount divided by a rate, and how the quotient is rounded.
#[derive(Clone, Debug)]
pub(crate) struct Quotient {
    pub of: Formula,
    /// In whole units of its last decimal.
    pub by: Chosen<i64>,
    /// One, in the same units.
    pub one: i128,
    pub rounding: Rounding,
}

/// One of several formulas.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub how: How,
    pub among: Box<[Formula]>,
}

/// Which of several formulas counts.
#[derive(Clone, Debug)]
pub(crate) enum How {
    Greatest,
    Least,
    /// The one at this place.
    Chosen(Chosen<u32>),
    /// The one that there is, so many times.
    Times(Box<Number>),
}

impl Formula {
    /// Always this amount.
    pub fn constant(amount: Money) -> Formula {
        Formula {
            constant: amount.exact().0,
            columns: Box::default(),
            others: Box::default(),
            choices: Box::default(),
            shape: Shape::Fixed,
        }
    }

    /// Always the same amount, or one chosen by facts.
    pub(crate) fn chosen(amount: &Chosen<Money>) -> Formula {
        match amount {
            Chosen::Always(amount) => Formula::constant(*amount),
            schedule => {
                let source = Source::Schedule(schedule.clone());
                let others = Box::new([(Exact::ONE as i64, source)]);
                Formula { others, ..Formula::constant(Money::ZERO) }.shaped()
            }
        }
    }

    /// The exact value for the bill at hand; may be negative. `effect` matters only while figures
    /// are missing.
    #[inline(always)]
    pub fn value(&self, facts: &Facts, effect: Effect) -> Exact {
        if let Shape::Fixed = self.shape {
            return Exact(self.constant);
        }
        self.reckon(facts, effect)
    }

    /// The value of a formula that depends on the bill.
    fn reckon(&self, facts: &Facts, effect: Effect) -> Exact {
        match &self.shape {
            Shape::Columns if facts.missing.is_none() => {
                Exact(self.constant + i128::from(sum_of(&self.columns, facts)))
            }
            Shape::NotBelowZero { constant, columns } if facts.missing.is_none() => {
                Exact(constant + i128::from(sum_of(columns, facts))).or_zero()
            }
            _ => Exact(self.sum(facts, effect)),
        }
    }

    /// With its shape.
    pub(super) fn shaped(mut self) -> Formula {
        self.shape = match (&*self.columns, &*self.others, &*self.choices) {
            ([], [], []) => Shape::Fixed,
            (_, [], []) => Shape::Columns,
            ([], [], [Choice { how: How::Greatest, among }]) if self.constant == 0 => {
                match &**among {
                    [zero, other] | [other, zero]
                        if zero.fixed() == Some(Exact::ZERO)
                            && matches!(other.shape, Shape::Columns) =>
                    {
                        Shape::NotBelowZero {
                            constant: other.constant,
                            columns: other.columns.clone(),
                        }
                    }
                    _ => Shape::Other,
                }
            }
            _ => Shape::Other,
        };
        self
    }

    fn sum(&self, facts: &Facts, effect: Effect) -> i128 {
        let mut columns = 0i64;
        if facts.missing.is_none() {
            columns = sum_of(&self.columns, facts);
        } else {
            for &(weight, column) in &self.columns {
                let high = facts.high(effect, weight > 0);
                columns += weight * facts.amount(column, high).minor();
            }
        }
        let mut sum = self.constant + i128::from(columns);
        if !self.others.is_empty() {
            for (weight, source) in &self.others {
                sum += source.value(facts, effect, *weight);
            }
        }
        for choice in &self.choices {
            sum += choice.value(facts, effect);
        }
        sum
    }

    /// The value, where it does not depend on the bill.
    pub fn fixed(&self) -> Option<Exact> {
        let fixed = self.columns.is_empty() && self.others.is_empty() && self.choices.is_empty();
        fixed.then_some(Exact(self.constant))
    }

    /// The most decimals of a minor unit that the value can have.
    pub(crate) fn decimals(&self) -> u32 {
        let others = self.others.iter().map(|(weight, source)| match source {
            Source::Total { decimals, .. } => decimals_of(*weight) + decimals,
            _ => decimals_of(*weight),
        });
        let columns = self.columns.iter().map(|(weight, _)| decimals_of(*weight));
        let choices = self.choices.iter().flat_map(|choice| &*choice.among).map(Formula::decimals);
        let constant = decimals_of((self.constant % Exact::ONE) as i64);
        others.chain(columns).chain(choices).max().unwrap_or(0).max(constant)
    }
}

/// Decimals of a number of ten-thousandths.
pub(super) fn decimals_of(ten_thousandths: i64) -> u32 {
    (0..Exact::DIGITS)
        .find(|&decimals| ten_thousandths % 10i64.pow(Exact::DIGITS - decimals) == 0)
        .unwrap_or(Exact::DIGITS)
}

/// A sum of columns, in ten-thousandths; within a machine word, as `Sum::compile` sees to.
#[inline]
fn sum_of(columns: &[(i64, Column)], facts: &Facts) -> i64 {
    columns.iter().map(|&(weight, column)| weight * facts.bill.amount(column).minor()).sum()
}

impl Source {
    fn value(&self, facts: &Facts, effect: Effect, weight: i64) -> i128 {
        let money = |amount: Money| i128::from(amount.minor()) * i128::from(weight);
        match self {
            Source::Schedule(Chosen::ByAmount(schedule)) => {
                money(schedule.value(facts, effect.times(weight)))
            }
            Source::Schedule(schedule) => money(schedule.value(facts)),
            Source::Quotient(quotient) => {
                quotient.value(facts, effect.times(weight)) * i128::from(weight)
            }
            Source::Left => money(facts.left),
            Source::Paid { benefit, .. } => money(facts.paid(*benefit, effect.times(weight))),
            // Both are in ten-thousandths; `compile` sees to it that nothing is lost here.
            Source::Total { slot, .. } => {
                facts.memory.exact(*slot).0 * i128::from(weight) / Exact::ONE
            }
        }
    }
}

impl Quotient {
    /// The rates are above zero.
    pub(super) fn new(of: Formula, by: &Chosen<Rate>, rounding: Rounding) -> Quotient {
        let decimals = by.values().iter().map(|rate| rate.decimals()).max().unwrap_or(0);
        let by = by.map(|rate| rate.whole(decimals));
        Quotient { of, by, one: 10i128.pow(decimals), rounding }
    }

    /// The quotient in minor units. While figures are missing, an amount may choose several rates: then it is the
    /// greatest or the least, whichever `effect` asks for.
    fn value(&self, facts: &Facts, effect: Effect) -> i128 {
        let of = self.of.sum(facts, effect) * self.one;
        let quotient = |&rate: &i64| self.rounding.nearest_to(of, Exact::ONE * i128::from(rate));
        let quotients = self.by.met(facts).iter().map(quotient);
        let value = if facts.high(effect, true) { quotients.max() } else { quotients.min() };
        value.expect("a schedule has a value for every bill")
    }
}

impl How {
    /// Which of the same formulas counts, each less than nothing.
    pub(super) fn turned_round(self) -> How {
        match self {
            How::Greatest => How::Least,
            How::Least => How::Greatest,
            chosen => chosen,
        }
    }
}

impl Choice {
    fn value(&self, facts: &Facts, effect: Effect) -> i128 {
        let values = self.among.iter().map(|formula| formula.sum(facts, effect));
        let chosen = match &self.how {
            How::Greatest => values.max(),
            How::Least => values.min(),
            How::Chosen(place) => Some(self.at(place, facts, effect)),
            How::Times(number) => {
                let number = i128::from(number.value(facts));
                values.map(|value| value * number).max()
            }
        };
        chosen.expect("a choice is among one or more")
    }

    /// The value of the formula that facts or an amount choose. While figures are missing, an amount may choose
    /// several: then it is the greatest or the least of them, whichever `effect` asks for.
    fn at(&self, place: &Chosen<u32>, facts: &Facts, effect: Effect) -> i128 {
        let met = place.met(facts).iter();
        let chosen = met.filter_map(|&place| self.among.get(place as usize));
        let values = chosen.map(|formula| formula.sum(facts, effect));
        let value = if facts.high(effect, true) { values.max() } else { values.min() };
        value.expect("a schedule has a value for every bill")
    }
}

/// A value that is always the same, or chosen by facts.
#[derive(Clone, Debug)]
pub enum Chosen<T> {
    /// Always this.
    Always(T),
    /// As the facts say.
    By(Box<Schedule<T>>),
    /// As an amount says.
    ByAmount(Box<ByAmount<T>>),
}

impl<T: Copy + Ord> Chosen<T> {
    /// The value for the bill at hand; the more, the more is paid.
    #[inline(always)]
    pub fn value(&self, facts: &Facts) -> T {
        match self {
            Chosen::Always(value) => *value,
            Chosen::By(schedule) => *schedule.value(facts),
            Chosen::ByAmount(schedule) => schedule.value(facts, Effect::Pays),
        }
    }
}

impl<T: Copy> Chosen<T> {
    /// The value for the bill at hand; all that it may be, while figures are missing of the amount that chooses.
    fn met(&self, facts: &Facts) -> &[T] {
        match self {
            Chosen::Always(value) => std::slice::from_ref(value),
            Chosen::By(schedule) => std::slice::from_ref(schedule.value(facts)),
            Chosen::ByAmount(schedule) => schedule.met(facts),
        }
    }

    /// The amount that chooses, where an amount does.
    pub(crate) fn formula(&self) -> Option<&Formula> {
        match self {
            Chosen::ByAmount(schedule) => Some(schedule.formula()),
            Chosen::Always(_) | Chosen::By(_) => None,
        }
    }

    /// Every value it can have.
    pub fn values(&self) -> &[T] {
        match self {
            Chosen::Always(value) => std::slice::from_ref(value),
            Chosen::By(schedule) => schedule.values(),
            Chosen::ByAmount(schedule) => schedule.steps.values(),
        }
    }

    /// The same choice between other values.
    pub fn map<U>(&self, to: impl Fn(T) -> U) -> Chosen<U> {
        match self {
            Chosen::Always(value) => Chosen::Always(to(*value)),
            Chosen::By(schedule) => Chosen::By(Box::new(schedule.map(to))),
            Chosen::ByAmount(schedule) => Chosen::ByAmount(Box::new(schedule.map(to))),
        }
    }
}

/// A value chosen by an amount.
#[derive(Clone, Debug)]
pub struct ByAmount<T> {
    pub(crate) of: Formula,
    pub(crate) steps: Steps<T>,
}

impl<T: Copy> ByAmount<T> {
    /// The value of the step that the amount is in.
    pub(super) fn new(of: Formula, steps: Steps<T>) -> ByAmount<T> {
        ByAmount { of, steps }
    }

    /// The amount that chooses.
    fn formula(&self) -> &Formula {
        &self.of
    }

    /// The same choice between other values.
    fn map<U>(&self, to: impl Fn(T) -> U) -> ByAmount<U> {
        ByAmount { of: self.of.clone(), steps: self.steps.map(to) }
    }

    /// The value of the step that the amount is in; those of all steps that it may be in, while figures are missing.
    fn met(&self, facts: &Facts) -> &[T] {
        if facts.missing.is_none() {
            return std::slice::from_ref(self.steps.value(self.of.value(facts, Effect::Pays)));
        }
        let ends = [Effect::Pays, Effect::Bears].map(|end| self.of.value(facts, end));
        // Of what is left of the bill and what other benefits pay, only one end is known while figures are missing.
        let is_known = !self.of.asks_for_left() && !self.of.asks_for_paid();
        if is_known { self.steps.between(ends) } else { self.steps.values() }
    }
}

impl<T: Copy + Ord> ByAmount<T> {
    /// The value for the bill at hand. While figures are missing, it is the greatest or the least of all steps that
    /// the amount may be in, whichever `effect` asks for.
    // Out of line, so that a fixed value or one chosen by a fact stays a few instructions where it is asked for:
    // inlined, it costs every scheme 2 % of the fold.
    #[cold]
    #[inline(never)]
    fn value(&self, facts: &Facts, effect: Effect) -> T {
        if facts.missing.is_none() {
            return *self.steps.value(self.of.value(facts, Effect::Pays));
        }
        let met = self.met(facts).iter();
        let value = if facts.high(effect, true) { met.max() } else { met.min() };
        *value.expect("an amount is in a step")
    }
}

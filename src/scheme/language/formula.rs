//! Formulas: an amount from columns, parameters, schedules and totals.
//!
//! ```toml
//! base = "min(in_scope - pool_paid, 20% of pool_paid)"
//! ```
//!
//! A tiny grammar that an office can check against the printed term: `+`, `-`, `20% of x`,
//! `min`, `max`, brackets, amounts and names; conditions are tables. A formula compiles to a sum
//! of weighted sources and of choices between such sums: a percentage is pushed down to the
//! sources, so that evaluation is whole-number arithmetic on ten-thousandths of a minor unit.

use rust_decimal::Decimal;

use super::facts::{Effect, Facts};
use super::schedule::{Chosen, Schedule};
use super::scope::{Leaf, Scope};
use super::table::{DEEPEST, Span};
use super::window::Slot;
use crate::claim::{Column, MOST_BILLS};
use crate::diagnostic::Diagnostics;
use crate::money::{Exact, Money, Rate, plain};
use crate::words;

/// A compiled formula.
#[derive(Clone, Debug)]
pub struct Formula {
    constant: i128,
    /// Columns of the bill, each with its weight in ten-thousandths: nearly all of most formulas.
    columns: Box<[(i64, Column)]>,
    others: Box<[(i64, Source)]>,
    choices: Box<[Choice]>,
    shape: Shape,
}

/// The shapes of most formulas, which must not pay for the others.
#[derive(Clone, Debug)]
enum Shape {
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
enum Source {
    Schedule(Box<Schedule<Money>>),
    /// What is left of the bill when the benefit is decided.
    Left,
    /// What a benefit pays on this bill, by its place in the book.
    Paid(u8),
    /// A sum over a window, with so many decimals of a minor unit.
    Total {
        slot: Slot,
        decimals: u32,
    },
}

#[derive(Clone, Debug)]
struct Choice {
    greatest: bool,
    among: Box<[Formula]>,
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
            Chosen::By(schedule) => {
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
    fn shaped(mut self) -> Formula {
        self.shape = match (&*self.columns, &*self.others, &*self.choices) {
            ([], [], []) => Shape::Fixed,
            (_, [], []) => Shape::Columns,
            ([], [], [Choice { greatest: true, among }]) if self.constant == 0 => match &**among {
                [zero, other] | [other, zero]
                    if zero.fixed() == Some(Exact::ZERO)
                        && matches!(other.shape, Shape::Columns) =>
                {
                    Shape::NotBelowZero { constant: other.constant, columns: other.columns.clone() }
                }
                _ => Shape::Other,
            },
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
                sum += source.value(facts, *weight);
            }
        }
        for choice in &self.choices {
            sum += choice.value(facts, effect);
        }
        sum
    }

    /// The largest size the value can have within the bounds of the door.
    pub fn bound(&self) -> i128 {
        let most = i128::from(Money::MOST.minor());
        let columns = self.columns.iter().map(|(weight, _)| i128::from(weight.abs()) * most);
        let others = self.others.iter().map(|(weight, source)| source.bound(*weight));
        let choices = self
            .choices
            .iter()
            .map(|choice| choice.among.iter().map(Formula::bound).max().unwrap_or(0));
        self.constant.abs() + columns.sum::<i128>() + others.sum::<i128>() + choices.sum::<i128>()
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

    /// Whether it asks for what is left of the bill.
    pub(crate) fn asks_for_left(&self) -> bool {
        let left = |(_, source): &(i64, Source)| matches!(source, Source::Left);
        let in_choice = |choice: &Choice| choice.among.iter().any(Formula::asks_for_left);
        self.others.iter().any(left) || self.choices.iter().any(in_choice)
    }

    /// Whether it asks what a benefit pays on the bill.
    pub(crate) fn asks_for_paid(&self) -> bool {
        let paid = |(_, source): &(i64, Source)| matches!(source, Source::Paid(_));
        let in_choice = |choice: &Choice| choice.among.iter().any(Formula::asks_for_paid);
        self.others.iter().any(paid) || self.choices.iter().any(in_choice)
    }

    /// Columns that the formula asks for.
    pub fn asks_for(&self, found: &mut Vec<Column>) {
        found.extend(self.columns.iter().map(|(_, column)| *column));
        for choice in &self.choices {
            choice.among.iter().for_each(|formula| formula.asks_for(found));
        }
    }
}

/// Decimals of a number of ten-thousandths.
fn decimals_of(ten_thousandths: i64) -> u32 {
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
    fn value(&self, facts: &Facts, weight: i64) -> i128 {
        let money = |amount: Money| i128::from(amount.minor()) * i128::from(weight);
        match self {
            Source::Schedule(schedule) => money(schedule.value(facts)),
            Source::Left => money(facts.left),
            Source::Paid(benefit) => money(facts.paid[*benefit as usize]),
            // Both are in ten-thousandths; `compile` sees to it that nothing is lost here.
            Source::Total { slot, .. } => {
                facts.memory.exact(*slot).0 * i128::from(weight) / Exact::ONE
            }
        }
    }

    fn bound(&self, weight: i64) -> i128 {
        let most = i128::from(Money::MOST.minor());
        let most = match self {
            Source::Schedule(schedule) => i128::from(schedule.largest().map_or(0, Money::minor)),
            Source::Left | Source::Paid(_) => most,
            // A formula has at most some ninety columns in all; see `compile`.
            Source::Total { .. } => most * MOST_BILLS as i128 * 100,
        };
        i128::from(weight.abs()) * most
    }
}

impl Choice {
    fn value(&self, facts: &Facts, effect: Effect) -> i128 {
        let values = self.among.iter().map(|formula| formula.sum(facts, effect));
        let chosen = if self.greatest { values.max() } else { values.min() };
        chosen.expect("a choice is among one or more")
    }
}

/// A formula while it is read: weights are decimals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum {
    constant: Decimal,
    columns: Vec<(Decimal, Column)>,
    others: Vec<(Decimal, Source)>,
    choices: Vec<(bool, Vec<Sum>)>,
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

    fn source(source: Source) -> Sum {
        Sum { others: vec![(Decimal::ONE, source)], ..Sum::default() }
    }

    pub(crate) fn schedule(schedule: Schedule<Money>) -> Sum {
        Sum::source(Source::Schedule(Box::new(schedule)))
    }

    pub(crate) fn left() -> Sum {
        Sum::source(Source::Left)
    }

    pub(crate) fn paid(benefit: u8) -> Sum {
        Sum::source(Source::Paid(benefit))
    }

    pub(crate) fn total(slot: Slot, decimals: u32) -> Sum {
        Sum::source(Source::Total { slot, decimals })
    }

    fn plus(mut self, other: Sum) -> Sum {
        self.constant += other.constant;
        self.columns.extend(other.columns);
        self.others.extend(other.others);
        self.choices.extend(other.choices);
        self.lost |= other.lost;
        self
    }

    /// Everything times a number; a negative one turns least and greatest round.
    fn times(self, number: Decimal) -> Sum {
        // More decimals than a `Decimal` holds would be rounded away in silence.
        let kept =
            |weight: &Decimal| weight.normalize().scale() + number.scale() <= Decimal::MAX_SCALE;
        let weights = self.columns.iter().map(|(w, _)| w).chain(self.others.iter().map(|(w, _)| w));
        let lost = self.lost || !weights.chain([&self.constant]).all(kept);
        let choices = self.choices.into_iter().map(|(greatest, among)| {
            let among = among.into_iter().map(|sum| sum.times(number)).collect();
            (greatest != number.is_sign_negative(), among)
        });
        Sum {
            constant: self.constant.normalize() * number,
            columns: self.columns.into_iter().map(|(w, c)| (w.normalize() * number, c)).collect(),
            others: self.others.into_iter().map(|(w, s)| (w.normalize() * number, s)).collect(),
            choices: choices.collect(),
            lost,
        }
    }

    /// The formula, or a complaint that it is too fine or too large to be exact.
    pub(crate) fn compile_at(self, span: Span, found: &mut Diagnostics) -> Option<Formula> {
        let formula = self.compile();
        if formula.is_none() {
            let message = words::rules::formula_too_fine(Exact::DIGITS);
            found.advise(span, message, words::rules::overflow_help());
        }
        formula
    }

    /// Whole-number weights; nothing where one has more than four decimals or is out of bounds.
    fn compile(self) -> Option<Formula> {
        if self.lost {
            return None;
        }
        let scale = Decimal::from(Exact::ONE as i64);
        let whole = |number: Decimal| {
            let number = (number * scale).normalize();
            (number.scale() == 0).then(|| i64::try_from(number.mantissa()).ok()).flatten()
        };
        let mut columns: Vec<(i64, Column)> = Vec::new();
        for (weight, column) in self.columns {
            let weight = whole(weight)?;
            match columns.iter_mut().find(|(_, known)| *known == column) {
                Some((sum, _)) => *sum += weight,
                None => columns.push((weight, column)),
            }
        }
        let others = self.others.into_iter().map(|(weight, source)| {
            let weight = whole(weight)?;
            let total = match source {
                Source::Total { decimals, .. } => decimals,
                _ => 0,
            };
            (total == 0 || total + decimals_of(weight) <= Exact::DIGITS).then_some((weight, source))
        });
        let choices = self.choices.into_iter().map(|(greatest, among)| {
            let among: Option<Box<[_]>> = among.into_iter().map(Sum::compile).collect();
            Some(Choice { greatest, among: among? })
        });
        let formula = Formula {
            constant: i128::from(whole(self.constant)?),
            columns: columns.into_boxed_slice(),
            others: others.collect::<Option<_>>()?,
            choices: choices.collect::<Option<_>>()?,
            shape: Shape::Other,
        }
        .shaped();
        // Columns are summed in a machine word.
        let weights: i128 = formula.columns.iter().map(|(w, _)| i128::from(w.abs())).sum();
        (weights * i128::from(Money::MOST.minor()) < i128::from(i64::MAX)).then_some(formula)
    }
}

/// Reads a formula from its text at `span`.
pub(crate) fn read(
    text: &str,
    span: Span,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Formula> {
    sum(text, span.clone(), scope, found)?.compile_at(span, found)
}

/// Reads a formula that may become part of another.
pub(crate) fn sum(
    text: &str,
    span: Span,
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Option<Sum> {
    let outermost = scope.parts.is_none();
    scope.parts.get_or_insert(0);
    let sum = parse(text, span.clone(), scope, found);
    if outermost && scope.parts.take().is_some_and(|parts| parts > MOST_PARTS) {
        found.error(span, words::rules::formula_too_long(MOST_PARTS));
        return None;
    }
    sum
}

fn parse(text: &str, span: Span, scope: &mut Scope, found: &mut Diagnostics) -> Option<Sum> {
    // `100,000` and `10万` are meant as amounts, not as formulas.
    if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(in_formulas) {
        let amount = Money::parse(text, scope.vocabulary);
        return amount.map(Sum::amount).map_err(|why| found.error(span, why)).ok();
    }
    let tokens = tokens(text, &span, found)?;
    let mut parser = Parser { tokens, at: 0, end: span.end, depth: 0, scope, found };
    let sum = parser.sum()?;
    if parser.at < parser.tokens.len() {
        parser.unexpected();
        return None;
    }
    Some(sum)
}

/// The most parts of one formula, those of the names in it included: names that double each other
/// would grow without end.
const MOST_PARTS: usize = 256;

struct Parser<'p, 's> {
    tokens: Vec<(String, Span)>,
    at: usize,
    end: usize,
    depth: usize,
    scope: &'p mut Scope<'s>,
    found: &'p mut Diagnostics,
}

/// Words, numbers and signs with their places. `text` stands in quotes at `span`, unless it is a
/// bare number.
fn tokens(text: &str, span: &Span, found: &mut Diagnostics) -> Option<Vec<(String, Span)>> {
    let quote = span.len().checked_sub(text.len()).filter(|quotes| matches!(quotes, 0 | 2));
    let place = |from: usize, to: usize| match quote {
        Some(quotes) => span.start + quotes / 2 + from..span.start + quotes / 2 + to,
        None => span.clone(), // With escapes or line ends, places in the text are not known.
    };
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '%';
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((from, first)) = rest.next() {
        let mut to = from + first.len_utf8();
        if first.is_whitespace() {
            continue;
        }
        if word(first) {
            while let Some((at, c)) = rest.next_if(|(_, c)| word(*c)) {
                to = at + c.len_utf8();
            }
        } else if !"+-(),".contains(first) {
            let message = words::rules::formula_token(first);
            found.advise(place(from, to), message, words::rules::formula_help());
            return None;
        }
        tokens.push((text[from..to].to_owned(), place(from, to)));
    }
    Some(tokens)
}

/// Whether a character tells a formula from an amount.
fn in_formulas(c: char) -> bool {
    c.is_ascii_alphabetic() || "+-*/()%".contains(c)
}

impl Parser<'_, '_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(|(text, _)| text.as_str())
    }

    fn next(&mut self) -> Option<(String, Span)> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn unexpected(&mut self) {
        let (span, message) = match self.tokens.get(self.at) {
            Some((text, span)) => (span.clone(), words::rules::formula_token(text)),
            None => (self.end.saturating_sub(1)..self.end, words::rules::formula_end()),
        };
        self.found.advise(span, message, words::rules::formula_help());
    }

    fn expect(&mut self, sign: &str) -> Option<()> {
        if self.peek() == Some(sign) {
            self.at += 1;
            return Some(());
        }
        self.unexpected();
        None
    }

    fn sum(&mut self) -> Option<Sum> {
        self.deeper()?;
        let mut sum = match self.peek() {
            Some("-") => {
                self.at += 1;
                self.term()?.times(-Decimal::ONE)
            }
            _ => self.term()?,
        };
        while let Some(sign @ ("+" | "-")) = self.peek() {
            let sign = if sign == "+" { Decimal::ONE } else { -Decimal::ONE };
            self.at += 1;
            sum = sum.plus(self.term()?.times(sign));
        }
        self.depth -= 1;
        Some(sum)
    }

    /// Brackets and shares of shares may not go too deep.
    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Some(());
        }
        let last = self.tokens.len().saturating_sub(1);
        let span =
            self.tokens.get(self.at.min(last)).map_or(self.end..self.end, |(_, s)| s.clone());
        self.found.error(span, words::rules::too_deep(DEEPEST));
        None
    }

    fn term(&mut self) -> Option<Sum> {
        let parts = self.scope.parts.get_or_insert(0);
        *parts += 1;
        if *parts > MOST_PARTS {
            return None; // Told by `sum`, once for the whole formula.
        }
        if self.tokens.get(self.at + 1).is_some_and(|(text, _)| text == "of") {
            let rate = self.rate()?;
            self.at += 1;
            self.deeper()?;
            let share = self.term()?.times(rate.decimal());
            self.depth -= 1;
            return Some(share);
        }
        match self.peek() {
            Some("(") => {
                self.at += 1;
                let sum = self.sum()?;
                self.expect(")")?;
                Some(sum)
            }
            Some("min" | "max") => self.choice(),
            Some(text) if text.starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            Some(text) if text.starts_with(char::is_alphabetic) => {
                let (name, span) = self.next()?;
                self.scope.sum(&name, span, self.found)
            }
            _ => {
                self.unexpected();
                None
            }
        }
    }

    fn rate(&mut self) -> Option<Rate> {
        let (text, span) = self.next()?;
        self.scope.leaf::<Rate>(&text, span, self.found)
    }

    fn choice(&mut self) -> Option<Sum> {
        let greatest = self.next()?.0 == "max";
        self.expect("(")?;
        let mut among = vec![self.sum()?];
        while self.peek() == Some(",") {
            self.at += 1;
            among.push(self.sum()?);
        }
        self.expect(")")?;
        Some(Sum { choices: vec![(greatest, among)], ..Sum::default() })
    }

    fn number(&mut self) -> Option<Sum> {
        let (text, span) = self.next()?;
        let amount = match plain(&text) {
            Some(_) => Money::parse(&text, self.scope.vocabulary),
            None => Err(words::rules::not_an_amount(
                &text,
                self.scope.vocabulary.currency.show(Money::from_minor(500_000)),
            )),
        };
        amount.map(Sum::amount).map_err(|why| self.found.error(span, why)).ok()
    }
}

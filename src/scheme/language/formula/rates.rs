//! Rates and factors that numbers move: `75% + 0.2% times age`.
//!
//! ```toml
//! rate = "min(95%, level_rate + 0.2% times age)"
//! ```
//!
//! Such a rate becomes a schedule by the numbers in it, and by the facts that choose what it names, which holds the
//! rate of every combination: so each is known to be a rate when the rules are read, and one look into a table gives
//! it.

use std::marker::PhantomData;

use rust_decimal::Decimal;

use super::number::Number;
use super::tokens::tokens;
use super::tree::Chosen;
use crate::diagnostic::Reported;
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::schedule::by_facts::{Axis, Schedule};
use crate::scheme::language::schedule::grid::Grid;
use crate::scheme::language::schedule::read::MOST_CELLS;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{DEEPEST, Span};
use crate::words;

/// Whether the text of a rate is a formula, and not a rate or the name of one.
pub(super) fn is_formula(text: &str) -> bool {
    text.contains(['+', '(']) || text.contains(" - ") || text.contains(" times ")
}

/// Reads a rate or factor that numbers move.
pub(super) fn read<T: Leaf>(text: &str, span: Span, scope: &mut Scope) -> Read<Chosen<T>> {
    let tokens = tokens(text, &span, scope)?;
    let of = PhantomData::<T>;
    let (axes, numbers) = (Vec::new(), Vec::new());
    let mut parser = Parser { tokens, at: 0, depth: 0, axes, numbers, span: span.clone(), scope, of };
    let term = parser.sum()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    let grid = Grid { axes: parser.axes };
    if grid.size() > MOST_CELLS {
        return Err(scope.error(span, words::rules::too_many_cells(MOST_CELLS)));
    }
    let values = (0..grid.size()).map(|cell| {
        let corner = grid.corner(cell);
        let value = term.value(&grid.axes, &corner);
        T::of_proportion(value).ok_or_else(|| {
            let shown = format!("{}%", (value * Decimal::ONE_HUNDRED).normalize());
            let at = grid.describe(&corner, scope);
            let help = words::rules::rate_out_of_range_help();
            scope.advise(span.clone(), words::rules::rate_out_of_range(shown, at), help)
        })
    });
    let values = values.collect::<Read<Vec<T>>>()?;
    Ok(match grid.axes[..] {
        [] => Chosen::Always(values[0]),
        _ => Chosen::By(Box::new(Schedule::new(grid.axes, values))),
    })
}

/// A rate while it is read. What depends on facts knows on which axes they lie.
enum Term {
    Fixed(Decimal),
    Times(Decimal, Number, usize),
    /// As the axes from `first` on choose.
    Chosen {
        first: usize,
        number: usize,
        values: Vec<Decimal>,
    },
    Plus(Box<Term>, Box<Term>),
    Minus(Box<Term>, Box<Term>),
    Least(Vec<Term>),
    Greatest(Vec<Term>),
}

impl Term {
    /// The value in one combination of cells.
    fn value(&self, axes: &[Axis], corner: &[usize]) -> Decimal {
        let all = |terms: &[Term]| -> Vec<Decimal> {
            terms.iter().map(|term| term.value(axes, corner)).collect()
        };
        match self {
            Term::Fixed(value) => *value,
            Term::Times(value, number, axis) => {
                value * Decimal::from(number.of(axes[*axis].cuts[corner[*axis]]))
            }
            Term::Chosen { first, number, values } => {
                let own = (*first..first + number).fold(0, |cell, axis| {
                    cell * axes[axis].cuts.len() + corner[axis]
                });
                values[own]
            }
            Term::Plus(one, other) => one.value(axes, corner) + other.value(axes, corner),
            Term::Minus(one, other) => one.value(axes, corner) - other.value(axes, corner),
            Term::Least(terms) => all(terms).into_iter().min().unwrap_or_default(),
            Term::Greatest(terms) => all(terms).into_iter().max().unwrap_or_default(),
        }
    }
}

struct Parser<'p, 's, T> {
    tokens: Vec<(String, Span)>,
    at: usize,
    depth: usize,
    axes: Vec<Axis>,
    /// The numbers that have an axis, each with its place.
    numbers: Vec<(Number, usize)>,
    span: Span,
    scope: &'p mut Scope<'s>,
    of: PhantomData<T>,
}

impl<T: Leaf> Parser<'_, '_, T> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(|(text, _)| text.as_str())
    }

    fn next(&mut self) -> Read<(String, Span)> {
        let Some(token) = self.tokens.get(self.at).cloned() else { return Err(self.unexpected()) };
        self.at += 1;
        Ok(token)
    }

    fn unexpected(&mut self) -> Reported {
        let (span, message) = match self.tokens.get(self.at) {
            Some((text, span)) => (span.clone(), words::rules::formula_token(text)),
            None => (self.span.clone(), words::rules::formula_end()),
        };
        self.scope.advise(span, message, words::rules::rate_formula_help())
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.peek() != Some(sign) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    fn sum(&mut self) -> Read<Term> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.scope.error(self.span.clone(), words::rules::too_deep(DEEPEST)));
        }
        let mut sum = self.term()?;
        while let Some(sign @ ("+" | "-")) = self.peek() {
            let is_more = sign == "+";
            self.at += 1;
            let (one, other) = (Box::new(sum), Box::new(self.term()?));
            sum = if is_more { Term::Plus(one, other) } else { Term::Minus(one, other) };
        }
        self.depth -= 1;
        Ok(sum)
    }

    fn term(&mut self) -> Read<Term> {
        match self.peek() {
            Some("(") => {
                self.at += 1;
                let sum = self.sum()?;
                self.expect(")")?;
                Ok(sum)
            }
            Some("min") => self.choice().map(Term::Least),
            Some("max") => self.choice().map(Term::Greatest),
            Some(text) if text.starts_with(char::is_alphanumeric) => self.value(),
            _ => Err(self.unexpected()),
        }
    }

    fn choice(&mut self) -> Read<Vec<Term>> {
        self.next()?;
        self.expect("(")?;
        let mut among = vec![self.sum()?];
        while self.peek() == Some(",") {
            self.at += 1;
            among.push(self.sum()?);
        }
        self.expect(")")?;
        Ok(among)
    }

    /// A rate, a parameter or a schedule; what is always the same may stand before `times` and a number.
    fn value(&mut self) -> Read<Term> {
        let (text, span) = self.next()?;
        match self.scope.chosen::<T>(&text, span.clone())? {
            Chosen::Always(value) => {
                let value = value.proportion().unwrap_or_default();
                if self.peek() != Some("times") {
                    return Ok(Term::Fixed(value));
                }
                self.at += 1;
                let (name, span) = self.next()?;
                let number = self.scope.number(&name, span.clone())?;
                Ok(Term::Times(value, number, self.axis(number, &name, span)?))
            }
            Chosen::By(schedule) => {
                let first = self.axes.len();
                self.axes.extend_from_slice(schedule.axes());
                let number = schedule.axes().len();
                let values = schedule.values().iter();
                let values = values.map(|value| value.proportion().unwrap_or_default()).collect();
                Ok(Term::Chosen { first, number, values })
            }
            Chosen::ByAmount(_) => {
                Err(self.scope.error(span, words::rules::rate_formula_by_amount()))
            }
        }
    }

    /// The place of the axis of a number, which must end: every rate is looked at.
    fn axis(&mut self, number: Number, name: &str, span: Span) -> Read<usize> {
        if let Some((_, axis)) = self.numbers.iter().find(|(known, _)| *known == number) {
            return Ok(*axis);
        }
        if number.most >= MOST_CELLS as i64 {
            let help = words::rules::formula_too_large_help();
            return Err(self.scope.advise(span, words::rules::number_without_end(name), help));
        }
        let least = self.scope.vocabulary.least(number.fact);
        let Number { fact, ordinal, .. } = number;
        self.axes.push(Axis { fact, ordinal, cuts: number.cuts(least) });
        self.numbers.push((number, self.axes.len() - 1));
        Ok(self.axes.len() - 1)
    }
}

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
use crate::scheme::caps;
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::schedule::by_facts::{Axis, Schedule};
use crate::scheme::language::schedule::grid::{Cell, Grid, add_axis};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{DEEPEST, Span};
use crate::words;

/// Whether the text of a rate is a formula, and not a rate or the name of one.
pub(super) fn is_formula(text: &str) -> bool {
    text.contains(['+', '(']) || text.contains(" - ") || text.contains(" times ")
}

/// Reads a rate or factor that numbers move.
pub(super) fn read<T: Leaf>(text: &str, span: Span, scope: &mut Scope) -> Read<Chosen<T>> {
    scope.counting_parts(span.clone(), |scope| read_whole(text, span, scope))
}

fn read_whole<T: Leaf>(text: &str, span: Span, scope: &mut Scope) -> Read<Chosen<T>> {
    let tokens = tokens(text, &span, scope)?;
    let of = PhantomData::<T>;
    let axes = Vec::new();
    let mut parser = Parser { tokens, at: 0, depth: 0, axes, span: span.clone(), scope, of };
    let term = parser.sum()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    let grid = Grid { axes: parser.axes };
    if grid.size() > caps::CELLS {
        return Err(scope.error(span, words::rules::too_many_cells(caps::CELLS)));
    }
    let values = (0..grid.size()).map(|cell| {
        let corner = grid.corner(cell);
        let value = term.value(&Cell { axes: &grid.axes, corner: &corner });
        T::of_proportion(value).ok_or_else(|| {
            let shown = format!("{}%", (value * Decimal::ONE_HUNDRED).normalize());
            let at = grid.describe(&corner, scope);
            let help = words::rules::rate_out_of_range_help();
            scope.advise(span.clone(), words::rules::rate_out_of_range(shown, at), help)
        })
    });
    let values = values.collect::<Read<Vec<T>>>()?;
    Ok(match (grid.axes.is_empty(), values.first()) {
        (true, Some(always)) => Chosen::Always(*always),
        _ => Chosen::By(Box::new(Schedule::new(grid.axes, values))),
    })
}

/// A rate while it is read.
enum Term<T> {
    Fixed(Decimal),
    Times(Decimal, Number),
    Chosen(Box<Schedule<T>>),
    Plus(Box<Term<T>>, Box<Term<T>>),
    Minus(Box<Term<T>>, Box<Term<T>>),
    Least(Vec<Term<T>>),
    Greatest(Vec<Term<T>>),
}

impl<T: Leaf> Term<T> {
    /// The value in one combination of cells.
    fn value(&self, cell: &Cell) -> Decimal {
        let all = |terms: &[Term<T>]| -> Vec<Decimal> {
            terms.iter().map(|term| term.value(cell)).collect()
        };
        match self {
            Term::Fixed(value) => *value,
            Term::Times(value, number) => {
                value * Decimal::from(number.of(cell.number(number.fact, number.ordinal)))
            }
            Term::Chosen(schedule) => {
                let value = schedule.at(|fact, ordinal| cell.number(fact, ordinal));
                value.proportion().unwrap_or_default()
            }
            Term::Plus(one, other) => one.value(cell) + other.value(cell),
            Term::Minus(one, other) => one.value(cell) - other.value(cell),
            Term::Least(terms) => all(terms).into_iter().min().unwrap_or_default(),
            Term::Greatest(terms) => all(terms).into_iter().max().unwrap_or_default(),
        }
    }
}

struct Parser<'p, 's, T> {
    tokens: Vec<(String, Span)>,
    at: usize,
    depth: usize,
    /// One for each fact, cut wherever a term changes with it.
    axes: Vec<Axis>,
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

    fn sum(&mut self) -> Read<Term<T>> {
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

    fn term(&mut self) -> Read<Term<T>> {
        self.scope.more_parts(1)?;
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

    fn choice(&mut self) -> Read<Vec<Term<T>>> {
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
    fn value(&mut self) -> Read<Term<T>> {
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
                self.add_number(number, &name, span)?;
                Ok(Term::Times(value, number))
            }
            Chosen::By(schedule) => {
                schedule.axes().iter().for_each(|axis| add_axis(&mut self.axes, axis));
                Ok(Term::Chosen(schedule))
            }
            Chosen::ByAmount(_) => {
                Err(self.scope.error(span, words::rules::rate_formula_by_amount()))
            }
        }
    }

    /// Adds the cuts of a number, which must end: every rate is looked at.
    fn add_number(&mut self, number: Number, name: &str, span: Span) -> Read<()> {
        if number.most >= caps::CELLS as i64 {
            let help = words::rules::formula_too_large_help();
            return Err(self.scope.advise(span, words::rules::number_without_end(name), help));
        }
        let cuts = number.cuts(self.scope.vocabulary.least(number.fact));
        let axis = Axis { fact: number.fact, ordinal: number.ordinal, cuts };
        add_axis(&mut self.axes, &axis);
        Ok(())
    }
}

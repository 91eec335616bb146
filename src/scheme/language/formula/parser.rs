//! Reads formulas: the grammar, and what the names in it mean. A name may stand for a formula again or for a schedule,
//! and a schedule may be chosen by a formula, so that they are read together.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::quotient;
use super::sum::{Sum, distinct};
use super::tables::read_any_formulas;
use super::tokens::{in_formulas, tokens};
use super::tree::Formula;
use crate::claim::Column;
use crate::diagnostic::Reported;
use crate::money::{Exact, Money, Rate, plain};
use crate::scheme::caps;
use crate::scheme::language::asked::{self, Kind};
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::{Parts, Scope, Stage};
use crate::scheme::language::table::{DEEPEST, Node, Span, Value, suggest};
use crate::words;

impl Reader<'_, Scope<'_>> {
    /// Takes the required formula, or schedule of amounts, at `key`.
    pub fn formula(&mut self, key: &'static str) -> Read<Formula> {
        let node = self.required(key)?;
        self.scope.formula(node, key)
    }

    /// Takes the formula at `key`, if it is written.
    pub fn optional_formula(&mut self, key: &'static str) -> Read<Option<Formula>> {
        self.optional(key).map(|node| self.scope.formula(node, key)).transpose()
    }
}

impl Scope<'_> {
    /// Reads a formula, or a schedule of amounts.
    pub fn formula(&mut self, node: Node, key: &str) -> Read<Formula> {
        let span = node.span.clone();
        let shown = node.text().map(str::to_owned);
        let formula = self.formula_of(node, key);
        if let (Some(fixed), Some(text)) = (formula.as_ref().ok().and_then(Formula::fixed), shown)
            && fixed < Exact::ZERO
        {
            self.error(span, words::rules::negative(text));
        }
        formula
    }

    fn formula_of(&mut self, node: Node, key: &str) -> Read<Formula> {
        asked::is(key, || Kind::Formula);
        let span = node.span.clone();
        match node.text() {
            Some(text) => self.sum_of(text, span.clone())?.compile_at(span, self),
            None => {
                let schedule = read_any_formulas(node, key, self)?;
                schedule.compile_at(span, self)
            }
        }
    }

    /// Reads a formula that may become part of another, from its text at `span`.
    pub(super) fn sum_of(&mut self, text: &str, span: Span) -> Read<Sum> {
        self.counting_parts(span.clone(), |scope| parse(text, span, scope))
    }

    /// Reads a formula whose parts are counted, with those of the formula in which it is named.
    pub(super) fn counting_parts<T>(
        &mut self,
        whole: Span,
        read: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        let is_outermost = self.parts.is_none();
        self.parts.get_or_insert(Parts { number: 0, whole });
        let formula = read(self);
        if is_outermost {
            self.parts = None;
        }
        formula
    }

    /// Counts some more parts, and reports a formula that has too many.
    pub(super) fn more_parts(&mut self, number: usize) -> Read<()> {
        let parts = self.parts.as_mut().expect("`counting_parts` begins the count");
        parts.number += number;
        if parts.number <= caps::PARTS {
            return Ok(());
        }
        let whole = parts.whole.clone();
        Err(self.error(whole, words::rules::formula_too_long(caps::PARTS)))
    }

    /// What a name in a formula means.
    fn sum(&mut self, name: &str, span: Span) -> Read<Sum> {
        if let Some(column) = Column::named(name).or_else(|| self.own_amount(name)) {
            return Ok(Sum::column(column));
        }
        if let Some(benefit) = name.strip_prefix("paid.") {
            return self.paid(benefit, name, span);
        }
        if name == "bill_left" {
            self.deciding(name, span)?;
            return Ok(Sum::left());
        }
        if let Some(text) = self.parameter(name) {
            return self.parameter_amount(name, &text, span);
        }
        if let Some((_, node)) = self.amounts.get(name).cloned() {
            return self.named_at(name, node, span, Scope::amount_of);
        }
        if let Some((_, node)) = self.totals.get(name).cloned() {
            self.totalled(name, span.clone())?;
            return self.named_at(name, node, span, Scope::total_of);
        }
        if let Some(node) = self.schedule(name) {
            return self.named_at(name, node, span, |scope, _, node| {
                read_any_formulas(node, "schedules", scope)
            });
        }
        Err(self.unknown(name, span))
    }

    /// So many times a term: a whole number, be it a parameter, or a number of the bill.
    fn times(&mut self, term: Sum, name: &str, span: Span) -> Read<Sum> {
        if self.parameter(name).is_some() || name.starts_with(|c: char| c.is_ascii_digit()) {
            let number = self.leaf::<i64>(name, span)?;
            return Ok(term.times(Decimal::from(number)));
        }
        Ok(term.by(self.number(name, span)?))
    }

    fn parameter_amount(&mut self, name: &str, text: &str, span: Span) -> Read<Sum> {
        match Money::parse(text, self.vocabulary) {
            Ok(amount) => Ok(Sum::amount(amount)),
            Err(_) if Rate::from_str(text).is_ok() => {
                let help = words::rules::share_of(name);
                Err(self.advise(span, words::rules::rate_is_not_amount(name), help))
            }
            Err(why) => Err(self.advise(span, why, words::rules::parameter_says(name, text))),
        }
    }

    fn paid(&mut self, benefit: &str, name: &str, span: Span) -> Read<Sum> {
        if self.stage != Stage::Decided {
            self.deciding(name, span.clone())?;
        }
        let above = self.context.as_ref().map_or(&[][..], |context| &context.above);
        if let Some(one) = above.iter().find(|one| one.id == benefit) {
            return Ok(Sum::paid(one.place, one.most));
        }
        let known: Vec<String> = above.iter().map(|one| format!("paid.{}", one.id)).collect();
        let help = suggest(name, known.iter().map(String::as_str));
        Err(self.advise(span, words::rules::formula_paid(name), help))
    }

    pub(crate) fn amount_of(&mut self, _: &str, node: Node) -> Read<Sum> {
        if let Value::Table(_) = &node.value {
            return self.part(node, "amounts", quotient::read);
        }
        let text = self.scalar(&node, "amounts")?.to_owned();
        self.sum_of(&text, node.span)
    }
}

fn parse(text: &str, span: Span, scope: &mut Scope) -> Read<Sum> {
    // `100,000` and `10万` are meant as amounts, not as formulas.
    if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(in_formulas) {
        let amount = Money::parse(text, scope.vocabulary);
        return amount.map(Sum::amount).map_err(|why| scope.error(span, why));
    }
    let tokens = tokens(text, &span, scope)?;
    let mut parser = Parser { tokens, at: 0, end: span.end, depth: 0, scope };
    let sum = parser.sum()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    Ok(sum)
}

struct Parser<'p, 's> {
    tokens: Vec<(String, Span)>,
    at: usize,
    end: usize,
    depth: usize,
    scope: &'p mut Scope<'s>,
}

impl Parser<'_, '_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(|(text, _)| text.as_str())
    }

    /// The next token, or the report that the formula ends too early.
    fn next(&mut self) -> Read<(String, Span)> {
        let Some(token) = self.tokens.get(self.at).cloned() else { return Err(self.unexpected()) };
        self.at += 1;
        Ok(token)
    }

    fn unexpected(&mut self) -> Reported {
        let Some((text, span)) = self.tokens.get(self.at).cloned() else {
            let end = self.end.saturating_sub(1)..self.end;
            let help = words::rules::formula_help();
            return self.scope.advise(end, words::rules::formula_end(), help);
        };
        let number = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let help = match number {
            Some((number, _)) if text == "%" => words::rules::no_blank(format!("{number}%")),
            _ => words::rules::formula_help(),
        };
        self.scope.advise(span, words::rules::formula_token(&text), help)
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.peek() == Some(sign) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    fn sum(&mut self) -> Read<Sum> {
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
        Ok(sum)
    }

    /// Brackets and shares of shares may not go too deep.
    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let last = self.tokens.len().saturating_sub(1);
        let span =
            self.tokens.get(self.at.min(last)).map_or(self.end..self.end, |(_, s)| s.clone());
        Err(self.scope.error(span, words::rules::too_deep(DEEPEST)))
    }

    fn parts(&self) -> usize {
        self.scope.parts.as_ref().expect("`counting_parts` begins the count").number
    }

    /// A term, perhaps so many times.
    fn term(&mut self) -> Read<Sum> {
        let mut term = self.one()?;
        while self.peek() == Some("times") {
            self.at += 1;
            let (name, span) = self.next()?;
            term = self.scope.times(term, &name, span)?;
        }
        Ok(term)
    }

    fn one(&mut self) -> Read<Sum> {
        self.scope.more_parts(1)?;
        if self.tokens.get(self.at + 1).is_some_and(|(text, _)| text == "of") {
            return self.share();
        }
        match self.peek() {
            Some("(") => {
                self.at += 1;
                let sum = self.sum()?;
                self.expect(")")?;
                Ok(sum)
            }
            Some("min" | "max") => self.choice(),
            Some(text) if text.starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            Some(text) if text.starts_with(char::is_alphabetic) => {
                let (name, span) = self.next()?;
                self.scope.sum(&name, span)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// A rate, `of`, and what it is a share of.
    fn share(&mut self) -> Read<Sum> {
        let (text, span) = self.next()?;
        let rate = self.scope.chosen::<Rate>(&text, span)?;
        self.at += 1;
        self.deeper()?;
        let before = self.parts();
        let of = self.term()?;
        self.depth -= 1;
        // Each rate of a schedule has a formula of its own.
        self.scope.more_parts((self.parts() - before) * (distinct(&rate).len() - 1))?;
        Ok(of.share(&rate))
    }

    fn choice(&mut self) -> Read<Sum> {
        let greatest = self.next()?.0 == "max";
        self.expect("(")?;
        let mut among = vec![self.sum()?];
        while self.peek() == Some(",") {
            self.at += 1;
            among.push(self.sum()?);
        }
        self.expect(")")?;
        Ok(Sum::choice(greatest, among))
    }

    fn number(&mut self) -> Read<Sum> {
        let (text, span) = self.next()?;
        if text.ends_with('%') {
            let of = self.peek().filter(|next| next.starts_with(char::is_alphanumeric));
            let whole = format!("{text} of {}", of.unwrap_or("..."));
            let help = words::rules::write_it(whole);
            return Err(self.scope.advise(span, words::rules::share_of_what(&text), help));
        }
        let vocabulary = self.scope.vocabulary;
        let amount = match plain(&text) {
            Some(_) => Money::parse(&text, vocabulary),
            None => Err(words::rules::not_an_amount(
                &text,
                vocabulary.currency.show(Money::from_minor(500_000)),
            )),
        };
        amount.map(Sum::amount).map_err(|why| self.scope.error(span, why))
    }
}

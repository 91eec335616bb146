//! The grammar of formulas.

use rust_decimal::Decimal;

use super::{Formula, Sum};
use crate::diagnostic::Reported;
use crate::money::{Money, Rate, plain};
use crate::scheme::language::leaf::Leaf;
use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{DEEPEST, Span};
use crate::words;

/// Reads a formula from its text at `span`.
pub(crate) fn read(text: &str, span: Span, scope: &mut Scope) -> Read<Formula> {
    sum(text, span.clone(), scope)?.compile_at(span, scope)
}

/// Reads a formula that may become part of another.
pub(crate) fn sum(text: &str, span: Span, scope: &mut Scope) -> Read<Sum> {
    let is_outermost = scope.parts.is_none();
    scope.parts.get_or_insert_with(|| Parts { number: 0, whole: span.clone() });
    let sum = parse(text, span, scope);
    if is_outermost {
        scope.parts = None;
    }
    sum
}

/// How many parts a formula has, with those of the names in it, and where the whole of it is written.
pub(crate) struct Parts {
    number: usize,
    whole: Span,
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

/// The most parts of one formula, those of the names in it included: names that double each other
/// would grow without end.
const MOST_PARTS: usize = 256;

struct Parser<'p, 's> {
    tokens: Vec<(String, Span)>,
    at: usize,
    end: usize,
    depth: usize,
    scope: &'p mut Scope<'s>,
}

/// Words, numbers and signs with their places. `text` stands in quotes at `span`, unless it is a
/// bare number.
fn tokens(text: &str, span: &Span, scope: &mut impl Reports) -> Read<Vec<(String, Span)>> {
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
            return Err(scope.advise(place(from, to), message, words::rules::formula_help()));
        }
        tokens.push((text[from..to].to_owned(), place(from, to)));
    }
    Ok(tokens)
}

/// Whether a character tells a formula from an amount.
fn in_formulas(c: char) -> bool {
    c.is_ascii_alphabetic() || "+-*/()%".contains(c)
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
        let (span, message) = match self.tokens.get(self.at) {
            Some((text, span)) => (span.clone(), words::rules::formula_token(text)),
            None => (self.end.saturating_sub(1)..self.end, words::rules::formula_end()),
        };
        self.scope.advise(span, message, words::rules::formula_help())
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

    /// Counts one more part, and reports a formula that has too many.
    fn one_more_part(&mut self) -> Read<()> {
        let parts = self.scope.parts.as_mut().expect("`sum` begins the count");
        parts.number += 1;
        if parts.number <= MOST_PARTS {
            return Ok(());
        }
        let whole = parts.whole.clone();
        Err(self.scope.error(whole, words::rules::formula_too_long(MOST_PARTS)))
    }

    fn term(&mut self) -> Read<Sum> {
        self.one_more_part()?;
        if self.tokens.get(self.at + 1).is_some_and(|(text, _)| text == "of") {
            let rate = self.rate()?;
            self.at += 1;
            self.deeper()?;
            let share = self.term()?.times(rate.decimal());
            self.depth -= 1;
            return Ok(share);
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

    fn rate(&mut self) -> Read<Rate> {
        let (text, span) = self.next()?;
        self.scope.leaf::<Rate>(&text, span)
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

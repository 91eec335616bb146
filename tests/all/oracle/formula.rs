//! Formulas, of amounts and of rates: `+`, `-`, `20% of x`, `rate_name of x`, `60 times nights`, `min(...)`, `max(...)`, brackets, amounts and names.

use super::fraction::Fraction;

#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    Amount(Fraction),
    Name(String),
    Plus(Box<Formula>, Box<Formula>),
    Minus(Box<Formula>, Box<Formula>),
    Share(Fraction, Box<Formula>),
    /// A share that has a name: a parameter, or a schedule of rates.
    NamedShare(String, Box<Formula>),
    Times(Box<Formula>, String),
    Least(Vec<Formula>),
    Most(Vec<Formula>),
}

/// What the names in a formula come to.
pub trait Names {
    fn amount(&self, name: &str) -> Fraction;
    fn rate(&self, name: &str) -> Fraction;
    fn number(&self, name: &str) -> Fraction;
}

impl Formula {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { words: words_of(text), text };
        let formula = reader.sum();
        reader.expect_end();
        formula
    }

    pub fn value(&self, names: &dyn Names) -> Fraction {
        let all = |parts: &[Self]| parts.iter().map(|part| part.value(names)).collect::<Vec<_>>();
        match self {
            Self::Amount(amount) => *amount,
            Self::Name(text) => names.amount(text),
            Self::Plus(left, right) => left.value(names) + right.value(names),
            Self::Minus(left, right) => left.value(names) - right.value(names),
            Self::Share(rate, whole) => *rate * whole.value(names),
            Self::NamedShare(rate, whole) => names.rate(rate) * whole.value(names),
            Self::Times(one, number) => one.value(names) * names.number(number),
            Self::Least(parts) => all(parts).into_iter().min().expect("`min` names something"),
            Self::Most(parts) => all(parts).into_iter().max().expect("`max` names something"),
        }
    }
}

/// Numbers (with their `%`), names, and the signs `+ - ( ) ,`.
fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for letter in text.chars() {
        let belongs = letter.is_alphanumeric() || matches!(letter, '_' | '.' | '%');
        match words.last_mut() {
            Some(word) if belongs && goes_on => word.push(letter),
            _ if !letter.is_whitespace() => words.push(letter.to_string()),
            _ => {}
        }
        goes_on = belongs;
    }
    words.reverse();
    words
}

struct Reader<'a> {
    words: Vec<String>,
    text: &'a str,
}

impl Reader<'_> {
    fn next_is(&self, word: &str) -> bool {
        self.words.last().is_some_and(|next| next == word)
    }

    fn take(&mut self, word: &str) -> bool {
        self.next_is(word) && self.words.pop().is_some()
    }

    fn expect(&mut self, word: &str) {
        assert!(self.take(word), "`{word}` is missing in `{}`", self.text);
    }

    fn expect_end(&self) {
        assert!(self.words.is_empty(), "`{}` does not end where it should", self.text);
    }

    fn sum(&mut self) -> Formula {
        let mut sum = self.part();
        loop {
            if self.take("+") {
                sum = Formula::Plus(Box::new(sum), Box::new(self.part()));
            } else if self.take("-") {
                sum = Formula::Minus(Box::new(sum), Box::new(self.part()));
            } else {
                return sum;
            }
        }
    }

    fn part(&mut self) -> Formula {
        let mut part = self.one();
        while self.take("times") {
            let number = self.words.pop().expect("`times` so many");
            part = Formula::Times(Box::new(part), number);
        }
        part
    }

    fn one(&mut self) -> Formula {
        let word = self.words.pop().unwrap_or_else(|| panic!("`{}` ends too early", self.text));
        match word.as_str() {
            "(" => {
                let inner = self.sum();
                self.expect(")");
                inner
            }
            "min" if self.next_is("(") => Formula::Least(self.list()),
            "max" if self.next_is("(") => Formula::Most(self.list()),
            number if number.starts_with(|first: char| first.is_ascii_digit()) => {
                self.number(number)
            }
            name if self.take("of") => Formula::NamedShare(name.to_owned(), Box::new(self.part())),
            name => Formula::Name(name.to_owned()),
        }
    }

    fn list(&mut self) -> Vec<Formula> {
        self.expect("(");
        let mut parts = vec![self.sum()];
        while self.take(",") {
            parts.push(self.sum());
        }
        self.expect(")");
        parts
    }

    /// An amount or a rate, or a rate that is followed by `of` and what it is a share of.
    fn number(&mut self, word: &str) -> Formula {
        let number = share(word)
            .or_else(|| Fraction::parse(word))
            .unwrap_or_else(|| panic!("`{word}` is not a number in `{}`", self.text));
        if self.take("of") {
            Formula::Share(number, Box::new(self.part()))
        } else {
            Formula::Amount(number)
        }
    }
}

/// What a percentage such as `62.5%` says, or nothing if it is not one.
pub fn share(text: &str) -> Option<Fraction> {
    let hundredths = Fraction::parse(text.strip_suffix('%')?.trim())?;
    Some(hundredths * Fraction::new(1, 100))
}

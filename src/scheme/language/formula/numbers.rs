//! Reads `[numbers]`, and the numbers that formulas name.
//!
//! ```toml
//! [numbers.later_stays]
//! of = "ordinal"
//! counts = "covered_stays"
//! window = "year"
//! less = 1
//! at_most = 3
//! ```

use super::number::{Number, most_of};
use crate::claim::{Fact, FactValues, Vocabulary};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::schedule::named_fact;
use crate::scheme::language::schedule::read::read_ordinal;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Node, Span, list, nearest};
use crate::words;

/// Takes `of`, `less` and `at_most`, with the choices that the number of the stay needs.
fn read(reader: &mut Reader<Scope>) -> Read<Number> {
    let place = reader.value_span("of");
    let of = reader.required_like("of", "\"nights\"");
    let fact = of.and_then(|node| {
        let text = reader.scalar(&node, "of")?;
        numeric(text, node.span.clone(), reader.scope)
    });
    let ordinal = read_ordinal(reader, fact.as_ref().ok().map(std::slice::from_ref));
    let less = reader.optional_value::<i64>("less");
    let most_place = reader.value_span("at_most");
    let at_most = reader.optional_value::<i64>("at_most");
    let (fact, less, at_most) = (fact?, less?.unwrap_or(0), at_most?);
    if at_most == Some(0) {
        return Err(reader.error(most_place, words::rules::zero("at_most")));
    }
    let most = most_of(fact);
    if less >= most {
        return Err(reader.error(place, words::rules::number_never_counts(less)));
    }
    Ok(Number { fact, ordinal: ordinal?, less, most: at_most.unwrap_or(most).min(most) })
}

/// The fact of that name, which must be a number.
fn numeric(text: &str, span: Span, scope: &mut Scope) -> Read<Fact> {
    let fact = named_fact(text, span.clone(), scope)?;
    match scope.vocabulary.values(fact) {
        FactValues::From(_) => Ok(fact),
        FactValues::Words(_) => {
            let help = words::rules::names_here(numbers(scope.vocabulary, &[]));
            Err(scope.advise(span, words::rules::not_a_number(text), help))
        }
    }
}

/// The names of numbers: of the vocabulary, but for the number of the stay, and these.
fn numbers(vocabulary: &Vocabulary, own: &[String]) -> String {
    let counts =
        |fact| fact != Fact::Ordinal && matches!(vocabulary.values(fact), FactValues::From(_));
    let is_number = |name: &&str| vocabulary.fact(name).is_some_and(counts);
    let facts = vocabulary.fact_names().filter(is_number);
    list(own.iter().map(String::as_str).chain(facts))
}

impl Scope<'_> {
    /// What a name after `times` counts: a number of `[numbers]`, or a fact that is one.
    pub(super) fn number(&mut self, name: &str, span: Span) -> Read<Number> {
        if let Some((_, node)) = self.numbers.get(name).cloned() {
            return self.named_at(name, node, span, Scope::number_of);
        }
        match self.vocabulary.fact(name) {
            Some(Fact::Ordinal) => {
                let help = words::rules::write_it(
                    "[numbers] stay = { of = \"ordinal\", counts = \"covered_stays\", window = \"year\" }",
                );
                Err(self.advise(span, words::rules::ordinal_in_formula(), help))
            }
            Some(_) => {
                let fact = numeric(name, span, self)?;
                Ok(Number { fact, ordinal: None, less: 0, most: most_of(fact) })
            }
            None => {
                let own: Vec<String> = self.numbers.keys().cloned().collect();
                let facts = self.vocabulary.fact_names();
                let known = own.iter().map(String::as_str).chain(facts);
                let help = match nearest(name, known) {
                    Some(near) => words::rules::did_you_mean(near),
                    None => words::rules::names_here(numbers(self.vocabulary, &own)),
                };
                Err(self.advise(span, words::rules::not_a_number(name), help))
            }
        }
    }

    pub(crate) fn number_of(&mut self, _: &str, node: Node) -> Read<Number> {
        self.part(node, "numbers", read)
    }
}

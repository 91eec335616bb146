//! The words, numbers and signs that a formula is made of.

use crate::scheme::language::reader::{Read, Reports};
use crate::scheme::language::table::Span;
use crate::words;

/// Words, numbers and signs with their places. `text` stands in quotes at `span`, unless it is a
/// bare number.
pub(super) fn tokens(
    text: &str,
    span: &Span,
    scope: &mut impl Reports,
) -> Read<Vec<(String, Span)>> {
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
pub(super) fn in_formulas(c: char) -> bool {
    c.is_ascii_alphabetic() || "+-*/()%".contains(c)
}

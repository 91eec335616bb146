//! Amounts and counts as a case writes them.

use crate::diagnostic::Diagnostics;
use crate::money::Money;
use crate::scheme::{Book, Node, Read, Reader, Reports};
use crate::words;

/// An amount in the currency of the book.
pub(super) fn amount(
    book: &Book,
    node: &Node,
    key: &str,
    reader: &mut Reader<Diagnostics>,
) -> Read<Money> {
    let amount = book.vocabulary.currency.parse(reader.scalar(node, key)?);
    amount.map_err(|why| reader.error(node.span.clone(), why.sentence()))
}

/// A whole number of days, times or stays.
pub(super) fn count(node: &Node, key: &str, reader: &mut Reader<Diagnostics>) -> Read<i64> {
    const MOST: i64 = 100_000;
    let text = reader.scalar(node, key)?;
    let count = text.parse().ok().filter(|count| (0..=MOST).contains(count));
    count.ok_or_else(|| reader.error(node.span.clone(), words::rules::not_a_count(text, MOST)))
}

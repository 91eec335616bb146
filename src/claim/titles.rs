//! What a scheme calls the words that it declares for the whole of a book.

use std::collections::BTreeMap;

use crate::words::Sentence;

/// What a scheme calls its categories and lists, by their names; those without a title are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Titles {
    pub categories: BTreeMap<String, Sentence>,
    pub lists: BTreeMap<String, Sentence>,
}

//! How a fault is reported: to whom, where it is, and what the rules are called that it names.

use crate::words::{Lang, Sentence};

/// What is called with each fault.
pub(super) type Reporter<'t> = &'t mut (dyn FnMut(Sentence) + Send);

/// `where: what`, in every language.
pub(super) fn joined(at: &Sentence, why: &Sentence) -> Sentence {
    let text = |lang, between| format!("{}{between}{}", at.text(lang), why.text(lang));
    Sentence::new(text(Lang::English, ": "), text(Lang::Chinese, "："))
}

/// What people call rules of this hash.
pub(super) fn rules_name(hash: &str) -> &str {
    const DIGITS: usize = 12;
    hash.get(..DIGITS).unwrap_or(hash)
}

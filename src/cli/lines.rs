//! Lines for a person: one below another, and two parts of one.

use crate::words::{Lang, Sentence};

/// A line below another.
pub(super) fn indented(line: &Sentence) -> Sentence {
    let text = |lang| format!("  {}", line.text(lang));
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

/// Two parts of one line.
pub(super) fn beside(one: &Sentence, other: &Sentence) -> Sentence {
    let text = |lang, between| format!("{}{between}{}", one.text(lang), other.text(lang));
    Sentence::new(text(Lang::English, "; "), text(Lang::Chinese, "；"))
}

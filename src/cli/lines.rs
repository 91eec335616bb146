//! Lines for a person: one below another, two parts of one, and the mistakes of a file.

use crate::diagnostic::{Finding, Reviewed};
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

/// Every mistake of a file with its place, and what to do.
pub(super) fn mistakes(file: &Reviewed) -> Vec<Sentence> {
    let one = |finding: Finding| {
        let Finding { file, line, column, message, message_zh, help, help_zh, .. } = finding;
        let mistake = Sentence::new(
            format!("{file}:{line}:{column}: {message}"),
            format!("{file}:{line}:{column}: {message_zh}"),
        );
        match help.zip(help_zh) {
            Some((help, help_zh)) => beside(&mistake, &Sentence::new(help, help_zh)),
            None => mistake,
        }
    };
    file.findings().into_iter().map(one).collect()
}

//! One warning about rules that are right.

use crate::scheme::Span;
use crate::words::Sentence;

/// What is hardly meant, where, and a bill that shows it.
pub(super) struct Warning {
    pub span: Span,
    pub message: Sentence,
    pub help: Sentence,
    pub case: Option<String>,
}

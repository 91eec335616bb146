//! Patterns that facts and diagnosis codes meet.

use super::node::Node;

/// Patterns may be written as a text, a number or a list of them.
pub fn pattern_text(pattern: &Node) -> String {
    pattern.as_list().into_iter().map(Node::as_text).collect::<Vec<_>>().join(",")
}

pub fn pieces(codes: &Node) -> impl Iterator<Item = &str> {
    codes.as_text().split(',').map(str::trim)
}

/// `C16*` is any code that begins with `C16`.
pub fn is_code(pattern: &str, code: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => code.starts_with(beginning),
        None => code == pattern,
    }
}

/// `2`, `2-5` or `3+`.
pub fn is_in_range(number: i64, pattern: &str) -> bool {
    let read = |text: &str| -> i64 {
        text.trim().parse().unwrap_or_else(|_| panic!("`{pattern}` is not a pattern for numbers"))
    };
    if let Some(least) = pattern.strip_suffix('+') {
        return number >= read(least);
    }
    match pattern.split_once('-') {
        Some((least, most)) => read(least) <= number && number <= read(most),
        None => number == read(pattern),
    }
}

//! Tables in braces that run over several lines, or end in a comma: TOML 1.1 allows both, and programs that read
//! TOML 1.0 refuse the whole file.

use super::warning::Warning;
use crate::words::probes;

/// The first such table of a text that is TOML.
pub(super) fn over_lines(text: &str) -> Option<Warning> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let (mut at, mut last) = (0, ' ');
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let next = match c {
            '"' | '\'' => end_of_string(text, at, c),
            '#' => at + text.get(at..)?.find('\n').unwrap_or(text.len() - at),
            _ => at + c.len_utf8(),
        };
        let top = open.last().copied();
        match (c, top) {
            ('[' | '{', _) => open.push((c, at)),
            ('\n', Some(('{', place))) => return Some(warning(place)),
            ('}', Some(('{', place))) if last == ',' => return Some(warning(place)),
            (']' | '}', _) => drop(open.pop()),
            _ => {}
        }
        if !c.is_whitespace() && c != '#' {
            last = c;
        }
        at = next;
    }
    None
}

fn warning(place: usize) -> Warning {
    Warning {
        span: place..place + 1,
        message: probes::braces_over_lines(),
        help: probes::braces_over_lines_help(),
        case: None,
    }
}

/// Behind the string that begins at a quote.
fn end_of_string(text: &str, start: usize, quote: char) -> usize {
    let long: String = std::iter::repeat_n(quote, 3).collect();
    let is_long = text.get(start..).is_some_and(|rest| rest.starts_with(&long));
    let quotes = if is_long { long } else { quote.to_string() };
    let mut at = start + quotes.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with('\\') && quote == '"' {
            at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
        } else if rest.starts_with(&quotes) {
            return at + quotes.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

//! Patterns that facts and diagnosis codes meet.

use super::node::Node;

/// Patterns may be written as a text, a number or a list of them.
pub fn pattern_text(pattern: &Node) -> String {
    pattern.as_list().into_iter().map(Node::as_text).collect::<Vec<_>>().join(",")
}

pub fn pieces(codes: &Node) -> impl Iterator<Item = &str> {
    codes.as_text().split(',').map(str::trim)
}

/// `C16*` is any code that begins with `C16`; neither case nor dots behind a leading letter count.
pub fn is_code(pattern: &str, code: &str) -> bool {
    let code = plain(code);
    match pattern.strip_suffix('*') {
        Some(beginning) => code.starts_with(&plain(beginning)),
        None => code == plain(pattern),
    }
}

/// The codes in a cell: what is left between separators once Chinese letters are taken for blanks.
pub fn codes(cell: &str) -> Vec<String> {
    let narrow = |letter: char| match letter as u32 {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap(),
        _ => letter,
    };
    let parted = |letter: char| match letter {
        '|' | ';' | ',' | '+' | '*' => ' ',
        other if !other.is_ascii() => ' ',
        other => other,
    };
    let cell: String = cell.chars().map(narrow).map(parted).collect();
    cell.split(' ').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

fn plain(code: &str) -> String {
    let capitals = code.to_uppercase();
    let is_letter = capitals.starts_with(|first: char| first.is_alphabetic());
    if is_letter { capitals.replace('.', "") } else { capitals }
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

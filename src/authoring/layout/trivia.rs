//! Blanks, blank lines and comments: what TOML calls trivia.

/// What stands above a key or header: each comment on a line of its own, and at most one blank line after another.
/// `hoisted` are comments that come from within the value, and stand last.
pub(super) fn above(text: &str, hoisted: &[String]) -> String {
    let mut out = String::new();
    let mut is_blank = false;
    let (lines, _) = text.rsplit_once('\n').unwrap_or_default();
    let lines = if text.contains('\n') { Some(lines) } else { None };
    for one in lines.into_iter().flat_map(|lines| lines.split('\n')).map(str::trim) {
        if one.is_empty() {
            is_blank = true;
            continue;
        }
        if std::mem::take(&mut is_blank) {
            out.push('\n');
        }
        out += one;
        out.push('\n');
    }
    if is_blank {
        out.push('\n');
    }
    hoisted.iter().fold(out, |out, comment| out + comment + "\n")
}

/// A comment behind a value or header, as far behind it as it was, and one blank at least: authors line comments up.
pub(super) fn behind(text: &str) -> String {
    let Some(at) = text.find('#') else { return String::new() };
    let (gap, comment) = text.split_at(at);
    let gap = if gap.is_empty() || gap.contains(|c| c != ' ') { " " } else { gap };
    format!("{gap}{}", comment.trim_end())
}

/// The comments in what stands between the parts of a value.
pub(super) fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(str::trim).filter(|line| line.starts_with('#'))
}

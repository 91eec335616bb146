//! What is to be bold or slanted in a Chinese page is so: Markdown shows `**` and `*` as they stand where a full stop comes
//! before them and a Chinese word behind, and there is no blank between the two as in English.

use super::links::prose;
use super::{page, pages};

#[test]
fn what_is_bold_or_slanted_in_chinese_pages_begins_and_ends_there() {
    let mut faults = Vec::new();
    for path in pages().iter().filter(|path| path.starts_with("docs/zh/")) {
        let text = page(path);
        let lines = prose(&text).filter(|line| !is_emphasis_right(line));
        faults.extend(lines.map(|line| format!("{path}: {line}")));
    }
    assert!(faults.is_empty(), "put the stop outside the stars:\n{}", faults.join("\n"));
}

/// Whether the stars of a line open and close by the rules of CommonMark, in turn; that of an item of a list does neither.
fn is_emphasis_right(line: &str) -> bool {
    let text = line.trim_start();
    let text = text.strip_prefix("* ").unwrap_or(text).replace("\\*", "");
    let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let plain = plain.replace("**", "*");
    let parts: Vec<&str> = plain.split('*').collect();
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_sign = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let mut pairs = parts.windows(2).enumerate();
    parts.len() % 2 == 1
        && pairs.all(|(number, pair)| {
            let (before, behind) = (pair[0].chars().next_back(), pair[1].chars().next());
            let (inside, outside) =
                if number % 2 == 0 { (behind, before) } else { (before, behind) };
            !is_blank(inside) && (!is_sign(inside) || is_blank(outside) || is_sign(outside))
        })
}

#[test]
fn a_stop_inside_is_found() {
    let right = [
        "**住院**：一次",
        "须**不**扣除",
        "（**住院。**）",
        "一**期**",
        "`a ** b` 和 c",
        "* *住院*：张\\*",
    ];
    assert!(right.into_iter().all(is_emphasis_right));
    let wrong = ["**住院。**一次", "出处。**", "写**`a`**的", "** 住院**", "* *住院。*一次"];
    assert!(!wrong.into_iter().any(is_emphasis_right));
}

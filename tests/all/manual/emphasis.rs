//! What is to be bold in a Chinese page is bold: Markdown shows `**` as it stands where a full stop comes before it and a
//! Chinese word behind it, and there is no blank between the two as in English.

use super::links::prose;
use super::{page, pages};

#[test]
fn what_is_bold_in_chinese_pages_begins_and_ends_there() {
    let mut faults = Vec::new();
    for path in pages().iter().filter(|path| path.starts_with("docs/zh/")) {
        let text = page(path);
        let lines = prose(&text).filter(|line| !is_bold_right(line));
        faults.extend(lines.map(|line| format!("{path}: {line}")));
    }
    assert!(faults.is_empty(), "put the stop outside the `**`:\n{}", faults.join("\n"));
}

/// Whether each `**` of a line opens or closes by the rules of CommonMark, in turn.
fn is_bold_right(line: &str) -> bool {
    let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let parts: Vec<&str> = plain.split("**").collect();
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
    let right = ["**住院**：一次", "须**不**扣除", "（**住院。**）", "一**期**", "`a ** b` 和 c"];
    assert!(right.into_iter().all(is_bold_right));
    let wrong = ["**住院。**一次", "出处。**", "写**`a`**的", "** 住院**"];
    assert!(!wrong.into_iter().any(is_bold_right));
}

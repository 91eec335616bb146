//! Pages use the words of the glossary, and none that it rules out.

use super::links::prose;
use super::{page, pages};

/// The words of the last column of the glossary's tables.
fn ruled_out() -> Vec<String> {
    let glossary = page("docs/glossary.md");
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = glossary.lines().filter(|row| row.starts_with('|')).map(cells);
    let last = rows.filter(|row| row.len() == 6).map(|row| row[4].clone());
    let last = last.filter(|cell| cell != "not" && !cell.starts_with("---"));
    last.flat_map(|cell| cell.split(" · ").map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a text holds a word: one of letters between spaces as a whole word, a Chinese one anywhere.
fn holds(text: &str, word: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !word.is_ascii() || is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    })
}

#[test]
fn pages_hold_no_word_that_the_glossary_rules_out() {
    let words = ruled_out();
    assert!(words.len() > 20, "the words are found: {words:?}");
    let mut faults = Vec::new();
    // The glossary lists the words, the changes are of their time, and contributors read the code's own first sentences.
    let excused = ["docs/glossary.md", "CHANGELOG.md", "CONTRIBUTING.md"];
    for path in pages().iter().filter(|path| !excused.contains(&path.as_str())) {
        for line in prose(&page(path)) {
            let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
            let plain = plain.to_lowercase();
            let found = words.iter().filter(|word| holds(&plain, word));
            faults.extend(found.map(|word| format!("{path}: {word}: {line}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

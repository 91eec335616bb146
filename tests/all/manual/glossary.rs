//! Pages use the words of the glossary, and none that it rules out.

use super::links::prose;
use super::{page, pages};
use crate::glossary::{banned, holds};

/// The glossary lists the words, the changes are of their time, and contributors read the code's own first sentences.
const EXCUSED_PAGES: [&str; 3] = ["docs/glossary.md", "CHANGELOG.md", "CONTRIBUTING.md"];
/// Ruled out as a column's name; in a text it is everyday English.
const EXCUSED_WORDS: [&str; 1] = ["goes on"];

#[test]
fn pages_hold_no_word_that_the_glossary_rules_out() {
    let mut words = banned(&page("docs/glossary.md"));
    words.retain(|word| !EXCUSED_WORDS.contains(&word.as_str()));
    let mut faults = Vec::new();
    for path in pages().iter().filter(|path| !EXCUSED_PAGES.contains(&path.as_str())) {
        for line in prose(&page(path)) {
            let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
            let plain = plain.to_lowercase();
            let found = words.iter().filter(|word| holds(&plain, word));
            faults.extend(found.map(|word| format!("{path}: {word}: {line}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! One word for one thing: no sentence of `src/words/` holds a word that `docs/glossary.md` rules out.

use std::fs;
use std::path::{Path, PathBuf};

/// What the glossary heads its tables with.
const HEAD: &str = "| English | 中文 | FHIR / X12 | not |";

#[test]
fn no_sentence_holds_a_word_that_the_glossary_rules_out() {
    let banned = banned(&fs::read_to_string("docs/glossary.md").unwrap());
    assert!(banned.len() > 40, "the glossary rules out {} words only", banned.len());
    let mut faults = String::new();
    for path in sources(Path::new("src/words")) {
        let text = fs::read_to_string(&path).unwrap();
        faults += &found(&path.display().to_string(), &text, &banned);
    }
    assert_eq!(faults, "");
}

#[test]
fn a_planted_word_is_found() {
    let glossary = format!(
        "{HEAD}\n|---|---|---|---|\n| member | 会员 | Patient | nobody · let stand |\n| returned | 退票 | - | 退回 |\n\n\
         | English | 中文 |\n|---|---|\n| other | 其他 | - | free |\n"
    );
    let banned = banned(&glossary);
    assert_eq!(banned, ["nobody", "let stand", "退回"]);
    let planted = r##"
sentences! {
    // nobody: a comment is for programmers
    plain()          "free, and busybody" "退票"
    nobody(nobody)   "`nobody` and {nobody} are no words" "款项退回"
    stands(told)     "Nobody is \"let stand\"" "无"
}
const CODES: [(&str, &str); 1] = [("nobody", "无")];
#[cfg(test)]
mod tests { fn one() { assert!("nobody".is_empty()) } }
"##;
    assert_eq!(
        found("planted.rs", planted, &banned),
        "planted.rs:5: 退回: 款项退回\nplanted.rs:6: nobody: Nobody is \"let stand\"\n\
         planted.rs:6: let stand: Nobody is \"let stand\"\n"
    );
}

/// The words of the last column, in all tables with the four columns.
pub(crate) fn banned(glossary: &str) -> Vec<String> {
    let mut banned = Vec::new();
    let mut is_table = false;
    for line in glossary.lines() {
        is_table = line == HEAD || (is_table && line.starts_with('|'));
        if is_table && line != HEAD && !line.starts_with("|---") {
            let cell = line.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
            let words = cell.split('·').map(str::trim).filter(|word| !word.is_empty());
            banned.extend(words.map(str::to_owned));
        }
    }
    banned
}

/// One line for each banned word in a text literal of Rust code: place, word and sentence.
fn found(file: &str, code: &str, banned: &[String]) -> String {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut faults = String::new();
    for (at, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for sentence in literals(line) {
            let words = plain(&sentence);
            for word in banned.iter().filter(|word| holds(&words, word)) {
                faults += &format!("{file}:{}: {word}: {sentence}\n", at + 1);
            }
        }
    }
    faults
}

/// The text literals of a line. In tables of codes, a word in small letters is a code, and no sentence.
fn literals(line: &str) -> Vec<String> {
    let is_table = ["(", "\"", "const "].iter().any(|begins| line.trim_start().starts_with(begins));
    let is_code = |text: &str| is_table && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let unescaped = line.replace("\\\"", "\u{1}");
    let inside = unescaped.split('"').skip(1).step_by(2);
    inside.filter(|text| !is_code(text)).map(|text| text.replace('\u{1}', "\"")).collect()
}

/// A sentence without what it quotes: commands and columns in backticks, and places to fill in. 款项 is a word of its own: 拨付款项
/// holds no 付款.
fn plain(sentence: &str) -> String {
    let text: String = sentence.split('`').step_by(2).collect::<Vec<_>>().join(" ` ");
    let mut text = text.replace("款项", " 款项 ");
    while let Some((before, rest)) = text.split_once('{') {
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        text = format!("{before} {after}");
    }
    text.to_lowercase()
}

/// Whether a sentence holds a word: an English one as a whole word, a Chinese one anywhere.
pub(crate) fn holds(sentence: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    if !word.is_ascii() {
        return sentence.contains(&word);
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sentence.match_indices(&word).any(|(at, _)| {
        !sentence[..at].ends_with(is_letter) && !sentence[at + word.len()..].starts_with(is_letter)
    })
}

/// Every file of a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

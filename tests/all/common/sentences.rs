//! The sentences of `src/words/`, read from their source: galleries show every one of them.

use std::fs;
use std::path::Path;

use huzhu::words::{Lang, Sentence};

/// The English and Chinese of every sentence of a file of `src/words/`, by name.
pub fn of(file: &str) -> Vec<(String, Sentence)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    for (at, _) in text.match_indices("\n    ") {
        let line = &text[at + 5..];
        let name: String = line
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || matches!(c, '_' | '0'..='9'))
            .collect();
        if !name.is_empty() && line[name.len()..].starts_with('(') {
            let (english, rest) = literal(&line[name.len()..]);
            let (chinese, _) = literal(rest);
            found.push((name, Sentence::new(english, chinese)));
        }
    }
    found
}

/// The first string literal of a Rust text, and what follows it.
fn literal(text: &str) -> (String, &str) {
    let start = text.find('"').expect("a sentence has two wordings") + 1;
    let (mut literal, mut escaped) = (String::new(), false);
    for (at, c) in text[start..].char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return (literal, &text[start + at + 1..]),
            c => {
                literal.push(c);
                escaped = false;
            }
        }
    }
    panic!("a literal has an end");
}

/// Whether a text is a template with its words filled in.
pub fn fills(template: &str, text: &str) -> bool {
    let plain = template.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let parts = plain.split('{').enumerate().map(|(at, part)| match (at, part.split_once('}')) {
        (0, _) | (_, None) => part,
        (_, Some((_, after))) => after,
    });
    let parts: Vec<String> = parts.map(|p| p.replace('\u{1}', "{").replace('\u{2}', "}")).collect();
    let Some(mut rest) = text.strip_prefix(&parts[0]) else { return false };
    if parts.len() == 1 {
        return rest.is_empty();
    }
    for part in &parts[1..parts.len() - 1] {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(&parts[parts.len() - 1])
}

/// Whether both wordings of a sentence, filled in, are these.
pub fn says(sentence: &Sentence, english: &str, chinese: &str) -> bool {
    fills(sentence.text(Lang::English), english) && fills(sentence.text(Lang::Chinese), chinese)
}

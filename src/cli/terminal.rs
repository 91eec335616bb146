//! All output to a terminal goes through here. Sentences quote texts from outside: ids, authors, names of
//! columns and files. These must not move the cursor, colour what follows, or reverse the direction of letters.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Exit;
use crate::words::{Lang, Sentence, help_text, program, system};

/// Writes one sentence to stderr, behind the name of the program.
pub(super) fn say(sentence: &Sentence, lang: Lang) {
    tell(&format!("huzhu: {}", one_line(sentence, lang)));
}

/// Writes one sentence to stderr, about what was done.
pub(super) fn tell_line(sentence: &Sentence, lang: Lang) {
    tell(&one_line(sentence, lang));
}

/// Writes text to stderr. A failure to write changes nothing: the exit code carries the outcome too.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(shown(text).as_bytes());
}

/// Writes data to stdout, and returns whether that worked; prints why where it did not. A reader that
/// closed the pipe is no failure.
pub(super) fn print(text: &str, lang: Lang) -> bool {
    let mut out = io::stdout().lock();
    match out.write_all(shown(text).as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            say(&program::output_not_writable(system(&why)), lang);
            false
        }
        _ => true,
    }
}

/// Prints the help or the version.
pub(super) fn help(error: &clap::Error, lang: Lang) -> Exit {
    let text = help_text(error.render().to_string(), lang);
    let asked = !error.use_stderr();
    match asked {
        // A closed pipe is no reason to fail, nor a full disk.
        true => drop(io::stdout().lock().write_all(shown(&text).as_bytes())),
        false => tell(&text),
    }
    if asked { Exit::Done } else { Exit::Misused }
}

/// A sentence on one line: line ends in what it quotes are escaped.
pub(super) fn one_line(sentence: &Sentence, lang: Lang) -> String {
    escaped(sentence.text(lang), |c| c == '\n' || is_control(c)).into_owned() + "\n"
}

/// A text that is safe on a terminal. Other characters are written as JSON escapes: the meaning of JSON text
/// stays the same, since it holds such characters in strings only.
fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, is_control)
}

fn escaped(text: &str, must: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&must) {
        return Cow::Borrowed(text); // Nearly every text.
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match must(c) {
            true => shown += &format!("\\u{:04x}", u32::from(c)),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character controls a terminal (all but line ends and tabs, which our own lines need), or reverses
/// the direction of letters.
fn is_control(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n' && c != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_colours_or_turns_letters_round_is_seen() {
        for (text, seen) in [
            ("a\u{1b}[31mb", "a\\u001b[31mb"),
            ("\u{7}\r\u{7f}\u{0}", "\\u0007\\u000d\\u007f\\u0000"),
            ("\u{9b}31m", "\\u009b31m"),
            ("\u{202e}991\u{2069}", "\\u202e991\\u2069"),
            ("互助\tone\ntwo", "互助\tone\ntwo"),
        ] {
            assert_eq!(shown(text), seen, "{text:?}");
        }
        let forged = Sentence::new("by `Wu\n2: Li`".to_owned(), "“Wu\n2: Li”".to_owned());
        assert_eq!(one_line(&forged, Lang::English), "by `Wu\\u000a2: Li`\n");
        assert_eq!(one_line(&forged, Lang::Chinese), "“Wu\\u000a2: Li”\n");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_is_shown_and_all_else_is_as_it_was(text in "(?s).{0,40}") {
            let seen = shown(&text);
            proptest::prop_assert!(!seen.chars().any(is_control));
            let plain: String = text.chars().filter(|c| !is_control(*c)).collect();
            proptest::prop_assert_eq!(shown(&plain), plain.as_str());
        }

        /// JSON keeps its meaning.
        #[test]
        fn json_that_is_shown_says_what_it_said(text in "(?s).{0,40}", more in "[\\x7f-\\u{9f}\\u{2028}-\\u{206f}]{0,9}") {
            let value = serde_json::json!({ text.clone() + &more: [more, text] });
            let json = serde_json::to_string_pretty(&value).unwrap();
            let again: serde_json::Value = serde_json::from_str(&shown(&json)).unwrap();
            proptest::prop_assert_eq!(again, value);
        }
    }
}

//! The name of a person who acts, read once: what looks like one name is one name.
//!
//! A person who prepares, releases or agrees writes a name, and two of them have to be two people. So a name is
//! without blanks around it and with one between its words, without invisible characters, and of one
//! width: `ｚｈａｏ`, ` Zhao ` and `zh\u{200b}ao` are the person `Zhao`. Letters stay as they were written, and
//! are compared without their case.

use std::fmt;
use std::ops::Deref;

use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::input_error::InputError;

/// The name of a person, with at least one letter or digit, in one line.
///
/// ```
/// use huzhu::ledger::Name;
///
/// let name = Name::new(" Ｚｈａｏ　 Min ").unwrap();
/// assert_eq!(&*name, "Zhao Min");
/// assert!(name.is_same_person(&Name::new("ZHAO\u{200b} MIN").unwrap()));
/// assert!(Name::new("\u{3000}\u{200b}").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name(String);

impl Name {
    /// A name as a person writes it.
    ///
    /// # Errors
    ///
    /// When nothing of it is a letter or a digit, or it has a line break or another control character.
    pub fn new(text: &str) -> Result<Name, InputError> {
        one_line(text)?;
        let name = Name::kept(text);
        let says_who = name.chars().any(char::is_alphanumeric);
        if says_who { Ok(name) } else { Err(InputError::NoAuthor) }
    }

    /// A name as a ledger keeps it. An older one took whatever was written: what breaks a line or is not
    /// seen is left out.
    pub fn kept(text: &str) -> Name {
        let seen = text.nfkc().map(|c| if c.is_control() { ' ' } else { c });
        let seen: String = seen.filter(|c| !is_unseen(*c)).collect();
        Name(seen.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Whether both are the name of one person.
    pub fn is_same_person(&self, other: &Name) -> bool {
        self.folded() == other.folded()
    }

    /// Without case: by way of capitals, so that `ß` is `SS` and `ς` is `σ`.
    pub(crate) fn folded(&self) -> String {
        self.0.to_uppercase().to_lowercase().nfkc().collect()
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ToSql for Name {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// Why something was done, as a person writes it: in one line, without blanks around it and characters that
/// no reader sees.
///
/// # Errors
///
/// When it has a line break or another control character.
pub fn reason_of(text: &str) -> Result<String, InputError> {
    one_line(text)?;
    Ok(reason_kept(text.trim()))
}

/// A reason as a ledger keeps it: an older one took whatever was written.
pub(crate) fn reason_kept(text: &str) -> String {
    let seen = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    seen.filter(|c| !is_unseen(*c)).collect::<String>().trim().to_owned()
}

/// Makes sure that a text forges no line of a list, and no colour of a terminal.
fn one_line(text: &str) -> Result<(), InputError> {
    let breaks = |c: &char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let found = text.trim().chars().find(breaks);
    found.map_or(Ok(()), |character| Err(InputError::ControlCharacter { character }))
}

/// Whether a character is not seen, and is no blank either: of no width, of direction, of the form of the
/// one before, or a filler (what Unicode calls default ignorable, with the breaks of lines and the empty
/// cell of Braille).
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(one: &str, other: &str) -> bool {
        Name::new(one).unwrap().is_same_person(&Name::new(other).unwrap())
    }

    #[test]
    fn a_name_is_the_same_in_whatever_way_it_is_written() {
        for other in [
            "Zhao",
            " zhao ",
            "ZHAO",
            "ｚｈａｏ",
            "Ｚｈａｏ　",
            "zh\u{200b}ao",
            "\u{feff}zhao",
            "z\u{2060}hao",
        ] {
            assert!(same("Zhao", other), "{other:?}");
        }
        assert!(
            same("王芳", "王\u{fe00}芳") && same("Li  Na", "li\u{3000}na") && same("é", "e\u{301}")
        );
        assert!(same("STRASSE", "straße"));
        for (one, other) in [("Zhao", "Zhou"), ("Li Na", "LiNa"), ("王芳", "王方"), ("li1", "li2")]
        {
            assert!(!same(one, other), "{one} {other}");
        }
        // Case is kept.
        assert_eq!(&*Name::new("\u{3000}Ｌｉ  Na\u{200b} ").unwrap(), "Li Na");
    }

    #[test]
    fn what_names_no_person_is_no_name() {
        for text in
            ["", " ", "\u{3000}", "\u{200b}", "\u{200b} \u{feff}", "\u{3164}", "-", "．", "\n"]
        {
            assert_eq!(Name::new(text), Err(InputError::NoAuthor), "{text:?}");
        }
        for (text, character, code) in [
            ("Li\nrun 9", '\n', "U+000A"),
            ("Li\u{2028}x", '\u{2028}', "U+2028"),
            ("\u{1b}[31mLi", '\u{1b}', "U+001B"),
        ] {
            let why = InputError::ControlCharacter { character };
            assert!(why.to_string().contains(code), "{why}");
            assert_eq!(Name::new(text), Err(why.clone()), "{text:?}");
            assert_eq!(reason_of(text), Err(why), "{text:?}");
        }
        assert_eq!(reason_of(" 申诉（７）\u{200b}\n"), Ok("申诉（７）".to_owned()));
    }

    #[test]
    fn what_an_older_ledger_kept_breaks_no_line() {
        assert_eq!(&*Name::kept("Li\nrun 9, by Wu"), "Li run 9, by Wu");
        assert_eq!(&*Name::kept("\u{1b}[31mLi"), "[31mLi");
        assert_eq!(&*Name::kept(""), "");
        assert_eq!(reason_kept("appeal\nrun 9"), "appeal run 9");
    }

    proptest! {
        #[test]
        fn a_name_is_in_one_line_and_is_read_again_as_it_was_kept(text in "\\PC{0,12}|.{0,12}") {
            if let Ok(name) = Name::new(&text) {
                prop_assert!(name.chars().all(|c| !c.is_control() && !is_unseen(c)));
                prop_assert_eq!(Name::new(&name), Ok(name));
            }
        }

        #[test]
        fn what_is_not_seen_makes_no_other_person(
            letters in prop::collection::vec("[a-zA-Z\u{ff21}-\u{ff3a}\u{4e00}-\u{4e20}]", 1..8),
            between in prop::collection::vec("[\u{200b}-\u{200f}\u{2060}\u{feff}\u{ad}]{0,2}", 8),
        ) {
            let plain = letters.concat();
            let mixed = letters.iter().zip(&between).map(|(one, other)| format!("{one}{other}"));
            let mixed = format!(" {}\u{3000}", mixed.collect::<String>());
            prop_assert!(same(&plain, &mixed));
            prop_assert!(same(&plain.to_uppercase(), &mixed.to_lowercase()));
        }
    }
}

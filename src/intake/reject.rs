//! Faults of rows, as they are reported: without naming a person.

use crate::claim::Fault;
use crate::words::{Lang, Sentence};

/// One fault of one row: a row of rejects.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file, without folder.
    pub file: String,
    /// The line on which the row begins, the header being on the first.
    pub line: u64,
    /// The column; empty where the whole row is meant.
    pub column: String,
    /// What it held; what could name a person is masked.
    pub value: String,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: Sentence,
}

/// Columns whose values name a person or an illness.
const PRIVATE: [&str; 9] = [
    "member_id",
    "bill_id",
    "takes_back",
    "stay_id",
    "household_id",
    "household_income",
    "birth_date",
    "name",
    "diagnosis",
];
/// More of a value than this is not shown.
const MOST_SHOWN: usize = 40;
/// As many digits, of any width and however grouped, are taken for an identity number.
const ID_DIGITS: usize = 15;

impl Reject {
    pub(super) fn new(file: &str, line: u64, fault: Fault) -> Reject {
        let Fault { column, value, code, sentence } = fault;
        let shown = shown(&column, &value);
        let sentence = if shown == value { sentence } else { replace(&sentence, &value, &shown) };
        Reject { file: file.to_owned(), line, column, value: shown, code, sentence }
    }

    /// The same with more said behind its sentence.
    #[must_use]
    pub(super) fn with(mut self, more: Sentence) -> Reject {
        let text = |lang, open: &str, close: &str| {
            format!("{}{open}{}{close}", self.sentence.text(lang), more.text(lang))
        };
        let chinese = text(Lang::Chinese, "（", "）");
        self.sentence = Sentence::new(text(Lang::English, " (", ")"), chinese);
        self
    }
}

/// A value as it may be shown.
fn shown(column: &str, value: &str) -> String {
    match column {
        "name" | "diagnosis" | "household_income" if !value.is_empty() => "***".to_owned(),
        _ if PRIVATE.contains(&column) || has_id(value) => mask(value),
        _ if value.chars().count() > MOST_SHOWN => {
            value.chars().take(MOST_SHOWN).chain(['…']).collect()
        }
        _ => value.to_owned(),
    }
}

fn has_id(value: &str) -> bool {
    value.chars().filter(|c| c.is_numeric()).count() >= ID_DIGITS
}

/// Sentences quote values in backticks; the same letters elsewhere are words.
fn replace(sentence: &Sentence, value: &str, shown: &str) -> Sentence {
    let (value, shown) = (format!("`{value}`"), format!("`{shown}`"));
    let text = |lang| sentence.text(lang).replace(&value, &shown);
    Sentence::new(text(Lang::English), text(Lang::Chinese))
}

/// An id of which only the first three and the last two characters are shown; of one shorter than
/// ten, only the first.
///
/// ```
/// use huzhu::intake::mask;
///
/// assert_eq!(mask("990000198001010018"), "990***18");
/// assert_eq!(mask("A12345"), "A***");
/// assert_eq!(mask(""), "");
/// ```
pub fn mask(id: &str) -> String {
    let characters: Vec<char> = id.chars().collect();
    match characters.len() {
        0 => String::new(),
        1..=9 => format!("{}***", characters[0]),
        all => {
            let (head, tail) = (&characters[..3], &characters[all - 2..]);
            head.iter().chain(&['*'; 3]).chain(tail).collect()
        }
    }
}

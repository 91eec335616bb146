//! Every sentence a person reads, in English and Chinese side by side.
//!
//! Lower case, no full stop, the reader's own words in backticks. `docs/glossary.md` has the word for each thing,
//! and a test keeps to it. One file for each readership: `rules` for authors of rule files, `data` for senders of
//! bills, `tables` for who hands them over in memory, `probes` for authors whose rules are right and perhaps not meant, `coverage` and `mutations` for authors of cases, `decisions` for people who ask why, `notices` for members, `publication` for who reads a board, `fhir` for other systems, `program` and `help` for
//! users of the program, `disallowed` for adjusters, `changes`, `what_if`, `pasted`, `find` and `window` for those at a window, `ledger`, `payments`, `banks`, `pends`, `owed`, `duties`, `acts`,
//! `contents`, `again`, `receipts`, `statistics` `access`, `privacy` and `pseudonyms` for the office, `log_in` for who comes to a window, `looks` for who audits it, `night` for its operator, `replay` for analysts of
//! other rules, `report` and `choices` for their committee.

use std::fmt;

macro_rules! sentences {
    ($($name:ident($($word:ident),*) $english:literal $chinese:literal)*) => {$(
        #[doc = $english]
        pub(crate) fn $name($($word: impl std::fmt::Display),*) -> crate::words::Sentence {
            crate::words::Sentence::new(format!($english), format!($chinese))
        }
    )*};
}

pub(crate) mod access;
pub(crate) mod acts;
pub(crate) mod again;
pub(crate) mod authoring;
pub(crate) mod banks;
mod capitals;
pub(crate) mod changes;
pub(crate) mod choices;
pub(crate) mod claims;
mod codes;
mod contents;
pub(crate) mod coverage;
pub(crate) mod data;
pub(crate) mod decisions;
pub(crate) mod disallowed;
pub(crate) mod duties;
pub(crate) mod fhir;
pub(crate) mod find;
mod help;
pub(crate) mod ledger;
pub(crate) mod log_in;
pub(crate) mod looks;
pub(crate) mod mutations;
pub(crate) mod names;
pub(crate) mod night;
pub(crate) mod notices;
pub(crate) mod office_files;
pub(crate) mod owed;
pub(crate) mod pasted;
pub(crate) mod payees;
pub(crate) mod payments;
pub(crate) mod pends;
pub(crate) mod privacy;
pub(crate) mod probes;
pub(crate) mod program;
pub(crate) mod provisions;
pub(crate) mod pseudonyms;
pub(crate) mod publication;
pub(crate) mod receipts;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod statistics;
#[cfg(feature = "arrow")]
pub(crate) mod tables;
pub(crate) mod terms;
mod system;
pub(crate) mod toml;
pub(crate) mod values;
pub(crate) mod what_if;
pub(crate) mod window;

pub use capitals::capitals;
pub(crate) use codes::{causes, codes};
pub(crate) use contents::content;
pub(crate) use help::help_text;
#[cfg(feature = "office")]
pub(crate) use system::database;
pub(crate) use system::system;

/// The language a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

/// One sentence, or one title, in every [`Lang`]. `{}` writes it in English and `{:#}` in Chinese, so that the
/// Chinese wording of another sentence can quote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sentence {
    english: String,
    chinese: String,
}

impl Sentence {
    /// Both wordings of one sentence.
    ///
    /// ```
    /// use huzhu::words::{Lang, Sentence};
    ///
    /// let benefit = Sentence::new("benefit".to_owned(), "互助金".to_owned());
    /// assert_eq!(benefit.text(Lang::Chinese), "互助金");
    /// ```
    pub fn new(english: String, chinese: String) -> Sentence {
        Sentence { english, chinese }
    }

    /// The sentence in one language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::English => &self.english,
            Lang::Chinese => &self.chinese,
        }
    }

    /// The sentence that names something by this title, in each language by the title of that language.
    pub(crate) fn in_both(&self, sentence: impl Fn(&str) -> Sentence) -> Sentence {
        let text = |lang| sentence(self.text(lang)).text(lang).to_owned();
        Sentence::new(text(Lang::English), text(Lang::Chinese))
    }

    /// Several sentences as one list: `a, b` in English, `a、b` in Chinese.
    pub fn list(parts: &[Sentence]) -> Sentence {
        let joined = |lang, between: &str| {
            parts.iter().map(|part| part.text(lang)).collect::<Vec<_>>().join(between)
        };
        Sentence::new(joined(Lang::English, ", "), joined(Lang::Chinese, "、"))
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if f.alternate() { &self.chinese } else { &self.english })
    }
}

impl std::error::Error for Sentence {}

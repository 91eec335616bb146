//! Every sentence a person reads, in English and Chinese side by side.
//!
//! Lower case, no full stop, the reader's own words in backticks. One file a readership:
//! [`rules`] for who writes rule files, [`data`] for who sends bills, [`decisions`] for who
//! asks why, [`notices`] for who is handed a notice, [`program`] for who runs the program, [`replay`] for who
//! asks what other rules would pay, [`report`] for the committee that is shown the answer, [`acts`] for who acts by
//! hand.

use std::fmt;

macro_rules! sentences {
    ($($name:ident($($word:ident),*) $english:literal $chinese:literal)*) => {$(
        #[doc = $english]
        pub fn $name($($word: impl std::fmt::Display),*) -> crate::words::Sentence {
            crate::words::Sentence::new(format!($english), format!($chinese))
        }
    )*};
}

pub mod acts;
mod capitals;
mod codes;
pub mod data;
pub mod decisions;
pub mod ledger;
pub mod notices;
pub mod payments;
pub mod program;
pub mod replay;
pub mod report;
pub mod rules;
mod system;

pub use capitals::capitals;
pub use codes::{causes, codes};
#[cfg(feature = "office")]
pub(crate) use system::database;
pub use system::system;

/// The language a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

/// One sentence, or one title, in every [`Lang`]. As an error, it speaks English; written with `{:#}`, Chinese, so
/// that the Chinese wording of another sentence can quote it.
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

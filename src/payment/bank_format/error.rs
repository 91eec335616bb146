//! Why a bank format cannot be used.

use std::fmt;
use std::path::PathBuf;

use crate::diagnostic::Reviewed;
use crate::scheme::quoted_list;
use crate::words::{Lang, Sentence, banks as words};

/// Why a bank format cannot be used. Written, it is the English sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The file has mistakes.
    Mistakes(Box<Reviewed>),
    /// The file has no such bank.
    Unknown {
        /// The file.
        path: PathBuf,
        /// The bank.
        bank: String,
        /// The banks that it has.
        known: Vec<String>,
    },
}

impl FormatError {
    /// The whole sentence: of mistakes each with its place, as it is rendered.
    pub fn sentence(&self) -> Sentence {
        match self {
            FormatError::Mistakes(file) => {
                Sentence::new(file.render(Lang::English), file.render(Lang::Chinese))
            }
            FormatError::Unknown { path, bank, known } if known.is_empty() => {
                words::unknown_bank(path.display(), bank)
            }
            FormatError::Unknown { path, bank, known } => {
                let known = quoted_list(known.iter().map(String::as_str));
                words::not_that_bank(path.display(), bank, known)
            }
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

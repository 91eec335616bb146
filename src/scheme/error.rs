//! Why there is no rule book.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Reviewed;
use crate::words::{self, Lang, Sentence};

/// Why there is no rule book.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::scheme::{Book, BookError, FileError};
///
/// let why = Book::load(Path::new("rules/atlantis")).unwrap_err();
/// assert!(matches!(why, BookError::File(FileError::Unreadable { .. })));
/// ```
#[derive(Clone, Debug, thiserror::Error)]
pub enum BookError {
    /// A file or folder cannot be used.
    File(#[from] FileError),
    /// The rules have mistakes.
    Rules(Vec<Reviewed>),
}

/// Why a file or folder of rules cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not let it be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: Arc<io::Error>,
    },
    /// It holds no rules.
    NoRules {
        /// Which.
        path: PathBuf,
    },
    /// It is larger than any rule file is.
    TooBig {
        /// Which.
        path: PathBuf,
        /// The most bytes.
        most: u64,
    },
    /// It is not text.
    NotUtf8 {
        /// Which.
        path: PathBuf,
    },
}

impl BookError {
    /// All that is wrong, as a person reads it.
    pub fn render(&self, lang: Lang) -> String {
        match self {
            BookError::File(why) => format!("{}\n", why.sentence().text(lang)),
            BookError::Rules(files) => files.iter().map(|file| file.render(lang)).collect(),
        }
    }

    /// The same in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            BookError::File(why) => why.sentence(),
            BookError::Rules(_) => {
                Sentence::new(self.render(Lang::English), self.render(Lang::Chinese))
            }
        }
    }
}

impl FileError {
    /// What is wrong with which file.
    pub fn sentence(&self) -> Sentence {
        match self {
            FileError::Unreadable { path, why } => {
                words::rules::unreadable(path.display(), words::system(why))
            }
            FileError::NoRules { path } => words::rules::no_rules(path.display()),
            FileError::TooBig { path, most } => words::rules::too_big(path.display(), most),
            FileError::NotUtf8 { path } => words::rules::not_utf8(path.display()),
        }
    }
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

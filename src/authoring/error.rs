//! Why a file is not laid out, or no folder begun.

use std::path::PathBuf;
use std::{fmt, io};

use crate::diagnostic::Reviewed;
use crate::words::{Sentence, authoring, system, toml};

/// Why a file is not laid out, or no folder begun. Written, it is the English sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuthoringError {
    /// The file is not TOML.
    NotToml(Box<Reviewed>),
    /// The reader of rules takes the file, and what writes it again does not.
    NotWritten {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file or folder cannot be written.
    Unwritable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// Something is there already.
    InTheWay {
        /// Where.
        path: PathBuf,
    },
    /// A path that ends in no name.
    NoName {
        /// What was given.
        path: PathBuf,
    },
}

impl AuthoringError {
    /// The sentence, in every language; of a file that is not TOML, all of its mistakes.
    pub fn sentence(&self) -> Sentence {
        use crate::words::Lang::{Chinese, English};
        match self {
            AuthoringError::NotToml(file) => {
                Sentence::new(file.render(English), file.render(Chinese))
            }
            AuthoringError::NotWritten { path, why } => {
                authoring::not_written(path.display(), toml::not_toml_as(why))
            }
            AuthoringError::Unwritable { path, why } => {
                authoring::unwritable(path.display(), system(why))
            }
            AuthoringError::InTheWay { path } => authoring::in_the_way(path.display()),
            AuthoringError::NoName { path } => authoring::no_name(path.display()),
        }
    }
}

impl fmt::Display for AuthoringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

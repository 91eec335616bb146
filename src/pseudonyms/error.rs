//! Why no files with pseudonyms were written.

use std::path::PathBuf;
use std::{fmt, io};

use crate::intake::IntakeError;
use crate::output::OutputError;
use crate::words::{Sentence, pseudonyms as words, system};

/// Why no files with pseudonyms were written. Nothing of them is visible then.
#[derive(Debug, thiserror::Error)]
pub enum PseudonymError {
    /// The key cannot be read or written.
    Key {
        /// Its file.
        path: PathBuf,
        /// Why.
        #[source]
        why: io::Error,
    },
    /// The key is so short that it can be guessed.
    KeyTooShort(PathBuf),
    /// Others than its owner may read the key.
    KeyOfOthers(PathBuf),
    /// The key lies in the folder that is handed on.
    KeyAmongOutputs(PathBuf),
    /// The input files cannot be used as a whole.
    Intake(#[from] IntakeError),
    /// The outputs cannot be written.
    Output(#[from] OutputError),
}

impl PseudonymError {
    /// Every sentence, one after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        vec![match self {
            PseudonymError::Key { path, why } => words::key_failed(path.display(), system(why)),
            PseudonymError::KeyTooShort(path) => words::key_too_short(path.display()),
            PseudonymError::KeyOfOthers(path) => words::key_of_others(path.display()),
            PseudonymError::KeyAmongOutputs(path) => words::key_among_outputs(path.display()),
            PseudonymError::Intake(why) => return why.sentences(),
            PseudonymError::Output(why) => why.sentence(),
        }]
    }
}

impl fmt::Display for PseudonymError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = self.sentences();
        sentences.iter().enumerate().try_for_each(|(at, one)| {
            if at > 0 {
                writeln!(f)?
            }
            one.fmt(f)
        })
    }
}

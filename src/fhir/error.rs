//! Why a folder of results cannot be put into FHIR.

use std::path::PathBuf;
use std::{fmt, io};

use crate::words::{Sentence, fhir as words, system};

/// Why a folder of results cannot be put into FHIR.
#[derive(Debug, thiserror::Error)]
pub enum FhirError {
    /// It has no explanations.
    NoExplanations {
        /// The folder.
        folder: PathBuf,
        /// What the system says of the file.
        #[source]
        why: io::Error,
    },
    /// A line of the explanations is none.
    NotAnExplanation {
        /// The line, from 1.
        line: usize,
    },
}

impl FhirError {
    /// What is wrong, and what to do, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            FhirError::NoExplanations { folder, why } => {
                words::no_explanations(folder.display(), system(why))
            }
            FhirError::NotAnExplanation { line } => words::not_an_explanation(line),
        }
    }
}

impl fmt::Display for FhirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

//! Why rules cannot be held against changes of them.

use crate::words::{Sentence, mutations};

/// Why the cases of a book cannot be asked whether they notice changes of its rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum MutationError {
    /// There are none.
    NoCases,
    /// One does not hold under the rules as they are.
    DoesNotHold {
        /// Which.
        case: String,
    },
}

impl MutationError {
    /// The sentence in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            MutationError::NoCases => mutations::no_cases(),
            MutationError::DoesNotHold { case } => mutations::case_does_not_hold(case),
        }
    }
}

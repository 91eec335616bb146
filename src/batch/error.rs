//! Why a batch was not run to its end.

use std::fmt;

use crate::intake::IntakeError;
use crate::output::OutputError;
use crate::pipeline::Ended;
use crate::words::{self, Lang, Sentence};

/// Why a batch was not run to its end. Nothing of it is visible then.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The system starts no more threads.
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The [`Progress`](crate::progress::Progress) asked the run to stop.
    Stopped,
    /// The input files cannot be used as a whole.
    Intake(#[source] IntakeError),
    /// The outputs cannot be written.
    Output(#[from] OutputError),
}

impl BatchError {
    /// Every sentence, one after the other.
    pub fn sentences(&self) -> Vec<Sentence> {
        match self {
            BatchError::Threads(why) => vec![words::program::no_threads(why)],
            BatchError::Stopped => vec![words::program::stopped()],
            BatchError::Intake(why) => why.sentences(),
            BatchError::Output(why) => vec![why.sentence()],
        }
    }

    /// The same line by line.
    pub fn sentence(&self) -> Sentence {
        let all = self.sentences();
        let lines = |lang| all.iter().map(|one| one.text(lang)).collect::<Vec<_>>().join("\n");
        Sentence::new(lines(Lang::English), lines(Lang::Chinese))
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<IntakeError> for BatchError {
    fn from(why: IntakeError) -> BatchError {
        match why {
            IntakeError::Stopped => BatchError::Stopped,
            files => BatchError::Intake(files),
        }
    }
}

impl From<Ended<OutputError>> for BatchError {
    fn from(why: Ended<OutputError>) -> BatchError {
        match why {
            Ended::Stopped => BatchError::Stopped,
            Ended::Failed(why) => BatchError::Output(why),
        }
    }
}

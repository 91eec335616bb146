//! How the program ends.

use std::process::ExitCode;

/// How the program ends; a scheduler acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All rows are decided, all rules are right, all cases hold.
    Done,
    /// It failed, and nothing of this run is visible.
    Failed,
    /// Wrong use, or invalid rules.
    Misused,
    /// Done, and some rows are rejected.
    Rejected,
}

impl Exit {
    /// The number that a scheduler sees.
    pub(super) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Misused => 2,
            Exit::Rejected => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

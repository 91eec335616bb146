//! Why there is no history for a bill to join.

use std::fmt;

use crate::words::{Sentence, program};

/// Why the history of a member cannot be read from the files of an office, or from its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// The files have no such member.
    UnknownMember,
    /// A row of the member is rejected.
    BlockedMember,
    /// The ledger has no such member.
    NotInLedger,
    /// The ledger has bills or periods of the member, but no members file has the member yet.
    MemberWaits,
}

impl PreviewError {
    /// What is wrong, in both languages.
    pub fn sentence(&self) -> Sentence {
        match self {
            PreviewError::UnknownMember => program::bill_unknown_member(),
            PreviewError::BlockedMember => program::bill_blocked_member(),
            PreviewError::NotInLedger => program::bill_not_in_ledger(),
            PreviewError::MemberWaits => program::bill_member_waits(),
        }
    }

    /// What to do about it, in both languages.
    pub fn help(&self) -> Sentence {
        match self {
            PreviewError::UnknownMember => program::bill_unknown_member_help(),
            PreviewError::BlockedMember => program::bill_blocked_member_help(),
            PreviewError::NotInLedger => program::bill_not_in_ledger_help(),
            PreviewError::MemberWaits => program::bill_member_waits_help(),
        }
    }
}

impl fmt::Display for PreviewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

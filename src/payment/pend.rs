//! Pends (待办暂缓): holds that wait for something, each with what it waits for, who sees to it and by when.

use crate::date::Day;
use crate::ledger::Name;
use crate::words::{Sentence, pends as words};

/// What a hold waits for.
///
/// ```
/// use huzhu::payment::PendCode;
///
/// assert_eq!(PendCode::of("documents_missing"), Some(PendCode::DocumentsMissing));
/// assert_eq!(format!("{:#}", PendCode::DocumentsMissing.words()), "材料待补");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PendCode {
    /// A document that the member has to bring.
    DocumentsMissing,
    /// What a physician says.
    MedicalReview,
    /// Whether a third party has to pay: an employer, or who caused an accident.
    ThirdParty,
    /// What an inquiry finds.
    Suspicion,
    /// Something else, which the reason names.
    Other,
}

impl PendCode {
    /// All of them.
    pub const ALL: [PendCode; 5] = [
        PendCode::DocumentsMissing,
        PendCode::MedicalReview,
        PendCode::ThirdParty,
        PendCode::Suspicion,
        PendCode::Other,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            PendCode::DocumentsMissing => "documents_missing",
            PendCode::MedicalReview => "medical_review",
            PendCode::ThirdParty => "third_party",
            PendCode::Suspicion => "suspicion",
            PendCode::Other => "other",
        }
    }

    /// What has a code.
    pub fn of(code: &str) -> Option<PendCode> {
        PendCode::ALL.into_iter().find(|known| known.code() == code)
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            PendCode::DocumentsMissing => words::documents_missing(),
            PendCode::MedicalReview => words::medical_review(),
            PendCode::ThirdParty => words::third_party(),
            PendCode::Suspicion => words::suspicion(),
            PendCode::Other => words::other(),
        }
    }
}

/// What a hold waits for, who sees to it, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pend {
    /// What it waits for.
    pub code: PendCode,
    /// Who sees to it.
    pub owner: Name,
    /// The last day. Nothing leaves and nothing is denied by itself on the day after: the work list names it.
    pub until: Day,
}

impl Pend {
    /// In codes, as an act has it: `documents_missing Wu 2024-06-30`.
    pub(super) fn in_codes(&self) -> String {
        format!("{} {} {}", self.code.code(), &*self.owner, self.until)
    }

    /// Days from one to the last; below zero where it is over.
    pub fn days_left(&self, on: Day) -> i32 {
        self.until - on
    }
}

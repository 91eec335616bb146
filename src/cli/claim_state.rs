//! What became of a bill on which no decision holds.

use serde_json::{Value, json};

use super::error::CommandError;
use crate::intake::mask;
use crate::ledger::{ClaimState, ClaimStatus};
use crate::nightly::NightError;
use crate::words::{Sentence, ledger as words};

/// Why there is no decision to explain: the state of the bill, or else `why`.
pub(super) fn undecided(bill: &str, fate: Option<&ClaimStatus>, why: NightError) -> CommandError {
    CommandError::Undecided(match fate {
        Some(ClaimStatus { state: ClaimState::Decided, .. }) | None => return why.into(),
        Some(fate) => not_decided(bill, fate),
    })
}

/// The state of a bill on which nothing was ever decided.
fn not_decided(bill: &str, fate: &ClaimStatus) -> Sentence {
    let ClaimStatus { state, member_id, run, posted_on, .. } = fate;
    match state {
        ClaimState::Unmatched => words::bill_waits(bill, mask(member_id), run, posted_on),
        ClaimState::SettledElsewhere => words::bill_in_opening(bill, run, posted_on),
        ClaimState::TakenBack | ClaimState::Decided => {
            words::bill_taken_back_undecided(bill, run, posted_on)
        }
    }
}

/// The state of a bill on which no decision holds now, be it that one was made before or not.
pub(super) fn state_now(bill: &str, fate: &ClaimStatus, was_decided: bool) -> Sentence {
    let ClaimStatus { state, run, posted_on, .. } = fate;
    match state {
        ClaimState::TakenBack if was_decided => words::bill_taken_back_since(bill, run, posted_on),
        _ => not_decided(bill, fate),
    }
}

/// Why a decision no longer holds.
pub(super) fn since(bill: &str, fate: &ClaimStatus) -> Sentence {
    let ClaimStatus { state, member_id, run, posted_on, .. } = fate;
    match state {
        ClaimState::Unmatched => words::bill_waits_since(bill, mask(member_id), run, posted_on),
        ClaimState::SettledElsewhere => words::bill_in_opening_since(bill, run, posted_on),
        ClaimState::TakenBack | ClaimState::Decided => words::bill_taken_back(bill, run, posted_on),
    }
}

/// The same, for a program.
pub(super) fn since_json(fate: &ClaimStatus) -> Value {
    let became = match fate.state {
        ClaimState::Unmatched => "waiting",
        ClaimState::TakenBack => "taken_back",
        ClaimState::SettledElsewhere => "settled_elsewhere",
        ClaimState::Decided => "decided",
    };
    json!({ "became": became, "run": fate.run, "posted_on": fate.posted_on.to_string() })
}

//! The states of cash: whether a part of a payment in hand may leave, or why not.

use super::InForce;
use crate::date::Day;
use crate::ledger::RunId;
use crate::money::Money;
use crate::words::{self, Sentence};

/// Whether something of a payment may leave, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CashState {
    /// It is due, and leaves with the next release of its run.
    Prepared,
    /// It needs more names than approved it.
    Unapproved,
    /// There is no payee.
    NoPayee,
    /// The member has died, and a payee is the member or a guardian.
    Deceased,
    /// The bank sent it back, and its payee is the same as then.
    Returned,
    /// A person or the rules hold it.
    Held,
    /// A person stopped it.
    Stopped,
    /// A manual fact of the member waits for a night.
    NewsWaits,
    /// It is not due any more.
    NotDue,
    /// It is kept for what the member owes, which may be offset only after a letter.
    ToOffset,
}

impl CashState {
    /// Every state.
    pub const ALL: [CashState; 10] = [
        CashState::Prepared,
        CashState::Unapproved,
        CashState::NoPayee,
        CashState::Deceased,
        CashState::Returned,
        CashState::Held,
        CashState::Stopped,
        CashState::NewsWaits,
        CashState::NotDue,
        CashState::ToOffset,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            CashState::Prepared => "prepared",
            CashState::Unapproved => "unapproved",
            CashState::NoPayee => "no_payee",
            CashState::Deceased => "deceased",
            CashState::Returned => "returned",
            CashState::Held => "held",
            CashState::Stopped => "stopped",
            CashState::NewsWaits => "news_waits",
            CashState::NotDue => "not_due",
            CashState::ToOffset => "to_offset",
        }
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            CashState::Prepared => words::payments::prepared(),
            CashState::Unapproved => words::duties::unapproved(),
            CashState::NoPayee => words::payments::no_payee(),
            CashState::Deceased => words::payees::deceased(),
            CashState::Returned => words::payments::waits_for_payee(),
            CashState::Held => words::payments::held(),
            CashState::Stopped => words::payments::stopped(),
            CashState::NewsWaits => words::payments::news_waits(),
            CashState::NotDue => words::payments::not_due(),
            CashState::ToOffset => words::payments::to_offset(),
        }
    }
}

/// A part of a payment in hand that is in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashPart {
    /// The id of the payment.
    pub id: String,
    /// The run that prepared it.
    pub run: RunId,
    /// The id of the member.
    pub member_id: String,
    /// How much of it.
    pub amount: Money,
    /// Whether it may leave, or why not.
    pub state: CashState,
    /// The day on which it was prepared, or came back.
    pub since: Day,
    /// The hold on it, if any.
    pub hold: Option<InForce>,
}

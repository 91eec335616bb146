//! Payments: to whom money goes, what is held, what may leave, and what the bank was given and sent back.
//!
//! A night prepares payments ([`prepare`](fn@prepare)) and withdraws what is no longer due
//! ([`withdraw`](fn@withdraw)); people hold, release and book returns. Every question is answered from the rows
//! of the [`Ledger`](crate::ledger::Ledger) at the moment it is asked: a payment leaves only if it is due then.

mod stands;
mod share;
mod payee;
mod bank_format;
mod error;
mod payee_sets;
mod payees_file;
mod death;
pub(crate) mod bank_file;
pub(crate) mod in_hand;
mod pend;
pub(crate) mod hold;
pub(crate) mod holding;
pub(crate) mod prepare;
pub(crate) mod withdraw;
pub(crate) mod payees;
pub(crate) mod cash_state;
pub(crate) mod cash;
mod duty;
mod duties_file;
mod duties_in_force;
mod distinct;
mod approval;
mod listed;
pub(crate) mod restored;
pub(crate) mod debts;
mod set_off;
pub(crate) mod owed;
mod settle;
mod reverse;
mod letters;
pub(crate) mod part;
mod take_back;
mod expired;
mod archive;
mod dispose;
pub(crate) mod ready;
mod split;
mod approve;
pub(crate) mod release_checks;
pub(crate) mod release;
mod at_bank;
mod release_files;
mod written_again;
mod result_row;
mod serials;
pub(crate) mod returns;
pub(crate) mod results;
pub(crate) mod rebook;
mod returned_in_form;
pub(crate) mod restore;
pub(crate) mod run_totals;
pub(crate) mod by_age;
pub(crate) mod sent;
pub(crate) mod open_payments;
mod work;

pub use approve::{Approved, Stage, approve};
pub use archive::{Archived, archive};
pub use bank_file::control_of;
pub(crate) use bank_format::bank_formats;
pub use bank_format::{BankFault, BankFormat, CellFault, FormatError, bank_format};
pub use by_age::{AGES, by_age};
pub use cash_state::{CashPart, CashState};
pub use death::{Death, SentToDead, death_of, died, sent_since_death};
pub use debts::Settled as DebtSettled;
pub use dispose::{Disposal, DisposalOutcome, dispose};
pub use duties_file::read_duties;
pub use duties_in_force::{DutiesInForce, duties_in_force, set_duties};
pub use duty::{ApprovalStep, Duties, Duty, DutyDone};
pub use error::PaymentError;
pub use hold::{
    Hold, HoldAct, Holds, InForce, Reviewed, hold, hold_bill, holds, pend, reviewed, to_look_at,
};
pub use holding::Holding;
pub use in_hand::{InHand, take};
pub use letters::{
    BillMoved, LetterSent, LettersDue, NewLetter, Overpayment, Unwritten, keep_letters,
    letters_due, letters_of, unwritten,
};
pub use listed::{in_hand_of_person, payments_in_hand};
pub use open_payments::OpenPayments;
pub use payee::{Payee, PayeeKind};
pub use payee_sets::{EnteredPayees, payees_of};
pub use payees::{PayeesRead, read_payees};
pub use pend::{Pend, PendCode};
pub use prepare::prepare;
pub use release::{NotReleased, Order, ReleaseOutcome, Released, release};
pub use release_checks::ReleaseChecks;
pub use release_files::{ReleasedFile, list_of};
pub use restore::{Restore, Restored, restore};
pub use results::{ResultOrder, ResultsRead, read_results};
pub use returns::{ReturnsRead, read_returns};
pub use reverse::{Reversed, reverse};
pub use run_totals::{Count, RunTotals, run_totals};
pub use sent::{CONFIRM_WITHIN, SentPayment, SentState, payments_sent, unconfirmed};
pub use set_off::{OpenDebt, debtors, debtors_in_hand, not_yet_offset};
pub use settle::{Settled, Settlement, settle};
pub use share::{NotAShare, Share};
pub use stands::StandsBecause;
pub use take_back::{TakenBack, take_back};
pub use withdraw::withdraw;
pub use work::{Held, held_work, overdue};
pub use written_again::files_written_again;

//! Why something cannot be done with payments.

use std::fmt;
use std::path::PathBuf;

use super::bank_format::BankFault;
use super::duty::{Duty, DutyDone};
use super::stands::StandsBecause;
use crate::date::Day;
use crate::ledger::{LedgerError, Name, RunId};
use crate::words::{self, Sentence};

/// Why something cannot be done with payments. Written, it is the English sentence; with `{:#}`, the Chinese one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentError {
    /// The ledger cannot be used.
    Ledger(#[from] LedgerError),
    /// No payment has this id.
    UnknownPayment {
        /// The id.
        payment: String,
    },
    /// Nothing of the payment is in hand.
    NotInHand {
        /// The id.
        payment: String,
    },
    /// It is not held, and cannot be let go.
    NotHeld {
        /// What is named: the id of a payment, or a masked one.
        id: String,
    },
    /// The last day of a hold lies before its day.
    UntilBefore {
        /// The last day.
        until: Day,
        /// The day of the hold.
        on: Day,
    },
    /// It is held already.
    HeldAlready {
        /// What is named: the id of a payment, or a masked one.
        id: String,
        /// Who holds it, since when and why.
        hold: Sentence,
    },
    /// Nights since a restore have to be run again before anything leaves.
    NightsFirst {
        /// The run that booked what was sent before the restore.
        run: RunId,
    },
    /// The person who prepared a run may not release it.
    SamePerson {
        /// The run.
        run: RunId,
        /// The name.
        by: String,
    },
    /// A payment was not in hand yet on the day of the release.
    NotYetInHand {
        /// The id.
        payment: String,
        /// The day of the release.
        day: Day,
        /// Since when it is in hand.
        since: Day,
    },
    /// The run was taken back, and counts no more.
    TakenBack {
        /// The run.
        run: RunId,
        /// When it was.
        on: Day,
        /// By whom.
        by: Name,
    },
    /// The run cannot be taken back.
    Stands {
        /// The run.
        run: RunId,
        /// Why.
        why: StandsBecause,
    },
    /// The run was never released.
    NeverReleased {
        /// The run.
        run: RunId,
    },
    /// Nothing that a run prepared may leave.
    NothingLeaves {
        /// The run.
        run: RunId,
    },
    /// All that a run prepared has left.
    AllLeft {
        /// The run.
        run: RunId,
    },
    /// It is booked, and the file about it is not in its place.
    BookedNotReported(#[source] LedgerError),
    /// A person may not do this to payments, since they did another duty for the same money.
    NotDistinct {
        /// What they may not do.
        doing: Duty,
        /// What they did, payment by payment.
        done: Vec<DutyDone>,
    },
    /// What loosens the duties in force needs a second name.
    LoosensAlone {
        /// What it loosens.
        what: Vec<Sentence>,
    },
    /// A payment that is to be approved is of another run.
    OfAnotherRun {
        /// The id.
        payment: String,
        /// The run that is named.
        run: RunId,
        /// The run that prepared it.
        of: RunId,
    },
    /// The person approved the payment before.
    ApprovedBefore {
        /// The id.
        payment: String,
        /// The name.
        by: String,
    },
    /// The person approved all payments in hand of the run before.
    AllApproved {
        /// The run.
        run: RunId,
        /// The name.
        by: String,
    },
    /// No payment of the run is in hand.
    NothingToApprove {
        /// The run.
        run: RunId,
    },
    /// What a person owes is settled with one name.
    SettledAlone,
    /// Something is to be settled for a day before the newest of the ledger.
    SettledTooEarly {
        /// The day.
        day: Day,
        /// The day of the newest run, release or return.
        newest: Day,
    },
    /// An amount of nothing is to be settled.
    NothingSettled,
    /// A person owes nothing.
    NothingOwed {
        /// The id, masked.
        member: String,
    },
    /// More is to be settled than a person owes.
    AboveOwed {
        /// The id, masked.
        member: String,
        /// What the person owes.
        owed: String,
        /// What was asked for.
        amount: String,
    },
    /// What a person owes may be something else after the next night.
    OwedAfterNight {
        /// The id, masked.
        member: String,
    },
    /// What a person owes was sent before a restore: nights may still bring what it was for.
    WaivedAfterRestore {
        /// The id, masked.
        member: String,
    },
    /// A member was written to about all that they owe.
    WrittenBefore {
        /// The id, masked.
        member: String,
        /// The day of the letter.
        on: Day,
        /// Its number.
        number: u64,
    },
    /// A repayment with this receipt is booked already.
    ReceiptTwice {
        /// The number of the receipt.
        receipt: String,
        /// The run that booked it.
        run: RunId,
        /// The day of that.
        day: Day,
    },
    /// A run booked no repayment and no waiver.
    NothingToReverse {
        /// The run.
        run: RunId,
    },
    /// What a run booked was reversed already.
    ReversedBefore {
        /// The run.
        run: RunId,
        /// The run that reversed it.
        by: RunId,
    },
    /// Not all that a run booked as repaid or waived stands.
    ReversedBelowZero {
        /// The run.
        run: RunId,
        /// What it booked.
        amount: String,
        /// What stands of all that was booked so.
        stands: String,
    },
    /// No day of death is known of a member, and none can be taken back.
    NotDead {
        /// The masked id of the member.
        member: String,
    },
    /// A day of death is before the birth.
    DiedBeforeBirth {
        /// The day.
        day: Day,
        /// The birth.
        birth: Day,
    },
    /// A file is not written again, since it sends money to members who have died, or to their guardians.
    AgainToDead {
        /// The run.
        run: RunId,
        /// The payments, by id.
        payments: Vec<String>,
    },
    /// Results are read in the form of another bank than the one to which a run was released.
    OtherBank {
        /// The run.
        run: RunId,
        /// The bank to which it was released.
        own: String,
        /// The bank that is named.
        asked: String,
    },
    /// A bank has no word for payments that it made: its file lists returns alone.
    ReturnsAlone {
        /// The bank, as its format is named.
        bank: String,
    },
    /// Payments cannot be written in the form that a bank asks for.
    NotForBank {
        /// The bank, as its format is named.
        bank: String,
        /// Why.
        faults: Vec<BankFault>,
    },
    /// Personal data is to go with one name.
    DisposalAlone,
    /// Something adds up over households, so that what members were paid is asked for when relatives are decided.
    HouseholdsStay,
    /// The duties do not say how long personal data is kept.
    NoRetention {
        /// The ledger.
        path: PathBuf,
    },
    /// Personal data is to go before it was kept as long as the duties say.
    TooYoung {
        /// The day before which it was to be old.
        before: Day,
        /// How many years it is kept.
        years: u16,
        /// The latest day that may be named.
        latest: Day,
    },
    /// Months before a day are not closed.
    MonthsOpen {
        /// The day.
        before: Day,
        /// The ledger.
        path: PathBuf,
    },
    /// The ledger is not whole.
    NotWhole {
        /// The ledger.
        path: PathBuf,
    },
    /// An archive does not hold exactly what would go.
    ArchiveDiffers {
        /// The archive.
        path: PathBuf,
    },
    /// A file that a bank was given is not as its control totals say that a release wrote it.
    NotAsWritten {
        /// The file.
        path: PathBuf,
    },
    /// A file that a bank was given is of another scheme.
    OfAnotherScheme {
        /// The file.
        path: PathBuf,
        /// The scheme that the file is of.
        found: String,
        /// The scheme of the ledger.
        own: String,
    },
    /// An act or a row is refused, for this reason.
    Refused(Sentence),
}

/// Payments that are named one by one; of more, how many there are.
const NAMED: usize = 20;

impl PaymentError {
    /// Every sentence, one after the other: one, but where several payments are named.
    pub fn sentences(&self) -> Vec<Sentence> {
        if let PaymentError::NotForBank { bank, faults } = self {
            return not_for_bank(bank, faults);
        }
        let PaymentError::NotDistinct { doing, done } = self else { return vec![self.sentence()] };
        let mut lines: Vec<Sentence> =
            done.iter().take(NAMED).map(|one| may_not(*doing, one)).collect();
        if done.len() > NAMED {
            lines.push(words::duties::more_payments(done.len() - NAMED));
        }
        lines
    }

    /// The sentence, in every language.
    pub fn sentence(&self) -> Sentence {
        use words::payments as say;
        match self {
            PaymentError::Ledger(why) => why.sentence(),
            PaymentError::UnknownPayment { payment } => say::no_payment(payment),
            PaymentError::NotInHand { payment } => say::not_in_hand(payment),
            PaymentError::NotHeld { id } => say::not_held(id),
            PaymentError::UntilBefore { until, on } => words::pends::until_before(until, on),
            PaymentError::HeldAlready { id, hold } => say::held_already(id, hold),
            PaymentError::NightsFirst { run } => say::nights_first(run),
            PaymentError::SamePerson { run, by } => words::ledger::same_person(run, by),
            PaymentError::NotYetInHand { payment, day, since } => {
                say::leaves_too_early(payment, day, since)
            }
            PaymentError::TakenBack { run, on, by } => say::was_taken_back(run, on, by),
            PaymentError::Stands { run, why } => why.sentence(*run),
            PaymentError::NeverReleased { run } => say::never_released(run),
            PaymentError::NothingLeaves { run } => say::nothing_leaves(run),
            PaymentError::AllLeft { run } => say::all_left(run),
            PaymentError::BookedNotReported(why) => words::ledger::done_not_told(why),
            PaymentError::NotDistinct { doing, done } => {
                done.first().map(|one| may_not(*doing, one)).unwrap_or_default()
            }
            PaymentError::LoosensAlone { what } => words::duties::loosens(Sentence::list(what)),
            PaymentError::OfAnotherRun { payment, run, of } => {
                words::duties::of_another_run(payment, run, of)
            }
            PaymentError::ApprovedBefore { payment, by } => {
                words::duties::approved_before(by, payment)
            }
            PaymentError::AllApproved { run, by } => words::duties::all_approved(by, run),
            PaymentError::NothingToApprove { run } => words::duties::nothing_to_approve(run),
            PaymentError::NotDead { member } => words::payees::not_dead(member),
            PaymentError::DiedBeforeBirth { day, birth } => {
                words::payees::died_before_birth(day, birth)
            }
            PaymentError::AgainToDead { run, payments } => again_to_dead(*run, payments),
            PaymentError::OtherBank { run, own, asked } => {
                words::banks::other_bank(run, own, asked)
            }
            PaymentError::ReturnsAlone { bank } => words::banks::returns_alone(bank),
            PaymentError::NotForBank { bank, faults } => {
                not_for_bank(bank, faults).into_iter().next().unwrap_or_default()
            }
            PaymentError::Refused(why) => why.clone(),
            _ => self.sentence_of_owed(),
        }
    }

    /// The same, of what people owe, and of files that were given to banks.
    fn sentence_of_owed(&self) -> Sentence {
        use words::owed as say;
        match self {
            PaymentError::SettledAlone => say::settled_alone(),
            PaymentError::SettledTooEarly { day, newest } => say::settled_too_early(day, newest),
            PaymentError::NothingSettled => say::nothing_settled(),
            PaymentError::NothingOwed { member } => say::nothing_owed(member),
            PaymentError::AboveOwed { member, owed, amount } => {
                say::above_owed(member, owed, amount)
            }
            PaymentError::OwedAfterNight { member } => say::owed_after_night(member),
            PaymentError::WaivedAfterRestore { member } => say::waived_after_restore(member),
            PaymentError::WrittenBefore { member, on, number } => {
                say::written_before(member, on, number)
            }
            PaymentError::ReceiptTwice { receipt, run, day } => {
                say::receipt_twice(receipt, run, day)
            }
            PaymentError::NothingToReverse { run } => say::nothing_to_reverse(run),
            PaymentError::ReversedBefore { run, by } => say::reversed_before(run, by),
            PaymentError::ReversedBelowZero { run, amount, stands } => {
                say::reversed_below_zero(run, amount, stands)
            }
            PaymentError::NotAsWritten { path } => words::payments::not_as_written(path.display()),
            PaymentError::OfAnotherScheme { path, found, own } => {
                words::payments::of_another_scheme(path.display(), found, own)
            }
            _ => self.sentence_of_disposal(),
        }
    }

    /// The same, of what is disposed of.
    fn sentence_of_disposal(&self) -> Sentence {
        use words::privacy as say;
        match self {
            PaymentError::DisposalAlone => say::disposal_alone(),
            PaymentError::HouseholdsStay => say::households_stay(),
            PaymentError::NoRetention { path } => say::no_retention(path.display()),
            PaymentError::TooYoung { before, years, latest } => {
                say::too_young(before, years, latest)
            }
            PaymentError::MonthsOpen { before, path } => say::months_open(before, path.display()),
            PaymentError::NotWhole { path } => say::not_whole(path.display()),
            PaymentError::ArchiveDiffers { path } => say::archive_differs(path.display()),
            _ => unreachable!("the other sentences are of payments"),
        }
    }
}

/// Why a bank would not take payments: the first reasons, and how many more there are.
fn not_for_bank(bank: &str, faults: &[BankFault]) -> Vec<Sentence> {
    let named = faults.iter().take(NAMED).map(|fault| fault.sentence(bank));
    let more = faults.len().saturating_sub(NAMED);
    named.chain((more > 0).then(|| words::banks::more_faults(more))).collect()
}

fn again_to_dead(run: RunId, payments: &[String]) -> Sentence {
    let named: Vec<&str> = payments.iter().take(NAMED).map(String::as_str).collect();
    let more = if payments.len() > NAMED { ", …" } else { "" };
    words::payees::again_to_the_dead(run, payments.len(), named.join(", ") + more)
}

/// Why a person who did a duty may not do another.
fn may_not(doing: Duty, DutyDone { payment, duty, by }: &DutyDone) -> Sentence {
    let done = duty.done(by, payment);
    match doing {
        Duty::Approve => words::duties::may_not_approve(done),
        _ => words::duties::may_not_release(done),
    }
}

impl fmt::Display for PaymentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

impl From<Sentence> for PaymentError {
    fn from(why: Sentence) -> PaymentError {
        PaymentError::Refused(why)
    }
}

impl From<PaymentError> for Sentence {
    fn from(why: PaymentError) -> Sentence {
        why.sentence()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_payments_are_named_and_the_others_counted() {
        let one = |no: usize| DutyDone {
            payment: format!("P{no}"),
            duty: Duty::Payees,
            by: Name::kept("Wu"),
        };
        let done = (1..=23).map(one).collect();
        let shown = PaymentError::NotDistinct { doing: Duty::Release, done }.sentences();
        assert_eq!(shown.len(), 21);
        assert_eq!(
            shown[19].to_string(),
            "Wu entered the payee of payment `P20` (`payees`); another person must release it"
        );
        assert_eq!(shown[20].to_string(), "and so for 3 more payments");
        assert_eq!(format!("{:#}", shown[20]), "另有 3 笔拨付单同样如此");
    }
}

//! What acts there are, and what they are about.

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use super::sql::not_legible;
use crate::words::{Sentence, acts as words};

/// What kind of act it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKind {
    /// The program brought an older ledger up to date.
    Migrate,
    /// A night posted, and prepared and withdrew payments.
    Run,
    /// A night of which nothing was released was taken back.
    TakeBack,
    /// Rules, or another meaning of the engine, were adopted.
    Adopt,
    /// A benefit of a bill was decided by hand.
    Override,
    /// An amount of a bill was disallowed.
    Disallow,
    /// A disallowed amount was allowed again.
    Allow,
    /// An accumulator was begun with what an older system had counted.
    Opening,
    /// Two ids were joined.
    SamePerson,
    /// Payees were read in.
    Payees,
    /// Money is held until something is clear.
    Hold,
    /// Money is not to leave.
    Stop,
    /// A hold or a stop was lifted.
    Unhold,
    /// Payments went to the bank.
    Release,
    /// The bank reported what became of payments: which it made, and which it sent back.
    Confirmed,
    /// The bank sent payments back.
    Returned,
    /// A month was closed.
    Lock,
    /// A month was opened again.
    Unlock,
    /// A backup took the place of a ledger.
    Restore,
    /// Duties that one person may not hold, and names that payments need, were set.
    Duties,
    /// Payments were approved.
    Approve,
    /// A member paid back what was paid too much.
    Repaid,
    /// The office lets be what a member owes.
    Waived,
    /// A repayment or a waiver that was booked by mistake was reversed.
    Reverse,
    /// A member was written to about what they owe.
    Letters,
    /// The day on which a member died was recorded, or taken back.
    Died,
    /// Contributions that came in were entered.
    Receipts,
    /// Head-counts that units declared were entered.
    Units,
    /// Personal data was disposed of.
    Dispose,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [ActKind; 29] = [
        ActKind::Migrate,
        ActKind::Run,
        ActKind::TakeBack,
        ActKind::Adopt,
        ActKind::Override,
        ActKind::Disallow,
        ActKind::Allow,
        ActKind::Opening,
        ActKind::SamePerson,
        ActKind::Payees,
        ActKind::Hold,
        ActKind::Stop,
        ActKind::Unhold,
        ActKind::Release,
        ActKind::Confirmed,
        ActKind::Returned,
        ActKind::Lock,
        ActKind::Unlock,
        ActKind::Restore,
        ActKind::Duties,
        ActKind::Approve,
        ActKind::Repaid,
        ActKind::Waived,
        ActKind::Reverse,
        ActKind::Letters,
        ActKind::Died,
        ActKind::Receipts,
        ActKind::Units,
        ActKind::Dispose,
    ];

    /// The stable code, which is that of the command where there is one.
    pub fn code(self) -> &'static str {
        match self {
            ActKind::Migrate => "migrate",
            ActKind::Run => "run",
            ActKind::TakeBack => "take-back",
            ActKind::Adopt => "adopt",
            ActKind::Override => "override",
            ActKind::Disallow => "disallow",
            ActKind::Allow => "allow",
            ActKind::Opening => "opening",
            ActKind::SamePerson => "same-person",
            ActKind::Payees => "payees",
            ActKind::Hold => "hold",
            ActKind::Stop => "stop",
            ActKind::Unhold => "unhold",
            ActKind::Release => "release",
            ActKind::Confirmed => "confirmed",
            ActKind::Returned => "returned",
            ActKind::Lock => "lock",
            ActKind::Unlock => "unlock",
            ActKind::Restore => "restore",
            ActKind::Duties => "duties",
            ActKind::Approve => "approve",
            ActKind::Repaid => "repaid",
            ActKind::Waived => "waived",
            ActKind::Reverse => "reverse",
            ActKind::Letters => "letters",
            ActKind::Died => "died",
            ActKind::Receipts => "receipts",
            ActKind::Units => "units",
            ActKind::Dispose => "dispose",
        }
    }

    /// The kind that has a code.
    pub fn of(code: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            ActKind::Migrate => words::act_migrate(),
            ActKind::Run => words::act_run(),
            ActKind::TakeBack => words::act_take_back(),
            ActKind::Adopt => words::act_adopt(),
            ActKind::Override => words::act_override(),
            ActKind::Disallow => words::act_disallow(),
            ActKind::Allow => words::act_allow(),
            ActKind::Opening => words::act_opening(),
            ActKind::SamePerson => words::act_same_person(),
            ActKind::Payees => words::act_payees(),
            ActKind::Hold => words::act_hold(),
            ActKind::Stop => words::act_stop(),
            ActKind::Unhold => words::act_unhold(),
            ActKind::Release => words::act_release(),
            ActKind::Confirmed => words::act_confirmed(),
            ActKind::Returned => words::act_returned(),
            ActKind::Lock => words::act_lock(),
            ActKind::Unlock => words::act_unlock(),
            ActKind::Restore => words::act_restore(),
            ActKind::Duties => words::act_duties(),
            ActKind::Approve => words::act_approve(),
            ActKind::Repaid => words::act_repaid(),
            ActKind::Waived => words::act_waived(),
            ActKind::Reverse => words::act_reverse(),
            ActKind::Letters => words::act_letters(),
            ActKind::Died => words::act_died(),
            ActKind::Receipts => words::act_receipts(),
            ActKind::Units => words::act_units(),
            ActKind::Dispose => words::act_dispose(),
        }
    }
}

/// What an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The ledger as a whole.
    Ledger,
    /// A run, by its number.
    Run,
    /// A payment, by its id.
    Payment,
    /// A bill, by its id.
    Bill,
    /// A member, by an id.
    Member,
    /// A month.
    Month,
    /// A file, by its SHA-256.
    File,
    /// Rules, by their hash, or a meaning of the engine.
    Rules,
}

impl About {
    pub(super) const ALL: [About; 8] = [
        About::Ledger,
        About::Run,
        About::Payment,
        About::Bill,
        About::Member,
        About::Month,
        About::File,
        About::Rules,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            About::Ledger => "ledger",
            About::Run => "run",
            About::Payment => "payment",
            About::Bill => "bill",
            About::Member => "member",
            About::Month => "month",
            About::File => "file",
            About::Rules => "rules",
        }
    }

    pub(super) fn of(code: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.code() == code)
    }
}

impl FromSql for ActKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<ActKind> {
        let code = value.as_str()?;
        ActKind::of(code).ok_or_else(|| not_legible(words::code_unknown(code)))
    }
}

impl FromSql for About {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<About> {
        let code = value.as_str()?;
        About::of(code).ok_or_else(|| not_legible(words::code_unknown(code)))
    }
}

//! Payments that the bank has: confirmed by its result file, or not yet. Released is not paid.

use super::run_totals::Count;
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, RunId};
use crate::money::Money;
use crate::words::{self, Sentence};

/// After so many days a payment should be confirmed, where the office does not say otherwise.
pub const CONFIRM_WITHIN: i32 = 5;

/// What the bank says of a payment that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SentState {
    /// It left, and the bank has not reported on it.
    Sent,
    /// The bank made it.
    Confirmed,
}

impl SentState {
    /// Every state.
    pub const ALL: [SentState; 2] = [SentState::Sent, SentState::Confirmed];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            SentState::Sent => "sent",
            SentState::Confirmed => "confirmed",
        }
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            SentState::Sent => words::payments::not_confirmed(),
            SentState::Confirmed => words::payments::confirmed(),
        }
    }
}

/// A payment that the bank has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentPayment {
    /// Its id.
    pub id: String,
    /// The run that prepared it.
    pub run: RunId,
    /// The id of its member.
    pub member_id: String,
    /// What left.
    pub amount: Money,
    /// The day on which it left.
    pub released: Day,
    /// The day on which the bank confirmed it.
    pub confirmed: Option<Day>,
}

impl SentPayment {
    /// What the bank says of it.
    pub fn state(&self) -> SentState {
        match self.confirmed {
            Some(_) => SentState::Confirmed,
            None => SentState::Sent,
        }
    }
}

/// Of each payment that left, how it last did and what the bank last reported of it, without those that came back.
const LAST: &str = "(SELECT payment, max(no) last, max(iif(kind = 'released', no, 0)) released FROM transfer \
                    WHERE kind IN ('released', 'confirmed', 'returned') GROUP BY payment) w \
                    JOIN transfer l ON l.no = w.last AND l.kind <> 'returned' \
                    JOIN transfer r ON r.no = w.released";

/// Every payment that the bank has, those that left first before the others.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn payments_sent(ledger: &Ledger) -> Result<Vec<SentPayment>, LedgerError> {
    let sql = format!(
        "SELECT p.id, p.run, m.id, r.amount, r.happened_on, iif(l.kind = 'confirmed', l.happened_on, NULL) \
         FROM {LAST} JOIN payment p ON p.no = w.payment JOIN member m ON m.no = p.member \
         ORDER BY r.happened_on, p.no"
    );
    ledger.rows(&sql, (), |row| {
        Ok(SentPayment {
            id: row.get(0)?,
            run: row.get(1)?,
            member_id: row.get(2)?,
            amount: row.get(3)?,
            released: row.get(4)?,
            confirmed: row.get(5)?,
        })
    })
}

/// Payments on which the bank has not reported for so many days after they left. Nothing where it never
/// confirmed any: an office without result files has none to wait for.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn unconfirmed(ledger: &Ledger, on: Day, within: i32) -> Result<Option<Count>, LedgerError> {
    let ever = "SELECT EXISTS (SELECT 1 FROM transfer WHERE kind = 'confirmed')";
    if !ledger.one::<bool>(ever)? {
        return Ok(None);
    }
    let sql = format!(
        "SELECT count(*), coalesce(sum(r.amount), 0) FROM {LAST} \
         WHERE l.kind = 'released' AND r.happened_on < ?1"
    );
    let count = ledger.rows(&sql, [on - within], |row| {
        Ok(Count { payments: row.get::<_, i64>(0)?.unsigned_abs(), total: row.get(1)? })
    })?;
    Ok(count.into_iter().next())
}

//! When what a member owes is offset: at once, or only once the member was written to and had time to object. Until
//! then it takes nothing from what becomes due, and what becomes due is kept in hand.

use super::debts::{Debt, OWING, debts_of};
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, MemberNumber, PostingId, sources};
use crate::money::Money;
use crate::scheme::{Book, Corrections, SetOff};

/// A piece of what a member owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDebt {
    /// What is left of it.
    pub amount: Money,
    /// The day of the first letter about it, if there is one.
    pub written_on: Option<Day>,
}

/// What of some debts may not be offset on a day.
///
/// ```
/// use huzhu::date::Day;
/// use huzhu::money::Money;
/// use huzhu::payment::{OpenDebt, not_yet_offset};
/// use huzhu::scheme::{Corrections, SetOff};
///
/// let day = |text| Day::parse(text).unwrap();
/// let after_letter = Corrections { set_off: SetOff::AfterLetter, objection_days: 15, ..Corrections::default() };
/// let debts = [
///     OpenDebt { amount: Money::from_minor(300), written_on: Some(day("2024-03-01")) },
///     OpenDebt { amount: Money::from_minor(50), written_on: None },
/// ];
/// // The member may object up to 16 March.
/// assert_eq!(not_yet_offset(&debts, &after_letter, day("2024-03-16")), Money::from_minor(350));
/// assert_eq!(not_yet_offset(&debts, &after_letter, day("2024-03-17")), Money::from_minor(50));
/// assert_eq!(not_yet_offset(&debts, &Corrections::default(), day("2024-03-16")), Money::ZERO);
/// ```
pub fn not_yet_offset(debts: &[OpenDebt], terms: &Corrections, on: Day) -> Money {
    if terms.set_off == SetOff::AtOnce {
        return Money::ZERO;
    }
    let may_object = |debt: &&OpenDebt| {
        debt.written_on.is_none_or(|written| written + terms.objection_days >= on)
    };
    debts.iter().filter(may_object).map(|debt| debt.amount).sum()
}

/// What the member with a number owes, piece by piece.
pub(super) fn open_debts(
    ledger: &Ledger,
    member: MemberNumber,
) -> Result<Vec<OpenDebt>, LedgerError> {
    let sql = "SELECT posting, happened_on FROM letter WHERE member = ?1 ORDER BY no";
    let letters: Vec<(PostingId, Day)> =
        ledger.rows(sql, [member], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let open = debts_of(ledger, member)?.open;
    let debt = |debt: &Debt| {
        let letter = letters.iter().find(|(up_to, _)| debt.posting <= *up_to);
        OpenDebt { amount: debt.amount, written_on: letter.map(|(_, on)| *on) }
    };
    Ok(open.iter().filter(|debt| !debt.is_sent_before).map(debt).collect())
}

/// The ids of members who owe something by their newest postings.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn debtors(ledger: &Ledger) -> Result<Vec<String>, LedgerError> {
    ledger.rows(&format!("SELECT m.id FROM {OWING}"), (), |row| row.get(0))
}

/// The ids of those of whom something is in hand too.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn debtors_in_hand(ledger: &Ledger) -> Result<Vec<String>, LedgerError> {
    let in_hand = "EXISTS (SELECT 1 FROM payment p WHERE p.member = m.no AND p.in_hand <> 0)";
    ledger.rows(&format!("SELECT m.id FROM {OWING} AND {in_hand}"), (), |row| row.get(0))
}

/// What the newest rules of a ledger say about what was paid too much; the usual where there are none, or this
/// version of the program does not read them.
pub(super) fn terms_of(ledger: &Ledger) -> Result<Corrections, LedgerError> {
    let Some(last) = ledger.last_run()? else { return Ok(Corrections::default()) };
    let Some((_, files)) = ledger.rules(last.rules)? else { return Ok(Corrections::default()) };
    let book = Book::compile(sources(&files));
    Ok(book.map_or_else(|_| Corrections::default(), |book| book.corrections()))
}

//! Letters (抵扣告知书): each who owes something is written to about it once, with the bills that it comes from. Each
//! letter is an act; what was found since the last one needs another.

use std::collections::{BTreeMap, BTreeSet};

use super::debts::{Debt, Settled as DebtSettled, debts_now, debts_of};
use super::error::PaymentError;
use super::owed::Debtors;
use super::restored::is_caught_up;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::posting::{Decided, Entry, Moved};
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, MemberNumber, PostingId, Signed};
use crate::money::Money;

/// A letter that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// Its number.
    pub number: u64,
    /// The main id of the person.
    pub member_id: String,
    /// What the person owes.
    pub owed: Money,
    /// What that is made of, the oldest first.
    pub parts: Vec<Overpayment>,
    /// The posting by which it is owed.
    posting: PostingId,
}

/// What a night found to be paid too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overpayment {
    /// The day of the night.
    pub found_on: Day,
    /// What of it is still to be offset.
    pub left: Money,
    /// What of it was settled before.
    pub settled: DebtSettled,
    /// The bills that moved then.
    pub bills: Vec<BillMoved>,
}

/// A bill of which something else is paid than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillMoved {
    /// Its id.
    pub bill_id: String,
    /// What it paid.
    pub before: Money,
    /// What it pays.
    pub now: Money,
    /// The facts that moved it, as codes with `;` between.
    pub causes: String,
}

/// That a member was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterSent {
    /// The number of the letter.
    pub number: u64,
    /// The day.
    pub on: Day,
    /// What was owed then.
    pub owed: Money,
}

/// Letters that are to be written, and who cannot be written to yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LettersDue {
    /// The letters, by the id of the member.
    pub letters: Vec<NewLetter>,
    /// People who owe something of whom something waits for the next night.
    pub wait: u64,
}

/// People who owe something that no letter was written about, and how much that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unwritten {
    /// People.
    pub people: u64,
    /// What they owe and were not written to about.
    pub owed: Money,
}

/// The letters that are to be written: to all who owe something that no letter was written about, or to one member.
///
/// # Errors
///
/// When the member that is asked for owes nothing, waits for the next night, or was written to about all of it; nights
/// since a restore have not been run; or the ledger cannot be read.
pub fn letters_due(ledger: &Ledger, only: Option<&str>) -> Result<LettersDue, PaymentError> {
    is_caught_up(ledger)?;
    let debtors = Debtors::of(ledger)?;
    if let Some(id) = only {
        return letter_to(ledger, &debtors, id);
    }
    let mut due = LettersDue::default();
    let mut to_write: BTreeMap<String, MemberNumber> = BTreeMap::new();
    for (member, debts) in debts_now(ledger)? {
        let written = written_up_to(ledger, member)?;
        if debts.open.iter().any(|debt| is_to_write(debt, written)) {
            to_write.insert(ledger.member_id(member)?, member);
        }
    }
    let mut people = BTreeSet::new();
    for (id, member) in to_write {
        let owed = debtors.owed(&id)?;
        if owed.waits || owed.amount != owed.posted {
            due.wait += u64::from(people.insert(debtors.main(&id).to_owned()));
        } else {
            let number = next_number(ledger)? + due.letters.len() as u64;
            due.letters.push(letter(ledger, (&id, member), owed.amount, number)?);
        }
    }
    Ok(due)
}

fn letter_to(ledger: &Ledger, debtors: &Debtors, id: &str) -> Result<LettersDue, PaymentError> {
    let owed = debtors.owed(id)?;
    let (member, shown) = (owed.latest.member, mask(&owed.latest.content.member_id));
    if owed.waits || owed.amount != owed.posted {
        return Err(PaymentError::OwedAfterNight { member: shown });
    }
    if owed.amount == Money::ZERO {
        return Err(PaymentError::NothingOwed { member: shown });
    }
    let written = written_up_to(ledger, member)?;
    let is_new = debts_of(ledger, member)?.open.iter().any(|debt| is_to_write(debt, written));
    let last = letters_of(ledger, &owed.latest.content.member_id)?.pop();
    if let Some(last) = last.filter(|_| !is_new) {
        return Err(PaymentError::WrittenBefore {
            member: shown,
            on: last.on,
            number: last.number,
        });
    }
    let member_id = owed.latest.content.member_id.clone();
    let letter = letter(ledger, (&member_id, member), owed.amount, next_number(ledger)?)?;
    Ok(LettersDue { letters: vec![letter], wait: 0 })
}

/// How many people owe something that no letter was written about.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn unwritten(ledger: &Ledger) -> Result<Unwritten, PaymentError> {
    let mut unwritten = Unwritten::default();
    for (member, debts) in debts_now(ledger)? {
        let written = written_up_to(ledger, member)?;
        let new = debts.open.iter().filter(|debt| is_to_write(debt, written));
        let owed: Money = new.map(|debt| debt.amount).sum();
        unwritten.people += u64::from(owed > Money::ZERO);
        unwritten.owed += owed;
    }
    Ok(unwritten)
}

/// The letters that were written to a person under an id, the first stands first.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn letters_of(ledger: &Ledger, member_id: &str) -> Result<Vec<LetterSent>, LedgerError> {
    let sql = "SELECT l.no, l.happened_on, l.amount FROM letter l JOIN member m ON m.no = l.member \
               WHERE m.id = ?1 ORDER BY l.no";
    ledger.rows(sql, [member_id], |row| {
        let number: i64 = row.get(0)?;
        Ok(LetterSent { number: number.unsigned_abs(), on: row.get(1)?, owed: row.get(2)? })
    })
}

/// Keeps that letters were written, each as an act about its member, once `write` has written them; none where it
/// fails. Where the ledger fails after that, sheets are there of which it knows nothing: the same command writes
/// the same sheets again, and keeps them.
///
/// # Errors
///
/// When `write` fails, the day is of a closed month or before what is booked, or the ledger cannot be written.
pub fn keep_letters<E: From<PaymentError> + From<LedgerError>>(
    ledger: &mut Ledger,
    letters: &[NewLetter],
    signed: &Signed,
    write: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    super::settle::is_on_time(ledger, signed)?;
    ledger.whole(|ledger| {
        for letter in letters {
            let NewLetter { member_id, owed, posting, .. } = letter;
            let sql = "INSERT INTO letter(member, posting, amount, happened_on, author, login) \
                       VALUES((SELECT no FROM member WHERE id = ?1), ?2, ?3, ?4, ?5, ?6)";
            let Signed { by, on, login, .. } = signed;
            ledger.run(sql, (member_id, posting, owed, on, by, login))?;
            let deed = Deed::new(ActKind::Letters, About::Member, member_id);
            ledger.keep_act(deed.changing("", ledger.show(*owed)?), signed)?;
        }
        write()
    })
}

/// The posting up to which a member was written to about what was owed.
fn written_up_to(ledger: &Ledger, member: MemberNumber) -> Result<PostingId, LedgerError> {
    let sql = "SELECT coalesce(max(posting), 0) FROM letter WHERE member = ?1";
    Ok(ledger.rows(sql, [member], |row| row.get(0))?.into_iter().next().unwrap_or_default())
}

/// Whether a member is to be written to about a debt. What was sent before a restore is none: the nights that bring
/// what it was for come again.
fn is_to_write(debt: &Debt, written: PostingId) -> bool {
    debt.posting > written && !debt.is_sent_before
}

/// The number that the next letter has.
fn next_number(ledger: &Ledger) -> Result<u64, LedgerError> {
    let last: i64 = ledger.one("SELECT coalesce(max(no), 0) FROM letter")?;
    Ok(ledger.number_after(last, "letter")?.unsigned_abs())
}

fn letter(
    ledger: &Ledger,
    (id, member): (&str, MemberNumber),
    owed: Money,
    number: u64,
) -> Result<NewLetter, PaymentError> {
    let debts = debts_of(ledger, member)?.open;
    let parts = debts.iter().map(|debt| overpayment(ledger, debt));
    let (_, posting) = ledger.member(id)?;
    Ok(NewLetter {
        number,
        member_id: id.to_owned(),
        owed,
        parts: parts.collect::<Result<_, _>>()?,
        posting,
    })
}

/// The bills that moved when a debt was found: what each paid before, and what moved it.
fn overpayment(ledger: &Ledger, debt: &Debt) -> Result<Overpayment, LedgerError> {
    let sql = "SELECT p.decisions, coalesce(b.decisions, '') FROM posting_in_force p \
               LEFT JOIN posting b ON b.no = p.before WHERE p.no = ?1";
    let texts: Vec<(String, String)> =
        ledger.rows(sql, [debt.posting], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (now, before) = texts.into_iter().next().unwrap_or_default();
    let (now, before) = (pays(ledger, &now, debt)?, pays(ledger, &before, debt)?);
    let mut causes: BTreeMap<String, String> = BTreeMap::new();
    for Entry { kind, bill_id, reason, .. } in ledger.entries(debt.posting)? {
        if matches!(kind, Moved::Accrual | Moved::Reversal) {
            causes.entry(bill_id).or_insert(reason);
        }
    }
    let of = |all: &BTreeMap<String, Money>, bill: &str| all.get(bill).copied().unwrap_or_default();
    let bill = |(bill_id, causes): (String, String)| {
        let (before, now) = (of(&before, &bill_id), of(&now, &bill_id));
        BillMoved { bill_id, before, now, causes }
    };
    let bills = causes.into_iter().map(bill).filter(|one| one.before != one.now).collect();
    Ok(Overpayment { found_on: debt.since, left: debt.amount, settled: debt.settled, bills })
}

/// What each bill pays by the decisions of a posting.
fn pays(
    ledger: &Ledger,
    decisions: &str,
    debt: &Debt,
) -> Result<BTreeMap<String, Money>, LedgerError> {
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for one in ledger.decided(decisions, debt.posting)? {
        *sums.entry(one.bill_id.clone()).or_default() += Decided::payable(&one);
    }
    Ok(sums)
}

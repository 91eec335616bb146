//! One month of posting for the accountant: from what was owed to members at its beginning to what is
//! owed at its end, and what that is made of.

use std::collections::BTreeMap;

use super::ages::{AGES, age};
use super::balance::as_of;
use super::error::AccountingError;
use super::funded::{Funded, Rolled, Sums, Tally};
use super::receipts::{Contributed, contributed};
use super::unmatched::{Unmatched, unmatched};
use crate::date::Day;
use crate::ledger::{Ledger, LedgerError, Month, SAME_PERSON};
use crate::money::Money;
use crate::payment::debts::{DebtMove, debts_on};

/// A month, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollForward {
    /// The month.
    pub month: Month,
    /// Whether it is closed, so that nothing more is posted for it.
    pub is_closed: bool,
    /// Benefits by plan, edition and funder.
    pub plans: Vec<Rolled>,
    /// What moved of each funder.
    pub funders: Vec<Funded>,
    /// What was offset against what became due, of what was paid too much.
    pub recovered: Money,
    /// What was owed to members when it began: benefits and what was written off, less what the bank was
    /// given.
    pub opening: Money,
    /// Benefits that became due.
    pub due: Money,
    /// Benefits that were reversed.
    pub reversed: Money,
    /// What was paid too much and written off.
    pub written_off: Money,
    /// What the bank was given.
    pub released: Money,
    /// What the bank sent back.
    pub returned: Money,
    /// What members paid back.
    pub repaid: Money,
    /// What is owed at the end.
    pub closing: Money,
    /// Of it: payments prepared that the bank has not.
    pub unreleased: Money,
    /// Against it: what is to be offset against later payments, by age.
    pub recoverable: Vec<Recoverable>,
    /// How that came to be.
    pub overpaid: Overpaid,
    /// Of it: benefits that no payment was prepared for.
    pub unpaid: Money,
    /// Contributions by plan: money of the scheme that is owed to no member.
    pub contributions: Vec<Contributed>,
    /// Bills and periods that wait for their member at the end, by age; no money is owed on them.
    pub unmatched: Vec<Unmatched>,
}

/// How overpayments moved: from what was owed by members to what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overpaid {
    /// What was to be offset when the month began.
    pub opening: Money,
    /// What was found to be paid too much; also what was written off at once.
    pub found: Money,
    /// What was offset against what became due, or taken from what the bank sent back.
    pub offset: Money,
    /// What members paid back.
    pub repaid: Money,
    /// What the office waived.
    pub waived: Money,
    /// What the terms write off.
    pub written_off: Money,
    /// What is to be offset at the end.
    pub closing: Money,
}

impl Overpaid {
    fn add(&mut self, month: Month, on: Day, how: DebtMove, amount: Money) {
        let is_before = on < month.first();
        let sum = match how {
            _ if is_before => &mut self.opening,
            DebtMove::Found => &mut self.found,
            DebtMove::Offset => &mut self.offset,
            DebtMove::Repaid => &mut self.repaid,
            DebtMove::Waived => &mut self.waived,
            DebtMove::WrittenOff => &mut self.written_off,
        };
        *sum += if is_before && how != DebtMove::Found { -amount } else { amount };
    }

    /// What was owed when the month began, and all that moved it.
    pub fn moved(&self) -> Money {
        let less = self.offset + self.repaid + self.waived + self.written_off;
        self.opening + self.found - less
    }
}

/// What is to be offset, of one age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recoverable {
    /// Months since the posting that made it, from so many
    pub from: i32,
    /// to so many; without end where it is open.
    pub to: Option<i32>,
    /// Minor units.
    pub amount: Money,
}

impl RollForward {
    /// What was owed at the beginning, and all that moved it.
    pub fn moved(&self) -> Money {
        let moved = self.due + self.reversed + self.written_off + self.repaid;
        self.opening + moved - self.released + self.returned
    }

    /// What the closing is made of.
    pub fn made_of(&self) -> Money {
        let recoverable: Money = self.recoverable.iter().map(|one| one.amount).sum();
        self.unreleased + self.unpaid - recoverable
    }

    /// Whether the closing, which is what the newest postings say, is what moved, and what it is made
    /// of.
    pub fn adds_up(&self) -> bool {
        let moved = |sums: &Sums| sums.due + sums.reversed;
        let plans: Money = self.plans.iter().map(|plan| moved(&plan.sums)).sum();
        plans == self.due + self.reversed
            && self.closing == self.moved()
            && self.closing == self.made_of()
            && self.overpaid_adds_up()
            && self.funders_add_up()
    }

    /// Whether what members owe at the end is what they owed when the month began, and all that moved it.
    fn overpaid_adds_up(&self) -> bool {
        let recoverable: Money = self.recoverable.iter().map(|one| one.amount).sum();
        [self.overpaid.closing, self.overpaid.moved()] == [recoverable; 2]
    }

    /// Whether what moved of all funders is what moved, column by column, and what each owes at the end is what it is
    /// made of.
    fn funders_add_up(&self) -> bool {
        let recoverable: Money = self.recoverable.iter().map(|one| one.amount).sum();
        let columns: [(Money, Column); 12] = [
            (self.opening, |one| one.opening),
            (self.due, |one| one.due),
            (self.reversed, |one| one.reversed),
            (self.written_off, |one| one.written_off),
            (self.released, |one| one.released),
            (self.returned, |one| one.returned),
            (self.repaid, |one| one.repaid),
            (self.recovered, |one| one.recovered),
            (self.unreleased, |one| one.unreleased),
            (recoverable - self.unpaid, |one| one.recoverable),
            (Money::ZERO, |one| one.between),
            (Money::ZERO, |one| one.owes_others),
        ];
        let sum = |of: Column| self.funders.iter().map(of).sum::<Money>();
        let parts = |one: &Funded| one.closing() == one.unreleased - one.recoverable;
        columns.into_iter().all(|(all, of)| sum(of) == all) && self.funders.iter().all(parts)
    }
}

/// A column of what moved of funders.
type Column = fn(&Funded) -> Money;

/// Sums of one kind, before the month and in it.
#[derive(Clone, Copy, Default)]
struct Span {
    before: Money,
    within: Money,
}

/// A month of posting; the newest one where none is asked for.
///
/// # Errors
///
/// When nothing was posted yet, or the ledger cannot be read.
pub fn roll_forward(ledger: &Ledger, month: Option<Month>) -> Result<RollForward, AccountingError> {
    ledger.view(|ledger| roll_forward_now(ledger, month))
}

fn roll_forward_now(ledger: &Ledger, month: Option<Month>) -> Result<RollForward, AccountingError> {
    let month = match month {
        Some(month) => month,
        None => Month::of(newest_posted(ledger)?),
    };
    let kinds = spans_of_entries(ledger, month)?;
    let of = |kind: &str| kinds.get(kind).copied().unwrap_or_default();
    let bank = spans_of_transfers(ledger, month)?;
    let gone = |kind: &str| bank.get(kind).copied().unwrap_or_default();
    let (due, reversed, written_off) = (of("due"), of("reversal"), of("stood"));
    let (paid, withdrawn, repaid) = (of("paid"), of("withdrawn"), of("repaid"));
    let (released, returned) = (gone("released"), gone("returned"));
    let then = as_of(ledger, month.last())?;
    let Tally { plans, funders } = Tally::of(ledger, month)?;
    let recovered = recovered(ledger, month)?;
    let given = |span: fn(&Span) -> Money| span(&released) - span(&returned);
    let at_end = given(|span| span.before + span.within);
    let (overpaid, recoverable) = overpaid(ledger, month)?;
    Ok(RollForward {
        month,
        is_closed: ledger.open_month()?.is_some_and(|open| month < open),
        funders,
        plans,
        recovered,
        opening: due.before + reversed.before + written_off.before
            - repaid.before
            - given(|span| span.before),
        due: due.within,
        reversed: reversed.within,
        written_off: written_off.within,
        released: released.within,
        returned: returned.within,
        // What came back is below zero in entries.
        repaid: -repaid.within,
        // What the postings hold at the end, independent of any entry.
        closing: then.entitled + then.written_off + then.repaid - at_end,
        unreleased: paid.before + paid.within + withdrawn.before + withdrawn.within - at_end,
        recoverable,
        overpaid,
        unpaid: then.entitled + then.written_off + then.owed - then.paid,
        contributions: contributed(ledger, bounds(month))?,
        unmatched: unmatched(ledger, month)?,
    })
}

fn newest_posted(ledger: &Ledger) -> Result<Day, AccountingError> {
    let newest: Option<Day> = ledger.one("SELECT max(posted_on) FROM run_in_force")?;
    let nothing = || LedgerError::nothing_posted(ledger.path());
    Ok(newest.ok_or_else(nothing)?)
}

fn spans_of_entries(
    ledger: &Ledger,
    month: Month,
) -> Result<BTreeMap<String, Span>, AccountingError> {
    spans(
        ledger,
        month,
        "SELECT e.kind kind, r.posted_on day, e.amount amount FROM entry e \
                       JOIN posting p ON p.no = e.posting JOIN run r ON r.no = p.run",
    )
}

fn spans_of_transfers(
    ledger: &Ledger,
    month: Month,
) -> Result<BTreeMap<String, Span>, AccountingError> {
    spans(ledger, month, "SELECT kind, happened_on day, amount FROM transfer")
}

/// What was offset in a month; what went from one id of a person to another was not.
fn recovered(ledger: &Ledger, month: Month) -> Result<Money, AccountingError> {
    let sql = "SELECT coalesce(sum(abs(e.amount)), 0) FROM entry e \
               JOIN posting p ON p.no = e.posting JOIN run r ON r.no = p.run \
               WHERE e.kind = 'set_off' AND e.reason <> ?3 AND r.posted_on BETWEEN ?1 AND ?2";
    let [first, last] = bounds(month);
    let sums = ledger.rows(sql, (first, last, SAME_PERSON), |row| row.get(0))?;
    Ok(sums.into_iter().sum())
}

/// Sums by kind, of rows that have a kind, a day and an amount.
fn spans(
    ledger: &Ledger,
    month: Month,
    rows: &str,
) -> Result<BTreeMap<String, Span>, AccountingError> {
    let sql = format!(
        "SELECT kind, sum(CASE WHEN day < ?1 THEN amount ELSE 0 END), \
         sum(CASE WHEN day >= ?1 THEN amount ELSE 0 END) FROM ({rows}) WHERE day <= ?2 GROUP BY kind"
    );
    let sums = ledger.rows(&sql, bounds(month), |row| {
        Ok((row.get(0)?, Span { before: row.get(1)?, within: row.get(2)? }))
    })?;
    Ok(sums.into_iter().collect())
}

/// How overpayments moved in a month, and what of them is to be offset at its end by age.
fn overpaid(
    ledger: &Ledger,
    month: Month,
) -> Result<(Overpaid, Vec<Recoverable>), AccountingError> {
    let mut ages = AGES.map(|(from, to)| Recoverable { from, to, amount: Money::ZERO });
    let mut sums = Overpaid::default();
    for debts in debts_on(ledger, month.last())? {
        for debt in &debts.open {
            ages[age(month, debt.since)].amount += debt.amount;
        }
        debts.moved.into_iter().for_each(|(on, how, amount)| sums.add(month, on, how, amount));
        sums.closing += debts.open.iter().map(|debt| debt.amount).sum();
    }
    Ok((sums, ages.into()))
}

/// The first and last day of a month.
fn bounds(month: Month) -> [Day; 2] {
    [month.first(), month.last()]
}

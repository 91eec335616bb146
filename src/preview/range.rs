//! What may be paid while amounts are missing, and which of them still matter.
//!
//! The adjudicator is run twice, once toward the least and once toward the most, each formula
//! taking from the room of every missing amount the end that works that way. Both ends are then
//! widened by bills in which one missing amount has all the room, so that the range is never
//! narrower than what such a bill is paid.
//!
//! A schedule by an amount may pay less for more: there every step is looked at that the amount may be in, so that the
//! range is never too narrow, though it may be wider than the steps and the base together allow.
//!
//! The ends hold where more of a benefit never means less of the bill's sum. They are not proved where a benefit
//! behind a threshold subtracts what another pays, or the threshold asks for that or for a total, nor where
//! alternatives are chosen over other bills too: there a figure between the ends of its room may pay less, or more.

use super::past::Past;
use super::query::{BillQuery, OUTSIDE};
use crate::adjudication::{Adjudicator, AdjustmentReason, Eligibility, Observer};
use crate::claim::{Bill, Column, FUNDS};
use crate::explanation::Explanation;
use crate::money::Money;
use crate::scheme::{Benefit, Book, Edition, Missing};

/// What is payable on the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What the explanation says.
    Exact,
    /// Something in this range.
    Range {
        /// At least.
        least: Money,
        /// At most.
        most: Money,
        /// The missing amounts that matter.
        look_for: Vec<Column>,
    },
    /// No bound can be given without the total.
    TotalFirst {
        /// The missing amounts that the rules ask for, the total first.
        look_for: Vec<Column>,
    },
}

/// What is known about the payable on the bill, of which the rules ask for the `needed` columns.
pub(super) fn answer(book: &Book, past: &Past, query: &BillQuery, needed: &[Column]) -> Answer {
    let open: Vec<Column> = query.unknown.iter().copied().filter(|c| needed.contains(c)).collect();
    if open.is_empty() {
        return Answer::Exact;
    }
    if open.contains(&Column::Total) {
        return Answer::TotalFirst { look_for: open };
    }
    let has_steps = book.editions.iter().any(Edition::has_steps);
    let in_scope_given = query.in_scope_given;
    let question = Question { book, past, id: &query.id, in_scope_given, has_steps };
    let (least, most) = question.bounds(query.bill, &open);
    if least == most {
        return Answer::Exact;
    }
    let matters = |&column: &Column| question.matters(query.bill, &open, column, (least, most));
    let mut look_for: Vec<Column> = open.iter().copied().filter(matters).collect();
    if look_for.is_empty() {
        look_for = open; // Any one of them would do.
    }
    Answer::Range { least, most, look_for }
}

/// Of some missing amounts the one that moves the payment most, from nothing to all the room that it has.
pub(super) fn moves_most(
    book: &Book,
    past: &Past,
    query: &BillQuery,
    look_for: &[Column],
) -> Option<Column> {
    let in_scope_given = query.in_scope_given;
    let question = Question { book, past, id: &query.id, in_scope_given, has_steps: false };
    let room = question.room(&query.bill, look_for);
    let paid = |more| question.paid(question.filled(query.bill, more), None);
    let nothing = paid(None);
    let moves = |column: &Column| {
        let most = room.get(column.index()).copied().unwrap_or_default();
        (paid(Some((*column, most))) - nothing).minor().abs()
    };
    look_for.iter().rev().max_by_key(|column| moves(column)).copied()
}

/// The columns that the eligible benefits depend on, derived ones taken apart.
pub(super) fn needed(book: &Book, query: &BillQuery, explanation: &Explanation) -> Vec<Column> {
    let Some(number) = explanation.edition else { return Vec::new() };
    let edition: &Edition = &book.editions[number];
    let mut needed = Vec::new();
    for working in &explanation.workings {
        for column in edition.depends_on(&edition.benefits[working.place]) {
            match column {
                Column::FundsPaid => needed.extend(FUNDS),
                Column::InScope if !query.in_scope_given => {
                    needed.push(Column::Total);
                    needed.extend(OUTSIDE);
                }
                column => needed.push(column),
            }
        }
    }
    needed
}

/// One bill whose payable is asked for, with figures missing.
struct Question<'q> {
    book: &'q Book,
    past: &'q Past,
    id: &'q str,
    in_scope_given: bool,
    /// Whether an amount chooses a value of the rules, so that more of a figure may pay less.
    has_steps: bool,
}

impl Question<'_> {
    /// Between what the payable lies while the amounts of `open` are missing.
    fn bounds(&self, bill: Bill, open: &[Column]) -> (Money, Money) {
        let nothing = self.paid(self.filled(bill, None), None);
        let (mut least, mut most) = (nothing, nothing);
        if open.is_empty() {
            return (least, most);
        }
        let room = self.room(&bill, open);
        let low = self.with_least_in_scope(bill, open);
        for toward_most in [false, true] {
            let computed = Vec::new();
            let missing = Missing { bill: bill.id, most: room, toward_most, computed };
            let paid = self.paid(low, Some(missing));
            (least, most) = (least.min(paid), most.max(paid));
        }
        for &column in open {
            let filled = self.filled(bill, Some((column, room[column.index()])));
            let paid = self.paid(filled, None);
            (least, most) = (least.min(paid), most.max(paid));
        }
        (least, most)
    }

    /// Whether the range is another where this amount is known: to be nothing, or all the room.
    fn matters(&self, bill: Bill, open: &[Column], column: Column, range: (Money, Money)) -> bool {
        let others: Vec<Column> = open.iter().copied().filter(|other| *other != column).collect();
        let all = self.room(&bill, open)[column.index()];
        [Money::ZERO, all]
            .into_iter()
            .any(|amount| self.bounds(self.filled(bill, Some((column, amount))), &others) != range)
            || self.has_steps && self.matters_alone(bill, &others, column)
    }

    /// Whether there is a range where this amount alone is missing, and the others are nothing or one of them is all
    /// the room. Steps between the ends of its room change what is paid, where the ends pay the same.
    fn matters_alone(&self, bill: Bill, others: &[Column], column: Column) -> bool {
        let room = self.room(&bill, others);
        let all = |other: &Column| Some((*other, *room.get(other.index())?));
        let of_others = others.iter().map(all);
        std::iter::once(None).chain(of_others).any(|filled| {
            let (least, most) = self.bounds(self.filled(bill, filled), &[column]);
            least != most
        })
    }

    /// The most that each amount can be: what is known, or the total less what is known beside it.
    fn room(&self, bill: &Bill, open: &[Column]) -> [Money; crate::claim::AMOUNTS] {
        let mut most = bill.amounts;
        let total = bill.amount(Column::Total);
        let sum = |columns: &[Column]| columns.iter().map(|c| bill.amount(*c)).sum::<Money>();
        let for_payers = total - sum(&FUNDS) - bill.amount(Column::HospitalBorne);
        let for_outside = total - sum(&OUTSIDE);
        for &column in open {
            most[column.index()] = match column {
                column if FUNDS.contains(&column) || column == Column::HospitalBorne => for_payers,
                column if OUTSIDE.contains(&column) => for_outside,
                // Nothing holds a scheme's own amount to the total; see the door.
                column if column.name().is_none() => Money::MOST,
                _ => total,
            };
        }
        if open.iter().any(|column| FUNDS.contains(column)) {
            most[Column::FundsPaid.index()] = bill.amount(Column::FundsPaid) + for_payers;
        }
        most
    }

    /// The bill with the least that can be in scope; the most is what it has.
    fn with_least_in_scope(&self, mut bill: Bill, open: &[Column]) -> Bill {
        if !self.in_scope_given && open.iter().any(|column| OUTSIDE.contains(column)) {
            bill.amounts[Column::InScope.index()] = Money::ZERO;
        }
        bill
    }

    /// The bill with one amount more, and what follows from it.
    fn filled(&self, mut bill: Bill, more: Option<(Column, Money)>) -> Bill {
        if let Some((column, amount)) = more {
            bill.amounts[column.index()] = amount;
            bill.present |= 1 << column.index();
        }
        let sum = |columns: &[Column]| columns.iter().map(|c| bill.amount(*c)).sum::<Money>();
        let (funds, outside) = (sum(&FUNDS), sum(&OUTSIDE));
        bill.amounts[Column::FundsPaid.index()] = funds;
        if !self.in_scope_given {
            let in_scope = (bill.amount(Column::Total) - outside).or_zero();
            bill.amounts[Column::InScope.index()] = in_scope;
        }
        bill
    }

    /// What is paid on the bill.
    fn paid(&self, bill: Bill, missing: Option<Missing>) -> Money {
        let mut adjudicator = Adjudicator::new(self.book);
        if let Some(missing) = missing {
            adjudicator = adjudicator.with_missing(missing);
        }
        let mut of_bill = OfBill { id: bill.id, here: false, paid: Money::ZERO };
        self.past.history(self.book, Some((bill, self.id)), |history| {
            adjudicator.adjudicate(history, &mut of_bill)
        });
        of_bill.paid
    }
}

/// Sums what is paid on one bill.
struct OfBill {
    id: u32,
    here: bool,
    paid: Money,
}

impl Observer for OfBill {
    const EXPLAINS: bool = false;

    fn bill(&mut self, _: usize, bill: &Bill, _: &Eligibility, _: Money) {
        self.here = bill.id == self.id;
    }

    fn benefit(&mut self, _: usize, _: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        if self.here {
            self.paid += paid;
        }
    }
}

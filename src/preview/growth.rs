//! What more of an amount would pay: the same bill with more of it is decided by the same function, and where the way
//! in which it is worked out changes is found to the minor unit.

use std::mem::{Discriminant, discriminant};

use super::past::Past;
use super::query::BillQuery;
use super::{Answer, Preview, on_top};
use crate::adjudication::StepKind;
use crate::claim::{Bill, Column, FieldKind, Owner};
use crate::explanation::{Explanation, Working};
use crate::money::{Money, Product};
use crate::scheme::Book;

/// What is paid more for more of an amount, from some amount on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The amount: the cost as a whole, or a column of the scheme's own with the cost.
    pub column: Column,
    /// What it is on the bill.
    pub now: Money,
    /// From where on it pays more, or less; `now` where it does so at once.
    pub from: Money,
    /// What is paid more at once by coming above that, as where a threshold opens.
    pub at_once: Money,
    /// What each further amount pays.
    pub each: Pace,
    /// How far that goes, and what further amounts pay beyond; nothing where no end was found.
    pub then: Option<(Money, Pace)>,
}

/// So much more is paid for so much more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// More of the amount.
    pub more: Money,
    /// More, or less, of the payment.
    pub pays: Money,
}

/// Further changes than this many are not looked for.
const MOST_STRETCHES: usize = 6;
/// A jump is more than what rounding does.
const ROUNDING: i64 = 2;

/// What more of each amount would pay, where more of it pays more or less: the cost, as far as it is in scope, and the
/// scheme's own amounts. Nothing while amounts are missing.
///
/// More cost is taken to be in scope and left by primary cover: who pays what of it, only the sheet can tell.
pub fn growth(preview: &Preview, past: &Past) -> Vec<Growth> {
    if preview.answer != Answer::Exact {
        return Vec::new();
    }
    let book = preview.book;
    let of = |column: Column| {
        let line = Line { book, past, query: &preview.query, column };
        line.growth(&preview.explanation)
    };
    let needed = super::range::needed(book, &preview.query, &preview.explanation);
    let own = book.vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill);
    let own = own.filter(|field| matches!(field.kind, FieldKind::Amount { .. }));
    let own = own.filter_map(|field| field.amount_column());
    let own = own.filter(|column| needed.contains(column));
    let cost = of(Column::Total);
    let is_of_its_own = |one: &Growth| cost.as_ref().is_none_or(|cost| !one.is_like(cost));
    let own: Vec<Growth> = own.filter_map(of).filter(is_of_its_own).collect();
    cost.into_iter().chain(own).collect()
}

impl Growth {
    /// Whether it pays what another does, for as long.
    fn is_like(&self, other: &Growth) -> bool {
        let ahead = |one: &Growth| one.from - one.now;
        let length = |one: &Growth| one.then.map(|(end, _)| end - one.now);
        let same =
            (ahead(self), self.each, self.at_once) == (ahead(other), other.each, other.at_once);
        same && length(self) == length(other)
    }
}

/// A bill with more and more of one amount.
struct Line<'l> {
    book: &'l Book,
    past: &'l Past,
    query: &'l BillQuery,
    column: Column,
}

/// Amounts over which the bill is worked out in one way: from the first, up to the last where it has an end.
#[derive(Clone, Copy)]
struct Stretch {
    from: Money,
    end: Option<Money>,
}

impl Line<'_> {
    fn growth(&self, now: &Explanation) -> Option<Growth> {
        let start = self.query.bill.amount(self.column);
        let mut stretch = self.stretch(start, now);
        let (mut at_once, mut from) = (Money::ZERO, start);
        for _ in 0..MOST_STRETCHES {
            let each = self.pace(stretch);
            if each.pays != Money::ZERO || at_once != Money::ZERO {
                let then = self.end_of(stretch, each);
                return Some(Growth { column: self.column, now: start, from, at_once, each, then });
            }
            let end = stretch.end?;
            at_once = self.jump_at(end);
            (stretch, from) = (self.stretch_behind(end), end);
        }
        None
    }

    /// Where the pace of a stretch ends: stretches of the same pace are one. With the pace beyond.
    fn end_of(&self, mut stretch: Stretch, each: Pace) -> Option<(Money, Pace)> {
        for _ in 0..MOST_STRETCHES {
            let end = stretch.end?;
            let next = self.stretch_behind(end);
            let pace = self.pace(next);
            if !pace.is_like(each) || self.jump_at(end) != Money::ZERO {
                return Some((end, pace));
            }
            stretch = next;
        }
        None
    }

    fn stretch_behind(&self, end: Money) -> Stretch {
        let from = end + ONE;
        self.stretch(from, &self.explained(from))
    }

    /// From an amount on, as far as the bill is worked out as it is there: first in strides that double, then by
    /// halves.
    fn stretch(&self, from: Money, there: &Explanation) -> Stretch {
        let way = ways(there);
        let is_alike = |amount: Money| ways(&self.explained(amount)) == way;
        let (mut alike, mut stride) = (from, ONE);
        let mut other = loop {
            let next = alike + stride;
            if next > self.far() {
                return Stretch { from, end: None };
            }
            if !is_alike(next) {
                break next;
            }
            (alike, stride) = (next, stride + stride);
        };
        while other - alike > ONE {
            let middle = Money::from_minor(alike.minor() + (other - alike).minor() / 2);
            match is_alike(middle) {
                true => alike = middle,
                false => other = middle,
            }
        }
        Stretch { from, end: Some(alike) }
    }

    /// What the next thousand pays, or what is left of the stretch.
    fn pace(&self, stretch: Stretch) -> Pace {
        let all = stretch.end.map_or(self.thousand(), |end| end - stretch.from);
        let more = all.min(self.thousand()).max(ONE);
        let pays = self.paid(stretch.from + more) - self.paid(stretch.from);
        Pace { more, pays }
    }

    /// What one minor unit behind an end pays at once; nothing where that is what rounding does.
    fn jump_at(&self, end: Money) -> Money {
        let jump = self.paid(end + ONE) - self.paid(end);
        if jump.minor().abs() > ROUNDING { jump } else { Money::ZERO }
    }

    fn thousand(&self) -> Money {
        Money::from_minor(1000 * 10_i64.pow(self.book.vocabulary.currency.decimals()))
    }

    /// Ten million: no bill comes near it.
    fn far(&self) -> Money {
        Money::from_minor(self.thousand().minor() * 10_000)
    }

    fn paid(&self, amount: Money) -> Money {
        self.explained(amount).payable()
    }

    fn explained(&self, amount: Money) -> Explanation {
        on_top(self.book, self.past, (self.with(amount), &self.query.id))
    }

    /// The bill with so much of the amount; the cost and what is in scope grow with it.
    fn with(&self, amount: Money) -> Bill {
        let mut bill = self.query.bill;
        let more = amount - bill.amount(self.column);
        let mut grow = |column: Column| {
            bill.amounts.get_mut(column.index()).into_iter().for_each(|amount| *amount += more);
            bill.present |= 1 << column.index();
        };
        [Column::Total, Column::InScope].into_iter().for_each(&mut grow);
        if self.column != Column::Total {
            grow(self.column);
        }
        bill
    }
}

const ONE: Money = Money::from_minor(1);

impl Pace {
    /// Whether two pay the same for the same, but for what rounding does.
    fn is_like(self, other: Pace) -> bool {
        let of = |one: Pace, more: Money| i128::from(one.pays.minor()) * i128::from(more.minor());
        let gap = of(self, other.more) - of(other, self.more);
        gap.abs() <= i128::from(self.more.max(other.more).minor()) * i128::from(ROUNDING)
    }
}

/// How a benefit is worked out, without the amounts: its reasons, and the steps that it takes.
type Way = (u8, Vec<&'static str>, Vec<(Discriminant<StepKind>, usize, Option<Product>)>);

fn ways(explanation: &Explanation) -> Vec<Way> {
    explanation.workings.iter().map(way).collect()
}

fn way(working: &Working) -> Way {
    let of_rounding = |code: &&str| *code == "rounds_to_nothing";
    let codes = working.outcome.codes().filter(|code| !of_rounding(code)).collect();
    let steps = working.steps.iter().filter_map(|step| {
        let (number, rate) = match &step.kind {
            StepKind::Rounding { .. } => return None,
            StepKind::Bands { slices, .. } => (slices.len(), slices.last().map(|slice| slice.rate)),
            StepKind::Rate { rate, .. } | StepKind::Factor { factor: rate, .. } => {
                (usize::try_from(*rate).unwrap_or(usize::MAX), None)
            }
            _ => (0, None),
        };
        Some((discriminant(&step.kind), number, rate))
    });
    (working.number, codes, steps.collect())
}

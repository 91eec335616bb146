//! The facts of a claim as received: members, enrolment periods, bills, and a member's history.
//!
//! Records are small, flat and of fixed size, since a city has millions of them: amounts by
//! [`Column`], other facts as numbers that the [`Vocabulary`] of a rule book gives meaning to.
//! They are made from text at one door, [`door`], which tells every fault of a row at once.

mod column;
mod diagnosis;
pub mod door;
mod ids;
mod kept;
mod outside;
mod stay;
mod vocabulary;

pub use column::{AMOUNTS, Column, FUNDS, OWN_AMOUNTS};
pub(crate) use diagnosis::folded as folded_code;
pub use ids::{MemberIds, Resident, WrongId};
pub(crate) use ids::{check_character, half_width, is_scientific, loses_digits};
pub(crate) use kept::write_number;
pub use kept::{Cell, Keeper, KeptRow, Record};
pub use outside::{MOST_FACTS, Opening, Override};
pub use stay::Stay;
pub use vocabulary::{
    Basis, BillNumber, Fact, Field, FieldKind, Owner, Revisions, Undated, Vocabulary,
};
pub(crate) use vocabulary::{FactValues, NUMBER_MOST, STAY_GAP};

use crate::date::Day;
use crate::money::Money;

/// Facts of a bill that are one of a few values, by slot: see [`Fact`].
pub const BILL_FACTS: usize = 12;
/// Facts of a member that are one of a few values, by slot.
pub const MEMBER_FACTS: usize = 8;
/// The most bills one member may have; more are refused as data.
pub const MOST_BILLS: usize = 10_000;
/// The most enrolment periods one member may have; more are refused as data.
pub const MOST_PERIODS: usize = 10_000;
/// The most units one enrolment period may have; more are refused as data.
pub const MOST_UNITS: u32 = 1_000;

/// Who is enrolled, and what was so of them from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The day of birth.
    pub birth: Day,
    /// The day from which the facts hold; [`Day::FIRST`] where nothing was said before. What holds first holds
    /// for all days before too.
    pub from: Day,
    /// The value of each fact, by slot.
    pub facts: [u8; MEMBER_FACTS],
}

/// A period for which a member is enrolled in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enrolment {
    /// The plan, by its place among the plans of the book.
    pub plan: u8,
    /// The first day of cover.
    pub start: Day,
    /// The last day of cover.
    pub end: Day,
    /// Units held, from 1 to [`MOST_UNITS`].
    pub units: u32,
    /// The day of enrolling.
    pub enrolled_on: Day,
}

/// One hospital bill as settled by primary cover, all amounts in the currency of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The amounts, by [`Column`]; nothing where the bill has none.
    pub amounts: [Money; AMOUNTS],
    /// One bit a column: whether the bill has that amount.
    pub present: u32,
    /// The bill, by its place in the list of ids that came with it.
    pub id: u32,
    /// The stay that its row names: bills of one member with the same number name one; see [`Bill::alone`].
    pub stay_id: u32,
    /// The stay that it is of, as [`History::new`] finds it.
    pub stay: Stay,
    /// The first day of the bill.
    pub admission: Day,
    /// The day of leaving, or the last that the bill is for; never before `admission`.
    pub discharge: Day,
    /// The day primary cover settled it.
    pub settled_on: Day,
    /// The day it was filed with the scheme; `settled_on` where not known.
    pub submitted_on: Day,
    /// The day that picks edition, enrolment period and windows; an admission or discharge is that of the stay.
    pub basis: Day,
    /// The day that orders bills.
    pub order: Day,
    /// The calendar month of `basis`, counted from year 0.
    pub month: i32,
    /// One bit a list of the book: whether a diagnosis of the bill is in it.
    pub lists: u64,
    /// The value of each fact, by slot.
    pub facts: [u8; BILL_FACTS],
    /// A number that equal hospitals share, and others hardly ever do; 0 where none is named.
    pub hospital: u64,
    /// The in-scope amount given differs from what the other columns give.
    pub in_scope_differs: bool,
}

impl Bill {
    const ALONE: u32 = 1 << 31;

    /// The number of a stay that no row names. Those that rows name have smaller ones.
    pub fn alone(id: u32) -> u32 {
        id | Bill::ALONE
    }

    /// Whether the bill may share its stay with others.
    #[inline]
    pub fn shares_stay(&self) -> bool {
        self.stay_id & Bill::ALONE == 0
    }

    /// The same bill under other numbers of its id and of the stay that it names: a stay of its own, until a
    /// history finds those of all bills.
    #[must_use]
    pub fn numbered(self, id: u32, stay_id: u32) -> Bill {
        Bill { id, stay_id, stay: Stay::alone(id, self.admission, self.discharge), ..self }
    }

    /// The first and the last day of the stay, where other bills make it longer than this one.
    pub fn longer_stay(&self) -> Option<(Day, Day)> {
        let stay = (self.stay.began, self.stay.ended);
        (stay != (self.admission, self.discharge)).then_some(stay)
    }

    /// The amount in a column.
    #[inline]
    pub fn amount(&self, column: Column) -> Money {
        self.amounts[column.index()]
    }

    /// Whether the bill has an amount in this column, be it zero.
    #[inline]
    pub fn has(&self, column: Column) -> bool {
        self.present >> column.index() & 1 == 1
    }

    /// Whether what is in scope is what the other columns give: nothing was said, or just that.
    pub(crate) fn derives_in_scope(&self) -> bool {
        self.amount(Column::InScope)
            == in_scope(self.amount(Column::Total), |column| self.amount(column))
    }

    /// Nights between admission and discharge of the bill.
    #[inline]
    pub fn nights(&self) -> i32 {
        self.discharge - self.admission
    }

    /// What primary cover and the hospital left of the bill; never below nothing.
    #[inline]
    pub fn left(&self) -> Money {
        let borne = self.amount(Column::FundsPaid) + self.amount(Column::HospitalBorne);
        (self.amount(Column::Total) - borne).or_zero()
    }
}

/// What is in scope of a total, where a bill does not say it.
pub(crate) fn in_scope(total: Money, amount: impl Fn(Column) -> Money) -> Money {
    let outside = [Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay];
    (total - outside.into_iter().map(amount).sum()).or_zero()
}

/// What a member was on a day: what holds first, and from the day of each of the others on.
#[inline]
pub(crate) fn on<'a>(first: &'a Member, later: &'a [Member], day: Day) -> &'a Member {
    later.iter().rev().find(|member| member.from <= day).unwrap_or(first)
}

/// Finds the stays of a member's bills, and puts the bills in order: by (order date, id as bytes).
pub(crate) fn put_in_order<'i>(
    vocabulary: &Vocabulary,
    bills: &mut [Bill],
    id: impl Fn(u32) -> &'i [u8],
) {
    stay::settle(vocabulary, bills, &id);
    bills.sort_by(|a, b| a.order.cmp(&b.order).then_with(|| id(a.id).cmp(id(b.id))));
}

/// Everything known of one member, in order: what [`adjudicate`](crate::adjudication::adjudicate)
/// is a function of.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    member: &'a Member,
    later: &'a [Member],
    enrolments: &'a [Enrolment],
    bills: &'a [Bill],
    openings: &'a [Opening],
    overrides: &'a [Override],
}

impl<'a> History<'a> {
    /// Finds the stays of the bills, and puts enrolments and bills in order: bills by (order date, id as bytes).
    /// `id` tells a bill's id from its number; the words are those of the book.
    pub fn new<'i>(
        vocabulary: &Vocabulary,
        member: &'a Member,
        enrolments: &'a mut [Enrolment],
        bills: &'a mut [Bill],
        id: impl Fn(u32) -> &'i [u8],
    ) -> History<'a> {
        enrolments.sort_unstable();
        put_in_order(vocabulary, bills, id);
        History::sorted(member, enrolments, bills)
    }

    /// Takes enrolments and bills that are in order already, and whose stays are found.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_BILLS`] bills or [`MOST_PERIODS`] periods, and where debug assertions are on, if something is out
    /// of order.
    #[inline]
    pub fn sorted(member: &'a Member, enrolments: &'a [Enrolment], bills: &'a [Bill]) -> Self {
        assert!(bills.len() <= MOST_BILLS, "members with too many bills are refused at the door");
        assert!(enrolments.len() <= MOST_PERIODS, "so are members with too many periods");
        debug_assert!(enrolments.is_sorted(), "enrolments are in order");
        debug_assert!(bills.is_sorted_by_key(|bill| bill.order), "bills are in order");
        History { member, later: &[], enrolments, bills, openings: &[], overrides: &[] }
    }

    /// The same, where facts of the member changed: what they were from the day of each on, by day.
    ///
    /// # Panics
    ///
    /// Where debug assertions are on, if they are out of order.
    #[must_use]
    pub fn with_later(self, later: &'a [Member]) -> Self {
        debug_assert!(later.is_sorted_by_key(|member| member.from), "what changed is by day");
        History { later, ..self }
    }

    /// The same, with what an old system had counted.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_FACTS`], or a value out of its bounds.
    #[must_use]
    pub fn with_openings(self, openings: &'a [Opening]) -> Self {
        outside::check(openings.iter().map(|opening| opening.value));
        History { openings, ..self }
    }

    /// The same, with what was decided by hand.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_FACTS`], or an amount out of its bounds.
    #[must_use]
    pub fn with_overrides(self, overrides: &'a [Override]) -> Self {
        outside::check(overrides.iter().map(|given| given.amount.minor()));
        History { overrides, ..self }
    }

    /// What the member was on a day.
    #[inline]
    pub fn member_on(&self, day: Day) -> &'a Member {
        on(self.member, self.later, day)
    }

    /// The enrolment periods of one plan, by (start, end, units).
    #[inline]
    pub fn periods(&self, plan: u8) -> &'a [Enrolment] {
        let of_plan = |period: Option<&Enrolment>| period.is_none_or(|period| period.plan == plan);
        if of_plan(self.enrolments.first()) && of_plan(self.enrolments.last()) {
            return self.enrolments; // Most members hold one plan.
        }
        let from = self.enrolments.partition_point(|period| period.plan < plan);
        let rest = &self.enrolments[from..];
        &rest[..rest.partition_point(|period| period.plan == plan)]
    }

    /// The enrolment periods, by (plan, start, end, units).
    pub fn enrolments(&self) -> &'a [Enrolment] {
        self.enrolments
    }

    /// The bills, in order.
    #[inline]
    pub fn bills(&self) -> &'a [Bill] {
        self.bills
    }

    /// What an old system had counted, in any order.
    #[inline]
    pub fn openings(&self) -> &'a [Opening] {
        self.openings
    }

    /// What was decided by hand; of several on one bill and benefit the last holds.
    #[inline]
    pub fn overrides(&self) -> &'a [Override] {
        self.overrides
    }
}

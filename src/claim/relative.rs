//! Relatives: whose bills count too, where something adds up over a household.

use super::member::on;
use super::{Bill, Enrolment, Member, Opening, Override};
use crate::date::Day;

/// Someone who was of one household with a member on any day, or of one with such a relative: all that the bills of
/// the relative are decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// What the relative was, by the day from which it holds: one at least.
    pub(super) members: Vec<Member>,
    pub(super) enrolments: Vec<Enrolment>,
    /// In the order of a history, as adjusted.
    pub(super) bills: Vec<Bill>,
    /// The ids of the bills, in their order.
    pub(super) ids: Vec<Box<[u8]>>,
    pub(super) openings: Vec<Opening>,
    pub(super) overrides: Vec<Override>,
}

impl Relative {
    /// What the relative was, by day.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// What the relative was on a day.
    #[inline]
    pub(super) fn member_on(&self, day: Day) -> &Member {
        let (first, later) = self.members.split_first().expect("a relative is someone");
        on(first, later, day)
    }

    /// The enrolment periods, by (plan, start, end, units).
    #[inline]
    pub(crate) fn enrolments(&self) -> &[Enrolment] {
        &self.enrolments
    }

    /// What an old system had counted of the relative.
    pub(crate) fn openings(&self) -> &[Opening] {
        &self.openings
    }
}

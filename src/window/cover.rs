//! Cover at a glance: the periods of a member, and what is left of each limit on a day.
//!
//! What is left is not looked up but found as any preview is: bills of nothing are asked about on that day, for each
//! benefit one that is what its conditions ask, and the limits that hold for them are listed. So they are right also in
//! windows of which nothing is used yet.

use super::bills_of_nothing;
use crate::claim::Enrolment;
use crate::date::Day;
use crate::explanation::{Explanation, LimitUse};
use crate::preview::Past;
use crate::scheme::{Book, Window};
use crate::words::Sentence;

/// A period of a plan, and how it stands to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The plan, by its place in the book.
    pub plan: u8,
    /// The period.
    pub enrolment: Enrolment,
    /// The first day of cover; later than the period begins where the plan waits for the contribution.
    pub cover_from: Day,
    /// How it stands to the day.
    pub standing: Standing,
}

/// How a period stands to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The day is in it.
    InForce,
    /// Cover begins later.
    ToCome,
    /// It is over.
    Over,
    /// The contribution has not come in, as far as is known.
    NotPaidFor,
    /// Cover begins with the day of enrolling, and the period was over by then.
    EnrolledTooLate,
}

/// What is left of a limit of a benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitOnDay {
    /// The benefit, by its place in the book.
    pub benefit: u8,
    /// The limit, with what was used of it.
    pub limit: LimitUse,
}

/// What a member has on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The day.
    pub day: Day,
    /// All periods, those in force first, then the newest.
    pub periods: Vec<Period>,
    /// Limits that add up from bill to bill, of the benefits that a bill of that day could reach: each once.
    pub limits: Vec<LimitOnDay>,
    /// Why no plan serves a bill of that day, or not yet; empty where one does.
    pub reasons: Vec<Sentence>,
}

/// What a member has on a day.
pub fn cover(book: &Book, past: &Past, day: Day) -> Cover {
    let mut periods: Vec<Period> =
        past.enrolments().iter().map(|enrolment| period(book, *enrolment, day)).collect();
    periods.sort_by_key(|one| (one.standing, std::cmp::Reverse(one.enrolment.start())));
    let mut limits = Vec::<LimitOnDay>::new();
    let mut refused: Option<Vec<Sentence>> = None;
    let mut is_served = false;
    for explanation in bills_of_nothing::decided(book, past, day) {
        add_limits(&mut limits, &explanation);
        is_served |= explanation.decisions.iter().any(|one| !one.benefits.is_empty());
        refused.get_or_insert_with(|| reasons(book, &explanation));
    }
    limits.sort_by_key(|one| one.benefit);
    // Where some kind of bill is served, what others are refused for says nothing of the cover.
    let reasons = refused.filter(|_| !is_served).unwrap_or_default();
    Cover { day, periods, limits, reasons }
}

fn reasons(book: &Book, explanation: &Explanation) -> Vec<Sentence> {
    let decisions = explanation.decisions.iter().flat_map(|one| &one.reasons);
    let mut reasons: Vec<Sentence> = decisions.flat_map(|reason| reason.sentences(book)).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

impl Cover {
    /// The same, where the limits that a bill found stand as it found them.
    pub(super) fn found_by(mut self, explanation: &Explanation) -> Cover {
        let others = std::mem::take(&mut self.limits);
        add_limits(&mut self.limits, explanation);
        for one in others {
            if !self.limits.iter().any(|known| known.limit.id == one.limit.id) {
                self.limits.push(one);
            }
        }
        self
    }
}

/// Adds the limits that a bill found and that are not listed yet.
fn add_limits(limits: &mut Vec<LimitOnDay>, explanation: &Explanation) {
    for working in &explanation.workings {
        let adds_up = |limit: &&LimitUse| !matches!(limit.window, Window::Bill | Window::Stay);
        for limit in working.limits.iter().filter(adds_up) {
            if !limits.iter().any(|one| one.limit.id == limit.id) {
                limits.push(LimitOnDay { benefit: working.number, limit: limit.clone() });
            }
        }
    }
}

fn period(book: &Book, enrolment: Enrolment, day: Day) -> Period {
    let cover_from = book.cover_from(&enrolment);
    let never_covers = cover_from > enrolment.end();
    let standing = if enrolment.end() < day {
        Standing::Over
    } else if never_covers && book.waits_for_receipt(&enrolment) {
        Standing::NotPaidFor
    } else if never_covers {
        Standing::EnrolledTooLate
    } else if cover_from > day {
        Standing::ToCome
    } else {
        Standing::InForce
    };
    Period { plan: enrolment.plan(), enrolment, cover_from, standing }
}

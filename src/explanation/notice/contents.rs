//! What a notice shows: the decision on a bill, and what stands on the sheet beside it.

use crate::date::Day;
use crate::explanation::Explanation;

/// What a notice shows.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'n> {
    /// The id of the bill, in full.
    pub bill_id: &'n str,
    /// The id of the member, in full: the notice is handed to the member.
    pub member_id: &'n str,
    /// What was decided, and how.
    pub explanation: &'n Explanation,
    /// The last day to file under each plan held: see [`Adjudicator::deadlines`].
    ///
    /// [`Adjudicator::deadlines`]: crate::adjudication::Adjudicator::deadlines
    pub deadlines: &'n [(u8, Option<Day>)],
    /// What stands on the sheet beside what is decided.
    pub beside: Beside<'n>,
}

/// What a sheet names and no decision asks for. What is not known is left blank, to be filled in by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside<'n> {
    /// The number of the notice, by which an office finds it again.
    pub number: &'n str,
    /// The day that the decision counts for.
    pub decided_on: &'n str,
    /// The name of the member.
    pub name: &'n str,
    /// The member's unit.
    pub unit: &'n str,
    /// The hospital.
    pub hospital: &'n str,
    /// The code by which the decision is found again.
    pub code: &'n str,
    /// Why each amount of [`Explanation::disallowed`] was disallowed, in their order.
    pub reasons: &'n [String],
}

//! Facts: what schedules and conditions may ask of a bill, its member and its cover.

use super::Column;
use super::list_order::ListOrder;

/// A fact that schedules and conditions may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// One of a few values of the bill, by slot.
    Bill(u8),
    /// One of a few values of the member, by slot.
    Member(u8),
    /// One of a few values of the enrolment period, by slot.
    Enrolment(u8),
    /// A number that the scheme's own column of the bill counts.
    Count(Column),
    /// The number of the stay.
    Ordinal,
    /// Units held.
    Units,
    /// The number of the year since cover began without a gap.
    YearsEnrolled,
    /// The number of the day since cover began; the plan says whether a renewal begins anew.
    DaysCovered,
    /// Completed years on the basis date.
    Age,
    /// The age that is reached in the month of the basis date; zero in other months than that of the birthday.
    Turns,
    /// Nights of the stay.
    Nights,
    /// The first of some lists that has a diagnosis of the bill.
    Diagnosis(ListOrder),
    /// The basis date of the bill, in days since the first that there is.
    BasisDay,
    /// Members of the household on the basis date.
    HouseholdMembers,
}

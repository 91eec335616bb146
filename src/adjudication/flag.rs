//! Flags: what is decided, and somebody should look at.

use super::manual_decisions::ManualDecisions;
use crate::claim::{Bill, Disallowance, History, Vocabulary};
use crate::words::{self, Sentence};

/// Something that is decided but should be looked at.
///
/// ```
/// use huzhu::adjudication::Flag;
///
/// assert_eq!(Flag::SameDayReadmission.code(), "same_day_readmission");
/// assert_eq!(format!("{:#}", Flag::SameDayReadmission.sentence()), "出院当日再次入院");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// More than one period of the plan contains the basis date.
    OverlappingCover,
    /// The stay overlaps another of the member's.
    OverlappingStay,
    /// The stay begins on the day another ended.
    SameDayReadmission,
    /// Bills with the same `stay_id` lie too far apart to be one stay.
    StayApart,
    /// Another bill of the stay has more than one of its days, or another bill of the same hospital the same days
    /// and amounts.
    PossibleDuplicate,
    /// The in-scope amount given differs from what the other columns give.
    InScopeDiffers,
    /// Something was decided by hand for a benefit without cover: nothing is paid for it.
    OverrideWithoutCover,
    /// More is disallowed than the bill has in the column: what it has there moved.
    DisallowedAboveBill,
}

impl Flag {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Flag; 8] = [
        Flag::OverlappingCover,
        Flag::OverlappingStay,
        Flag::SameDayReadmission,
        Flag::StayApart,
        Flag::PossibleDuplicate,
        Flag::InScopeDiffers,
        Flag::OverrideWithoutCover,
        Flag::DisallowedAboveBill,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Flag::OverlappingCover => "overlapping_cover",
            Flag::OverlappingStay => "overlapping_stay",
            Flag::SameDayReadmission => "same_day_readmission",
            Flag::StayApart => "stay_apart",
            Flag::PossibleDuplicate => "possible_duplicate",
            Flag::InScopeDiffers => "in_scope_differs",
            Flag::OverrideWithoutCover => "override_without_cover",
            Flag::DisallowedAboveBill => "disallowed_above_bill",
        }
    }

    /// What to look at.
    pub fn sentence(self) -> Sentence {
        match self {
            Flag::OverlappingCover => words::decisions::overlapping_cover(),
            Flag::OverlappingStay => words::decisions::overlapping_stay(),
            Flag::SameDayReadmission => words::decisions::same_day_readmission(),
            Flag::StayApart => words::decisions::stay_apart(),
            Flag::PossibleDuplicate => words::decisions::possible_duplicate(),
            Flag::InScopeDiffers => words::decisions::in_scope_differs(),
            Flag::OverrideWithoutCover => words::decisions::override_without_cover(),
            Flag::DisallowedAboveBill => words::decisions::disallowed_above_bill(),
        }
    }
}

/// What is odd about a bill among the others, whatever plan is asked.
pub(super) fn flags(
    manual: &ManualDecisions,
    history: &History,
    place: usize,
) -> impl Iterator<Item = Flag> {
    let bill = &history.bills()[place];
    let (mut overlaps, mut follows, mut apart, mut twice) = (false, false, false, false);
    for other in history.bills() {
        // Most have no day in common and name no stay together: there is nothing odd about the two.
        let meet = bill.admission <= other.discharge && other.admission <= bill.discharge;
        let is_asked = meet || other.stay_id == bill.stay_id;
        if !is_asked || other.id == bill.id {
            continue;
        }
        let one_stay = other.stay.number == bill.stay.number;
        if !one_stay && in_hospital(bill) && in_hospital(other) {
            overlaps |= nights_in_common(bill, other) > 0;
            follows |= bill.admission == other.discharge && other.admission <= bill.admission;
        }
        apart |= !one_stay && other.stay_id == bill.stay_id;
        twice |= one_stay && nights_in_common(bill, other) > 0 || says_the_same(bill, other);
    }
    let exceeds = |one: &Disallowance| one.bill == bill.id && one.exceeds_the_bill();
    let all = [
        (overlaps, Flag::OverlappingStay),
        (follows, Flag::SameDayReadmission),
        (apart, Flag::StayApart),
        (twice, Flag::PossibleDuplicate),
        (bill.in_scope_differs(), Flag::InScopeDiffers),
        (manual.is_idle_on(place), Flag::OverrideWithoutCover),
        (history.disallowances().iter().any(exceeds), Flag::DisallowedAboveBill),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag)
}

fn in_hospital(bill: &Bill) -> bool {
    bill.facts[Vocabulary::CATEGORY as usize] == 0
}

/// Nights that are on both bills; those which touch on one day have none in common.
fn nights_in_common(bill: &Bill, other: &Bill) -> i32 {
    bill.discharge.min(other.discharge) - bill.admission.max(other.admission)
}

/// Whether two bills are of the same hospital, days and amounts.
fn says_the_same(bill: &Bill, other: &Bill) -> bool {
    let days = |bill: &Bill| (bill.admission, bill.discharge, bill.hospital);
    bill.hospital != 0 && days(bill) == days(other) && bill.amounts == other.amounts
}

#[cfg(test)]
mod tests {
    use super::Flag;
    use crate::scheme::FLAGS;

    #[test]
    fn a_scheme_may_name_every_flag_for_review_and_no_other() {
        assert_eq!(Flag::ALL.map(Flag::code), FLAGS);
    }
}

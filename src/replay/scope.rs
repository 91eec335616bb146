//! Whose bills a replay counts, and which of them.

use std::collections::BTreeSet;

use crate::claim::{Bill, MemberIds};
use crate::date::Day;
use crate::intake::Intake;
use crate::scenario::draw::is_drawn;

/// Whose bills are counted, and which of them.
///
/// Bills on other days are decided too, since limits and thresholds carry over from them, and are not counted.
///
/// ```
/// use huzhu::date::Day;
/// use huzhu::replay::Scope;
///
/// let everyone = Scope::default();
/// let district_in_2024 = Scope {
///     unit: Some("1001.02".to_owned()),
///     from: Day::parse("2024-01-01"),
///     to: Day::parse("2024-12-31"),
///     ..Scope::default()
/// };
/// assert!(district_in_2024.is_of_some_days() && !everyone.is_of_some_days());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only members with these ids; `None` for all.
    pub members: Option<BTreeSet<String>>,
    /// Only members of units at or below this dotted path.
    pub unit: Option<String>,
    /// The first basis date that is counted: the day by which a bill belongs to an edition.
    pub from: Option<Day>,
    /// The last one.
    pub to: Option<Day>,
    /// So many of ten thousand members, drawn by their ids.
    pub sample: Option<u32>,
}

impl Scope {
    /// Every member and every day.
    pub const EVERYTHING: Scope =
        Scope { members: None, unit: None, from: None, to: None, sample: None };

    /// The same scope with every id in the one spelling that the scheme compares ids in.
    pub(super) fn in_one_spelling(self, ids: MemberIds) -> Scope {
        let fold = |id: String| ids.fold(&id).into_owned();
        let members = self.members.map(|members| members.into_iter().map(fold).collect());
        Scope { members, ..self }
    }

    pub(super) fn has(&self, intake: &Intake, member: u32, seed: u64) -> bool {
        let id = intake.member_id(member);
        let is_named = self.members.as_ref().is_none_or(|ids| ids.contains(id));
        let is_below = self.unit.as_ref().is_none_or(|path| {
            let rest = intake.unit(intake.unit_of(member)).strip_prefix(path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        is_named && is_below && self.sample.is_none_or(|share| is_drawn(seed, id, share))
    }

    /// Whether only the bills of some days are counted.
    pub fn is_of_some_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether bills of all members are counted, of all days.
    pub(super) fn is_everything(&self) -> bool {
        *self == Scope::EVERYTHING
    }

    /// Whether a reader of the report may know who the members in scope are: those of one unit, or those who were
    /// listed.
    pub(super) fn is_of_known_members(&self) -> bool {
        self.unit.is_some() || self.members.is_some()
    }

    #[inline]
    pub(super) fn counts(&self, bill: &Bill) -> bool {
        let begun = self.from.is_none_or(|from| from <= bill.basis);
        begun && self.to.is_none_or(|to| bill.basis <= to)
    }

    /// How many of the listed members are not in the input; `None` where all are.
    pub fn unknown(&self, intake: &Intake) -> Option<usize> {
        let ids = self.members.iter().flatten();
        let unknown =
            ids.filter(|id| intake.member(id).is_none() && !intake.is_blocked(id)).count();
        Some(unknown).filter(|unknown| *unknown > 0)
    }

    /// The members in scope, with or without bills.
    pub fn members<'i>(&'i self, intake: &'i Intake, seed: u64) -> impl Iterator<Item = u32> + 'i {
        intake.listed().filter(move |&member| self.has(intake, member, seed))
    }
}

//! Rows of one member, each with the facts that hold from a day on.
//!
//! Such a row is known by member and day (`valid_from`); `row_versions.rs` decides which of the rows of one day
//! holds. The first facts hold for all days before too. The birth date and the sex are no facts of a day: those
//! of the newest row hold for all days.

use std::collections::BTreeMap;

use super::bill_versions::Revision;
use super::row_versions::{RowVerdict, RowVersion, judge_rows};
use crate::claim::{Member, Row, RowReader, Vocabulary};
use crate::date::Day;
use crate::money::Money;

/// The facts of a member that a row brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MemberVersion {
    /// The facts, and from which day on they hold.
    pub member: Member,
    pub unit: String,
    pub household: Household,
    pub name: String,
    pub revision: Revision,
    /// Whether it takes back the facts of its day.
    pub void: bool,
    /// The earlier run that brought it, by number; nothing for a row of the file that is read.
    pub run: Option<i64>,
    /// Whether it has no day of its own, and holds now.
    pub insists: bool,
}

/// What is said of the household (家庭) of a member: it decides no bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Household {
    /// By which members are of one household; empty where none is named.
    pub id: String,
    /// What the household earns in a year, as the member states it.
    pub income: Option<Money>,
}

impl Household {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Household::default()
    }
}

/// The facts of a member from a day on, with the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DatedMember {
    pub member: Member,
    pub unit: String,
}

impl MemberVersion {
    /// The version of `member` that a row brings.
    pub fn of<R: Row + ?Sized>(layout: &RowReader, row: &R, member: Member) -> MemberVersion {
        let text = |name| layout.text(row, name).to_owned();
        MemberVersion {
            member,
            unit: text("org_code"),
            household: Household { id: text("household_id"), income: layout.household_income(row) },
            name: text("name"),
            revision: Revision::None,
            void: false,
            run: None,
            insists: false,
        }
    }

    /// Whether both have the same facts of a day.
    pub fn says_as(&self, other: &MemberVersion) -> bool {
        let facts = |version: &MemberVersion| {
            let mut facts = version.member.facts;
            facts[Vocabulary::SEX as usize] = 0;
            (facts, version.member.dates)
        };
        facts(self) == facts(other)
            && (&self.unit, &self.household) == (&other.unit, &other.household)
    }

    /// Whether both have the same facts of all days.
    pub fn is_as(&self, other: &MemberVersion) -> bool {
        self.person() == other.person() && self.name == other.name
    }

    /// Birth date and sex.
    fn person(&self) -> (Day, u8) {
        (self.member.birth, self.member.facts[Vocabulary::SEX as usize])
    }
}

/// Judges the rows of one member: those known first, in the order in which they came.
pub(crate) fn judge_member(rows: &[MemberVersion]) -> Vec<RowVerdict> {
    let mut days: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        days.entry(row.member.from).or_default().push(at);
    }
    let mut verdicts = vec![RowVerdict::Duplicate; rows.len()];
    for alike in days.into_values() {
        let version = |&at: &usize| {
            let MemberVersion { member, unit, household, name, .. } = &rows[at];
            let MemberVersion { revision, void, run, insists, .. } = rows[at];
            RowVersion { content: (*member, unit, household, name), revision, void, run, insists }
        };
        let judged = judge_rows(&alike.iter().map(version).collect::<Vec<_>>());
        for (at, verdict) in alike.into_iter().zip(judged) {
            verdicts[at] = verdict;
        }
    }
    verdicts
}

/// The rows that hold, by day.
pub(crate) fn holding<'r>(
    rows: &'r [MemberVersion],
    verdicts: &[RowVerdict],
) -> Vec<&'r MemberVersion> {
    let holds = rows.iter().zip(verdicts).filter(|(_, verdict)| **verdict == RowVerdict::Holds);
    let mut holding: Vec<&MemberVersion> = holds.map(|(row, _)| row).collect();
    holding.sort_by_key(|row| row.member.from);
    holding
}

/// Whether rows that came together are of different people.
pub(crate) fn are_of_several(holding: &[&MemberVersion]) -> bool {
    let mut new = holding.iter().filter(|row| row.run.is_none()).map(|row| row.person());
    let first = new.next();
    new.any(|person| Some(person) != first)
}

/// The facts of the member day by day, from the rows that hold, by day; birth date and sex are those of the newest.
pub(crate) fn day_by_day(holding: &[&MemberVersion]) -> Vec<DatedMember> {
    let newest = holding.iter().max_by_key(|row| row.run.unwrap_or(i64::MAX));
    let Some(newest) = newest else { return Vec::new() };
    let (birth, sex) = newest.person();
    let placed = |row: &&MemberVersion| {
        let mut member = Member { birth, ..row.member };
        member.facts[Vocabulary::SEX as usize] = sex;
        DatedMember { member, unit: row.unit.clone() }
    };
    holding.iter().map(placed).collect()
}

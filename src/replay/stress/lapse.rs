//! The young third lapses: of the members who are covered in a year, those who were born last.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::super::contributions::covered;
use crate::date::Day;
use crate::intake::Intake;
use crate::scheme::Book;

/// The third of the members covered on some of these days who were born last; of those born on one day, the first by
/// their ids.
pub(super) fn young_third(
    intake: &Intake,
    book: &Book,
    members: &[u32],
    (from, to): (Day, Day),
) -> HashSet<u32> {
    let is_covered = |member: &&u32| {
        let plans = covered(book, intake.periods(**member));
        plans.iter().any(|(_, start, end)| *start <= to && from <= *end)
    };
    let born = |member: u32| intake.member_on(member, from).0.birth;
    let mut all: Vec<u32> = members.iter().filter(is_covered).copied().collect();
    all.sort_by_key(|&member| (Reverse(born(member)), intake.member_id(member)));
    all.truncate(all.len() / 3);
    all.into_iter().collect()
}

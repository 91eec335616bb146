//! Frequency trends: how many bills there are, where they become more or fewer from year to year.
//!
//! Stays are whole: of a hundred that are to be 103, three come twice, each with all its bills. Which of them depends
//! on the seed and the id of the stay alone. Limits and thresholds are those of persons, so that it matters who has
//! the added stays: the caller must say.

use std::collections::BTreeSet;

use super::ScenarioError;
use super::draw::chance;
use super::rates::{FactorTable, WHOLE};
use super::selection::Selection;
use crate::claim::{Bill, Enrolment, MOST_BILLS, Vocabulary};
use crate::date::Day;
use crate::intake::LoadedMember;
use crate::scheme::Book;

/// Whose the bills are that a trend adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddedBills {
    /// The same members fall ill more often: each added stay is as near to the one it copies as there is room, in the
    /// same cover and year, and uses up the same limits.
    #[default]
    SameMembers,
    /// More members fall ill: each added stay is the only one of somebody like the member.
    OtherMembers,
}

impl AddedBills {
    /// The word on the command line and in files.
    pub fn code(self) -> &'static str {
        match self {
            AddedBills::SameMembers => "same-members",
            AddedBills::OtherMembers => "other-members",
        }
    }
}

/// By how much bills become more, and whose the added ones are.
#[derive(Clone, Debug)]
pub(super) struct FrequencyTrend {
    pub table: FactorTable,
    pub added: AddedBills,
    /// Bills whose stays come once more than that.
    pub again: BTreeSet<String>,
}

impl FrequencyTrend {
    /// Makes as many of each stay of a record as there are to be, and returns those of other members.
    ///
    /// # Errors
    ///
    /// When a bill is too old, or there would be too many.
    pub fn apply<'i>(
        &self,
        record: &mut LoadedMember<'i>,
        pass: &impl Selection,
    ) -> Result<Vec<LoadedMember<'i>>, ScenarioError> {
        let vocabulary = &pass.books()[0].vocabulary;
        let stays = stays(record);
        let times = stays.iter().map(|stay| self.times(stay, record, pass.seed()));
        let times: Vec<usize> = times.collect::<Result<_, ScenarioError>>()?;
        let all = stays.iter().zip(&times).map(|(stay, times)| times.saturating_mul(stay.len()));
        if all.fold(0, usize::saturating_add) > MOST_BILLS {
            return Err(ScenarioError::TooManyBills { most: MOST_BILLS });
        }
        let still = stays.iter().zip(&times).filter(|(_, times)| **times > 0);
        record.bills = still.flat_map(|(stay, _)| stay).copied().collect();
        let mut others = Vec::new();
        for (stay, times) in stays.iter().zip(times) {
            for number in 2..=times {
                match self.added {
                    AddedBills::SameMembers => {
                        let placed = placed(stay, record, pass);
                        record.add_like(&placed, number);
                    }
                    AddedBills::OtherMembers => {
                        others.push(record.of_another(vocabulary, stay, number));
                    }
                }
            }
        }
        record.put_in_order(vocabulary);
        Ok(others)
    }

    /// How often there is a stay.
    fn times(
        &self,
        stay: &[Bill],
        record: &LoadedMember,
        seed: u64,
    ) -> Result<usize, ScenarioError> {
        let first = &stay[0];
        let factor = self.table.factor(first)?;
        let id = record.stay_id(first).unwrap_or_else(|| record.bill_id(first));
        let drawn = i128::from(chance(seed, id));
        let times = factor / WHOLE + i128::from((drawn * WHOLE) >> 64 < factor % WHOLE);
        let again = usize::from(self.again.contains(record.bill_id(first)));
        Ok(usize::try_from(times).map_or(usize::MAX, |times| times.saturating_add(again)))
    }
}

/// The bills of a record, stay by stay, each in order.
pub(crate) fn stays(record: &LoadedMember) -> Vec<Vec<Bill>> {
    let mut stays: Vec<Vec<Bill>> = Vec::new();
    for bill in &record.bills {
        let known = bill
            .shares_stay()
            .then(|| stays.iter().position(|stay| stay[0].stay.number == bill.stay.number));
        match known.flatten() {
            Some(known) => stays[known].push(*bill),
            None => stays.push(vec![*bill]),
        }
    }
    stays
}

/// How many days before and after a stay another place is looked for.
const FAR: i32 = 366;

/// A stay on other days, as near as there is room: in the same cover, year and edition, counted as it is, not before
/// birth, and on no day of another stay. Where there is no room, it stays on its own days.
fn placed(stay: &[Bill], record: &LoadedMember, pass: &impl Selection) -> Vec<Bill> {
    let first = stay.iter().map(|bill| bill.admission).min().expect("a stay has a bill");
    let last = stay.iter().map(|bill| bill.discharge).max().expect("a stay has a bill");
    let length = (last - first).saturating_add(1);
    let fits = |bill: &Bill, moved: &Bill| {
        let days = (bill.basis, moved.basis);
        let same_cover =
            |period: &Enrolment| pass.books().iter().all(|book| covers_alike(book, period, days));
        moved.month.div_euclid(12) == bill.month.div_euclid(12)
            && moved.admission >= record.member.birth
            && is_day(moved.discharge.max(moved.settled_on).max(moved.submitted_on))
            && record.enrolments.iter().all(same_cover)
            && pass.are_alike(bill, moved)
            && record.bills.iter().all(|other| !share_days(moved, other))
    };
    let vocabulary = &pass.books()[0].vocabulary;
    let steps = (0..FAR).map(|days| length.saturating_add(days)).flat_map(|step| [step, -step]);
    let fitting = |step: i32| {
        let all = stay.iter().map(|bill| {
            let moved = moved(bill, step, vocabulary);
            fits(bill, &moved).then_some(moved)
        });
        all.collect::<Option<Vec<Bill>>>()
    };
    steps.filter_map(fitting).next().unwrap_or_else(|| stay.to_vec())
}

/// Whether a period holds both of two days or neither, and so does its cover.
fn covers_alike(book: &Book, period: &Enrolment, (one, other): (Day, Day)) -> bool {
    let holds = |from: Day, day: Day| from <= day && day <= period.end;
    let alike = |from| holds(from, one) == holds(from, other);
    alike(period.start) && alike(book.cover_from(period))
}

/// Whether a day is before the last month of the calendar, in which nothing more can happen.
fn is_day(day: Day) -> bool {
    day.month() < Day::LAST.month()
}

/// Whether two bills are of nights in hospital and have a day in common.
fn share_days(one: &Bill, other: &Bill) -> bool {
    let of_nights = one.nights() > 0 && other.nights() > 0;
    of_nights && one.admission <= other.discharge && other.admission <= one.discharge
}

fn moved(bill: &Bill, days: i32, vocabulary: &Vocabulary) -> Bill {
    let basis = bill.basis + days;
    Bill {
        admission: bill.admission + days,
        discharge: bill.discharge + days,
        settled_on: bill.settled_on + days,
        submitted_on: bill.submitted_on + days,
        order: bill.order + days,
        month: basis.month(),
        lists: vocabulary.lists_on(bill.lists, basis),
        basis,
        ..*bill
    }
}

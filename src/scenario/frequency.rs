//! How many bills there are, where they become more or fewer from year to year.
//!
//! Stays are whole: of a hundred that are to be 103, three come twice, each with all its bills. Which of them
//! depends on the seed and the id of the stay alone. Who has the further ones makes a difference, since
//! limits and thresholds are of persons: whoever asks must say.

use super::draw::chance;
use super::trend::{FactorTable, Selection, WHOLE};
use crate::claim::{Bill, Enrolment, MOST_BILLS};
use crate::date::Day;
use crate::exchange::Dossier;
use crate::words::{self, Sentence};

/// Whose the bills are that are more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddedBills {
    /// The same members fall ill more often: each further stay is as near to the one it is like as there is
    /// room, in the same cover and year, and uses up the same limits.
    #[default]
    SameMembers,
    /// More members fall ill: each further stay is of somebody like the member, who has no other.
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

/// By how much bills become more, and whose they are.
#[derive(Clone, Debug)]
pub(super) struct FrequencyTrend {
    pub table: FactorTable,
    pub more: AddedBills,
}

impl FrequencyTrend {
    /// Makes as many of each stay of a dossier as there are to be; those of others are given back.
    ///
    /// # Errors
    ///
    /// When a bill is too old, or there would be too many.
    pub fn apply<'i>(
        &self,
        dossier: &mut Dossier<'i>,
        pass: &impl Selection,
    ) -> Result<Vec<Dossier<'i>>, Sentence> {
        let vocabulary = &pass.books()[0].vocabulary;
        let stays = stays(dossier);
        let times = stays.iter().map(|stay| self.times(stay, dossier, pass.seed()));
        let times: Vec<usize> = times.collect::<Result<_, Sentence>>()?;
        let all = stays.iter().zip(&times).map(|(stay, times)| times.saturating_mul(stay.len()));
        if all.fold(0, usize::saturating_add) > MOST_BILLS {
            return Err(words::replay::too_many_more(MOST_BILLS));
        }
        let still = stays.iter().zip(&times).filter(|(_, times)| **times > 0);
        dossier.bills = still.flat_map(|(stay, _)| stay).copied().collect();
        let mut others = Vec::new();
        for (stay, times) in stays.iter().zip(times) {
            for number in 2..=times {
                match self.more {
                    AddedBills::SameMembers => {
                        let placed = placed(stay, dossier, pass);
                        dossier.add_like(&placed, number);
                    }
                    AddedBills::OtherMembers => {
                        others.push(dossier.of_another(vocabulary, stay, number))
                    }
                }
            }
        }
        dossier.put_in_order(vocabulary);
        Ok(others)
    }

    /// How often there is a stay.
    fn times(&self, stay: &[Bill], dossier: &Dossier, seed: u64) -> Result<usize, Sentence> {
        let first = &stay[0];
        let factor = self.table.factor(first)?;
        let id = dossier.stay_id(first).unwrap_or_else(|| dossier.bill_id(first));
        let drawn = i128::from(chance(seed, id));
        let times = factor / WHOLE + i128::from((drawn * WHOLE) >> 64 < factor % WHOLE);
        Ok(usize::try_from(times).unwrap_or(usize::MAX))
    }
}

/// The bills of a dossier, stay by stay, each in order.
fn stays(dossier: &Dossier) -> Vec<Vec<Bill>> {
    let mut stays: Vec<Vec<Bill>> = Vec::new();
    for bill in &dossier.bills {
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

/// How many days a place is looked for, before and behind a stay.
const FAR: i32 = 366;

/// A stay on other days, as near as there is room: in the same cover, year and edition, counted as it is,
/// not before birth, and on no day of another stay. Where there is no room, on its own days.
fn placed(stay: &[Bill], dossier: &Dossier, pass: &impl Selection) -> Vec<Bill> {
    let first = stay.iter().map(|bill| bill.admission).min().expect("a stay has a bill");
    let last = stay.iter().map(|bill| bill.discharge).max().expect("a stay has a bill");
    let length = (last - first).saturating_add(1);
    let fits = |bill: &Bill, moved: &Bill| {
        let same_cover =
            |period: &Enrolment| holds(period, bill.basis) == holds(period, moved.basis);
        moved.month.div_euclid(12) == bill.month.div_euclid(12)
            && moved.admission >= dossier.member.birth
            && is_day(moved.discharge.max(moved.settled_on).max(moved.submitted_on))
            && dossier.enrolments.iter().all(same_cover)
            && pass.are_alike(bill, moved)
            && dossier.bills.iter().all(|other| !share_days(moved, other))
    };
    let steps = (0..FAR).map(|days| length.saturating_add(days)).flat_map(|step| [step, -step]);
    let fitting = |step: i32| {
        let all = stay.iter().map(|bill| {
            let moved = moved(bill, step);
            fits(bill, &moved).then_some(moved)
        });
        all.collect::<Option<Vec<Bill>>>()
    };
    steps.filter_map(fitting).next().unwrap_or_else(|| stay.to_vec())
}

fn holds(period: &Enrolment, day: Day) -> bool {
    period.start <= day && day <= period.end
}

/// Whether a day is before the last there is, in whose month nothing more can happen.
fn is_day(day: Day) -> bool {
    day.month() < Day::LAST.month()
}

/// Whether two bills are of nights in hospital of which some day is the same.
fn share_days(one: &Bill, other: &Bill) -> bool {
    let of_nights = one.nights() > 0 && other.nights() > 0;
    of_nights && one.admission <= other.discharge && other.admission <= one.discharge
}

fn moved(bill: &Bill, days: i32) -> Bill {
    let basis = bill.basis + days;
    Bill {
        admission: bill.admission + days,
        discharge: bill.discharge + days,
        settled_on: bill.settled_on + days,
        submitted_on: bill.submitted_on + days,
        order: bill.order + days,
        month: basis.month(),
        basis,
        ..*bill
    }
}

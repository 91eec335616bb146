//! The figures that unions publish of a period (统计数据).

use std::collections::BTreeSet;

use super::period::Period;
use crate::claim::Enrolment;
use crate::intake::Intake;
use crate::output::MoneySum;

/// The figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Units with a member who was insured on a day of the period (参保单位).
    pub units_insured: u64,
    /// Members who were (参保人数).
    pub members_insured: u64,
    /// Contributions that were booked in the period (收缴); nothing where the ledger knows no receipt.
    pub contributions: Option<MoneySum>,
    /// Members with a bill that was helped (受助人数).
    pub persons_helped: u64,
    /// Bills on which postings of the period come to more than zero (受助人次).
    pub times_helped: u64,
    /// What they come to (受助金额).
    pub amount_helped: MoneySum,
    /// The largest amount of one bill (单笔最高).
    pub largest_single: MoneySum,
    /// Bills on which they come to less than zero, and what: below zero.
    pub times_lowered: u64,
    /// What these come to.
    pub amount_lowered: MoneySum,
    /// Benefits that became due, as in the roll-forward.
    pub due: MoneySum,
    /// Benefits that were reversed: below zero.
    pub reversed: MoneySum,
}

impl Figures {
    /// Who was insured in the period.
    pub(super) fn insured(intake: &Intake, period: &Period) -> Figures {
        let is_of = |one: &Enrolment| one.start() <= period.last() && period.first() <= one.end();
        let (mut figures, mut units) = (Figures::default(), BTreeSet::new());
        for member in intake.listed() {
            if intake.periods(member).iter().any(is_of) {
                figures.members_insured += 1;
                units.insert(intake.unit(intake.unit_of(member)));
            }
        }
        units.remove("");
        figures.units_insured = units.len() as u64;
        figures
    }

    /// Adds what postings of the period come to on the bills of one person; whether one of them was helped.
    pub(super) fn add(&mut self, bills: impl Iterator<Item = MoneySum>) -> bool {
        let times_before = self.times_helped;
        for amount in bills {
            if amount > MoneySum::ZERO {
                self.times_helped += 1;
                self.amount_helped += amount;
                self.largest_single = self.largest_single.max(amount);
            } else if amount < MoneySum::ZERO {
                self.times_lowered += 1;
                self.amount_lowered += amount;
            }
        }
        let is_helped = self.times_helped > times_before;
        self.persons_helped += u64::from(is_helped);
        is_helped
    }

    /// What was posted in all: due and reversed.
    pub fn posted(&self) -> MoneySum {
        self.due + self.reversed
    }

    /// What a person was helped with on average (人均); nothing where no one was.
    pub fn per_person(&self) -> Option<MoneySum> {
        average(self.amount_helped, self.persons_helped)
    }

    /// What a bill was helped with on average (次均).
    pub fn per_time(&self) -> Option<MoneySum> {
        average(self.amount_helped, self.times_helped)
    }
}

/// An amount of zero or more in equal parts, to the nearest minor unit, half up.
fn average(amount: MoneySum, parts: u64) -> Option<MoneySum> {
    let parts = i128::from(parts);
    (parts > 0).then(|| MoneySum::from_minor((2 * amount.minor() + parts) / (2 * parts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_to_the_fen_and_half_a_fen_goes_up() {
        let shown = |minor, parts| average(MoneySum::from_minor(minor), parts).map(MoneySum::minor);
        assert_eq!(shown(10_000, 3), Some(3_333));
        assert_eq!(shown(5, 2), Some(3), "2.5");
        assert_eq!(shown(0, 2), Some(0));
        assert_eq!(shown(5, 0), None);
    }

    #[test]
    fn a_bill_that_is_lowered_helps_no_one_and_takes_nothing_from_those_who_are() {
        let mut figures = Figures::default();
        let amounts = |minor: &[i128]| minor.iter().map(|m| MoneySum::from_minor(*m)).collect();
        let one: Vec<MoneySum> = amounts(&[100, -300, 50]);
        let other: Vec<MoneySum> = amounts(&[-20, 0]);
        assert!(figures.add(one.into_iter()) && !figures.add(other.into_iter()));
        assert_eq!(
            (figures.persons_helped, figures.times_helped, figures.times_lowered),
            (1, 2, 2)
        );
        assert_eq!(figures.amount_helped.minor(), 150);
        assert_eq!(figures.amount_lowered.minor(), -320);
        assert_eq!(figures.largest_single.minor(), 100);
    }
}

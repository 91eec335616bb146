//! The figures that unions publish of a period (统计数据).

use std::collections::{BTreeMap, BTreeSet};

use super::period::Period;
use super::posted::Moved;
use crate::claim::Enrolment;
use crate::intake::Intake;
use crate::money::MoneySum;

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
    /// Members with a bill on which they come to less than zero (调减).
    pub persons_lowered: u64,
    /// These bills.
    pub times_lowered: u64,
    /// What they come to: below zero.
    pub amount_lowered: MoneySum,
    /// Benefits that became due, as in the roll-forward.
    pub due: MoneySum,
    /// Benefits that were reversed: below zero.
    pub reversed: MoneySum,
}

impl Figures {
    /// Who was insured in the period: under one plan, by its number, or under any.
    pub(super) fn insured(intake: &Intake, period: &Period, plan: Option<u8>) -> Figures {
        let is_of = |one: &Enrolment| {
            let is_within = one.start() <= period.last() && period.first() <= one.end();
            is_within && plan.is_none_or(|plan| one.plan() == plan)
        };
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

    /// Adds what postings of the period moved of the bills of one person; whether one of them was helped.
    pub(super) fn add<'m>(&mut self, moved: impl Iterator<Item = &'m Moved>) -> bool {
        let mut bills: BTreeMap<&str, MoneySum> = BTreeMap::new();
        for Moved { bill_id, is_due, amount, .. } in moved {
            *bills.entry(bill_id).or_default() += *amount;
            *(if *is_due { &mut self.due } else { &mut self.reversed }) += *amount;
        }
        let (mut is_helped, mut is_lowered) = (false, false);
        for amount in bills.into_values() {
            if amount > MoneySum::ZERO {
                is_helped = true;
                self.times_helped += 1;
                self.amount_helped += amount;
                self.largest_single = self.largest_single.max(amount);
            } else if amount < MoneySum::ZERO {
                is_lowered = true;
                self.times_lowered += 1;
                self.amount_lowered += amount;
            }
        }
        self.persons_helped += u64::from(is_helped);
        self.persons_lowered += u64::from(is_lowered);
        is_helped
    }

    /// Whether there is anything to say of a plan.
    pub(super) fn is_any(&self) -> bool {
        *self != Figures::default()
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
    use crate::money::Money;

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
        let moved = |bill: &str, minor: i64| Moved {
            bill_id: bill.to_owned(),
            plan: "city".to_owned(),
            is_due: minor > 0,
            amount: Money::from_minor(minor),
        };
        let mut figures = Figures::default();
        // Of B2 300 are reversed and 100 are due: it is lowered by 200.
        let one = [moved("B1", 100), moved("B2", -300), moved("B2", 100), moved("B3", 50)];
        let other = [moved("B4", -20), moved("B5", 30), moved("B5", -30)];
        assert!(figures.add(one.iter()) && !figures.add(other.iter()));
        assert_eq!(
            (figures.persons_helped, figures.times_helped, figures.times_lowered),
            (1, 2, 2)
        );
        assert_eq!(figures.persons_lowered, 2);
        assert_eq!(figures.amount_helped.minor(), 150);
        assert_eq!(figures.amount_lowered.minor(), -220);
        assert_eq!(figures.largest_single.minor(), 100);
        assert_eq!((figures.due.minor(), figures.reversed.minor()), (280, -350));
        assert_eq!(figures.posted(), figures.amount_helped + figures.amount_lowered);
    }
}

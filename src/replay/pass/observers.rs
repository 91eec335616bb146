//! What a pass keeps of a decision, and how it decides with manual facts.

use crate::adjudication::{Adjudicator, AdjustmentReason, Eligibility, Observer};
use crate::claim::Bill;
use crate::intake::LoadedMember;
use crate::manual_facts::{FactError, Facts, ManualFact};
use crate::money::Money;
use crate::scheme::Benefit;

/// What one scenario pays on the bills of a member, in all and benefit by benefit.
#[derive(Clone, Debug, Default)]
pub(super) struct ScenarioPayments {
    /// By place of the bill.
    pub bills: Vec<Money>,
    /// Benefits that pay something, bill by bill.
    pub benefits: Vec<PaidBenefit>,
}

/// What one benefit pays on one bill.
#[derive(Clone, Copy, Debug)]
pub(super) struct PaidBenefit {
    /// The bill, by place.
    pub bill: usize,
    /// The benefit and its plan, by their numbers in the book.
    pub benefit: u8,
    pub plan: u8,
    pub amount: Money,
}

impl ScenarioPayments {
    pub fn clear(&mut self) {
        self.bills.clear();
        self.benefits.clear();
    }
}

impl Observer for ScenarioPayments {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    #[inline]
    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.bills.push(Money::ZERO);
    }

    #[inline]
    fn benefit(&mut self, _: usize, benefit: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        if paid > Money::ZERO {
            let bill = self.bills.len() - 1;
            self.bills[bill] += paid;
            let (benefit, plan) = (benefit.number, benefit.plan);
            self.benefits.push(PaidBenefit { bill, benefit, plan, amount: paid });
        }
    }
}

/// What one point of a sweep pays on each bill of a member.
#[derive(Clone, Debug, Default)]
pub(super) struct PointPayments(pub Vec<Money>);

impl Observer for PointPayments {
    const EXPLAINS: bool = false;
    const TELLS: bool = false;

    #[inline]
    fn bill(&mut self, _: usize, _: &Bill, _: &Eligibility, _: Money) {
        self.0.push(Money::ZERO);
    }

    #[inline]
    fn benefit(&mut self, _: usize, _: &Benefit, paid: Money, _: Money, _: AdjustmentReason) {
        if let Some(bill) = self.0.last_mut() {
            *bill += paid;
        }
    }
}

/// Decides the bills of one member, with the manual facts on the member.
#[inline]
pub(super) fn decide(
    adjudicator: &mut Adjudicator,
    record: &LoadedMember,
    facts: &[ManualFact],
    payments: &mut impl Observer,
) -> Result<(), FactError> {
    if facts.is_empty() {
        adjudicator.adjudicate(&record.household().history(), payments);
        return Ok(());
    }
    let facts = Facts::of(adjudicator.book(), record, facts)?;
    adjudicator.adjudicate(&facts.household(record).history(), payments);
    Ok(())
}

/// Decides them under a scenario, and returns how many manual facts were left out: those on benefits and limits
/// that the scenario does not have.
pub(super) fn decide_otherwise(
    adjudicator: &mut Adjudicator,
    record: &LoadedMember,
    facts: &[ManualFact],
    payments: &mut impl Observer,
) -> u64 {
    let applies = |one: &&ManualFact| {
        Facts::of(adjudicator.book(), record, std::slice::from_ref(*one)).is_ok()
    };
    let applicable: Vec<ManualFact> = facts.iter().filter(applies).cloned().collect();
    decide(adjudicator, record, &applicable, payments).expect("each fact was tried alone");
    (facts.len() - applicable.len()) as u64
}

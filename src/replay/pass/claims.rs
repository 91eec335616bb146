//! The claims of a member by cohort: each bill once in all, and once for each plan that pays it.

use super::super::Month;
use super::super::experience::{Cohort, CohortClaims, Who};
use super::super::group_totals::age_band;
use super::observers::PaidBenefit;
use super::worker::Worker;
use crate::claim::{Bill, Column, Vocabulary};
use crate::intake::LoadedMember;
use crate::money::Money;

/// The year of a bill, and who the member was on its day; `None` where it is not counted.
type BillDay = Option<(i32, Who)>;

impl Worker<'_> {
    /// Adds the bills of the member at hand to their cohorts.
    pub(super) fn count_claims(&mut self, record: &LoadedMember) {
        let days: Vec<BillDay> = record.bills.iter().map(|bill| self.day(record, bill)).collect();
        for scenario in 0..self.payments.len() {
            let paid = std::mem::take(&mut self.payments[scenario]);
            for ((bill, day), paid) in record.bills.iter().zip(&days).zip(&paid.bills) {
                self.count_claim((bill, *day), None, (scenario, *paid));
            }
            let of_one_bill = |one: &PaidBenefit, next: &PaidBenefit| one.bill == next.bill;
            for benefits in paid.benefits.chunk_by(of_one_bill) {
                for (at, first) in benefits.iter().enumerate() {
                    let same = |benefit: &&PaidBenefit| benefit.plan == first.plan;
                    if benefits.iter().take(at).any(|benefit| same(&benefit)) {
                        continue; // Several benefits of one plan on one bill are one claim.
                    }
                    let paid = benefits.iter().filter(same).map(|benefit| benefit.amount).sum();
                    let bill = (&record.bills[first.bill], days[first.bill]);
                    self.count_claim(bill, Some(first.plan), (scenario, paid));
                }
            }
            self.payments[scenario] = paid;
        }
    }

    fn day(&self, record: &LoadedMember, bill: &Bill) -> BillDay {
        if !self.input.scope.counts(bill) {
            return None;
        }
        let facts = record.member_on(bill.basis);
        let who = Who {
            age: age_band(bill.basis.age(facts.birth)),
            sex: facts.facts[Vocabulary::SEX as usize],
            district: self.districts.of_unit(record.unit),
        };
        Some((Month::from_count(bill.month).year(), who))
    }

    /// Adds what a scenario pays on a bill to the cohorts of its day.
    fn count_claim(
        &mut self,
        (bill, day): (&Bill, BillDay),
        plan: Option<u8>,
        (scenario, paid): (usize, Money),
    ) {
        let Some((year, who)) = day else { return };
        for cohort in Cohort::both(year, plan, who) {
            let claims = self.claims_of(cohort);
            claims.add_bill(scenario, bill.amount(Column::Total), paid);
        }
    }

    fn claims_of(&mut self, cohort: Cohort) -> &mut CohortClaims {
        let known = self.claims.iter().position(|(known, _)| *known == cohort);
        let place = known.unwrap_or_else(|| {
            self.claims.push((cohort, CohortClaims::of_member(self.payments.len())));
            self.claims.len() - 1
        });
        &mut self.claims[place].1
    }
}

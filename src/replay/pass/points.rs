//! Points of sweeps: hundreds of scenarios, of each of which only sums are kept.

use super::member::MemberHistories;
use super::observers::decide_otherwise;
use super::worker::{CountedBill, Worker};
use crate::money::Money;

use super::super::Month;
use super::super::group_totals::ScenarioTotals;
use super::super::totals::PassTotals;

impl Worker<'_> {
    /// Decides some members at every point. All of them are decided at one point while its rules are in the
    /// cache, and what is the same at all points is looked up once.
    pub(super) fn decide_points(&mut self, members: &[MemberHistories], totals: &mut PassTotals) {
        if self.points.is_empty() {
            return;
        }
        let years = self.look_up(members);
        let mut left = vec![Money::ZERO; years];
        for (adjudicator, sums) in self.points.iter_mut().zip(&mut totals.points) {
            left.fill(Money::ZERO);
            let mut bills = self.counted.iter();
            for member in members {
                let mut scenario = ScenarioTotals::default();
                for (record, facts) in member.all(self.input) {
                    self.point.0.clear();
                    decide_otherwise(adjudicator, record, facts, &mut self.point);
                    for (&paid, bill) in self.point.0.iter().zip(&mut bills) {
                        let Some(year) = bill.year else { continue };
                        scenario.add(paid);
                        left[year] += (bill.left - paid).or_zero();
                    }
                }
                scenario.members = u64::from(scenario.payable.minor() > 0);
                sums.scenario.join(&scenario);
            }
            sums.years_above += left.iter().filter(|left| **left > self.input.above).count() as u64;
        }
    }

    /// Notes of every bill what is the same at all points; returns how many years of members there are.
    fn look_up(&mut self, members: &[MemberHistories]) -> usize {
        self.counted.clear();
        let mut years = 0;
        for (record, _) in members.iter().flat_map(|member| member.all(self.input)) {
            let mut known: Vec<i32> = Vec::new();
            for bill in &record.bills {
                let settled = Month::of(bill.settled_on).year();
                let year = self.input.scope.counts(bill).then(|| {
                    let place = known.iter().position(|year| *year == settled);
                    years
                        + place.unwrap_or_else(|| {
                            known.push(settled);
                            known.len() - 1
                        })
                });
                self.counted.push(CountedBill { year, left: bill.left() });
            }
            years += known.len();
        }
        years
    }
}

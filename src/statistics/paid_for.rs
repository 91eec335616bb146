//! Periods that are paid for beside the receipts that are booked: which of them say a day by which no money is in the
//! books, and which money of a member is of no such period.
//!
//! Neither decides anything: a period counts as its row says, and a receipt is in the books as it was entered.

use std::collections::HashMap;

use super::error::StatisticsError;
use crate::accounting::{Received, received};
use crate::claim::Enrolment;
use crate::date::Day;
use crate::ledger::Ledger;
use crate::nightly::everything;
use crate::scheme::Book;

/// What differs between periods that are paid for and receipts.
#[derive(Clone, Debug, Default)]
pub struct PaidFor {
    /// Periods that say when their contribution came in.
    pub periods: usize,
    /// Those of them for which no receipt of that day or before is booked, of the member or of a unit of the member.
    pub without_receipt: Vec<PaidPeriod>,
    /// Receipts of members with no period of the plan that is paid for on that day or later.
    pub without_period: Vec<Received>,
}

/// A period that says when its contribution came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidPeriod {
    /// Whose it is.
    pub member_id: String,
    /// The id of its plan.
    pub plan: String,
    /// Its first day.
    pub start: Day,
    /// The day on which the contribution came in.
    pub paid_on: Day,
}

/// Compares all periods that the ledger knows with all receipts in it.
///
/// # Errors
///
/// When the ledger cannot be read, or not under its rules.
pub fn paid_for(ledger: &Ledger, book: &Book) -> Result<PaidFor, StatisticsError> {
    let (intake, _) = everything(ledger, book)?;
    let mains: HashMap<String, String> = ledger.same_people()?.into_iter().collect();
    let mut receipts = received(ledger)?;
    for one in &mut receipts {
        if let Some(main) = mains.get(&one.member_id) {
            one.member_id.clone_from(main);
        }
    }
    let first = FirstReceipts::of(&receipts);
    let plans = book.vocabulary().plans();
    let (mut found, mut last) = (PaidFor::default(), HashMap::<(String, String), Day>::new());
    let mut members: Vec<u32> = intake.listed().collect();
    members.sort_unstable_by_key(|member| intake.member_id(*member));
    for member in members {
        let id = intake.member_id(member);
        for (period, paid_on) in paid(intake.periods(member)) {
            let plan = &plans[usize::from(period.plan())];
            found.periods += 1;
            let known = last.entry((id.to_owned(), plan.clone())).or_insert(paid_on);
            *known = paid_on.max(*known);
            if !first.has_any(plan, id, intake.unit_on(member, paid_on), paid_on) {
                let (member_id, plan, start) = (id.to_owned(), plan.clone(), period.start());
                found.without_receipt.push(PaidPeriod { member_id, plan, start, paid_on });
            }
        }
    }
    let is_of_none = |one: &Received| {
        let last = last.get(&(one.member_id.clone(), one.plan.clone()));
        one.unit.is_empty() && last.is_none_or(|last| *last < one.received_on)
    };
    found.without_period = receipts.into_iter().filter(is_of_none).collect();
    Ok(found)
}

fn paid(periods: &[Enrolment]) -> impl Iterator<Item = (&Enrolment, Day)> {
    periods.iter().filter_map(|period| Some((period, period.paid_on()?)))
}

/// The day of the first receipt of each plan and payer.
struct FirstReceipts<'r> {
    members: HashMap<(&'r str, &'r str), Day>,
    units: HashMap<(&'r str, &'r str), Day>,
}

impl<'r> FirstReceipts<'r> {
    fn of(receipts: &'r [Received]) -> FirstReceipts<'r> {
        let mut first = FirstReceipts { members: HashMap::new(), units: HashMap::new() };
        for Received { plan, unit, member_id, received_on, .. } in receipts {
            let (of, payer) = match unit.is_empty() {
                true => (&mut first.members, member_id),
                false => (&mut first.units, unit),
            };
            let known = of.entry((plan, payer)).or_insert(*received_on);
            *known = (*received_on).min(*known);
        }
        first
    }

    /// Whether money came in by a day: of a member, of the member's unit, or of one that it is a part of.
    fn has_any(&self, plan: &str, member: &str, unit: &str, day: Day) -> bool {
        let by_then = |first: Option<&Day>| first.is_some_and(|first| *first <= day);
        let above = unit.match_indices('.').map(|(at, _)| &unit[..at]);
        by_then(self.members.get(&(plan, member)))
            || above.chain([unit]).any(|unit| by_then(self.units.get(&(plan, unit))))
    }
}

//! The order of decisions in all outputs.

use std::cmp::Ordering;

use crate::adjudication::Decision;
use crate::claim::Bill;
use crate::intake::LoadedMember;
use crate::scheme::Book;

/// Puts decisions of one member in the order of decisions.csv: by settlement date, bill id, plan.
pub(crate) fn in_order_of_rows(book: &Book, record: &LoadedMember, decisions: &mut [Decision]) {
    let plan =
        |decision: &Decision| decision.plan.map(|plan| &book.vocabulary.plans[plan as usize]);
    decisions.sort_by(|a, b| {
        let (one, other) = (&record.bills[a.bill], &record.bills[b.bill]);
        by_settlement(one, other, record).then_with(|| plan(a).cmp(&plan(b)))
    });
}

/// The order of bills: by settlement date, then by id.
pub(crate) fn by_settlement(one: &Bill, other: &Bill, record: &LoadedMember) -> Ordering {
    let id = |bill: &Bill| record.bill_id(bill);
    one.settled_on.cmp(&other.settled_on).then_with(|| id(one).cmp(id(other)))
}

//! Limits, and what is left of the bill. Of a limit with a fraction of the smallest unit only the
//! whole units may be paid.

use super::Bill;
use super::at::At;
use super::calendar::Stay;
use super::claim::Claim;
use super::fold::{Working, before, bill_of, is_in_window, smallest_unit, units_of};
use super::fraction::Fraction;
use super::node::Node;

pub fn within_own_limits(
    at: &At,
    benefit: &Node,
    payment: Fraction,
    earlier: &[Working],
) -> Fraction {
    // The order says which limit is named as the reason; the sum is the same in any order.
    benefit.list("limit").into_iter().fold(payment, |payment, limit| {
        let kind = limit.text("window");
        let used = before(at, at.benefit_id(), kind, earlier);
        let own = earlier.iter().filter(|working| working.benefit == at.benefit_id()).collect();
        payment.min(allowed(at, limit, payment, &used, own))
    })
}

pub fn within_shared_limits(at: &At, payment: Fraction, earlier: &[Working]) -> Fraction {
    let shared = shared_limits(at.claim, at.bill, at.benefit_id());
    shared.into_iter().fold(payment, |payment, limit| {
        let kind = limit.text("window");
        let under = earlier.iter().filter(|working| is_under(at, working, limit.text("id")));
        let under: Vec<&Working> = under.collect();
        let used = under.iter().copied().filter(|working| is_in_window(at, working, kind));
        let used: Vec<_> = used.collect();
        payment.min(allowed(at, limit, payment, &used, under))
    })
}

/// Whether the limit of this id stood over what was paid, in the edition of that bill.
fn is_under(at: &At, working: &Working, limit: &str) -> bool {
    let over_it = shared_limits(at.claim, bill_of(at, working), &working.benefit);
    over_it.into_iter().any(|one| one.has("id", limit))
}

fn shared_limits<'a>(claim: &'a Claim, bill: &Bill, benefit: &str) -> Vec<&'a Node> {
    let all = claim.edition_of(bill).map_or(Vec::new(), |edition| edition.list("limit"));
    all.into_iter().filter(|limit| limit.texts("benefits").contains(&benefit)).collect()
}

/// What the limit lets still be paid, after what has used it up in the window; `under` is all that was paid under it.
fn allowed(
    at: &At,
    limit: &Node,
    payment: Fraction,
    used: &[&Working],
    under: Vec<&Working>,
) -> Fraction {
    let units = units_of(at, limit);
    if let Some(amount) = limit.get("amount") {
        let amount = at.amount(amount).not_below_zero() * Fraction::whole(units);
        let paid = used.iter().map(|working| working.paid).sum();
        return (amount - paid).not_below_zero().down_to(smallest_unit(at));
    }
    let paid_on = used.iter().filter(|working| working.paid.is_above_zero());
    let paid_on = paid_on.map(|working| bill_of(at, working));
    if let Some(times) = limit.get("times") {
        let times = usize::try_from(at.count(times) * units).unwrap_or(0);
        let mut bills: Vec<&str> = Vec::new();
        paid_on.for_each(|bill| add(&mut bills, &bill.bill_id));
        let may = bills.len() < times || bills.contains(&at.bill.bill_id.as_str());
        return if may { payment } else { Fraction::ZERO };
    }
    if let Some(most) = limit.get("stays") {
        let most = usize::try_from(at.count(most) * units).unwrap_or(0);
        if let Some(months) = at.months_back(limit.text("window")) {
            let may = stay_is_allowed(at, months, most, under);
            return if may { payment } else { Fraction::ZERO };
        }
        // A stay is one member's, also where a household is counted.
        let stay_of = |bill| (&at.claim.person_of(bill).member.member_id, at.claim.stay_of(bill));
        let mut stays: Vec<(&String, Stay)> = Vec::new();
        paid_on.for_each(|bill| add(&mut stays, stay_of(bill)));
        let may = stays.len() < most || stays.contains(&stay_of(at.bill));
        return if may { payment } else { Fraction::ZERO };
    }
    // A limit on days has cut the days already.
    payment
}

/// Whether a stay is paid under a limit in stays over months that are looked back on: each counts in the month of the
/// first of its bills that was paid, and what was counted once is paid on.
fn stay_is_allowed(at: &At, months: i64, most: usize, under: Vec<&Working>) -> bool {
    let stay_of = |bill| (&at.claim.person_of(bill).member.member_id, at.claim.stay_of(bill));
    let mut firsts: Vec<&Bill> = Vec::new();
    for working in under.into_iter().filter(|working| working.paid.is_above_zero()) {
        let bill = bill_of(at, working);
        if !firsts.iter().any(|first| stay_of(first) == stay_of(bill)) {
            firsts.push(bill);
        }
    }
    let counted = firsts.iter().any(|first| stay_of(first) == stay_of(at.bill));
    counted || firsts.iter().filter(|first| at.is_back(first, months)).count() < most
}

/// Adds what is not there yet: a bill or a stay counts once.
fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// The shared limits in days over the benefit, each with the days that were used up before.
pub fn shared_days<'a>(at: &At<'a>, earlier: &[Working]) -> Vec<(&'a Node, usize)> {
    let shared = shared_limits(at.claim, at.bill, at.benefit_id()).into_iter();
    let in_days = shared.filter(|limit| limit.get("days").is_some());
    let used = |limit: &Node| {
        let under = earlier.iter().filter(|working| is_under(at, working, limit.text("id")));
        let under = under.filter(|working| is_in_window(at, working, limit.text("window")));
        under.map(|working| working.days.len()).sum()
    };
    in_days.map(|limit| (limit, used(limit))).collect()
}

pub fn within_the_bill(at: &At, benefit: &Node, payment: Fraction) -> Fraction {
    let left = at.deciding.expect("a benefit is decided on a bill").bill_left;
    if benefit.has("against_bill", "within") { payment.min(left) } else { payment }
}

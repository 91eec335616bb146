//! Limits, and what is left of the bill. Of a limit with a fraction of the smallest unit only the
//! whole units may be paid.

use super::at::At;
use super::fold::{Working, before, smallest_unit, units_of};
use super::fraction::Fraction;
use super::node::Node;

pub fn within_own_limits(
    at: &At,
    benefit: &Node,
    payment: Fraction,
    earlier: &[Working],
) -> Fraction {
    let limits = benefit.list("limit");
    // The order says which limit is named as the reason; the sum is the same in any order.
    limits.into_iter().fold(payment, |payment, limit| {
        payment.min(allowed(at, limit, payment, &[at.benefit_id()], earlier))
    })
}

pub fn within_shared_limits(at: &At, payment: Fraction, earlier: &[Working]) -> Fraction {
    let edition = at.claim.edition_of(at.bill).expect("a benefit stands in an edition");
    let shared = edition.list("limit").into_iter();
    let shared = shared.filter(|limit| limit.texts("benefits").contains(&at.benefit_id()));
    shared.fold(payment, |payment, limit| {
        payment.min(allowed(at, limit, payment, &limit.texts("benefits"), earlier))
    })
}

/// What the limit lets these benefits still be paid.
fn allowed(
    at: &At,
    limit: &Node,
    payment: Fraction,
    benefits: &[&str],
    earlier: &[Working],
) -> Fraction {
    let kind = limit.text("window");
    let used = || benefits.iter().flat_map(|benefit| before(at, benefit, kind, earlier));
    let units = units_of(at, limit);
    if let Some(amount) = limit.get("amount") {
        let amount = at.amount(amount).not_below_zero() * Fraction::whole(units);
        let paid = used().map(|working| working.paid).sum();
        return (amount - paid).not_below_zero().down_to(smallest_unit(at));
    }
    if let Some(times) = limit.get("times") {
        let times = usize::try_from(at.count(times) * units).unwrap_or(0);
        let used = used().filter(|working| working.paid.is_above_zero()).count();
        return if used >= times { Fraction::ZERO } else { payment };
    }
    // A limit on days has cut the days already.
    payment
}

pub fn within_the_bill(at: &At, benefit: &Node, payment: Fraction) -> Fraction {
    let left = at.deciding.expect("a benefit is decided on a bill").bill_left;
    if benefit.has("against_bill", "within") { payment.min(left) } else { payment }
}

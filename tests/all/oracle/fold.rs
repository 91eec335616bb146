//! What each benefit pays on each bill, bill by bill. What was used up before is always summed
//! afresh from the workings of earlier bills; nothing is kept beside them.

use super::Bill;
use super::alternatives::{Choices, Group, stands_aside};
use super::at::{At, Deciding, is_paid_out};
use super::bands::earned_in_bands;
use super::claim::Claim;
use super::days::days_granted;
use super::fraction::{Fraction, ten_to};
use super::limits::{within_own_limits, within_shared_limits, within_the_bill};
use super::node::Node;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How one benefit came to what it pays on one bill.
#[derive(Clone, PartialEq, Debug)]
pub struct Working {
    pub bill_id: String,
    pub benefit: String,
    /// The base, as far as it is counted.
    pub cost: Fraction,
    /// What the deductible took of the cost.
    pub deducted: Fraction,
    /// How far the bill moves the position in the bands.
    pub advance: Fraction,
    pub days: Vec<Date>,
    /// After factor and units, before rounding.
    pub exact: Fraction,
    pub rounded: Fraction,
    /// What the rules compute: what is paid, unless it was decided by hand.
    pub computed: Fraction,
    pub paid: Fraction,
    /// Whether that is paid, and not only a figure that others ask for.
    pub is_paid_out: bool,
}

impl Working {
    /// What is paid, with the bill and the benefit.
    fn payment(&self) -> (String, String, Fraction) {
        (self.bill_id.clone(), self.benefit.clone(), self.paid)
    }
}

pub fn paid(workings: &[Working], bill: &Bill, benefit: &str) -> Fraction {
    let found = workings.iter().find(|one| one.bill_id == bill.bill_id && one.benefit == benefit);
    let found = found.filter(|working| working.is_paid_out);
    found.map_or(Fraction::ZERO, |working| working.paid)
}

pub fn computed(workings: &[Working], bill: &Bill, benefit: &str) -> Fraction {
    let found = workings.iter().find(|one| one.bill_id == bill.bill_id && one.benefit == benefit);
    found.map_or(Fraction::ZERO, |working| working.computed)
}

// The bills, one after the other.

pub fn run(claim: &Claim, choices: &Choices, later: &[Group]) -> Vec<Working> {
    let mut workings: Vec<Working> = Vec::new();
    for bill in &claim.bills {
        let earlier = workings.iter().map(Working::payment).collect();
        let bill_left = left_by_funds(bill);
        let mut deciding = Deciding { bill_left, paid: BTreeMap::new(), earlier };
        let benefits = claim.edition_of(bill).map_or(Vec::new(), |edition| edition.list("benefit"));
        for benefit in benefits {
            let known = deciding.clone();
            let Some(at) = claim.at_benefit(bill, benefit.text("id")) else { continue };
            let by_hand = claim.by_hand(bill, at.benefit_id());
            let is_decided = at.is_eligible() && !stands_aside(&at, choices, later);
            if !is_decided && by_hand.is_none() {
                continue;
            }
            let at = At { deciding: Some(&known), ..at };
            let mut working = if is_decided { pays(&at, benefit, &workings) } else { nothing(&at) };
            if let Some(amount) = by_hand {
                working.paid = within_the_bill(&at, benefit, amount);
            }
            let charged = charged_to_the_bill(benefit, &working, known.bill_left);
            deciding.bill_left = (known.bill_left - charged).not_below_zero();
            deciding.paid.insert(working.benefit.clone(), working.paid);
            workings.push(working);
        }
    }
    workings
}

fn left_by_funds(bill: &Bill) -> Fraction {
    (bill.amount("total") - bill.funds_paid() - bill.amount("hospital_borne")).not_below_zero()
}

fn charged_to_the_bill(benefit: &Node, working: &Working, left: Fraction) -> Fraction {
    if !working.is_paid_out {
        return Fraction::ZERO;
    }
    match benefit.text("against_bill") {
        "within" | "may_exceed" => working.paid.min(left),
        "beside" => Fraction::ZERO,
        other => panic!("`{other}` does not say how a benefit stands against the bill"),
    }
}

/// The fixed order of operations.
fn pays(at: &At, benefit: &Node, earlier: &[Working]) -> Working {
    let cost = counted(at, benefit, base(at, benefit), earlier);
    let open = threshold_is_open(at, benefit);
    if !open && !closed_bills_count(benefit) {
        return nothing(at);
    }
    let deducted = deducted(at, benefit, cost, earlier);
    let advance = if from_above_deductible(benefit) { cost - deducted } else { cost };
    let days = if open { days_granted(at, benefit, earlier) } else { Vec::new() };
    let exact = if open {
        earned(at, benefit, cost, deducted, &days, earlier) * factor(at, benefit)
    } else {
        Fraction::ZERO
    };
    let rounded = rounded(at, benefit, exact, earlier);
    let at_least = at_least_the_minimum(at, benefit, rounded);
    let limited = within_own_limits(at, benefit, at_least, earlier);
    let shared = within_shared_limits(at, limited, earlier);
    let paid = within_the_bill(at, benefit, shared);
    Working { cost, deducted, advance, days, exact, rounded, computed: paid, paid, ..nothing(at) }
}

fn nothing(at: &At) -> Working {
    Working {
        bill_id: at.bill.bill_id.clone(),
        benefit: at.benefit_id().to_owned(),
        cost: Fraction::ZERO,
        deducted: Fraction::ZERO,
        advance: Fraction::ZERO,
        days: Vec::new(),
        exact: Fraction::ZERO,
        rounded: Fraction::ZERO,
        computed: Fraction::ZERO,
        paid: Fraction::ZERO,
        is_paid_out: is_paid_out(at.benefit.expect("a working is of a benefit")),
    }
}

/// The workings of this benefit on earlier bills of this bill's window.
pub fn before<'w>(at: &At, benefit: &str, kind: &str, earlier: &'w [Working]) -> Vec<&'w Working> {
    let of_benefit = earlier.iter().filter(|working| working.benefit == benefit);
    of_benefit.filter(|working| is_in_window(at, working, kind)).collect()
}

/// Whether the working is on a bill of this bill's window.
pub fn is_in_window(at: &At, working: &Working, kind: &str) -> bool {
    let bill = bill_of(at, working);
    let there = at.claim.at_benefit(bill, &working.benefit);
    there.is_some_and(|there| at.holds(&there, kind))
}

pub fn bill_of<'a>(at: &At<'a>, working: &Working) -> &'a Bill {
    let bill = at.claim.bills.iter().find(|bill| bill.bill_id == working.bill_id);
    bill.expect("a working is on a bill of the claim")
}

pub fn sum_before(
    at: &At,
    kind: &str,
    earlier: &[Working],
    of: impl Fn(&Working) -> Fraction,
) -> Fraction {
    before(at, at.benefit_id(), kind, earlier).into_iter().map(of).sum()
}

// Base, counted, threshold, deductible.

fn base(at: &At, benefit: &Node) -> Fraction {
    benefit.get("base").map_or(Fraction::ZERO, |base| at.amount(base)).not_below_zero()
}

fn counted(at: &At, benefit: &Node, base: Fraction, earlier: &[Working]) -> Fraction {
    let Some(terms) = benefit.get("counted") else { return base };
    let before = sum_before(at, terms.text("window"), earlier, |working| working.cost);
    base.min((at.amount(terms.need("most")) - before).not_below_zero())
}

fn threshold_is_open(at: &At, benefit: &Node) -> bool {
    let Some(terms) = benefit.get("threshold") else { return true };
    let reached = threshold_sum(at, terms);
    match terms.get("at_least") {
        Some(least) => reached >= at.amount(least),
        None => reached > at.amount(terms.need("above")),
    }
}

fn threshold_sum(at: &At, terms: &Node) -> Fraction {
    let kind = terms.text("window");
    if kind == "bill" {
        return at.amount(terms.need("of"));
    }
    let up_to_here = !terms.has("opens", "every_bill");
    let of = |there: &At| {
        let terms = there.benefit.and_then(|benefit| benefit.get("threshold"));
        terms.map_or(Fraction::ZERO, |terms| there.amount(terms.need("of")))
    };
    let bills = at.covered_bills(kind);
    let here = bills.iter().position(|there| there.bill.bill_id == at.bill.bill_id);
    let here = here.expect("the bill is in its own window");
    let counted = if up_to_here { &bills[..=here] } else { &bills[..] };
    counted.iter().map(of).sum()
}

fn closed_bills_count(benefit: &Node) -> bool {
    benefit.get("threshold").is_some_and(|terms| terms.has("unpaid_bills", "count"))
}

fn deducted(at: &At, benefit: &Node, cost: Fraction, earlier: &[Working]) -> Fraction {
    let Some(terms) = benefit.get("deductible") else { return Fraction::ZERO };
    let amount = at.amount(terms.need("amount")).not_below_zero();
    let before = sum_before(at, terms.text("window"), earlier, |working| working.deducted);
    (amount - before).min(cost).not_below_zero()
}

// Bands, rate, days, sum.

fn earned(
    at: &At,
    benefit: &Node,
    cost: Fraction,
    deducted: Fraction,
    days: &[Date],
    earlier: &[Working],
) -> Fraction {
    if let Some(rate) = benefit.get("rate") {
        return at.rate(rate) * (cost - deducted);
    }
    if let Some(bands) = benefit.get("bands") {
        return earned_in_bands(at, bands, cost, deducted, earlier);
    }
    if let Some(terms) = benefit.get("days") {
        let number = i64::try_from(days.len()).expect("a stay has few days");
        return at.amount(terms.need("pays")).not_below_zero() * Fraction::whole(number);
    }
    at.amount(benefit.need("sum")).not_below_zero()
}

fn from_above_deductible(benefit: &Node) -> bool {
    benefit.get("bands").is_some_and(|bands| bands.has("from", "above_deductible"))
}

// Factor, round, minimum.

/// The factor, and the units where the benefit is for each of them.
fn factor(at: &At, benefit: &Node) -> Fraction {
    let factor = benefit.get("factor").map_or(Fraction::ONE, |factor| at.rate(factor));
    factor * Fraction::whole(units_of(at, benefit))
}

pub fn units_of(at: &At, table: &Node) -> i64 {
    if table.is_true("per_unit") { at.period.units } else { 1 }
}

fn rounded(at: &At, benefit: &Node, exact: Fraction, earlier: &[Working]) -> Fraction {
    let round = benefit.get("round");
    let step = round.map_or(smallest_unit(at), |round| at.amount(round.need("to")));
    let mode = round.map_or("half_up", |round| round.text("mode"));
    let running = benefit.get("bands").filter(|bands| bands.has("rounding", "running_total"));
    let before = running.map_or(Fraction::ZERO, |bands| {
        sum_before(at, bands.text("window"), earlier, |working| working.exact)
    });
    (before + exact).to_step(step, mode) - before.to_step(step, mode)
}

pub fn smallest_unit(at: &At) -> Fraction {
    Fraction::new(1, ten_to(at.claim.decimals()))
}

/// A minimum with a fraction of the smallest unit is only reached by the next whole one.
fn at_least_the_minimum(at: &At, benefit: &Node, payment: Fraction) -> Fraction {
    match benefit.get("minimum") {
        Some(minimum) if payment.is_above_zero() => {
            payment.max(at.amount(minimum).up_to(smallest_unit(at)))
        }
        _ => payment,
    }
}

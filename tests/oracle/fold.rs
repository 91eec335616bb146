//! What each benefit pays on each bill, bill by bill. What was used up before is always summed
//! afresh from the workings of earlier bills; nothing is kept beside them.

use super::Bill;
use super::calendar::{Window, days_after};
use super::claim::{At, Claim, Deciding};
use super::cover;
use super::fraction::{Fraction, ten_to};
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
    pub paid: Fraction,
}

/// Which benefit of which group of alternatives is taken in which window.
#[derive(Clone, Default)]
struct Choices(Vec<(Group, Vec<(Window, String)>)>);

/// A group is the same in every edition that lists the same benefits for the same window.
#[derive(Clone, PartialEq)]
struct Group {
    benefits: Vec<String>,
    window: String,
    take: String,
}

pub fn decide_all(claim: &Claim) -> Vec<Working> {
    let groups = groups(claim);
    let mut choices = Choices::default();
    for (place, group) in groups.iter().enumerate() {
        let later = &groups[place + 1..];
        let chosen = choose(claim, group, &choices, later);
        choices.0.push((group.clone(), chosen));
    }
    run(claim, &choices, &[])
}

pub fn paid(workings: &[Working], bill: &Bill, benefit: &str) -> Fraction {
    let found = workings.iter().find(|one| one.bill_id == bill.bill_id && one.benefit == benefit);
    found.map_or(Fraction::ZERO, |working| working.paid)
}

// Alternatives.

fn groups(claim: &Claim) -> Vec<Group> {
    let mut groups = Vec::new();
    for table in claim.editions.iter().flat_map(|edition| edition.list("alternatives")) {
        let group = group_of(table);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

fn group_of(table: &Node) -> Group {
    let benefits = table.texts("benefits").into_iter().map(str::to_owned).collect();
    Group { benefits, window: table.text("window").to_owned(), take: table.text("take").to_owned() }
}

/// Each benefit of the group is tried alone, in every window at once; then each window takes its own.
fn choose(
    claim: &Claim,
    group: &Group,
    earlier: &Choices,
    later: &[Group],
) -> Vec<(Window, String)> {
    let tried: Vec<(&String, Vec<Working>)> = group
        .benefits
        .iter()
        .map(|option| {
            let mut choices = earlier.clone();
            let everywhere =
                windows(claim, group).into_iter().map(|window| (window, option.clone()));
            choices.0.push((group.clone(), everywhere.collect()));
            (option, run(claim, &choices, later))
        })
        .collect();
    let take = |window: Window| {
        let sums = tried
            .iter()
            .map(|(option, workings)| (*option, paid_in(claim, workings, option, group, &window)));
        let option = taken(&group.take, sums.collect());
        (window, option)
    };
    windows(claim, group).into_iter().map(take).collect()
}

/// The first that pays most, or the first that pays anything; of those that pay nothing, the first.
fn taken(take: &str, sums: Vec<(&String, Fraction)>) -> String {
    let most = sums.iter().map(|(_, sum)| *sum).max().expect("a group lists benefits");
    let wanted = match take {
        "larger" => sums.iter().find(|(_, sum)| *sum == most),
        "first_listed" => sums.iter().find(|(_, sum)| sum.is_above_zero()),
        other => panic!("`{other}` is not a way to take one of several"),
    };
    wanted.unwrap_or(&sums[0]).0.clone()
}

fn paid_in(
    claim: &Claim,
    workings: &[Working],
    option: &str,
    group: &Group,
    window: &Window,
) -> Fraction {
    let there = claim.bills.iter().filter_map(|bill| claim.at_benefit(bill, option));
    let there = there.filter(|at| at.window(&group.window) == *window);
    there.map(|at| paid(workings, at.bill, option)).sum()
}

/// The windows in which the group has bills.
fn windows(claim: &Claim, group: &Group) -> Vec<Window> {
    let mut windows = Vec::new();
    for bill in &claim.bills {
        for at in group.benefits.iter().filter_map(|benefit| claim.at_benefit(bill, benefit)) {
            let window = at.window(&group.window);
            if !windows.contains(&window) {
                windows.push(window);
            }
        }
    }
    windows
}

/// Whether the benefit stands aside on this bill, because of the choices or because groups whose
/// choice comes later are not asked yet.
fn stands_aside(at: &At, choices: &Choices, later: &[Group]) -> bool {
    let id = at.benefit_id().to_owned();
    let edition = at.claim.edition_of(at.bill).expect("a benefit stands in an edition");
    let of_edition: Vec<Group> = edition.list("alternatives").into_iter().map(group_of).collect();
    let concerns = |group: &Group| of_edition.contains(group) && group.benefits.contains(&id);
    let not_yet = later.iter().any(concerns);
    let another = choices.0.iter().filter(|(group, _)| concerns(group)).any(|(group, chosen)| {
        let here = at.window(&group.window);
        chosen.iter().any(|(window, option)| *window == here && *option != id)
    });
    not_yet || another
}

// The bills, one after the other.

fn run(claim: &Claim, choices: &Choices, later: &[Group]) -> Vec<Working> {
    let mut workings = Vec::new();
    for bill in &claim.bills {
        let mut deciding = Deciding { bill_left: left_by_funds(bill), paid: BTreeMap::new() };
        let benefits = claim.edition_of(bill).map_or(Vec::new(), |edition| edition.list("benefit"));
        for benefit in benefits {
            let known = deciding.clone();
            let Some(at) = claim.at_benefit(bill, benefit.text("id")) else { continue };
            if !at.is_eligible() || stands_aside(&at, choices, later) {
                continue;
            }
            let at = At { deciding: Some(&known), ..at };
            let working = pays(&at, benefit, &workings);
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
    Working { cost, deducted, advance, days, exact, rounded, paid, ..nothing(at) }
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
        paid: Fraction::ZERO,
    }
}

/// The workings of this benefit on earlier bills of this bill's window.
fn before<'w>(at: &At, benefit: &str, kind: &str, earlier: &'w [Working]) -> Vec<&'w Working> {
    let here = at.window(kind);
    let in_window = |working: &&Working| {
        let bill = at.claim.bills.iter().find(|bill| bill.bill_id == working.bill_id);
        let bill = bill.expect("a working is on a bill of the claim");
        at.claim.at_benefit(bill, benefit).is_some_and(|there| there.window(kind) == here)
    };
    earlier.iter().filter(|working| working.benefit == benefit).filter(in_window).collect()
}

fn sum_before(
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

/// A stretch of the scale on which bands are measured.
#[derive(Clone, Copy)]
struct Slice {
    from: Fraction,
    to: Fraction,
}

impl Slice {
    fn length(self) -> Fraction {
        (self.to - self.from).not_below_zero()
    }

    fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

fn earned_in_bands(
    at: &At,
    bands: &Node,
    cost: Fraction,
    deducted: Fraction,
    earlier: &[Working],
) -> Fraction {
    let position = position(at, bands, earlier);
    let slice = if bands.has("from", "above_deductible") {
        Slice { from: position, to: position + cost - deducted }
    } else {
        // The first part of the slice is the deductible, which earns nothing.
        Slice { from: position + deducted, to: position + cost }
    };
    let rates = bands.list("rates");
    let parts = match bands.get("unpaid") {
        Some(terms) => unpaid_by_band(at, terms, &rates, slice),
        None => slices(at, &rates, slice).into_iter().map(Slice::length).collect(),
    };
    let earned = |(band, part): (&&Node, Fraction)| at.rate(band.need("pays")) * part;
    rates.iter().zip(parts).map(earned).sum()
}

fn position(at: &At, bands: &Node, earlier: &[Working]) -> Fraction {
    match bands.text("position") {
        "each_bill" => Fraction::ZERO,
        "cumulative" => sum_before(at, bands.text("window"), earlier, |working| working.advance),
        other => panic!("`{other}` is not a position"),
    }
}

/// The part of `slice` that lies in each of the bands, which begin where the one before ends.
fn slices(at: &At, bands: &[&Node], slice: Slice) -> Vec<Slice> {
    let mut from = Fraction::ZERO;
    let mut parts = Vec::new();
    for band in bands {
        let to = band.get("to").map_or(slice.to.max(from), |to| at.amount(to));
        parts.push(slice.within(Slice { from, to }));
        from = to;
    }
    parts
}

/// What primary cover left unpaid inside each band.
fn unpaid_by_band(at: &At, terms: &Node, rates: &[&Node], slice: Slice) -> Vec<Fraction> {
    let columns = terms.texts("columns").into_iter().map(|column| at.amount_field(column));
    let columns: Vec<Option<Fraction>> = columns.collect();
    if columns.iter().any(Option::is_some) {
        return columns.into_iter().map(Option::unwrap_or_default).collect();
    }
    let model = terms.list("model");
    let in_band = |band: Slice| unpaid_in_slice(at, &model, band);
    let parts = slices(at, rates, slice).into_iter().map(in_band).collect();
    match terms.get("at_most") {
        Some(most) => cut_from_the_top(parts, at.amount(most).not_below_zero()),
        None => parts,
    }
}

fn unpaid_in_slice(at: &At, model: &[&Node], slice: Slice) -> Fraction {
    let primary_bands = model.iter().zip(slices(at, model, slice));
    let paid = primary_bands.map(|(band, part)| at.rate(band.need("primary_pays")) * part.length());
    slice.length() - paid.sum()
}

/// The lowest bands keep what they have until `most` is used up.
fn cut_from_the_top(parts: Vec<Fraction>, most: Fraction) -> Vec<Fraction> {
    let mut left = most;
    let mut kept = Vec::new();
    for part in parts {
        kept.push(part.min(left));
        left = left - part.min(left);
    }
    kept
}

// Days.

fn days_granted(at: &At, benefit: &Node, earlier: &[Working]) -> Vec<Date> {
    let Some(terms) = benefit.get("days") else { return Vec::new() };
    let mut days = days_of_stay(at, terms.text("count"));
    let from_day = terms.get("from_day").map_or(1, |day| at.count(day));
    let first = days_after(at.claim.first_day_of_stay(at.bill), from_day - 1);
    days.retain(|day| *day >= first && is_in_run_off(at, *day));
    if terms.has("shared_days", "once") {
        let granted = before(at, at.benefit_id(), "lifetime", earlier);
        days.retain(|day| !granted.iter().any(|working| working.days.contains(day)));
    }
    days.truncate(days_left(at, benefit, earlier));
    days
}

fn days_of_stay(at: &At, count: &str) -> Vec<Date> {
    let nights = at.bill.nights();
    let number = match count {
        "nights" => nights,
        "nights_at_least_1" => nights.max(1),
        "both_ends" => nights + 1,
        other => panic!("`{other}` is not a way to count days"),
    };
    (0..number).map(|day| days_after(at.bill.admission, day)).collect()
}

fn is_in_run_off(at: &At, day: Date) -> bool {
    let cuts_days =
        at.plan.get("run_off").is_some_and(|run_off| run_off.has("beyond", "days_not_counted"));
    !cuts_days || cover::last_day_of_run_off(at).is_none_or(|last| day <= last)
}

fn days_left(at: &At, benefit: &Node, earlier: &[Working]) -> usize {
    let left = benefit.list("limit").into_iter().filter_map(|limit| {
        let days = at.count(limit.get("days")?) * units_of(at, limit);
        let used = before(at, at.benefit_id(), limit.text("window"), earlier);
        let used: usize = used.into_iter().map(|working| working.days.len()).sum();
        Some(usize::try_from(days).unwrap_or(0).saturating_sub(used))
    });
    left.min().unwrap_or(usize::MAX)
}

// Factor, round, minimum.

/// The factor, and the units where the benefit is for each of them.
fn factor(at: &At, benefit: &Node) -> Fraction {
    let factor = benefit.get("factor").map_or(Fraction::ONE, |factor| at.rate(factor));
    factor * Fraction::whole(units_of(at, benefit))
}

fn units_of(at: &At, table: &Node) -> i64 {
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

fn smallest_unit(at: &At) -> Fraction {
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

// Limits, and the bill itself. A limit with a fraction of the smallest unit allows the whole ones.

fn within_own_limits(at: &At, benefit: &Node, payment: Fraction, earlier: &[Working]) -> Fraction {
    let limits = benefit.list("limit");
    // The order says which limit is named as the reason; the sum is the same in any order.
    limits.into_iter().fold(payment, |payment, limit| {
        payment.min(allowed(at, limit, payment, &[at.benefit_id()], earlier))
    })
}

fn within_shared_limits(at: &At, payment: Fraction, earlier: &[Working]) -> Fraction {
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

fn within_the_bill(at: &At, benefit: &Node, payment: Fraction) -> Fraction {
    let left = at.deciding.expect("a benefit is decided on a bill").bill_left;
    if benefit.has("against_bill", "within") { payment.min(left) } else { payment }
}

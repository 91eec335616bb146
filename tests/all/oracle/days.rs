//! The days of a stay that are paid.

use super::Bill;
use super::at::At;
use super::calendar::{days_after, days_between};
use super::cover;
use super::fold::{Working, before, units_of};
use super::limits::shared_days;
use super::node::Node;
use jiff::civil::Date;

pub fn days_granted(at: &At, benefit: &Node, earlier: &[Working]) -> Vec<Date> {
    let Some(terms) = benefit.get("days") else { return Vec::new() };
    let mut days = days_of_stay(at, terms.text("count"));
    let from_day = terms.get("from_day").map_or(1, |day| at.count(day));
    let first = days_after(at.claim.stay_of(at.bill).began, from_day - 1);
    days.retain(|day| *day >= first && is_in_run_off(at, *day));
    if terms.has("shared_days", "once") {
        let granted = before(at, at.benefit_id(), "lifetime", earlier);
        days.retain(|day| !granted.iter().any(|working| working.days.contains(day)));
    }
    days.truncate(days_left(at, benefit, earlier));
    days
}

/// The days of the bill, and those before it on which no bill of the stay is and that no earlier one took.
fn days_of_stay(at: &At, count: &str) -> Vec<Date> {
    let of_stay = at.claim.bills_of_stay(at.bill);
    let place =
        of_stay.iter().position(|one| one.bill_id == at.bill.bill_id).expect("it is its own");
    let mut days = days_of_bill(at.bill, count);
    if let Some(last) = of_stay[..place].iter().map(|one| one.discharge).max() {
        let left_off = days_after(last, i64::from(count == "both_ends"));
        let between = days_between(left_off, at.bill.admission);
        let between = (0..between).map(|day| days_after(left_off, day));
        days = between.chain(days).collect();
    }
    days
}

fn days_of_bill(bill: &Bill, count: &str) -> Vec<Date> {
    let nights = bill.nights();
    let number = match count {
        "nights" => nights,
        "nights_at_least_1" => nights.max(1),
        "both_ends" => nights + 1,
        other => panic!("`{other}` is not a way to count days"),
    };
    (0..number).map(|day| days_after(bill.admission, day)).collect()
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
    let shared = shared_days(at, earlier).into_iter().map(|(limit, used)| {
        let days = at.count(limit.need("days")) * units_of(at, limit);
        usize::try_from(days).unwrap_or(0).saturating_sub(used)
    });
    left.chain(shared).min().unwrap_or(usize::MAX)
}

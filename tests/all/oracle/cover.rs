//! Which enrolment period a bill belongs to, and whether the plan covers it.

use super::at::At;
use super::calendar::{Period, days_after, days_between, whole_years};
use super::claim::Claim;
use super::node::Node;
use super::{Bill, Enrolment};
use jiff::civil::Date;

/// The period of the plan to which the bill belongs.
pub fn period_of(claim: &Claim, bill: &Bill, plan: &Node) -> Option<Period> {
    let basis = claim.basis(bill);
    let containing =
        periods(claim, bill, plan).into_iter().filter(|period| period.contains(basis)).min();
    containing.or_else(|| run_off_period(claim, bill, plan))
}

/// The period in which the stay began, where the plan follows stays past the period's end.
fn run_off_period(claim: &Claim, bill: &Bill, plan: &Node) -> Option<Period> {
    let run_off = plan.get("run_off")?;
    let stay_began_in = |period: &Period| period.contains(claim.stay_of(bill).began);
    let days_only = run_off.has("beyond", "days_not_counted");
    let in_time = |period: &Period| {
        let at = At { claim, bill, plan, period: *period, benefit: None, deciding: None };
        days_only || claim.basis(bill) <= last_day_of_run_off(&at).unwrap_or(period.end)
    };
    periods(claim, bill, plan).into_iter().filter(stay_began_in).filter(in_time).min()
}

/// The last day that a stay begun in the period is covered, where the plan has a run-off.
pub fn last_day_of_run_off(at: &At) -> Option<Date> {
    let days = at.count(at.plan.get("run_off")?.need("days"));
    Some(days_after(at.period.end, days))
}

fn enrolments<'a>(
    claim: &'a Claim,
    bill: &Bill,
    plan: &Node,
) -> impl Iterator<Item = &'a Enrolment> {
    let id = plan.text("id").to_owned();
    claim.person_of(bill).enrolments.iter().filter(move |enrolment| enrolment.plan == id)
}

fn periods(claim: &Claim, bill: &Bill, plan: &Node) -> Vec<Period> {
    enrolments(claim, bill, plan).map(Period::of).collect()
}

/// The period that this one continues: of those that start strictly earlier the one that ends last.
fn continued(at: &At, period: Period) -> Option<Period> {
    let earlier =
        periods(at.claim, at.bill, at.plan).into_iter().filter(|other| other.start < period.start);
    let before = earlier.min_by_key(|other| (std::cmp::Reverse(other.end), *other))?;
    let uncovered_days = days_between(before.end, period.start) - 1;
    let gap = at.plan.get("renewal_gap").map_or(0, |gap| at.count(gap));
    (uncovered_days <= gap).then_some(before)
}

/// When cover began that has gone on since, without a gap too long for a renewal.
pub fn cover_began(at: &At) -> Date {
    let mut first = at.period;
    while let Some(before) = continued(at, first) {
        first = before;
    }
    first.start
}

/// Why the plan does not cover the bill; nothing if it does.
pub fn denials(at: &At) -> Vec<&'static str> {
    let checks = [
        (born_later(at), "admitted_before_birth"),
        (in_waiting_period(at), "waiting_period"),
        (too_young(at), "too_young"),
        (above_the_age(at) && !at.plan.need("age").has("older", "renewal_only"), "too_old"),
        (above_the_age(at) && only_as_a_renewal(at), "renewal_only"),
        (filed_late(at), "filed_late"),
        (run_off_over(at), "run_off_over"),
        (too_many_units(at), "too_many_units"),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code).collect()
}

fn born_later(at: &At) -> bool {
    at.claim.stay_of(at.bill).began < at.claim.member_on(at.bill).birth_date
}

fn in_waiting_period(at: &At) -> bool {
    let Some(waiting) = at.plan.get("waiting") else { return false };
    let renewal = continued(at, at.period).is_some();
    let counted_from = match waiting.text("on_renewal") {
        "waived" if renewal => return false,
        "credited" => cover_began(at),
        "waived" | "served_again" => at.period.start,
        other => panic!("`{other}` is not a way to wait"),
    };
    at.claim.stay_of(at.bill).began < days_after(counted_from, at.count(waiting.need("days")))
}

fn age(at: &At, terms: &Node) -> i64 {
    let on = match terms.text("on") {
        "period_start" => at.period.start,
        "enrolled_on" => enrolled_on(at),
        "basis" => at.claim.basis(at.bill),
        other => panic!("`{other}` is not a day on which age is judged"),
    };
    whole_years(at.claim.person_of(at.bill).member.birth_date, on)
}

/// The day the period was entered; of several rows for the one period, the earliest day.
fn enrolled_on(at: &At) -> Date {
    enrolments(at.claim, at.bill, at.plan)
        .filter(|enrolment| Period::of(enrolment) == at.period)
        .map(|enrolment| enrolment.enrolled_on)
        .min()
        .expect("the period comes from one of the enrolments")
}

fn too_young(at: &At) -> bool {
    let Some(terms) = at.plan.get("age") else { return false };
    terms.get("from").is_some_and(|from| age(at, terms) < at.count(from))
}

fn above_the_age(at: &At) -> bool {
    let Some(terms) = at.plan.get("age") else { return false };
    terms.get("to").is_some_and(|to| age(at, terms) > at.count(to))
}

fn only_as_a_renewal(at: &At) -> bool {
    at.plan.need("age").has("older", "renewal_only") && continued(at, at.period).is_none()
}

fn filed_late(at: &At) -> bool {
    let Some(filing) = at.plan.get("filing") else { return false };
    let filed_on = at.bill.submitted_on.unwrap_or(at.bill.settled_on);
    filed_on > last_day_to_file(at, filing)
}

fn last_day_to_file(at: &At, filing: &Node) -> Date {
    if let Some(until) = filing.get("until") {
        let years = at.count(filing.need("years_after"));
        let year = i64::from(at.period.end.year()) + years;
        let date = format!("{year:04}-{}", until.as_text());
        return date.parse().unwrap_or_else(|_| panic!("`{date}` is not a date"));
    }
    let from = match filing.text("after") {
        "discharge" => at.bill.discharge,
        "settlement" => at.bill.settled_on,
        "period_end" => at.period.end,
        other => panic!("`{other}` is not a day from which filing counts"),
    };
    days_after(from, at.count(filing.need("days")))
}

fn run_off_over(at: &At) -> bool {
    let denies = at.plan.get("run_off").is_some_and(|run_off| run_off.has("beyond", "denied"));
    let ended = at.claim.stay_of(at.bill).ended;
    denies && last_day_of_run_off(at).is_some_and(|last| ended > last)
}

fn too_many_units(at: &At) -> bool {
    let Some(units) = at.plan.get("units") else { return false };
    at.period.units > at.count(units.need("most"))
}

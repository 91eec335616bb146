//! Which enrolment period a bill belongs to, and whether the plan covers it.

use super::at::At;
use super::calendar::{Period, day_of_year, days_after, days_between, months_after, whole_years};
use super::claim::{Claim, date, find};
use super::node::Node;
use super::{Bill, Enrolment};
use jiff::civil::Date;

/// The period of the plan to which the bill belongs: one that covers it, or else one that would if its contribution had
/// come in.
pub fn period_of(claim: &Claim, bill: &Bill, plan: &Node) -> Option<Period> {
    let held_by = |holds: fn(Period, Date) -> bool| {
        let basis = claim.basis(bill);
        let holding =
            periods(claim, bill, plan).into_iter().filter(|period| holds(*period, basis)).min();
        holding.or_else(|| run_off_period(claim, bill, plan, holds))
    };
    held_by(Period::covers).or_else(|| held_by(Period::contains))
}

/// The period in which the stay began, where the plan follows stays past the period's end.
fn run_off_period(
    claim: &Claim,
    bill: &Bill,
    plan: &Node,
    holds: fn(Period, Date) -> bool,
) -> Option<Period> {
    let run_off = plan.get("run_off").filter(|_| !claim.goes_by_diagnosis(bill))?;
    let stay_began_in = |period: &Period| holds(*period, claim.stay_of(bill).began);
    let days_only = run_off.has("beyond", "days_not_counted");
    let in_time = |period: &Period| {
        let at = At { claim, bill, plan, period: *period, benefit: None, deciding: None };
        days_only || claim.basis(bill) <= last_day_of_run_off(&at).unwrap_or(period.end)
    };
    periods(claim, bill, plan).into_iter().filter(stay_began_in).filter(in_time).min()
}

/// Whether the stay began in a period of the plan, whose run-off is over.
pub fn run_off_is_over(claim: &Claim, bill: &Bill, plan: &Node) -> bool {
    let stay_began = claim.stay_of(bill).began;
    plan.get("run_off").is_some()
        && !claim.goes_by_diagnosis(bill)
        && period_of(claim, bill, plan).is_none()
        && periods(claim, bill, plan).iter().any(|period| period.covers(stay_began))
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
    enrolments(claim, bill, plan).map(|enrolment| period(claim, enrolment)).collect()
}

/// The period of a row, with the day on which its cover begins.
fn period(claim: &Claim, enrolment: &Enrolment) -> Period {
    let Enrolment { start, end, units, .. } = *enrolment;
    Period { start, end, units, from: first_day_of_cover(claim, enrolment) }
}

/// The edition in force when the period starts says what its cover waits for.
fn first_day_of_cover(claim: &Claim, enrolment: &Enrolment) -> Date {
    let begins = cover_begins(claim, enrolment.start, &enrolment.plan);
    match (begins.as_str(), enrolment.paid_on) {
        ("day_of_enrolment", _) => enrolment.enrolled_on.max(enrolment.start),
        ("day_after_receipt", None) => Date::MAX,
        ("day_after_receipt", Some(paid_on)) => days_after(paid_on, 1).max(enrolment.start),
        _ => enrolment.start,
    }
}

/// What the edition in force on a day says of when the cover of a plan begins.
fn cover_begins(claim: &Claim, start: Date, id: &str) -> String {
    let plans = claim.edition_on(start).map_or(Vec::new(), |edition| edition.list("plan"));
    let begins = find(&plans, id).and_then(|plan| plan.get("cover_begins"));
    begins.map_or(String::new(), |begins| begins.as_text().to_owned())
}

/// Why a bill from before the cover of its period is refused.
fn code_before_cover(at: &At) -> &'static str {
    match cover_begins(at.claim, at.period.start, at.plan.need("id").as_text()).as_str() {
        "day_of_enrolment" => "before_enrolment",
        _ if at.period.from == Date::MAX => "not_paid_for",
        _ => "before_receipt",
    }
}

/// The period that this one continues: of those whose cover began strictly earlier the one that ends last.
fn continued(at: &At, period: Period) -> Option<Period> {
    let had_cover_before = |other: &Period| other.from < period.from && other.from <= other.end;
    let earlier = periods(at.claim, at.bill, at.plan).into_iter().filter(had_cover_before);
    let before = earlier.min_by_key(|other| (std::cmp::Reverse(other.end), *other))?;
    let uncovered_days = days_between(before.end, period.from) - 1;
    let gap = at.plan.get("renewal_gap").map_or(0, |gap| at.count(gap));
    (uncovered_days <= gap).then_some(before)
}

/// When cover began that has gone on since, without a gap too long for a renewal.
pub fn cover_began(at: &At) -> Date {
    let mut first = at.period;
    while let Some(before) = continued(at, first) {
        first = before;
    }
    first.from
}

/// Why the plan does not cover the bill; nothing if it does.
pub fn denials(at: &At) -> Vec<&'static str> {
    let checks = [
        (born_later(at), "admitted_before_birth"),
        (not_begun(at), code_before_cover(at)),
        (!at.all_hold(at.plan), "not_entitled"),
        (serves_too_short(at), "service_too_short"),
        (lacks_the_other_plan(at), "plan_not_held"),
        (enrolled_outside(at), "enrolled_outside_window"),
        (!waits_by_benefit(at) && !not_begun(at) && in_waiting_period(at), "waiting_period"),
        (too_young(at), "too_young"),
        (above_the_age(at) && !at.plan.need("age").has("older", "renewal_only"), "too_old"),
        (!not_begun(at) && above_the_age(at) && only_as_a_renewal(at), "renewal_only"),
        (filed_late(at), "filed_late"),
        (run_off_over(at), "run_off_over"),
        (too_many_units(at), "too_many_units"),
    ];
    checks.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code).collect()
}

fn born_later(at: &At) -> bool {
    at.claim.stay_of(at.bill).began < at.claim.member_on(at.bill).birth_date
}

/// Whether the cover of the period has not begun on the day that counts.
fn not_begun(at: &At) -> bool {
    let basis = at.claim.basis(at.bill);
    let runs_off = basis > at.period.end;
    at.period.from > if runs_off { at.claim.stay_of(at.bill).began } else { basis }
}

/// Whether a benefit of the plan has a waiting period of its own, so that each waits by itself.
fn waits_by_benefit(at: &At) -> bool {
    let edition = at.claim.edition_of(at.bill).expect("a plan is of an edition");
    let benefits = edition.list("benefit");
    let mut own = benefits.iter().filter(|benefit| benefit.has("plan", at.plan.text("id")));
    own.any(|benefit| benefit.get("waiting").is_some())
}

/// Whether what the bill is for began too early: by the terms of the benefit at hand, by those of the way in which the
/// member enrolled, or else by those of its plan.
pub fn in_waiting_period(at: &At) -> bool {
    let own = at.benefit.and_then(|benefit| benefit.get("waiting"));
    let way = ways_to_enrol(at).into_iter().find(|way| is_within(at, way));
    let of_way = way.and_then(|way| way.get("waiting"));
    let terms = own.or(of_way).or_else(|| at.plan.get("waiting"));
    let Some(waiting) = terms else { return false };
    let renewal = continued(at, at.period).is_some();
    let counted_from = match waiting.text("on_renewal") {
        "waived" if renewal => return false,
        "credited" => cover_began(at),
        "waived" | "served_again" => at.period.from,
        other => panic!("`{other}` is not a way to wait"),
    };
    at.claim.began(at.bill) < days_after(counted_from, at.count(waiting.need("days")))
}

fn age(at: &At, terms: &Node) -> i64 {
    whole_years(at.claim.person_of(at.bill).member.birth_date, day_that_counts(at, terms))
}

fn day_that_counts(at: &At, terms: &Node) -> Date {
    match terms.text("on") {
        "period_start" => at.period.start,
        "enrolled_on" => enrolment_of(at).enrolled_on,
        "basis" => at.claim.basis(at.bill),
        other => panic!("`{other}` is not a day that can count"),
    }
}

/// The row of the period; of several for the one period, that with the earliest day of enrolling.
pub fn enrolment_of<'a>(at: &At<'a>) -> &'a Enrolment {
    enrolments(at.claim, at.bill, at.plan)
        .filter(|enrolment| period(at.claim, enrolment) == at.period)
        .min_by_key(|enrolment| enrolment.enrolled_on)
        .expect("the period comes from one of the enrolments")
}

/// A date of the member or of the enrolment, which any edition declares.
fn date_named(at: &At, name: &str) -> Date {
    let member = at.claim.member_on(at.bill);
    if name == "birth_date" {
        return member.birth_date;
    }
    let editions = at.claim.editions.iter();
    let field = editions.filter_map(|edition| edition.get("fields")?.get(name)).next();
    let field = field.unwrap_or_else(|| panic!("`{name}` is not a date"));
    let fields = match field.text("of") {
        "enrolment" => &enrolment_of(at).fields,
        _ => &member.fields,
    };
    match fields.get(name) {
        Some(text) => text.parse().expect("it is a date"),
        None => date(field.need("default")),
    }
}

fn serves_too_short(at: &At) -> bool {
    let Some(service) = at.plan.get("service") else { return false };
    let since = date_named(at, service.text("since"));
    months_after(since, at.count(service.need("months"))) > day_that_counts(at, service)
}

/// Whether the plan asks for another one, and no period of that covers the day. Of a stay in its run-off it is the day
/// on which it began.
fn lacks_the_other_plan(at: &At) -> bool {
    let Some(requires) = at.plan.get("requires") else { return false };
    let basis = at.claim.basis(at.bill);
    let day = match requires.text("on") {
        "period_start" => at.period.start,
        _ if basis <= at.period.end => basis,
        _ => at.claim.stay_of(at.bill).began,
    };
    let plans = at.claim.edition_of(at.bill).map_or(Vec::new(), |edition| edition.list("plan"));
    let other = find(&plans, requires.text("plan")).expect("the other plan is one of the edition");
    !periods(at.claim, at.bill, other).iter().any(|period| period.covers(day))
}

/// The ways to enrol: those of the edition in force on the first day of the period.
fn ways_to_enrol<'a>(at: &At<'a>) -> Vec<&'a Node> {
    let edition = at.claim.edition_on(at.period.start);
    let plans = edition.map_or(Vec::new(), |edition| edition.list("plan"));
    find(&plans, at.plan.text("id")).map_or(Vec::new(), |plan| plan.list("enrol"))
}

fn enrolled_outside(at: &At) -> bool {
    let ways = ways_to_enrol(at);
    !ways.is_empty() && !ways.iter().any(|way| is_within(at, way))
}

/// Whether the member enrolled on one of the days of a way, both ends inside.
fn is_within(at: &At, way: &Node) -> bool {
    let number = |key: &str| way.get(key).map(|node| at.count(node));
    let (first, last) = match way.get("since") {
        Some(since) => {
            let since = date_named(at, since.as_text());
            let days = number("days").map(|days| days_after(since, days));
            (since, days.unwrap_or_else(|| months_after(since, number("months").unwrap())))
        }
        None => {
            let year = at.period.start.year() - number("years_before").unwrap() as i16;
            let (opens, closes) = (way.text("opens"), way.text("closes"));
            let opened = if opens > closes { year - 1 } else { year };
            (day_of_year(opens, opened), day_of_year(closes, year))
        }
    };
    (first..=last).contains(&enrolment_of(at).enrolled_on)
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
    let denies = at.plan.get("run_off").is_some_and(|run_off| run_off.has("beyond", "denied"))
        && !at.claim.goes_by_diagnosis(at.bill);
    let ended = at.claim.stay_of(at.bill).ended;
    denies && last_day_of_run_off(at).is_some_and(|last| ended > last)
}

fn too_many_units(at: &At) -> bool {
    let Some(units) = at.plan.get("units") else { return false };
    at.period.units > at.count(units.need("most"))
}

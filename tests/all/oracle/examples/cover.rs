//! Editions, periods, and why a plan does not cover a bill.

use super::super::{Bill, Enrolment, decide};
use super::words::{
    benefit, day, denials, enrolment, member, named, nights, payable, rules, rules_by, self_paid,
    year_2024,
};
use std::collections::BTreeMap;

#[test]
fn limits_carry_over_from_one_edition_to_the_next() {
    let terms = |most| {
        format!(
            "base = \"total\"\nrate = \"100%\"\nlimit = [{{ amount = {most}, window = \"cover\" }}]"
        )
    };
    let first = rules_by("admission", "2024-01-01", "", &benefit(&terms(100)));
    let first = first.replace("from =", "to = \"2024-06-30\"\nfrom =");
    let second = rules_by("admission", "2024-07-01", "", &benefit(&terms(150)));
    let bills = [
        self_paid("old", "2023-12-31", "10"),
        self_paid("a", "2024-02-01", "120"),
        self_paid("b", "2024-08-01", "120"),
    ];
    let enrolments = [enrolment("2023-01-01", "2024-12-31")];
    let decisions = decide(&[&second, &first], &member(), &enrolments, &bills);
    assert_eq!(payable(&decisions), [0, 10_000, 5_000]);
    assert_eq!(
        (decisions[0].plan.as_str(), decisions[0].denials.as_slice()),
        ("", ["no_cover".to_owned()].as_slice())
    );
}

#[test]
fn windows_of_two_periods_live_side_by_side() {
    let rules = rules(
        "",
        &benefit(
            "base = \"total\"\nrate = \"100%\"\nlimit = [{ amount = 100, window = \"cover\" }]",
        ),
    );
    let enrolments = [enrolment("2024-01-01", "2024-06-30"), enrolment("2024-07-01", "2024-12-31")];
    let late = Bill { settled_on: day("2024-12-01"), ..self_paid("c", "2024-05-01", "80") };
    let bills = [self_paid("a", "2024-02-01", "80"), self_paid("b", "2024-08-01", "80"), late];
    assert_eq!(payable(&decide(&[&rules], &member(), &enrolments, &bills)), [8_000, 8_000, 2_000]);
}

#[test]
fn waiting_counts_from_the_day_that_renewal_says() {
    let plan = |on_renewal: &str| {
        format!(
            "renewal_gap = 10\nwaiting = {{ days = {{ by = \"cause\", is = {{ accident = 0 }}, \
             otherwise = 30 }}, on_renewal = \"{on_renewal}\" }}"
        )
    };
    let waits = |on_renewal, enrolments: &[Enrolment], bill| {
        !denials(&plan(on_renewal), "admission", enrolments, bill).is_empty()
    };
    let admitted = |date| self_paid("1", date, "0");
    let first = [enrolment("2024-03-01", "2024-12-31")];
    assert!(waits("waived", &first, admitted("2024-03-30")));
    assert!(!waits("waived", &first, admitted("2024-03-31")));
    let fields = BTreeMap::from([("cause".to_owned(), "accident".to_owned())]);
    assert!(!waits("waived", &first, Bill { fields, ..admitted("2024-03-01") }));
    // 11 to 20 February: ten uncovered days, which is a renewal; eleven would not be.
    let renewed = [enrolment("2024-02-01", "2024-02-19"), first[0].clone()];
    assert!(!waits("waived", &renewed, admitted("2024-03-01")));
    assert!(waits("credited", &renewed, admitted("2024-03-01")));
    assert!(!waits("credited", &renewed, admitted("2024-03-02")));
    assert!(waits("served_again", &renewed, admitted("2024-03-30")));
    let lapsed = [enrolment("2024-02-01", "2024-02-18"), first[0].clone()];
    assert!(waits("waived", &lapsed, admitted("2024-03-01")));
}

#[test]
fn cover_waits_for_the_contribution_where_the_plan_says_so() {
    let plan = "renewal_gap = 10\ncover_begins = \"day_after_receipt\"\n\
                waiting = { days = 30, on_renewal = \"waived\" }";
    let refused = |enrolments: &[Enrolment], date| {
        denials(plan, "admission", enrolments, self_paid("1", date, "0"))
    };
    let paid = |one: Enrolment, date| Enrolment { paid_on: Some(day(date)), ..one };
    let period = enrolment("2024-03-01", "2024-12-31");
    assert_eq!(refused(std::slice::from_ref(&period), "2024-06-01"), ["not_paid_for"]);
    // Cover begins on 21 March, and 30 days later it has been waited for.
    let late = [paid(period.clone(), "2024-03-20")];
    assert_eq!(refused(&late, "2024-03-20"), ["before_receipt"]);
    assert_eq!(refused(&late, "2024-04-19"), ["waiting_period"]);
    assert!(refused(&late, "2024-04-20").is_empty());
    // What never had cover is not renewed.
    let before = enrolment("2024-01-01", "2024-02-29");
    let period = paid(period, "2024-02-01");
    assert_eq!(refused(&[before.clone(), period.clone()], "2024-03-01"), ["waiting_period"]);
    assert!(refused(&[paid(before, "2023-12-20"), period], "2024-03-01").is_empty());
}

#[test]
fn ages_have_both_ends_inside() {
    // Born on 15 June 1980: 43 at the start of 2024, 44 from 15 June.
    let refused = |age: &str, date| {
        let plan = format!("age = {age}");
        denials(&plan, "admission", &year_2024(), self_paid("1", date, "0"))
    };
    let on_basis = "{ on = \"basis\", from = 44, to = 60, older = \"refused\" }";
    assert_eq!(refused(on_basis, "2024-06-14"), ["too_young"]);
    assert!(refused(on_basis, "2024-06-15").is_empty());
    let at_start = "{ on = \"period_start\", to = 42, older = \"refused\" }";
    assert_eq!(refused(at_start, "2024-06-15"), ["too_old"]);
    let renewal = "{ on = \"period_start\", to = 42, older = \"renewal_only\" }";
    assert_eq!(refused(renewal, "2024-06-15"), ["renewal_only"]);
}

#[test]
fn filing_is_in_time_on_the_last_day() {
    let late = |filing: &str, submitted| {
        let bill = self_paid("1", "2024-03-01", "0");
        let bill = Bill { submitted_on: Some(day(submitted)), ..bill };
        let plan = format!("filing = {filing}");
        !denials(&plan, "admission", &year_2024(), bill).is_empty()
    };
    let after_discharge = "{ days = 60, after = \"discharge\" }";
    assert!(!late(after_discharge, "2024-05-10"));
    assert!(late(after_discharge, "2024-05-11"));
    let until = "{ until = \"03-31\", years_after = 1 }";
    assert!(!late(until, "2025-03-31"));
    assert!(late(until, "2025-04-01"));
}

#[test]
fn a_stay_open_at_the_end_of_its_period_runs_off() {
    let plan = |beyond: &str| format!("run_off = {{ days = 30, beyond = \"{beyond}\" }}");
    let ended = [enrolment("2024-01-01", "2024-06-30")];
    let stay = |number| nights(self_paid("1", "2024-06-20", "0"), number);
    let refused = |beyond, basis, number| denials(&plan(beyond), basis, &ended, stay(number));
    // The last day covered is 30 July, forty days after admission.
    assert!(refused("denied", "admission", 40).is_empty());
    assert_eq!(refused("denied", "admission", 41), ["run_off_over"]);
    assert!(refused("denied", "discharge", 40).is_empty());
    assert_eq!(refused("denied", "discharge", 41), ["run_off_over"]);
    assert!(refused("days_not_counted", "discharge", 100).is_empty());

    let rules = rules_by(
        "discharge",
        "2024-01-01",
        &plan("days_not_counted"),
        &benefit("days = { count = \"both_ends\", pays = 1, shared_days = \"once\" }"),
    );
    // 20 June to 30 July are 41 days.
    assert_eq!(payable(&decide(&[&rules], &member(), &ended, &[stay(100)])), [4_100]);
}

#[test]
fn too_many_units_are_refused() {
    let enrolments = [Enrolment { units: 4, ..enrolment("2024-01-01", "2024-12-31") }];
    let stay = self_paid("1", "2024-03-01", "0");
    let refused = denials("units = { most = 3 }", "admission", &enrolments, stay);
    assert_eq!(refused, ["too_many_units"]);
}

#[test]
fn of_two_periods_the_earliest_serves() {
    let rules = rules("units = { most = 3 }", &benefit("sum = 10\nper_unit = true"));
    let enrolments = [
        Enrolment { units: 3, ..enrolment("2024-01-01", "2024-12-31") },
        Enrolment { units: 2, ..enrolment("2024-01-01", "2024-12-31") },
        Enrolment { units: 1, ..enrolment("2024-02-01", "2024-12-31") },
    ];
    let bills = [self_paid("1", "2024-03-01", "0")];
    assert_eq!(payable(&decide(&[&rules], &member(), &enrolments, &bills)), [2_000]);
}

#[test]
fn a_shared_limit_carries_over_by_its_id() {
    let edition = |from: &str, [one, other]: [&str; 2]| {
        let benefits: String = ["a", "b", "c"].map(|id| named(id, "beside", "sum = 60")).concat();
        let limit = format!(
            "[[limit]]\nid = \"shared\"\namount = 150\nwindow = \"lifetime\"\n\
             benefits = [\"{one}\", \"{other}\"]"
        );
        rules_by("admission", from, "", &format!("{benefits}{limit}"))
    };
    let first = edition("2024-01-01", ["a", "b"]).replace("from =", "to = \"2024-06-30\"\nfrom =");
    let second = edition("2024-07-01", ["b", "c"]);
    let bills = [self_paid("1", "2024-02-01", "0"), self_paid("2", "2024-08-01", "0")];
    let decisions = decide(&[&first, &second], &member(), &year_2024(), &bills);
    // 120 of 150 are used up by the first bill, of which 60 by a benefit that is no longer under it.
    assert_eq!(payable(&decisions), [18_000, 6_000 + 3_000]);
}

#[test]
fn a_plan_says_who_may_hold_it() {
    let fields = "[fields]\nhired_on = { type = \"date\", of = \"member\", default = \"2023-10-31\" }\n\
                  ill = { type = \"flag\", of = \"enrolment\", default = \"no\" }\n";
    let refused = |plan: &str, enrolments: &[Enrolment], date| {
        let plan = format!("{plan}\n{fields}");
        denials(&plan, "admission", enrolments, self_paid("1", date, "0"))
    };
    let [period] = &year_2024()[..] else { panic!("one period") };
    let ill = Enrolment {
        fields: BTreeMap::from([("ill".to_owned(), "yes".to_owned())]),
        ..period.clone()
    };
    let asks = "when = { ill = \"no\", sex = \"F\" }";
    assert!(refused(asks, &year_2024(), "2024-03-01").is_empty());
    assert_eq!(refused(asks, &[ill], "2024-03-01"), ["not_entitled"]);
    // Four months since 31 October are complete on 29 February.
    let four = "service = { since = \"hired_on\", months = 4, on = \"basis\" }";
    assert_eq!(refused(four, &year_2024(), "2024-02-28"), ["service_too_short"]);
    assert!(refused(four, &year_2024(), "2024-02-29").is_empty());
    let other = |start, end| Enrolment { plan: "q".to_owned(), ..enrolment(start, end) };
    let second = "requires = { plan = \"q\", on = \"basis\" }\n[[plan]]\nid = \"q\"";
    let both = [period.clone(), other("2024-03-01", "2024-06-30")];
    assert_eq!(refused(second, &both, "2024-02-29"), ["plan_not_held"]);
    assert!(refused(second, &both, "2024-03-01").is_empty());
}

#[test]
fn one_enrols_on_the_days_of_a_window_or_within_a_time() {
    let plan = "enrol = [{ opens = \"12-15\", closes = \"01-15\", years_before = 0 }, \
                { since = \"hired_on\", months = 1, waiting = { days = 9, on_renewal = \"served_again\" } }]\n\
                [fields]\nhired_on = { type = \"date\", of = \"member\", default = \"2024-01-31\" }\n";
    let refused = |date, admission| {
        let period = Enrolment { enrolled_on: day(date), ..enrolment("2024-03-01", "2024-12-31") };
        denials(plan, "admission", &[period], self_paid("1", admission, "0"))
    };
    let outside = ["enrolled_outside_window"];
    assert_eq!(refused("2023-12-14", "2024-03-01"), outside);
    assert!(refused("2023-12-15", "2024-03-01").is_empty());
    assert!(refused("2024-01-15", "2024-03-01").is_empty());
    assert_eq!(refused("2024-01-16", "2024-03-01"), outside);
    // A month from 31 January is 29 February, and who enrols then waits until 10 March.
    assert_eq!(refused("2024-02-29", "2024-03-09"), ["waiting_period"]);
    assert!(refused("2024-02-29", "2024-03-10").is_empty());
    assert_eq!(refused("2024-03-01", "2024-03-10"), outside);
}

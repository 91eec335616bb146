//! Several benefits on one bill.

use super::super::{Bill, Enrolment, Status, decide};
use super::words::{
    benefit, bill, enrolment, member, named, paid, payable, rules, self_paid, year_2024,
};

#[test]
fn layers_work_on_what_is_left_of_the_bill() {
    let rules = rules(
        "",
        &format!(
            "{}{}{}[[limit]]\nid = \"both\"\namount = 900\nwindow = \"year\"\nbenefits = [\"first\", \"second\"]",
            named("first", "within", "base = \"bill_left\"\nrate = \"50%\""),
            named(
                "second",
                "within",
                "base = \"total - funds_paid - paid.first\"\nrate = \"100%\""
            ),
            named("third", "may_exceed", "sum = 200"),
        ),
    );
    let bill = bill("1", "2024-03-01", &[("total", "3000"), ("pool_paid", "2000")]);
    let decision = decide(&[&rules], &member(), &year_2024(), &[bill])[0].clone();
    let amounts: Vec<i64> = decision.benefits.into_values().collect();
    // 500 of 1,000; of the other 500 only 400, because the two share 900; 200 though 100 is left.
    assert_eq!(amounts, [50_000, 40_000, 20_000]);
    assert_eq!(decision.payable, 110_000);
}

#[test]
fn cn_hz_02_alternatives_over_the_whole_period() {
    let rules = |take| {
        rules(
            "",
            &format!(
                "{}{}[[alternatives]]\nbenefits = [\"critical\", \"daily\"]\nwindow = \"cover\"\ntake = \"{take}\"",
                named("critical", "beside", "sum = 150\nwhen = { diagnosis = \"C*\" }"),
                named(
                    "daily",
                    "beside",
                    "days = { count = \"nights\", pays = 10, shared_days = \"once\" }"
                ),
            ),
        )
    };
    let cancer = Bill { diagnosis: "C16".to_owned(), ..self_paid("1", "2024-02-01", "0") };
    let other = self_paid("2", "2024-05-01", "0");
    let both = [cancer.clone(), other];
    // Alone the sum of 150 beats ten days of 10; with a second stay twenty days beat the sum.
    assert_eq!(paid(&rules("larger"), &[cancer]), [15_000]);
    assert_eq!(paid(&rules("larger"), &both), [10_000, 10_000]);
    assert_eq!(paid(&rules("first_listed"), &both), [15_000, 0]);
    let late = decide(&[&rules("first_listed")], &member(), &year_2024(), &both);
    // Standing aside for the other is not a denial.
    assert_eq!(late[1].status, Status::Nil);
}

#[test]
fn limits_count_times_and_units() {
    let rules = rules(
        "units = { most = 3 }",
        &benefit(
            "base = \"total\"
            rate = \"10%\"
            per_unit = true
            limit = [{ times = 2, window = \"cover\", per_unit = false }, { amount = 30, window = \"bill\", per_unit = true }]",
        ),
    );
    let enrolments = [Enrolment { units: 2, ..enrolment("2024-01-01", "2024-12-31") }];
    let amounts = [("a", "100"), ("b", "0"), ("c", "400"), ("d", "100")];
    let bills = amounts.map(|(id, total)| self_paid(id, "2024-03-01", total));
    // 10 % twice; nothing, which is not a time; 80 cut to 2 x 30; no more times.
    assert_eq!(payable(&decide(&[&rules], &member(), &enrolments, &bills)), [2_000, 0, 6_000, 0]);
}

#[test]
fn a_total_sees_later_bills() {
    let words = "[totals.year_total]\nof = \"total\"\nwindow = \"year\"";
    let terms = "base = \"10% of max(0, year_total - 1000)\"\nrate = \"100%\"";
    let rules = rules("", &format!("{}{words}", benefit(terms)));
    let bills = [self_paid("a", "2024-02-01", "900"), self_paid("b", "2024-03-01", "600")];
    assert_eq!(paid(&rules, &bills), [5_000, 5_000]);
}

#[test]
fn every_stay_has_a_place_whatever_plan_covers_it() {
    let all_stays = "base = \"total\"\nrate = { by = \"ordinal\", counts = \"all_stays\", \
                     window = \"WINDOW\", is = { \"1\" = \"10%\", \"2+\" = \"20%\" } }";
    let rules = |window: &str| {
        let second = named("b", "beside", "sum = 1").replace("plan = \"p\"", "plan = \"q\"");
        let first = named("a", "beside", &all_stays.replace("WINDOW", window));
        rules("", &format!("[[plan]]\nid = \"q\"\n{first}{second}"))
    };
    let of_plan =
        |plan: &str, start, end| Enrolment { plan: plan.to_owned(), ..enrolment(start, end) };
    let enrolments =
        [of_plan("q", "2024-01-01", "2024-12-31"), of_plan("p", "2024-03-01", "2024-12-31")];
    let bills = [self_paid("1", "2024-02-01", "100"), self_paid("2", "2024-04-01", "100")];
    let pays = |window| {
        let decisions = decide(&[&rules(window)], &member(), &enrolments, &bills);
        decisions.iter().filter(|one| one.plan == "p").map(|one| one.payable).collect::<Vec<_>>()
    };
    // The first stay, which only the other plan covers, is outside the enrolment period of this one.
    assert_eq!(pays("year"), [2_000]);
    assert_eq!(pays("cover"), [1_000]);
}

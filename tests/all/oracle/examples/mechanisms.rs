//! Schedules in formulas, numbers, quotients, limits in stays, and benefits that are only computed.

use super::super::Bill;
use super::words::{benefit, bill, each_pays, named, nights, of_stay, paid, rules, self_paid};

fn with(bill: Bill, fields: &[(&str, &str)]) -> Bill {
    let given = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Bill { fields: given.collect(), ..bill }
}

#[test]
fn a_schedule_of_rates_stands_before_of() {
    let words = "
        [schedules]
        level_share = { by = \"hospital_level\", is = { \"1\" = \"100%\", \"2\" = \"80%\" }, otherwise = 0 }
        care = { by = \"hospital_level\", is = { \"1\" = 100, \"2\" = \"min(300, 50% of total)\" }, otherwise = 0 }";
    let share = rules(
        "",
        &format!("{}{words}", benefit("base = \"level_share of total\"\nrate = \"50%\"")),
    );
    each_pays(&share, &[("1000", 40_000)]);
    let sum = rules("", &format!("{}{words}", benefit("sum = \"care\"")));
    each_pays(&sum, &[("500", 25_000), ("600.02", 30_000)]);
}

#[test]
fn bands_pay_each_slice_at_the_rate_of_the_bill() {
    let terms = "base = \"total\"
        bands = { position = \"cumulative\", window = \"cover\", rounding = \"each_bill\", rates = [
            { to = 1000, pays = { by = \"hospital_level\", is = { \"2\" = \"50%\" }, otherwise = \"60%\" } },
            { pays = { by = \"hospital_level\", is = { \"2\" = \"70%\" }, otherwise = \"80%\" } }] }";
    let rules = rules("", &benefit(terms));
    let first = Bill { hospital_level: "1".to_owned(), ..self_paid("a", "2024-02-01", "600") };
    // 600 at 60 %; then 400 at 50 % and 200 at 70 %.
    assert_eq!(paid(&rules, &[first, self_paid("b", "2024-03-01", "600")]), [36_000, 34_000]);
}

#[test]
fn an_amount_is_taken_so_many_times() {
    let words = "
        [fields]
        visits = { type = \"count\", of = \"bill\", default = 1 }
        [numbers]
        more_visits = { of = \"visits\", less = 2, at_most = 3 }
        stay = { of = \"ordinal\", counts = \"covered_stays\", window = \"year\" }";
    let pays = |terms: &str, bills: &[Bill]| {
        paid(&rules("", &format!("{}{words}", benefit(terms))), bills)
    };
    let ten_nights = self_paid("a", "2024-03-01", "1000");
    assert_eq!(
        pays(
            "base = \"total - 60 times nights\"\nrate = \"50%\"",
            std::slice::from_ref(&ten_nights)
        ),
        [20_000]
    );
    for (visits, fen) in [("0", 0), ("2", 0), ("3", 4_000), ("5", 12_000), ("9", 12_000)] {
        let bill = with(ten_nights.clone(), &[("visits", visits)]);
        assert_eq!(pays("sum = \"40 times more_visits\"", &[bill]), [fen], "{visits}");
    }
    let stays = [ten_nights, self_paid("b", "2024-05-01", "1000")];
    assert_eq!(pays("sum = \"10 times stay\"", &stays), [1_000, 2_000]);
    // Born in June 1980, and so 43 years old: 75 % + 8.6 %.
    assert_eq!(pays("base = \"total\"\nrate = \"75% + 0.2% times age\"", &stays[..1]), [83_600]);
}

#[test]
fn a_cost_is_found_from_its_share() {
    let words = "
        [amounts]
        cost = { divide = \"pool_paid\", by = \"70%\", round = { to = \"0.01\", mode = \"down\" } }";
    let rules = rules("", &format!("{}{words}", benefit("sum = \"cost\"")));
    let bill = bill("a", "2024-03-01", &[("total", "2000"), ("pool_paid", "1000")]);
    assert_eq!(paid(&rules, &[bill]), [142_857]);
}

#[test]
fn the_age_that_is_reached_in_a_month() {
    let rules =
        rules("", &benefit("sum = { by = \"turns\", is = { \"44\" = 100 }, otherwise = 50 }"));
    let pays = |day: &str| paid(&rules, &[self_paid("a", day, "900")]);
    assert_eq!(pays("2024-05-31"), [5_000]);
    assert_eq!(pays("2024-06-01"), [10_000]);
    assert_eq!(pays("2024-06-30"), [10_000]);
    assert_eq!(pays("2024-07-01"), [5_000]);
}

#[test]
fn two_bills_of_one_stay_are_one_stay() {
    let rules = rules("", &benefit("sum = 10\nlimit = [{ stays = 1, window = \"year\" }]"));
    let bills = [
        of_stay(nights(self_paid("a", "2024-03-01", "900"), 3), "s"),
        of_stay(nights(self_paid("b", "2024-03-04", "900"), 3), "s"),
        self_paid("c", "2024-05-01", "900"),
    ];
    assert_eq!(paid(&rules, &bills), [1_000, 1_000, 0]);
}

#[test]
fn a_shared_limit_in_times_counts_a_bill_once() {
    let two = named("b", "beside", "sum = 10") + &named("c", "beside", "sum = 20");
    let limit = "[[limit]]\nid = \"all\"\ntimes = 1\nwindow = \"year\"\nbenefits = [\"b\", \"c\"]";
    let rules = rules("", &(two + limit));
    let bills = [self_paid("a", "2024-03-01", "900"), self_paid("b", "2024-05-01", "900")];
    assert_eq!(paid(&rules, &bills), [3_000, 0]);
}

#[test]
fn what_is_only_computed_is_a_figure_for_others() {
    let reference = "[[benefit]]\nid = \"r\"\nplan = \"p\"\ncategories = [\"inpatient\"]\npays_out = false\n\
                     base = \"total\"\nrate = \"80%\"\n[[benefit.limit]]\namount = 1000\nwindow = \"year\"\n";
    let difference = named("b", "within", "base = \"total - paid.r\"\nrate = \"50%\"");
    let rules = rules("", &format!("{reference}{difference}"));
    let bills = [self_paid("a", "2024-03-01", "1000"), self_paid("b", "2024-05-01", "1000")];
    // 800 of 1,000; then the 200 that are left of its limit.
    assert_eq!(paid(&rules, &bills), [10_000, 40_000]);
}

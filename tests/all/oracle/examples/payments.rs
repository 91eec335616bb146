//! What one benefit pays: bands, deductibles, rounding, days, schedules.

use super::super::{Bill, Enrolment, Member, Status, decide};
use super::words::{
    benefit, bill, each_pays, enrolment, member, named, nights, of_stay, paid, payable, rules,
    self_paid, year_2024,
};

#[test]
fn cn_wh_02_bands_and_a_cap() {
    let rules = rules(
        "",
        &benefit(
            "base = \"total - funds_paid\"
            bands = { position = \"cumulative\", window = \"cover\", rounding = \"each_bill\",
                rates = [{ to = 10000, pays = \"0%\" }, { to = 40000, pays = 0.8 }, { pays = \"90%\" }] }
            limit = [{ amount = 50000, window = \"cover\" }]",
        ),
    );
    each_pays(
        &rules,
        &[
            ("9999.99", 0),
            ("10000", 0),
            ("10000.01", 1),
            ("40000", 2_400_000),
            ("40000.01", 2_400_001),
            ("68888.88", 4_999_999),
            ("68888.89", 5_000_000),
            ("500000", 5_000_000),
        ],
    );
    // 39,000 in the first band but one: 23,200 at 80 %. The second stay goes on from there:
    // 1,000 at 80 % and 2,000 at 90 %. The third only has what is left of 50,000.
    let bills = [
        self_paid("a", "2024-02-01", "39000"),
        self_paid("b", "2024-03-01", "3000"),
        self_paid("c", "2024-04-01", "100000"),
    ];
    assert_eq!(paid(&rules, &bills), [2_320_000, 260_000, 2_420_000]);
}

#[test]
fn cn_ph_01_a_threshold_is_not_subtracted() {
    let rules = rules(
        "",
        &benefit(
            "base = \"total\"
            rate = \"50%\"
            threshold = { of = \"total\", above = 600, window = \"bill\" }
            limit = [{ amount = 30000, window = \"year\" }]",
        ),
    );
    each_pays(
        &rules,
        &[
            ("5232.97", 261_649),
            ("600", 0),
            ("600.01", 30_001),
            ("60000", 3_000_000),
            ("61000", 3_000_000),
        ],
    );
}

#[test]
fn cn_hz_03_a_minimum_is_for_payments_above_zero() {
    let rules = rules(
        "",
        &benefit(
            "base = \"total\"
            minimum = 100
            [benefit.bands]
            position = \"each_bill\"
            rates = [{ to = 1000, pays = \"20%\" }, { to = 10000, pays = \"50%\" },
                { to = 15000, pays = \"90%\" }, { to = 50000, pays = \"60%\" }]",
        ),
    );
    each_pays(
        &rules,
        &[
            ("0", 0),
            ("300", 10_000),
            ("500", 10_000),
            ("501", 10_020),
            ("1000", 20_000),
            ("10000", 470_000),
            ("15000", 920_000),
            ("80000", 3_020_000),
        ],
    );
}

#[test]
fn cn_db_01_and_02_bands_on_the_gross_or_above_the_deductible() {
    let gross = "base = \"total\"
        deductible = { amount = 12000, window = \"bill\" }
        bands = { position = \"each_bill\", from = \"gross\", rates = [{ to = 30000, pays = \"60%\" },
            { to = 100000, pays = \"65%\" }, { pays = \"75%\" }] }";
    assert_eq!(
        paid(&rules("", &benefit(gross)), &[self_paid("1", "2024-03-01", "150000")]),
        [9_380_000]
    );
    let above = "base = \"total\"
        deductible = { amount = 20000, window = \"bill\" }
        bands = { position = \"each_bill\", from = \"above_deductible\",
            rates = [{ to = 20000, pays = \"30%\" }, { to = 50000, pays = \"40%\" }] }";
    assert_eq!(
        paid(&rules("", &benefit(above)), &[self_paid("1", "2024-03-01", "50000")]),
        [1_000_000]
    );
}

#[test]
fn a_deductible_of_the_period_is_used_up_across_stays() {
    let rules = rules(
        "",
        &benefit(
            "base = \"total\"
            rate = \"80%\"
            deductible = { amount = 1000, window = \"cover\" }",
        ),
    );
    let bills = [
        self_paid("a", "2024-02-01", "600"),
        self_paid("b", "2024-03-01", "600"),
        self_paid("c", "2024-04-01", "600"),
    ];
    // 600 taken, then 400: 200 at 80 %, then nothing taken: 600 at 80 %.
    assert_eq!(paid(&rules, &bills), [0, 16_000, 48_000]);
}

#[test]
fn a_running_total_pays_the_difference_of_rounded_sums() {
    let terms = |rounding| {
        format!(
            "base = \"total\"\nbands = {{ position = \"cumulative\", window = \"year\", \
             rounding = \"{rounding}\", rates = [{{ pays = \"50%\" }}] }}"
        )
    };
    let bills = ["2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"];
    let bills = bills.map(|date| self_paid(date, date, "0.01"));
    // Half a fen each: rounded one by one, or 0.5, 1, 1.5, 2 rounded to 1, 1, 2, 2.
    assert_eq!(paid(&rules("", &benefit(&terms("each_bill"))), &bills), [1, 1, 1, 1]);
    assert_eq!(paid(&rules("", &benefit(&terms("running_total"))), &bills), [1, 0, 1, 0]);
}

fn daily(terms: &str) -> String {
    rules("", &benefit(terms))
}

#[test]
fn cn_bj_04_paid_from_the_fourth_day() {
    let rules = daily(
        "days = { count = \"nights\", pays = 40, from_day = 4, shared_days = \"once\" }
        limit = [{ amount = 7200, window = \"cover\" }]",
    );
    for (number, fen) in [(3, 0), (4, 4_000), (10, 28_000), (183, 720_000), (200, 720_000)] {
        let stay = nights(self_paid("1", "2024-01-01", "0"), number);
        assert_eq!(paid(&rules, &[stay]), [fen], "{number} nights");
    }
}

#[test]
fn days_are_counted_as_the_rules_say() {
    let pays = |count: &str, number| {
        let terms = format!("days = {{ count = \"{count}\", pays = 1, shared_days = \"once\" }}");
        paid(&daily(&terms), &[nights(self_paid("1", "2024-03-01", "0"), number)])[0] / 100
    };
    let counts = ["nights", "nights_at_least_1", "both_ends"];
    assert_eq!(counts.map(|count| pays(count, 0)), [0, 1, 1]);
    assert_eq!(counts.map(|count| pays(count, 3)), [3, 3, 4]);
}

#[test]
fn a_day_on_two_bills_is_paid_once() {
    let rules = |shared_days| {
        let terms = format!(
            "days = {{ count = \"nights\", pays = 10, shared_days = \"{shared_days}\" }}
            limit = [{{ days = 12, window = \"cover\" }}]"
        );
        daily(&terms)
    };
    // 1 to 10 March and 6 to 15 March: five days are on both, and twelve are paid at most.
    let bills = [self_paid("a", "2024-03-01", "0"), self_paid("b", "2024-03-06", "0")];
    assert_eq!(paid(&rules("once"), &bills), [10_000, 2_000]);
    assert_eq!(paid(&rules("each_bill"), &bills), [10_000, 2_000]);
    let apart = rules("once").replace("days = 12", "days = 30");
    assert_eq!(paid(&apart, &bills), [10_000, 5_000]);
}

#[test]
fn the_first_days_of_a_stay_are_those_of_all_its_bills() {
    let rules =
        daily("days = { count = \"nights\", pays = 1, from_day = 8, shared_days = \"once\" }");
    let first = of_stay(nights(self_paid("a", "2024-03-01", "0"), 5), "s");
    let second = of_stay(nights(self_paid("b", "2024-03-06", "0"), 5), "s");
    // Days 1 to 5 and 6 to 10 of one stay: 8, 9 and 10 are paid.
    assert_eq!(paid(&rules, &[first, second]), [0, 300]);
}

#[test]
fn cn_gd_01_by_the_ordinal_of_the_stay() {
    let rules = rules(
        "",
        &benefit(
            "base = \"min(in_scope - funds_paid, 20% of pool_paid)\"
            rate = { by = \"ordinal\", counts = \"covered_stays\", window = \"cover\", is = { \"1\" = \"80%\", \"2\" = \"70%\" }, otherwise = \"0%\" }",
        ),
    );
    let stay = |id, date| bill(id, date, &[("total", "10000"), ("pool_paid", "8000")]);
    let bills = [
        stay("1", "2024-02-01"),
        Bill { category: "emergency".to_owned(), ..stay("2", "2024-02-15") },
        of_stay(stay("3", "2024-03-01"), "s"),
        of_stay(stay("4", "2024-03-11"), "s"),
        stay("5", "2024-05-01"),
    ];
    // The emergency is not covered and has no place; bills 3 and 4 are one stay, the second.
    assert_eq!(paid(&rules, &bills), [128_000, 0, 112_000, 112_000, 0]);
}

#[test]
fn a_step_is_of_the_whole_amount() {
    let steps = "steps = [{ to = 20000, is = 0 }, { to = 30000, is = 3000 }, { is = 4000 }]";
    let lump = |edge: &str| {
        rules("", &benefit(&format!("sum = {{ by = \"total\", edge = \"{edge}\", {steps} }}")))
    };
    let [below, at_20, between, at_30] = ["19999.99", "20000", "20000.01", "30000"];
    let above = lump("belongs_above");
    each_pays(&above, &[(below, 0), (at_20, 300_000), (between, 300_000), (at_30, 400_000)]);
    let below_it = lump("belongs_below");
    each_pays(&below_it, &[(below, 0), (at_20, 0), (between, 300_000), (at_30, 300_000)]);
    // A falling rate: 10,000.00 at 60 % is more than 10,000.01 at 50 %, which is 5,000.005.
    let falling = rules(
        "",
        &benefit(
            "base = \"total\"
            rate = { by = \"total\", edge = \"belongs_below\", steps = [{ to = 10000, is = \"60%\" }, { is = \"50%\" }] }",
        ),
    );
    each_pays(&falling, &[("10000", 600_000), ("10000.01", 500_001), ("12000", 600_000)]);
}

#[test]
fn cn_bj_01_by_hardship_and_ordinal() {
    let words = "
        [schedules.first_part]
        by = [\"hardship\", \"ordinal\"]
        counts = \"all_stays\"
        window = \"cover\"
        rows = [
            { hardship = \"no\", ordinal = \"1\", is = 1300 },
            { hardship = \"no\", ordinal = \"2+\", is = 650 },
            { hardship = \"yes\", ordinal = \"1\", is = 650 },
        ]
        otherwise = 325";
    let terms = "base = \"total\"
        rate = { by = \"hardship\", is = { no = \"20%\", yes = \"25%\" } }
        deductible = { amount = \"first_part\", window = \"bill\" }";
    let rules = rules("", &format!("{}{words}", benefit(terms)));
    let bills = [self_paid("1", "2024-02-01", "2300"), self_paid("2", "2024-03-01", "2300")];
    let pays = |hardship: &str| {
        let member = Member { hardship: hardship.to_owned(), ..member() };
        payable(&decide(&[&rules], &member, &year_2024(), &bills))
    };
    assert_eq!(pays("no"), [20_000, 33_000]);
    assert_eq!(pays("yes"), [41_250, 49_375]);
}

#[test]
fn cn_nm_03_by_the_years_enrolled() {
    let rules = rules(
        "renewal_gap = 31",
        &format!(
            "{}{}",
            named(
                "money",
                "within",
                "base = \"total\"
                minimum = 200
                counted = { most = 250000, window = \"cover\" }
                bands = { position = \"each_bill\", rates = [{ to = 10000, pays = \"40%\" }, { to = 100000, pays = \"70%\" }, { pays = \"100%\" }] }"
            ),
            named(
                "daily",
                "beside",
                "days = { count = \"nights\", shared_days = \"once\", pays = { by = \"years_enrolled\", is = { \"1\" = 10, \"2\" = 20, \"3+\" = 30 } } }"
            ),
        ),
    );
    let years = |first: i16, total: &str, number| {
        let years = first..=2024;
        let enrolments: Vec<Enrolment> = years
            .map(|year| enrolment(&format!("{year}-01-01"), &format!("{year}-12-15")))
            .collect();
        let stay = nights(self_paid("1", "2024-03-01", total), number);
        payable(&decide(&[&rules], &member(), &enrolments, &[stay]))
    };
    assert_eq!(years(2024, "400", 3), [20_000 + 3_000]);
    assert_eq!(years(2023, "10000", 10), [400_000 + 20_000]);
    assert_eq!(years(2022, "20000", 10), [1_100_000 + 30_000]);
    assert_eq!(years(2020, "250000", 0), [21_700_000]);
}

#[test]
fn a_diagnosis_is_on_a_list_or_among_codes() {
    let rules = |when: &str| {
        let words = "[lists]\ncancers = [\"C16*\", \"C22.0\"]";
        let terms = format!("sum = 5000\nwhen = {{ diagnosis = {when}, sex = \"F\" }}");
        rules("", &format!("{}{words}", benefit(&terms)))
    };
    let status = |when: &str, diagnosis: &str| {
        let bill = Bill { diagnosis: diagnosis.to_owned(), ..self_paid("1", "2024-03-01", "0") };
        decide(&[&rules(when)], &member(), &year_2024(), &[bill])[0].status
    };
    assert_eq!(status("\"cancers\"", "I10|C16.9"), Status::Paid);
    assert_eq!(status("\"cancers\"", "C22.1"), Status::Denied);
    for spelling in ["i10、c169", "I10；Ｃ１６．９", "胃癌C16.9", "I10 C22.0*", "c220"] {
        assert_eq!(status("\"cancers\"", spelling), Status::Paid, "{spelling}");
    }
    assert_eq!(status("[\"C22.1\", \"D05\"]", "C22.1"), Status::Paid);
    assert_eq!(status("\"C22.1,D05\"", "D051"), Status::Denied);
}

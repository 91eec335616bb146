//! Figures worked out by hand, so that the oracle is not wrong itself. Those with a name in
//! capitals come from the published terms of real schemes.

#![cfg(test)]

use super::calendar::{days_after, whole_years};
use super::formula::Formula;
use super::generate::{any_example, any_example_in_one_and_two_editions};
use super::{Bill, Decision, Enrolment, Fraction, Member, Status, decide};
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

// Small words for the examples below.

fn day(text: &str) -> Date {
    text.parse().expect("examples have good dates")
}

fn amount(text: &str) -> Fraction {
    Fraction::parse(text).expect("examples have good amounts")
}

fn member() -> Member {
    Member {
        member_id: "M".to_owned(),
        birth_date: day("1980-06-15"),
        sex: "F".to_owned(),
        hardship: "no".to_owned(),
        fields: BTreeMap::new(),
    }
}

fn enrolment(start: &str, end: &str) -> Enrolment {
    let (start, end) = (day(start), day(end));
    Enrolment { plan: "p".to_owned(), start, end, units: 1, enrolled_on: start }
}

fn year_2024() -> Vec<Enrolment> {
    vec![enrolment("2024-01-01", "2024-12-31")]
}

/// A stay of ten nights in a hospital of level 2, of which `columns` say what it cost.
fn bill(id: &str, admission: &str, columns: &[(&str, &str)]) -> Bill {
    let admission = day(admission);
    let discharge = days_after(admission, 10);
    let amounts = columns.iter().map(|(column, text)| ((*column).to_owned(), amount(text)));
    Bill {
        bill_id: id.to_owned(),
        category: "inpatient".to_owned(),
        hospital_level: "2".to_owned(),
        admission,
        discharge,
        settled_on: discharge,
        submitted_on: None,
        stay_id: None,
        diagnosis: "J18".to_owned(),
        amounts: amounts.collect(),
        fields: BTreeMap::new(),
    }
}

/// A bill of the self-paid amount only.
fn self_paid(id: &str, admission: &str, total: &str) -> Bill {
    bill(id, admission, &[("total", total)])
}

fn nights(bill: Bill, nights: i64) -> Bill {
    let discharge = days_after(bill.admission, nights);
    Bill { discharge, settled_on: discharge, ..bill }
}

fn of_stay(bill: Bill, stay: &str) -> Bill {
    Bill { stay_id: Some(stay.to_owned()), ..bill }
}

/// A rule file: the scheme, one edition, the keys of the one plan `p`, and the rest.
fn rules(plan: &str, rest: &str) -> String {
    rules_by("admission", "2024-01-01", plan, rest)
}

fn rules_by(basis: &str, from: &str, plan: &str, rest: &str) -> String {
    format!(
        "[scheme]\nid = \"s\"\ncurrency = \"CNY\"\nbasis = \"{basis}\"\norder = \"settlement\"\n\
         [edition]\nid = \"{from}\"\nfrom = \"{from}\"\n\
         [[plan]]\nid = \"p\"\n{plan}\n{rest}"
    )
}

/// One benefit `b`, for in-patients.
fn benefit(terms: &str) -> String {
    named("b", "beside", terms)
}

fn named(id: &str, against_bill: &str, terms: &str) -> String {
    format!(
        "[[benefit]]\nid = \"{id}\"\nplan = \"p\"\ncategories = [\"inpatient\"]\n\
         against_bill = \"{against_bill}\"\n{terms}\n"
    )
}

fn payable(decisions: &[Decision]) -> Vec<i64> {
    decisions.iter().map(|decision| decision.payable).collect()
}

/// What the bills are paid, in fen, in the order in which they are decided, in 2024.
fn paid(rules: &str, bills: &[Bill]) -> Vec<i64> {
    payable(&decide(&[rules], &member(), &year_2024(), bills))
}

/// What single bills are paid, each for a member who has no other.
fn each_pays(rules: &str, expected: &[(&str, i64)]) {
    for (amount, fen) in expected {
        assert_eq!(paid(rules, &[self_paid("1", "2024-03-01", amount)]), [*fen], "on {amount}");
    }
}

fn denials(plan: &str, basis: &str, enrolments: &[Enrolment], bill: Bill) -> Vec<String> {
    let rules = rules_by(basis, "2000-01-01", plan, &benefit("sum = 1"));
    decide(&[&rules], &member(), enrolments, &[bill])[0].denials.clone()
}

// Fractions, formulas, dates.

#[test]
fn fractions_round_where_they_are_told_to() {
    let fen = amount("0.01");
    let modes = |text: &str| {
        ["half_up", "half_even", "up", "down"].map(|mode| amount(text).to_step(fen, mode))
    };
    assert_eq!(modes("2616.485"), ["2616.49", "2616.48", "2616.49", "2616.48"].map(amount));
    assert_eq!(modes("0.015"), ["0.02", "0.02", "0.02", "0.01"].map(amount));
    assert_eq!(modes("0.0149"), ["0.01", "0.01", "0.02", "0.01"].map(amount));
    assert_eq!(modes("7"), ["7"; 4].map(amount));
    assert_eq!(amount("12.34").to_step(amount("0.05"), "half_up"), amount("12.35"));
    assert_eq!(amount("12.34").to_step(amount("10"), "down"), amount("10"));
}

#[test]
fn formulas_bind_of_before_plus() {
    let value = |text| Formula::read(text).value(&|name| amount(&name.replace("x", "")));
    assert_eq!(value("20% of x10 + 5"), amount("7"));
    assert_eq!(value("20% of (x10 + 5)"), amount("3"));
    assert_eq!(value("10 - 3 - 2"), amount("5"));
    assert_eq!(value("10 - (3 - 2)"), amount("9"));
    assert_eq!(value("max(0, min(4, 2 + 1), 2) + 0.50"), amount("3.50"));
    assert_eq!(value("50% of 20% of 100"), amount("10"));
}

#[test]
fn a_year_is_complete_on_the_anniversary() {
    let years = |from, to| whole_years(day(from), day(to));
    assert_eq!(years("1980-06-15", "2024-06-14"), 43);
    assert_eq!(years("1980-06-15", "2024-06-15"), 44);
    assert_eq!(years("2004-02-29", "2025-02-28"), 20);
    assert_eq!(years("2004-02-29", "2025-03-01"), 21);
}

// Bands, limits, rounding.

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

// Weihai's medical item.

const WEIHAI: &str = "
    base = \"in_scope\"
    threshold = { of = \"max(0, in_scope - level)\", at_least = 6000, window = \"cover\", \
                  opens = \"every_bill\", unpaid_bills = \"count\" }
    deductible = { amount = \"level\", window = \"stay\" }
    limit = [{ amount = 100000, window = \"cover\" }]
    [benefit.bands]
    position = \"cumulative\"
    window = \"cover\"
    from = \"gross\"
    rounding = \"each_bill\"
    rates = [{ to = 40000, pays = \"65%\" }, { to = 240000, pays = \"75%\" }, { to = 500000, pays = \"70%\" }]
    [benefit.bands.unpaid]
    model = [{ to = 10000, primary_pays = \"primary_low\" }, { to = 40000, primary_pays = \"90%\" }, { primary_pays = \"95%\" }]
    at_most = \"in_scope - funds_paid\"
    columns = [\"first\", \"second\", \"third\"]
";

const WEIHAI_WORDS: &str = "
    [fields]
    first = { type = \"amount\", of = \"bill\" }
    second = { type = \"amount\", of = \"bill\" }
    third = { type = \"amount\", of = \"bill\" }
    [parameters]
    primary_low = \"85%\"
    [schedules.level]
    by = \"hospital_level\"
    is = { \"1\" = 500, \"2\" = 700, \"3\" = 900, none = 900 }
";

fn weihai() -> String {
    rules("", &format!("{}{WEIHAI_WORDS}", benefit(WEIHAI)))
}

#[test]
fn cn_wh_04_what_was_left_unpaid_by_band() {
    let unpaid = |parts: [&str; 3]| {
        let [first, second, third] = parts;
        let columns = [("total", "300000"), ("first", first), ("second", second), ("third", third)];
        paid(&weihai(), &[bill("1", "2024-03-01", &columns)])
    };
    assert_eq!(unpaid(["4000", "6000", "0"]), [710_000]);
    assert_eq!(unpaid(["6000", "50000", "90000"]), [10_000_000]);
}

#[test]
fn cn_wh_04c_a_later_stay_opens_the_threshold_for_an_earlier_one() {
    // 700 deductible: 5,999.99 counts, which is not yet 6,000.
    let first = self_paid("1", "2024-02-01", "6699.99");
    assert_eq!(paid(&weihai(), std::slice::from_ref(&first)), [0]);
    // The second opens it. First: (6,699.99 - 700) x 15 % x 65 % = 584.999...; second, from
    // position 6,699.99: its deductible reaches to 7,399.99; 2,600.01 x 15 % up to 10,000, then
    // 1,699.99 x 10 %, all at 65 %: 253.50 + 110.50 = 364.0003...
    let second = self_paid("2", "2024-05-01", "5000.01");
    assert_eq!(paid(&weihai(), &[first, second]), [58_500, 36_400]);
}

#[test]
fn the_highest_band_is_cut_first_to_what_was_really_unpaid() {
    // In scope 50,000: 9,300 x 15 % + 30,000 x 10 % = 4,395 in band 1; 10,000 x 5 % = 500 in band
    // 2. Really unpaid 4,495: band 2 keeps 100. 4,395 x 65 % + 100 x 75 % = 2,931.75.
    let columns = [("total", "50000"), ("pool_paid", "45505")];
    assert_eq!(paid(&weihai(), &[bill("1", "2024-03-01", &columns)]), [293_175]);
}

#[test]
fn a_threshold_may_open_from_the_bill_that_reaches_it() {
    let rules = |unpaid_bills| {
        let terms = format!(
            "base = \"total\"\nrate = \"100%\"\n\
             deductible = {{ amount = 150, window = \"cover\" }}\n\
             threshold = {{ of = \"total\", at_least = 300, window = \"cover\", \
             opens = \"from_the_bill_that_reaches_it\", unpaid_bills = \"{unpaid_bills}\" }}"
        );
        rules("", &benefit(&terms))
    };
    let bills = ["a", "b", "c"].map(|id| self_paid(id, "2024-03-01", "100"));
    // 300 is reached at the third. The first two have used up the deductible, or have not.
    assert_eq!(paid(&rules("count"), &bills), [0, 0, 5_000 + 5_000]);
    assert_eq!(paid(&rules("do_not_count"), &bills), [0, 0, 0]);
}

// Days.

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

// Schedules, ordinals, years.

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
        of_stay(stay("4", "2024-03-20"), "s"),
        stay("5", "2024-05-01"),
    ];
    // The emergency is not covered and has no place; bills 3 and 4 are one stay, the second.
    assert_eq!(paid(&rules, &bills), [128_000, 0, 112_000, 112_000, 0]);
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
    assert_eq!(status("[\"C22.1\", \"D05\"]", "C22.1"), Status::Paid);
    assert_eq!(status("\"C22.1,D05\"", "D051"), Status::Denied);
}

// Several benefits.

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

// Editions, periods, refusals.

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
    assert_eq!(refused("denied", "discharge", 41), ["no_cover"]);
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

// Generated examples.

proptest! {
    #[test]
    fn what_is_payable_is_the_sum_of_the_benefits(example in any_example()) {
        let decisions = example.decisions();
        for decision in &decisions {
            prop_assert_eq!(decision.payable, decision.benefits.values().sum::<i64>());
            prop_assert!(decision.benefits.values().all(|paid| *paid >= 0));
            prop_assert_eq!(decision.payable > 0, decision.status == Status::Paid);
        }
        let bills = example.history.bills.iter().map(|bill| bill.bill_id.as_str());
        let decided = decisions.iter().map(|decision| decision.bill_id.as_str());
        prop_assert_eq!(bills.collect::<BTreeSet<_>>(), decided.collect::<BTreeSet<_>>());
    }

    #[test]
    fn an_edition_cut_in_two_pays_the_same([one, two] in any_example_in_one_and_two_editions()) {
        prop_assert_eq!(one.decisions(), two.decisions());
    }

    #[test]
    fn the_order_of_rows_changes_nothing(example in any_example()) {
        let mut turned = example.clone();
        turned.editions.reverse();
        turned.history.bills.reverse();
        turned.history.enrolments.reverse();
        prop_assert_eq!(example.decisions(), turned.decisions());
    }
}

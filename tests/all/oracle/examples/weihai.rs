//! The medical item of Weihai's 15th period, and thresholds.

use super::words::{benefit, bill, paid, rules, self_paid};

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
